-- The words that claims and documents are found by. Derived from the records by statement
-- triggers, so that they are right whoever writes, psql included.

-- For each language that PostgreSQL 15 to 18 all have a stemmer for: a configuration that
-- leaves out the language's stop words as they are spelt, then drops accents, then stems.
DO $do$
DECLARE
    stemmed constant text[] := '{arabic,armenian,basque,catalan,danish,dutch,english,finnish,french,german,greek,hindi,hungarian,indonesian,irish,italian,lithuanian,nepali,norwegian,portuguese,romanian,russian,serbian,spanish,swedish,tamil,turkish,yiddish}';
    -- Those that come with a list of stop words.
    stopped constant text[] := '{danish,dutch,english,finnish,french,german,hungarian,italian,nepali,norwegian,portuguese,russian,spanish,swedish,turkish}';
    every_word constant text := 'asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart';
    language text;
    dictionaries text;
BEGIN
    CREATE TEXT SEARCH CONFIGURATION public.claims_simple (COPY = pg_catalog.simple);
    EXECUTE format(
        'ALTER TEXT SEARCH CONFIGURATION public.claims_simple ALTER MAPPING FOR %s '
        'WITH public.unaccent, pg_catalog.simple', every_word
    );
    FOREACH language IN ARRAY stemmed LOOP
        dictionaries := format('public.unaccent, pg_catalog.%I', language || '_stem');
        IF language = ANY (stopped) THEN
            EXECUTE format(
                'CREATE TEXT SEARCH DICTIONARY public.%I '
                '(TEMPLATE = pg_catalog.simple, STOPWORDS = %I, ACCEPT = false)',
                'claims_stop_' || language, language
            );
            dictionaries := format('public.%I, %s', 'claims_stop_' || language, dictionaries);
        END IF;
        EXECUTE format(
            'CREATE TEXT SEARCH CONFIGURATION public.%I (COPY = public.claims_simple)',
            'claims_' || language
        );
        EXECUTE format(
            'ALTER TEXT SEARCH CONFIGURATION public.%I ALTER MAPPING FOR %s WITH %s',
            'claims_' || language, every_word, dictionaries
        );
    END LOOP;
END
$do$;

-- The configuration for a language tag (BCP 47): that of its first part.
CREATE FUNCTION claims_search_config(tag text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE split_part(tag, '-', 1)
        WHEN 'en' THEN 'public.claims_english'::regconfig
        WHEN 'ru' THEN 'public.claims_russian'::regconfig
        WHEN 'de' THEN 'public.claims_german'::regconfig
        WHEN 'fr' THEN 'public.claims_french'::regconfig
        WHEN 'es' THEN 'public.claims_spanish'::regconfig
        WHEN 'ar' THEN 'public.claims_arabic'::regconfig
        WHEN 'hy' THEN 'public.claims_armenian'::regconfig
        WHEN 'eu' THEN 'public.claims_basque'::regconfig
        WHEN 'ca' THEN 'public.claims_catalan'::regconfig
        WHEN 'da' THEN 'public.claims_danish'::regconfig
        WHEN 'nl' THEN 'public.claims_dutch'::regconfig
        WHEN 'fi' THEN 'public.claims_finnish'::regconfig
        WHEN 'el' THEN 'public.claims_greek'::regconfig
        WHEN 'hi' THEN 'public.claims_hindi'::regconfig
        WHEN 'hu' THEN 'public.claims_hungarian'::regconfig
        WHEN 'id' THEN 'public.claims_indonesian'::regconfig
        WHEN 'ga' THEN 'public.claims_irish'::regconfig
        WHEN 'it' THEN 'public.claims_italian'::regconfig
        WHEN 'lt' THEN 'public.claims_lithuanian'::regconfig
        WHEN 'ne' THEN 'public.claims_nepali'::regconfig
        WHEN 'no' THEN 'public.claims_norwegian'::regconfig
        WHEN 'nb' THEN 'public.claims_norwegian'::regconfig
        WHEN 'nn' THEN 'public.claims_norwegian'::regconfig
        WHEN 'pt' THEN 'public.claims_portuguese'::regconfig
        WHEN 'ro' THEN 'public.claims_romanian'::regconfig
        WHEN 'sr' THEN 'public.claims_serbian'::regconfig
        WHEN 'sv' THEN 'public.claims_swedish'::regconfig
        WHEN 'ta' THEN 'public.claims_tamil'::regconfig
        WHEN 'tr' THEN 'public.claims_turkish'::regconfig
        WHEN 'yi' THEN 'public.claims_yiddish'::regconfig
        ELSE 'public.claims_simple'::regconfig
    END
$$;

-- The configurations that any row may be indexed with: those of the languages that claims and
-- documents are in, each found by one step through an index. The plain one is always among
-- them, for names.
CREATE FUNCTION claims_search_configs() RETURNS SETOF regconfig
LANGUAGE sql STABLE
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
    )
    SELECT claims_search_config(tag) FROM of_claims WHERE tag IS NOT NULL
    UNION
    SELECT claims_search_config(tag) FROM of_documents WHERE tag IS NOT NULL
    UNION
    SELECT 'claims_simple'::regconfig
$$;

-- Text as it is cut into words, at indexing and at asking alike: compatibility forms, one
-- apostrophe, no stress marks, numbers free of their hyphen (COVID-19), and each sign of a
-- script without blanks (Chinese, Japanese) a word of its own.
CREATE FUNCTION claims_search_text(typed text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(
            regexp_replace(
                translate(normalize(typed, NFKC), '’ʼ‘`´–—/_', '''''''''''    '),
                '[\u0300-\u036f]', '', 'g'
            ),
            '-(?=\d)', ' ', 'g'
        ),
        '([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])', ' \1 ', 'g'
    )
$$;

CREATE FUNCTION claims_words(config regconfig, typed text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector(config, public.claims_search_text(typed))
$$;

CREATE AGGREGATE claims_all_words(tsvector) (
    SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = ''
);

-- What one claim is found by. Weights: A its text and reference, B the words in which it was
-- said, C names (as they are and in the claim's language), topics and the place. A claim in a
-- language without a stemmer bears a mark that no typed word can equal, for it has a capital.
CREATE FUNCTION claims_words_of_claim(of_claim claims_claim) RETURNS tsvector
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
    ), said AS (
        -- No more of the quotes than a tsvector can hold, whatever they are made of.
        SELECT claims_all_words(claims_words(config, quote) ORDER BY id) AS words
        FROM (
            SELECT appearance.id, quote,
                claims_search_config(coalesce(nullif(document.language, ''), of_claim.language)) AS config,
                sum(length(quote)) OVER (ORDER BY appearance.id) AS length_so_far
            FROM claims_appearance AS appearance
            JOIN claims_document AS document ON document.id = document_id
            WHERE claim_id = of_claim.id AND quote <> ''
        ) AS quoted
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

-- Write the words of these claims anew; return how many rows that changed. Locked first, and read by a second statement: what
-- another transaction adds to the same claim at the same time is then seen by one of the two.
CREATE FUNCTION claims_index_claims(ids bigint[]) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written bigint;
BEGIN
    PERFORM FROM claims_claimwords WHERE claim_id = ANY (ids) ORDER BY claim_id FOR UPDATE;
    INSERT INTO claims_claimwords (claim_id, words, said_on)
    SELECT claim.id, claims_words_of_claim(claim), coalesce(
        (SELECT min(said_on) FROM claims_appearance WHERE claim_id = claim.id),
        (claim.created_at AT TIME ZONE 'UTC')::date
    )
    FROM claims_claim AS claim WHERE claim.id = ANY (ids) ORDER BY claim.id
    ON CONFLICT (claim_id) DO UPDATE SET words = EXCLUDED.words, said_on = EXCLUDED.said_on
        WHERE claims_claimwords.words <> EXCLUDED.words
            OR claims_claimwords.said_on <> EXCLUDED.said_on;
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END
$$;

-- Documents in stretches that overlap a little, so that no word or phrase is cut in two.
CREATE FUNCTION claims_index_documents(ids bigint[]) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written bigint;
    removed bigint;
BEGIN
    PERFORM FROM claims_documentwords WHERE document_id = ANY (ids)
        ORDER BY document_id, part FOR UPDATE;
    INSERT INTO claims_documentwords (document_id, part, words)
    SELECT document.id, part, claims_words(
        claims_search_config(document.language),
        CASE part WHEN 0 THEN document.title || ' ; ' ELSE '' END
            || substr(document.body, part * 100000 + 1, 100200)
    )
    FROM claims_document AS document
    CROSS JOIN LATERAL generate_series(0, length(document.body) / 100000) AS part
    WHERE document.id = ANY (ids) ORDER BY document.id, part
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

-- Statement triggers: each finds the claims that its statement touched.
CREATE FUNCTION claims_index_new_claims() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM claims_index_claims(array(SELECT id FROM new_rows));
    RETURN NULL;
END
$$;
CREATE FUNCTION claims_index_changed_claims() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM claims_index_claims(array(
        SELECT new_rows.id FROM new_rows LEFT JOIN old_rows USING (id)
        WHERE (new_rows.text, new_rows.ref, new_rows.language, new_rows.place, new_rows.created_at)
            IS DISTINCT FROM
            (old_rows.text, old_rows.ref, old_rows.language, old_rows.place, old_rows.created_at)
    ));
    DELETE FROM claims_claimwords WHERE claim_id IN (
        SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows
    );
    RETURN NULL;
END
$$;
CREATE FUNCTION claims_unindex_claims() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM claims_claimwords WHERE claim_id IN (SELECT id FROM old_rows);
    RETURN NULL;
END
$$;
CREATE TRIGGER claims_index_insert AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_index_new_claims();
CREATE TRIGGER claims_index_update AFTER UPDATE ON claims_claim
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_index_changed_claims();
CREATE TRIGGER claims_index_delete AFTER DELETE ON claims_claim REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_unindex_claims();

-- Rows that belong to one claim each: appearances, its topics, its subjects.
CREATE FUNCTION claims_index_parts() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM claims_index_claims(array(SELECT DISTINCT claim_id FROM new_rows));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM claims_index_claims(array(SELECT DISTINCT claim_id FROM old_rows));
    ELSE
        PERFORM claims_index_claims(array(
            SELECT claim_id FROM old_rows UNION SELECT claim_id FROM new_rows
        ));
    END IF;
    RETURN NULL;
END
$$;

-- Names of actors and topics: every claim that bears them.
CREATE FUNCTION claims_index_actors(ids bigint[]) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT claims_index_claims(array(
        SELECT claim_id FROM claims_appearance WHERE actor_id = ANY (ids)
        UNION
        SELECT claim_id FROM claims_claim_subjects WHERE actor_id = ANY (ids)
    ))
$$;
CREATE FUNCTION claims_index_actor_names() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM claims_index_actors(array(SELECT DISTINCT actor_id FROM new_rows));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM claims_index_actors(array(SELECT DISTINCT actor_id FROM old_rows));
    ELSE
        PERFORM claims_index_actors(array(
            SELECT actor_id FROM old_rows UNION SELECT actor_id FROM new_rows
        ));
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION claims_index_renamed_actors() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM claims_index_actors(array(
        SELECT new_rows.id FROM new_rows JOIN old_rows USING (id)
        WHERE new_rows.name <> old_rows.name
    ));
    RETURN NULL;
END
$$;
CREATE FUNCTION claims_index_renamed_topics() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM claims_index_claims(array(
        SELECT DISTINCT claim_id FROM claims_claim_topics WHERE topic_id IN (
            SELECT new_rows.id FROM new_rows JOIN old_rows USING (id)
            WHERE new_rows.name <> old_rows.name
        )
    ));
    RETURN NULL;
END
$$;

DO $do$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT * FROM (VALUES
            ('claims_appearance', 'claims_index_parts'),
            ('claims_claim_topics', 'claims_index_parts'),
            ('claims_claim_subjects', 'claims_index_parts'),
            ('claims_actorname', 'claims_index_actor_names')
        ) AS pair (of_table, function)
    LOOP
        EXECUTE format(
            'CREATE TRIGGER claims_index_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows '
            'FOR EACH STATEMENT EXECUTE FUNCTION %I()', part.of_table, part.function
        );
        EXECUTE format(
            'CREATE TRIGGER claims_index_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows '
            'NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %I()',
            part.of_table, part.function
        );
        EXECUTE format(
            'CREATE TRIGGER claims_index_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows '
            'FOR EACH STATEMENT EXECUTE FUNCTION %I()', part.of_table, part.function
        );
    END LOOP;
END
$do$;
CREATE TRIGGER claims_index_update AFTER UPDATE ON claims_actor
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_index_renamed_actors();
CREATE TRIGGER claims_index_update AFTER UPDATE ON claims_topic
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_index_renamed_topics();

-- Documents: their own words, and the language in which claims are quoted from them.
CREATE FUNCTION claims_index_new_documents() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM claims_index_documents(array(SELECT id FROM new_rows));
    RETURN NULL;
END
$$;
CREATE FUNCTION claims_index_changed_documents() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM claims_index_documents(array(
        SELECT new_rows.id FROM new_rows LEFT JOIN old_rows USING (id)
        WHERE (new_rows.title, new_rows.body, new_rows.language)
            IS DISTINCT FROM (old_rows.title, old_rows.body, old_rows.language)
    ));
    DELETE FROM claims_documentwords WHERE document_id IN (
        SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows
    );
    PERFORM claims_index_claims(array(
        SELECT DISTINCT claim_id FROM claims_appearance WHERE document_id IN (
            SELECT new_rows.id FROM new_rows JOIN old_rows USING (id)
            WHERE claims_search_config(new_rows.language)
                IS DISTINCT FROM claims_search_config(old_rows.language)
                OR (new_rows.language = '') <> (old_rows.language = '')
        )
    ));
    RETURN NULL;
END
$$;
CREATE FUNCTION claims_unindex_documents() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM claims_documentwords WHERE document_id IN (SELECT id FROM old_rows);
    RETURN NULL;
END
$$;
CREATE TRIGGER claims_index_insert AFTER INSERT ON claims_document REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_index_new_documents();
CREATE TRIGGER claims_index_update AFTER UPDATE ON claims_document
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_index_changed_documents();
CREATE TRIGGER claims_index_delete AFTER DELETE ON claims_document REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_unindex_documents();

-- Words for those who misspell them: of the claims, names and topics changed since a moment.
-- Words that have gone stay until everything is learnt anew: whoever suggests one asks first
-- whether it finds something.
CREATE FUNCTION claims_learn_words(since timestamptz) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    WITH learnt AS (
        INSERT INTO claims_searchword (word)
        SELECT DISTINCT lexeme FROM (
            SELECT text AS typed FROM claims_claim WHERE updated_at >= since
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
SELECT claims_index_claims(array(SELECT id FROM claims_claim));
SELECT claims_index_documents(array(SELECT id FROM claims_document));
SELECT claims_learn_words('-infinity');
