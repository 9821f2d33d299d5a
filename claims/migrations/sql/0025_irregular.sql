-- Matching takes irregular forms of English words for the regular one: who says that troops were
-- sent says that somebody sends them. Snowball's stemmer cuts endings and leaves these apart.
--
-- Left out are forms that mostly mean something else (left, rose, ground, fed, shot, bit).
ALTER FUNCTION claims_match_stem(text, regconfig) RENAME TO claims_match_named;

DO $do$
DECLARE
    forms constant text := '
        became:become began:begin begun:begin bent:bend bitten:bite bled:bleed blew:blow blown:blow
        bought:buy bred:breed broke:break broken:break brought:bring built:build came:come
        caught:catch children:child chose:choose chosen:choose crept:creep dealt:deal drank:drink
        drawn:draw drew:draw driven:drive drove:drive dug:dig eaten:eat fallen:fall feet:foot
        fell:fall felt:feel fled:flee flew:fly flown:fly forbade:forbid forbidden:forbid
        forgot:forget forgotten:forget fought:fight found:find froze:freeze frozen:freeze gave:give
        given:give gone:go got:get gotten:get grew:grow grown:grow heard:hear held:hold hid:hide
        hidden:hide hung:hang kept:keep knew:know known:know laid:lay led:lead lent:lend lit:light
        lost:lose made:make meant:mean men:man met:meet mice:mouse paid:pay proven:prove ran:run
        ridden:ride risen:rise rode:ride said:say sang:sing sank:sink sat:sit saw:see seen:see
        sent:send shaken:shake shook:shake shown:show slept:sleep sold:sell sought:seek sped:speed
        spent:spend spoke:speak spoken:speak stole:steal stolen:steal stood:stand stricken:strike
        struck:strike stuck:stick sung:sing sunk:sink swam:swim swept:sweep swore:swear sworn:swear
        swung:swing taken:take taught:teach teeth:tooth thought:think threw:throw thrown:throw
        told:tell took:take tore:tear torn:tear understood:understand went:go wept:weep wives:wife
        woke:wake woken:wake women:woman won:win wore:wear worn:wear written:write wrote:write';
    stems jsonb;
    touched bigint[];
BEGIN
    SELECT jsonb_object_agg(
        (ts_lexize('english_stem', split_part(pair, ':', 1)))[1],
        (ts_lexize('english_stem', split_part(pair, ':', 2)))[1]
    )
    INTO stems FROM regexp_split_to_table(trim(forms, E' \n'), '\s+') AS pair;

    EXECUTE format($sql$
        CREATE FUNCTION claims_match_stem(stem text, config regconfig) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT claims_match_named(
                CASE WHEN config = 'public.claims_english'::regconfig
                    THEN coalesce(%L::jsonb ->> stem, stem) ELSE stem END,
                config
            )
        $$
    $sql$, stems);

    -- The claims that hold such a word.
    SELECT array_agg(DISTINCT claim_id) INTO touched FROM claims_matchposting
    WHERE term IN (SELECT claims_match_term(stem) FROM jsonb_object_keys(stems) AS stem);
    FOR place IN 1 .. coalesce(cardinality(touched), 0) BY 20000 LOOP
        PERFORM claims_match_index(touched[place : place + 19999]);
    END LOOP;
    IF touched IS NOT NULL THEN
        PERFORM claims_match_count();
    END IF;
END
$do$;

-- As before, but with a thousand claims of 20 words thought to be there besides: a new house would
-- else find all of its claims very long, or very short, until many are there and counted.
CREATE OR REPLACE FUNCTION claims_match_count() RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    LOCK TABLE claims_matchterm IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM claims_matchcorpus;
    INSERT INTO claims_matchcorpus (claims, length, counted_at)
    SELECT count(*), (coalesce(sum(length), 0) + 20 * 1000) / (count(*) + 1000.0), clock_timestamp() FROM claims_matchclaim;
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
UPDATE claims_matchcorpus SET length = (claims * length + 20 * 1000) / (claims + 1000);
