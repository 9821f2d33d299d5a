"""What people are told about the claims that they work on."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from claims.choices import NoticeKind
from claims.models.base import CleanTextField, Uuid7, choice_law


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> "NoticeQuerySet":
        """Notices that their recipient has not read."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One row tells one person of one thing that happened to a claim.

    It is no record of its own but follows from what the audit holds, so that it may be removed.
    """

    public_id = models.UUIDField(db_default=Uuid7(), unique=True, editable=False)
    recipient = models.ForeignKey(
        "claims.User", on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=17, choices=NoticeKind)
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="notices")
    actor = models.ForeignKey(
        "claims.User",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Who did it; nobody when the clock did.",
    )
    text = CleanTextField(max_length=500, blank=True)
    due_on = models.DateField(
        null=True, blank=True, help_text="The day on which the re-check fell due."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            choice_law("kind", NoticeKind.values, "notice_kind_is_known"),
            models.CheckConstraint(
                condition=Q(actor__isnull=True) | ~Q(recipient=F("actor")),
                name="notice_tells_somebody_else",
                violation_error_message="Nobody is told of what they did themselves.",
            ),
            models.CheckConstraint(
                condition=Q(kind=NoticeKind.DUE, due_on__isnull=False)
                | (~Q(kind=NoticeKind.DUE) & Q(due_on__isnull=True)),
                name="notice_of_due_date_names_it",
                violation_error_message="A notice that a claim is due, and no other, has its day.",
            ),
            models.UniqueConstraint(
                fields=["recipient", "claim", "due_on"],
                name="notice_once_per_due_date",
                violation_error_message="This person was told already that the claim is due.",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_of_recipient"),
            models.Index(
                fields=["recipient", "-id"],
                name="notice_unread",
                condition=Q(read_at__isnull=True),
            ),
            models.Index(
                fields=["read_at"], name="notice_to_prune", condition=Q(read_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.claim.ref}"
