"""Keeping one record from its form: signed, under its laws, and not over somebody else's change."""

from django.db.models import Model
from django.http import HttpRequest

from claims.audit.actor import acting
from claims.desk.access import request_id
from claims.desk.records import RecordForm
from claims.review.refusals import REFUSALS, sentence_of
from claims.review.rights import StepRefused, ask

_STALE = (
    "Somebody else changed this after you had opened it. What is kept now stands below: take over "
    "what is good, then keep yours again."
)


class _NotValid(Exception):
    """The form is refused: what was made along with it is undone."""


class _Stale(Exception):
    """The record was changed meanwhile; ``now`` is what it has become."""

    def __init__(self, now: Model) -> None:
        super().__init__()
        self.now = now


def keep(request: HttpRequest, form: RecordForm) -> bool:
    """Keep the record of ``form`` and return True; return False with the errors in the form.

    A record that exists is changed only if it still is of the ``version`` that was posted.
    Raises ``PermissionDenied``.
    """
    record = form.instance
    try:
        with acting(request.user, request_id=request_id()):
            ask(request.user, "change" if record.pk else "add", record)
            if not form.is_valid():
                raise _NotValid
            if record.pk:
                _expect_version(record, request.POST.get("version", ""))
            record.full_clean()
            record.save()
    except _NotValid:
        return False
    except _Stale as stale:
        form.add_error(None, _STALE)
        form.compare_with(stale.now)
        return False
    except REFUSALS as error:
        form.add_error(None, sentence_of(error))
        return False
    return True


def _expect_version(record: Model, version: str) -> None:
    """Lock the row of ``record`` and raise ``_Stale`` unless it still is of this ``version``."""
    rows = type(record)._default_manager.select_for_update(of=("self",))
    now = rows.filter(pk=record.pk).first()
    if now is None:
        raise StepRefused("This is gone: somebody has removed it.")
    if str(now.version) != version:
        raise _Stale(now)
