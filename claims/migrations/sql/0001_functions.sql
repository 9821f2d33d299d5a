-- Functions that columns, constraints and indexes of the records lean on. They name the schema
-- of what they call, because restoring and analysing run with an empty search path.

-- A UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then random bits.
-- PostgreSQL has one of its own only from version 18 on.
CREATE FUNCTION claims_uuid7() RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT (
        lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
        || '7' || substr(random_part, 14, 3)
        || substr(random_part, 17, 16)
    )::uuid
    FROM (SELECT replace(gen_random_uuid()::text, '-', '') AS random_part) AS made
$$;

-- Text as two claims or names are compared: compatibility forms, lower case, no quotation
-- marks, single spaces, no closing stop. Accents stay, for they tell words apart.
CREATE FUNCTION claims_fold(typed text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(
        regexp_replace(
            translate(lower(normalize(typed, NFKC)), '“”„«»‘’‚‹›`´"''', ''), '\s+', ' ', 'g'
        ),
        ' .!?…'
    )
$$;

CREATE FUNCTION claims_digest(kept text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(kept, 'UTF8')), 'hex')
$$;

CREATE FUNCTION claims_fold_key(typed text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(public.claims_fold(typed), 'UTF8')), 'hex')
$$;

-- Folded text without accents. unaccent() is only STABLE, because its dictionary could be
-- changed; naming the dictionary makes the promise that we keep it as shipped.
CREATE FUNCTION claims_plain(typed text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT public.unaccent('public.unaccent'::regdictionary, public.claims_fold(typed))
$$;

-- Short references that nobody can count by: a sequence, scrambled by a Feistel network of
-- four rounds over 30 bits, so that each number gives one reference and none comes twice.
-- The key is drawn once for each installation and lives in the body of claims_ref_key().
CREATE SEQUENCE claims_ref_number MAXVALUE 1073741823;

DO $do$
BEGIN
    EXECUTE format(
        'CREATE FUNCTION claims_ref_key() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %L',
        format('SELECT %L::text', gen_random_uuid()::text)
    );
END
$do$;

CREATE FUNCTION claims_ref_of(number bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    alphabet constant text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    high integer := number >> 15;
    low integer := number & 32767;
    swapped integer;
    hashed bytea;
    scrambled integer;
    ref text := '';
BEGIN
    FOR round IN 1..4 LOOP
        hashed := sha256(convert_to(public.claims_ref_key() || round || ':' || low, 'UTF8'));
        swapped := low;
        low := high # (((get_byte(hashed, 0) << 8) | get_byte(hashed, 1)) & 32767);
        high := swapped;
    END LOOP;
    scrambled := (high << 15) | low;
    FOR place IN REVERSE 5..0 LOOP
        ref := ref || substr(alphabet, ((scrambled >> (5 * place)) & 31) + 1, 1);
    END LOOP;
    RETURN 'CLM-' || ref;
END
$$;

CREATE FUNCTION claims_new_ref() RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT claims_ref_of(nextval('claims_ref_number'))
$$;
