"""The claims of the report of 8 May 2025 on the war, and the pairs that hang together."""

from claims.choices import (
    AppearanceAct,
    ClaimKind,
    Confidence,
    Credibility,
    DeclineReason,
    LinkKind,
    Priority,
    Stance,
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
            published=True,
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
        declined=(
            DeclineReason.OPINION,
            "A statement of position: what a government calls its war can be neither shown nor "
            "refuted. What it says of single people or deeds can; record that.",
        ),
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
        taken=True,
        draft=Draft(
            "true",
            Confidence.MODERATE,
            "The report says so of the same week",
            "The report tells of the call of Ukraine's foreign ministry, made in the week before "
            "Victory Day 2025, and names its reason.",
            "The ministry's own words, should they differ.",
            sent_back="The call itself is public, so let us not rest on somebody who tells of it. "
            "Please record the ministry's statement and cite that.",
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
