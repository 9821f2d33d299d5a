-- Whoever writes many rows about the same claims in one transaction may have what these are found
-- by written once, at its end, rather than after each statement: by
--
--     SET LOCAL claims.index_later = on;
--
-- Nothing can be forgotten by that: the ids of the claims are kept in a row, and a trigger that
-- PostgreSQL defers until just before it commits writes what belongs to them. SET CONSTRAINTS
-- claims_index_later IMMEDIATE has it done at once.

CREATE UNLOGGED TABLE claims_indexlater (
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    function text NOT NULL,
    claims bigint[] NOT NULL
);

ALTER FUNCTION claims_index_claims(bigint[]) RENAME TO claims_write_words;
ALTER FUNCTION claims_match_index(bigint[]) RENAME TO claims_write_postings;

CREATE FUNCTION claims_is_later(function text, ids bigint[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('claims.index_later', true) IS DISTINCT FROM 'on' THEN
        RETURN false;
    END IF;
    INSERT INTO claims_indexlater (function, claims) VALUES (function, ids);
    RETURN true;
END
$$;

-- Write the words of these claims anew, or see to it that it will be done; return how many rows
-- that changed by now.
CREATE FUNCTION claims_index_claims(ids bigint[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF cardinality(ids) = 0 OR claims_is_later('claims_write_words', ids) THEN
        RETURN 0;
    END IF;
    RETURN claims_write_words(ids);
END
$$;

-- The same with postings.
CREATE FUNCTION claims_match_index(ids bigint[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF cardinality(ids) = 0 OR claims_is_later('claims_write_postings', ids) THEN
        RETURN 0;
    END IF;
    RETURN claims_write_postings(ids);
END
$$;

-- The first row of a transaction takes all others with it. In parts, for the postings of very many
-- claims at once take much to sort.
CREATE FUNCTION claims_index_now() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most constant integer := 20000;
    part record;
BEGIN
    FOR part IN
        WITH kept AS (
            DELETE FROM claims_indexlater WHERE transaction = pg_current_xact_id()
            RETURNING function, claims
        ), told AS (
            SELECT DISTINCT function, id FROM kept CROSS JOIN LATERAL unnest(claims) AS id
        ), numbered AS (
            SELECT function, id, row_number() OVER (PARTITION BY function ORDER BY id) AS number
            FROM told
        )
        SELECT function, array_agg(id) AS ids FROM numbered
        GROUP BY function, number / most ORDER BY function, min(id)
    LOOP
        IF part.function = 'claims_write_words' THEN
            PERFORM claims_write_words(part.ids);
        ELSE
            PERFORM claims_write_postings(part.ids);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER claims_index_later AFTER INSERT ON claims_indexlater
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_index_now();
