"""How files that this program wrote are told from plans: a folder that holds both is read without them.

A sheet carries the mark as its author, a page as its generator, an outline as a comment at its end. Calendar, CSV and
Parquet need none: nothing reads them as plans.
"""

from __future__ import annotations

from pathlib import Path

MARK = "kehoach-parser"
META = f'<meta name="generator" content="{MARK}">'
COMMENT = f"<!-- {MARK} -->"
_PAGE_HEAD = 1024  # bytes of a page in which its generator stands
_SHEET_HEAD = 8192  # bytes of the properties of a workbook that are read


def is_export(path: Path) -> bool:
    """Whether the file bears the mark of an export; False for one that cannot be read."""
    suffix = path.suffix.lower()
    try:
        if suffix in (".html", ".htm"):
            with path.open("rb") as file:
                return META.encode() in file.read(_PAGE_HEAD)
        if suffix in (".md", ".markdown"):
            return path.read_bytes().rstrip().endswith(COMMENT.encode())
        return suffix == ".xlsx" and _author(path) == MARK
    except OSError:
        return False


def _author(path: Path) -> str | None:
    import re
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as parts, parts.open("docProps/core.xml") as core:
            found = re.search(rb"<dc:creator>([^<]*)</dc:creator>", core.read(_SHEET_HEAD))
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError):
        return None
    return found[1].decode("utf-8", "replace") if found else None
