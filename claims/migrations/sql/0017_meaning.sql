-- What claims mean, as vectors that the worker computes where the packages for it are installed.
-- The vectors of a claim's first wordings, 384 numbers of 16 bits each, one after the other.
CREATE TABLE claims_matchvector (
    claim_id bigint PRIMARY KEY,
    -- Of the wordings that they were computed from.
    digest text NOT NULL,
    vectors bytea NOT NULL,
    -- Whether each number of the first vector is positive: a rough likeness, quickly compared.
    signs bit(384) NOT NULL,
    -- Whether the wordings may have changed since.
    is_stale boolean NOT NULL DEFAULT false
);
-- Vectors are no text: trying to press them is in vain.
ALTER TABLE claims_matchvector ALTER COLUMN vectors SET STORAGE EXTERNAL;
CREATE INDEX matchvector_stale ON claims_matchvector (claim_id) WHERE is_stale;

-- Postings are written anew for the same reasons for which vectors have to be.
CREATE FUNCTION claims_match_vectors_stale() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE claims_matchvector SET is_stale = true
    WHERE claim_id IN (SELECT claim_id FROM new_rows) AND NOT is_stale;
    RETURN NULL;
END
$$;
CREATE FUNCTION claims_match_vectors_gone() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM claims_matchvector WHERE claim_id IN (SELECT claim_id FROM old_rows);
    RETURN NULL;
END
$$;
CREATE TRIGGER claims_match_update AFTER UPDATE ON claims_matchclaim REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_match_vectors_stale();
CREATE TRIGGER claims_match_delete AFTER DELETE ON claims_matchclaim REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_match_vectors_gone();
