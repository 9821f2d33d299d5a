"""What claims are found by: derived rows that the database keeps by itself, for any writer."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class ClaimWords(models.Model):
    """One row is the words that one claim is found by: its own, its quotes, names and topics.

    ``claims_index_claims`` in SQL writes it; nobody else does.
    """

    claim = models.OneToOneField(
        "claims.Claim",
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="index",
    )
    words = SearchVectorField()
    said_on = models.DateField(help_text="When it was first said, or else recorded.")

    class Meta:
        indexes = [
            # A short pending list: every search has to read the whole of it.
            GinIndex(
                fields=["words"],
                name="claimwords_words",
                fastupdate=True,
                gin_pending_list_limit=512,
            ),
            models.Index(fields=["said_on"], name="claimwords_said_on"),
        ]

    def __str__(self) -> str:
        return f"words of claim {self.claim_id}"


class DocumentWords(models.Model):
    """One row is the words of one stretch of a document's title and text.

    Stretches, because PostgreSQL keeps no more than 1 MB of words together.
    """

    pk = models.CompositePrimaryKey("document_id", "part")
    document = models.ForeignKey(
        "claims.Document",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="index",
    )
    part = models.PositiveSmallIntegerField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(
                fields=["words"],
                name="documentwords_words",
                fastupdate=True,
                gin_pending_list_limit=512,
            )
        ]

    def __str__(self) -> str:
        return f"words of document {self.document_id}, part {self.part}"


class SearchWord(models.Model):
    """One row is a word that claims, names or topics hold, for those who misspell it."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(OpClass("word", "gin_trgm_ops"), name="searchword_trigrams")]

    def __str__(self) -> str:
        return self.word
