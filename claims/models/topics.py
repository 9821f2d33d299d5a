"""The subject headings that claims are filed under."""

from django.db import models
from django.db.models import F, Q

from claims.models.base import (
    CleanCharField,
    Fold,
    PublicRecord,
    not_blank_law,
    pattern_law,
)


class Topic(PublicRecord):
    """One row is a subject heading."""

    name = CleanCharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    parent = models.ForeignKey(
        "claims.Topic",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            not_blank_law("name", "topic_name_not_blank", "Give the topic a name."),
            pattern_law(
                "slug",
                r"^[a-z0-9-]+$",
                "topic_slug_is_plain",
                "Small letters, digits and hyphens.",
            ),
            models.UniqueConstraint(
                Fold("name"),
                name="topic_name_unique_without_case",
                violation_error_message="There is a topic of this name.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="topic_not_its_own_parent",
                violation_error_message="A topic can't be part of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
