"""The laws of the review, asked of what is kept: whatever was done, by whomever, none is broken."""

from collections.abc import Iterable

from django.db import connection

from claims.models import Assessment, Claim

# Each question finds the claims (of those given) that break a law; the law is its name.
LAWS = {
    "an assessment is in review exactly while its claim is": """
        SELECT claim.id FROM claims_claim AS claim WHERE (claim.status = 'in_review') <> EXISTS (
            SELECT FROM claims_assessment WHERE claim_id = claim.id AND status = 'submitted')
    """,
    "one assessment stands exactly while the claim is published or checked again": """
        SELECT claim.id FROM claims_claim AS claim WHERE (
            SELECT count(*) FROM claims_assessment AS told
            WHERE told.claim_id = claim.id AND told.status = 'published'
        ) <> CASE WHEN claim.status IN ('published', 'rechecking') THEN 1
            WHEN claim.status = 'in_review' AND claim.verdict_id IS NOT NULL THEN 1 ELSE 0 END
    """,
    "the verdict is the rating of what stands": """
        SELECT claim.id FROM claims_claim AS claim LEFT JOIN claims_assessment AS standing
            ON standing.claim_id = claim.id AND standing.status = 'published'
        WHERE claim.verdict_id IS DISTINCT FROM standing.rating_id
    """,
    "one assessment is open at most, and none of a claim that is published or declined": """
        SELECT claim_id FROM claims_assessment AS open JOIN claims_claim AS claim
            ON claim.id = open.claim_id
        WHERE open.status IN ('draft', 'submitted')
        GROUP BY claim_id, claim.status HAVING count(*) > 1
            OR claim.status IN ('published', 'declined')
    """,
    # Whoever publishes or retracts may add a public note; until then they wrote nothing.
    "what was published was approved by somebody who had written nothing in it": """
        SELECT claim_id FROM claims_assessment AS told
        WHERE told.published_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM claims_review AS review
            WHERE review.assessment_id = told.id AND review.round = told.round
                AND review.decision = 'approve' AND review.reviewer_id <> told.author_id
                AND NOT EXISTS (
                    SELECT FROM claims_auditentry AS entry
                    WHERE entry.actor_id = review.reviewer_id AND entry.at <= review.created_at
                        AND coalesce(entry.after, entry.before) ->> 'assessment_id' = told.id::text
                        AND entry.table_name = 'claims_assessmentevidence')
                AND NOT EXISTS (
                    SELECT FROM claims_auditentry AS entry
                    WHERE entry.actor_id = review.reviewer_id AND entry.at <= review.created_at
                        AND entry.table_name = 'claims_assessment' AND entry.row_id = told.id::text
                        AND entry.after ?| '{rating_id,confidence,headline,explanation,gaps}'))
    """,
    "what was submitted rests on evidence that was frozen": """
        SELECT claim_id FROM claims_assessment AS told
        WHERE told.status IN ('submitted', 'published') AND (
            NOT EXISTS (SELECT FROM claims_assessmentevidence WHERE assessment_id = told.id)
            OR EXISTS (SELECT FROM claims_assessmentevidence
                WHERE assessment_id = told.id AND frozen_at IS NULL))
    """,
    "high confidence rests on two independent origins, or on a written exception": """
        SELECT claim_id FROM claims_assessment AS told
        WHERE told.status IN ('submitted', 'published') AND told.confidence = 'high'
            AND told.confidence_exception = '' AND (
            SELECT count(DISTINCT evidence.origin_id) FROM claims_assessmentevidence AS cited
            JOIN claims_evidence AS evidence ON evidence.id = cited.evidence_id
            WHERE cited.assessment_id = told.id AND cited.stance IN ('supports', 'refutes')) < 2
    """,
    "a correction tells readers what changed": """
        SELECT claim_id FROM claims_assessment
        WHERE published_at IS NOT NULL AND supersedes_id IS NOT NULL AND public_note = ''
    """,
    "evidence that was withdrawn under what stands makes the claim due": """
        SELECT standing.claim_id FROM claims_assessment AS standing
        JOIN claims_claim AS claim ON claim.id = standing.claim_id
        JOIN claims_assessmentevidence AS cited ON cited.assessment_id = standing.id
        JOIN claims_evidence AS evidence ON evidence.id = cited.evidence_id
        WHERE standing.status = 'published' AND evidence.withdrawn_at IS NOT NULL
            AND claim.review_due_on IS NULL
    """,
}


def broken_laws(claims: Iterable[Claim]) -> list[str]:
    """Return the laws that one of ``claims`` breaks as it is kept now."""
    asked = " UNION ALL ".join(
        f"SELECT {number} FROM ({question}) AS broken(id) WHERE id = ANY (%(claims)s)"
        for number, question in enumerate(LAWS.values())
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, {"claims": [claim.pk for claim in claims]})
        return [list(LAWS)[number] for (number,) in cursor.fetchall()]


_CONTENT = ("rating", "confidence", "headline", "explanation", "gaps", "confidence_exception")


def told_to_readers(claims: Iterable[Claim]) -> dict[int, tuple[object, ...]]:
    """Return what each assessment that ever stood says and rests on: it may never change."""
    rows = Assessment.objects.once_published().filter(claim__in=list(claims))
    return {
        row.pk: (
            *(getattr(row, name) for name in _CONTENT),
            tuple(row.cited.order_by("pk").values_list("evidence", "stance", "credibility")),
        )
        for row in rows.select_related("rating").prefetch_related("cited")
    }
