"""Where claims were said, by whom, and in which words."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from claims.choices import AppearanceAct, Precision
from claims.models.base import (
    CleanCharField,
    QuotedRecord,
    choice_law,
    happened_law,
    not_to_come,
    precision_field,
    precision_law,
)


class Appearance(QuotedRecord):
    """One row is one moment in which someone says, repeats, reports, denies, … the claim."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="appearances")
    document = models.ForeignKey(
        "claims.Document", on_delete=models.PROTECT, related_name="appearances"
    )
    actor = models.ForeignKey(
        "claims.Actor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appearances",
    )
    attribution = CleanCharField(
        max_length=300, blank=True, help_text="Who said it when it is no known actor."
    )
    act = models.CharField(max_length=9, choices=AppearanceAct, default=AppearanceAct.ASSERTS)
    said_on = models.DateField(null=True, blank=True, validators=[not_to_come])
    said_precision = precision_field()

    class Meta:
        ordering = ["said_on", "id"]
        constraints = [
            choice_law("act", AppearanceAct.values, "appearance_act_is_known"),
            choice_law("said_precision", Precision.values, "appearance_precision_is_known"),
            precision_law("said_on", "said_precision", "appearance_date_fits_precision"),
            happened_law("said_on", "appearance_was_said"),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | ~Q(attribution=""),
                name="appearance_has_actor_or_attribution",
                violation_error_message="Say who: an actor, or an attribution in words.",
            ),
            models.UniqueConstraint(
                fields=["claim", "document", "actor", "attribution", "act", "locator"],
                name="appearance_recorded_once",
                nulls_distinct=False,
                violation_error_code="unique",
                violation_error_message="This appearance is recorded already.",
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "said_on", "id"], name="appearance_timeline"),
            models.Index(fields=["actor", "claim"], name="appearance_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor or self.attribution} {self.act} it in {self.document}"

    def clean(self) -> None:
        super().clean()
        if not self.actor_id and not self.attribution:
            raise ValidationError({"actor": "Say who: an actor, or an attribution in words."})
