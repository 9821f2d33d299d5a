"""Settings come from the environment, are all explained, and nonsense is refused by name."""

import os
import re
import subprocess
import sys

import pytest

from project.postgres import BASE

SOURCES = [BASE / "project" / name for name in ("settings.py", "postgres.py", "wsgi.py")]
READ = re.compile(
    r"(?:env\.(?:str|list|int|db_url|email_url)|environ\.(?:get|setdefault)"
    r"|\b(?:flag|number|one_of|rate|web_address))"
    r'\(\s*"([A-Z_]+)"'
)
LONG_KEY = "k3y-" * 20
PRODUCTION = {
    "DATABASE_URL": "postgresql://claimbook:secret@127.0.0.1:1/claimbook",
    "SECRET_KEY": LONG_KEY,
    "ALLOWED_HOSTS": "claims.example.org",
}


def value_of(expression: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Print a setting from a process with these variables and none of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    program = f"from project import settings; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=BASE,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_variable_is_explained_and_each_explained_one_is_read():
    read = {name for source in SOURCES for name in READ.findall(source.read_text())}
    explained = set(re.findall(r"^#?([A-Z_]+)=", (BASE / ".env.example").read_text(), re.M))
    assert read - {"DJANGO_SETTINGS_MODULE"} == explained


def test_our_own_variables_are_known_to_the_check():
    explained = set(re.findall(r"^#?(CLAIMS_[A-Z_]+)=", (BASE / ".env.example").read_text(), re.M))
    known = value_of("sorted(settings.KNOWN_VARIABLES)").stdout
    assert known == f"{sorted(explained)}\n"


def test_development_shows_no_errors_to_visitors_and_keeps_its_key():
    first = value_of("settings.DEBUG, settings.IN_PRODUCTION, settings.SECRET_KEY").stdout
    assert first.startswith("False False ")
    assert value_of("settings.DEBUG, settings.IN_PRODUCTION, settings.SECRET_KEY").stdout == first


def test_a_named_server_means_production():
    done = value_of("settings.IN_PRODUCTION, settings.SESSION_COOKIE_SECURE", **PRODUCTION)
    assert done.stdout == "True True\n"


def test_an_unknown_variable_is_noticed():
    assert value_of("settings.CLAIMS_UNKNOWN_VARIABLES", CLAIMS_APROVALS="2").stdout == (
        "['CLAIMS_APROVALS']\n"
    )


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DEBUG": "flase"}, "DEBUG is"),
        ({"CLAIMS_ENV": "prod"}, "CLAIMS_ENV is"),
        ({"CLAIMS_APPROVALS": "0"}, "CLAIMS_APPROVALS is 0"),
        ({"CLAIMS_APPROVALS": "two"}, "CLAIMS_APPROVALS must be a whole number"),
        ({"CLAIMS_DIGEST": "true"}, "CLAIMS_DIGEST takes CLAIMS_SITE_URL"),
        ({"CLAIMS_LOG_LEVEL": "LOUD"}, "CLAIMS_LOG_LEVEL is"),
        ({"EMAIL_URL": "nonsense"}, "EMAIL_URL must"),
        ({"CORS_ALLOWED_ORIGINS": "example.org"}, "CORS_ALLOWED_ORIGINS: each origin"),
        ({"CLAIMS_SITE_URL": "claims.example.org"}, "CLAIMS_SITE_URL is"),
        ({"CLAIMS_SITE_URL": "https://example.org/claims"}, "CLAIMS_SITE_URL names the site"),
        ({"CLAIMS_CONTACT": "us@example.org"}, "CLAIMS_CONTACT is an address"),
        ({**PRODUCTION, "SECRET_KEY": "short"}, "SECRET_KEY must be set"),
        ({**PRODUCTION, "SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({**PRODUCTION, "ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must be set"),
        ({**PRODUCTION, "DEBUG": "true"}, "DEBUG shows secrets"),
        ({**PRODUCTION, "DATABASE_URL": "mysql://a@b/c"}, "DATABASE_URL must begin with"),
    ],
)
def test_nonsense_is_refused_by_name(variables, said):
    done = value_of("1", **variables)
    assert done.returncode == 1
    assert f"ImproperlyConfigured: {said}" in done.stderr
