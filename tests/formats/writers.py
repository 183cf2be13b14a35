"""Writes one plan (text or Markdown) in every format that is read: what was written must be read back as the same plan.

Word files are written twice: with the numbers typed, and with Word's automatic numbering. The scan is the PDF rendered,
turned a little and made noisy. Written bytes depend on the text alone.
"""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from formats import word

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
BOLD = FONT.with_name("DejaVuSerif-Bold.ttf")
_EMPHASIS = re.compile(r"\*{1,3}|^#{1,6}\s+|\s{2,}$", re.MULTILINE)
_MARKER = re.compile(r"[IVX]+\.|\d+\.|[a-z]\)|[-+]")


@dataclass(slots=True)
class Piece:
    """A paragraph of one or several printed lines, a table, or two columns that only stand side by side."""

    lines: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    columns: list[list[str]] = field(default_factory=list)


def pieces(text: str) -> list[Piece]:
    """Paragraphs (parted by empty lines; a line with a marker begins one) and pipe tables, without Markdown's marks."""
    made: list[Piece] = []
    fresh = True
    for line in text.split("\n"):
        if line.lstrip().startswith("|"):
            if not made or not made[-1].rows:
                made.append(Piece())
            if not re.fullmatch(r"[\s|:-]+", line):
                made[-1].rows.append([_EMPHASIS.sub("", cell).strip() for cell in line.strip().strip("|").split("|")])
            fresh = True
            continue
        plain = _EMPHASIS.sub("", line).strip()
        if not plain:
            fresh = True
            continue
        if len(sides := re.split(r"(?<!Số:)(?<!ngày)(?<!\s)\s{4,}", plain)) == 2:
            if not made or not made[-1].columns:
                made.append(Piece(columns=[[], []]))
            for side, column in zip(sides, made[-1].columns, strict=True):
                column.append(side)
            continue
        if fresh or not made or made[-1].rows or made[-1].columns or re.match(r"(?:[-+]|\d+(?:\.\d+)*\.|[IVX]+\.|\(\d+\)|[a-zđ]\))\s", plain):
            made.append(Piece())
        made[-1].lines.append(plain)
        fresh = False
    return made


# --- Word ----------------------------------------------------------------------------------------------------------


def docx_typed(text: str) -> bytes:
    """A DOCX with the numbers typed as text."""
    return word.document("".join(_word_piece(piece) for piece in pieces(text)))


def _word_piece(piece: Piece) -> str:
    if piece.rows or piece.columns:
        return word.table(*(piece.rows or [["\n".join(column) for column in piece.columns]]), ruled=bool(piece.rows))
    return word.paragraph(inner="<w:r><w:br/></w:r>".join(word.run(line) for line in piece.lines))


def docx_automatic(text: str) -> bytes:
    """A DOCX whose numbers are Word's own, wherever Word would print the same: one list for each run of a series."""
    writer = _Automatic()
    body = "".join(writer.piece(piece) for piece in pieces(text))
    return word.document(body, numbering=word.abstract(0, *_LEVELS) + "".join(writer.lists))


_FORMS = {"roman": ("upperRoman", "%1."), "arabic": ("decimal", "%2."), "dotted": ("decimal", "%2.%3."), "letter": ("lowerLetter", "%4)"), "dash": ("bullet", "-"), "plus": ("bullet", "+")}
_LEVELS = [word.level(at, form, text, "<w:isLgl/>" if name == "dotted" else "") for at, (name, (form, text)) in enumerate(_FORMS.items())]


class _Automatic:
    """Gives each marker to a list that would print it, and a start override where the count jumps."""

    def __init__(self) -> None:
        self.lists: list[str] = []

    def piece(self, piece: Piece) -> str:
        if not piece.lines:
            return _word_piece(piece)
        found = re.match(r"(?:(?P<roman>[IVX]+)\.|(?P<dotted>(\d+)\.(\d+))\.|(?P<arabic>\d+)\.|(?P<letter>[a-z])\)|(?P<dash>-)|(?P<plus>\+))\s+", piece.lines[0])
        if found is None or found.lastgroup is None:
            return _word_piece(piece)
        kind = next(name for name in _FORMS if found[name] is not None)
        rest = [piece.lines[0][found.end() :], *piece.lines[1:]]
        starts = self._starts(kind, found)
        overrides = "".join(f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{value}"/></w:lvlOverride>' for at, value in starts.items())
        ident = len(self.lists) + 1
        self.lists.append(word.numbered(ident, 0, overrides))
        level = list(_FORMS).index(kind)
        return word.paragraph(num=(ident, level), inner="<w:r><w:br/></w:r>".join(word.run(line) for line in rest))

    def _starts(self, kind: str, found: re.Match[str]) -> dict[int, int]:
        if kind == "roman":
            return {0: _roman_value(found["roman"])}
        if kind == "arabic":
            return {1: int(found["arabic"])}
        if kind == "dotted":
            return {1: int(found[3]), 2: int(found[4])}
        return {3: ord(found["letter"]) - ord("a") + 1} if kind == "letter" else {}


def _roman_value(numeral: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in numeral]
    return sum(-v if any(w > v for w in values[at + 1 :]) else v for at, v in enumerate(values))


# --- web page ------------------------------------------------------------------------------------------------------


def html_page(text: str, encoding: str = "utf-8") -> bytes:
    """A page as Word saves it: paragraphs, tables, and a portal's frame around."""
    body = "".join(_html_piece(piece) for piece in pieces(text))
    page = (
        f'<html><head><meta charset="{encoding}"><title>Văn bản</title><style>p {{margin:0}}</style></head><body>'
        f'<div class="menu"><a href="#">Trang chủ</a></div><table><tr><td>{body}</td></tr></table><script>var a = "Lời lẽ";</script></body></html>'
    )
    return page.encode(encoding, "xmlcharrefreplace")


def _html_piece(piece: Piece) -> str:
    if piece.rows:
        rows = "".join("<tr>" + "".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in row) + "</tr>" for row in piece.rows)
        return f'<table border="1">{rows}</table>'
    if piece.columns:
        return "<table><tr>" + "".join("<td>" + "".join(f"<p>{html.escape(line)}</p>" for line in column) + "</td>" for column in piece.columns) + "</tr></table>"
    return "<p>" + "<br>".join(html.escape(line) for line in piece.lines) + "</p>\n"


# --- PDF and scan --------------------------------------------------------------------------------------------------


@cache
def _fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Serif", str(FONT)))
    pdfmetrics.registerFont(TTFont("SerifBold", str(BOLD)))


def pdf(text: str) -> bytes:
    """A PDF with a text layer: wrapped lines, page numbers at the top from page 2, ruled tables over page ends."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    _fonts()
    out = io.BytesIO()
    frame = SimpleDocTemplate(out, pagesize=A4, leftMargin=85, rightMargin=50, topMargin=60, bottomMargin=55, invariant=1)
    frame.build([_pdf_piece(piece) for piece in pieces(text)], onLaterPages=_page_number)
    return out.getvalue()


def _page_number(canvas: Any, document: Any) -> None:
    canvas.setFont("Serif", 11)
    canvas.drawCentredString(document.pagesize[0] / 2, document.pagesize[1] - 40, str(document.page))


def _pdf_piece(piece: Piece) -> Any:
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Table

    if piece.rows:
        small = ParagraphStyle("cell", fontName="Serif", fontSize=10, leading=13)
        cells = [[Paragraph(html.escape(cell), small) for cell in row] for row in piece.rows]
        widths = _column_widths(piece.rows, 455)
        return Table(cells, colWidths=widths, repeatRows=1, splitInRow=1, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    if piece.columns:
        centred = ParagraphStyle("side", fontName="Serif", fontSize=11, leading=14, alignment=1)
        return Table([[[Paragraph(html.escape(line), centred) for line in column] for column in piece.columns]], colWidths=[190, 270])
    style = ParagraphStyle("body", fontName="Serif", fontSize=12, leading=16, spaceAfter=6, firstLineIndent=24, alignment=4)
    if all(line.isupper() and len(line) < 60 for line in piece.lines) and not _MARKER.match(piece.lines[0]):
        style = ParagraphStyle("head", parent=style, alignment=1, firstLineIndent=0)
    return Paragraph("<br/>".join(html.escape(line) for line in piece.lines), style)


def _column_widths(rows: list[list[str]], whole: float) -> list[float]:
    longest = [min(max(len(row[at]) for row in rows if at < len(row)) + 4, 40) for at in range(max(map(len, rows)))]
    return [whole * length / sum(longest) for length in longest]


def scan(text: str, dpi: int = 200, turned: float = 0.6, seed: int = 7) -> bytes:
    """The PDF as a scanner gives it: a picture a page, turned by some tenths of a degree, blurred, with noise."""
    import numpy
    import pypdfium2
    from PIL import Image, ImageFilter

    noise = numpy.random.default_rng(seed)
    pages = []
    for page in pypdfium2.PdfDocument(pdf(text)):
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
        picture = picture.rotate(turned, fillcolor=255, resample=Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.5))
        values = numpy.asarray(picture).astype("int16") + noise.normal(0, 8, (picture.height, picture.width)).astype("int16")
        pages.append(Image.fromarray(values.clip(0, 255).astype("uint8")))
    out = io.BytesIO()
    pages[0].save(out, format="PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=60)
    return out.getvalue()


# --- old encodings -------------------------------------------------------------------------------------------------


def legacy(text: str, name: str) -> bytes:
    """The text in TCVN3, VNI, VISCII or windows-1258. TCVN3 has no capitals with marks: those come out small."""
    text = representable(text)
    if name == "cp1258":
        return b"".join(_cp1258(letter) for letter in text)
    back = _letters(name)
    codec = "latin-1" if name == "viscii" else "cp1252"
    return "".join(back.get(c, back.get(c.lower(), c)) for c in text).encode(codec, "replace")


_PLAINER = str.maketrans({"“": '"', "”": '"', "’": "'", "–": "-", "⁽": "(", "⁾": ")", "¹": "1", "²": "2", "³": "3"})


def representable(text: str) -> str:
    """The text with what the old encodings lack (or have in different places) written plainer."""
    return unicodedata.normalize("NFC", text).translate(_PLAINER)


@cache
def _letters(name: str) -> dict[str, str]:
    tables = json.loads((Path(__file__).parents[2] / "src/kehoach_parser/ingest/legacy.json").read_bytes())
    return {letter: code for code, letter in reversed(list(tables[name].items()))}


def _cp1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        base, *marks = list(unicodedata.normalize("NFD", letter))
        tone = next((mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"), "")
        shape = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark != tone))
        return (shape + tone).encode("cp1258", "replace")
