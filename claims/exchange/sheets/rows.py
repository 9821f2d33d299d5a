"""From the cells of a row to what it says, by the mapping of its sheet."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from claims.canonical.text import clean_line
from claims.choices import ActorKind
from claims.exchange.ingest.entries import Entry, GivenSource
from claims.exchange.parse.addresses import read_address, site_of
from claims.exchange.parse.dates import ReadDate, read_date
from claims.exchange.parse.parties import is_placeholder
from claims.exchange.parse.values import language, number
from claims.exchange.sheets.formulas import NO_RESULTS
from claims.exchange.wire import WireAppearance, WireParty, WireReview

_SLASHES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
# What joins several values in one cell. A comma does so only where no value can hold one.
_BARS = re.compile(r"\s*[|\n]\s*|\s*;\s+|;$")
_COMMAS = re.compile(r"\s*[|\n;,]\s*")
_ADDRESSES = re.compile(r"\s*[|\n]\s*|[\s,;]+(?=https?://)", re.I)
_LISTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
# What marks a formula in an exported cell, so that no spreadsheet takes the cell for one.
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_WIKIDATA = re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(Q\d+)", re.I)
_EXCEL_DAY_ONE = 693_594

_KINDS = {
    "organization": ActorKind.ORGANISATION,
    "newsmediaorganization": ActorKind.MEDIA,
    "governmentorganization": ActorKind.GOVERNMENT,
    "politicalparty": ActorKind.PARTY,
    "corporation": ActorKind.COMPANY,
}


def actor_kind(word: str) -> str:
    """Return the kind of actor that ``word`` names, ours or schema.org's, or ""."""
    folded = re.sub(r"[\W_]+", "", word).lower()
    ours = {kind.value.replace("_", ""): kind.value for kind in ActorKind}
    return str(ours.get(folded) or _KINDS.get(folded, ""))


class RowReader:
    """Reads the rows of one sheet by one mapping."""

    def __init__(
        self,
        columns: Sequence[str],
        mapping: Mapping[str, str],
        *,
        namespace: str,
        default_language: str,
        day_first: bool | None,
    ) -> None:
        self._columns = columns
        self._places: dict[str, list[int]] = {}
        for place, column in enumerate(columns):
            if mapping.get(column):
                self._places.setdefault(mapping[column], []).append(place)
        self._namespace = namespace
        self._language = default_language
        self._day_first = day_first

    def read(self, number: int, cells: Sequence[str]) -> Entry:
        """Return what the row with these ``cells`` says; what is odd is among its warnings."""
        row = _Row(self._places, cells)
        review = WireReview(claim_language=self._language)
        entry = Entry(number=number, review=review, namespace=self._namespace)
        if row.formula:
            entry.refusal = (
                f"{row.formula}: this is a formula and no value: put its result in the cell."
            )
            return entry
        for place in row.failed:
            told = f"its formula has no result ({cells[place]}); it was left out"
            review.warn("no_result", self._columns[place], told)
        self._read_claim(row, entry)
        self._read_appearances(row, review)
        self._read_review(row, review)
        _read_sources(row, entry)
        entry.topics = [*row.several("topics", _COMMAS), *row.several("tags", _COMMAS)]
        entry.note = _note(row, review)
        return entry

    def _read_claim(self, row: "_Row", entry: Entry) -> None:
        review = entry.review
        review.claim_text = clean_line(row.one("claim_text"))
        review.external_id = clean_line(row.one("external_id"))[:300]
        if said := row.one("claim_language"):
            if tag := language(said):
                review.claim_language = tag
            else:
                review.warn("language_bad", "claim_language", f"“{said[:40]}” is no language tag")
        found = self._date(row, review, "claim_date")
        review.claim_date, review.claim_date_precision = found.date, found.precision
        entry.claimant_kind = actor_kind(row.one("claimant_type"))
        if row.one("claimant_type") and not entry.claimant_kind:
            review.warn("kind_unknown", "claimant_type", "it is no kind of actor that we know")
        addresses = [row.one("claimant_url")] if row.one("claimant_url") else []
        wikidata = _WIKIDATA.fullmatch(addresses[0]) if addresses else None
        if wikidata:
            addresses = [f"https://www.wikidata.org/wiki/{wikidata[1].upper()}"]
        names = row.several("claimant_name", _BARS)
        review.claimants = [
            WireParty(
                name=name[:300],
                kind=row.one("claimant_type"),
                role=row.one("claimant_role"),
                addresses=addresses if len(names) == 1 else [],
                is_placeholder=is_placeholder(name),
            )
            for name in names
        ]

    def _read_appearances(self, row: "_Row", review: WireReview) -> None:
        first = row.addresses("first_appearance_url", review)
        archived = row.addresses("archived_urls", review)
        for url in [*first, *row.addresses("appearance_urls", review)]:
            if url not in review.appearance_urls:
                review.appearances.append(
                    WireAppearance(
                        url=url,
                        is_first=url in first,
                        archive_urls=[one for one in archived if url in one],
                    )
                )
        loose = [one for one in archived if not any(url in one for url in review.appearance_urls)]
        if loose and review.appearances:
            review.appearances[0].archive_urls += loose

    def _read_review(self, row: "_Row", review: WireReview) -> None:
        found = row.addresses("review_url", review)
        review.review_url = found[0] if found else ""
        review.publisher_site = site_of(review.review_url)
        review.publisher_name = clean_line(row.one("reviewer_org"))[:300]
        review.review_title = clean_line(row.one("review_title"))
        read = self._date(row, review, "review_date")
        review.review_date, review.review_date_precision = read.date, read.precision
        review.reviewers = [WireParty(name=name) for name in row.several("reviewer_names", _COMMAS)]
        review.label = clean_line(row.one("verdict_label"))
        for name in ("rating_value", "rating_worst", "rating_best"):
            if given := row.one(name):
                value = number(given)
                setattr(review, name, value)
                if value is None:
                    review.warn("number_bad", name, f"“{given[:40]}” is no number")
        review.rating_explanation = row.one("verdict_summary")
        review.licence = clean_line(row.one("licence"))

    def _date(self, row: "_Row", review: WireReview, name: str) -> ReadDate:
        text = row.one(name)
        if _SERIAL.fullmatch(text):
            # A day as Excel counts them, in a cell that nobody formatted as one.
            day = ReadDate(_excel_day(text))
            review.warn("date_serial", name, f"“{text}” was taken as {day.date}")
            return day
        parts = _SLASHES.match(text)
        if parts and self._day_first is not None:
            first, second = int(parts[1]), int(parts[2])
            month, dom = (second, first) if self._day_first else (first, second)
            text = f"{parts[3]}-{month:02}-{dom:02}"
        found = read_date(text)
        if found.oddity:
            review.warn("date_bad", name, f"{found.oddity}; it was left out")
        return found


class _Row:
    """The cells of one row by field."""

    def __init__(self, places: Mapping[str, list[int]], cells: Sequence[str]) -> None:
        self._cells: dict[str, list[str]] = {}
        self.formula = ""
        # Where a formula has no result.
        self.failed: list[int] = []
        for name, where in places.items():
            self._cells[name] = kept = []
            for at in (at for at in where if at < len(cells) and cells[at].strip()):
                cell = cells[at]
                if cell in NO_RESULTS:
                    self.failed.append(at)
                elif cell.startswith("="):
                    self.formula = self.formula or name
                else:
                    kept.append(_GUARDED.sub("", cell, count=1) if cell[:1] == "'" else cell)

    def one(self, name: str) -> str:
        found = self._cells.get(name)
        return "\n".join(found).strip() if found else ""

    def several(self, name: str, by: re.Pattern[str]) -> list[str]:
        parts: list[str] = []
        for cell in self._cells.get(name, []):
            # A list as Python and JSON write it down.
            listed = cell.startswith("[") and cell.endswith("]")
            inner = [one or other for one, other in _LISTED.findall(cell)] if listed else None
            parts += inner if inner is not None else by.split(cell)
        return list(dict.fromkeys(part for part in map(clean_line, parts) if part))

    def aligned(self, name: str) -> list[str]:
        """Return the values of a list that runs beside another, empty ones included."""
        return [part.strip() for cell in self._cells.get(name, []) for part in cell.split("|")]

    def addresses(self, name: str, review: WireReview) -> list[str]:
        urls: list[str] = []
        for part in self.several(name, _ADDRESSES):
            found = read_address(part)
            if found.oddity:
                review.warn("address_bad" if not found.url else "address_mended", name,
                            found.oddity)  # fmt: skip
            if found.url and found.url not in urls:
                urls.append(found.url)
        return urls


def _excel_day(text: str) -> date:
    return date.fromordinal(_EXCEL_DAY_ONE + int(float(text)))


def _read_sources(row: _Row, entry: Entry) -> None:
    quotes = row.aligned("source_quotes")
    reliability = row.aligned("source_reliability")
    credibility = row.aligned("info_credibility")

    def at(values: list[str], place: int) -> str:
        return values[place] if place < len(values) else ""

    for place, url in enumerate(row.addresses("source_urls", entry.review)):
        level = at(credibility, place)
        entry.sources.append(
            GivenSource(
                url=url,
                quote="" if at(quotes, place) in ("–", "-") else at(quotes, place)[:5000],
                reliability=at(reliability, place)[:1].upper(),
                credibility=int(level) if re.fullmatch("[1-6]", level) else None,
            )
        )


def _note(row: _Row, review: WireReview) -> str:
    """Return what has no field of its own here, for the internal note of the claim."""
    parts = [row.one("claim_context"), row.one("notes")]
    told: list[tuple[str, str]] = [
        ("Status there", row.one("status")),
        ("Office of the claimant", row.one("claimant_role")),
        ("Confidence there", row.one("confidence")),
        ("Correction", " ".join(filter(None, (row.one("correction_date"),
                                              row.one("correction_text"))))),
    ]  # fmt: skip
    if not review.review_url:
        # Without a fact-check of which it is the verdict, it is a remark and no evidence.
        told += [
            ("Verdict there", review.label),
            ("Number there", row.one("rating_value")),
            ("Why, there", review.rating_explanation),
            ("Checked by", review.publisher_name),
        ]
    parts += [f"{name}: {text}" for name, text in told if text]
    return "\n\n".join(part for part in parts if part)
