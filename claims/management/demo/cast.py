"""Who and what occurs in the demo: people, actors, sources, documents, origins, topics."""

from datetime import date

from claims.choices import (
    ActorKind,
    DocumentKind,
    OriginKind,
    Reliability,
    Role,
    SourceKind,
)
from claims.management.demo.shapes import (
    DemoActor,
    DemoDocument,
    DemoOrigin,
    DemoPerson,
    DemoSource,
)

# Known to everybody who can read this file, and meant to be.
PASSWORD = "claimbook-demo"  # noqa: S105

PEOPLE = (
    DemoPerson("ana", "Ana", Role.ANALYST),
    DemoPerson("rui", "Rui", Role.REVIEWER),
    DemoPerson("eda", "Eda", Role.EDITOR),
    DemoPerson("zoe", "Zoe", Role.VIEWER),
    DemoPerson("admin", "Admin", Role.ADMINISTRATOR),
)

REPORT_DAY = date(2025, 5, 8)

# An actor comes after the one that it is part of.
ACTORS = {
    "beijing": DemoActor(
        "Government of China",
        ActorKind.GOVERNMENT,
        "CN",
        names=(("Beijing", "en"), ("Chinese government", "en"), ("中国政府", "zh-Hans")),
    ),
    "kyiv": DemoActor(
        "Government of Ukraine",
        ActorKind.GOVERNMENT,
        "UA",
        names=(("Kyiv", "en"), ("Kiev", "en"), ("Уряд України", "uk")),
    ),
    "moscow": DemoActor(
        "Government of Russia",
        ActorKind.GOVERNMENT,
        "RU",
        names=(("Moscow", "en"), ("Kremlin", "en"), ("Правительство России", "ru")),
    ),
    "washington": DemoActor(
        "Government of the United States",
        ActorKind.GOVERNMENT,
        "US",
        names=(("Washington", "en"), ("US government", "en")),
    ),
    "ukraine_mfa": DemoActor(
        "Ministry of Foreign Affairs of Ukraine",
        ActorKind.GOVERNMENT,
        "UA",
        parent="kyiv",
        names=(("Ukraine's foreign ministry", "en"), ("МЗС України", "uk")),
    ),
    "xi": DemoActor(
        "Xi Jinping",
        ActorKind.PERSON,
        "CN",
        "Q15031",
        names=(("习近平", "zh-Hans"), ("President Xi", "en")),
    ),
    "putin": DemoActor(
        "Vladimir Putin",
        ActorKind.PERSON,
        "RU",
        "Q7747",
        names=(("Владимир Путин", "ru"), ("President Putin", "en")),
    ),
    "trump": DemoActor(
        "Donald Trump", ActorKind.PERSON, "US", "Q22686", names=(("Donald J. Trump", "en"),)
    ),
    "al_jazeera": DemoActor("Al Jazeera", ActorKind.MEDIA, "QA", names=(("الجزيرة", "ar"),)),
    "shapovalova": DemoActor("Yulia Shapovalova", ActorKind.PERSON, parent="al_jazeera"),
    "west": DemoActor(
        "Western countries",
        ActorKind.GROUP,
        names=(("The West", "en"), ("the Western world", "en")),
    ),
}

SOURCES = {
    "al_jazeera": DemoSource(
        "Al Jazeera",
        SourceKind.OUTLET,
        Reliability.B,
        "Given for this demonstration, so that there is a grade to see. No study of the outlet's "
        "record stands behind it: judge for yourself before you rely on it.",
        domain="aljazeera.com",
        country="QA",
        language="en",
        owner="al_jazeera",
    ),
    "calendar": DemoSource(
        "The civil calendar",
        SourceKind.DATASET,
        Reliability.A,
        "Anyone can repeat what is reckoned from it.",
    ),
}

DOCUMENTS = {
    "report": DemoDocument(
        "al_jazeera",
        "Report on Xi Jinping's visit to Moscow, 8 May 2025",
        DocumentKind.ARTICLE,
        "Al Jazeera, 8 May 2025: news report on the Chinese president's visit to Moscow for the "
        "Victory Day events.",
        language="en",
        published_on=REPORT_DAY,
    ),
    "calendar": DemoDocument(
        "calendar",
        "Gregorian calendar, years 2022 to 2025",
        DocumentKind.OTHER,
        "The calendar in civil use; any printed calendar of these years shows the same.",
    ),
}

ORIGINS = {
    "report": DemoOrigin("Al Jazeera's own reporting, 8 May 2025", OriginKind.OWN_REPORTING),
    "kyiv": DemoOrigin(
        "What the Government of Ukraine says of Chinese nationals", OriginKind.OFFICIAL_STATEMENT
    ),
    "beijing": DemoOrigin(
        "What the Government of China says of its neutrality", OriginKind.OFFICIAL_STATEMENT
    ),
    "ukraine_mfa": DemoOrigin(
        "Call of Ukraine's foreign ministry before Victory Day 2025", OriginKind.OFFICIAL_STATEMENT
    ),
    "calendar": DemoOrigin("The Gregorian calendar", OriginKind.RECORD),
}

# By slug; a topic comes after the one that it is part of.
TOPICS = {
    "war-in-ukraine": ("War in Ukraine", ""),
    "china-russia-relations": ("China-Russia relations", ""),
    "us-diplomacy": ("United States diplomacy", ""),
    "energy": ("Energy", ""),
    "pipelines": ("Pipelines", "energy"),
    "trade": ("Trade", ""),
    "memory-of-the-second-world-war": ("Memory of the Second World War", ""),
    "dates": ("Dates and durations", ""),
}
