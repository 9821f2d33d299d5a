"""The sheet of keys tells of every key that does something, and of no other."""

import re
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

DESK = Path(settings.BASE_DIR) / "templates" / "desk"
SCRIPT = Path(settings.BASE_DIR) / "claims" / "static" / "claims" / "desk.js"
FORMS = Path(settings.BASE_DIR) / "claims" / "desk" / "forms.py"
# What the browser itself does with a link or a dialogue that has the focus.
NATIVE = {"Enter", "Esc"}


class KeySheetTests(SimpleTestCase):
    def test_lists_the_keys_of_the_script_and_of_the_pages(self):
        sheet = set(re.findall(r"<kbd>(.+?)</kbd>", self.sheet()))
        table = re.search(r"const keys = \{(.+?)\n\};", SCRIPT.read_text(), re.DOTALL).group(1)
        obeyed = set(re.findall(r'^  "?([^":]+)"?: ', table, re.MULTILINE)) | {"1", "9"}
        for page in DESK.rglob("*.html"):
            obeyed |= set(re.findall(r'data-key="(.)"', page.read_text()))
        obeyed |= set(re.findall(r'"data-key": "(.)"', FORMS.read_text()))
        self.assertEqual(sheet - NATIVE, obeyed)

    def sheet(self) -> str:
        page = (DESK / "base.html").read_text()
        return page[page.index("<dialog") : page.index("</dialog>")]
