"""`kehoach cache`: what is kept between runs, and how to be rid of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kehoach_parser.cli.options import NoColor, Quiet, Version, note
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import UnreadableFile

HELP = """Show or clear what is kept between runs.

With DIR: what `kehoach parse … -o DIR` remembers of the results there, so that a second run does only what changed. Without: the compiled grammar and patterns and the text of scanned pages in this user's cache folder. Results are never deleted.

Example: kehoach cache info out

Example: kehoach cache clear out
"""
app = new_app(HELP)

Dir = Annotated[Path | None, typer.Argument(metavar="[DIR]", help="An output folder of `kehoach parse`.")]


@app.command()
def info(folder: Dir = None, quiet: Quiet = False, no_color: NoColor = False, version: Version = False) -> None:
    """Say what is kept, where, and how much.

    Example: kehoach cache info out
    """
    if folder is None:
        files = _own_files()
        typer.echo(f"{_own_folder()}: {_count(len(files), 'file')} of grammar, patterns, scanned pages and converted files, {_size(sum(path.stat().st_size for path in files))}")
        return
    from kehoach_parser.run.manifest import describe

    kept = describe(folder)
    if kept is None:
        raise _nothing(folder)
    typer.echo(f"{kept.path}: {_count(kept.results, 'result')} and {_count(kept.failures, 'failure')} known, {_size(kept.bytes)}")


@app.command()
def clear(folder: Dir = None, quiet: Quiet = False, no_color: NoColor = False, version: Version = False) -> None:
    """Forget what is kept; the next run does everything again. Results stay.

    Example: kehoach cache clear out
    """
    if folder is None:
        files = _own_files()
        for path in files:
            path.unlink(missing_ok=True)
        note(quiet, f"kehoach: {_count(len(files), 'file')} deleted in {_own_folder()}")
        return
    from kehoach_parser.run import manifest

    if not manifest.clear(folder):
        raise _nothing(folder)
    note(quiet, f"kehoach: {folder}: forgotten; the results are still there")


def _own_folder() -> Path:
    from kehoach_parser.kept import cache_directory

    return cache_directory()


def _own_files() -> list[Path]:
    from kehoach_parser.kept import kept_files

    return kept_files()


def _nothing(folder: Path) -> UnreadableFile:
    return UnreadableFile("nothing is kept here; `kehoach parse … -o " + str(folder) + "` makes it", path=str(folder))


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _size(count: int) -> str:
    return f"{count / 1024:.0f} KiB" if count < 10 << 20 else f"{count / (1 << 20):.0f} MiB"
