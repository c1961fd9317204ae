"""Logs: one line an event to standard output, JSON where machines read it, words where people do.

A line has the request's id, the person's id, path, outcome and time. Names and addresses of people are never in it:
what looks like an address is masked, whoever wrote it, and so are the values that a database quotes in its errors.
"""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

ADDRESS = re.compile(r"[^\s<>\"'()@,;=]+@[^\s<>\"'()@,;]+")
# "Key (name)=(Marta Ruiz) already exists."; a row's text may have lines of its own, up to the blank one after it.
QUOTED_VALUES = re.compile(r"DETAIL:.*?(?=\n(?:HINT|CONTEXT|Traceback|During|The above)\b|\Z)", re.DOTALL)
# A key in a link that was mailed: a long mix of signs, or what is signed, whose parts have colons between them.
SECRET = re.compile(r"(?<=/)(?:(?=[^/]*[0-9A-Z])[^/]*[A-Za-z0-9_]{16}[^/]*|[^/]*:[^/]*)")

# The same wherever a library names the address of such a link, such as a refusal of a form without its token.
LINK = re.compile(r"(/(?:invitation|reset/key|confirm-email)/)[^/\s\"']+")

Line = MutableMapping[str, Any]


def masked(text: str) -> str:
    """The text without addresses of people, keys in links and values of rows."""
    text = LINK.sub(r"\1[key]", text)
    if "@" in text:
        text = ADDRESS.sub("[address]", text)
    return QUOTED_VALUES.sub("DETAIL: [values]", text) if "DETAIL:" in text else text


def masked_path(path: str) -> str:
    """The path without keys that would let its reader in."""
    return masked(SECRET.sub("[key]", path))


def mask(logger: Any, method: str, line: Line) -> Line:
    """The processor that masks every text of a line."""
    for name, value in line.items():
        if isinstance(value, str):
            line[name] = masked(value)
        elif isinstance(value, BaseException):
            line[name] = masked(str(value))
    return line


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def logging_settings(*, json: bool, level: str) -> dict[str, Any]:
    """settings.LOGGING; `level` is the least that is written."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    last: Any = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    finishing = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info, mask, last,
    ]  # fmt: skip
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter, "processors": finishing, "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"output": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
        "root": {"handlers": ["output"], "level": level},
        "loggers": {
            # Django's own handlers and lines would say a second time what ours say.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "propagate": True},
            "celery.app.trace": {"level": "CRITICAL"},
        },
    }  # fmt: skip
