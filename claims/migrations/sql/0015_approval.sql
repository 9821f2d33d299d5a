-- Nothing is published on one person's word, by psql neither: the round that is published was
-- approved, twice for an urgent claim, and what it rests on stands and may be shown. The house
-- may ask for more approvals; the acts see to that.
CREATE FUNCTION claims_expect_approval() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    needed constant integer := CASE
        WHEN (SELECT priority FROM claims_claim WHERE id = NEW.claim_id) = 'urgent' THEN 2 ELSE 1 END;
BEGIN
    IF needed > (
        SELECT count(*) FROM claims_review
        WHERE assessment_id = NEW.id AND round = NEW.round AND decision = 'approve'
    ) THEN
        RAISE EXCEPTION 'An assessment is published once others have approved its round'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_approved';
    END IF;
    IF EXISTS (
        SELECT FROM claims_assessmentevidence AS cited
        JOIN claims_evidence AS evidence ON evidence.id = cited.evidence_id
        WHERE cited.assessment_id = NEW.id
            AND (evidence.withdrawn_at IS NOT NULL OR evidence.visibility = 'confidential')
    ) THEN
        RAISE EXCEPTION 'Withdrawn or confidential evidence can''t be published'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_rests_on_what_stands';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER claims_expect_approval BEFORE UPDATE OF status ON claims_assessment
    FOR EACH ROW WHEN (OLD.status = 'submitted' AND NEW.status = 'published')
    EXECUTE FUNCTION claims_expect_approval();
