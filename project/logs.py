"""How log lines look, and what must never stand in them."""

import logging
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

SECRET_NAMES = re.compile(r"password|passwd|secret|token|authorization|cookie|api_?key|^key$", re.I)
# Secrets inside a text: a query parameter, or the value of an Authorization header.
SECRET_PARAMETERS = re.compile(
    r"(?P<name>[?&](?:key|api_?key|token|access_token|password)=)[^&\s\"']+", re.I
)
SECRET_HEADERS = re.compile(r"\b(?P<name>(?:Token|Bearer|Basic)\s+)[\w.~+/=-]{8,}", re.I)
HIDDEN = "[hidden]"


def hide_secrets(logger: Any, method: str, event: EventDict) -> EventDict:
    """Replace secrets in a log line; a structlog processor.

    Looks at the names of the values, and inside every text for query parameters and headers.
    """
    for name, value in event.items():
        if SECRET_NAMES.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = hide_in_text(value)
    return event


def hide_in_text(text: str) -> str:
    """Return `text` with the values of secret query parameters and headers replaced."""
    text = SECRET_PARAMETERS.sub(rf"\g<name>{HIDDEN}", text)
    return SECRET_HEADERS.sub(rf"\g<name>{HIDDEN}", text)


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error, as JSON or readable."""
    chain: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *chain,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    # The console renders a traceback itself; JSON needs it as text first, before secrets go.
    finish: list[Processor] = (
        [structlog.processors.format_exc_info, hide_secrets, structlog.processors.JSONRenderer()]
        if as_json
        else [
            hide_secrets,
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": chain,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *finish,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "propagate": True, "handlers": []},
            "django.server": {"level": level, "propagate": True, "handlers": []},
            "procrastinate": {"level": max(logging.getLevelName(level), logging.WARNING)},
        },
    }
