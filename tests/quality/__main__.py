"""Set Django up, with rates that the questions do not reach, and measure.

``python -m tests.quality [folder]`` measures; with ``fit`` before the folder it fits the
coefficients of ``claims.search.likelihood`` anew.
"""

import os
import sys

import django

os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "CLAIMS_ENV": "development",
        "CLAIMS_LOG_LEVEL": "ERROR",
        "CLAIMS_RATE_READ": "9999999/min",
    }
)
django.setup()

from tests.quality.run import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
