"""The people, bodies and groups that speak or are spoken about."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from claims.choices import ActorKind
from claims.models.base import (
    COUNTRY_PATTERN,
    CleanCharField,
    CleanTextField,
    Fold,
    Plain,
    PublicRecord,
    Record,
    choice_law,
    country_field,
    language_field,
    not_blank_law,
    pattern_law,
)


class ActorQuerySet(models.QuerySet["Actor"]):
    def live(self) -> "ActorQuerySet":
        """Actors that were not merged into another one."""
        return self.filter(merged_into__isnull=True)

    def called(self, name: str) -> "ActorQuerySet":
        """Live actors that bear ``name``, in any of their spellings."""
        return self.live().filter(
            Q(
                pk__in=Actor.objects.annotate(folded=Fold("name"))
                .filter(folded=Fold(models.Value(name)))
                .values("pk")
            )
            | Q(
                pk__in=ActorName.objects.annotate(folded=Fold("name"))
                .filter(folded=Fold(models.Value(name)))
                .values("actor")
            )
        )

    def named_like(self, text: str) -> "ActorQuerySet":
        """Live actors of whom one name, in any spelling, holds each of the first words of
        ``text``, in the order of their names."""
        words = [Q(plain__contains=Plain(models.Value(word))) for word in text.split()[:8]]
        own = Actor.objects.alias(plain=Plain("name")).filter(*words).values("pk")
        other = ActorName.objects.alias(plain=Plain("name")).filter(*words).values("actor")
        return self.live().filter(Q(pk__in=own) | Q(pk__in=other)).order_by("name", "pk")


class Actor(PublicRecord):
    """One row is a person, body or group that can say something or be spoken about."""

    kind = models.CharField(max_length=12, choices=ActorKind)
    name = CleanCharField(max_length=300)
    description = CleanTextField(blank=True, max_length=5000)
    country = country_field()
    wikidata_id = CleanCharField(
        "Wikidata ID", max_length=16, blank=True, help_text="Such as Q159."
    )
    parent = models.ForeignKey(
        "claims.Actor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The body that this one is part of.",
    )
    merged_into = models.ForeignKey(
        "claims.Actor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_actors",
    )

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            choice_law("kind", ActorKind.values, "actor_kind_is_known"),
            not_blank_law("name", "actor_name_not_blank", "Give the actor a name."),
            pattern_law(
                "country",
                COUNTRY_PATTERN,
                "actor_country_is_a_code",
                "Two capital letters: UA.",
            ),
            pattern_law(
                "wikidata_id",
                r"^Q[0-9]+$",
                "actor_wikidata_id_is_an_item",
                "A Wikidata ID is a Q and digits, such as Q159.",
            ),
            models.UniqueConstraint(
                fields=["wikidata_id"],
                condition=~Q(wikidata_id=""),
                name="actor_wikidata_id_unique_when_set",
                violation_error_message="Another actor has this Wikidata ID.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="actor_not_its_own_parent",
                violation_error_message="An actor can't be part of itself.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="actor_not_merged_into_itself",
                violation_error_message="An actor can't be merged into itself.",
            ),
        ]
        indexes = [
            GinIndex(OpClass(Plain("name"), "gin_trgm_ops"), name="actor_name_trigrams"),
            models.Index(Fold("name"), name="actor_name_folded"),
            models.Index(fields=["name", "id"], name="actor_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.pk and self.parent_id == self.pk:
            raise ValidationError({"parent": "An actor can't be part of itself."})


class ActorName(Record):
    """One row is another name or spelling under which an actor is known."""

    actor = models.ForeignKey("claims.Actor", on_delete=models.CASCADE, related_name="names")
    name = CleanCharField(max_length=300)
    language = language_field(blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            not_blank_law("name", "actor_name_other_not_blank", "Give the other name."),
            models.UniqueConstraint(
                "actor",
                Fold("name"),
                "language",
                name="actor_name_once_per_language",
                violation_error_message="The actor has this name in this language already.",
            ),
        ]
        indexes = [
            GinIndex(OpClass(Plain("name"), "gin_trgm_ops"), name="actorname_name_trigrams"),
            models.Index(Fold("name"), name="actorname_name_folded"),
        ]

    def __str__(self) -> str:
        return self.name
