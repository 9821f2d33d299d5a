"""The documentation keeps up with the program: settings, commands, links, the plan of the API."""

import re
from pathlib import Path

from django.test import SimpleTestCase

from claims.api.urls import router
from claims.choices import CLAIM_STEPS, ClaimStatus
from claims.review.manual import rights_tables

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def page(name):
    return (ROOT / "docs" / name).read_text()


class OperationsTests(SimpleTestCase):
    def test_explains_every_setting_of_the_example(self):
        settings = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
        self.assertIn("SECRET_KEY", settings)
        rows = re.findall(r"^\| `([A-Z_]+)` \|", page("operations.md"), re.M)
        self.assertEqual(sorted(settings), sorted(rows))


class ApiTests(SimpleTestCase):
    def test_names_every_list(self):
        lists = {prefix for prefix, _, _ in router.registry}
        self.assertIn("claims", lists)
        named = set(re.findall(r"`([a-z-]+)`", page("api.md")))
        self.assertEqual(lists - named, set())


class CommandTests(SimpleTestCase):
    def test_every_command_is_named_somewhere(self):
        folder = ROOT / "claims" / "management" / "commands"
        commands = {path.stem for path in folder.glob("*.py")} - {"__init__"}
        self.assertIn("seed_demo", commands)
        text = " ".join(file.read_text() for file in PAGES)
        self.assertEqual({name for name in commands if name not in text}, set())


class ReviewTests(SimpleTestCase):
    def test_shows_the_rights_as_the_program_has_them(self):
        shown = page("review.md").partition("<!-- rights -->\n")[2]
        shown = shown.partition("\n<!-- end of rights -->")[0]
        self.assertEqual(shown, rights_tables(), "Put what `manage.py show_rights` prints there.")

    def test_draws_every_step_from_status_to_status(self):
        picture = (ROOT / "docs" / "img" / "life.svg").read_text()
        drawn = re.findall(r">([a-z_ -]+)</text>", picture)
        for step, rows in CLAIM_STEPS.items():
            ways = sum(len(row.sources) for row in rows)
            with self.subTest(step):
                self.assertEqual(drawn.count(step), ways)
        for status in ClaimStatus:
            self.assertIn(status.label.lower(), drawn)


class LinkTests(SimpleTestCase):
    def test_lead_to_files_that_are_there(self):
        for file in PAGES:
            for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text()):
                with self.subTest(page=file.name, target=target):
                    self.assertTrue((file.parent / target).exists())
