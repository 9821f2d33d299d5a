"""Reading settings from the environment: each of its kind, or refused in words."""

import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()  # type: ignore[no-untyped-call]
env.read_env(Path(__file__).resolve().parent.parent / ".env")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """Read a whole number and refuse one outside its limits."""
    try:
        value = env.int(name, default)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from error
    if not least <= value <= most:
        raise ImproperlyConfigured(f"{name} is {value}; it must be from {least} to {most}.")
    return value


def flag(name: str, default: bool) -> bool:
    """Read yes or no, and refuse all else: a mistyped "flase" must not count as either."""
    value = str(env.str(name, str(default))).strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f'{name} is "{value}"; it must be true or false.')


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Read one of some words, and refuse all others."""
    value = str(env.str(name, default))
    if value not in choices:
        raise ImproperlyConfigured(f'{name} is "{value}"; it must be one of {", ".join(choices)}.')
    return value


def rate(name: str, default: str) -> str:
    """Read how often something may be done, such as 120/min."""
    value = str(env.str(name, default))
    if not re.fullmatch(r"[1-9][0-9]{0,6}/(sec|min|hour|day)", value):
        raise ImproperlyConfigured(f'{name} is "{value}"; write it like 120/min.')
    return value


def web_address(name: str) -> str:
    """Read an address of the web, or nothing."""
    value = str(env.str(name, ""))
    if value and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s]*)?", value):
        raise ImproperlyConfigured(f'{name} is "{value}"; write it like https://example.org/.')
    return value
