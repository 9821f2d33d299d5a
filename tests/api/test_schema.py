"""The description of the API: valid, without loose ends, in words that a reader understands."""

from io import StringIO

import yaml
from django.core.management import call_command
from django.test import SimpleTestCase

from claims.api.serializers.reads import ClaimReadSerializer
from claims.api.shapes import claim_members
from claims.models import User


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
        self.assertEqual(described["q"], "Claims that fit a query in the query language of search.")
        self.assertFalse([text for text in described.values() if text.startswith("by_")])

    def test_names_lists_of_words_after_what_they_are(self):
        schemas = self.schema["components"]["schemas"]
        self.assertIn("DocumentKind", schemas)
        self.assertIn("Reliability", schemas)

    def test_claims_are_read_in_the_shape_that_is_described(self):
        everything = set(claim_members(User(is_superuser=True))) | {"as_of"}
        self.assertEqual(set(ClaimReadSerializer().fields), everything)
        described = self.schema["components"]["schemas"]["ClaimRead"]["properties"]
        self.assertEqual(set(described), everything)

    def test_removing_answers_with_nothing(self):
        removed = self.schema["paths"]["/api/v1/actors/{public_id}/"]["delete"]["responses"]["204"]
        self.assertNotIn("content", removed)
