"""Appearances, evidence and documents kept at the desk, with whom and what they name."""

from datetime import date

from claims.models import Actor, AuditEntry, Document, Evidence, Origin, Source
from tests.desk.base import DeskTestCase
from tests.factories import (
    make_actor,
    make_appearance,
    make_claim,
    make_document,
    make_evidence,
    make_origin,
    make_source,
)

HTMX = {"HX-Request": "true", "HX-Target": "beside"}


class AppearanceTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.claim, self.document = make_claim(), make_document(body="The mayor says it rained.")
        self.page = self.url("read", ref=self.claim.ref, document=self.document.public_id)
        self.typed = {"actor": "The Mayor", "act": "asserts", "said": "2025-05", "quote": "rained"}

    def post(self, **typed):
        return self.client.post(f"{self.page}?as=appearance", self.typed | typed)

    def test_keeps_one_of_a_known_actor_in_any_spelling(self):
        mayor = make_actor(name="the mayor")
        self.as_("ana")
        self.assertRedirects(self.post(), self.url("claim", ref=self.claim.ref))
        found = self.claim.appearances.get()
        self.assertEqual((found.actor, found.document), (mayor, self.document))
        self.assertEqual((found.said_on, found.said_precision), (date(2025, 5, 1), "month"))

    def test_asks_of_what_kind_somebody_new_is_and_records_them(self):
        self.as_("ana")
        self.assertContains(self.post(), "Nothing is called “The Mayor”", status_code=400)
        self.assertFalse(Actor.objects.exists())
        self.post(new_actor="person")
        self.assertEqual(self.claim.appearances.get().actor.name, "The Mayor")
        entry = AuditEntry.objects.get(table_name="claims_actor")
        self.assertEqual(entry.actor_name, "Ana")

    def test_records_nobody_when_the_rest_is_refused(self):
        self.as_("ana")
        answer = self.post(new_actor="person", said="last week")
        self.assertContains(answer, "Write a day, a month or a year", status_code=400)
        self.assertContains(answer, "last week", status_code=400)
        self.assertFalse(Actor.objects.exists())

    def test_asks_to_choose_among_namesakes(self):
        first, second = make_actor(name="The Mayor"), make_actor(name="The Mayor")
        self.as_("ana")
        self.assertContains(self.post(), "Several are called so", status_code=400)
        self.post(actor_id=second.pk)
        self.assertEqual(self.claim.appearances.get().actor, second)
        self.assertNotEqual(first, second)

    def test_refuses_a_second_one_with_a_sentence(self):
        make_actor(name="The Mayor")
        self.as_("ana")
        self.post()
        self.assertContains(self.post(), "recorded already", status_code=400)

    def test_changes_one_but_not_over_somebody_else(self):
        row = make_appearance(self.claim, actor=make_actor(name="The Mayor"))
        page = self.url("change_appearance", appearance=row.public_id)
        self.as_("ana")
        typed = self.typed | {"act": "denies", "version": row.version}
        self.assertEqual(self.client.post(page, typed).status_code, 302)
        row.refresh_from_db()
        self.assertEqual((row.act, row.said_precision), ("denies", "month"))
        stale = self.client.post(page, typed | {"quote": "it poured"})
        self.assertContains(stale, "Somebody else changed this", status_code=400)
        self.assertContains(stale, "it poured", status_code=400)
        self.assertContains(stale, "What is kept now", status_code=400)

    def test_removes_one_with_its_reason_and_keeps_it_in_the_history(self):
        row = make_appearance(self.claim)
        page = self.url("remove_appearance", appearance=row.public_id)
        self.assertContains(self.as_("ana").get(page), "Remove this appearance?")
        self.client.post(page, {"reason": "The wrong claim."})
        self.assertFalse(self.claim.appearances.exists())
        entry = AuditEntry.objects.get(table_name="claims_appearance", action="delete")
        self.assertEqual(entry.reason, "The wrong claim.")

    def test_refuses_a_viewer(self):
        row = make_appearance(self.claim)
        self.as_("zoe")
        self.assertEqual(self.post().status_code, 403)
        for name in ("change_appearance", "remove_appearance"):
            answer = self.client.post(self.url(name, appearance=row.public_id), self.typed)
            self.assertEqual(answer.status_code, 403, name)
        self.assertEqual(self.claim.appearances.get(), row)


class EvidenceTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.claim, self.document = make_claim(), make_document(body="It rained.")
        self.page = self.url("read", ref=self.claim.ref, document=self.document.public_id)
        self.typed = {
            "stance": "supports",
            "credibility": 2,
            "quote": "It rained.",
            "rationale": "It says so.",
            "visibility": "internal",
        }

    def test_records_a_new_origin_along_with_it(self):
        typed = self.typed | {"origin": "The gauge", "new_origin": "record"}
        self.as_("ana").post(self.page, typed)
        self.assertEqual(self.claim.evidence.get().origin, Origin.objects.get(label="The gauge"))

    def test_answers_in_place_with_all_that_changed(self):
        origin = make_origin(label="The gauge")
        typed = self.typed | {"origin": "the gauge"}
        answer = self.as_("ana").post(self.page, typed, headers=HTMX)
        self.assertContains(answer, "1 document, 1 independent origin")
        self.assertContains(answer, 'hx-swap-oob="true"', count=5)
        self.assertNotContains(answer, "<html")
        self.assertEqual(self.claim.evidence.get().origin, origin)

    def test_changes_it_but_not_over_somebody_else(self):
        row = make_evidence(self.claim)
        page = self.url("change_evidence", evidence=row.public_id)
        typed = self.typed | {"version": row.version, "rationale": "It says so twice."}
        self.as_("ana").post(page, typed)
        row.refresh_from_db()
        self.assertEqual(row.rationale, "It says so twice.")
        stale = self.client.post(page, typed | {"rationale": "Or thrice."})
        self.assertContains(stale, "It says so twice.", status_code=400)
        self.assertContains(stale, "Or thrice.", status_code=400)

    def test_shows_a_viewer_no_confidential_evidence_to_change(self):
        row = make_evidence(self.claim, visibility="confidential")
        page = self.url("change_evidence", evidence=row.public_id)
        self.assertEqual(self.as_("zoe").get(page).status_code, 404)
        self.assertEqual(self.client.post(page, self.typed).status_code, 404)
        self.assertEqual(Evidence.objects.get().rationale, row.rationale)


class DocumentTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.claim = make_claim()
        self.page = self.url("new_document", ref=self.claim.ref)
        self.typed = {
            "title": "Rain",
            "source": "example.org",
            "kind": "article",
            "url": "https://example.org/rain?utm_source=x",
            "published": "2025",
            "body": "It rained.",
        }

    def test_keeps_it_and_goes_on_to_quote(self):
        source = make_source(domain="example.org")
        answer = self.as_("ana").post(f"{self.page}?as=appearance", self.typed)
        found = Document.objects.get()
        read = self.url("read", ref=self.claim.ref, document=found.public_id)
        self.assertRedirects(answer, f"{read}?as=appearance")
        self.assertEqual((found.source, found.published_precision), (source, "year"))

    def test_records_a_new_source(self):
        typed = self.typed | {"source": "The Rain", "new_source": "outlet"}
        self.as_("ana").post(self.page, typed)
        self.assertEqual(Document.objects.get().source, Source.objects.get(name="The Rain"))

    def test_points_to_the_one_with_the_same_address(self):
        known = make_document(url="https://example.org/rain", title="Rain, as recorded")
        typed = self.typed | {"source": known.source.name}
        answer = self.as_("ana").post(self.page, typed)
        self.assertContains(answer, "Rain, as recorded", status_code=400)
        self.assertContains(answer, "recorded already", status_code=400)
        self.assertEqual(Document.objects.count(), 1)

    def test_is_found_by_its_address(self):
        known = make_document(url="https://example.org/rain")
        make_document()
        query = {"q": "HTTPS://example.org/rain?utm_source=x"}
        answer = self.as_("ana").get(self.url("documents", ref=self.claim.ref), query)
        self.assertEqual(answer.context["documents"], [known])

    def test_refuses_a_viewer(self):
        self.assertEqual(self.as_("zoe").post(self.page, self.typed).status_code, 403)
        self.assertFalse(Document.objects.exists())


class LookupTests(DeskTestCase):
    def names(self, kind: str, text: str) -> list[str]:
        answer = self.client.get(self.url("lookup", kind=kind), {kind: text})
        self.assertEqual(answer.status_code, 200)
        return [str(row) for row, _ in answer.context["rows"]]

    def test_suggests_by_part_of_any_name(self):
        kyiv = make_actor(name="Government of Ukraine")
        kyiv.names.create(name="Київ")
        make_actor(name="Somebody else")
        make_source(name="Évora Weekly", domain="evora.example")
        make_origin(label="The gauge of Évora")
        self.as_("zoe")
        self.assertEqual(self.names("actor", "київ"), ["Government of Ukraine"])
        self.assertEqual(self.names("actor", "ukraine gov"), ["Government of Ukraine"])
        self.assertEqual(self.names("source", "evora"), ["Évora Weekly"])
        self.assertEqual(self.names("source", "evora.ex"), ["Évora Weekly"])
        self.assertEqual(self.names("origin", "EVORA"), ["The gauge of Évora"])
        self.assertEqual(self.names("actor", " \x00"), [])

    def test_knows_no_other_kind_and_no_stranger(self):
        page = self.url("lookup", kind="user")
        self.assertEqual(self.as_("ana").get(page).status_code, 404)
        self.client.logout()
        self.assertEqual(self.client.get(self.url("lookup", kind="actor")).status_code, 302)
