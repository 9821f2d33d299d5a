"""One answer everywhere: each act by each role on own and others' work in each state of a claim,
asked of the plain functions, the API, the desk and the admin."""

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TestCase, override_settings
from django.urls import reverse

from claims.choices import Role
from claims.editing.merges import merge_claims
from claims.models import Claim, Rating
from claims.review import assessments, workflow
from claims.review.acts import do_act
from tests.api.base import API
from tests.factories import NOW, make_appearance, make_cast, make_claim, make_evidence, make_user
from tests.review.faces import DONE, EVERY_ACT, FACES, ON_ASSESSMENT, Faces, newest_of

LADDER = (Role.VIEWER, Role.ANALYST, Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR)
PEOPLE = dict(zip(("zoe", "ana", "rui", "eda", "admin"), LADDER, strict=True))

# Who may do what in each state: a role and those above it, "own" for who holds the claim and
# wrote the assessment, "others" for everybody but them. What is not listed, nobody may do.
PUT_ASIDE = "own or Editor"
REVIEWED = {"approve": "others, Reviewer", "request_changes": "others, Reviewer"}
ALLOWED = {
    "new": {"take": "Analyst", "decline": "Analyst", "assign": "Editor"},
    "researching": {
        "release": PUT_ASIDE,
        "decline": PUT_ASIDE,
        "assign": "Editor",
        "draft": "Analyst",
    },
    "drafted": {"release": PUT_ASIDE, "assign": "Editor", "submit": "own", "abandon": PUT_ASIDE},
    "submitted": {"assign": "Editor", "withdraw": PUT_ASIDE, **REVIEWED},
    "approved": {"assign": "Editor", "withdraw": PUT_ASIDE, "publish": "Editor", **REVIEWED},
    "published": {"assign": "Editor", "reopen": "Analyst", "retract": "Editor"},
    "rechecking": {
        "release": PUT_ASIDE,
        "assign": "Editor",
        "draft": "Analyst",
        "reaffirm": "Editor",
        "retract": "Editor",
    },
    "correction drafted": {
        "release": PUT_ASIDE,
        "assign": "Editor",
        "submit": "own",
        "abandon": PUT_ASIDE,
        "retract": "Editor",
    },
    "correction approved": {
        "assign": "Editor",
        "withdraw": PUT_ASIDE,
        "publish": "Editor",
        "correct": "Editor",
        **REVIEWED,
    },
    "declined": {"reconsider": "Analyst"},
    "merged": {},
}
# How a claim gets into each state.
_PUBLISHED = "take draft submit approve publish"
PATHS = {
    "new": "",
    "researching": "take",
    "drafted": "take draft",
    "submitted": "take draft submit",
    "approved": "take draft submit approve",
    "published": _PUBLISHED,
    "rechecking": f"{_PUBLISHED} reopen",
    "correction drafted": f"{_PUBLISHED} reopen draft",
    "correction approved": f"{_PUBLISHED} reopen draft submit approve",
}
GIVEN = {
    "decline": {"why": "opinion"},
    "request_changes": {"comment": "Name the page."},
    "publish": {"public_note": "A record turned up."},
    "correct": {"public_note": "A record turned up."},
    "retract": {"public_note": "The record was forged."},
}
# The functions are tried in every state, the faces in one for each status, and on own work
# where it could make a difference.
OVER_THE_WEB = ("new", "drafted", "approved", "published", "correction drafted", "declined")
WHOSE = ("take", "release", "decline", "submit", "withdraw", "abandon", *REVIEWED)


def is_allowed(state: str, act: str, role: Role, own: bool) -> bool:
    who = ALLOWED[state].get(act)
    if who is None:
        return False
    words = who.replace(", ", " ").replace(" or ", " ").split()
    named = [role for role in LADDER if role.label in words]
    high_enough = LADDER.index(role) >= LADDER.index(named[0] if named else Role.ANALYST)
    if "others" in words:
        return high_enough and not own
    if "own" in words:
        return own or (bool(named) and high_enough)
    return high_enough


@override_settings(CLAIMS_API_RATES=dict.fromkeys(settings.CLAIMS_API_RATES, "1000000/min"))
class AnswerTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()
        # Those who do what the state asks for, and are asked nothing themselves.
        cls.bob = make_user("bob", Role.ANALYST)
        cls.critic, cls.chief = make_user("critic", Role.REVIEWER), make_user("chief", Role.EDITOR)
        cls.true = Rating.objects.get(code="true")
        owners = [person for name, person in cls.cast.items() if name != "zoe"]
        cls.claims = {
            (state, owner.username): cls.claim_in(state, owner)
            for state in ALLOWED
            for owner in ((cls.bob,) if state in ("new", "merged") else (cls.bob, *owners))
        }

    def setUp(self):
        cache.clear()
        self.faces = Faces(self.cast, GIVEN | {"assign": {"to": self.bob}, "draft": {}})

    @classmethod
    def claim_in(cls, state, owner):
        claim = make_claim()
        make_appearance(claim)
        cls.evidence = make_evidence(claim)
        if state == "declined":
            return workflow.decline(claim, by=owner, at=NOW, why="opinion")
        if state == "merged":
            merge_claims(make_claim(), claim, by=cls.chief, at=NOW)
        else:
            cls.walk(claim, owner, PATHS[state].split())
        return Claim.objects.get(pk=claim.pk)

    @classmethod
    def walk(cls, claim, owner, acts):
        signers = {"approve": cls.critic, "publish": cls.chief}
        for act in acts:
            by = signers.get(act, owner)
            if act == "draft":
                draft = cls.draft(claim, by=owner)
                assessments.cite(draft, cls.evidence, by=owner)
            else:
                do_act(act, claim, newest_of(claim), {}, by=by, at=NOW, request_id="")

    @classmethod
    def draft(cls, claim, by):
        content = {"rating": cls.true, "confidence": "low", "explanation": "The record says so."}
        return assessments.draft_assessment(claim, by=by, at=NOW, **content)

    def cases(self):
        """Yield each state with each person, once on their own work and once on Bob's."""
        for state in ALLOWED:
            for name, role in PEOPLE.items():
                nobodys = name == "zoe" or state in ("new", "merged")
                for own in (False,) if nobodys else (False, True):
                    yield state, name, role, own, self.claims[state, name if own else "bob"]

    def test_is_told_beforehand(self):
        for state, name, role, own, claim in self.cases():
            with self.subTest(state=state, who=name, own=own):
                expected = {act for act in EVERY_ACT if is_allowed(state, act, role, own)}
                answers = workflow.steps_for(claim, self.cast[name])
                self.assertEqual({act for act, answer in answers.items() if answer}, expected)
                self.assertEqual(set(answers), set(EVERY_ACT))
                self.assertTrue(all(answer.reason for answer in answers.values() if not answer))
                if state not in OVER_THE_WEB:
                    continue
                told = {act: answer.reason for act, answer in answers.items() if not answer}
                self.assertEqual(self.told_by_the_api(name, claim), (expected, told))
                self.assertEqual(self.told_by_the_admin(name, claim), (expected, told))
                self.assertEqual(self.told_by_the_desk(name, claim), expected)

    def told_by_the_api(self, name, claim):
        body = self.faces.api(name).get(f"{API}/claims/{claim.ref}/").json()
        return set(body["allowed_steps"]), body["refused_steps"]

    def told_by_the_admin(self, name, claim):
        page = self.faces.browser(name).get(reverse("admin:claims_claim_change", args=[claim.pk]))
        steps = page.context["steps"]
        for act in (step.act for step in steps.offered):
            self.assertContains(page, f'data-act="{act}"')
        told = {act: reason for act, _, reason in steps.refused}
        return {step.act for step in steps.offered}, told

    def told_by_the_desk(self, name, claim):
        page = self.faces.browser(name).get(reverse("desk:claim", kwargs={"ref": claim.ref}))
        offered = {act for act, _ in page.context["steps"]}
        return offered | ({"draft"} if page.context["may_draft"] else set())

    def test_is_given_to_who_tries(self):
        for state, name, role, own, claim in self.cases():
            assessment = newest_of(claim)
            answers = workflow.steps_for(claim, self.cast[name])
            for act in EVERY_ACT:
                with self.subTest(state=state, who=name, own=own, act=act):
                    allowed = is_allowed(state, act, role, own)
                    found = {
                        face: self.tried(face, act, name, claim, assessment)
                        for face in FACES
                        if (assessment or act not in ON_ASSESSMENT or face == "desk")
                        and (face == "function" or self.is_tried_over_the_web(state, act, own))
                    }
                    if not found:
                        continue
                    self.assertEqual(len(set(found.values())), 1, found)
                    self.assertEqual(set(found.values()) == {DONE}, allowed, found)
                    self.assertEqual(bool(answers[act]), allowed)

    def is_tried_over_the_web(self, state, act, own):
        return state in OVER_THE_WEB and (act in WHOSE or not own)

    def tried(self, face, act, name, claim, assessment):
        with transaction.atomic():
            answer = self.faces.press(face, act, name, claim, assessment)
            connection.check_constraints()
            transaction.set_rollback(True)
        return answer
