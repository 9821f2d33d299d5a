-- Claims are found by their other wordings as well, each in its own language.

CREATE OR REPLACE FUNCTION claims_search_configs() RETURNS SETOF regconfig
LANGUAGE sql STABLE ROWS 5
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE of_claims AS (
        SELECT min(language) AS tag FROM claims_claim
        UNION ALL
        SELECT (SELECT min(language) FROM claims_claim WHERE language > tag)
        FROM of_claims WHERE tag IS NOT NULL
    ), of_documents AS (
        SELECT min(language) AS tag FROM claims_document
        UNION ALL
        SELECT (SELECT min(language) FROM claims_document WHERE language > tag)
        FROM of_documents WHERE tag IS NOT NULL
    ), of_wordings AS (
        SELECT min(language) AS tag FROM claims_claimwording
        UNION ALL
        SELECT (SELECT min(language) FROM claims_claimwording WHERE language > tag)
        FROM of_wordings WHERE tag IS NOT NULL
    )
    SELECT claims_search_config(tag) FROM of_claims WHERE tag IS NOT NULL
    UNION
    SELECT claims_search_config(tag) FROM of_documents WHERE tag IS NOT NULL
    UNION
    SELECT claims_search_config(tag) FROM of_wordings WHERE tag IS NOT NULL
    UNION
    SELECT 'claims_simple'::regconfig
$$;

-- As before, with other wordings beside the quotes, under the same weight (B).
CREATE OR REPLACE FUNCTION claims_words_of_claim(of_claim claims_claim) RETURNS tsvector
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH named AS (
        SELECT left(coalesce(string_agg(name, ' ; ' ORDER BY name), ''), 50000) AS names
        FROM (
            SELECT name FROM claims_topic JOIN claims_claim_topics ON topic_id = claims_topic.id
            WHERE claim_id = of_claim.id
            UNION
            SELECT attribution FROM claims_appearance WHERE claim_id = of_claim.id
            UNION
            SELECT spelling.name FROM (
                SELECT actor_id FROM claims_appearance WHERE claim_id = of_claim.id
                UNION
                SELECT actor_id FROM claims_claim_subjects WHERE claim_id = of_claim.id
            ) AS actor
            CROSS JOIN LATERAL (
                SELECT name FROM claims_actor WHERE id = actor.actor_id
                UNION ALL
                SELECT name FROM claims_actorname WHERE actor_id = actor.actor_id
            ) AS spelling
            UNION
            SELECT of_claim.place
        ) AS called(name)
        WHERE name <> ''
    ), worded AS (
        SELECT 1 AS place, id, text AS typed, language FROM claims_claimwording
        WHERE claim_id = of_claim.id
        UNION ALL
        SELECT 2, appearance.id, quote, coalesce(nullif(document.language, ''), of_claim.language)
        FROM claims_appearance AS appearance
        JOIN claims_document AS document ON document.id = document_id
        WHERE claim_id = of_claim.id AND quote <> ''
    ), said AS (
        -- No more of them than a tsvector can hold, whatever they are made of.
        SELECT claims_all_words(
            claims_words(claims_search_config(language), typed) ORDER BY place, id
        ) AS words
        FROM (
            SELECT *, sum(length(typed)) OVER (ORDER BY place, id) AS length_so_far FROM worded
        ) AS counted
        WHERE length_so_far <= 100000
    )
    SELECT setweight(claims_words(config, of_claim.text), 'A')
        || setweight(claims_words('claims_simple', of_claim.ref), 'A')
        || setweight(coalesce(said.words, ''), 'B')
        || setweight(claims_words('claims_simple', named.names), 'C')
        || CASE WHEN config = 'claims_simple'::regconfig THEN '''STEMLESS'''::tsvector
            ELSE setweight(claims_words(config, named.names), 'C') END
    FROM named, said, claims_search_config(of_claim.language) AS config
$$;

CREATE TRIGGER claims_index_insert AFTER INSERT ON claims_claimwording
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_index_parts();
CREATE TRIGGER claims_index_update AFTER UPDATE ON claims_claimwording
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_index_parts();
CREATE TRIGGER claims_index_delete AFTER DELETE ON claims_claimwording
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_index_parts();

CREATE OR REPLACE FUNCTION claims_learn_words(since timestamptz) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    WITH learnt AS (
        INSERT INTO claims_searchword (word)
        SELECT DISTINCT lexeme FROM (
            SELECT text AS typed FROM claims_claim WHERE updated_at >= since
            UNION ALL SELECT text FROM claims_claimwording WHERE updated_at >= since
            UNION ALL SELECT name FROM claims_actor WHERE updated_at >= since
            UNION ALL SELECT name FROM claims_actorname WHERE updated_at >= since
            UNION ALL SELECT name FROM claims_topic WHERE updated_at >= since
        ) AS changed
        CROSS JOIN LATERAL unnest(claims_words('claims_simple', typed)) AS word
        WHERE length(lexeme) BETWEEN 3 AND 60 AND lexeme !~ '[0-9]'
        ORDER BY lexeme
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT count(*) FROM learnt
$$;

-- What was there before this migration.
SELECT claims_index_claims(array(SELECT DISTINCT claim_id FROM claims_claimwording));
