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

# By paragraph, as the locators count them. Beyond single phrases these are not the report's words.
REPORT = """\
What the report says, told in our own words paragraph by paragraph. This is not its text.

1. Dated 8 May 2025. Xi Jinping, in Moscow to commemorate the defeat of Nazi Germany, tells \
Vladimir Putin that China stands with Russia against “unilateralism and hegemonic bullying”.

2. He arrives on a Thursday for four days and speaks of “deeper” trust between the two countries. \
That is read as aimed at Western critics of the war in Ukraine, which Putin calls a war against \
the Nazis of today.

3. Xi says once more, at greater length, that China will work with Russia in world affairs.

4. Putin greets him in the Kremlin as a “dear friend” and underlines Moscow's part in the Second \
World War, which he has long said the West plays down.

5. Putin: the two stand guard over what is true in history and against “neo-Nazism” now.

6. Putin says that Russia and China stand together against it.

7. That week Ukraine's foreign ministry asked other countries to keep their armed forces away from \
the Victory Day events: taking part would go against the neutrality that some have declared.

8. Beijing presents itself as neutral in the war; Kyiv claims that it has sent its nationals to \
help Moscow on Ukrainian territory.

9. Xi: both will defend a “correct view” of that war's history, the “authority and status” of the \
United Nations, and the interests of developing countries.

10. Donald Trump presses Russia and Ukraine to make peace after more than three years of war, \
while Washington mends its relations with Moscow out of view, which may worry Beijing.

11. Al Jazeera's Yulia Shapovalova, from Moscow: many say that China has “some concerns” about that.

12. Xi, whose country is in a tariff war with the United States, is to sign agreements that deepen \
the “no limits” partnership, signed with Russia in 2022 less than three weeks before the invasion.

13. Shapovalova: the delegation means to talk about the gas pipeline Power of Siberia 2, \
“long-delayed” by disagreements over costs.

14. Shapovalova: economic pressure on both sides may bring them nearer to a compromise.
"""

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
    "russian_president": DemoSource(
        "President of Russia",
        SourceKind.OFFICE,
        Reliability.F,
        "Not judged here. For the wording and the day of its own statements it is the first "
        "hand all the same.",
        domain="kremlin.ru",
        country="RU",
        owner="moscow",
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
        body=REPORT,
    ),
    "statement": DemoDocument(
        "russian_president",
        "Joint statement of Russia and China, 4 February 2022",
        DocumentKind.STATEMENT,
        "Joint Statement of the Russian Federation and the People's Republic of China on the "
        "International Relations Entering a New Era and the Global Sustainable Development, "
        "Beijing, 4 February 2022; published by the President of Russia.",
        language="en",
        published_on=date(2022, 2, 4),
        body="What we hold of the statement, in our own words but for one phrase.\n\n"
        "Xi Jinping and Vladimir Putin met in Beijing on 4 February 2022. The statement of that "
        "day says that the friendship of the two states has “no limits”.",
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
    "statement": DemoOrigin(
        "Joint statement of Russia and China, 4 February 2022", OriginKind.OFFICIAL_STATEMENT
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
