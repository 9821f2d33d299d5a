"""Work in the background: what the worker does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from claims.audit import seal_audit


@app.periodic(cron="*/5 * * * *")
@app.task(name="seal_audit", queueing_lock="seal_audit", pass_context=False)
def seal(timestamp: int) -> None:
    """Seal the audit every five minutes; ``timestamp`` is when the clock meant it to run."""
    seal_audit(at=timezone.now())
