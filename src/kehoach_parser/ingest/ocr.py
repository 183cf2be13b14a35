"""Scanned pages: rendered by pypdfium2, read by tesseract with its Vietnamese data, kept by the hash of the picture.

tesseract's own threads make it ten times slower on small pages (measured: 1.4 s with one, 3.8 to 63 s without a limit),
so each page gets one. Words it is unsure of are named in a remark; nothing is guessed. A page on which tesseract fails
is named and not kept.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Any

from kehoach_parser.ingest.page import Page, PageLine
from kehoach_parser.ingest.page_tables import PageTable
from kehoach_parser.ingest.program import run_program
from kehoach_parser.ingest.request import Request
from kehoach_parser.ingest.scan_page import Scan, ScanCell, Words, all_words, read_scan
from kehoach_parser.ingest.scan_rules import Cell, find_tables, stacked, without_tables
from kehoach_parser.kept import keep, kept

DPI = 250
_PIXELS = 40_000_000  # of one picture; an A2 page at DPI has 24 million
UNSURE = 60.0  # tesseract's word confidence, 0 to 100
SECONDS = 120
_TWO_STROKES = frozenset("HũuUỦÙ")
_TALL = 0.6  # part of the height of a word that an upright stroke has at least
_NUMERAL_OF_YEAR = re.compile(r"[IlL1|!H]{1,4}/\d{4}")
_PAGE, _BLOCK = "4", "6"  # how tesseract looks for lines: in one column of text of several sizes, in one block of lines
_FRACTION = "\u2044"  # the slash of a fraction, which tesseract finds in "110/KH-UBND"
_STROKES = re.compile(r"[IlL1|!H]{2,4}[.:)/]?|[IlL|!][.:)/]?")
HOW_TO_GET = "pip install 'kehoach-parser[ocr]', and install tesseract with Vietnamese (Debian: apt install tesseract-ocr tesseract-ocr-vie)"


@cache
def tesseract() -> str | None:
    """The tesseract program, or None when it or its Vietnamese data is missing or it does not run."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, errors="replace", timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if "vie" in listed.stdout.split() else None


def read_page(page: Any, request: Request, made: Page) -> list[PageLine | PageTable]:
    """The lines and ruled tables of a page without usable text; none, and a remark, when OCR is switched off or the page is blank."""
    if not _has_ink(page):
        return []
    if not request.ocr:
        made.remarks.append(("KH921", "this page is a picture and was not read (--no-ocr)"))
        made.unread = True
        return []
    program = tesseract()
    if program is None:
        made.remarks.append(("KH921", f"this page is a picture and was not read; OCR is not installed: {HOW_TO_GET}"))
        made.unread = True
        return []
    scan = _scan(page, program, request.name)
    if scan is None:
        made.remarks.append(("KH924", "this page is a picture on which tesseract failed or did not finish in time; it was not read"))
        made.unread = True
        return []
    unsure = [str(word[6]) for word in all_words(scan) if word[5] < UNSURE and any(c.isalnum() for c in word[6])]
    if unsure:
        shown = ", ".join(unsure[:8])
        made.remarks.append(("KH922", f"{len(unsure)} words of this scan are unsure: {shown}"))
    return read_scan(scan, request.grammar)


def _has_ink(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH], max_depth=3))


def _scan(page: Any, program: str, name: str) -> Scan | None:
    """What stands on the picture of a page, from the cache when it was read before.

    None when tesseract fails. A page too large for DPI is rendered smaller.
    """
    width, height = page.get_size()
    dpi = min(float(DPI), 72 * math.sqrt(_PIXELS / max(width * height, 1.0)))
    picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
    key = hashlib.sha256(b"ocr-8 %.3f %d %d " % (dpi, *picture.size) + picture.tobytes()).hexdigest()
    place = f"ocr/{key}.bin"
    known = kept(place)
    if known is not None:
        found: Scan = json.loads(known)
        return found
    ruled, bare = find_tables(picture)
    words = _recognise(without_tables(bare, ruled), program, dpi, name, _PAGE)
    tables: list[list[ScanCell]] = []
    for cells in ruled.tables:
        held = _cell_words(bare, cells, ruled.slant, program, dpi, name)
        if words is None or held is None:
            return None
        tables.append([{"box": [round(place * 72 / dpi, 1) for place in cell], "words": own} for cell, own in zip(cells, held, strict=True)])
    if words is None:
        return None
    scan: Scan = {"words": words, "slant": ruled.slant, "tables": tables}
    keep(place, json.dumps(scan, ensure_ascii=False).encode())
    return scan


def _cell_words(bare: Any, cells: Sequence[Cell], slant: float, program: str, dpi: float, name: str) -> list[Words] | None:
    """The words of each cell of a table: its cells are read one below the other, since lines of cells side by side run into each other."""
    held: list[Words] = [[] for _ in cells]
    scale = 72 / dpi
    for picture, parts in stacked(bare, cells, slant):
        words = _recognise(picture, program, dpi, name, _BLOCK)
        if words is None:
            return None
        for line, left, top, right, bottom, *read in words:
            middle = (top + bottom) / 2 / scale
            part = next((part for part in parts if part.top <= middle < part.bottom), None)
            if part is not None:
                x, y = part.right_by * scale, part.down_by * scale
                held[part.cell].append([line, round(left + x, 1), round(top + y, 1), round(right + x, 1), round(bottom + y, 1), *read])
    return held


def _recognise(picture: Any, program: str, dpi: float, name: str, mode: str) -> Words | None:
    png = io.BytesIO()
    picture.save(png, format="PNG", compress_level=1)
    try:
        status, table = run_program(
            [program, "stdin", "stdout", "-l", "vie", "--psm", mode, "--dpi", str(round(dpi)), "tsv"],
            seconds=SECONDS, name=name, data=png.getvalue(), environment={"OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if status != 0:
        return None
    words: Words = []  # as in a Scan
    places: dict[tuple[str, ...], int] = {}
    scale = 72 / dpi
    for row in csv.DictReader(io.StringIO(table.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip().replace(_FRACTION, "/")
        if row.get("level") != "5" or not text:
            continue
        line = places.setdefault((row["block_num"], row["par_num"], row["line_num"]), len(places))
        left, top, width, height = (float(row[name]) * scale for name in ("left", "top", "width", "height"))
        if _STROKES.fullmatch(text):
            text = _numeral(picture, row, text)
        elif text in _TWO_STROKES and mode == _BLOCK:
            text = _two(picture, row, text)
        before = words[-1] if words and words[-1][0] == line else None
        strokes = _strokes_before_slash(picture, row, round(before[3] / scale) if before else 0) if _NUMERAL_OF_YEAR.match(text) else 0
        words.append([line, round(left, 1), round(top, 1), round(left + width, 1), round(top + height, 1), float(row["conf"]), text, strokes])
    return words


def _numeral(picture: Any, row: dict[str, str], text: str) -> str:
    """A word of upright strokes (I, II, III, often misread as IL, II1, l) by the number of strokes in the picture."""
    left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
    crop = picture.crop((left, top, left + width, top + height))
    ink = crop.point(lambda value: 255 if value < 140 else 0).tobytes()
    tall = [ink[column::width].count(255) >= 0.6 * height for column in range(width)]
    strokes = sum(1 for column, is_tall in enumerate(tall) if is_tall and not (column and tall[column - 1]))
    if not (len(text.rstrip(".:)/")) > 1 or strokes > 1) or not 1 <= strokes <= 3 or (text.isdigit() and strokes == len(text)):
        return text
    stop = text[len(text.rstrip(".:)/")) :]
    return "I" * strokes + (stop or ("." if _has_dot(ink, width, tall) else ""))


def _strokes_before_slash(picture: Any, row: dict[str, str], begin: int) -> int:
    """How many upright strokes a word begins with, before its slash: 2 of "II/2025", which is often read as "I/2025".

    The word before ends at `begin`: where a stroke was left out, so it was from the word's own box.
    """
    left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
    begin = max(begin + 2, left - height)
    ink = picture.crop((begin, top, left + width, top + height)).point(lambda value: 255 if value < 140 else 0).tobytes()
    width += left - begin
    dark = [ink[column::width].count(255) for column in range(width)]
    strokes = 0
    for is_ink, letter in groupby(dark, bool):
        tall = [is_tall for is_tall, _ in groupby(letter, lambda count: count >= _TALL * height)].count(True) if is_ink else -1
        if not tall:
            break  # the slash leans: none of its columns is dark from top to bottom
        strokes += max(tall, 0)
    return strokes


def _two(picture: Any, row: dict[str, str], text: str) -> str:
    """The numeral II that was read as one letter: two strokes with nothing between them half way up."""
    left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
    level = top + height // 2
    middle = picture.crop((left, level - 2, left + width, level + 3)).point(lambda value: 255 if value < 140 else 0)
    dark = [255 in middle.tobytes()[column::width] for column in range(width)]
    runs = sum(1 for column, is_dark in enumerate(dark) if is_dark and not (column and dark[column - 1]))
    return "II" if runs == 2 else text


def _has_dot(ink: bytes, width: int, tall: list[bool]) -> bool:
    """Whether there is ink after the last upright stroke, apart from it: the full stop of a numeral."""
    last = width - 1 - tall[::-1].index(True)
    after = [ink[column::width].count(255) > 0 for column in range(last, width)]
    return False in after and True in after[after.index(False) :]
