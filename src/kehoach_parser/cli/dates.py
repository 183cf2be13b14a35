"""The only place where the command line asks which day it is."""

from __future__ import annotations

from datetime import date

from kehoach_parser.errors import UsageError


def day_option(given: str | None) -> date:
    """The day of an option `--as-of`, today when it was left out."""
    if given is None:
        return date.today()
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UsageError(f"--as-of takes a day as YYYY-MM-DD, for example 2024-06-30, not {given}") from None
