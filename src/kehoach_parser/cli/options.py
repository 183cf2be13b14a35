"""Options that every command has, and what they set."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer


def show_version(wanted: bool) -> None:
    """Prints the version and ends."""
    if wanted:
        from kehoach_parser import __version__

        print(f"kehoach {__version__}")
        raise typer.Exit


def finite(seconds: float) -> float:
    """Passes a number of seconds on; `nan` and `inf` are floats too, and no clock takes them."""
    if not seconds < 1e8:
        raise typer.BadParameter(f"{seconds:g} is no number of seconds; 0 is for no limit")
    return seconds


Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours (also the variable NO_COLOR).")]
Version = Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version.")]
GrammarDirs = Annotated[list[Path] | None, typer.Option("--grammar", metavar="DIR", help="Own grammar files, laid over the built-in ones; may be given again.")]


def colours(no_color: bool, stream: object = None) -> bool:
    """Whether `stream` (standard output by default) may be coloured: a terminal, and neither --no-color nor NO_COLOR."""
    out = sys.stdout if stream is None else stream
    return not no_color and not os.environ.get("NO_COLOR") and bool(getattr(out, "isatty", lambda: False)())


def note(quiet: bool, message: str) -> None:
    """A remark for the person at the terminal: on standard error, not with --quiet."""
    if not quiet:
        print(message, file=sys.stderr)
