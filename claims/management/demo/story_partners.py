"""The claims of the same report on what China and Russia say, plan and have agreed."""

from claims.choices import (
    AppearanceAct,
    ClaimKind,
    Confidence,
    Credibility,
    DeclineReason,
    Priority,
    Stance,
    Visibility,
)
from claims.management.demo.cast import REPORT_DAY
from claims.management.demo.shapes import Draft, Ground, Said, Tale

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
                "no limits",
            ),
            Ground(
                "statement",
                Stance.SUPPORTS,
                Credibility.CONFIRMED,
                "Bears the day: 4 February 2022. It is the statement that calls the friendship "
                "of the two states one without limits.",
                "statement",
                quote="no limits",
            ),
            Ground(
                "calendar",
                Stance.SUPPORTS,
                Credibility.CONFIRMED,
                "From 4 to 24 February are 20 days; three weeks are 21.",
                "calendar",
            ),
        ),
        taken=True,
        draft=Draft(
            "true",
            Confidence.HIGH,
            "Twenty days, and three weeks are twenty-one",
            "The statement is of 4 February 2022, the invasion began on 24 February 2022. That "
            "is **20 days**, one day less than three weeks.",
            "Another text, signed on another day, that is meant by the “no limits” partnership.",
            published=True,
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
                "unilateralism and hegemonic bullying",
            ),
        ),
        place="Moscow",
        happened_on=REPORT_DAY,
        taken=True,
        draft=Draft(
            "true",
            Confidence.MODERATE,
            "Quoted word for word by an outlet that was there",
            "The report quotes him as saying so to Vladimir Putin. It gives the phrase twice, and "
            "what differs does not touch the meaning.\n\nThis is about what was said, not about "
            "what China will do.",
            "The text of the speech as Beijing or Moscow published it.",
        ),
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
                visibility=Visibility.INTERNAL,
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
