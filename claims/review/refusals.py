"""What the database says when a law refuses a write, in words for whoever asked for it."""

from collections.abc import Iterable

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models

from claims.review.rights import StepRefused

# What may go wrong in a write that is nobody's fault in the program.
REFUSALS = (DatabaseError, ValidationError, StepRefused)

_UNIQUE = "23505"
_FOREIGN_KEY = "23503"
_LAW_OF_OURS = "23000"
_COLLISIONS = ("40001", "40P01", "55P03")
_WRONG_VALUE = "22"


def sentence_of(error: Exception) -> str:
    """Return the law's own sentence for ``error``, one of ``REFUSALS``; raise what is none."""
    if isinstance(error, ValidationError):
        return " ".join(_messages(error))
    if isinstance(error, StepRefused):
        return str(error)
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None) or ""
    diagnosis = getattr(cause, "diag", None)
    if state == _LAW_OF_OURS:
        return f"{diagnosis.message_primary}." if diagnosis else str(error)
    if state[:2] == "23":
        return _sentence_of_constraint(getattr(diagnosis, "constraint_name", None), state)
    if state in _COLLISIONS:
        return "Somebody else was changing this at the same moment. Try once more."
    if state[:2] == _WRONG_VALUE:
        return "A value is too long or too large to be kept."
    raise error


def _messages(error: ValidationError) -> Iterable[str]:
    """Yield each message with the name of its field, when it is about one."""
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    for field, messages in error.message_dict.items():
        for message in messages:
            yield message if field == "__all__" else f"{field.replace('_', ' ')}: {message}"


def _sentence_of_constraint(name: str | None, state: str) -> str:
    for model in apps.get_app_config("claims").get_models():
        for law in model._meta.constraints:
            if law.name == name and law.violation_error_message:
                return _plain(law, model)
    if state == _UNIQUE:
        return "A record with these values exists already."
    if state == _FOREIGN_KEY:
        return "Other records rest on this one, or something that it names was just removed."
    return "The values do not fit together."


def _plain(law: models.BaseConstraint, model: type[models.Model]) -> str:
    """Return the sentence of ``law``, or one of ours where it still has Django's own."""
    if law.violation_error_message == law.default_violation_error_message:
        return f"Another {model._meta.verbose_name} has these values already."
    return str(law.violation_error_message)
