"""Claims over the API: recording, reading, changing, finding."""

from claims.models import AuditEntry, Claim, ForeignVerdict
from tests.api.base import API, ApiTestCase
from tests.factories import (
    make_actor,
    make_appearance,
    make_claim,
    make_document,
    make_evidence,
    make_source_rating,
    make_topic,
)


class RecordTests(ApiTestCase):
    def test_records_a_claim_with_its_appearance(self):
        document, actor, topic = make_document(), make_actor(), make_topic()
        response = self.ana.post(
            f"{API}/claims/",
            {
                "text": "  China has sent nationals   to fight. ",
                "topics": [topic.slug],
                "subjects": [str(actor.public_id)],
                "appearances": [
                    {"document": str(document.public_id), "actor": str(actor.public_id)}
                ],
            },
            format="json",
            headers={"X-Reason": "from the morning news"},
        )
        self.assertEqual(response.status_code, 201, response.content)
        body = response.json()
        self.assertEqual(body["text"], "China has sent nationals   to fight.")
        self.assertEqual(body["status"], "new")
        self.assertEqual(body["appearances"][0]["actor"]["name"], actor.name)
        self.assertTrue(response["Location"].endswith(f"/claims/{body['ref']}/"))
        entry = AuditEntry.objects.get(table_name="claims_claim", action="insert")
        self.assertEqual((entry.actor_name, entry.reason), ("Ana", "from the morning news"))

    def test_writes_nothing_when_an_appearance_is_wrong(self):
        document = make_document()
        response = self.ana.post(
            f"{API}/claims/",
            {"text": "It is so.", "appearances": [{"document": str(document.public_id)}]},
            format="json",
        )
        self.assertProblem(response, 400, "/appearances/0/actor")
        self.assertFalse(Claim.objects.exists())

    def test_refuses_the_same_claim_twice(self):
        make_claim(text="It is so.")
        response = self.ana.post(f"{API}/claims/", {"text": "“IT IS so”!"}, format="json")
        self.assertProblem(response, 400)
        self.assertIn("says this already", response.json()["errors"][0]["detail"])

    def test_refuses_fields_that_steps_keep(self):
        for field in ("status", "verdict", "ref"):
            response = self.ana.post(
                f"{API}/claims/", {"text": "It is so.", field: "true"}, format="json"
            )
            self.assertProblem(response, 400, f"/{field}")


class ChangeTests(ApiTestCase):
    def setUp(self):
        super().setUp()
        self.claim = make_claim()
        self.address = f"{API}/claims/{self.claim.ref}/"
        self.tag = self.ana.get(self.address)["ETag"]

    def test_needs_the_tag(self):
        response = self.ana.patch(self.address, {"priority": "high"}, format="json")
        self.assertProblem(response, 428)

    def test_refuses_what_the_client_has_not_seen(self):
        Claim.objects.filter(pk=self.claim.pk).update(place="Kyiv")
        response = self.ana.patch(
            self.address, {"priority": "high"}, format="json", headers={"If-Match": self.tag}
        )
        self.assertProblem(response, 412)
        self.claim.refresh_from_db()
        self.assertEqual(self.claim.priority, "normal")

    def test_changes_and_answers_with_the_new_tag(self):
        response = self.ana.patch(
            self.address, {"priority": "high"}, format="json", headers={"If-Match": self.tag}
        )
        self.assertEqual(response.status_code, 200, response.content)
        self.assertEqual(response.json()["priority"], "high")
        again = self.ana.patch(
            self.address,
            {"priority": "low"},
            format="json",
            headers={"If-Match": response["ETag"]},
        )
        self.assertEqual(again.status_code, 200, again.content)

    def test_a_change_of_topics_counts(self):
        topic = make_topic()
        response = self.ana.patch(
            self.address, {"topics": [topic.slug]}, format="json", headers={"If-Match": self.tag}
        )
        self.assertEqual(response.json()["topics"], [{"slug": topic.slug, "name": topic.name}])
        self.assertNotEqual(response["ETag"].split("-")[0], self.tag.split("-")[0])

    def test_answers_304_to_those_who_have_it(self):
        response = self.ana.get(self.address, headers={"If-None-Match": self.tag})
        self.assertEqual(response.status_code, 304)
        self.assertEqual(response.content, b"")

    def test_a_claim_with_an_assessment_is_kept(self):
        response = self.ana.delete(self.address, headers={"If-Match": self.tag})
        self.assertProblem(response, 403)
        response = self.eda.delete(self.address, headers={"If-Match": "*"})
        self.assertEqual(response.status_code, 204)


class ReadTests(ApiTestCase):
    def test_strangers_see_nothing_unpublished(self):
        claim = make_claim()
        self.assertEqual(self.stranger.get(f"{API}/claims/").json()["results"], [])
        self.assertProblem(self.stranger.get(f"{API}/claims/{claim.ref}/"), 404)

    def test_confidential_evidence_is_for_the_cleared(self):
        claim = make_claim()
        make_evidence(claim, visibility="confidential")
        for name, seen in (("ana", 1), ("zoe", 0)):
            client = self.clients[name]
            shown = client.get(f"{API}/claims/{claim.ref}/").json()["evidence"]
            self.assertEqual(len(shown), seen, name)
            found = client.get(f"{API}/claims/?has_evidence=true").json()["results"]
            self.assertEqual(len(found), seen, name)
            listed = client.get(f"{API}/evidence/").json()["results"]
            self.assertEqual(len(listed), seen, name)
            told = client.get(f"{API}/claims/{claim.ref}/history/").json()["results"]
            tables = [entry["table_name"] for entry in told]
            self.assertEqual(tables.count("claims_evidence"), seen, name)

    def test_somebody_elses_verdict_is_told_as_theirs(self):
        claim = make_claim()
        told = {
            "publisher_name": "Example Checks",
            "publisher_site": "checks.example",
            "label": "Mostly false",
            "rating_value": 2.0,
            "rating_worst": 1.0,
            "rating_best": 5.0,
        }
        ForeignVerdict.objects.create(evidence=make_evidence(claim), raw={"odd": "node"}, **told)
        make_evidence(claim)
        whole = self.ana.get(f"{API}/claims/{claim.ref}/").json()
        self.assertEqual([row["foreign_verdict"] for row in whole["evidence"]], [told, None])
        self.assertIsNone(whole["verdict"])
        listed = self.ana.get(f"{API}/evidence/?claim={claim.ref}").json()["results"]
        shown = [row["foreign_verdict"] for row in listed if row["foreign_verdict"]]
        self.assertEqual(shown, [told | {"explanation": "", "licence": ""}])

    def test_lists_and_details_cost_a_bounded_number_of_queries(self):
        for _ in range(5):
            claim = make_claim()
            make_appearance(claim)
            evidence = make_evidence(claim)
            make_source_rating(evidence.document.source, self.cast["rui"])
        self.ana.get(f"{API}/claims/")
        # The token with its owner and their roles, the claims with all in them.
        with self.assertNumQueries(2):
            self.ana.get(f"{API}/claims/?expand=appearances,evidence,assessment,links")
        # Its assessments and appearances for the steps.
        with self.assertNumQueries(4):
            response = self.ana.get(f"{API}/claims/{claim.ref}/")
        self.assertEqual(response.json()["evidence"][0]["source_grade"], "B")

    def test_shows_what_is_asked_for(self):
        claim = make_claim()
        body = self.ana.get(f"{API}/claims/{claim.ref}/?fields=ref,text").json()
        self.assertEqual(body, {"ref": claim.ref, "text": claim.text})
        self.assertProblem(self.ana.get(f"{API}/claims/?fields=secret"), 400, "/fields")
        self.assertProblem(self.stranger.get(f"{API}/claims/?fields=context"), 400, "/fields")


class FindTests(ApiTestCase):
    def refs(self, query, client=None):
        response = (client or self.ana).get(f"{API}/claims/?{query}")
        self.assertEqual(response.status_code, 200, response.content)
        return [claim["ref"] for claim in response.json()["results"]]

    def test_pages_through_everything_once(self):
        made = [make_claim().ref for _ in range(7)]
        address, seen = f"{API}/claims/?page_size=3", []
        while address:
            body = self.ana.get(address).json()
            seen += [claim["ref"] for claim in body["results"]]
            address, back = body["next"], body["previous"]
        self.assertEqual(seen, made[::-1])
        middle = self.ana.get(back).json()
        self.assertEqual([claim["ref"] for claim in middle["results"]], made[::-1][3:6])
        self.assertIsNotNone(middle["next"])

    def test_names_the_next_page_in_the_header(self):
        make_claim()
        make_claim()
        response = self.ana.get(f"{API}/claims/?page_size=1&count=capped")
        self.assertIn('rel="next"', response["Link"])
        self.assertEqual(response.json()["count"], 2)

    def test_finds_words_in_any_case_and_accent(self):
        claim = make_claim(text="Président Example visited Київ yesterday.")
        make_claim()
        self.assertEqual(self.refs("q=president київ"), [claim.ref])
        self.assertEqual(self.refs(f"q={claim.ref.lower()}"), [claim.ref])
        for odd in ("%25", "'--", "&q=", "💥", "(((", "a" * 3000):
            self.refs(f"q={odd}")

    def test_filters_by_what_people_ask_for(self):
        topic, actor = make_topic(), make_actor()
        claim = make_claim(priority="high", place="Kyiv", assignee=self.cast["ana"])
        claim.topics.add(topic)
        appearance = make_appearance(claim, actor=actor, said_on="2025-05-08")
        evidence = make_evidence(claim, stance="refutes")
        other = make_claim(language="uk")
        for query in (
            f"topic={topic.slug}",
            f"actor={actor.public_id}",
            f"actor={actor.public_id}&act=asserts",
            f"source={appearance.document.source.public_id}",
            f"document={evidence.document.public_id}",
            "priority=high,urgent",
            "assignee=me",
            "assignee=ana",
            "stance=refutes",
            "has_evidence=true",
            "said_after=2025-05-08&said_before=2025-05-08",
            "place=kyiv",
            "language=en",
        ):
            self.assertEqual(self.refs(query), [claim.ref], query)
        for query in ("assignee=none", "language=uk", "has_evidence=false"):
            self.assertEqual(self.refs(query), [other.ref], query)
        self.assertEqual(self.refs(f"actor={actor.public_id}&act=denies"), [])
        self.assertEqual(self.refs("verdict=none&status=new"), [other.ref, claim.ref])

    def test_refuses_what_it_does_not_know(self):
        for query, pointer in (
            ("nonsense=1", "/nonsense"),
            ("status=wonderful", "/status"),
            ("updated_since=yesterday", "/updated_since"),
            ("actor=7", "/actor"),
            ("page_size=0", "/page_size"),
            ("cursor=abc", "/cursor"),
            ("cursor=WyJjcmVhdGVkIiwibiIsIjIwMjUiLDNd", "/cursor"),
            ("ordering=colour", "/ordering"),
            ("q=%00", "/q"),
        ):
            self.assertProblem(self.ana.get(f"{API}/claims/?{query}"), 400, pointer)
        self.assertProblem(self.stranger.get(f"{API}/claims/?priority=high"), 400, "/priority")
