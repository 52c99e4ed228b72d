# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structured logs: one JSON object a line on a server, readable lines in a terminal."""

from __future__ import annotations

import sys
from typing import Any

import structlog

from parvis.project.scrubbing import without_personal_data
from parvis.project.settings.environment import word

_LEVELS = "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_personal_data,
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def logging_table() -> dict[str, Any]:
    """Python's logging configuration; `PARVIS_LOG=json|plain` and `PARVIS_LOG_LEVEL` choose."""
    plain = word("PARVIS_LOG", "plain" if sys.stderr.isatty() else "json", ("plain", "json")) == "plain"
    renderer = structlog.dev.ConsoleRenderer() if plain else structlog.processors.JSONRenderer(ensure_ascii=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": renderer,
                "foreign_pre_chain": _SHARED,
            }
        },
        "filters": {"pathless": {"()": "parvis.project.scrubbing.Pathless"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": word("PARVIS_LOG_LEVEL", "WARNING", _LEVELS)},
        "loggers": {
            "django.request": {"level": "ERROR", "filters": ["pathless"]},
            "parvis": {"level": word("PARVIS_LOG_LEVEL", "INFO", _LEVELS)},
        },
    }
