"""The door through which a web server calls Claimbook."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
# A web process answers many requests at once and keeps its connections; commands and tests do not.
os.environ.setdefault("CLAIMS_DB_POOL", "8")

application = get_wsgi_application()

# What was loaded until here stays for good, so that the collector need not look through it again
# and again: a tenth of the time of a request.
gc.collect()
gc.freeze()
