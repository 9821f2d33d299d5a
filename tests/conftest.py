"""What the tests run with that differs from production: files as they lie, nothing collected."""

import pytest
from django.conf import settings


@pytest.fixture(autouse=True, scope="session")
def uncollected_static_files(tmp_path_factory):
    """Serve static files from where they are written, without `collectstatic`."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    # What an earlier `make run` collected may be older than what is being tested.
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True, scope="session")
def feeds_that_are_made_at_once():
    """Tell what has just been published in the feed, too."""
    settings.CLAIMS_FEED_SECONDS = 0
