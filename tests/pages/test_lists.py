"""The pages that list claims, topics, actors, sources and corrections."""

from unittest.mock import patch

from django.test import override_settings

from claims.choices import Role
from claims.editing.merges import merge_actors
from claims.models import Rating, Source
from claims.pages import paging
from claims.review.rights import ACT_RIGHTS
from tests.factories import (
    NOW,
    make_actor,
    make_appearance,
    make_claim,
    make_source_rating,
    make_topic,
)
from tests.pages.base import PagesTestCase


class HomeTests(PagesTestCase):
    def test_an_empty_house_says_so(self):
        for path in ("/", "/topics/", "/actors/", "/sources/", "/corrections/"):
            with self.subTest(path=path):
                self.assertContains(self.client.get(path), 'class="empty"')

    def test_shows_what_was_published_last_and_nothing_else(self):
        first, last = self.published(), self.published()
        make_claim(text="Not published.")
        answer = self.client.get("/")
        self.assertNotContains(answer, "Not published.")
        self.assertEqual([row.claim for row in answer.context["page"].rows], [last, first])

    def test_leads_colleagues_to_the_sign_in(self):
        self.assertContains(self.client.get("/"), 'href="/desk/"')

    def test_shows_a_correction_as_one(self):
        self.corrected()
        self.assertContains(self.client.get("/"), "<span>corrected</span>")


class PagingTests(PagesTestCase):
    def test_the_next_page_begins_after_the_last_row_whatever_happens_meanwhile(self):
        claims = [self.published() for _ in range(5)]
        with patch.object(paging, "SIZE", 3):
            page = self.client.get("/").context["page"]
            self.published()
            rest = self.client.get(f"/{page.next}").context["page"]
        seen = [row.claim for row in page.rows + rest.rows]
        self.assertEqual(seen, claims[::-1])
        self.assertEqual(rest.next, "")
        self.assertContains(self.client.get(f"/{page.next}"), "Back to the first page")

    def test_nonsense_is_told_as_such(self):
        for after in ("x", "0", "00000000-0000-7000-8000-000000000000", "\x00"):
            with self.subTest(after=after):
                answer = self.client.get("/", {"after": after})
                self.assertContains(answer, "begin it anew", status_code=404)

    def test_lists_of_names_go_on_too(self):
        claim = self.published()
        for number in range(101):
            claim.subjects.add(make_actor(name=f"Body {number:03}"))
        page = self.client.get("/actors/").context["page"]
        rest = self.client.get(f"/actors/{page.next}").context["page"]
        names = [row.name for row in page.rows + rest.rows]
        self.assertEqual(len(names), 102)
        self.assertEqual(names, sorted(names))


class TopicTests(PagesTestCase):
    def test_shows_its_claims_alone_and_only_when_one_is_published(self):
        rivers, lakes = make_topic(name="Rivers", slug="rivers"), make_topic(slug="lakes")
        claim = self.published()
        claim.topics.add(rivers)
        make_claim().topics.add(lakes)
        other = self.published()
        answer = self.client.get("/topics/rivers/")
        self.assertContains(answer, claim.text)
        self.assertNotContains(answer, other.text)
        self.assertEqual(self.client.get("/topics/lakes/").status_code, 404)
        self.assertNotContains(self.client.get("/topics/"), "lakes")


class ActorTests(PagesTestCase):
    def test_shows_what_they_said_and_what_is_said_about_them(self):
        actor = make_actor(name="Ministry of Rivers")
        said, about, hidden = self.published(), self.published(), make_claim()
        make_appearance(said, actor=actor, act="denies")
        make_appearance(hidden, actor=actor)
        about.subjects.add(actor)
        path = f"/actors/{actor.public_id}/ministry-of-rivers/"
        self.assertRedirects(self.client.get(f"/actors/{actor.public_id}/"), path)
        self.assertRedirects(self.client.get(f"/actors/{actor.public_id}/old-name/"), path)
        answer = self.client.get(path)
        self.assertContains(answer, said.text)
        self.assertContains(answer, "denies it")
        self.assertNotContains(answer, hidden.text)
        answer = self.client.get(f"{path}?show=about")
        self.assertContains(answer, about.text)
        self.assertNotContains(answer, said.text)

    def test_nobody_is_shown_who_is_in_nothing_public(self):
        actor = make_actor()
        make_appearance(make_claim(), actor=actor)
        self.assertEqual(self.client.get(f"/actors/{actor.public_id}/").status_code, 404)

    def test_a_merged_one_leads_on(self):
        kept, merged = make_actor(name="Kept"), make_actor()
        self.published().subjects.add(kept)
        merge_actors(kept, merged, by=self.cast["eda"], at=NOW)
        answer = self.client.get(f"/actors/{merged.public_id}/")
        self.assertRedirects(answer, f"/actors/{kept.public_id}/kept/")

    def test_a_name_in_another_script_has_an_address_too(self):
        actor = make_actor(name="习近平")
        self.published().subjects.add(actor)
        self.assertContains(self.client.get(f"/actors/{actor.public_id}/"), "习近平")


class SourceTests(PagesTestCase):
    def test_shows_its_grade_and_claims(self):
        claim = self.published()
        source = Source.objects.filter(documents__evidence__claim=claim).get()
        make_source_rating(source, self.cast["ana"], rationale="It corrects itself.")
        answer = self.client.get(f"/sources/{source.public_id}/", follow=True)
        self.assertContains(answer, "B: usually reliable")
        self.assertContains(answer, "It corrects itself.")
        self.assertContains(answer, claim.text)


class CorrectionsTests(PagesTestCase):
    def test_tells_what_was_corrected_and_taken_back(self):
        self.published(text="Nothing wrong here.")
        corrected, retracted = self.corrected(), self.retracted()
        answer = self.client.get("/corrections/")
        for told in (
            corrected.text,
            "from True to False",
            "We misread the record.",
            retracted.text,
            "It was another river.",
        ):
            self.assertContains(answer, told)
        self.assertNotContains(answer, "Nothing wrong here.")


class MethodTests(PagesTestCase):
    def test_is_made_from_scale_and_rights(self):
        Rating.objects.filter(code="satire").update(label="Jest", is_active=False)
        answer = self.client.get("/method/")
        for rating in Rating.objects.all():
            self.assertContains(answer, rating.label)
        self.assertContains(answer, "no longer given")
        self.assertEqual(ACT_RIGHTS["approve"], Role.REVIEWER)
        self.assertContains(answer, "<strong>Reviewer</strong> approves it")

    @override_settings(CLAIMS_APPROVALS=3)
    def test_tells_how_many_must_approve_here(self):
        self.assertContains(self.client.get("/method/"), "needs 3 approvals by")


class ErrorTests(PagesTestCase):
    def test_an_unknown_address_leads_back(self):
        answer = self.client.get("/nothing/here/")
        self.assertContains(answer, "There is nothing here", status_code=404)
        self.assertEqual(answer["Cache-Control"], "no-cache")

    @override_settings(
        CLAIMS_CONTACT="mailto:us@example.org", CLAIMS_LICENCE_URL="https://example.org/licence"
    )
    def test_every_page_says_where_to_complain_and_what_may_be_done(self):
        answer = self.client.get("/")
        self.assertContains(answer, 'href="mailto:us@example.org"')
        self.assertContains(answer, 'rel="license"')
