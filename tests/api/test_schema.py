"""The description of the API: valid, without loose ends, in words that a reader understands."""

from io import StringIO

import yaml
from django.core.management import call_command
from django.test import SimpleTestCase


class SchemaTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        out = StringIO()
        call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)
        cls.schema = yaml.safe_load(out.getvalue())

    def test_tells_how_to_come_in(self):
        self.assertEqual(set(self.schema["components"]["securitySchemes"]), {"session", "token"})

    def test_explains_filters_in_words(self):
        parameters = self.schema["paths"]["/api/v1/claims/"]["get"]["parameters"]
        described = {one["name"]: one.get("description", "") for one in parameters}
        self.assertEqual(described["q"], "Claims that hold every word.")
        self.assertFalse([text for text in described.values() if text.startswith("by_")])

    def test_names_lists_of_words_after_what_they_are(self):
        schemas = self.schema["components"]["schemas"]
        self.assertIn("DocumentKind", schemas)
        self.assertIn("Reliability", schemas)
