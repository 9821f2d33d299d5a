"""Changing and removing over the API follow the one table of rights, for everybody in the cast."""

from claims.models import ActorName, Comment, Rating, RatingMapping
from claims.review.rights import may
from tests.api.base import API, ApiTestCase
from tests.factories import (
    make_actor,
    make_appearance,
    make_assessment,
    make_claim,
    make_document,
    make_evidence,
    make_origin,
    make_source,
    make_source_rating,
    make_topic,
)


class ChangeAndRemoveTests(ApiTestCase):
    def records(self):
        """Yield each kind of record: its address, the row, and a change that its laws allow."""
        claim = make_claim()
        ana = self.cast["ana"]
        actor = make_actor()
        name = ActorName.objects.create(actor=actor, name="Other")
        comment = Comment.objects.create(claim=claim, author=ana, text="Hm.")
        unused = Rating.objects.create(code="unused", label="Unused")
        mapping = RatingMapping.objects.create(site="checks.example", label="Odd")
        by_public_id = {
            "rating-mappings": (mapping, {"no_rating": True}),
            "actors": (actor, {"description": "Changed."}),
            "sources": (make_source(), {"language": "uk"}),
            "documents": (make_document(), {"language": "uk"}),
            "origins": (make_origin(), {"label": "Changed."}),
            "appearances": (make_appearance(claim), {"locator": "p. 2"}),
            "evidence": (make_evidence(claim), {"locator": "p. 2"}),
            "assessments": (make_assessment(make_claim(), ana), {"headline": "Changed."}),
        }
        yield f"claims/{claim.ref}", claim, {"place": "Kyiv"}
        for path, (record, change) in by_public_id.items():
            yield f"{path}/{record.public_id}", record, change
        topic = make_topic()
        yield f"topics/{topic.slug}", topic, {"name": "Changed"}
        yield f"ratings/{unused.code}", unused, {"description": "Changed."}
        yield f"actor-names/{name.pk}", name, {"language": "uk"}
        yield f"comments/{comment.pk}", comment, {"text": "Changed."}
        rating = make_source_rating(make_source(), ana)
        yield f"source-ratings/{rating.pk}", rating, {"grade": "C"}

    def test_changing(self):
        for path, record, change in self.records():
            for who, person in self.cast.items():
                with self.subTest(path=path.split("/")[0], who=who):
                    response = self.clients[who].patch(
                        f"{API}/{path}/", change, format="json", headers={"If-Match": "*"}
                    )
                    allowed = bool(may(person, "change", record))
                    self.assertEqual(response.status_code, 200 if allowed else 403)
            response = self.stranger.patch(f"{API}/{path}/", change, format="json")
            self.assertProblem(response, 401)

    def test_removing(self):
        for path, record, _ in self.records():
            for who, person in self.cast.items():
                if may(person, "delete", record):
                    continue
                with self.subTest(path=path.split("/")[0], who=who):
                    response = self.clients[who].delete(f"{API}/{path}/", headers={"If-Match": "*"})
                    self.assertProblem(response, 403)
                    self.assertTrue(type(record).objects.filter(pk=record.pk).exists())

    def test_removing_what_one_may(self):
        # A claim takes its parts along, so it goes last.
        for path, record, _ in reversed(list(self.records())):
            able = [who for who, person in self.cast.items() if may(person, "delete", record)]
            if not able:
                continue
            with self.subTest(path=path.split("/")[0]):
                response = self.clients[able[0]].delete(f"{API}/{path}/", headers={"If-Match": "*"})
                # What others rest on is kept, with a sentence that says so.
                self.assertIn(response.status_code, (204, 409), response.content)
