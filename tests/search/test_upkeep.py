"""What claims are found by stays right, whoever writes and by whatever road."""

import random
from contextlib import nullcontext
from datetime import date

from django.db import connection, transaction
from django.db.utils import DatabaseError

from claims.choices import Role
from claims.editing.loading import indexing_once
from claims.editing.merges import merge_actors, merge_claims, undo_merge
from claims.models import (
    Actor,
    Appearance,
    Claim,
    ClaimMerge,
    ClaimWording,
    ClaimWords,
    Document,
    DocumentWords,
    Topic,
)
from claims.review.rights import StepRefused
from claims.search.rebuild import rebuild_search
from tests.api.base import API, ApiTestCase, client_of
from tests.factories import (
    NOW,
    make_actor,
    make_appearance,
    make_claim,
    make_document,
    make_topic,
    make_user,
)

WORDS = ["tanks", "танки", "reports", "Berichte", "президент", "élection", "港口", "wheat"]
LANGUAGES = ["en", "uk", "de", "fr", "ru", "zh-Hans"]
EDITS = 300


def derived():
    """Return what claims and documents are found by, as it stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM claims_matchposting ORDER BY claim_id, term")
        postings = cursor.fetchall()
        cursor.execute("SELECT * FROM claims_matchclaim ORDER BY claim_id")
        lengths = cursor.fetchall()
    return (
        list(ClaimWords.objects.order_by("pk").values_list("pk", "words", "said_on")),
        list(DocumentWords.objects.order_by("pk").values_list("document_id", "part", "words")),
        postings,
        lengths,
    )


class UpkeepTests(ApiTestCase):
    def setUp(self):
        super().setUp()
        self.chance = random.Random(20251108)  # noqa: S311
        self.editor = make_user("edna", Role.ADMINISTRATOR)
        self.client_of_editor = client_of(self.editor)
        self.topics = [make_topic() for _ in range(3)]
        for _ in range(8):
            claim = make_claim(text=self.sentence(), language=self.pick(LANGUAGES))
            make_appearance(claim, quote=self.sentence(), document=self.document())

    def pick(self, things):
        return self.chance.choice(list(things))

    def sentence(self):
        words = self.chance.choices(WORDS, k=4)
        return " ".join([*words, str(self.chance.randrange(10**9))])

    def document(self):
        return make_document(language=self.pick(["", *LANGUAGES]), body=self.sentence())

    def test_a_rebuild_after_many_edits_changes_nothing(self):
        roads = (self.by_api, self.by_act, self.by_sql)
        done = 0
        for number in range(EDITS):
            if number % 20 == 0:
                self.assertEqual(rebuild_search().mended, 0)
            if not Appearance.objects.exists():
                make_appearance(self.pick(Claim.objects.live()), document=self.document())
            try:
                with transaction.atomic(), self.pick((nullcontext, indexing_once))():
                    self.pick(roads)()
                    done += 1
            except (StepRefused, DatabaseError):
                # A law forbids it: then nothing of it has happened.
                pass
        self.assertGreater(done, EDITS / 2)
        kept = derived()
        self.assertGreater(len(kept[0]), 8)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM claims_claimwords")
            cursor.execute("DELETE FROM claims_documentwords")
            cursor.execute("DELETE FROM claims_matchposting")
            cursor.execute("DELETE FROM claims_matchclaim WHERE claim_id %% 2 = 0", [])
        rebuild_search()
        self.assertEqual(derived(), kept)
        self.assertEqual(rebuild_search().mended, 0)

    def by_api(self):
        claim, actor = self.pick(Claim.objects.all()), self.pick(Actor.objects.all())
        appearance = self.pick(Appearance.objects.all())
        document = self.pick(Document.objects.all())
        edits = {
            f"/claims/{claim.ref}/": {"text": self.sentence(), "language": self.pick(LANGUAGES)},
            f"/claims/{claim.ref}/?1": {"topics": [self.pick(self.topics).slug]},
            f"/claims/{claim.ref}/?2": {"subjects": [str(actor.public_id)]},
            f"/appearances/{appearance.public_id}/": {"quote": self.sentence()},
            f"/appearances/{appearance.public_id}/?1": {"actor": str(actor.public_id)},
            f"/actors/{actor.public_id}/": {"name": self.sentence()},
            f"/documents/{document.public_id}/": {"body": self.sentence()},
            f"/documents/{document.public_id}/?1": {"language": self.pick(LANGUAGES)},
        }
        address, body = self.pick(edits.items())
        path = API + address.partition("?")[0]
        how = {"format": "json", "HTTP_IF_MATCH": "*"}
        if self.chance.random() < 0.2:
            answer = self.client_of_editor.delete(path, **how)
        else:
            answer = self.client_of_editor.patch(path, body, **how)
        self.assertLess(answer.status_code, 500, answer.content)

    def by_act(self):
        kept, merged = self.pick(Claim.objects.live()), self.pick(Claim.objects.live())
        how = {"by": self.editor, "at": NOW}
        act = self.chance.randrange(6)
        if act == 0 and kept != merged:
            merge_claims(kept, merged, **how)
        elif act == 1 and ClaimMerge.objects.filter(undone_at=None).exists():
            undo_merge(self.pick(ClaimMerge.objects.filter(undone_at=None)), **how)
        elif act == 2:
            first, second = self.pick(Actor.objects.live()), self.pick(Actor.objects.live())
            if first != second:
                merge_actors(first, second, **how)
        elif act == 3:
            make_appearance(
                kept,
                actor=self.pick([make_actor(), *Actor.objects.live()]),
                document=self.document(),
                quote=self.sentence(),
                said_on=date(2020 + self.chance.randrange(5), 1, 2),
                locator=self.sentence(),
            )
        elif act == 4:
            ClaimWording.objects.create(
                claim=merged, text=self.sentence(), language=self.pick(LANGUAGES)
            )
        else:
            kept.topics.set(self.topics[: self.chance.randrange(4)])

    def by_sql(self):
        claim, actor = self.pick(Claim.objects.all()), self.pick(Actor.objects.all())
        document, topic = self.pick(Document.objects.all()), self.pick(Topic.objects.all())
        statement, parameters = self.pick(
            [
                ("UPDATE claims_claim SET text = %s WHERE id = %s", [self.sentence(), claim.pk]),
                ("UPDATE claims_claim SET place = %s WHERE id = %s", [self.sentence(), claim.pk]),
                (
                    "INSERT INTO claims_claim (text, language, kind, context, place, status,"
                    " happened_precision, decline_reason, priority, due_reason)"
                    " SELECT %s || number, 'fr', 'state', '', '', 'new', 'day', '', 'low', ''"
                    " FROM generate_series(1, 2) AS number",
                    [self.sentence()],
                ),
                (
                    "INSERT INTO claims_claimwording (claim_id, text, language)"
                    " VALUES (%s, %s, %s)",
                    [claim.pk, self.sentence(), self.pick(LANGUAGES)],
                ),
                ("UPDATE claims_claimwording SET claim_id = %s WHERE id %% 2 = 0", [claim.pk]),
                ("UPDATE claims_claimwording SET text = %s", [self.sentence()]),
                ("DELETE FROM claims_claimwording WHERE claim_id = %s", [claim.pk]),
                ("DELETE FROM claims_appearance WHERE claim_id = %s", [claim.pk]),
                ("UPDATE claims_appearance SET said_on = '2019-03-04' WHERE id %% 3 = 0", []),
                ("DELETE FROM claims_claim WHERE id = %s", [claim.pk]),
                ("UPDATE claims_claim SET id = id + 100000 WHERE id = %s", [claim.pk]),
                ("UPDATE claims_actor SET name = %s WHERE id = %s", [self.sentence(), actor.pk]),
                (
                    "INSERT INTO claims_actorname (actor_id, name, language) VALUES (%s, %s, '')",
                    [actor.pk, self.sentence()],
                ),
                ("DELETE FROM claims_actorname WHERE id %% 2 = 0", []),
                ("UPDATE claims_actorname SET actor_id = %s WHERE id %% 3 = 0", [actor.pk]),
                ("UPDATE claims_topic SET name = %s WHERE id = %s", [self.sentence(), topic.pk]),
                (
                    "UPDATE claims_document SET language = 'de', body = body || ' mehr'"
                    " WHERE id <= %s",
                    [document.pk],
                ),
                (
                    "UPDATE claims_document SET title = %s WHERE id = %s",
                    [self.sentence(), document.pk],
                ),
                ("UPDATE claims_claim_topics SET claim_id = %s WHERE id %% 4 = 0", [claim.pk]),
                ("DELETE FROM claims_claim_topics WHERE topic_id = %s", [topic.pk]),
                ("DELETE FROM claims_document WHERE id = %s", [document.pk]),
            ]
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            # References are checked at the end of a transaction: here and now.
            connection.check_constraints()


class LongTextTests(ApiTestCase):
    def test_a_document_of_a_million_characters_is_found_to_its_end(self):
        words = " ".join(f"слово{number}" for number in range(95_000))
        document = make_document(body=f"{words[:999_980]} zeppelins")
        make_appearance(make_claim(), document=document)
        self.assertEqual(DocumentWords.objects.filter(document=document).count(), 10)
        found = client_of(self.editor_of()).get(f"{API}/search/?q=zeppelins").json()
        self.assertEqual(found["results"][0]["found_in"], "document")

    def test_a_claim_said_in_many_words_is_kept(self):
        # Without a stemmer each word is kept twice.
        claim, document = make_claim(language="uk"), make_document(language="uk")
        quotes = (" ".join(f"слово{number}й{step}" for step in range(380)) for number in range(60))
        Appearance.objects.bulk_create(
            Appearance(
                claim=claim,
                document=document,
                act="asserts",
                attribution="A post",
                quote=quote,
                locator=str(number),
            )
            for number, quote in enumerate(quotes)
        )
        self.assertTrue(ClaimWords.objects.filter(claim=claim).exists())

    def editor_of(self):
        return self.cast["eda"]
