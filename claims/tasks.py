"""Work in the background: what the worker does by the clock."""

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app

from claims.audit import seal_audit
from claims.exchange.ingest import acts
from claims.exchange.ingest.doubles import compare
from claims.models import ImportBatch, User
from claims.review import notices
from claims.search.meaning.vectors import keep_vectors
from claims.search.rebuild import count_stems_if_stale, learn_words

# Each time a little further back than the last, so that a transaction that took long is seen.
LEARN_FROM = timedelta(hours=1)


@app.periodic(cron="*/5 * * * *")
@app.task(name="seal_audit", queueing_lock="seal_audit", pass_context=False)
def seal(timestamp: int) -> None:
    """Seal the audit every five minutes; ``timestamp`` is when the clock meant it to run."""
    seal_audit(at=timezone.now())


@app.periodic(cron="10 * * * *")
@app.task(name="keep_notices", queueing_lock="keep_notices", pass_context=False)
def keep_notices(timestamp: int) -> None:
    """Tell people every hour what has fallen due, and remove what they have long read."""
    notices.tell_due(day=timezone.localdate())
    notices.prune(at=timezone.now(), days=settings.CLAIMS_NOTICE_DAYS)


@app.periodic(cron=f"0 {settings.CLAIMS_DIGEST_HOUR} * * *")
@app.task(name="send_digest", queueing_lock="send_digest", pass_context=False)
def send_digest(timestamp: int) -> None:
    """Mail people once a day what they have not read, where the house has switched that on."""
    if settings.CLAIMS_DIGEST:
        call_command("send_digest")


@app.periodic(cron="*/10 * * * *")
@app.task(name="learn_words", queueing_lock="learn_words", pass_context=False)
def learn(timestamp: int) -> None:
    """Learn new words every ten minutes, for those who misspell them."""
    learn_words(timezone.now() - LEARN_FROM)


@app.periodic(cron="0 3 * * *")
@app.task(name="learn_all_words", queueing_lock="learn_all_words", pass_context=False)
def learn_all(timestamp: int) -> None:
    """Learn every night what was missed while no worker ran."""
    learn_words()


@app.periodic(cron="5-59/15 * * * *")
@app.task(name="count_stems", queueing_lock="count_stems", pass_context=False)
def count(timestamp: int) -> None:
    """Count how rare words are when many claims have come since, for matching to weigh them."""
    count_stems_if_stale(at=timezone.now())


@app.task(name="run_import", pass_context=False)
def run_import(batch: int) -> None:
    """Rehearse or apply a large import."""
    found = ImportBatch.objects.filter(pk=batch).first()
    if found is not None:
        acts.run(found, at=timezone.now())


@app.task(name="compare_import", pass_context=False)
def compare_import(batch: int) -> None:
    """Look for likely duplicates among the new claims of an import."""
    found = ImportBatch.objects.filter(pk=batch).first()
    if found is not None:
        compare(found)


@app.task(name="undo_import", pass_context=False)
def undo_import(batch: int, by: int) -> None:
    """Undo a large import."""
    acts.undo_later(
        ImportBatch.objects.get(pk=batch), by=User.objects.get(pk=by), at=timezone.now()
    )


@app.periodic(cron="*/5 * * * *")
@app.task(name="run_waiting_imports", queueing_lock="run_waiting_imports", pass_context=False)
def run_waiting(timestamp: int) -> None:
    """Go on every five minutes with imports whose worker was killed."""
    acts.run_waiting(at=timezone.now())


@app.periodic(cron="*/2 * * * *")
@app.task(name="keep_vectors", queueing_lock="keep_vectors", pass_context=False)
def compute_vectors(timestamp: int) -> None:
    """Compute what new claims mean, where the packages for it are installed."""
    keep_vectors()
