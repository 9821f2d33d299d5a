"""Claimbook as it is served, with the yardstick beside it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

from django.conf import settings  # noqa: E402

from project.wsgi import application  # noqa: E402

settings.ROOT_URLCONF = "tests.bench.urls"

__all__ = ["application"]
