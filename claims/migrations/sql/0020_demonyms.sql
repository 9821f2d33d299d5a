-- Matching takes what is named after a country or continent for its name: who says that Russian
-- troops did something says it of Russia. Snowball's stemmer for English leaves them apart.
--
-- Left out are words that mostly mean something else (Polish, Guinean) and names of several words.
DO $do$
DECLARE
    named constant text := '
        African:Africa American:America Asian:Asia European:Europe
        Afghan:Afghanistan Albanian:Albania Algerian:Algeria Angolan:Angola Argentine:Argentina
        Argentinian:Argentina Armenian:Armenia Australian:Australia Austrian:Austria
        Azerbaijani:Azerbaijan Bahraini:Bahrain Bangladeshi:Bangladesh Belarusian:Belarus
        Belgian:Belgium Bolivian:Bolivia Bosnian:Bosnia Brazilian:Brazil British:Britain
        Bulgarian:Bulgaria Burmese:Burma Cambodian:Cambodia Cameroonian:Cameroon Canadian:Canada
        Chadian:Chad Chilean:Chile Chinese:China Colombian:Colombia Congolese:Congo Croatian:Croatia
        Cuban:Cuba Cypriot:Cyprus Danish:Denmark Dutch:Netherlands Ecuadorian:Ecuador
        Egyptian:Egypt Emirati:Emirates English:England Eritrean:Eritrea Estonian:Estonia
        Ethiopian:Ethiopia Filipino:Philippines Finnish:Finland French:France Gazan:Gaza
        Georgian:Georgia German:Germany Ghanaian:Ghana Greek:Greece Guatemalan:Guatemala
        Haitian:Haiti Honduran:Honduras Hungarian:Hungary Icelandic:Iceland Indian:India
        Indonesian:Indonesia Iranian:Iran Iraqi:Iraq Irish:Ireland Israeli:Israel Italian:Italy
        Jamaican:Jamaica Japanese:Japan Jordanian:Jordan Kazakh:Kazakhstan Kenyan:Kenya
        Korean:Korea Kosovar:Kosovo Kuwaiti:Kuwait Kyrgyz:Kyrgyzstan Latvian:Latvia
        Lebanese:Lebanon Libyan:Libya Lithuanian:Lithuania Macedonian:Macedonia Malaysian:Malaysia
        Malian:Mali Mexican:Mexico Moldovan:Moldova Mongolian:Mongolia Montenegrin:Montenegro
        Moroccan:Morocco Namibian:Namibia Nepalese:Nepal Nepali:Nepal Nicaraguan:Nicaragua
        Nigerian:Nigeria Norwegian:Norway Omani:Oman Pakistani:Pakistan Palestinian:Palestine
        Panamanian:Panama Paraguayan:Paraguay Peruvian:Peru Portuguese:Portugal Qatari:Qatar
        Romanian:Romania Russian:Russia Rwandan:Rwanda Scottish:Scotland Senegalese:Senegal
        Serbian:Serbia Slovak:Slovakia Slovenian:Slovenia Somali:Somalia Spanish:Spain
        Sudanese:Sudan Swedish:Sweden Swiss:Switzerland Syrian:Syria Taiwanese:Taiwan
        Tajik:Tajikistan Tanzanian:Tanzania Thai:Thailand Tibetan:Tibet Tunisian:Tunisia
        Turkish:Turkey Turkmen:Turkmenistan Ugandan:Uganda Ukrainian:Ukraine Uruguayan:Uruguay
        Uzbek:Uzbekistan Venezuelan:Venezuela Vietnamese:Vietnam Yemeni:Yemen Zambian:Zambia
        Zimbabwean:Zimbabwe';
    stems jsonb;
    touched bigint[];
BEGIN
    SELECT jsonb_object_agg(
        (ts_lexize('english_stem', lower(split_part(pair, ':', 1))))[1],
        (ts_lexize('english_stem', lower(split_part(pair, ':', 2))))[1]
    )
    INTO stems FROM regexp_split_to_table(trim(named, E' \n'), '\s+') AS pair;

    EXECUTE format($sql$
        CREATE OR REPLACE FUNCTION claims_match_stem(stem text, config regconfig) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE
                WHEN config = 'public.claims_english'::regconfig
                    THEN coalesce(%L::jsonb ->> stem, stem)
                WHEN config = 'public.claims_simple'::regconfig AND stem ~ '^[\u0400-\u04ff'']{5,}$'
                    THEN regexp_replace(
                        stem,
                        '(?:ями|ами|ові|еві|ого|ому|ими|их|ий|ій|ої|ою|ею|єю|ях|ах|ам|ям|ів|їв|ом|ем|ую|ая|ое|ые|'
                        'ът|та|те|ят|[аеєиіїоуюяьйыэў])$', ''
                    )
                ELSE stem END
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
