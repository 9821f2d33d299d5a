-- The audit: one function writes an entry for each row that a statement changed, whoever
-- sent it. It runs with the rights of the tables' owner, so that the role that serves
-- Claimbook needs no right to write entries itself.
--
-- Arguments of the trigger: the key column, the column that leads to the claim (or ''), the
-- columns left out, and the columns whose change is noted but not their value.

CREATE FUNCTION claims_mask(kept jsonb, secret text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN cardinality(secret) = 0 OR kept IS NULL THEN kept
        ELSE kept || coalesce(
            (SELECT jsonb_object_agg(name, '(secret)') FROM unnest(secret) AS name WHERE kept ? name),
            '{}'
        ) END
$$;

CREATE FUNCTION claims_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
-- Moments are written down in one zone, whatever zone the writer's session has.
SET timezone = 'UTC' AS $$
DECLARE
    key constant text := TG_ARGV[0];
    claim_column constant text := TG_ARGV[1];
    left_out constant text[] := TG_ARGV[2];
    secret constant text[] := TG_ARGV[3];
    server constant bigint := (SELECT system_identifier FROM pg_control_system());
    transaction_id constant bigint := pg_current_xact_id()::text::bigint;
    signer_id constant bigint := nullif(current_setting('claims.actor_id', true), '')::bigint;
    signer constant text := coalesce(
        nullif(current_setting('claims.actor_name', true), ''), 'database role ' || session_user
    );
    why constant text := coalesce(current_setting('claims.reason', true), '');
    taken constant text := coalesce(current_setting('claims.step', true), '');
    request constant text := coalesce(current_setting('claims.request_id', true), '');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO claims_auditentry (at, cluster, xid, actor_id, actor_name, reason, step,
            request_id, table_name, row_id, claim_id, action, before, after)
        SELECT clock_timestamp(), server, transaction_id, signer_id, signer, why, taken, request,
            TG_TABLE_NAME, kept ->> key, (kept ->> claim_column)::bigint,
            'insert', NULL, claims_mask(kept - left_out, secret)
        FROM (SELECT to_jsonb(new_rows) AS kept FROM new_rows) AS added;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO claims_auditentry (at, cluster, xid, actor_id, actor_name, reason, step,
            request_id, table_name, row_id, claim_id, action, before, after)
        SELECT clock_timestamp(), server, transaction_id, signer_id, signer, why, taken, request,
            TG_TABLE_NAME, kept ->> key, (kept ->> claim_column)::bigint,
            'delete', claims_mask(kept - left_out, secret), NULL
        FROM (SELECT to_jsonb(old_rows) AS kept FROM old_rows) AS removed;
    ELSE
        -- A row whose key was changed is one row less and one row more.
        INSERT INTO claims_auditentry (at, cluster, xid, actor_id, actor_name, reason, step,
            request_id, table_name, row_id, claim_id, action, before, after)
        SELECT clock_timestamp(), server, transaction_id, signer_id, signer, why, taken, request,
            TG_TABLE_NAME, coalesce(now_kept, was_kept) ->> key,
            (coalesce(now_kept, was_kept) ->> claim_column)::bigint,
            CASE WHEN was_kept IS NULL THEN 'insert' WHEN now_kept IS NULL THEN 'delete' ELSE 'update' END,
            claims_mask(CASE WHEN now_kept IS NULL THEN was_kept - left_out ELSE was END, secret),
            claims_mask(CASE WHEN was_kept IS NULL THEN now_kept - left_out ELSE became END, secret)
        FROM (SELECT to_jsonb(old_rows) AS was_kept FROM old_rows) AS before_it
        FULL JOIN (SELECT to_jsonb(new_rows) AS now_kept FROM new_rows) AS after_it
            ON was_kept ->> key = now_kept ->> key
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(field, old_field.value) AS was,
                jsonb_object_agg(field, new_field.value) AS became
            FROM jsonb_each(was_kept - left_out) AS old_field(field, value)
            JOIN jsonb_each(now_kept - left_out) AS new_field(field, value) USING (field)
            WHERE old_field.value IS DISTINCT FROM new_field.value
        ) AS changed
        WHERE was_kept IS NULL OR now_kept IS NULL OR became IS NOT NULL;
    END IF;
    RETURN NULL;
END
$$;

-- Whoever may hang this function on a table of their own, say a temporary claims_claim, could
-- have it write entries about changes that never were.
REVOKE ALL ON FUNCTION claims_audit() FROM PUBLIC;

CREATE FUNCTION claims_audit_watch(
    record_table regclass, key text DEFAULT 'id', claim_column text DEFAULT '',
    left_out text[] DEFAULT '{}', secret text[] DEFAULT '{}'
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    arguments text := format('%L, %L, %L, %L', key, claim_column, left_out || '{updated_at}', secret);
BEGIN
    EXECUTE format(
        'CREATE TRIGGER claims_audit_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows '
        'FOR EACH STATEMENT EXECUTE FUNCTION claims_audit(%s)', record_table, arguments
    );
    EXECUTE format(
        'CREATE TRIGGER claims_audit_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows '
        'NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION claims_audit(%s)',
        record_table, arguments
    );
    EXECUTE format(
        'CREATE TRIGGER claims_audit_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows '
        'FOR EACH STATEMENT EXECUTE FUNCTION claims_audit(%s)', record_table, arguments
    );
    EXECUTE format(
        'CREATE TRIGGER claims_audit_truncate BEFORE TRUNCATE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION claims_keep_all()', record_table
    );
END
$$;

-- The audit itself is append-only for every role.
CREATE TRIGGER claims_keep BEFORE UPDATE OR DELETE ON claims_auditentry
    FOR EACH ROW EXECUTE FUNCTION claims_keep();
CREATE TRIGGER claims_keep_all BEFORE TRUNCATE ON claims_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION claims_keep_all();
CREATE TRIGGER claims_keep BEFORE UPDATE OR DELETE ON claims_auditseal
    FOR EACH ROW EXECUTE FUNCTION claims_keep();
CREATE TRIGGER claims_keep_all BEFORE TRUNCATE ON claims_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION claims_keep_all();

-- Only the audit trigger adds entries: a bare INSERT is refused.
CREATE FUNCTION claims_only_by_trigger() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'Audit entries are written by the database alone'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'auditentry_by_trigger';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER claims_only_by_trigger BEFORE INSERT ON claims_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION claims_only_by_trigger();

-- The laws look at the tables of this schema, whatever a session puts in front of them: its
-- temporary tables would otherwise come first.
DO $do$
DECLARE
    law regprocedure;
BEGIN
    FOR law IN
        SELECT oid FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname IN (
            'claims_no_chains', 'claims_verdict_stands', 'claims_verdict_of_claim',
            'claims_verdict_of_assessment', 'claims_freeze_citation', 'claims_four_eyes',
            'claims_writers_of', 'claims_new_ref'
        )
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', law);
    END LOOP;
END
$do$;

-- The rights of a role that serves Claimbook without owning its tables: it reads and writes
-- records, reads the audit and adds seals, and can switch off nothing.
CREATE FUNCTION claims_grant(role_name name) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role_name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', role_name);
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %I', role_name);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON claims_auditentry FROM %I', role_name);
    EXECUTE format('REVOKE UPDATE, DELETE ON claims_auditseal FROM %I', role_name);
END
$$;
REVOKE ALL ON FUNCTION claims_grant(name) FROM PUBLIC;
