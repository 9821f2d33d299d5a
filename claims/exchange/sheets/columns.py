"""What the columns of a sheet mean: our fields, and guesses from the names that others use."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

# The fields of our template, in its order, each with what it holds.
FIELDS: dict[str, str] = {
    "external_id": "The giver's own id of the claim",
    "claim_text": "What is claimed",
    "claim_language": "Language of the claim (en, uk, pt-BR)",
    "claimant_name": "Who claims it",
    "claimant_type": "What the claimant is: person, organisation, government …",
    "claimant_role": "The claimant's office",
    "claimant_url": "The claimant's page, or Wikidata",
    "claim_date": "When it was said",
    "claim_context": "Note on the claim, for colleagues",
    "first_appearance_url": "Where it was said first",
    "appearance_urls": "Where it was said, several separated by |",
    "archived_urls": "Archived copies",
    "topics": "Topics, several separated by |",
    "status": "Where the work stands there",
    "verdict_label": "The verdict in the giver's words",
    "rating_value": "The verdict as a number",
    "rating_worst": "The worst end of that scale",
    "rating_best": "The best end of that scale",
    "verdict_summary": "Why the verdict is so",
    "confidence": "How sure they are",
    "review_title": "Title of the fact-check",
    "review_url": "Address of the fact-check",
    "review_date": "When the fact-check was published",
    "reviewer_org": "Who published the fact-check",
    "reviewer_names": "Who wrote it",
    "source_urls": "Documents that speak for or against it",
    "source_quotes": "Their words, in the same order",
    "source_reliability": "Their reliability A-F, in the same order",
    "info_credibility": "Their credibility 1-6, in the same order",
    "tags": "Tags",
    "notes": "Anything else, kept in the note",
    "correction_text": "What was corrected",
    "correction_date": "When it was corrected",
    "licence": "Licence of the fact-check",
}

# Headings that the exports of others have, folded as _folded does. Where the same word means
# different things in different exports, SETS below decides.
_NAMES: dict[str, str] = {
    name: field
    for field, names in {
        "external_id": "id|identifier|external id|claim id|record id|uuid|key",
        "claim_text": "claim|claim text|claim reviewed|claims|statement|claimed|text of claim"
        "|claim review claim reviewed|fact check claim|claim description text"
        "|behauptung|affirmation|afirmacion|afirmacao|твердження|утверждение",
        "claim_language": "language|lang|claim language|in language|language code|sprache|idioma"
        "|langue|мова|язык",
        "claimant_name": "claimant|claimant name|claim author|claim author name|speaker|said by"
        "|who|author of claim|creative work author name|item reviewed author name|source of claim"
        "|claim sources|хто|автор",
        "claimant_type": "claimant type|speaker type|item reviewed author type",
        "claimant_role": "claimant role|job title|office|role|item reviewed author job title",
        "claimant_url": "claimant url|item reviewed author same as|creative work author same as"
        "|wikidata|wikidata id",
        "claim_date": "claim date|date of claim|said on|date said|creative work date published"
        "|item reviewed date published|social media posted at|datum|fecha|дата",
        "claim_context": "context|claim context|background|note on claim",
        "first_appearance_url": "first appearance|first appearance url|claim first appearance"
        "|item reviewed first appearance url|claim url|link to claim|claim source url|post url",
        "appearance_urls": "appearances|appearance urls|claim appearances|appearance|links",
        "archived_urls": "archive|archived|archived urls|archive url|archive link|archived url",
        "topics": "topic|topics|category|categories|subject|subjects|theme|themes",
        "status": "status|report status|workflow status",
        "verdict_label": "verdict|verdict label|rating|review rating|textual rating|label"
        "|conclusion|rating alternate name|review rating alternate name|classification|ruling"
        "|truth rating|rating name|ergebnis|veredicto|вердикт",
        "rating_value": "rating value|review rating rating value|rating rating value|score"
        "|rating numeric value",
        "rating_worst": "worst rating|rating worst|review rating worst rating"
        "|rating worst rating|rating rating worst rating",
        "rating_best": "best rating|rating best|review rating best rating|rating best rating",
        "verdict_summary": "summary|verdict summary|explanation|fact check summary|rationale"
        "|reasoning|review rating rating explanation|fact|description",
        "confidence": "confidence|certainty",
        "review_title": "title|review title|fact check title|headline|extra title",
        "review_url": "url|review url|fact check url|link|article url|claim review url"
        "|source link|report url",
        "review_date": "date|review date|date published|published|published at|checked date"
        "|claim review date published|review publication date|report published at"
        "|updated at|tanggal",
        "reviewer_org": "publisher|organisation|organization|fact checker|source name"
        "|reviewer name|reviewer org|author name|claim review author name|workspace"
        "|publisher name|fact checking organization|reviewed by organization",
        "reviewer_names": "reviewers|reviewer|reviewer names|author|authors|reviewed by|written by",
        "source_urls": "sources|evidence|source urls|references|review sources|related links"
        "|evidence urls|source url",
        "source_quotes": "quotes|source quotes|evidence quotes",
        "source_reliability": "reliability|source reliability",
        "info_credibility": "credibility|info credibility|information credibility",
        "tags": "tags|keywords|extra tags|labels|schlagworte|etiquetas",
        "notes": "notes|note|comment|comments|remarks|internal note",
        "correction_text": "correction|correction text|corrections",
        "correction_date": "correction date|corrected on",
        "licence": "licence|license|sd license",
    }.items()
    for name in names.split("|")
}

# The exports that newsrooms bring, each told by headings that only it has together.
SETS: tuple[tuple[str, frozenset[str], dict[str, str]], ...] = (
    (
        "Check, media list",
        frozenset({"claim", "item page url", "number of media"}),
        {
            "item page url": "external_id",
            "status": "verdict_label",
            "submitted at": "",
            "report published at": "review_date",
            "created by": "",
        },
    ),
    (
        "Check, fact-checks",
        frozenset({"id", "title", "summary", "url", "report status"}),
        {"title": "claim_text", "id": "external_id", "summary": "verdict_summary"},
    ),
    (
        "Check, shared fact-checks",
        frozenset({"fact check title", "fact check url", "workspace"}),
        {"fact check title": "claim_text"},
    ),
    (
        "Mafindo",
        frozenset({"classification", "fact", "conclusion", "tanggal"}),
        {
            "content": "claim_context",
            "title": "claim_text",
            "fact": "verdict_summary",
            "conclusion": "notes",
            "classification": "verdict_label",
            "source link": "first_appearance_url",
            "source issue": "",
        },
    ),
    (
        "Fact Check Explorer",
        frozenset({"claim", "source name", "source url", "verdict"}),
        {"source url": "review_url", "source name": "reviewer_org"},
    ),
    (
        "Data Commons",
        frozenset({"reviewer name", "claim text", "review url"}),
        {"reviewer name": "reviewer_org"},
    ),
    (
        "ClaimsKG",
        frozenset({"claim review url", "rating alternate name"}),
        {
            "claim review source": "",
            "claim review author": "",
            "extra title": "review_title",
            "extra refered links": "source_urls",
        },
    ),
    (
        "Fact-Check Insights",
        frozenset({"item reviewed type", "review rating alternate name"}),
        {
            "url": "review_url",
            "author name": "reviewer_org",
            "item reviewed name": "",
            "id": "external_id",
        },
    ),
)
# Fields that several columns may fill together; of any other the first column is taken.
JOINED = frozenset({"appearance_urls", "archived_urls", "topics", "tags", "notes", "source_urls"})
_SEVERAL = re.compile(r"^item reviewed appearance \d+ url$")


def _folded(heading: str) -> str:
    """Return ``heading`` as names are compared: words in small letters, without marks."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", heading)
        if not unicodedata.combining(letter)
    )
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    return re.sub(r"[\W_]+", " ", words).strip().lower()


def kind_of(columns: Iterable[str]) -> str:
    """Return whose export has these headings, or "" when none that is known."""
    names = {_folded(column) for column in columns}
    return next((title for title, told_by, _ in SETS if told_by <= names), "")


def guess_mapping(columns: Iterable[str]) -> dict[str, str]:
    """Return what each heading means: one of ``FIELDS``, or "" where nothing is known.

    A field is given to one column only, but for those of ``JOINED``.
    """
    columns = list(columns)
    kind = kind_of(columns)
    special = next((meant for title, _, meant in SETS if title == kind), {})
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    # What is named exactly so, or known of this export, goes before what is only like it.
    for is_sure in (True, False):
        for column in columns:
            if column in mapping:
                continue
            field = _sure(column, special) if is_sure else _NAMES.get(_folded(column), "")
            if field is None:
                continue
            if field in taken and field not in JOINED:
                field = ""
            mapping[column] = field
            taken.add(field)
    return {column: mapping[column] for column in columns}


def _sure(column: str, special: Mapping[str, str]) -> str | None:
    name = _folded(column)
    if name in special:
        return special[name]
    if _SEVERAL.match(name):
        return "appearance_urls"
    field = name.replace(" ", "_")
    return field if field in FIELDS else None


def problems_of(mapping: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a mapping, as sentences; an empty list when nothing is."""
    fields = [field for field in mapping.values() if field]
    found = [
        f"“{field}” is no field: choose one of {', '.join(FIELDS)}."
        for field in dict.fromkeys(fields)
        if field not in FIELDS
    ]
    found += [
        f"Two columns are mapped to {field}: only one of them can be."
        for field in dict.fromkeys(fields)
        if fields.count(field) > 1 and field not in JOINED and field in FIELDS
    ]
    if "claim_text" not in fields:
        found.append("No column is mapped to claim_text: say which one holds what is claimed.")
    return found
