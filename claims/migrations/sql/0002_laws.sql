-- Laws that need more than one row, or the row as it was: triggers that hold for any writer.

-- Every record: the moment of the last change, and a version that counts the changes.
CREATE FUNCTION claims_touch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;

-- Append-only tables. Arguments: the columns that may still change, if any.
CREATE FUNCTION claims_keep() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    open_columns text[] := TG_ARGV::text[] || '{updated_at,version}'::text[];
BEGIN
    IF TG_OP = 'UPDATE'
        AND TG_NARGS > 0
        AND to_jsonb(OLD) - open_columns = to_jsonb(NEW) - open_columns
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: rows are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation',
              CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;

CREATE FUNCTION claims_keep_all() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% can''t be emptied at one stroke: its rows are under audit', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation',
              CONSTRAINT = TG_TABLE_NAME || '_not_truncated';
END
$$;

-- A merged record points to a live one, and nothing points to a merged one: no chains.
-- The row lock makes two merges that would form a chain wait for each other.
CREATE FUNCTION claims_no_chains() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    target_is_merged boolean;
    is_a_target boolean;
BEGIN
    IF NEW.merged_into_id IS NULL THEN
        RETURN NEW;
    END IF;
    EXECUTE format('SELECT merged_into_id IS NOT NULL FROM %I WHERE id = $1 FOR SHARE', TG_TABLE_NAME)
        INTO target_is_merged USING NEW.merged_into_id;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE merged_into_id = $1)', TG_TABLE_NAME)
        INTO is_a_target USING NEW.id;
    IF target_is_merged OR is_a_target THEN
        RAISE EXCEPTION 'A merge points to a live record: no chains of merges'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = TG_TABLE_NAME || '_no_merge_chains';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER claims_no_chains BEFORE INSERT OR UPDATE OF merged_into_id ON claims_claim
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION claims_no_chains();
CREATE TRIGGER claims_no_chains BEFORE INSERT OR UPDATE OF merged_into_id ON claims_actor
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION claims_no_chains();

-- The verdict of a claim is the rating of its published assessment; looked at when the
-- transaction ends, because the act that publishes writes both.
CREATE FUNCTION claims_verdict_stands(of_claim bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM claims_claim AS claim
        LEFT JOIN claims_assessment AS published
            ON published.claim_id = claim.id AND published.status = 'published'
        WHERE claim.id = of_claim AND claim.verdict_id IS DISTINCT FROM published.rating_id
    ) THEN
        RAISE EXCEPTION 'The verdict of a claim is the rating of its published assessment'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'claim_verdict_is_published_rating';
    END IF;
END
$$;
CREATE FUNCTION claims_verdict_of_claim() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_verdict_stands(NEW.id);
    RETURN NULL;
END
$$;
CREATE FUNCTION claims_verdict_of_assessment() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM claims_verdict_stands(NEW.claim_id);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM claims_verdict_stands(OLD.claim_id);
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER claims_verdict_on_insert AFTER INSERT ON claims_claim
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.verdict_id IS NOT NULL) EXECUTE FUNCTION claims_verdict_of_claim();
CREATE CONSTRAINT TRIGGER claims_verdict_on_update AFTER UPDATE OF verdict_id ON claims_claim
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.verdict_id IS DISTINCT FROM NEW.verdict_id)
    EXECUTE FUNCTION claims_verdict_of_claim();
CREATE CONSTRAINT TRIGGER claims_verdict_on_insert AFTER INSERT ON claims_assessment
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.status = 'published') EXECUTE FUNCTION claims_verdict_of_assessment();
CREATE CONSTRAINT TRIGGER claims_verdict_on_update AFTER UPDATE ON claims_assessment
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.status = 'published' OR NEW.status = 'published')
    EXECUTE FUNCTION claims_verdict_of_assessment();

-- The content of an assessment is frozen while it is under review, and for ever once it was
-- published; from there it may only be superseded or retracted. Only a draft can be removed.
CREATE FUNCTION claims_freeze_assessment() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    course constant text[] := '{status,round,submitted_at,published_at,updated_at,version}';
    note constant text[] := '{public_note}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status = 'draft' AND OLD.round = 0 THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'An assessment that was ever submitted is kept'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_kept';
    END IF;
    IF NEW.claim_id <> OLD.claim_id OR NEW.number <> OLD.number OR NEW.round < OLD.round THEN
        RAISE EXCEPTION 'An assessment stays with its claim, number and rounds'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_stays';
    END IF;
    IF OLD.status = 'draft' THEN
        IF NEW.status NOT IN ('draft', 'submitted', 'abandoned') THEN
            RAISE EXCEPTION 'A draft is submitted before it is published'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_course';
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - course IS DISTINCT FROM to_jsonb(OLD) - course
        AND NOT (
            -- Readers are told what changed at the moment when it changes for them.
            (OLD.status, NEW.status) IN (('submitted', 'published'), ('published', 'retracted'))
            AND to_jsonb(NEW) - course - note = to_jsonb(OLD) - course - note
        )
    THEN
        RAISE EXCEPTION 'The content of a % assessment is frozen', OLD.status
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_frozen';
    END IF;
    IF OLD.status IN ('published', 'superseded', 'retracted', 'abandoned') AND (
        NEW.round <> OLD.round
        OR NEW.submitted_at IS DISTINCT FROM OLD.submitted_at
        OR NEW.published_at IS DISTINCT FROM OLD.published_at
        OR (NEW.status <> OLD.status AND NOT (
            OLD.status = 'published' AND NEW.status IN ('superseded', 'retracted')
        ))
    ) THEN
        RAISE EXCEPTION 'A % assessment is frozen', OLD.status
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_frozen';
    END IF;
    IF OLD.status = 'submitted' AND NEW.status NOT IN ('submitted', 'draft', 'published') THEN
        RAISE EXCEPTION 'A submitted assessment is sent back or published'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_course';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER claims_freeze BEFORE UPDATE OR DELETE ON claims_assessment
    FOR EACH ROW EXECUTE FUNCTION claims_freeze_assessment();

-- What an assessment cites may change only while it is a draft.
CREATE FUNCTION claims_freeze_citation() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND EXISTS (
            SELECT FROM claims_assessment WHERE id = OLD.assessment_id AND status <> 'draft'
        )) OR (TG_OP <> 'DELETE' AND EXISTS (
            SELECT FROM claims_assessment WHERE id = NEW.assessment_id AND status <> 'draft'
        ))
    THEN
        RAISE EXCEPTION 'What an assessment cites is frozen from submission on'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'assessmentevidence_frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER claims_freeze BEFORE INSERT OR UPDATE OR DELETE ON claims_assessmentevidence
    FOR EACH ROW EXECUTE FUNCTION claims_freeze_citation();

-- An assessment cites evidence of its own claim.
ALTER TABLE claims_assessmentevidence
    ADD CONSTRAINT assessmentevidence_of_the_assessments_claim
        FOREIGN KEY (assessment_id, claim_id) REFERENCES claims_assessment (id, claim_id),
    ADD CONSTRAINT assessmentevidence_of_the_evidences_claim
        FOREIGN KEY (evidence_id, claim_id) REFERENCES claims_evidence (id, claim_id);

-- Four eyes: a review answers the round that is open now, and comes neither from the author
-- nor from anybody who wrote in the assessment, as the audit remembers them.
CREATE FUNCTION claims_four_eyes() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    assessment claims_assessment;
BEGIN
    SELECT * INTO assessment FROM claims_assessment WHERE id = NEW.assessment_id FOR SHARE;
    IF assessment.status <> 'submitted' OR assessment.round <> NEW.round THEN
        RAISE EXCEPTION 'A review answers the round that is open now'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'review_of_open_round';
    END IF;
    IF assessment.author_id = NEW.reviewer_id
        OR EXISTS (SELECT FROM claims_writers_of(NEW.assessment_id) AS writer(id) WHERE writer.id = NEW.reviewer_id)
    THEN
        RAISE EXCEPTION 'Nobody reviews an assessment that they wrote in'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'review_by_another';
    END IF;
    RETURN NEW;
END
$$;

-- Everybody who changed the content of an assessment or what it cites, as the audit tells.
CREATE FUNCTION claims_writers_of(assessment bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT actor_id FROM claims_auditentry
    WHERE table_name = 'claims_assessment' AND row_id = assessment::text
        AND actor_id IS NOT NULL
        AND (action = 'insert'
            OR after ?| '{rating_id,confidence,headline,explanation,gaps,confidence_exception,public_note}')
    UNION
    SELECT DISTINCT cited.actor_id FROM claims_auditentry AS cited
    JOIN claims_assessment AS assessed ON assessed.id = assessment
    WHERE cited.claim_id = assessed.claim_id AND cited.table_name = 'claims_assessmentevidence'
        AND cited.actor_id IS NOT NULL AND cited.action IN ('insert', 'delete')
        AND coalesce(cited.after, cited.before) ->> 'assessment_id' = assessment::text
$$;
CREATE TRIGGER claims_four_eyes BEFORE INSERT ON claims_review
    FOR EACH ROW EXECUTE FUNCTION claims_four_eyes();

-- What a person answered about a pair of claims is never turned back into a suggestion.
CREATE FUNCTION claims_keep_judgement() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A person has judged this link: a suggestion does not undo it'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'claimlink_judgement_kept';
END
$$;
CREATE TRIGGER claims_keep_judgement BEFORE UPDATE ON claims_claimlink FOR EACH ROW
    WHEN (OLD.judgement <> 'suggested' AND NEW.judgement = 'suggested')
    EXECUTE FUNCTION claims_keep_judgement();

CREATE TRIGGER claims_keep BEFORE UPDATE OR DELETE ON claims_sourcerating
    FOR EACH ROW EXECUTE FUNCTION claims_keep();
CREATE TRIGGER claims_keep BEFORE UPDATE OR DELETE ON claims_review
    FOR EACH ROW EXECUTE FUNCTION claims_keep();
CREATE TRIGGER claims_keep BEFORE UPDATE OR DELETE ON claims_snapshot
    FOR EACH ROW EXECUTE FUNCTION claims_keep('state');

-- Moments and versions, for every table that has them.
DO $do$
DECLARE
    record_table name;
BEGIN
    FOR record_table IN
        SELECT table_name FROM information_schema.columns
        WHERE table_schema = current_schema AND table_name LIKE 'claims\_%' AND column_name = 'version'
    LOOP
        EXECUTE format(
            'CREATE TRIGGER claims_touch BEFORE UPDATE ON %I FOR EACH ROW '
            'WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION claims_touch()',
            record_table
        );
    END LOOP;
END
$do$;
