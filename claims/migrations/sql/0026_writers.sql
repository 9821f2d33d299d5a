-- As before, but who wrote is asked in such a way that no index of actors seems to answer it: where
-- few entries name anybody, as after large imports, the planner would read all that do.
CREATE OR REPLACE FUNCTION claims_writers_of(assessment bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT actor_id FROM claims_auditentry
    WHERE table_name = 'claims_assessment' AND row_id = assessment::text
        AND coalesce(actor_id, 0) <> 0
        AND (action = 'insert'
            OR after ?| '{rating_id,confidence,headline,explanation,gaps,confidence_exception,public_note}')
    UNION
    SELECT DISTINCT cited.actor_id FROM claims_auditentry AS cited
    JOIN claims_assessment AS assessed ON assessed.id = assessment
    WHERE cited.claim_id = assessed.claim_id AND cited.table_name = 'claims_assessmentevidence'
        AND coalesce(cited.actor_id, 0) <> 0 AND cited.action IN ('insert', 'delete')
        AND coalesce(cited.after, cited.before) ->> 'assessment_id' = assessment::text
$$;
