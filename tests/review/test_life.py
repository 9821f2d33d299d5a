"""Random people do random acts over all faces, at times at the same moment: no law breaks."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, ClassVar

from django.conf import settings as house
from django.core.cache import cache
from django.db import connections
from django.test import override_settings
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from claims.audit import verify_audit
from claims.choices import Role
from claims.models import Assessment, Claim, ClaimLink, Evidence, Rating, User
from claims.review import assessments
from claims.review.workflow import steps_for
from tests.api.base import API
from tests.base import AuditedTransactionTestCase
from tests.factories import NOW, make_appearance, make_claim, make_evidence, make_origin, make_user
from tests.review.faces import DONE, EVERY_ACT, FACES, REFUSED, RIGHT, Faces, newest_of
from tests.review.laws import broken_laws, told_to_readers

ROLES = {
    "vera": Role.VIEWER,
    "ana": Role.ANALYST,
    "bob": Role.ANALYST,
    "rui": Role.REVIEWER,
    "ivo": Role.REVIEWER,
    "eda": Role.EDITOR,
    "adam": Role.ADMINISTRATOR,
}
LEAST_STEPS = 2000
WHICH = st.integers(0, 1)
FACE = st.sampled_from(FACES)
WHO = st.sampled_from(list(ROLES))
PRESS = st.tuples(FACE, st.sampled_from(EVERY_ACT), WHO)


class Life(RuleBasedStateMachine):
    """Two claims that contradict each other, and seven people who work on them."""

    faces: ClassVar[Faces]
    true: ClassVar[Rating]
    steps: ClassVar[int] = 0
    done: ClassVar[set[str]] = set()

    @initialize()
    def begin(self):
        self.claims = [make_claim(), make_claim()]
        ana = self.faces.people["ana"]
        for claim in self.claims:
            make_appearance(claim)
            for _ in range(2):
                make_evidence(claim, origin=make_origin())
        judged = {"judgement": "confirmed", "decided_by": ana, "decided_at": NOW}
        ClaimLink.objects.create(a=self.claims[0], b=self.claims[1], kind="contradicts", **judged)
        self.told = {}

    def claim(self, which: int) -> Claim:
        rows = Claim.objects.select_related("assignee", "merged_into")
        return rows.get(pk=self.claims[which].pk)

    def check(self):
        """No law is broken, and what readers were told once stands as it was."""
        assert broken_laws(self.claims) == []
        told = told_to_readers(self.claims)
        assert {pk: told.get(pk) for pk in self.told} == self.told
        self.told = told

    def press(self, face: str, act: str, who: str, claim: Claim) -> Any:
        type(self).steps += 1
        answer = self.faces.press(face, act, who, claim, newest_of(claim))
        assert answer in (DONE, RIGHT, REFUSED), (face, act, who, answer)
        if answer == DONE:
            type(self).done.add(act)
        return answer

    @rule(which=WHICH, press=PRESS)
    def anything(self, which, press):
        """Do anything, allowed or not; it goes as it was told beforehand."""
        face, act, who = press
        claim = self.claim(which)
        expected = bool(steps_for(claim, self.faces.people[who])[act])
        if newest_of(claim) is None and not expected and face != "desk":
            # There is no assessment to which the act could be addressed.
            face = "desk" if act != "draft" else face
        assert (self.press(face, act, who, claim) == DONE) is expected, press
        self.check()

    @rule(which=WHICH, face=FACE, picks=st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
    def what_comes_next(self, which, face, picks):
        """Do a few things that are allowed, so that claims get on in life."""
        for pick in picks:
            claim = self.claim(which)
            act, who = self.allowed(claim, pick)
            assert self.press(face, act, who, claim) == DONE, (face, act, who)
            if act == "draft":
                self.fill(newest_of(claim), self.faces.people[who])
            self.check()

    def allowed(self, claim: Claim, pick: int) -> tuple[str, str]:
        """Return something that somebody may do with ``claim`` now, forward where it can be."""
        names = list(ROLES)
        back = []
        for turn in range(len(names)):
            who = names[(pick + turn) % len(names)]
            answers = steps_for(claim, self.faces.people[who])
            acts = [act for act, answer in answers.items() if answer]
            forward = [act for act in acts if act not in PUT_BACK or pick % 5 == 0]
            if forward:
                return forward[pick % len(forward)], who
            back += [(act, who) for act in acts]
        return back[pick % len(back)]

    def fill(self, draft: Assessment, by: User):
        """Write all that a draft needs to be submitted."""
        content = {"rating": self.true, "confidence": "low", "explanation": "It is on record."}
        assessments.edit_draft(draft, by=by, **content)
        for evidence in Evidence.objects.standing().filter(claim=draft.claim):
            assessments.cite(draft, evidence, by=by)

    @rule(which=WHICH, presses=st.lists(PRESS, min_size=2, max_size=4))
    def at_once(self, which, presses):
        """Several people press at the same moment."""
        claim = self.claim(which)
        on = newest_of(claim)
        presses = [press for press in presses if on or press[0] == "desk" or press[1] in FREE]
        gate = Barrier(max(1, len(presses)))

        def one(face, act, who):
            try:
                gate.wait()
                return self.press(face, act, who, claim)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            for answer in [pool.submit(one, *press) for press in presses]:
                answer.result()
        self.check()

    @rule(which=WHICH, who=WHO, face=st.sampled_from(("api", "admin")), high=st.booleans())
    def write_in_the_draft(self, which, who, face, high):
        """Write in what is open, whoever began it; whoever does reviews it no more."""
        type(self).steps += 1
        draft = newest_of(self.claim(which))
        if draft is None:
            return
        text = {"explanation": f"By {who}.", "confidence": "high" if high else "low"}
        if face == "api":
            code = self.faces.api(who).patch(
                f"{API}/assessments/{draft.public_id}/",
                text | {"rating": "true"},
                format="json",
                headers={"If-Match": "*"},
            )
            assert code.status_code in (200, 403, 409), code.content
        else:
            cites = Evidence.objects.filter(claim=draft.claim).values_list("pk", flat=True)
            form = text | {"rating": self.true.pk, "cites": list(cites)}
            form["seen_version"] = draft.version
            page = reverse("admin:claims_assessment_change", args=[draft.pk])
            code = self.faces.browser(who).post(page, form)
            assert code.status_code in (200, 302, 403), code.content
        self.check()

    @rule(which=WHICH, who=WHO, face=st.sampled_from(("api", "desk")))
    def withdraw_evidence(self, which, who, face):
        """Withdraw a piece of evidence, and find another."""
        type(self).steps += 1
        claim = self.claim(which)
        found = Evidence.objects.standing().filter(claim=claim).first()
        reason = {"reason": "A forgery."}
        if face == "api":
            path = f"{API}/evidence/{found.public_id}/withdraw/"
            answer = self.faces.api(who).post(path, reason, format="json")
        else:
            path = reverse("desk:withdraw_evidence", kwargs={"evidence": found.public_id})
            answer = self.faces.browser(who).post(path, reason)
        assert answer.status_code in (200, 302, 403), answer.content
        if answer.status_code != 403:
            make_evidence(claim, origin=make_origin())
        self.check()


FREE = ("draft", "take", "release", "assign", "decline", "reconsider", "reopen", "reaffirm",
        "retract")  # fmt: skip
# What only claims come to that got far in life.
DEEP = {"request_changes", "publish", "reopen", "reaffirm", "correct", "retract"}
# Allowed at every turn, and away from the end: left to chance.
PUT_BACK = ("release", "decline", "abandon", "withdraw", "assign", "request_changes")


@override_settings(CLAIMS_API_RATES=dict.fromkeys(house.CLAIMS_API_RATES, "1000000/min"))
class LifeTests(AuditedTransactionTestCase):
    def test_no_way_leads_past_a_law(self):
        cache.clear()
        people = {name: make_user(name, role) for name, role in ROLES.items()}
        true = Rating.objects.get(code="true")
        text = {"rating": true, "confidence": "low", "explanation": "The record says so."}
        given = {
            "assign": {"to": people["bob"]},
            "decline": {"why": "opinion"},
            "draft": text,
            "request_changes": {"comment": "Name the page."},
            "publish": {"public_note": "A record turned up."},
            "correct": {"public_note": "A record turned up."},
            "retract": {"public_note": "The record was forged."},
        }
        Life.faces, Life.true, Life.steps, Life.done = Faces(people, given), true, 0, set()
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=42,
                stateful_step_count=40,
                deadline=None,
                database=None,
                derandomize=True,
                # Threads do not repeat themselves, so there is nothing to make smaller.
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
        self.assertGreaterEqual(Life.steps, LEAST_STEPS)
        self.assertEqual(DEEP - Life.done, set(), "the walk did not get deep enough")
        self.assertEqual(verify_audit().findings, [])
