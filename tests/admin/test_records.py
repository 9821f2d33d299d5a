"""The admin keeps records: by right, signed, within the laws, and without overwriting anybody."""

import re
from unittest.mock import patch

from django.contrib import admin
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import (
    ApiToken,
    Appearance,
    AuditEntry,
    Claim,
    Document,
    SourceRating,
)
from claims.review import workflow
from claims.review.rights import may
from claims.search.limits import SearchTooSlow
from tests.factories import (
    NOW,
    make_actor,
    make_appearance,
    make_assessment,
    make_cast,
    make_claim,
    make_document,
    make_evidence,
    make_source,
    make_topic,
)

PREFIXES = ("wordings", "appearances", "evidence", "comments")


class AdminTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()

    def as_(self, name):
        self.client.force_login(self.cast[name])
        return self.client

    def claim_form(self, **fields):
        """Return the form of a claim without parts, as a browser sends it."""
        form = {
            "text": "Something is so.",
            "language": "en",
            "kind": "state",
            "priority": "normal",
            "happened_precision": "day",
        }
        for prefix in PREFIXES:
            form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        return form | fields


class RightsTests(AdminTestCase):
    def test_every_page_follows_the_table(self):
        for model in admin.site._registry:
            if model._meta.app_label != "claims":
                continue
            name = f"admin:claims_{model._meta.model_name}"
            made_elsewhere = model._meta.model_name in ("auditentry", "auditseal", "review")
            for who, person in self.cast.items():
                with self.subTest(model=model._meta.model_name, who=who):
                    client = self.as_(who)
                    listed = client.get(reverse(f"{name}_changelist")).status_code
                    self.assertEqual(listed, 200 if may(person, "view", model) else 403)
                    added = client.get(reverse(f"{name}_add")).status_code
                    # A file is not added as a record is: bringing one in is an act.
                    is_import = model._meta.model_name == "importbatch"
                    right = ("rehearse_import",) if is_import else ("add", model)
                    allowed = may(person, *right) and not made_elsewhere
                    self.assertEqual(added, 200 if allowed else 403)

    def test_strangers_are_sent_to_sign_in(self):
        response = self.client.get(reverse("admin:claims_claim_changelist"), follow=True)
        self.assertIn("/accounts/login/", response.redirect_chain[-1][0])
        self.assertContains(response, 'name="password"')

    def test_nobody_gets_in_without_a_role(self):
        person = self.cast["zoe"]
        person.groups.clear()
        self.client.force_login(type(person).objects.get(pk=person.pk))
        response = self.client.get(reverse("admin:claims_claim_changelist"))
        self.assertNotEqual(response.status_code, 200)

    def test_confidential_evidence_is_shown_to_the_cleared_alone(self):
        claim = make_claim()
        secret = make_evidence(
            claim, visibility="confidential", rationale="A source of ours saw it."
        )
        pages = (
            reverse("admin:claims_claim_change", args=[claim.pk]),
            reverse("admin:claims_claim_history", args=[claim.pk]),
            reverse("admin:claims_evidence_changelist"),
        )
        for page in pages[:2]:
            self.assertContains(self.as_("ana").get(page), "source of ours")
            self.assertNotContains(self.as_("zoe").get(page), "source of ours")
        self.assertNotContains(self.as_("zoe").get(pages[2]), secret.document.title)
        direct = reverse("admin:claims_evidence_change", args=[secret.pk])
        self.assertNotEqual(self.as_("zoe").get(direct).status_code, 200)

    def test_a_frozen_assessment_is_only_looked_at(self):
        claim = make_claim()
        draft = make_assessment(claim, self.cast["ana"])
        page = reverse("admin:claims_assessment_change", args=[draft.pk])
        self.assertContains(self.as_("ana").get(page), 'name="explanation"')
        type(draft).objects.filter(pk=draft.pk).update(
            status="submitted", round=1, submitted_at=draft.created_at
        )
        self.assertNotContains(self.as_("ana").get(page), 'name="explanation"')


class SaveTests(AdminTestCase):
    def test_a_claim_with_its_parts_is_one_signed_change(self):
        document, actor, topic = make_document(), make_actor(), make_topic()
        form = self.claim_form(
            topics=[topic.pk],
            _reason="from the wire",
            **{
                "appearances-TOTAL_FORMS": "1",
                "appearances-0-act": "asserts",
                "appearances-0-actor": actor.pk,
                "appearances-0-document": document.pk,
                "appearances-0-said_precision": "day",
                "evidence-TOTAL_FORMS": "1",
                "evidence-0-stance": "supports",
                "evidence-0-credibility": "2",
                "evidence-0-visibility": "public",
                "evidence-0-document": document.pk,
                "evidence-0-rationale": "It says so.",
                "comments-TOTAL_FORMS": "1",
                "comments-0-text": "Look at the date.",
            },
        )
        response = self.as_("ana").post(reverse("admin:claims_claim_add"), form)
        self.assertEqual(response.status_code, 302, _errors(response))
        claim = Claim.objects.get()
        self.assertEqual((claim.appearances.count(), claim.evidence.count()), (1, 1))
        self.assertEqual(claim.comments.get().author, self.cast["ana"])
        entries = AuditEntry.objects.filter(claim_id=claim.pk)
        self.assertEqual({(e.actor_name, e.reason) for e in entries}, {("Ana", "from the wire")})
        self.assertEqual(len({entry.xid for entry in entries}), 1)

    def test_a_law_that_only_the_database_knows_is_told_in_the_form(self):
        claim = make_claim()
        made = make_appearance(claim)
        form = self.claim_form(
            text=claim.text,
            seen_version=claim.version,
            **{
                "appearances-TOTAL_FORMS": "2",
                **{f"appearances-{i}-act": "denies" for i in range(2)},
                **{f"appearances-{i}-actor": made.actor_id for i in range(2)},
                **{f"appearances-{i}-document": made.document_id for i in range(2)},
                **{f"appearances-{i}-said_precision": "day" for i in range(2)},
            },
        )
        page = reverse("admin:claims_claim_change", args=[claim.pk])
        response = self.as_("ana").post(page, form)
        self.assertEqual(response.status_code, 200)
        self.assertRegex(response.content.decode(), "exists already|duplicate")
        self.assertEqual(Appearance.objects.count(), 1)

    def test_odd_characters_are_named(self):
        response = self.as_("ana").post(
            reverse("admin:claims_claim_add"), self.claim_form(text="So\x07 it is.")
        )
        self.assertContains(response, "U+0007")

    def test_a_stale_form_overwrites_nothing_and_loses_nothing(self):
        claim = make_claim()
        Claim.objects.filter(pk=claim.pk).update(place="Kyiv")
        page = reverse("admin:claims_claim_change", args=[claim.pk])
        form = self.claim_form(text="My own wording.", seen_version="1")
        response = self.as_("ana").post(page, form)
        self.assertContains(response, "while you were editing")
        self.assertContains(response, "Kyiv")
        self.assertContains(response, "My own wording.")
        claim.refresh_from_db()
        self.assertEqual(claim.place, "Kyiv")
        again = self.as_("ana").post(page, form | {"seen_version": "2"})
        self.assertEqual(again.status_code, 302, _errors(again))

    def test_status_and_verdict_are_not_for_forms(self):
        claim = make_claim()
        form = self.claim_form(
            text=claim.text, seen_version="1", status="published", verdict="1", ref="CLM-1"
        )
        self.as_("eda").post(reverse("admin:claims_claim_change", args=[claim.pk]), form)
        claim.refresh_from_db()
        self.assertEqual((claim.status, claim.verdict_id), ("new", None))

    def test_a_likely_duplicate_asks_once(self):
        make_claim(text="China has sent its nationals to fight in Ukraine.")
        address = reverse("admin:claims_claim_add")
        form = self.claim_form(text="China sent its nationals to fight in the Ukraine.")
        response = self.as_("ana").post(address, form)
        self.assertContains(response, "Is it one of these?")
        self.assertEqual(Claim.objects.count(), 1)
        response = self.as_("ana").post(address, form | {"different": "on"})
        self.assertEqual(response.status_code, 302, _errors(response))

    def test_the_watch_for_duplicates_finds_them(self):
        claim = make_claim(text="China has sent its nationals to fight in Ukraine.")
        address = reverse("admin:claims_claim_similar")
        found = self.as_("ana").get(address, {"text": "China sent nationals to fight in Ukraine"})
        self.assertEqual([row["ref"] for row in found.json()["results"]], [claim.ref])
        self.assertEqual(self.client.get(address, {"text": "short"}).json(), {"results": []})

    def test_a_rating_of_a_source_names_its_rater(self):
        source = make_source()
        self.as_("ana").post(
            reverse("admin:claims_sourcerating_add"),
            {"source": source.pk, "grade": "B", "rationale": "It corrects its errors."},
        )
        self.assertEqual(SourceRating.objects.get().rated_by, self.cast["ana"])

    def test_what_others_rest_on_is_not_removed(self):
        document = make_evidence(make_claim()).document
        page = reverse("admin:claims_document_delete", args=[document.pk])
        self.assertContains(self.as_("eda").get(page), "evidence")
        self.as_("eda").post(page, {"post": "yes"})
        self.assertTrue(Document.objects.filter(pk=document.pk).exists())


class BulkTests(AdminTestCase):
    def choose(self, who, claims, **fields):
        return self.as_(who).post(
            reverse("admin:claims_claim_changelist"),
            {
                "action": "change_selected",
                "index": "0",
                "_selected_action": [claim.pk for claim in claims],
                **fields,
            },
        )

    def change(self, who, claims, **fields):
        """Choose as Eda, so that there is a signed selection, and answer as ``who``."""
        rows = self.choose("eda", claims).context["form"]["rows"].value()
        return self.as_(who).post(
            reverse("admin:claims_claim_change_many"), {"rows": rows, **fields}
        )

    def test_says_how_many_and_touches_no_others(self):
        chosen, other = [make_claim(), make_claim()], make_claim()
        topic, old = make_topic(), make_topic()
        chosen[0].topics.add(old)
        self.assertContains(self.choose("eda", chosen), "This touches <strong>2</strong> claims")
        self.change(
            "eda",
            chosen,
            priority="urgent",
            add_topics=[topic.pk],
            remove_topics=[old.pk],
            assignee=self.cast["ana"].pk,
            reason="breaking news",
        )
        found = Claim.objects.filter(priority="urgent", assignee=self.cast["ana"], topics=topic)
        self.assertCountEqual(found, chosen)
        self.assertEqual(chosen[0].topics.count(), 1)
        other.refresh_from_db()
        self.assertEqual((other.priority, other.assignee), ("normal", None))
        told = AuditEntry.objects.filter(reason="breaking news").values_list("claim_id", flat=True)
        self.assertEqual(set(told), {claim.pk for claim in chosen})

    def test_selecting_all_that_match_takes_only_these(self):
        kept, wanted = make_claim(), [make_claim(priority="high"), make_claim(priority="high")]
        response = self.as_("eda").post(
            reverse("admin:claims_claim_changelist") + "?priority=high",
            {
                "action": "change_selected",
                "index": "0",
                "select_across": "1",
                "_selected_action": [wanted[0].pk],
            },
        )
        self.assertContains(response, "This touches <strong>2</strong> claims")
        self.assertNotContains(response, kept.ref)

    def test_a_claim_that_is_gone_stops_all(self):
        chosen = [make_claim(), make_claim()]
        rows = self.choose("eda", chosen).context["form"]["rows"].value()
        chosen[0].delete()
        response = self.client.post(
            reverse("admin:claims_claim_change_many"), {"rows": rows, "priority": "urgent"}
        )
        self.assertContains(response, "nothing was changed")
        chosen[1].refresh_from_db()
        self.assertEqual(chosen[1].priority, "normal")

    def test_a_forged_selection_is_refused(self):
        claim = make_claim()
        self.as_("eda").post(
            reverse("admin:claims_claim_change_many"), {"rows": str([claim.pk]), "priority": "low"}
        )
        claim.refresh_from_db()
        self.assertEqual(claim.priority, "normal")

    def test_analysts_have_no_such_action(self):
        claim = make_claim()
        self.assertEqual(self.change("ana", [claim], priority="urgent").status_code, 403)
        claim.refresh_from_db()
        self.assertEqual(claim.priority, "normal")

    def test_doing_nothing_is_refused(self):
        self.assertContains(self.change("eda", [make_claim()]), "Choose what to change")


class ListTests(AdminTestCase):
    def test_lists_and_pages_cost_a_bounded_number_of_queries(self):
        claims = [make_claim(assignee=self.cast["ana"]) for _ in range(8)]
        for claim in claims[:4]:
            make_appearance(claim)
            make_evidence(claim)
        client = self.as_("ana")
        pages = {
            reverse("admin:claims_claim_changelist"): 14,
            reverse("admin:claims_claim_changelist") + "?q=claim": 24,
            reverse("admin:index"): 24,
            reverse("admin:claims_claim_change", args=[claims[0].pk]): 30,
        }
        for address, most in pages.items():
            with self.subTest(address), CaptureQueriesContext(connection) as queries:
                self.assertEqual(client.get(address).status_code, 200)
            self.assertLessEqual(len(queries), most, address)

    def test_filters_and_odd_queries(self):
        make_claim(assignee=self.cast["ana"])
        topic = make_topic()
        address = reverse("admin:claims_claim_changelist")
        for query in (
            "status=new",
            "held=me",
            "held=nobody",
            "review_due_on_until=2025-05-08",
            f"topics={topic.pk}",
            "q=%27%22%25_",
            "after=99999",
            "before=1",
            "after=x",
            "sort=changed&after=1~2025-05-08",
            "q=%00",
        ):
            response = self.as_("ana").get(f"{address}?{query}")
            self.assertIn(response.status_code, (200, 302), query)

    def test_searches_claims_in_the_query_language(self):
        claim = make_claim(text="Tanks crossed the river.")
        make_claim(text="Wheat is sold.")
        address = reverse("admin:claims_claim_changelist")
        for query, found in {
            "tank crossing": [claim],
            "cross -wheat after:soon": [claim],
            claim.ref[:7]: [claim],
            "status:declined": [],
        }.items():
            with self.subTest(query):
                page = self.as_("ana").get(address, {"q": query})
                self.assertEqual(list(page.context["cl"].result_list), found)
                self.assertEqual("is no date" in page.content.decode(), "soon" in query)

    def test_says_why_a_search_for_very_many_took_too_long(self):
        make_claim(text="Tanks crossed the river.")
        address = reverse("admin:claims_claim_changelist")
        with patch("claims.admin.lists.capped_count", side_effect=SearchTooSlow):
            page = self.as_("ana").get(address, {"q": "tanks"})
        self.assertContains(page, "more words")
        self.assertEqual(list(page.context["cl"].result_list), [])

    def test_look_ups_find_by_any_spelling(self):
        make_actor(name="Volodymyr Zelenskyy")
        found = self.as_("ana").get(
            reverse("admin:autocomplete"),
            {
                "term": "zelenský",
                "app_label": "claims",
                "model_name": "appearance",
                "field_name": "actor",
            },
        )
        self.assertEqual(len(found.json()["results"]), 1)

    def test_pages_follow_each_other_by_key(self):
        made = [make_claim() for _ in range(120)]
        address = reverse("admin:claims_claim_changelist")
        seen, page = [], self.as_("ana").get(address)
        while True:
            seen += [claim.pk for claim in page.context["cl"].result_list]
            older = page.context["cl"].older_url
            if not older:
                break
            page = self.client.get(address + older)
        self.assertEqual(seen, sorted((claim.pk for claim in made), reverse=True))
        back = self.client.get(address + page.context["cl"].newer_url)
        self.assertEqual([claim.pk for claim in back.context["cl"].result_list], seen[50:100])

    def test_nothing_is_counted_to_the_end_nor_skipped_over(self):
        make_claim()
        with CaptureQueriesContext(connection) as queries:
            self.as_("ana").get(reverse("admin:claims_claim_changelist") + "?sort=changed")
        asked = [query["sql"] for query in queries if "claims_claim" in query["sql"]]
        self.assertFalse([sql for sql in asked if " OFFSET " in sql])
        self.assertFalse([sql for sql in asked if "COUNT(*)" in sql and "LIMIT" not in sql])

    def test_many_parts_cost_no_more_queries(self):
        few, many = make_claim(), make_claim()
        for claim, number in ((few, 2), (many, 12)):
            for _ in range(number):
                make_appearance(claim)
                make_evidence(claim)
        counts = []
        client = self.as_("eda")
        for claim in (few, few, many):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("admin:claims_claim_change", args=[claim.pk]))
            counts.append(len(queries))
        self.assertEqual(counts[1], counts[2])


class MergeTests(AdminTestCase):
    def test_a_claim_is_merged_and_the_merge_undone(self):
        kept, merged = make_claim(), make_claim()
        appearance = make_appearance(merged)
        page = reverse("admin:claims_claim_merge", args=[merged.pk])
        self.assertContains(self.as_("eda").get(page), "1 appearance")
        self.client.post(page, {"kept": kept.pk, "reason": "the same", "confirmed": "on"})
        appearance.refresh_from_db()
        self.assertEqual(appearance.claim, kept)
        merge = kept.merges_kept.get()
        self.client.post(
            reverse("admin:claims_claimmerge_undo", args=[merge.pk]), {"_reason": "not the same"}
        )
        appearance.refresh_from_db()
        self.assertEqual(appearance.claim, merged)

    def test_analysts_may_not(self):
        page = reverse("admin:claims_claim_merge", args=[make_claim().pk])
        self.assertEqual(self.as_("ana").get(page).status_code, 403)

    def test_a_claim_is_not_merged_into_itself(self):
        claim = make_claim()
        page = reverse("admin:claims_claim_merge", args=[claim.pk])
        response = self.as_("eda").post(
            page, {"kept": claim.pk, "reason": "a slip", "confirmed": "on"}
        )
        self.assertContains(response, "merged into itself")


class AssessmentTests(AdminTestCase):
    def test_a_draft_is_begun_written_and_rests_on_evidence(self):
        claim = workflow.take(make_claim(), by=self.cast["ana"], at=NOW)
        evidence = make_evidence(claim)
        add = reverse("admin:claims_assessment_add")
        response = self.as_("ana").post(add, {"claim": claim.pk, "headline": "First thoughts"})
        draft = claim.assessments.get()
        self.assertEqual((draft.number, draft.author), (1, self.cast["ana"]))
        self.assertEqual(response.status_code, 302)
        page = reverse("admin:claims_assessment_change", args=[draft.pk])
        form = {"headline": "Second thoughts", "cites": [evidence.pk], "seen_version": 1}
        self.client.post(page, form)
        draft.refresh_from_db()
        self.assertEqual(draft.headline, "Second thoughts")
        self.assertEqual(draft.cited.get().claim, claim)

    def test_what_the_review_refuses_is_told_in_the_form(self):
        claim = workflow.take(make_claim(), by=self.cast["ana"], at=NOW)
        make_assessment(claim, self.cast["ana"])
        response = self.as_("ana").post(
            reverse("admin:claims_assessment_add"), {"claim": claim.pk, "headline": "Another one"}
        )
        self.assertEqual(response.status_code, 200)
        self.assertContains(response, "Another one")
        self.assertEqual(claim.assessments.count(), 1)


class TokenTests(AdminTestCase):
    def test_the_key_is_shown_once(self):
        response = self.as_("ana").post(
            reverse("admin:claims_apitoken_add"), {"name": "feed", "scopes": ["read"], "days": "30"}
        )
        self.assertContains(response, "this once")
        key = re.search(r'value="(clb_[0-9a-f]+)"', response.content.decode())[1]
        token = ApiToken.objects.get()
        self.assertEqual((token.user, token.scopes), (self.cast["ana"], ["read"]))
        page = self.client.get(reverse("admin:claims_apitoken_changelist"))
        self.assertContains(page, token.token_key)
        self.assertNotContains(page, key)

    def test_a_token_needs_an_end(self):
        response = self.as_("ana").post(
            reverse("admin:claims_apitoken_add"),
            {"name": "feed", "scopes": ["read"], "days": "900"},
        )
        self.assertEqual(response.status_code, 200)
        self.assertFalse(ApiToken.objects.exists())

    def test_others_tokens_are_theirs(self):
        self.as_("ana").post(
            reverse("admin:claims_apitoken_add"), {"name": "feed", "scopes": ["read"], "days": "3"}
        )
        page = reverse("admin:claims_apitoken_changelist")
        self.assertNotContains(self.as_("rui").get(page), "feed")
        self.assertContains(self.as_("admin").get(page), "feed")


class HistoryTests(AdminTestCase):
    def test_tells_field_by_field(self):
        claim = make_claim()
        form = self.claim_form(
            text=claim.text, priority="urgent", seen_version="1", _reason="It spreads."
        )
        self.as_("eda").post(reverse("admin:claims_claim_change", args=[claim.pk]), form)
        page = self.client.get(reverse("admin:claims_claim_history", args=[claim.pk]))
        self.assertContains(page, "<del>Normal</del>")
        self.assertContains(page, "<ins>Urgent</ins>")
        self.assertContains(page, "It spreads.")
        self.assertContains(page, "Eda")


def _errors(response):
    """Return what the form complains about, for the message of a failing test."""
    if not response.context:
        return ""
    form = response.context["adminform"].form
    return [form.errors, [formset.errors for formset in response.context["inline_admin_formsets"]]]
