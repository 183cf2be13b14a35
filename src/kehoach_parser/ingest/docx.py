"""DOCX: paragraphs with their visible numbers, tables, text boxes, footnotes, headers and footers.

The XML is walked here (WordprocessingML, ECMA-376 part 1): python-docx's own `text` leaves out numbers, insertions,
content controls and text boxes, and its cell access is quadratic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kehoach_parser.document import Document
from kehoach_parser.grammar import Grammar
from kehoach_parser.ingest.blocks import Block, Grid, flat_lines, is_letterhead, write_blocks
from kehoach_parser.ingest.build import Sheet, Strong, plain, whole
from kehoach_parser.ingest.docx_numbering import VAL, Numbering, W, child_value, read_numbering
from kehoach_parser.ingest.docx_package import open_parts
from kehoach_parser.ingest.docx_styles import Styles, read_styles
from kehoach_parser.ingest.legacy import from_font
from kehoach_parser.ingest.request import Request

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
P, TBL, R, T, RPR, PPR = W + "p", W + "tbl", W + "r", W + "t", W + "rPr", W + "pPr"
PSTYLE, NUMPR, NUMID, ILVL = W + "pStyle", W + "numPr", W + "numId", W + "ilvl"
ALTERNATE, CHOICE, FALLBACK = MC + "AlternateContent", MC + "Choice", MC + "Fallback"
BOX = W + "txbxContent"
_UNSEEN = frozenset(
    W + name
    for name in (
        *("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr"),
        *("fldChar", "instrText", "delText", "delInstrText", "rt", "lastRenderedPageBreak"),
        *("bookmarkStart", "bookmarkEnd", "proofErr", "commentRangeStart", "commentRangeEnd"),
    )
)
_LETTERS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "br": "\n", W + "noBreakHyphen": "-", W + "softHyphen": "\u00ad"}  # the soft hyphen is ư in fonts of TCVN3
_MOST_PLACES = 64  # that a cell spans
_DRAWN = frozenset((W + "drawing", W + "pict", W + "object"))


@dataclass(slots=True)
class Walk:
    """What is known while one document is walked."""

    numbering: Numbering
    styles: Styles
    notes: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    carried: str = ""
    plain: bool = False  # whether the paragraph that is walked has letters that are not bold


def read(request: Request, found: str) -> Document:
    """The text of a DOCX: what stands in its headers first when that is the letterhead, the body, then the asides."""
    root, parts = open_parts(request)
    numbering = next(iter(parts.get("numbering", ())), None)
    styles = next(iter(parts.get("styles", ())), None)
    walk = Walk(read_numbering(numbering), read_styles(styles))
    sheet = Sheet()
    body = root.find(W + "body")
    blocks = list(_blocks(body, walk)) if body is not None else []
    heads = [list(_blocks(part, walk)) for part in parts.get("header", ())]
    letterhead = [head for head in heads if _is_letterhead(head, request.grammar)]
    for head in letterhead:
        write_blocks(sheet, head, request.grammar)
    write_blocks(sheet, blocks, request.grammar)
    for kind, asides in (("running head", [h for h in heads if h not in letterhead]), ("running foot", [list(_blocks(part, walk)) for part in parts.get("footer", ())])):
        for lines in dict.fromkeys(tuple(flat_lines(aside)) for aside in asides):
            sheet.aside([line for line in lines if not line.isdigit()], kind)
    sheet.aside(_note_lines(walk, parts), "footnote")
    return sheet.document(found)


def _is_letterhead(blocks: list[Block], grammar: Grammar) -> bool:
    return is_letterhead(Grid([[0]], [blocks]), grammar)


def _note_lines(walk: Walk, parts: dict[str, list[Any]]) -> list[str]:
    texts: dict[str, str] = {}
    for kind in ("footnote", "endnote"):
        for root in parts.get(f"{kind}s", ()):
            for note in root.iterfind(W + kind):
                texts[f"{kind} {note.get(W + 'id')}"] = " ".join(flat_lines(list(_blocks(note, walk))))
    return [f"[{number}] {texts[ident]}" for number, ident in enumerate(dict.fromkeys(walk.notes), 1) if texts.get(ident)]


def _blocks(container: Any, walk: Walk) -> Iterator[Block]:
    for child in container:
        tag = child.tag
        if tag == P:
            yield from _paragraph(child, walk)
        elif tag == TBL:
            yield _table(child, walk)
        elif tag == ALTERNATE:
            yield from _blocks(_branch(child), walk)
        elif tag not in _UNSEEN:
            yield from _blocks(child, walk)


def _paragraph(node: Any, walk: Walk) -> Iterator[Block]:
    pieces: list[str] = []
    laid = Laid(walk.styles.default)
    walk.plain = bool(walk.carried)
    for child in node:
        tag = child.tag
        if tag == R:
            _run(child, pieces, walk, laid.style)
        elif tag == PPR:
            laid = _laid(child, walk)
        else:
            _inline_one(child, tag, pieces, walk, laid.style)
    text = plain(walk.carried + "".join(pieces))
    walk.carried = ""
    if laid.runs_on:
        walk.carried = text
    else:
        label = _label(laid, walk)
        shown = _with_label(label, text) if label else text
        if shown and not shown.isspace():
            yield shown if walk.plain else Strong(shown)
    if walk.boxes:
        boxes, walk.boxes = walk.boxes, []
        for box in boxes:
            yield from _blocks(box, walk)


class Laid(NamedTuple):
    """What the properties of a paragraph say: its style, its place in a list, and whether its end is a deletion."""

    style: str
    num: str | None = None
    ilvl: str | None = None
    runs_on: bool = False


def _laid(properties: Any, walk: Walk) -> Laid:
    style, num, ilvl, runs_on = walk.styles.default, None, None, False
    for node in properties:
        tag = node.tag
        if tag == PSTYLE:
            style = node.get(VAL, style)
        elif tag == NUMPR:
            for part in node:
                if part.tag == NUMID:
                    num = part.get(VAL)
                elif part.tag == ILVL:
                    ilvl = part.get(VAL)
        elif tag == RPR:
            runs_on = node.find(W + "del") is not None or node.find(W + "moveFrom") is not None
    return Laid(style, num, ilvl, runs_on)


def _label(laid: Laid, walk: Walk) -> tuple[str, str] | None:
    num, ilvl = laid.num, laid.ilvl
    if num is None or ilvl is None:
        styled_num, styled_ilvl = walk.styles.numbering(laid.style)
        num = styled_num if num is None else num
        ilvl = styled_ilvl if ilvl is None else ilvl
    if num is None or num == "0":
        return None
    if ilvl is None:
        ilvl = str(walk.numbering.styled_level(num, laid.style))
    return walk.numbering.label(num, whole(ilvl, 0))


def _with_label(label: tuple[str, str], text: str) -> str:
    """The label before the text, once: many documents have the number typed beside the automatic one."""
    mark, suffix = label[0].strip(), label[1]
    text = text.strip()
    if not mark or text == mark or text.startswith((mark + " ", mark + "\t")):
        return text
    glued = suffix == "nothing" and text[:1] in (".", ")", "/", ":", "-")
    return f"{mark}{text}" if glued else f"{mark} {text}"


def _inline(node: Any, pieces: list[str], walk: Walk, style: str) -> None:
    for child in node:
        tag = child.tag
        if tag == R:
            _run(child, pieces, walk, style)
        else:
            _inline_one(child, tag, pieces, walk, style)


def _inline_one(child: Any, tag: Any, pieces: list[str], walk: Walk, style: str) -> None:
    if tag in _UNSEEN or not isinstance(tag, str):
        return
    if tag == ALTERNATE:
        _inline(_branch(child), pieces, walk, style)
    elif tag.endswith("}t"):  # w:t, and m:t of a formula
        pieces.append(child.text or "")
    else:
        _inline(child, pieces, walk, style)


def _run(run: Any, pieces: list[str], walk: Walk, style: str) -> None:
    look = walk.styles.look(None, style)
    out: list[str] = []
    for child in run:
        tag = child.tag
        if tag == T:
            out.append(child.text or "")
        elif tag == RPR:
            look = walk.styles.look(child, style)
        elif tag in _LETTERS:
            out.append(_LETTERS[tag])
        else:
            _rare_in_run(child, tag, out, walk)
    if look.hidden:
        return
    text = "".join(out)
    if not look.bold and not walk.plain and not text.isspace():
        walk.plain = bool(text)
    if look.font:
        text = from_font(text, look.font)
    pieces.append(text.upper() if look.caps else text)


def _rare_in_run(child: Any, tag: Any, out: list[str], walk: Walk) -> None:
    if tag == W + "sym":
        out.append(_symbol(child))
    elif tag in _DRAWN or tag == ALTERNATE:
        walk.boxes.extend(_text_boxes(child))
    elif tag in (W + "footnoteReference", W + "endnoteReference"):
        walk.notes.append(f"{tag[len(W) : -len('Reference')]} {child.get(W + 'id')}")
    elif tag == W + "ruby":
        out.extend(t.text or "" for base in child.iterfind(W + "rubyBase") for t in base.iter(T))


def _symbol(node: Any) -> str:
    """A letter of a symbol font: those fonts hold bullets, arrows and boxes, which say no more than a dash."""
    code = node.get(W + "char", "")
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "-" if "\ue000" <= letter <= "\uf8ff" else letter


def _text_boxes(node: Any) -> Iterator[Any]:
    """The contents of the outermost text boxes in a drawing, each once although it is written in two dialects."""
    if node.tag == BOX:
        yield node
    elif node.tag == ALTERNATE:
        yield from _text_boxes(_branch(node))
    else:
        for child in node:
            if isinstance(child.tag, str):
                yield from _text_boxes(child)


def _branch(node: Any) -> Any:
    """The one branch of an alternative that is shown: the newer dialect when there is one."""
    choice = node.find(CHOICE)
    fallback = node.find(FALLBACK)
    return choice if choice is not None else (fallback if fallback is not None else ())


def _table(table: Any, walk: Walk) -> Grid:
    grid = Grid([], [])
    open_cells: dict[int, int] = {}
    for row in _within(table, W + "tr"):
        properties = row.find(W + "trPr")
        if properties is not None and properties.find(W + "del") is not None:
            continue
        before = _count(properties, "gridBefore")
        grid.rows.append([-1] * before)
        for cell in _within(row, W + "tc"):
            _cell(cell, grid, open_cells, walk)
    return grid


def _cell(cell: Any, grid: Grid, open_cells: dict[int, int], walk: Walk) -> None:
    properties = cell.find(W + "tcPr")
    row = grid.rows[-1]
    column = len(row)
    merge = None if properties is None else properties.find(W + "vMerge")
    sideways = None if properties is None else properties.find(W + "hMerge")
    span = max(_count(properties, "gridSpan", 1), 1)
    if merge is not None and merge.get(VAL, "continue") == "continue" and column in open_cells:
        number = open_cells[column]
    elif sideways is not None and sideways.get(VAL, "continue") == "continue" and row:
        number = row[-1]
    else:
        number = len(grid.cells)
        grid.cells.append(list(_blocks(cell, walk)))
    for place in range(column, column + span):
        row.append(number)
        if merge is not None:
            open_cells[place] = number
        else:
            open_cells.pop(place, None)


def _within(node: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also inside content controls and insertions."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag == ALTERNATE:
            yield from _within(_branch(child), tag)
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from _within(child, tag)


def _count(properties: Any, name: str, default: int = 0) -> int:
    return default if properties is None else whole(child_value(properties, name), default, most=_MOST_PLACES)
