"""`kehoach doctor`: what is installed, what each part is for, and how to get what is missing."""

from __future__ import annotations

import importlib.util
import json
import platform
import subprocess
from typing import Annotated, NamedTuple

import typer

from kehoach_parser.cli.options import NoColor, Quiet, Version
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import UsageError

app = new_app("Show what is installed and what is missing.\n\nExit status: 0 everything that is needed is there, 1 something needed is missing.\n\nExample: kehoach doctor")


class Part(NamedTuple):
    """Something the program uses: whether it is there, its version, what it is for and how to get it."""

    name: str
    there: bool
    version: str
    purpose: str
    how_to_get: str
    needed: bool = False


_PACKAGES = (  # module, distribution, what for, extra ("" when always needed)
    ("docx", "python-docx", "reads .docx", ""),
    ("lxml", "lxml", "reads .docx and .html", ""),
    ("pypdfium2", "pypdfium2", "reads the text of .pdf", ""),
    ("pdfplumber", "pdfplumber", "reads ruled tables of .pdf", ""),
    ("openpyxl", "openpyxl", "reads .xlsx", "xlsx"),
    ("xlsxwriter", "XlsxWriter", "writes .xlsx", "xlsx"),
    ("icalendar", "icalendar", "writes calendars (.ics)", "ics"),
    ("pyarrow", "pyarrow", "writes Parquet", "parquet"),
    ("PIL", "pillow", "hands scanned pages to tesseract", "ocr"),
    ("watchfiles", "watchfiles", "check --watch", "watch"),
    ("distributed", "distributed", "batch on a Dask cluster", "cluster"),
)


@app.command(help=app.info.help)
def doctor(
    form: Annotated[str, typer.Option("--format", metavar="table|json", help="How to show it.")] = "table",
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    if form not in ("table", "json"):
        raise UsageError(f"--format {form!r} is not known; give table or json")
    parts = [_python(), *map(_package, _PACKAGES), _tesseract(), _vietnamese(), _soffice(), _grammar(), _cache()]
    if form == "json":
        typer.echo(json.dumps([part._asdict() for part in parts], ensure_ascii=False, indent=2))
    elif not quiet:
        for part in parts:
            typer.echo(_line(part))
    if any(part.needed and not part.there for part in parts):
        raise typer.Exit(1)


def _line(part: Part) -> str:
    state = "ok     " if part.there else "MISSING" if part.needed else "missing"
    about = f"{part.name} {part.version}".strip()
    return f"{state}  {about:<28} {part.purpose}" + ("" if part.there else f"; {part.how_to_get}")


def _python() -> Part:
    return Part("Python", True, platform.python_version(), "runs this program", "", needed=True)


def _package(row: tuple[str, str, str, str]) -> Part:
    from importlib import metadata

    module, distribution, purpose, extra = row
    there = importlib.util.find_spec(module) is not None
    try:
        number = metadata.version(distribution) if there else ""
    except metadata.PackageNotFoundError:
        number = ""
    how = f"pip install 'kehoach-parser[{extra}]'" if extra else "pip install --force-reinstall kehoach-parser"
    return Part(distribution, there, number, purpose, how, needed=not extra)


def _tesseract() -> Part:
    import shutil

    from kehoach_parser.ingest.ocr import HOW_TO_GET

    program = shutil.which("tesseract")
    return Part("tesseract", program is not None, _version_of(program), "reads scanned pages (OCR)", HOW_TO_GET)


def _vietnamese() -> Part:
    from kehoach_parser.ingest.ocr import HOW_TO_GET, tesseract

    return Part("tesseract data vie", tesseract() is not None, "", "Vietnamese letters for OCR", HOW_TO_GET)


def _soffice() -> Part:
    from kehoach_parser.ingest.office import HOW_TO_GET, soffice

    return Part("soffice", soffice() is not None, "", "reads .doc, .odt and .rtf", HOW_TO_GET)


def _grammar() -> Part:
    from kehoach_parser.errors import GrammarError
    from kehoach_parser.grammar import builtin_directory, load_grammar

    try:
        grammar = load_grammar()
    except GrammarError as error:
        return Part("grammars", False, "", "the words that plans are read by", str(error), needed=True)
    return Part("grammars", True, grammar.digest[:12], f"the words that plans are read by ({builtin_directory()})", "", needed=True)


def _cache() -> Part:
    import os

    from kehoach_parser.kept import cache_directory

    try:
        folder = cache_directory()
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except (OSError, RuntimeError):
        return Part("cache", False, "", "keeps grammars and scanned pages", "set KEHOACH_CACHE_DIR to a folder that can be written")
    return Part("cache", writable, "", f"keeps grammars and scanned pages ({folder})", "set KEHOACH_CACHE_DIR to a folder that can be written")


def _version_of(program: str | None) -> str:
    if program is None:
        return ""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    words = (done.stdout or done.stderr).split()
    return next((word for word in words if word[:1].isdigit()), "")
