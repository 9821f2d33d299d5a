"""One valid row of every record, in fields, for tests that spoil one field at a time."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from claims.audit import acting
from claims.choices import ClaimStatus, Role
from claims.models import (
    Actor,
    ActorMerge,
    ActorName,
    ApiToken,
    Appearance,
    Assessment,
    AssessmentEvidence,
    AuditSeal,
    Claim,
    ClaimLink,
    ClaimMerge,
    ClaimWording,
    Comment,
    Document,
    Evidence,
    Export,
    IdempotencyKey,
    ImportBatch,
    ImportKey,
    ImportProfile,
    ImportRow,
    Notice,
    Origin,
    Rating,
    RatingMapping,
    Review,
    Snapshot,
    Source,
    SourceRating,
    Topic,
    User,
)
from tests import factories
from tests.factories import NOW

_numbers = count(1)


class World:
    """Records that others hang on, and the fields of a new valid row of each kind."""

    def __init__(self) -> None:
        self.ana = factories.make_user("ana", Role.ANALYST)
        self.rui = factories.make_user("rui", Role.REVIEWER)
        self.rating = Rating.objects.get(code="true")
        self.actor = factories.make_actor(wikidata_id="Q1", name="Known")
        self.name = ActorName.objects.create(actor=self.actor, name="Відомий", language="uk")
        self.wording = ClaimWording.objects.create(
            claim=factories.make_claim(), text="Another wording"
        )
        self.source = factories.make_source(domain="known.example")
        factories.make_source(handle="@known")
        self.topic = factories.make_topic(name="Known topic")
        self.document = factories.make_document(url="https://known.example/page")
        self.claim = factories.make_claim(text="The “bridge” was closed", language="en")
        self.other = factories.make_claim()
        self.appearance = factories.make_appearance(self.claim, document=self.document)
        self.evidence = factories.make_evidence(self.claim)
        self.link = factories.make_link(self.claim, self.other)
        self.draft = factories.make_assessment(self.claim, self.ana)
        self.cited = AssessmentEvidence.objects.create(
            assessment=self.draft, evidence=self.evidence, claim=self.claim
        )
        self.fresh_evidence = factories.make_evidence(self.claim)
        self.submitted = factories.make_assessment(self.other, self.ana)
        Assessment.objects.filter(pk=self.submitted.pk).update(
            status="submitted", round=1, submitted_at=NOW
        )
        self.published_claim = self._publish()
        merged = factories.make_claim(merged_into=self.other)
        self.merge = ClaimMerge.objects.create(kept=self.other, merged=merged, merged_by=self.ana)
        merged_actor = factories.make_actor(merged_into=self.actor)
        self.actor_merge = ActorMerge.objects.create(
            kept=self.actor, merged=merged_actor, merged_by=self.ana
        )
        Notice.objects.create(
            recipient=self.ana, kind="due", claim=self.claim, due_on=date(2025, 5, 8)
        )
        self.mapping = RatingMapping.objects.create(site="known.example", label="Half so")
        ImportProfile.objects.create(name="Known", namespace="known")
        self.batch = ImportBatch.objects.create(**self.batch_of("known"))
        ImportRow.objects.create(batch=self.batch, number=1, given={})
        ImportKey.objects.create(namespace="known", value="1", claim=self.claim)
        IdempotencyKey.objects.bulk_create(
            [IdempotencyKey(user=self.ana, key="once", request_digest="", status=201, body={})]
        )

    def _publish(self) -> Claim:
        with acting(None, step="load"):
            claim = factories.make_claim(status=ClaimStatus.PUBLISHED, verdict=self.rating)
        Assessment.objects.bulk_create([Assessment(**self.standing(claim))])
        return claim

    def batch_of(self, namespace: str) -> dict[str, Any]:
        """Return the fields of an import."""
        return {
            "file_name": "claims.csv",
            "sha256": "0" * 64,
            "byte_size": 1,
            "namespace": namespace,
            "columns": ["text"],
            "mapping": {"text": "text"},
            "notes": ["Read as UTF-8."],
            "given_by": self.ana,
            "applied_by": self.ana,
            "applied_at": NOW,
            "undone_by": self.ana,
        }

    def standing(self, claim: Claim) -> dict[str, Any]:
        """Return the fields of a published assessment of ``claim``."""
        return {
            "claim": claim,
            "number": 1,
            "author": self.ana,
            "rating": self.rating,
            "confidence": "low",
            "explanation": "So it is.",
            "status": "published",
            "round": 1,
            "submitted_at": NOW,
            "published_at": NOW,
        }

    def fields(self, model: type) -> dict[str, Any]:
        """Return the fields of a new valid row of ``model``."""
        number = next(_numbers)
        claims = Claim.objects.bulk_create(
            Claim(text=f"Spare {number} {letter}") for letter in "ab"
        )
        rows: dict[type, dict[str, Any]] = {
            User: {"username": f"user{number}", "password": "!"},
            Actor: {"name": f"Actor {number}", "kind": "group"},
            ActorName: {"actor": self.actor, "name": f"Name {number}"},
            ClaimWording: {"claim": claims[0], "text": f"Wording {number}"},
            ActorMerge: {
                "kept": self.actor,
                "merged": factories.make_actor(),
                "merged_by": self.ana,
                "moved": {"claims_appearance": [1]},
            },
            Source: {"name": f"Source {number}", "kind": "outlet"},
            SourceRating: {
                "source": self.source,
                "grade": "B",
                "rationale": "Because.",
                "rated_by": self.ana,
            },
            Document: {
                "source": self.source,
                "title": "A page",
                "url": f"https://example.org/{number}",
                "canonical_url": f"https://example.org/{number}",
            },
            Snapshot: {
                "document": self.document,
                "archive_url": f"https://archive.example/{number}",
                "captured_at": NOW,
            },
            Topic: {"name": f"Topic {number}", "slug": f"slug-{number}"},
            Claim: {"text": f"Valid claim {number}"},
            Comment: {"claim": self.claim, "author": self.ana, "text": "Look here."},
            Appearance: {
                "claim": self.claim,
                "document": self.document,
                "attribution": f"Witness {number}",
            },
            Origin: {"label": f"Origin {number}", "kind": "record"},
            Evidence: {
                "claim": self.claim,
                "document": self.document,
                "stance": "supports",
                "rationale": "It says so.",
            },
            Rating: {"code": f"code{number}", "label": f"Label {number}"},
            Assessment: {"claim": claims[0], "number": 1, "author": self.ana},
            AssessmentEvidence: {
                "assessment": self.draft,
                "evidence": self.fresh_evidence,
                "claim": self.claim,
            },
            Review: {
                "assessment": self.submitted,
                "round": 1,
                "reviewer": self.rui,
                "decision": "approve",
            },
            ClaimLink: {"a": claims[0], "b": claims[1], "kind": "related"},
            ClaimMerge: {
                "kept": self.claim,
                "merged": claims[0],
                "merged_by": self.ana,
                "moved": {"claims_appearance": [1]},
            },
            ApiToken: {
                "user": self.ana,
                "name": "machine",
                "scopes": ["read"],
                "expiry": NOW + timedelta(days=90),
                "digest": f"digest{number}",
                "token_key": f"key{number}",
            },
            IdempotencyKey: {
                "user": self.ana,
                "key": f"key {number}",
                "request_digest": "0" * 64,
                "status": 201,
                "headers": {"Location": "/"},
                "body": {"made": True},
            },
            Notice: {
                "recipient": self.rui,
                "kind": "approved",
                "claim": self.claim,
                "actor": self.ana,
            },
            RatingMapping: {"site": f"site{number}.example", "label": f"Label {number}"},
            Export: {"format": "csv", "taken_by": self.ana},
            ImportProfile: {
                "name": f"Profile {number}",
                "namespace": "given",
                "mapping": {"text": "text"},
            },
            ImportBatch: self.batch_of("given"),
            ImportRow: {
                "batch": self.batch,
                "number": number + 1,
                "given": {"text": "So."},
                "outcome": "create",
                "reason": "It is new.",
                "changes": {"text": "So."},
                "questions": ["label"],
                "notes": ["None."],
                "claim": self.claim,
            },
            ImportKey: {
                "namespace": "given",
                "value": f"{number}",
                "claim": self.claim,
                "said": {"text": "So."},
            },
            AuditSeal: {
                "number": 10**9 + number,
                "sealed_at": NOW,
                "cluster": 1,
                "from_xid": 1,
                "until_xid": 2,
                "entry_ids": [1],
                "leaves": b"0" * 32,
                "root": "0" * 64,
                "seal_hash": f"{number:064}",
            },
        }
        return rows[model]


MID_MONTH = date(2025, 5, 8)
