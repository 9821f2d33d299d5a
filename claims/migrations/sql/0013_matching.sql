-- What claims are matched by: for each word stem of a claim's wordings one posting, and how
-- rare each stem is. Derived from the records by statement triggers, so that it is right
-- whoever writes, psql included.

-- The length is that of all the claim's wordings, in words.
CREATE TABLE claims_matchclaim (
    claim_id bigint PRIMARY KEY,
    length integer NOT NULL
);
-- A posting bears the length too: it is read without a look at any other table.
CREATE TABLE claims_matchposting (
    claim_id bigint NOT NULL,
    term integer NOT NULL,
    frequency smallint NOT NULL,
    length smallint NOT NULL
);
CREATE UNIQUE INDEX matchposting_of_term
    ON claims_matchposting (term, claim_id) INCLUDE (frequency, length);
CREATE INDEX matchposting_of_claim ON claims_matchposting (claim_id);
-- In how many claims each stem is, and how many there are of what length: as last counted.
CREATE TABLE claims_matchterm (
    term integer PRIMARY KEY,
    claims integer NOT NULL
);
CREATE TABLE claims_matchcorpus (
    claims integer NOT NULL,
    length double precision NOT NULL,
    counted_at timestamptz NOT NULL
);

-- A stem as a number: the first 32 bits of its SHA-256. Unlike hashtext(), it is the same in
-- every version of PostgreSQL.
CREATE FUNCTION claims_match_term(stem text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ('x' || left(encode(sha256(convert_to(stem, 'UTF8')), 'hex'), 8))::bit(32)::integer
$$;

-- In a Slavic language that PostgreSQL has no stemmer for (Ukrainian, Belarusian, Bulgarian,
-- Macedonian), the endings of nouns and adjectives are cut, so that inflected forms meet.
CREATE FUNCTION claims_match_stem(stem text, config regconfig) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN config = 'public.claims_simple'::regconfig AND stem ~ '^[\u0400-\u04ff'']{5,}$'
        THEN regexp_replace(
            stem,
            '(?:ями|ами|ові|еві|ого|ому|ими|их|ий|ій|ої|ою|ею|єю|ях|ах|ам|ям|ів|їв|ом|ем|ую|ая|ое|ые|'
            'ът|та|те|ят|[аеєиіїоуюяьйыэў])$', ''
        )
        ELSE stem END
$$;

-- The wordings of live claims: their own text, other wordings, quotes, and those of all
-- claims that were merged into them.
CREATE FUNCTION claims_match_wordings(ids bigint[])
RETURNS TABLE (claim_id bigint, wording text, language text)
LANGUAGE sql STABLE ROWS 1000 AS $$
    WITH family AS MATERIALIZED (
        SELECT id AS member, id AS claim_id, text, language FROM claims_claim
        WHERE id = ANY (ids) AND merged_into_id IS NULL
        UNION ALL
        SELECT id, merged_into_id, text, language FROM claims_claim
        WHERE merged_into_id = ANY (ids)
    )
    SELECT claim_id, text, language FROM family
    UNION ALL
    SELECT family.claim_id, wording.text, wording.language
    FROM family JOIN claims_claimwording AS wording ON wording.claim_id = member
    UNION ALL
    SELECT family.claim_id, quote, coalesce(nullif(document.language, ''), family.language)
    FROM family JOIN claims_appearance AS appearance ON appearance.claim_id = member
    JOIN claims_document AS document ON document.id = document_id
    WHERE quote <> ''
$$;

-- Write the postings of these claims anew; return how many were added, changed or removed.
-- The row of each claim is locked first, and its wordings are read by a second statement: what
-- another transaction adds to the same claim meanwhile is then seen by one of the two.
CREATE FUNCTION claims_match_index(ids bigint[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    IF cardinality(ids) = 0 THEN
        RETURN 0;
    END IF;
    INSERT INTO claims_matchclaim (claim_id, length)
    SELECT DISTINCT id, 0 FROM unnest(ids) AS id ORDER BY id
    ON CONFLICT (claim_id) DO UPDATE SET length = claims_matchclaim.length;
    WITH wanted AS MATERIALIZED (
        SELECT claim_id, term, least(sum(frequency), 32767)::smallint AS frequency,
            least(sum(sum(frequency)) OVER (PARTITION BY claim_id), 32767)::smallint AS length
        FROM (
            SELECT claim_id, cardinality(positions) AS frequency,
                claims_match_term(claims_match_stem(lexeme, config)) AS term
            FROM claims_match_wordings(ids)
            CROSS JOIN LATERAL (SELECT claims_search_config(language) AS config) AS spoken
            CROSS JOIN LATERAL unnest(claims_words(config, wording))
        ) AS stems
        GROUP BY claim_id, term
    ), removed AS (
        DELETE FROM claims_matchposting AS kept WHERE claim_id = ANY (ids) AND NOT EXISTS (
            SELECT FROM wanted WHERE wanted.claim_id = kept.claim_id AND wanted.term = kept.term
        ) RETURNING 1
    ), written AS (
        INSERT INTO claims_matchposting AS kept (claim_id, term, frequency, length)
        SELECT claim_id, term, frequency, length FROM wanted ORDER BY term, claim_id
        ON CONFLICT (term, claim_id) DO UPDATE
            SET frequency = EXCLUDED.frequency, length = EXCLUDED.length
            WHERE (kept.frequency, kept.length) <> (EXCLUDED.frequency, EXCLUDED.length)
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM removed) + (SELECT count(*) FROM written) INTO changed;
    UPDATE claims_matchclaim AS counted SET length = now.length
    FROM (
        SELECT id AS claim_id, coalesce(
            (SELECT posting.length FROM claims_matchposting AS posting WHERE posting.claim_id = id LIMIT 1), 0
        ) AS length
        FROM unnest(ids) AS id
    ) AS now
    WHERE counted.claim_id = now.claim_id AND counted.length <> now.length;
    DELETE FROM claims_matchclaim AS counted WHERE claim_id = ANY (ids) AND NOT EXISTS (
        SELECT FROM claims_claim WHERE id = counted.claim_id AND merged_into_id IS NULL
    );
    RETURN changed;
END
$$;

-- Statement triggers: each finds the claims whose wordings its statement touched.
CREATE FUNCTION claims_match_claims_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM claims_match_index(array(
            SELECT coalesce(merged_into_id, id) FROM new_rows
        ));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM claims_match_index(array(
            SELECT id FROM old_rows UNION SELECT merged_into_id FROM old_rows WHERE merged_into_id IS NOT NULL
        ));
    ELSE
        PERFORM claims_match_index(array(
            SELECT DISTINCT touched FROM old_rows FULL JOIN new_rows USING (id)
            CROSS JOIN LATERAL (
                VALUES (id), (old_rows.merged_into_id), (new_rows.merged_into_id)
            ) AS may_be(touched)
            WHERE touched IS NOT NULL AND (old_rows.text, old_rows.language, old_rows.merged_into_id)
                IS DISTINCT FROM (new_rows.text, new_rows.language, new_rows.merged_into_id)
        ));
    END IF;
    RETURN NULL;
END
$$;

-- The live claims that these are, or were merged into.
CREATE FUNCTION claims_match_index_live(ids bigint[]) RETURNS bigint
LANGUAGE sql AS $$
    SELECT claims_match_index(array(
        SELECT DISTINCT coalesce(merged_into_id, id) FROM claims_claim WHERE id = ANY (ids)
    ))
$$;

-- Rows that belong to one claim each: its other wordings, and appearances with their quotes.
CREATE FUNCTION claims_match_parts_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM claims_match_index_live(array(SELECT DISTINCT claim_id FROM new_rows));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM claims_match_index_live(array(SELECT DISTINCT claim_id FROM old_rows));
    ELSE
        PERFORM claims_match_index_live(array(
            SELECT claim_id FROM old_rows UNION SELECT claim_id FROM new_rows
        ));
    END IF;
    RETURN NULL;
END
$$;

-- Documents give quotes their language.
CREATE FUNCTION claims_match_documents_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_match_index_live(array(
        SELECT DISTINCT claim_id FROM claims_appearance
        JOIN new_rows ON new_rows.id = document_id JOIN old_rows ON old_rows.id = document_id
        WHERE old_rows.language <> new_rows.language AND quote <> ''
    ));
    RETURN NULL;
END
$$;

DO $do$
DECLARE
    watched record;
BEGIN
    FOR watched IN
        SELECT record_table, act, called, transition FROM (VALUES
            ('claims_claim', 'claims_match_claims_changed'),
            ('claims_claimwording', 'claims_match_parts_changed'),
            ('claims_appearance', 'claims_match_parts_changed'),
            ('claims_document', 'claims_match_documents_changed')
        ) AS tables(record_table, called)
        CROSS JOIN (VALUES
            ('insert', 'NEW TABLE AS new_rows'),
            ('update', 'OLD TABLE AS old_rows NEW TABLE AS new_rows'),
            ('delete', 'OLD TABLE AS old_rows')
        ) AS acts(act, transition)
        WHERE record_table <> 'claims_document' OR act = 'update'
    LOOP
        EXECUTE format(
            'CREATE TRIGGER claims_match_%1$s AFTER %1$s ON %2$I REFERENCING %3$s '
            'FOR EACH STATEMENT EXECUTE FUNCTION %4$I()',
            watched.act, watched.record_table, watched.transition, watched.called
        );
    END LOOP;
END
$do$;

-- Count anew how rare each stem is. New claims are matched without; this makes weights exact.
CREATE FUNCTION claims_match_count() RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE claims_matchterm IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM claims_matchcorpus;
    INSERT INTO claims_matchcorpus (claims, length, counted_at)
    SELECT count(*), coalesce(avg(length), 0), clock_timestamp() FROM claims_matchclaim;
    MERGE INTO claims_matchterm AS kept
    USING (
        SELECT term, count(*)::integer AS claims FROM claims_matchposting GROUP BY term
    ) AS counted ON counted.term = kept.term
    WHEN MATCHED AND kept.claims <> counted.claims THEN UPDATE SET claims = counted.claims
    WHEN NOT MATCHED THEN INSERT (term, claims) VALUES (counted.term, counted.claims);
    DELETE FROM claims_matchterm AS kept WHERE NOT EXISTS (
        SELECT FROM claims_matchposting AS posting WHERE posting.term = kept.term
    );
    RETURN (SELECT claims FROM claims_matchcorpus);
END
$$;

-- The configurations that any wording may be indexed with.
CREATE FUNCTION claims_match_configs() RETURNS SETOF regconfig
LANGUAGE sql STABLE ROWS 3 AS $$
    WITH RECURSIVE of_wordings AS (
        SELECT min(language) AS tag FROM claims_claimwording
        UNION ALL
        SELECT (SELECT min(language) FROM claims_claimwording WHERE language > tag)
        FROM of_wordings WHERE tag IS NOT NULL
    )
    SELECT claims_search_configs()
    UNION
    SELECT claims_search_config(tag) FROM of_wordings WHERE tag IS NOT NULL
$$;

-- The stems of what is asked: each word as every language in use stems it. Stop words have none.
CREATE FUNCTION claims_match_stems(words text[])
RETURNS TABLE (place integer, stem text, term integer)
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT place::integer, stem, claims_match_term(stem)
    FROM claims_match_configs() AS config
    CROSS JOIN unnest(words) WITH ORDINALITY AS asked(word, place)
    CROSS JOIN LATERAL unnest(claims_words(config, word)) AS found
    CROSS JOIN LATERAL (SELECT claims_match_stem(found.lexeme, config) AS stem) AS cut
$$;

-- The claims that share the rarest of these stems, best first by BM25 (Robertson and Zaragoza,
-- "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; k1 1.2, b 0.75, the weight of
-- a stem never negative, as in Lucene).
--
-- Postings of the rarest stems are read until 30,000 are, those of two stems at least; the best
-- of what was found are then looked up under the other stems. Claims that were found by other
-- means (added) stand among them. The planner can't know how few they are: it is held to index
-- look-ups, within this function alone.
CREATE FUNCTION claims_match(
    stems integer[], weights double precision[], published boolean, left_out bigint[],
    added bigint[], most integer
)
RETURNS TABLE (claim_id bigint, score double precision)
LANGUAGE plpgsql STABLE
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE
    cap constant integer := 30000;
    -- Enough for the public, of whose claims others may stand before them.
    kept constant integer := CASE WHEN published THEN 3000 ELSE 300 END;
    mean double precision;
    rare integer[];
    rare_weights double precision[];
    common integer[];
    common_weights double precision[];
BEGIN
    SELECT least(length, 32767) INTO mean FROM claims_matchcorpus;
    mean := greatest(coalesce(mean, 20), 1);
    SELECT array_agg(stem) FILTER (WHERE is_rare), array_agg(weight) FILTER (WHERE is_rare),
        array_agg(stem) FILTER (WHERE NOT is_rare), array_agg(weight) FILTER (WHERE NOT is_rare)
    INTO rare, rare_weights, common, common_weights
    FROM (
        SELECT stem, asked.weight * rarity.weight AS weight,
            sum(rarity.claims) OVER rarest <= cap OR row_number() OVER rarest <= 2 AS is_rare
        FROM claims_match_rarity(stems) AS rarity
        JOIN unnest(stems, weights) AS asked(stem, weight) USING (stem)
        WHERE rarity.claims > 0
        WINDOW rarest AS (ORDER BY rarity.claims, stem ROWS UNBOUNDED PRECEDING)
    ) AS sorted;
    RETURN QUERY
    WITH found AS MATERIALIZED (
        SELECT posting.claim_id,
            sum(weight * frequency * 2.2 / (frequency + 0.3 + 0.9 * length / mean)) AS part
        FROM unnest(rare, rare_weights) AS asked(stem, weight)
        CROSS JOIN LATERAL (
            SELECT * FROM claims_matchposting AS posting
            WHERE posting.term = stem ORDER BY posting.claim_id DESC LIMIT cap
        ) AS posting
        WHERE posting.claim_id <> ALL (left_out)
        GROUP BY posting.claim_id
    ), first AS MATERIALIZED (
        (SELECT found.claim_id, part FROM found ORDER BY part DESC, found.claim_id DESC LIMIT kept)
        UNION
        SELECT held.claim_id, coalesce((SELECT part FROM found WHERE found.claim_id = held.claim_id), 0)
        FROM claims_matchclaim AS held
        WHERE held.claim_id = ANY (added) AND held.claim_id <> ALL (left_out)
    ), seen AS MATERIALIZED (
        SELECT first.claim_id, part FROM first
        WHERE NOT published OR EXISTS (
            SELECT FROM claims_claim AS claim WHERE claim.id = first.claim_id AND verdict_id IS NOT NULL
        )
        ORDER BY first.claim_id = ANY (added) DESC, part DESC, first.claim_id DESC LIMIT 300
    )
    SELECT seen.claim_id, part + coalesce((
        SELECT sum(weight * frequency * 2.2 / (frequency + 0.3 + 0.9 * length / mean))
        FROM unnest(common, common_weights) AS asked(stem, weight)
        JOIN claims_matchposting AS posting ON posting.term = stem AND posting.claim_id = seen.claim_id
    ), 0) AS total
    FROM seen ORDER BY seen.claim_id = ANY (added) DESC, total DESC, seen.claim_id DESC LIMIT most;
END
$$;

-- Which of these stems each of these claims holds.
CREATE FUNCTION claims_match_shared(ids bigint[], stems integer[])
RETURNS TABLE (claim_id bigint, term integer)
LANGUAGE sql STABLE
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    SELECT posting.claim_id, posting.term
    FROM unnest(ids) AS id CROSS JOIN unnest(stems) AS stem
    JOIN claims_matchposting AS posting ON posting.term = stem AND posting.claim_id = id
$$;

-- How many claims hold each stem, and how much a stem weighs that so many hold. Stems that were
-- not there when all were counted are counted here, up to a thousand claims.
--
-- A small collection is weighed as if it were growing: its stems would be held by more claims,
-- but not by as many more as there would be (the square root of how much it grows is near to
-- Heaps' law). So a score means the same for a hundred claims and for a million.
CREATE FUNCTION claims_match_rarity(stems integer[])
RETURNS TABLE (stem integer, claims bigint, weight double precision)
LANGUAGE sql STABLE ROWS 30
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    WITH corpus AS MATERIALIZED (
        SELECT greatest(counted, 10000) AS size, sqrt(greatest(10000.0 / greatest(counted, 1), 1)) AS growth
        FROM (
            SELECT greatest(
                (SELECT claims FROM claims_matchcorpus),
                (SELECT count(*) FROM (SELECT FROM claims_matchclaim LIMIT 1000) AS few)
            ) AS counted
        ) AS now
    )
    SELECT stem, held.claims,
        ln(1 + (greatest(size - held.claims * growth, 0) + 0.5) / (held.claims * growth + 0.5))
    FROM corpus, unnest(stems) AS stem
    CROSS JOIN LATERAL (
        SELECT coalesce(
            (SELECT counted.claims FROM claims_matchterm AS counted WHERE counted.term = stem),
            (SELECT count(*) FROM (
                SELECT FROM claims_matchposting AS posting WHERE posting.term = stem LIMIT 1000
            ) AS few)
        )::bigint AS claims
    ) AS held
$$;

DO $do$
DECLARE
    ours regprocedure;
BEGIN
    FOR ours IN
        SELECT oid FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND provolatile <> 'i'
            AND (proname = 'claims_match' OR proname LIKE 'claims\_match\_%')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', ours);
    END LOOP;
END
$do$;

-- What was there before this migration; in parts, for the postings of a million claims at once
-- take 20 GB to sort.
DO $do$
DECLARE
    most constant bigint := 20000;
    above bigint;
BEGIN
    FOR above IN SELECT generate_series(0, (SELECT coalesce(max(id), 0) FROM claims_claim), most) LOOP
        PERFORM claims_match_index(
            array(SELECT id FROM claims_claim WHERE id > above AND id <= above + most)
        );
    END LOOP;
END
$do$;
SELECT claims_match_count();
