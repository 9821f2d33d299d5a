"""Every law that a table declares, broken once through full_clean() and once behind it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from claims import models
from tests.factories import NOW
from tests.models.world import MID_MONTH, World

# Laws that no row can break alone, and why.
UNBREAKABLE = {
    "assessment_belongs_to_one_claim": "its columns hold the key; foreign keys lean on it",
    "evidence_belongs_to_one_claim": "its columns hold the key; foreign keys lean on it",
    "auditentry_holds_what_its_action_changed": "only the trigger writes there",
}
# What is broken is mended by clean() before the law is asked.
MENDED = {"document_canonical_url_is_http", "document_url_has_canonical_form"}


class Case(NamedTuple):
    """A law and the fields that break it, and it alone."""

    law: str
    model: Any
    spoiled: dict[str, Any] | Callable[[World], dict[str, Any]]


M = models
PUBLISHED = {"status": "published", "round": 1, "submitted_at": NOW, "published_at": NOW}
COMPLETE = {"confidence": "low", "explanation": "So."}
TO_COME = timezone.now() + timedelta(days=2)
CASES = [
    Case("actor_kind_is_known", M.Actor, {"kind": "ghost"}),
    Case("actor_name_not_blank", M.Actor, {"name": " \t"}),
    Case("actor_country_is_a_code", M.Actor, {"country": "ua"}),
    Case("actor_wikidata_id_is_an_item", M.Actor, {"wikidata_id": "P31"}),
    Case("actor_wikidata_id_unique_when_set", M.Actor, {"wikidata_id": "Q1"}),
    Case("actor_not_its_own_parent", M.Actor, {"id": 777, "parent_id": 777}),
    Case("actor_not_merged_into_itself", M.Actor, {"id": 777, "merged_into_id": 777}),
    Case("actor_name_other_not_blank", M.ActorName, {"name": "  "}),
    Case("actor_name_once_per_language", M.ActorName, {"name": "ВІДОМИЙ", "language": "uk"}),
    Case("claimwording_text_not_blank", M.ClaimWording, {"text": " "}),
    Case(
        "claimwording_once_per_claim",
        M.ClaimWording,
        lambda w: {"claim": w.wording.claim, "text": "ANOTHER wording."},
    ),
    Case("actormerge_of_two_actors", M.ActorMerge, lambda w: {"merged": w.actor}),
    Case(
        "actormerge_one_standing_per_actor",
        M.ActorMerge,
        lambda w: {"merged": w.actor_merge.merged},
    ),
    Case("source_kind_is_known", M.Source, {"kind": "oracle"}),
    Case("source_name_not_blank", M.Source, {"name": ""}),
    Case("source_country_is_a_code", M.Source, {"country": "U1"}),
    Case("source_domain_is_normal", M.Source, {"domain": "localhost"}),
    Case("source_domain_unique_when_set", M.Source, {"domain": "known.example"}),
    Case("source_handle_unique_without_domain", M.Source, {"handle": "@KNOWN"}),
    Case("source_rating_grade_is_known", M.SourceRating, {"grade": "Z"}),
    Case("source_rating_says_why", M.SourceRating, {"rationale": "\n"}),
    Case("source_rating_was_given", M.SourceRating, {"rated_at": TO_COME}),
    Case("document_kind_is_known", M.Document, {"kind": "rumour"}),
    Case("document_precision_is_known", M.Document, {"published_precision": "hour"}),
    Case(
        "document_date_fits_precision",
        M.Document,
        {"published_on": MID_MONTH, "published_precision": "month"},
    ),
    Case("document_title_not_blank", M.Document, {"title": " "}),
    Case("document_was_published", M.Document, {"published_on": TO_COME.date()}),
    Case(
        "document_was_retracted",
        M.Document,
        {"retracted_on": TO_COME.date(), "retraction_reason": "Taken back."},
    ),
    Case("snapshot_was_captured", M.Snapshot, {"captured_at": TO_COME}),
    Case("appearance_was_said", M.Appearance, {"said_on": TO_COME.date()}),
    Case("document_has_url_or_citation", M.Document, {"url": "", "canonical_url": ""}),
    Case("document_url_is_http", M.Document, {"url": "javascript:alert(1)"}),
    Case("document_canonical_url_is_http", M.Document, {"canonical_url": "ftp://example.org"}),
    Case("document_url_has_canonical_form", M.Document, {"canonical_url": ""}),
    Case(
        "document_canonical_url_unique_when_set",
        M.Document,
        {"url": "http://known.example/page/", "canonical_url": "https://known.example/page"},
    ),
    Case("document_retraction_has_reason", M.Document, {"retracted_on": MID_MONTH}),
    Case("snapshot_state_is_known", M.Snapshot, {"state": "melted"}),
    Case("snapshot_has_address_or_file", M.Snapshot, {"archive_url": ""}),
    Case("snapshot_archive_url_is_http", M.Snapshot, {"archive_url": "file:///etc/passwd"}),
    Case("snapshot_sha256_is_hex", M.Snapshot, {"sha256": "AB" * 32}),
    Case("snapshot_file_has_digest", M.Snapshot, {"file": "snapshots/a.html"}),
    Case("topic_name_not_blank", M.Topic, {"name": " "}),
    Case("topic_slug_is_plain", M.Topic, {"slug": "Big_Slug"}),
    Case("topic_name_unique_without_case", M.Topic, {"name": "KNOWN  topic."}),
    Case("topic_not_its_own_parent", M.Topic, {"id": 777, "parent_id": 777}),
    Case("claim_status_is_known", M.Claim, {"status": "lost"}),
    Case("claim_kind_is_known", M.Claim, {"kind": "fable"}),
    Case("claim_priority_is_known", M.Claim, {"priority": "asap"}),
    Case("claim_precision_is_known", M.Claim, {"happened_precision": "age"}),
    Case("claim_text_not_blank", M.Claim, {"text": " \n "}),
    Case("claim_text_unique_while_live", M.Claim, {"text": 'the  BRIDGE was "closed".'}),
    Case("claim_not_merged_into_itself", M.Claim, {"id": 777, "merged_into_id": 777}),
    Case("claim_verdict_fits_status", M.Claim, lambda w: {"verdict": w.rating}),
    Case("claim_verdict_fits_status", M.Claim, {"status": "published"}),
    Case("claim_declined_with_reason", M.Claim, {"status": "declined"}),
    Case("claim_declined_with_reason", M.Claim, {"decline_reason": "opinion"}),
    Case(
        "claim_period_in_order",
        M.Claim,
        {"happened_from": MID_MONTH, "happened_until": MID_MONTH - timedelta(days=1)},
    ),
    Case(
        "claim_from_fits_precision",
        M.Claim,
        {"happened_from": date(2025, 2, 1), "happened_precision": "year"},
    ),
    Case(
        "claim_until_fits_precision",
        M.Claim,
        {"happened_until": MID_MONTH, "happened_precision": "month"},
    ),
    Case("comment_not_blank", M.Comment, {"text": "\t"}),
    Case("appearance_act_is_known", M.Appearance, {"act": "sings"}),
    Case("appearance_precision_is_known", M.Appearance, {"said_precision": "week"}),
    Case(
        "appearance_date_fits_precision",
        M.Appearance,
        {"said_on": MID_MONTH, "said_precision": "year"},
    ),
    Case("appearance_has_actor_or_attribution", M.Appearance, {"attribution": ""}),
    Case(
        "appearance_recorded_once",
        M.Appearance,
        lambda w: {"attribution": "", "actor": w.appearance.actor},
    ),
    Case("origin_kind_is_known", M.Origin, {"kind": "dream"}),
    Case("origin_label_not_blank", M.Origin, {"label": " "}),
    Case("evidence_stance_is_known", M.Evidence, {"stance": "shrugs"}),
    Case("evidence_credibility_is_known", M.Evidence, {"credibility": 9}),
    Case("evidence_visibility_is_known", M.Evidence, {"visibility": "secret"}),
    Case("evidence_says_why", M.Evidence, {"rationale": ""}),
    Case("evidence_withdrawn_with_reason", M.Evidence, {"withdrawn_at": NOW}),
    Case("evidence_withdrawn_with_reason", M.Evidence, {"withdrawn_reason": "Wrong page."}),
    Case("rating_label_not_blank", M.Rating, {"label": " "}),
    Case("rating_colour_is_hex", M.Rating, {"colour": "red"}),
    Case("rating_ordinal_on_the_axis", M.Rating, {"ordinal": 6}),
    Case("rating_label_unique_while_active", M.Rating, {"label": "TRUE"}),
    Case(
        "assessment_status_is_known",
        M.Assessment,
        lambda w: (
            PUBLISHED | COMPLETE | {"rating": w.rating, "status": "vague", "published_at": None}
        ),
    ),
    Case("assessment_confidence_is_known", M.Assessment, {"confidence": "total"}),
    Case(
        "assessment_number_once_per_claim",
        M.Assessment,
        lambda w: {"claim": w.claim, "status": "abandoned"},
    ),
    Case(
        "assessment_one_published_per_claim",
        M.Assessment,
        lambda w: w.standing(w.published_claim) | {"number": 2},
    ),
    Case("assessment_one_open_per_claim", M.Assessment, lambda w: {"claim": w.claim, "number": 2}),
    Case("assessment_complete_once_submitted", M.Assessment, {"status": "submitted"}),
    Case(
        "assessment_complete_once_submitted",
        M.Assessment,
        lambda w: PUBLISHED | {"rating": w.rating, "confidence": "low", "explanation": " "},
    ),
    Case(
        "assessment_published_at_when_published",
        M.Assessment,
        lambda w: PUBLISHED | COMPLETE | {"rating": w.rating, "published_at": None},
    ),
    Case("assessment_published_at_when_published", M.Assessment, {"published_at": NOW}),
    Case("assessment_not_its_own_successor", M.Assessment, {"id": 777, "supersedes_id": 777}),
    Case(
        "assessment_correction_has_note",
        M.Assessment,
        lambda w: PUBLISHED | COMPLETE | {"rating": w.rating, "supersedes": w.draft},
    ),
    Case("assessmentevidence_cited_once", M.AssessmentEvidence, lambda w: {"evidence": w.evidence}),
    Case("assessmentevidence_stance_is_known", M.AssessmentEvidence, {"stance": "shrugs"}),
    Case("assessmentevidence_grade_is_known", M.AssessmentEvidence, {"source_grade": "Z"}),
    Case("assessmentevidence_sha256_is_hex", M.AssessmentEvidence, {"snapshot_sha256": "00"}),
    Case("assessmentevidence_frozen_whole", M.AssessmentEvidence, {"frozen_at": NOW}),
    Case("review_decision_is_known", M.Review, {"decision": "perhaps", "comment": "Well."}),
    Case("review_comment_unless_approving", M.Review, {"decision": "request_changes"}),
    Case("claimlink_kind_is_known", M.ClaimLink, {"kind": "cousin"}),
    Case("claimlink_between_two_claims", M.ClaimLink, lambda w: {"a": w.claim, "b": w.claim}),
    Case(
        "claimlink_once_per_pair_and_kind",
        M.ClaimLink,
        lambda w: {"a": w.link.b, "b": w.link.a},
    ),
    Case("claimlink_score_between_0_and_1", M.ClaimLink, {"score": "1.5"}),
    Case("claimlink_judged_by_somebody", M.ClaimLink, {"judgement": "confirmed"}),
    Case("claimlink_judged_by_somebody", M.ClaimLink, {"decided_at": NOW}),
    Case(
        "claimlink_judgement_is_known",
        M.ClaimLink,
        lambda w: {"judgement": "hm", "decided_at": NOW, "decided_by": w.ana},
    ),
    Case("claimmerge_of_two_claims", M.ClaimMerge, lambda w: {"merged": w.claim}),
    Case("claimmerge_one_standing_per_claim", M.ClaimMerge, lambda w: {"merged": w.merge.merged}),
    Case("apitoken_name_not_blank", M.ApiToken, {"name": " "}),
    Case("apitoken_expires", M.ApiToken, {"expiry": None}),
    Case("apitoken_scopes_are_known", M.ApiToken, {"scopes": ["everything"[:6]]}),
    Case("apitoken_scopes_are_known", M.ApiToken, {"scopes": []}),
    Case("idempotencykey_once_per_user", M.IdempotencyKey, {"key": "once"}),
    Case("notice_kind_is_known", M.Notice, {"kind": "gossip"}),
    Case("notice_tells_somebody_else", M.Notice, lambda w: {"actor": w.rui}),
    Case("notice_of_due_date_names_it", M.Notice, {"kind": "due"}),
    Case("notice_of_due_date_names_it", M.Notice, {"due_on": MID_MONTH}),
    Case(
        "notice_once_per_due_date",
        M.Notice,
        lambda w: {"kind": "due", "due_on": MID_MONTH, "recipient": w.ana, "actor": None},
    ),
    Case("ratingmapping_label_not_blank", M.RatingMapping, {"label": " "}),
    Case("ratingmapping_site_is_normal", M.RatingMapping, {"site": "localhost"}),
    Case(
        "ratingmapping_one_meaning",
        M.RatingMapping,
        lambda w: {"rating": w.rating, "no_rating": True},
    ),
    Case(
        "ratingmapping_once_per_site",
        M.RatingMapping,
        {"site": "known.example", "label": "“HALF so”!"},
    ),
    Case("export_format_is_known", M.Export, {"format": "papyrus"}),
    Case(
        "export_sha256_is_hex",
        M.Export,
        {"finished_at": NOW, "row_count": 1, "byte_count": 1, "sha256": "0G"},
    ),
    Case("export_finished_whole", M.Export, {"finished_at": NOW}),
    Case("importprofile_name_not_blank", M.ImportProfile, {"name": " "}),
    Case("importprofile_has_namespace", M.ImportProfile, {"namespace": " "}),
    Case("importprofile_name_unique", M.ImportProfile, {"name": "KNOWN"}),
    Case("importbatch_status_is_known", M.ImportBatch, {"status": "lost"}),
    Case("importbatch_has_namespace", M.ImportBatch, {"namespace": " "}),
    Case("importbatch_undone_at_a_moment", M.ImportBatch, {"undone_at": NOW}),
    Case("importrow_outcome_is_known", M.ImportRow, {"outcome": "lost"}),
    Case("importrow_once", M.ImportRow, {"number": 1}),
    Case("importkey_not_blank", M.ImportKey, {"value": " "}),
    Case("importkey_unique_in_namespace", M.ImportKey, {"namespace": "known", "value": "1"}),
    Case("auditseal_covers_something", M.AuditSeal, {"from_xid": 5, "until_xid": 5}),
    Case("user_username_unique_without_case", M.User, {"username": "ANA"}),
]


class LawTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = World()

    def spoil(self, case: Case):
        spoiled = case.spoiled(self.world) if callable(case.spoiled) else case.spoiled
        return case.model(**self.world.fields(case.model) | spoiled)

    def test_lets_a_valid_row_in(self):
        for model in {case.model for case in CASES}:
            with self.subTest(model.__name__), transaction.atomic():
                row = model(**self.world.fields(model))
                row.full_clean()
                model.objects.bulk_create([row])

    def test_is_told_by_full_clean(self):
        for case in CASES:
            if case.law not in MENDED:
                with self.subTest(case.law), self.assertRaises(ValidationError):
                    self.spoil(case).full_clean()

    def test_is_kept_by_the_database_itself(self):
        for case in CASES:
            with self.subTest(case.law):
                row = self.spoil(case)
                with self.assertRaises(IntegrityError) as caught, transaction.atomic():
                    case.model.objects.bulk_create([row])
                self.assertEqual(caught.exception.__cause__.diag.constraint_name, case.law)

    def test_is_mended_before_it_is_asked_where_it_can_be(self):
        for case in CASES:
            if case.law in MENDED:
                with self.subTest(case.law):
                    row = self.spoil(case)
                    row.full_clean()
                    self.assertEqual(row.canonical_url, row.url)

    def test_stands_in_this_table_for_every_constraint_there_is(self):
        declared = {
            constraint.name
            for model in apps.get_app_config("claims").get_models()
            for constraint in model._meta.constraints
        }
        # One answer a round is tried where reviews are, in test_course.py.
        tried = {case.law for case in CASES} | {"review_once_per_round"}
        self.assertEqual(declared - tried, set(UNBREAKABLE))
