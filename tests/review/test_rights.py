"""Who may do what: one table, asked of every role, a stranger and somebody who left."""

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import TestCase

from claims.choices import Role, Scope
from claims.models import ApiToken, Assessment, Claim, Comment
from claims.review import rights
from tests.factories import (
    NOW,
    make_assessment,
    make_cast,
    make_claim,
    make_evidence,
    make_user,
)

# From the least to the most: a letter says that this role and all after it may.
LADDER = "VARED"  # Viewer, Analyst, Reviewer, Editor, aDministrator
PEOPLE = dict(zip(LADDER, ("zoe", "ana", "rui", "eda", "admin"), strict=True))

# Record: who may view, add, change, delete ("-": nobody).
RECORDS = {
    "actor": "VAAE",
    "actorname": "VAAA",
    "actormerge": "V---",
    "apitoken": "VV-V",
    "appearance": "VAAA",
    "assessment": "VAAA",
    "assessmentevidence": "VAAA",
    "auditentry": "E---",
    "auditseal": "V---",
    "claim": "VAAE",
    "claimlink": "VAAA",
    "claimmerge": "V---",
    "claimwording": "VAAA",
    "claimwords": "----",
    "comment": "VAAA",
    "document": "VAAE",
    "documentwords": "----",
    "evidence": "VAAA",
    "export": "E---",
    "idempotencykey": "----",
    "foreignverdict": "V---",
    "importbatch": "A---",
    "importkey": "V---",
    "importprofile": "VAAE",
    "importrow": "A---",
    "notice": "V---",
    "origin": "VAAE",
    "rating": "VEEE",
    "ratingmapping": "VEEE",
    "review": "V---",
    "searchword": "----",
    "snapshot": "VAA-",
    "source": "VAAE",
    "sourcerating": "VA--",
    "topic": "VEEE",
    "user": "VDD-",
}
ACTS = {
    "abandon": "A",
    "add_snapshot": "A",
    "approve": "R",
    "assign": "E",
    "change_many": "E",
    "map_labels": "E",
    "rehearse_import": "A",
    "apply_import": "E",
    "undo_import": "E",
    "export_records": "V",
    "dump_records": "D",
    "correct": "E",
    "decline": "A",
    "draft": "A",
    "judge_link": "A",
    "merge_actors": "E",
    "merge_claims": "E",
    "publish": "E",
    "rate_source": "A",
    "reaffirm": "E",
    "reconsider": "A",
    "release": "A",
    "resolve_comment": "A",
    "reopen": "A",
    "request_changes": "R",
    "retract": "E",
    "retract_document": "A",
    "see_figures": "V",
    "see_history": "V",
    "send_back": "R",
    "submit": "A",
    "take": "A",
    "undo_merge": "E",
    "withdraw": "A",
    "withdraw_evidence": "A",
}


class RightsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()
        cls.outsiders = [
            None,
            AnonymousUser(),
            make_user("noroles"),
            make_user("left", Role.ADMINISTRATOR, is_active=False),
        ]

    def expect(self, least, act, record=None):
        """Ask for everybody: from the role ``least`` on it is allowed."""
        for letter, name in PEOPLE.items():
            wanted = least != "-" and LADDER.index(letter) >= LADDER.index(least)
            with self.subTest(who=name, act=act, record=record):
                answer = rights.may(self.cast[name], act, record)
                self.assertEqual(bool(answer), wanted)
                self.assertEqual(bool(answer.reason), not wanted)
                if not wanted:
                    with self.assertRaisesMessage(PermissionDenied, answer.reason):
                        rights.ask(self.cast[name], act, record)
        for person in self.outsiders:
            with self.subTest(who=str(person), act=act, record=record):
                self.assertFalse(rights.may(person, act, record))

    def test_over_records(self):
        models = {
            model._meta.model_name: model for model in apps.get_app_config("claims").get_models()
        }
        self.assertEqual(set(models), set(RECORDS), "a record is missing from the table")
        for name, letters in RECORDS.items():
            for act, least in zip(("view", "add", "change", "delete"), letters, strict=True):
                self.expect(least, act, models[name])

    def test_over_acts(self):
        self.assertEqual(set(rights.ACT_RIGHTS), set(ACTS), "an act is missing from the table")
        for act, least in ACTS.items():
            self.expect(least, act)

    def test_an_act_that_is_not_known_is_a_mistake_of_ours(self):
        with self.assertRaises(KeyError):
            rights.may(self.cast["admin"], "burn")

    def test_a_superuser_is_an_administrator_and_nothing_more(self):
        root = make_user("root", is_superuser=True)
        self.assertEqual(rights.role_of(root), Role.ADMINISTRATOR)
        self.assertFalse(rights.may(root, "change", apps.get_model("claims", "auditentry")))

    def test_the_highest_of_several_roles_counts(self):
        both = make_user("both", Role.VIEWER, Role.REVIEWER)
        self.assertEqual(rights.role_of(both), Role.REVIEWER)


class RowTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()
        cls.claim = make_claim()

    def test_evidence_is_seen_by_those_cleared_for_it(self):
        for visibility, seers in (
            ("public", {"zoe", "ana", "rui", "eda", "admin"}),
            ("internal", {"zoe", "ana", "rui", "eda", "admin"}),
            ("confidential", {"ana", "rui", "eda", "admin"}),
        ):
            evidence = make_evidence(self.claim, visibility=visibility)
            found = {name for name, who in self.cast.items() if rights.may(who, "view", evidence)}
            self.assertEqual(found, seers, visibility)
        self.assertEqual(rights.clearance(None), ("public",))
        self.assertEqual(rights.clearance(AnonymousUser()), ("public",))

    def test_a_comment_is_changed_by_its_author_alone(self):
        comment = Comment.objects.create(claim=self.claim, author=self.cast["ana"], text="Look.")
        for act in ("change", "delete"):
            self.assertTrue(rights.may(self.cast["ana"], act, comment))
            for name in ("rui", "eda", "admin", "zoe"):
                self.assertFalse(rights.may(self.cast[name], act, comment), name)
        self.assertTrue(rights.may(self.cast["zoe"], "view", comment))

    def test_a_token_is_seen_and_revoked_by_its_owner_or_an_administrator(self):
        token, _ = ApiToken.objects.create(user=self.cast["ana"], name="t", scopes=[Scope.READ])
        for act in ("view", "delete"):
            found = {name for name, who in self.cast.items() if rights.may(who, act, token)}
            self.assertEqual(found, {"ana", "admin"})

    def test_an_assessment_is_changed_while_it_is_a_draft(self):
        assessment = make_assessment(self.claim, self.cast["ana"])
        for act in ("change", "delete"):
            self.assertTrue(rights.may(self.cast["ana"], act, assessment))
        Assessment.objects.update(status="submitted", round=1, submitted_at=NOW)
        assessment.refresh_from_db()
        for name in self.cast:
            for act in ("change", "delete"):
                self.assertFalse(rights.may(self.cast[name], act, assessment), name)

    def test_an_assessment_is_answered_by_another_than_its_author(self):
        assessment = make_assessment(self.claim, self.cast["eda"])
        for act in ("approve", "request_changes", "send_back"):
            found = {name for name, who in self.cast.items() if rights.may(who, act, assessment)}
            self.assertEqual(found, {"rui", "admin"}, act)

    def test_an_assessment_is_submitted_by_those_who_wrote_in_it(self):
        assessment = make_assessment(self.claim, self.cast["ana"])
        for act, who_may in (
            ("submit", {"ana"}),
            ("withdraw", {"ana", "eda", "admin"}),
            ("abandon", {"ana", "eda", "admin"}),
        ):
            found = {name for name, who in self.cast.items() if rights.may(who, act, assessment)}
            self.assertEqual(found, who_may, act)

    def test_a_claim_is_removed_by_an_editor(self):
        self.assertFalse(rights.may(self.cast["rui"], "delete", Claim))
        self.assertTrue(rights.may(self.cast["eda"], "delete", self.claim))
