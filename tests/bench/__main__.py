"""Set Django up on the bench's own database and run the bench: `python -m tests.bench [N]`."""

import os
import sys

import django

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "project.settings",
    "CLAIMS_ENV": "development",
    "CLAIMS_LOG_LEVEL": "ERROR",
    # The bench itself turns from one database to another.
    "CLAIMS_DB_POOL": "0",
    # Rates that the load does not reach.
    "CLAIMS_RATE_ANONYMOUS": "9999999/min",
    "CLAIMS_RATE_READ": "9999999/min",
    "CLAIMS_RATE_WRITE": "9999999/min",
}

os.environ.update(SETTINGS)
django.setup()

from tests.bench.run import main  # noqa: E402

main(sys.argv[1:])
