"""The page of a claim: what a stranger reads there, and what never."""

from django.test import override_settings

from claims.editing.merges import merge_claims
from claims.models import Claim, Evidence, ForeignVerdict, Source
from claims.review import workflow
from tests.factories import (
    NOW,
    make_actor,
    make_appearance,
    make_claim,
    make_document,
    make_evidence,
    make_link,
    make_origin,
    make_snapshot,
    make_topic,
)
from tests.pages.base import PagesTestCase


class ClaimPageTests(PagesTestCase):
    def test_shows_what_was_claimed_said_found_and_concluded(self):
        claim = self.ready(text="The river fell by a third.", place="Lethe")
        paper = make_document(title="The gauge's table", language="uk")
        actor = make_actor(name="Ministry of Rivers")
        make_appearance(claim, actor=actor, document=paper, quote="впав на третину")
        make_evidence(
            claim,
            document=paper,
            stance="refutes",
            rationale="It shows a fall by a tenth.",
            origin=make_origin(label="The gauge"),
        )
        make_snapshot(paper, archive_url="https://archive.example/gauge")
        claim.topics.add(make_topic(name="Rivers"))
        self.publish(claim, headline="It fell by a tenth", gaps="A second gauge.")
        answer = self.page(claim)
        for told in (
            "The river fell by a third.",
            "The record says so.",
            "It fell by a tenth",
            "A second gauge.",
            "Ministry of Rivers",
            '<blockquote lang="uk" dir="auto"><p>впав на третину</p>',
            "It shows a fall by a tenth.",
            "goes back to: The gauge",
            "https://archive.example/gauge",
            "Rivers",
            "Moderate confidence",
            f"{claim.ref}, version 1",
            f"http://testserver/claims/{claim.ref}/versions/1/",
        ):
            with self.subTest(told=told):
                self.assertContains(answer, told)

    def test_shows_the_verdicts_of_others_as_theirs_with_label_and_number(self):
        claim = self.ready()
        for label, number in (("Half right", 3), ("", 2)):
            ForeignVerdict.objects.create(
                evidence=make_evidence(claim),
                publisher_name="Other Checks",
                label=label,
                rating_value=number,
                rating_worst=1,
                rating_best=5,
            )
        self.publish(claim)
        answer = self.page(claim)
        self.assertContains(answer, "Other Checks</span> concluded:", count=2)
        self.assertContains(answer, ">Half right</strong>", count=1)
        self.assertContains(answer, "3 (worst 1, best 5)")
        self.assertContains(answer, "2 (worst 1, best 5)")

    def test_sends_neither_script_nor_style_in_the_page(self):
        answer = self.page(self.published())
        self.assertNotContains(answer, "style=")
        self.assertNotContains(answer, "text/javascript")
        self.assertNotContains(answer, ".js")
        self.assertNotIn("Cookie", answer.get("Vary", ""))
        self.assertFalse(answer.cookies)

    def test_never_shows_what_stays_in_the_house(self):
        claim = self.ready(context="An internal note.")
        for visibility in ("internal", "confidential"):
            make_evidence(claim, visibility=visibility, rationale=f"An {visibility} finding.")
        self.publish(claim)
        make_link(claim, make_claim(text="A claim that nobody has judged."))
        for who in ("nobody", "ana"):
            if who == "ana":
                self.client.force_login(self.cast["ana"])
            answer = self.page(claim)
            for secret in ("internal", "confidential", "nobody has judged", "Ana", "Rui", "Eda"):
                with self.subTest(who=who, secret=secret):
                    self.assertNotContains(answer, secret)

    def test_marks_evidence_that_the_verdict_does_not_rest_on(self):
        claim = self.published()
        make_evidence(claim, rationale="Found a day later.")
        self.assertContains(self.page(claim), "the verdict does not rest on it", count=1)

    def test_shows_cited_evidence_as_it_stood_and_that_it_was_withdrawn(self):
        claim = self.published()
        Evidence.objects.filter(claim=claim).update(
            credibility=5, withdrawn_at=NOW, withdrawn_reason="A forgery, says our source."
        )
        answer = self.page(claim)
        self.assertContains(answer, "withdrawn since")
        self.assertContains(answer, "–2")
        self.assertNotContains(answer, "says our source")

    def test_says_that_the_claim_is_checked_again(self):
        claim = self.published()
        self.assertNotContains(self.page(claim), "checking this claim again")
        workflow.reopen(claim, by=self.cast["ana"], at=NOW)
        self.assertContains(self.page(claim), "checking this claim again")

    def test_takes_nine_questions_however_much_there_is(self):
        claim = self.ready()
        self.publish(claim)
        with self.assertNumQueries(9):
            self.page(claim)
        for _ in range(5):
            make_appearance(claim)
            make_snapshot(make_evidence(claim).document)
            claim.topics.add(make_topic())
            claim.subjects.add(make_actor())
        with self.assertNumQueries(9):
            self.page(claim)

    def test_escapes_what_people_typed(self):
        hostile = '<script>alert("x")</script>'
        claim = self.ready(text=f"{hostile} is so.")
        make_appearance(claim, actor=make_actor(name=hostile), quote=hostile)
        self.publish(claim, headline=hostile, explanation=f"{hostile} [go](javascript:alert(1))")
        answer = self.page(claim)
        self.assertContains(answer, "<script", count=1)
        self.assertNotContains(answer, 'href="javascript')

    def test_capital_letters_do_not_matter(self):
        claim = self.published()
        answer = self.client.get(f"/claims/{claim.ref.lower()}/")
        self.assertRedirects(answer, f"/claims/{claim.ref}/", status_code=301)


class EarlierVersionTests(PagesTestCase):
    def test_a_correction_tells_why_and_keeps_what_stood_before(self):
        claim = self.corrected(text="The river rose.")
        Claim.objects.filter(pk=claim.pk).update(text="The river rose in spring.")
        earlier = self.client.get(f"/claims/{claim.ref}/versions/1/")
        self.assertContains(earlier, ">The river rose.</h1>")
        self.assertContains(self.page(claim), "We misread the record.")
        answer = self.client.get(f"/claims/{claim.ref}/versions/1/")
        self.assertContains(answer, "This is an earlier version.")
        self.assertContains(answer, "noindex")
        answer = self.client.get(f"/claims/{claim.ref}/versions/2/")
        self.assertRedirects(answer, f"/claims/{claim.ref}/")
        self.assertEqual(self.client.get(f"/claims/{claim.ref}/versions/3/").status_code, 404)


class GoneTests(PagesTestCase):
    def test_what_is_not_published_is_not_there(self):
        taken = self.ready()
        declined = workflow.decline(self.ready(), by=self.cast["ana"], why="opinion", at=NOW)
        for claim in (make_claim(), taken, declined):
            with self.subTest(status=claim.status):
                self.assertNotContains(
                    self.client.get(f"/claims/{claim.ref}/"), claim.text, status_code=404
                )

    def test_a_retracted_claim_says_so_and_why(self):
        claim = self.retracted()
        self.assertEqual(Claim.objects.retracted().get(), claim)
        answer = self.page(claim, 410)
        self.assertContains(answer, "It was another river.", status_code=410)
        self.assertNotContains(answer, "The record says so.", status_code=410)
        self.assertEqual(self.client.get(f"/claims/{claim.ref}/versions/1/").status_code, 404)

    def test_the_notice_has_the_words_that_were_published(self):
        corrected = self.corrected(text="The lake rose.")
        workflow.retract(corrected, by=self.cast["eda"], at=NOW, public_note="Another lake.")
        claim = self.retracted(text="The river rose.", language="de")
        for one in (corrected, claim):
            for text in ("Nobody has checked this wording.", "Nor this one."):
                Claim.objects.filter(pk=one.pk).update(text=f"{text} {one.ref}", language="fr")
        answer = self.page(claim, 410)
        self.assertContains(answer, "The river rose.", status_code=410)
        self.assertContains(answer, '<h1 class="claim" lang="de"', status_code=410)
        for address in (
            f"/claims/{claim.ref}/",
            f"/claims/{corrected.ref}/",
            "/corrections/",
            "/feeds/corrections.atom",
        ):
            told = self.client.get(address).content.decode()
            self.assertRegex(told, "The (river|lake) rose", address)
            self.assertNotRegex(told, "Nobody has checked|Nor this", address)

    def test_the_notice_ends_with_the_next_publication(self):
        claim = self.retracted()
        self.publish(claim, rating="false")
        self.assertFalse(Claim.objects.retracted().exists())
        self.assertContains(self.page(claim), "retracted")

    def test_a_merged_claim_leads_to_the_one_that_was_kept(self):
        kept, merged = self.published(), make_claim()
        merge_claims(kept, merged, by=self.cast["eda"], at=NOW)
        answer = self.client.get(f"/claims/{merged.ref}/")
        self.assertRedirects(answer, f"/claims/{kept.ref}/")

    def test_a_merged_claim_tells_nothing_of_one_that_is_not_public(self):
        kept, merged = make_claim(), make_claim()
        merge_claims(kept, merged, by=self.cast["eda"], at=NOW)
        self.assertEqual(self.client.get(f"/claims/{merged.ref}/").status_code, 404)


class FreshnessTests(PagesTestCase):
    def test_the_same_page_is_not_sent_twice(self):
        claim = self.published()
        tag = self.page(claim)["ETag"]
        again = self.client.get(f"/claims/{claim.ref}/", headers={"If-None-Match": tag})
        self.assertEqual((again.status_code, again.content), (304, b""))

    def test_any_change_of_what_is_shown_is_sent(self):
        claim = self.published()
        tag = self.page(claim)["ETag"]
        Source.objects.filter(documents__evidence__claim=claim).update(name="Renamed")
        again = self.client.get(f"/claims/{claim.ref}/", headers={"If-None-Match": tag})
        self.assertEqual(again.status_code, 200)

    def test_says_when_it_was_published_and_how_long_it_keeps(self):
        answer = self.page(self.published())
        self.assertEqual(answer["Last-Modified"], "Thu, 08 May 2025 12:00:00 GMT")
        self.assertEqual(answer["Cache-Control"], "public, max-age=60")

    def test_nobody_writes_here(self):
        self.assertEqual(self.client.post("/").status_code, 405)

    @override_settings(CLAIMS_SITE_URL="https://claims.example.org")
    def test_names_the_address_that_the_site_was_given(self):
        claim = self.published()
        self.assertContains(
            self.page(claim),
            f'<link rel="canonical" href="https://claims.example.org/claims/{claim.ref}/">',
        )
