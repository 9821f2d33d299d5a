"""What all records have in common, and the fields and conditions that many of them use."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Lookup, Q
from django.db.models.functions import ExtractDay, ExtractMonth, Now
from django.utils import timezone

from claims.canonical.text import (
    LANGUAGE_PATTERN,
    clean_line,
    clean_text,
    unkeepable_characters,
)
from claims.choices import Precision

if TYPE_CHECKING:
    CharField = models.CharField[str | int, str]
    TextField = models.TextField[str, str]
else:
    CharField = models.CharField
    TextField = models.TextField

COUNTRY_PATTERN = r"^[A-Z]{2}$"
SHA256_PATTERN = r"^[0-9a-f]{64}$"
# Somewhere it is tomorrow already, and not every clock is right.
CLOCKS_APART = timedelta(hours=14)
WEB_ADDRESS_PATTERN = r"^https?://[^\s]+$"


class Uuid7(Func):
    """A fresh UUIDv7 (RFC 9562, §5.7) made by the database, so that any writer gets one."""

    function = "claims_uuid7"
    template = "%(function)s()"
    output_field = models.UUIDField()
    allowed_default = True


class Fold(Func):
    """Text folded for comparison: compatibility forms, lower case, plain quotes and ends."""

    function = "claims_fold"
    output_field = models.TextField()


class FoldKey(Func):
    """The SHA-256 of folded text: short enough for an index, whatever the length."""

    function = "claims_fold_key"
    output_field = models.TextField()


class Digest(Func):
    """The SHA-256 of text as it stands, as hex digits: for indexes over long text."""

    function = "claims_digest"
    output_field = models.TextField()


class Plain(Func):
    """Folded text without accents, as names and misspelt words are searched."""

    function = "claims_plain"
    output_field = models.TextField()


class CleanCharField(CharField):
    """One line of text; what can't be kept is refused, white space is evened out."""

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        return clean_line(_keepable(text)) if isinstance(text, str) else text


class CleanTextField(TextField):
    """Text of several lines; what can't be kept is refused, its ends are trimmed."""

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        return clean_text(_keepable(text)) if isinstance(text, str) else text


def _keepable(text: str) -> str:
    found = unkeepable_characters(text)
    if found:
        raise ValidationError(
            "Characters that can't be kept: %(found)s. Take them out.",
            code="unkeepable",
            params={"found": ", ".join(found[:5])},
        )
    return text


def language_field(**options: object) -> CharField:
    """Return a field for a language tag (BCP 47) such as ``uk`` or ``zh-Hans``."""
    return CharField(
        max_length=35,
        validators=[
            RegexValidator(LANGUAGE_PATTERN, "Give a language tag such as en, uk or zh-Hans.")
        ],
        **options,  # type: ignore[arg-type]
    )


def country_field() -> CharField:
    """Return a field for a country code (ISO 3166-1 alpha-2), empty when unknown."""
    return CharField(
        max_length=2,
        blank=True,
        validators=[RegexValidator(COUNTRY_PATTERN, "Give two capital letters, such as UA.")],
    )


def precision_field() -> CharField:
    """Return a field that says how exact the date beside it is."""
    return CharField(max_length=5, choices=Precision, default=Precision.DAY)


def pattern_law(field: str, pattern: str, name: str, message: str) -> models.CheckConstraint:
    """Return the law that ``field`` is empty or matches ``pattern``."""
    return models.CheckConstraint(
        condition=Q(**{field: ""}) | Q(**{f"{field}__regex": pattern}),
        name=name,
        violation_error_code=name,
        violation_error_message=message,
    )


def not_blank_law(field: str, name: str, message: str) -> models.CheckConstraint:
    """Return the law that ``field`` holds more than white space."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__regex": r"\S"}),
        name=name,
        violation_error_code=name,
        violation_error_message=message,
    )


def choice_law(field: str, words: Iterable[object], name: str) -> models.CheckConstraint:
    """Return the law that ``field`` holds one of ``words``."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": list(words)}),
        name=name,
        violation_error_code=name,
        violation_error_message=f"Not one of the words allowed for {field.replace('_', ' ')}.",
    )


def together_law(first: str, second: str, name: str, message: str) -> models.CheckConstraint:
    """Return the law that the moment ``first`` is set exactly when the text ``second`` is."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, second: ""})
        | (Q(**{f"{first}__isnull": False}) & ~Q(**{second: ""})),
        name=name,
        violation_error_code=name,
        violation_error_message=message,
    )


def precision_law(date: str, precision: str, name: str) -> models.CheckConstraint:
    """Return the law that a date known to the month or year stands at its first day."""
    first_day: Lookup[int] = models.lookups.Exact(ExtractDay(F(date)), 1)
    first_month: Lookup[int] = models.lookups.Exact(ExtractMonth(F(date)), 1)
    return models.CheckConstraint(
        condition=Q(**{f"{date}__isnull": True})
        | Q(**{precision: Precision.DAY})
        | (Q(**{precision: Precision.MONTH}) & Q(first_day))
        | (Q(**{precision: Precision.YEAR}) & Q(first_day) & Q(first_month)),
        name=name,
        violation_error_code=name,
        violation_error_message=(
            "A date known only to the month or year stands at the first day of it."
        ),
    )


def not_to_come(value: date) -> None:
    """Refuse a day or moment of what has happened that is yet to come."""
    now = timezone.now() + CLOCKS_APART
    if value > (now if isinstance(value, datetime) else now.date()):
        raise ValidationError("This lies in the future.", code="future")


def happened_law(field: str, name: str) -> models.CheckConstraint:
    """Return the law that the day or moment ``field`` is not yet to come.

    A check may ask the clock here, because its answer can only turn from no to yes: a row that
    was kept once can be restored at any later time.
    """
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lte": Now() + CLOCKS_APART}),
        name=name,
        violation_error_code="future",
        violation_error_message="What has happened does not lie in the future.",
    )


class Record(models.Model):
    """Something that Claimbook keeps; the database stamps moments and counts versions."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.PositiveIntegerField(db_default=1, editable=False)

    class Meta:
        abstract = True


class PublicRecord(Record):
    """A record that the outside may point to, by an id that tells nothing of their number."""

    public_id = models.UUIDField(db_default=Uuid7(), unique=True, editable=False)

    class Meta(Record.Meta):
        abstract = True


class QuotedRecord(PublicRecord):
    """A record that points into a document (W3C TextQuoteSelector: quote, prefix, suffix)."""

    quote = CleanTextField(max_length=5000, blank=True, help_text="The exact words.")
    prefix = CleanTextField(
        max_length=500,
        blank=True,
        help_text="The words just before the quote, to find it again.",
    )
    suffix = CleanTextField(max_length=500, blank=True, help_text="The words just after the quote.")
    locator = CleanCharField(
        max_length=200,
        blank=True,
        help_text="Page, paragraph or time code: p. 4, 00:12:31.",
    )

    class Meta(PublicRecord.Meta):
        abstract = True
