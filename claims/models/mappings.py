"""What the words of other publishers mean on our rating scale."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from claims.canonical.urls import normal_domain
from claims.choices import MappingState
from claims.models.base import (
    CleanCharField,
    CleanTextField,
    Fold,
    Plain,
    PublicRecord,
    language_field,
    not_blank_law,
    pattern_law,
)


class RatingMappingQuerySet(models.QuerySet["RatingMapping"]):
    def unknown(self) -> "RatingMappingQuerySet":
        """The queue: labels about which nobody has decided yet."""
        return self.in_state(MappingState.UNKNOWN)

    def of(self, site: str, label: str) -> "RatingMappingQuerySet":
        """The row of a publisher's label; case and closing stops make no difference."""
        return self.annotate(folded=Fold("label")).filter(
            site=site, folded=Fold(models.Value(label))
        )

    def in_state(self, state: MappingState) -> "RatingMappingQuerySet":
        """Labels that are in ``state``."""
        if state == MappingState.NO_RATING:
            return self.filter(no_rating=True)
        return self.filter(no_rating=False, rating__isnull=state == MappingState.UNKNOWN)


class RatingMapping(PublicRecord):
    """One row is one publisher's word for a verdict, and what it means on our scale.

    A word that an import met and nobody has decided about waits in the queue as unknown.
    """

    site = CleanCharField(
        max_length=253,
        blank=True,
        help_text="The publisher's host without www; empty for any publisher that has no row"
        " of its own for the label.",
    )
    publisher_name = CleanCharField(max_length=300, blank=True)
    label = CleanCharField(
        max_length=500,
        help_text="The publisher's own word; case and closing stops make no difference.",
    )
    language = language_field(blank=True)
    label_english = CleanCharField("in English", max_length=300, blank=True)
    rating = models.ForeignKey(
        "claims.Rating",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mappings",
        help_text="What it means on our scale.",
    )
    no_rating = models.BooleanField(
        "means no rating",
        default=False,
        help_text="It is no verdict, such as “not a claim” or “in progress”.",
    )
    seen_count = models.PositiveIntegerField(
        "times met", default=0, editable=False, help_text="By imports, before it was decided."
    )
    last_seen_at = models.DateTimeField("last met", null=True, blank=True, editable=False)
    source = CleanCharField(
        max_length=500, blank=True, help_text="Where the meaning was taken from."
    )
    licence = CleanCharField(max_length=100, blank=True, help_text="Of that source.")
    note = CleanTextField(max_length=2000, blank=True)

    objects = RatingMappingQuerySet.as_manager()

    class Meta:
        ordering = ["site", "label", "id"]
        constraints = [
            not_blank_law("label", "ratingmapping_label_not_blank", "Give the label."),
            pattern_law(
                "site",
                r"^(?!www\.)([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]+$",
                "ratingmapping_site_is_normal",
                "Give the bare host in lower case, such as example.org.",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(no_rating=False),
                name="ratingmapping_one_meaning",
                violation_error_message="Choose a rating, or that it means no rating, not both.",
            ),
            models.UniqueConstraint(
                "site",
                Fold("label"),
                name="ratingmapping_once_per_site",
                violation_error_code="unique",
                violation_error_message="This publisher's label is in the map already.",
            ),
        ]
        indexes = [
            models.Index(fields=["-seen_count", "-id"], name="ratingmapping_most_met"),
            GinIndex(OpClass(Plain("label"), "gin_trgm_ops"), name="ratingmapping_label_trigrams"),
        ]

    def __str__(self) -> str:
        return f"“{self.label}” of {self.site or 'any publisher'}"

    @property
    def state(self) -> MappingState:
        """Whether somebody decided what the label means."""
        if self.rating_id is not None:
            return MappingState.MAPPED
        return MappingState.NO_RATING if self.no_rating else MappingState.UNKNOWN

    def clean(self) -> None:
        super().clean()
        if self.site:
            try:
                self.site = normal_domain(self.site)
            except ValueError as error:
                raise ValidationError({"site": str(error)}) from error
