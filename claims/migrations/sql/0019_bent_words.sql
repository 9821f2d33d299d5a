-- Rows in languages without a stemmer hold each of their words once more, behind a capital that
-- no word has once it is read. So a search for what begins like a word asks the index for these
-- rows alone, and not for what begins so in every other language.

-- As many as fit beside the words themselves: a tsvector holds no more than 1 MB. They bear no
-- place in the text and so no weight, by which ts_filter leaves them out.
CREATE FUNCTION claims_bendable(words tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT words || array_to_tsvector(array(
        SELECT 'B' || lexeme
        FROM (
            SELECT lexeme, sum(octet_length(lexeme) + 1) OVER (ROWS UNBOUNDED PRECEDING) AS bytes
            FROM unnest(words)
        ) AS counted
        WHERE bytes <= 200000
    ))
$$;

-- As before, with words that can be bent in place of the mark of all these rows.
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
    ), told AS (
        SELECT config, setweight(claims_words('claims_simple', named.names), 'C') AS of_names,
            setweight(claims_words(config, of_claim.text), 'A')
            || setweight(claims_words('claims_simple', of_claim.ref), 'A')
            || setweight(coalesce(said.words, ''), 'B') AS words, names
        FROM named, said, claims_search_config(of_claim.language) AS config
    )
    SELECT CASE WHEN config = 'claims_simple'::regconfig THEN claims_bendable(words || of_names)
        ELSE words || of_names || setweight(claims_words(config, names), 'C') END
    FROM told
$$;

CREATE OR REPLACE FUNCTION claims_index_documents(ids bigint[]) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written bigint;
    removed bigint;
BEGIN
    PERFORM FROM claims_documentwords WHERE document_id = ANY (ids)
        ORDER BY document_id, part FOR UPDATE;
    INSERT INTO claims_documentwords (document_id, part, words)
    SELECT document_id, part,
        CASE config WHEN 'claims_simple'::regconfig THEN claims_bendable(words) ELSE words END
    FROM (
        SELECT document.id AS document_id, part, config, claims_words(
            config,
            CASE part WHEN 0 THEN document.title || ' ; ' ELSE '' END
                || substr(document.body, part * 100000 + 1, 100200)
        ) AS words
        FROM claims_document AS document
        CROSS JOIN LATERAL claims_search_config(document.language) AS config
        CROSS JOIN LATERAL generate_series(0, length(document.body) / 100000) AS part
        WHERE document.id = ANY (ids)
    ) AS stretch
    ORDER BY document_id, part
    ON CONFLICT (document_id, part) DO UPDATE SET words = EXCLUDED.words
        WHERE claims_documentwords.words <> EXCLUDED.words;
    GET DIAGNOSTICS written = ROW_COUNT;
    DELETE FROM claims_documentwords AS kept USING claims_document AS document
    WHERE document.id = ANY (ids) AND kept.document_id = document.id
        AND kept.part > length(document.body) / 100000;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN written + removed;
END
$$;

-- What was there before this migration.
UPDATE claims_claimwords SET words = claims_bendable(ts_delete(words, 'STEMLESS'))
WHERE words @@ '''STEMLESS'''::tsquery;
UPDATE claims_documentwords AS kept SET words = claims_bendable(words)
FROM claims_document AS document
WHERE document.id = document_id
    AND claims_search_config(document.language) = 'claims_simple'::regconfig;
