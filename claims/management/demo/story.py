"""The claims of the report of 8 May 2025 on the war, and on what China and Russia agreed."""

from claims.choices import (
    AppearanceAct,
    ClaimKind,
    Confidence,
    Credibility,
    DeclineReason,
    LinkKind,
    Priority,
    Stance,
    Visibility,
)
from claims.management.demo.cast import REPORT_DAY
from claims.management.demo.shapes import Draft, Ground, Pair, Said, Tale

WAR = (
    Tale(
        "nationals",
        "China has sent Chinese nationals to assist Russian forces on Ukrainian territory.",
        ClaimKind.EVENT,
        ("war-in-ukraine", "china-russia-relations"),
        ("beijing", "moscow", "kyiv"),
        (
            Said(AppearanceAct.ASSERTS, "para. 8", "kyiv"),
            Said(AppearanceAct.REPORTS, "para. 8", "al_jazeera", said_on=REPORT_DAY),
            Said(AppearanceAct.DENIES, "para. 8", "beijing"),
        ),
        (
            Ground(
                "report",
                Stance.SUPPORTS,
                Credibility.UNJUDGED,
                "The report passes on what Kyiv says. It names no proof, so nobody can judge "
                "from it how likely this is.",
                "kyiv",
                "para. 8",
            ),
            Ground(
                "report",
                Stance.REFUTES,
                Credibility.UNJUDGED,
                "A party that is neutral would not have sent anyone. The report tells how "
                "Beijing presents itself and leaves it at that.",
                "beijing",
                "para. 8",
            ),
        ),
        priority=Priority.HIGH,
        place="Ukraine",
        taken=True,
        draft=Draft(
            "unproven",
            Confidence.LOW,
            "Two governments' words against each other, and no proof in the report",
            "Kyiv says that China sent its nationals; Beijing presents itself as neutral. The "
            "report sets the two side by side and offers nothing that would decide between "
            "them.\n\nThat Chinese nationals are found among Russian forces, should it be "
            "shown, would not yet show that China *sent* them.",
            "Names, documents or recordings of the people meant; a statement by Beijing on this "
            "very point; a finding on who sent or hired them.",
        ),
        comments=(
            (
                "rui",
                "I find no denial by Beijing in so many words here, only its neutrality. Is "
                "there a statement on this very point?",
            ),
        ),
    ),
    Tale(
        "neutrality",
        "China is a neutral party in the war between Russia and Ukraine.",
        ClaimKind.STATE,
        ("war-in-ukraine", "china-russia-relations"),
        ("beijing", "moscow", "kyiv"),
        (
            Said(AppearanceAct.ASSERTS, "para. 8", "beijing"),
            Said(AppearanceAct.QUESTIONS, "para. 8", "kyiv"),
            Said(AppearanceAct.REPORTS, "para. 8", "al_jazeera", said_on=REPORT_DAY),
        ),
        (
            Ground(
                "report",
                Stance.CONTEXT,
                Credibility.POSSIBLE,
                "At the same meeting China's president promised to stand with Russia in world "
                "affairs. Whether that ends neutrality in the war hangs on the meaning of the "
                "word.",
                "report",
                "para. 1 and 3",
            ),
        ),
        priority=Priority.HIGH,
        context="Agree on a meaning of “neutral” before rating this: in law, or in deeds?",
        taken=True,
    ),
    Tale(
        "fight_against_nazism",
        "Russia's war in Ukraine is a fight against Nazism.",
        ClaimKind.STATE,
        ("war-in-ukraine", "memory-of-the-second-world-war"),
        ("moscow", "kyiv"),
        (
            Said(AppearanceAct.ASSERTS, "para. 6", "putin", quote="neo-Nazism", said_on=REPORT_DAY),
            Said(AppearanceAct.REPORTS, "para. 2 and 4", "al_jazeera", said_on=REPORT_DAY),
        ),
        taken=True,
    ),
    Tale(
        "west_plays_down",
        "Western countries play down Moscow's part in the defeat of Nazi Germany.",
        ClaimKind.STATE,
        ("memory-of-the-second-world-war",),
        ("west", "moscow"),
        (Said(AppearanceAct.ASSERTS, "para. 4", "putin"),),
        priority=Priority.LOW,
    ),
    Tale(
        "stay_away",
        "Ukraine's foreign ministry asked other countries in May 2025 to keep their armed "
        "forces away from the Victory Day events.",
        ClaimKind.STATEMENT,
        ("war-in-ukraine", "memory-of-the-second-world-war"),
        ("ukraine_mfa",),
        (
            Said(AppearanceAct.ASSERTS, "para. 7", "ukraine_mfa"),
            Said(AppearanceAct.REPORTS, "para. 7", "al_jazeera", said_on=REPORT_DAY),
        ),
        (
            Ground(
                "report",
                Stance.SUPPORTS,
                Credibility.PROBABLE,
                "The report says so without reserve. The call itself has not been recorded yet.",
                "ukraine_mfa",
                "para. 7",
            ),
        ),
    ),
    Tale(
        "at_odds_with_neutrality",
        "Sending troops to Moscow's Victory Day events is at odds with the neutrality that some "
        "of the sending countries have declared.",
        ClaimKind.STATE,
        ("war-in-ukraine",),
        ("ukraine_mfa",),
        (Said(AppearanceAct.ASSERTS, "para. 7", "ukraine_mfa"),),
    ),
)

PARTNERS = (
    Tale(
        "partnership_2022",
        "China and Russia signed a “no limits” strategic partnership in 2022.",
        ClaimKind.EVENT,
        ("china-russia-relations",),
        ("beijing", "moscow"),
        (Said(AppearanceAct.ASSERTS, "para. 12", "al_jazeera", said_on=REPORT_DAY),),
    ),
    Tale(
        "three_weeks",
        "The “no limits” partnership of China and Russia was signed less than three weeks before "
        "Russia's full-scale invasion of Ukraine.",
        ClaimKind.EVENT,
        ("china-russia-relations", "war-in-ukraine", "dates"),
        ("beijing", "moscow"),
        (Said(AppearanceAct.ASSERTS, "para. 12", "al_jazeera", said_on=REPORT_DAY),),
        (
            Ground(
                "report",
                Stance.SUPPORTS,
                Credibility.PROBABLE,
                "The report gives the year and the distance, but not the day of signing.",
                "report",
                "para. 12",
            ),
        ),
        taken=True,
        draft=Draft(
            "true",
            Confidence.MODERATE,
            "Signed in the three weeks before the invasion, says the report",
            "The invasion began on 24 February 2022. Less than three weeks before means a day "
            "after 3 February 2022, and the report puts the signing there.",
            "The text of the partnership with its day of signing.",
            sent_back="The calendar settles this only once we have the day of signing, and no "
            "document that we hold gives it. Please record the text that was signed.",
        ),
    ),
    Tale(
        "stand_with_russia",
        "Xi Jinping said in Moscow that China stands with Russia against “unilateralism and "
        "hegemonic bullying”.",
        ClaimKind.STATEMENT,
        ("china-russia-relations",),
        ("xi",),
        (
            Said(
                AppearanceAct.ASSERTS,
                "para. 1 and 3",
                "xi",
                quote="unilateralism and hegemonic bullying",
                said_on=REPORT_DAY,
            ),
            Said(AppearanceAct.REPORTS, "para. 1 and 3", "al_jazeera", said_on=REPORT_DAY),
        ),
        (
            Ground(
                "report",
                Stance.SUPPORTS,
                Credibility.PROBABLE,
                "The report quotes him. Twice, in slightly different words: compare with the "
                "original before quoting.",
                "report",
                "para. 1 and 3",
            ),
        ),
        place="Moscow",
        happened_on=REPORT_DAY,
    ),
    Tale(
        "deeper_trust",
        "Trust between China and Russia has grown.",
        ClaimKind.STATE,
        ("china-russia-relations",),
        ("beijing", "moscow"),
        (Said(AppearanceAct.ASSERTS, "para. 2", "xi", quote="deeper", said_on=REPORT_DAY),),
        priority=Priority.LOW,
    ),
    Tale(
        "dear_friend",
        "Vladimir Putin greeted Xi Jinping in the Kremlin as a “dear friend”.",
        ClaimKind.STATEMENT,
        ("china-russia-relations",),
        ("putin", "xi"),
        (
            Said(
                AppearanceAct.ASSERTS, "para. 4", "putin", quote="dear friend", said_on=REPORT_DAY
            ),
            Said(AppearanceAct.REPORTS, "para. 4", "al_jazeera", said_on=REPORT_DAY),
        ),
        priority=Priority.LOW,
        place="Moscow",
    ),
    Tale(
        "agreements",
        "Xi Jinping was to sign several agreements with Russia during his visit of May 2025.",
        ClaimKind.EVENT,
        ("china-russia-relations",),
        ("xi", "beijing", "moscow"),
        (Said(AppearanceAct.ASSERTS, "para. 12", "al_jazeera", said_on=REPORT_DAY),),
    ),
    Tale(
        "pipeline_costs",
        "Disagreements over costs have held up the Power of Siberia 2 gas pipeline.",
        ClaimKind.CAUSE,
        ("pipelines", "china-russia-relations"),
        ("beijing", "moscow"),
        (
            Said(
                AppearanceAct.ASSERTS,
                "para. 13",
                "shapovalova",
                quote="long-delayed",
                said_on=REPORT_DAY,
            ),
        ),
        (
            Ground(
                "report",
                Stance.SUPPORTS,
                Credibility.PROBABLE,
                "Al Jazeera's correspondent in Moscow says so; neither side of the talks is named.",
                "report",
                "para. 13",
                Visibility.INTERNAL,
            ),
        ),
        taken=True,
    ),
    Tale(
        "pipeline_talks",
        "In May 2025 China's delegation came to Moscow meaning to talk about the gas pipeline "
        "Power of Siberia 2.",
        ClaimKind.EVENT,
        ("pipelines", "china-russia-relations"),
        ("beijing", "moscow"),
        (Said(AppearanceAct.ASSERTS, "para. 13", "shapovalova", said_on=REPORT_DAY),),
    ),
    Tale(
        "pipeline_compromise",
        "Economic pressure may move China and Russia nearer to agreeing on Power of Siberia 2.",
        ClaimKind.PREDICTION,
        ("pipelines", "trade"),
        ("beijing", "moscow"),
        (Said(AppearanceAct.ASSERTS, "para. 14", "shapovalova", said_on=REPORT_DAY),),
        declined=(
            DeclineReason.NOT_CHECKABLE,
            "What may happen can be neither shown nor refuted. Should a deal be reported, record "
            "that.",
        ),
    ),
)

PAIRS = (
    Pair(
        "neutrality",
        "nationals",
        LinkKind.CONTRADICTS,
        "A country that sent its people to one side's army is not neutral.",
    ),
    Pair(
        "partnership_2022",
        "three_weeks",
        LinkKind.PART_OF,
        "The second claim says when in 2022.",
    ),
    Pair("stay_away", "at_odds_with_neutrality", LinkKind.RELATED, "The call and its reason."),
    Pair("pipeline_costs", "pipeline_talks", LinkKind.RELATED, "The same pipeline."),
)
