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
from functools import cache
from typing import Any

from kehoach_parser.grammar import Grammar, trie_pattern
from kehoach_parser.ingest.build import plain
from kehoach_parser.ingest.page import Page, PageLine, left_open, line_words
from kehoach_parser.ingest.program import run_program
from kehoach_parser.ingest.request import Request
from kehoach_parser.kept import keep, kept

DPI = 250
_PIXELS = 40_000_000  # of one picture; an A2 page at DPI has 24 million
UNSURE = 60.0  # tesseract's word confidence, 0 to 100
SECONDS = 120
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


def read_page(page: Any, request: Request, made: Page) -> list[PageLine]:
    """The lines of a page without usable text; none, and a remark, when OCR is switched off or the page is blank."""
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
    words = _words(page, program, request.name)
    if words is None:
        made.remarks.append(("KH924", "this page is a picture on which tesseract failed or did not finish in time; it was not read"))
        made.unread = True
        return []
    lines, unsure = _lines(words, request.grammar)
    if unsure:
        shown = ", ".join(unsure[:8])
        made.remarks.append(("KH922", f"{len(unsure)} words of this scan are unsure: {shown}"))
    return lines


def _has_ink(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH], max_depth=3))


Words = list[list[float | int | str]]


def _words(page: Any, program: str, name: str) -> Words | None:
    """Words of the page as [line, x0, top, x1, bottom, confidence, text] in points, from the cache when it was read before.

    None when tesseract fails. A page too large for DPI is rendered smaller.
    """
    width, height = page.get_size()
    dpi = min(float(DPI), 72 * math.sqrt(_PIXELS / max(width * height, 1.0)))
    picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
    key = hashlib.sha256(b"ocr-6 %.3f %d %d " % (dpi, *picture.size) + picture.tobytes()).hexdigest()
    place = f"ocr/{key}.bin"
    known = kept(place)
    if known is not None:
        found: Words = json.loads(known)
        return found
    words = _recognise(picture, program, dpi, name)
    if words is not None:
        keep(place, json.dumps(words, ensure_ascii=False).encode())
    return words


def _recognise(picture: Any, program: str, dpi: float, name: str) -> Words | None:
    png = io.BytesIO()
    picture.save(png, format="PNG", compress_level=1)
    try:
        status, table = run_program(
            [program, "stdin", "stdout", "-l", "vie", "--psm", "4", "--dpi", str(round(dpi)), "tsv"],
            seconds=SECONDS, name=name, data=png.getvalue(), environment={"OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if status != 0:
        return None
    words: Words = []
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
        words.append([line, round(left, 1), round(top, 1), round(left + width, 1), round(top + height, 1), float(row["conf"]), text])
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


def _has_dot(ink: bytes, width: int, tall: list[bool]) -> bool:
    """Whether there is ink after the last upright stroke, apart from it: the full stop of a numeral."""
    last = width - 1 - tall[::-1].index(True)
    after = [ink[column::width].count(255) > 0 for column in range(last, width)]
    return False in after and True in after[after.index(False) :]


def _lines(words: list[list[Any]], grammar: Grammar) -> tuple[list[PageLine], list[str]]:
    """Lines in reading order (two where a wide gap parts columns), and the words below the confidence."""
    groups: dict[int, list[list[Any]]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word)
    made: list[PageLine] = []
    for group in groups.values():
        start = 0
        height = max(word[4] - word[2] for word in group)
        for index in range(1, len(group) + 1):
            if index == len(group) or (group[index][1] - group[index - 1][3] > 2.5 * height and not left_open(line_words(grammar), group[index - 1][6])):
                made.append(_line(group[start:index], grammar))
                start = index
    unsure = [word[6] for word in words if word[5] < UNSURE and any(c.isalnum() for c in word[6])]
    return [line for line in made if any(c.isalnum() for c in line.text)], unsure


def _line(words: list[list[Any]], grammar: Grammar) -> PageLine:
    box = (min(w[1] for w in words), min(w[2] for w in words), max(w[3] for w in words), max(w[4] for w in words))
    return PageLine(grammar.once(_quarters).sub(_quarter, plain(" ".join(w[6] for w in words))), box)


def _quarters(grammar: Grammar) -> re.Pattern[str]:
    """A quarter whose numeral was misread."""
    return re.compile(rf"\b((?i:{trie_pattern(grammar.phrases('deadline_words', 'quarter'))})\s+)(?=[Il|1]*H|[Il|1]*[l|])([IlH|1]{{1,3}})(?=[/.,;:\s]|$)")


def _quarter(found: re.Match[str]) -> str:
    """A quarter is I, II, III or IV: an H read in its place is two strokes, an l or | is one."""
    strokes = sum(2 if letter == "H" else 1 for letter in found[2])
    return found[1] + ("I" * strokes if strokes <= 3 else found[2])
