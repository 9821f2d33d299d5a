"""The forms of the desk."""

from django import forms
from django.forms.models import ModelChoiceIterator

from claims.canonical.text import LANGUAGE_PATTERN
from claims.choices import ClaimStatus, DeclineReason, Priority, Role
from claims.models import Assessment, Comment, Rating, Topic, User


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.display_name


def workers():
    """Return the active people who may hold a claim."""
    roles = [Role.ANALYST, Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR]
    found = User.objects.filter(is_active=True, groups__name__in=[role.value for role in roles])
    return found.distinct().order_by("username")


def _holders():
    """Return who may be asked for as the holder of a claim."""
    people = ((f"@{person.username}", person.display_name) for person in workers())
    return [("", "Anybody"), ("me", "Me"), ("nobody", "Nobody"), *people]


class _Pairs(ModelChoiceIterator):
    """The choices of a field, read as pairs: hundreds of whole records would cost a page more."""

    def __iter__(self):
        yield "", self.field.empty_label
        yield from self.queryset.values_list(self.field.to_field_name, self.field.label_field)


class NamedField(forms.ModelChoiceField):
    """A choice among records by their ``label_field``."""

    iterator = _Pairs

    def __init__(self, queryset, *, label_field, **options):
        self.label_field = label_field
        super().__init__(queryset, empty_label="Any", required=False, **options)


class FilterForm(forms.Form):
    """What narrows a queue; it lives in the address."""

    q = forms.CharField(label="Search", required=False, max_length=200)
    status = forms.ChoiceField(choices=[("", "Any"), *ClaimStatus.choices], required=False)
    priority = forms.ChoiceField(choices=[("", "Any"), *Priority.choices], required=False)
    topic = NamedField(Topic.objects.all(), to_field_name="slug", label_field="name")
    verdict = NamedField(Rating.objects.all(), to_field_name="code", label_field="label")
    holder = forms.ChoiceField(label="Held by", required=False)
    language = forms.RegexField(
        LANGUAGE_PATTERN,
        required=False,
        max_length=35,
        widget=forms.TextInput(attrs={"placeholder": "en, uk …", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = _holders()


class DraftForm(forms.ModelForm):
    """What an author writes in an assessment; two of its fields are for some of them alone."""

    tucked = ("confidence_exception", "public_note")

    class Meta:
        model = Assessment
        fields = (
            "rating",
            "confidence",
            "headline",
            "explanation",
            "gaps",
            "confidence_exception",
            "public_note",
        )
        widgets = {
            "rating": forms.Select(attrs={"data-key": "e"}),
            "explanation": forms.Textarea(attrs={"rows": 10}),
            "gaps": forms.Textarea(attrs={"rows": 3}),
            "confidence_exception": forms.Textarea(attrs={"rows": 2}),
            "public_note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rating"].queryset = Rating.objects.filter(is_active=True)

    @property
    def shows_tucked(self) -> bool:
        """Whether this is a correction, or one of the tucked fields holds something."""
        corrects = self.instance.supersedes_id is not None
        return corrects or self.is_bound or any(self.initial.get(name) for name in self.tucked)


class CommentForm(forms.ModelForm):
    """Something said about a claim inside the house."""

    class Meta:
        model = Comment
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "data-key": "c"})}


def _text(label: str, *, rows: int = 3, required: bool = False, **options) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), required=required, **options
    )


class ActForm(forms.Form):
    """What an act is given with it; each act keeps the fields that it asks for."""

    why = forms.ChoiceField(label="Why", choices=DeclineReason.choices)
    to = PersonField(User.objects.none(), label="To whom")
    comment = _text("Comment", rows=5, max_length=10_000)
    public_note = _text("Public note: what readers are told", max_length=5000)
    next_due_on = forms.DateField(
        label="Re-check on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = _text("Reason, for the record inside the house", rows=2, max_length=2000)

    def __init__(self, *args, only: tuple[str, ...], **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(only):
            del self.fields[name]
        if "to" in self.fields:
            self.fields["to"].queryset = workers()


class WithdrawForm(forms.Form):
    """Why evidence is withdrawn."""

    reason = _text("Why is it withdrawn?", rows=2, required=True, max_length=2000)


class RemoveForm(forms.Form):
    """Why an appearance is removed."""

    reason = _text("Why is it removed? (for the history)", rows=2, max_length=2000)


class PreferencesForm(forms.ModelForm):
    """How a person wants to be told of things."""

    class Meta:
        model = User
        fields = ("wants_digest",)

    def clean_wants_digest(self) -> bool:
        """Nobody can be mailed without an address."""
        wanted: bool = self.cleaned_data["wants_digest"]
        if wanted and not self.instance.email:
            raise forms.ValidationError(
                "No mail address is known of you: an Administrator can enter it in your account."
            )
        return wanted
