"""What sources published, and captures of it as it was."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from claims.canonical.urls import LONGEST_URL, canonical_url
from claims.choices import DocumentKind, Precision, SnapshotState
from claims.models.base import (
    SHA256_PATTERN,
    WEB_ADDRESS_PATTERN,
    CleanCharField,
    CleanTextField,
    Digest,
    Plain,
    PublicRecord,
    choice_law,
    happened_law,
    language_field,
    not_blank_law,
    not_to_come,
    pattern_law,
    precision_field,
    precision_law,
    together_law,
)


class Document(PublicRecord):
    """One row is one thing that a source published: an article, a post, a statement, a film."""

    source = models.ForeignKey("claims.Source", on_delete=models.PROTECT, related_name="documents")
    title = CleanCharField(max_length=500)
    kind = models.CharField(max_length=12, choices=DocumentKind, default=DocumentKind.ARTICLE)
    url = models.CharField("address", max_length=LONGEST_URL, blank=True)
    canonical_url = models.CharField(max_length=LONGEST_URL, blank=True, editable=False)
    citation = CleanTextField(
        max_length=2000,
        blank=True,
        help_text="Where it can be found when it has no address.",
    )
    language = language_field(blank=True)
    published_on = models.DateField(null=True, blank=True, validators=[not_to_come])
    published_precision = precision_field()
    body = CleanTextField(blank=True, max_length=1_000_000, help_text="Its text as captured.")
    retracted_on = models.DateField(null=True, blank=True, validators=[not_to_come])
    retraction_reason = CleanTextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            choice_law("kind", DocumentKind.values, "document_kind_is_known"),
            choice_law("published_precision", Precision.values, "document_precision_is_known"),
            precision_law("published_on", "published_precision", "document_date_fits_precision"),
            not_blank_law("title", "document_title_not_blank", "Give the document a title."),
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(citation=""),
                name="document_has_url_or_citation",
                violation_error_message="Give an address, or a citation when it has none.",
            ),
            pattern_law(
                "url",
                WEB_ADDRESS_PATTERN,
                "document_url_is_http",
                "Only addresses that begin with http:// or https:// can be kept.",
            ),
            pattern_law(
                "canonical_url",
                WEB_ADDRESS_PATTERN,
                "document_canonical_url_is_http",
                "Only addresses that begin with http:// or https:// can be kept.",
            ),
            models.CheckConstraint(
                condition=Q(url="", canonical_url="") | (~Q(url="") & ~Q(canonical_url="")),
                name="document_url_has_canonical_form",
                violation_error_message="An address needs its canonical form beside it.",
            ),
            models.UniqueConstraint(
                Digest("canonical_url"),
                condition=~Q(canonical_url=""),
                name="document_canonical_url_unique_when_set",
                violation_error_code="unique",
                violation_error_message="This address is recorded already.",
            ),
            happened_law("published_on", "document_was_published"),
            happened_law("retracted_on", "document_was_retracted"),
            together_law(
                "retracted_on",
                "retraction_reason",
                "document_retraction_has_reason",
                "A retracted document needs the day and the reason.",
            ),
        ]
        indexes = [
            GinIndex(OpClass(Plain("title"), "gin_trgm_ops"), name="document_title_trigrams"),
            models.Index(fields=["source", "-published_on", "-id"], name="document_by_source"),
            models.Index(fields=["language"], name="document_by_language"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        self.url = self.url.strip()
        try:
            self.canonical_url = canonical_url(self.url) if self.url else ""
        except ValueError as error:
            raise ValidationError({"url": str(error)}) from error
        if not self.url and not self.citation:
            raise ValidationError({"url": "Give an address, or a citation when it has none."})


class Snapshot(PublicRecord):
    """One row is one capture of a document as it was; only its state may change later."""

    document = models.ForeignKey(
        "claims.Document", on_delete=models.PROTECT, related_name="snapshots"
    )
    archive_url = models.CharField("archive address", max_length=LONGEST_URL, blank=True)
    file = models.FileField(upload_to="snapshots/%Y/%m/", blank=True, max_length=300)
    captured_at = models.DateTimeField(validators=[not_to_come])
    sha256 = models.CharField(
        "SHA-256",
        max_length=64,
        blank=True,
        help_text="Of the captured bytes, 64 hex digits.",
    )
    byte_size = models.PositiveBigIntegerField(null=True, blank=True)
    media_type = models.CharField(max_length=127, blank=True)
    state = models.CharField(max_length=8, choices=SnapshotState, default=SnapshotState.STORED)

    class Meta:
        ordering = ["-captured_at", "-id"]
        constraints = [
            choice_law("state", SnapshotState.values, "snapshot_state_is_known"),
            happened_law("captured_at", "snapshot_was_captured"),
            models.CheckConstraint(
                condition=~Q(archive_url="") | ~Q(file=""),
                name="snapshot_has_address_or_file",
                violation_error_message="Give the archive's address or a file.",
            ),
            pattern_law(
                "archive_url",
                WEB_ADDRESS_PATTERN,
                "snapshot_archive_url_is_http",
                "Only addresses that begin with http:// or https:// can be kept.",
            ),
            pattern_law(
                "sha256",
                SHA256_PATTERN,
                "snapshot_sha256_is_hex",
                "A SHA-256 is 64 hex digits in lower case.",
            ),
            models.CheckConstraint(
                condition=Q(file="") | (~Q(sha256="") & Q(byte_size__isnull=False)),
                name="snapshot_file_has_digest",
                violation_error_message="A stored file needs its SHA-256 and size.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} as of {self.captured_at:%Y-%m-%d %H:%M %Z}"
