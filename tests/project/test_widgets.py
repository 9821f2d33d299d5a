"""Fields of forms look as Django's own templates write them, but for blank lines."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import SimpleTestCase
from django.utils.safestring import mark_safe

from project.widgets import _WRITERS, PlainRenderer

HOSTILE = """"'><script>alert(1)</script> & "</textarea>"""
ATTRIBUTES = {"id": "id_x", "required": True, "disabled": False, "data-x": HOSTILE, "size": 3}
CHOICES = [
    ("", "Any"),
    (1, "One"),
    ("Group & co", [("a", HOSTILE), ("b", mark_safe("<b>bold</b>"))]),
    (HOSTILE, 10_000),
]


def written(html):
    """Return the lines, but for blank ones between the tags."""
    return [line for line in html.split("\n") if line or "<textarea" in html]


class WidgetTests(SimpleTestCase):
    def check(self, widget, value):
        ours = widget.render("field", value, attrs=ATTRIBUTES, renderer=PlainRenderer())
        theirs = widget.render("field", value, attrs=ATTRIBUTES, renderer=DjangoTemplates())
        self.assertEqual(written(ours), written(theirs))

    def test_inputs(self):
        for kind in (
            forms.TextInput,
            forms.NumberInput,
            forms.EmailInput,
            forms.URLInput,
            forms.HiddenInput,
            forms.PasswordInput,
            forms.SearchInput,
            forms.DateInput,
            forms.DateTimeInput,
            forms.TimeInput,
            forms.CheckboxInput,
            forms.Textarea,
        ):
            for value in (None, "", "x", HOSTILE, 0, 12_345, mark_safe("&amp;")):
                with self.subTest(kind=kind.__name__, value=value):
                    self.check(kind(), value)

    def test_selects(self):
        for kind in (forms.Select, forms.SelectMultiple, forms.NullBooleanSelect):
            choices = {} if kind is forms.NullBooleanSelect else {"choices": CHOICES}
            for value in (None, "", 1, "a", HOSTILE):
                chosen = [value] if kind is forms.SelectMultiple else value
                with self.subTest(kind=kind.__name__, value=value):
                    self.check(kind(**choices), chosen)

    def test_others_are_left_to_django(self):
        self.assertNotIn("django/forms/widgets/radio.html", _WRITERS)
        self.check(forms.RadioSelect(choices=CHOICES), "a")
        self.check(forms.CheckboxSelectMultiple(choices=CHOICES), ["a"])
        self.check(forms.ClearableFileInput(), None)

    def test_is_what_forms_use(self):
        class Asked(forms.Form):
            name = forms.CharField()

        self.assertIsInstance(Asked().renderer, PlainRenderer)
