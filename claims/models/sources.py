"""The outlets, channels, offices and datasets that publish, and how reliable they were judged."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower, Now

from claims.canonical.urls import normal_domain
from claims.choices import Reliability, SourceKind
from claims.models.base import (
    COUNTRY_PATTERN,
    CleanCharField,
    CleanTextField,
    Plain,
    PublicRecord,
    Record,
    choice_law,
    country_field,
    happened_law,
    language_field,
    not_blank_law,
    not_to_come,
    pattern_law,
)


class SourceQuerySet(models.QuerySet["Source"]):
    def with_grade(self) -> "SourceQuerySet":
        """Each source with ``grade``: the reliability of its newest rating, or None."""
        newest = SourceRating.objects.filter(source=OuterRef("pk")).order_by("-rated_at", "-id")
        return self.annotate(grade=Subquery(newest.values("grade")[:1]))


class Source(PublicRecord):
    """One row is an outlet, channel, office or dataset that publishes documents."""

    name = CleanCharField(max_length=300)
    kind = models.CharField(max_length=12, choices=SourceKind)
    domain = CleanCharField(
        max_length=253, blank=True, help_text="Such as example.org, without www."
    )
    handle = CleanCharField(
        max_length=200,
        blank=True,
        help_text="Its account or channel name, such as @example.",
    )
    country = country_field()
    owner = models.ForeignKey(
        "claims.Actor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_sources",
    )
    language = language_field(blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            choice_law("kind", SourceKind.values, "source_kind_is_known"),
            not_blank_law("name", "source_name_not_blank", "Give the source a name."),
            pattern_law(
                "country",
                COUNTRY_PATTERN,
                "source_country_is_a_code",
                "Two capital letters: UA.",
            ),
            pattern_law(
                "domain",
                r"^(?!www\.)([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]+$",
                "source_domain_is_normal",
                "Give the bare domain in lower case, such as example.org.",
            ),
            models.UniqueConstraint(
                fields=["domain"],
                condition=~Q(domain=""),
                name="source_domain_unique_when_set",
                violation_error_message="Another source has this domain.",
            ),
            models.UniqueConstraint(
                Lower("handle"),
                "kind",
                condition=~Q(handle="") & Q(domain=""),
                name="source_handle_unique_without_domain",
                violation_error_message="Another source of this kind has this handle.",
            ),
        ]
        indexes = [
            GinIndex(OpClass(Plain("name"), "gin_trgm_ops"), name="source_name_trigrams"),
            models.Index(fields=["name", "id"], name="source_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.domain:
            try:
                self.domain = normal_domain(self.domain)
            except ValueError as error:
                raise ValidationError({"domain": str(error)}) from error


class SourceRating(Record):
    """One row is how reliable a source was judged from a moment on, by whom and why."""

    source = models.ForeignKey("claims.Source", on_delete=models.PROTECT, related_name="ratings")
    grade = models.CharField(max_length=1, choices=Reliability)
    rationale = CleanTextField(max_length=5000)
    rated_by = models.ForeignKey(
        "claims.User", on_delete=models.PROTECT, related_name="source_ratings"
    )
    rated_at = models.DateTimeField(db_default=Now(), validators=[not_to_come])

    class Meta:
        ordering = ["-rated_at", "-id"]
        constraints = [
            choice_law("grade", Reliability.values, "source_rating_grade_is_known"),
            happened_law("rated_at", "source_rating_was_given"),
            not_blank_law(
                "rationale",
                "source_rating_says_why",
                "Say why the source gets this grade.",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "-rated_at", "-id"], name="source_rating_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.grade} for {self.source}"
