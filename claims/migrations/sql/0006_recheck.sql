-- The re-check clock: published claims fall due by themselves when what they rest on gives way,
-- whoever changed it and through which face. The claim keeps why.

-- A claim that was due earlier stays due since then, and its reasons add up. Claims are locked
-- in the order of their ids, as acts lock them, so that no two writers wait for each other.
CREATE FUNCTION claims_ask_recheck(of_claims bigint[], why text, day date) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM claims_claim WHERE id = ANY (of_claims) ORDER BY id FOR NO KEY UPDATE;
    UPDATE claims_claim SET
        due_reason = CASE
            WHEN review_due_on <= day AND strpos(due_reason, why) > 0 THEN due_reason
            WHEN review_due_on <= day AND due_reason <> ''
                THEN left(due_reason || E'\n' || why, 2000)
            ELSE left(why, 2000)
        END,
        review_due_on = least(review_due_on, day)
    WHERE id = ANY (of_claims) AND verdict_id IS NOT NULL AND merged_into_id IS NULL;
END
$$;

-- The claims whose published assessment cites one of these pieces of evidence.
CREATE FUNCTION claims_resting_on(of_evidence bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
    SELECT array_agg(DISTINCT published.claim_id)
    FROM claims_assessmentevidence AS cited
    JOIN claims_assessment AS published
        ON published.id = cited.assessment_id AND published.status = 'published'
    WHERE cited.evidence_id = ANY (of_evidence)
$$;

CREATE FUNCTION claims_recheck_evidence() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    -- Colleagues without clearance read the reason too.
    which constant text := CASE WHEN NEW.visibility = 'confidential' THEN 'confidential'
        ELSE format('“%s”', (SELECT title FROM claims_document WHERE id = NEW.document_id)) END;
BEGIN
    PERFORM claims_ask_recheck(
        claims_resting_on(ARRAY[NEW.id]),
        format('Evidence that it rests on was withdrawn: %s.', which),
        NEW.withdrawn_at::date
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER claims_recheck AFTER UPDATE OF withdrawn_at ON claims_evidence
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL)
    EXECUTE FUNCTION claims_recheck_evidence();

CREATE FUNCTION claims_recheck_document() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_ask_recheck(
        claims_resting_on(ARRAY(SELECT id FROM claims_evidence WHERE document_id = NEW.id)),
        format('A document that it rests on was retracted: “%s”.', NEW.title),
        current_date
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER claims_recheck AFTER UPDATE OF retracted_on ON claims_document
    FOR EACH ROW WHEN (OLD.retracted_on IS NULL AND NEW.retracted_on IS NOT NULL)
    EXECUTE FUNCTION claims_recheck_document();

-- A later letter is a worse grade. F says that nobody can judge: losing a grade to F is a loss,
-- being judged at last is none, nor is a rating that an even newer one has overtaken.
CREATE FUNCTION claims_recheck_source() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    newest claims_sourcerating;
BEGIN
    SELECT * INTO newest FROM claims_sourcerating
    WHERE source_id = NEW.source_id AND id <> NEW.id ORDER BY rated_at DESC, id DESC LIMIT 1;
    IF newest.id IS NULL OR newest.rated_at > NEW.rated_at
        OR newest.grade = 'F' OR NEW.grade <= newest.grade
    THEN
        RETURN NULL;
    END IF;
    PERFORM claims_ask_recheck(
        claims_resting_on(ARRAY(
            SELECT evidence.id FROM claims_evidence AS evidence
            JOIN claims_document AS document ON document.id = evidence.document_id
            WHERE document.source_id = NEW.source_id
        )),
        format('A source that it rests on, “%s”, is graded %s now.',
            (SELECT name FROM claims_source WHERE id = NEW.source_id), NEW.grade),
        NEW.rated_at::date
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER claims_recheck AFTER INSERT ON claims_sourcerating
    FOR EACH ROW EXECUTE FUNCTION claims_recheck_source();

-- Two published claims that were found to contradict each other: both fall due.
CREATE FUNCTION claims_recheck_link() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.a_id, OLD.b_id, OLD.kind, OLD.judgement)
        = (NEW.a_id, NEW.b_id, NEW.kind, NEW.judgement)
    THEN
        RETURN NULL;
    END IF;
    PERFORM FROM claims_claim WHERE id IN (NEW.a_id, NEW.b_id) ORDER BY id FOR NO KEY UPDATE;
    PERFORM claims_ask_recheck(
        ARRAY[one.id], format('It was found to contradict %s, which is published too.', other.ref),
        NEW.decided_at::date
    )
    FROM claims_claim AS one JOIN claims_claim AS other
        ON (one.id, other.id) IN ((NEW.a_id, NEW.b_id), (NEW.b_id, NEW.a_id))
    WHERE other.verdict_id IS NOT NULL AND other.merged_into_id IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER claims_recheck AFTER INSERT OR UPDATE ON claims_claimlink
    FOR EACH ROW WHEN (NEW.kind = 'contradicts' AND NEW.judgement = 'confirmed')
    EXECUTE FUNCTION claims_recheck_link();

-- What was published makes those due that it is known to contradict.
CREATE FUNCTION claims_recheck_contradicted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_ask_recheck(
        ARRAY(
            SELECT CASE WHEN link.a_id = NEW.claim_id THEN link.b_id ELSE link.a_id END
            FROM claims_claimlink AS link
            WHERE NEW.claim_id IN (link.a_id, link.b_id)
                AND link.kind = 'contradicts' AND link.judgement = 'confirmed'
        ),
        format('%s, which contradicts it, was published as %s.',
            (SELECT ref FROM claims_claim WHERE id = NEW.claim_id),
            (SELECT label FROM claims_rating WHERE id = NEW.rating_id)),
        NEW.published_at::date
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER claims_recheck AFTER UPDATE OF status ON claims_assessment
    FOR EACH ROW WHEN (OLD.status = 'submitted' AND NEW.status = 'published')
    EXECUTE FUNCTION claims_recheck_contradicted();

-- What a submitted assessment was once rested on stays the word of the same document.
CREATE FUNCTION claims_keep_cited() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM claims_assessmentevidence
        WHERE evidence_id = NEW.id AND frozen_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'An assessment rests on this evidence: withdraw it and add other evidence'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'evidence_cited_stays';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER claims_keep_cited BEFORE UPDATE OF document_id ON claims_evidence
    FOR EACH ROW WHEN (OLD.document_id <> NEW.document_id) EXECUTE FUNCTION claims_keep_cited();

DO $do$
DECLARE
    law regprocedure;
BEGIN
    FOR law IN
        SELECT oid FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname IN (
            'claims_ask_recheck', 'claims_resting_on', 'claims_recheck_evidence',
            'claims_recheck_document', 'claims_recheck_source', 'claims_recheck_link',
            'claims_recheck_contradicted', 'claims_keep_cited'
        )
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', law);
    END LOOP;
END
$do$;
