"""Other wordings of a claim."""

from django.db import models

from claims.models.base import (
    CleanTextField,
    FoldKey,
    PublicRecord,
    language_field,
    not_blank_law,
)

LONGEST_WORDING = 2000


class ClaimWording(PublicRecord):
    """One row is another way to put a claim: a headline, a translation, a paraphrase."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="wordings")
    text = CleanTextField(
        max_length=LONGEST_WORDING,
        help_text="The same proposition in other words, or in another language.",
    )
    language = language_field(default="en")

    class Meta:
        ordering = ["id"]
        verbose_name = "other wording"
        constraints = [
            not_blank_law("text", "claimwording_text_not_blank", "Write the wording."),
            models.UniqueConstraint(
                "claim",
                FoldKey("text"),
                "language",
                name="claimwording_once_per_claim",
                violation_error_code="unique",
                violation_error_message="The claim has this wording already.",
            ),
        ]
        indexes = [models.Index(fields=["language"], name="claimwording_language")]

    def __str__(self) -> str:
        return self.text[:80]
