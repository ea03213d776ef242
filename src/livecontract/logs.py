"""The log: readable on a terminal, JSON lines elsewhere; never secrets, marks or document content."""

import logging
import sys
from typing import Any, Literal, TypeAlias

import structlog

Style: TypeAlias = Literal["console", "json", "auto", "quiet"]


def set_up_logs(style: Style) -> None:
    """Log to standard error in that style; `auto` looks at what reads it, `quiet` keeps to warnings."""
    is_console = style == "console" or (style in {"auto", "quiet"} and sys.stderr.isatty())
    renderer: Any = structlog.dev.ConsoleRenderer() if is_console else structlog.processors.JSONRenderer()
    level = logging.WARNING if style == "quiet" else logging.INFO
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
