"""The claims of the same report on the United States, and those that the calendar settles."""

from datetime import date

from claims.choices import (
    AppearanceAct,
    ClaimKind,
    Confidence,
    Credibility,
    Stance,
    Visibility,
)
from claims.management.demo.cast import REPORT_DAY
from claims.management.demo.shapes import Draft, Ground, Said, Tale

UNITED_STATES = (
    Tale(
        "trump_presses",
        "In May 2025 Donald Trump was pressing both Russia and Ukraine to make peace.",
        ClaimKind.EVENT,
        ("us-diplomacy", "war-in-ukraine"),
        ("trump", "moscow", "kyiv"),
        (Said(AppearanceAct.ASSERTS, "para. 10", "al_jazeera", said_on=REPORT_DAY),),
    ),
    Tale(
        "reset",
        "In May 2025 the United States was mending its relations with Russia out of public view.",
        ClaimKind.EVENT,
        ("us-diplomacy",),
        ("washington", "moscow"),
        (Said(AppearanceAct.ASSERTS, "para. 10", "al_jazeera", said_on=REPORT_DAY),),
    ),
    Tale(
        "china_worried",
        "China is worried that the United States and Russia are drawing closer.",
        ClaimKind.STATE,
        ("us-diplomacy", "china-russia-relations"),
        ("beijing", "washington", "moscow"),
        (
            Said(
                AppearanceAct.ASSERTS,
                "para. 11",
                attribution="Unnamed observers (“many”), as told by Al Jazeera's correspondent",
                quote="some concerns",
            ),
            Said(AppearanceAct.REPORTS, "para. 11", "shapovalova", said_on=REPORT_DAY),
            Said(AppearanceAct.REPEATS, "para. 10", "al_jazeera", said_on=REPORT_DAY),
        ),
        (
            Ground(
                "report",
                Stance.SUPPORTS,
                Credibility.UNJUDGED,
                "Rests on people who are not named. Kept among us until we know more of them.",
                "report",
                "para. 11",
                visibility=Visibility.CONFIDENTIAL,
            ),
        ),
    ),
    Tale(
        "tariff_war",
        "In May 2025 China and the United States were in a tariff war.",
        ClaimKind.STATE,
        ("trade",),
        ("beijing", "washington"),
        (Said(AppearanceAct.ASSERTS, "para. 12", "al_jazeera", said_on=REPORT_DAY),),
    ),
)

DATES = (
    Tale(
        "thursday",
        "8 May 2025 was a Thursday.",
        ClaimKind.STATE,
        ("dates",),
        (),
        (Said(AppearanceAct.ASSERTS, "dateline and para. 2", "al_jazeera", said_on=REPORT_DAY),),
        (
            Ground(
                "calendar",
                Stance.SUPPORTS,
                Credibility.CONFIRMED,
                "Reckoned: 1 January 2025 was a Wednesday, and 127 days, eighteen weeks and one "
                "day, lead from there to 8 May.",
                "calendar",
            ),
        ),
        happened_on=REPORT_DAY,
        taken=True,
        draft=Draft(
            "true",
            Confidence.HIGH,
            "The calendar says so",
            "The report is dated 8 May 2025 and calls the day a Thursday. The calendar agrees.",
            confidence_exception="A day of the week is reckoned; it needs no second witness.",
            published=True,
        ),
    ),
    Tale(
        "three_years",
        "By 8 May 2025 the war that began with Russia's full-scale invasion of Ukraine on "
        "24 February 2022 had lasted more than three years.",
        ClaimKind.STATISTIC,
        ("dates", "war-in-ukraine"),
        ("moscow", "kyiv"),
        (Said(AppearanceAct.ASSERTS, "para. 10", "al_jazeera", said_on=REPORT_DAY),),
        (
            Ground(
                "calendar",
                Stance.SUPPORTS,
                Credibility.CONFIRMED,
                "Three years from 24 February 2022 were full on 24 February 2025, which is 73 "
                "days before 8 May 2025.",
                "calendar",
            ),
            Ground(
                "report",
                Stance.SUPPORTS,
                Credibility.PROBABLE,
                "The report counts more than three years, and tells of a war still being fought.",
                "report",
                "para. 10",
            ),
        ),
        happened_on=date(2022, 2, 24),
        taken=True,
        draft=Draft(
            "true",
            Confidence.HIGH,
            "Three years and 74 days",
            "From 24 February 2022 to 8 May 2025 are **three years and 74 days**. The war was "
            "still being fought when the report appeared.",
            "Nothing but another day of beginning.",
            published=True,
            correction=Draft(
                "true",
                Confidence.HIGH,
                "Three years and 73 days",
                "From 24 February 2022 to 8 May 2025 are **three years and 73 days**. The war was "
                "still being fought when the report appeared.",
                "Nothing but another day of beginning: who counts from 2014 comes to more than "
                "eleven years, which is more than three as well.",
                published=True,
                public_note="We had counted both the first and the last day and so came to 74 "
                "days beyond three years; there are 73. The verdict stays as it was.",
            ),
        ),
    ),
    Tale(
        "victory_day",
        "Victory Day, 9 May, falls within a visit of four days that begins on 8 May 2025.",
        ClaimKind.STATE,
        ("dates", "memory-of-the-second-world-war"),
        ("xi",),
        (Said(AppearanceAct.ASSERTS, "para. 1 and 2", "al_jazeera", said_on=REPORT_DAY),),
        (
            Ground(
                "calendar",
                Stance.SUPPORTS,
                Credibility.CONFIRMED,
                "Four days from 8 May on are 8, 9, 10 and 11 May.",
                "calendar",
            ),
            Ground(
                "report",
                Stance.CONTEXT,
                Credibility.PROBABLE,
                "Gives the day of arrival, and four days as the length of the visit.",
                "report",
                "para. 2",
            ),
        ),
        taken=True,
        draft=Draft(
            "true",
            Confidence.MODERATE,
            "It is the second day of the four",
            "Counted from the day of arrival, the visit lasts from Thursday 8 to Sunday 11 May "
            "2025. Victory Day is the second of these days.\n\nThis says how the visit was "
            "planned, not how it went.",
            "A change of the plan after the report appeared.",
            published=True,
        ),
    ),
    Tale(
        "arrival",
        "Xi Jinping arrived in Moscow on 8 May 2025.",
        ClaimKind.EVENT,
        ("china-russia-relations",),
        ("xi",),
        (Said(AppearanceAct.ASSERTS, "para. 2", "al_jazeera", said_on=REPORT_DAY),),
        place="Moscow",
        happened_on=REPORT_DAY,
    ),
)
