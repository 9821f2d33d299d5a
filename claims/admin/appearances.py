"""The admin of appearances: who said a claim, where, and in which words."""

from django.contrib import admin

from claims.admin.badges import word_badge
from claims.admin.base import AddingInline, RecordAdmin
from claims.admin.filters import choice_filter, day_filter, related_filter
from claims.choices import AppearanceAct
from claims.models import Appearance

WORDS = ("act", "quote", ("prefix", "suffix"), "locator", ("said_on", "said_precision"))


class AppearanceInline(AddingInline):
    model = Appearance
    autocomplete_fields = ("document", "actor")
    fieldsets = ((None, {"fields": (("actor", "attribution"), "document", *WORDS)}),)


@admin.register(Appearance)
class AppearanceAdmin(RecordAdmin):
    list_display = ("__str__", "act_word", "claim", "said_on")
    list_select_related = ("actor", "document", "claim")
    list_filter = (
        choice_filter("Act", "act", AppearanceAct.choices),
        related_filter("Actor", "actor", lambda: Appearance._meta.get_field("actor")),
        related_filter("Claim", "claim", lambda: Appearance._meta.get_field("claim")),
        related_filter("Document", "document", lambda: Appearance._meta.get_field("document")),
        day_filter("Said", "said_on"),
    )
    searched = ("quote",)
    autocomplete_fields = ("claim", "document", "actor")
    fieldsets = ((None, {"fields": ("claim", ("actor", "attribution"), "document", *WORDS)}),)

    @admin.display(description="act")
    def act_word(self, row: Appearance) -> str:
        return word_badge("act", row.act, row.get_act_display())
