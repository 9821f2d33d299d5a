"""Who changed what and when, as the database itself wrote it down, and the seals over it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.choices import AuditAction


class AuditEntry(models.Model):
    """One row is one insert, update or delete of one row of a record table.

    The audit trigger alone writes here. ``before`` and ``after`` hold the changed fields of
    an update, the whole row of a delete or insert.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    cluster = models.BigIntegerField(help_text="Identifies the server whose transaction this is.")
    xid = models.BigIntegerField("transaction id")
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField()
    reason = models.TextField(blank=True)
    step = models.TextField(blank=True)
    request_id = models.TextField(blank=True)
    table_name = models.TextField("table")
    row_id = models.TextField("row")
    claim_id = models.BigIntegerField(null=True, help_text="The claim that the row belongs to.")
    action = models.CharField(max_length=6, choices=AuditAction)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "audit entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(action=AuditAction.INSERT, before__isnull=True, after__isnull=False)
                | Q(action=AuditAction.UPDATE, before__isnull=False, after__isnull=False)
                | Q(action=AuditAction.DELETE, before__isnull=False, after__isnull=True),
                name="auditentry_holds_what_its_action_changed",
            ),
        ]
        indexes = [
            models.Index(fields=["table_name", "row_id", "id"], name="auditentry_of_row"),
            models.Index(fields=["claim_id", "id"], name="auditentry_of_claim"),
            models.Index(fields=["cluster", "xid"], name="auditentry_of_transaction"),
            models.Index(fields=["actor_id", "id"], name="auditentry_of_actor"),
            # Where the claims stood in the past: see review/figures.
            models.Index(
                fields=["at"],
                name="auditentry_of_status",
                condition=Q(Q(action=AuditAction.INSERT) | Q(after__has_key="status"))
                & Q(table_name="claims_claim"),
            ),
            # When a claim was first taken.
            models.Index(
                fields=["claim_id", "id"],
                name="auditentry_of_taking",
                condition=Q(table_name="claims_claim", step="take"),
            ),
            # What an import wrote, so that it can be undone: see exchange/ingest.
            models.Index(
                fields=["request_id", "id"],
                name="auditentry_of_import",
                condition=Q(request_id__startswith="import "),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id}: {self.actor_name} {self.action} {self.table_name} {self.row_id}"


class AuditSeal(models.Model):
    """One row seals the entries of all transactions between two marks, and the seal before it.

    ``root`` is the RFC 6962 Merkle tree hash over the entries in the order of their ids;
    ``leaves`` keeps the hash of each (32 bytes an entry), so that a broken one can be named.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    cluster = models.BigIntegerField()
    from_xid = models.BigIntegerField()
    until_xid = models.BigIntegerField()
    entry_ids = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()
    root = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    seal_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_xid__lt=models.F("until_xid")),
                name="auditseal_covers_something",
            ),
        ]

    def __str__(self) -> str:
        return f"Seal {self.number}: {self.seal_hash[:16]}…"
