"""Web pages: as Word saves them, as portals print them, and MHTML. Boilerplate around the document is left out.

Paragraphs are blocks, tables keep rowspan and colspan, a table that only places things is plain lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.entities import name2codepoint
from typing import Any

from kehoach_parser.column_heads import begins_letterhead
from kehoach_parser.document import Document, Remark
from kehoach_parser.errors import LimitExceeded, UnreadableFile
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.ingest.blocks import Block, Grid, write_blocks
from kehoach_parser.ingest.build import CELLS, Sheet, Strong, plain, whole, without_halves
from kehoach_parser.ingest.encodings import Decoded, decode
from kehoach_parser.ingest.legacy import LEGACY, as_shown, from_font, is_legacy
from kehoach_parser.ingest.page_furniture import kind_of
from kehoach_parser.ingest.request import Request

_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
# Vietnamese letters outside of Windows' western set, written by number: what Word does with them when it saves a page in that set
_BY_NUMBER = re.compile(rb"&#(?:78[4-9]\d|79[0-2]\d|25[89]|27[23]|41[67]|43[12]|x(?:1E[A-F]\w|10[23]|11[01]|1[AB][01F]));", re.IGNORECASE)
_WESTERN = ("windows-1252", "cp1252", "iso-8859-1", "latin1", "us-ascii", "")
_ENOUGH_BY_NUMBER = 8
_UNSEEN = frozenset(("script", "style", "head", "title", "noscript", "template", "iframe", "object", "select", "button", "textarea", "nav", "aside", "svg", "del"))
_BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "main", "header", "footer", "center", "blockquote", "pre", "address", "form", "fieldset", "body", "html", "hr", "tr", "td", "th", "tbody", "thead", "tfoot", "caption", "figure")
)
_SPACE = re.compile(r"[ \t\n\r]+")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
_LONE_LETTER = re.compile(r"(?<![^\W\d_])[^\W\d_]\Z")  # a picture anchored to the first letter of a word, as converters write it
_FONT = re.compile(r"font-family\s*:\s*([^;]{1,200})", re.IGNORECASE)
_BOLD = frozenset(("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"))
_WEIGHT = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_UPPER_CASE = re.compile(r"text-transform\s*:\s*uppercase", re.IGNORECASE)
_NOTE = re.compile(r"#(?:_?(?:ftn|edn|fn)|sdfootnote|sdendnote)\d")
_BY_NAME = re.compile(rb"&(?:([A-Za-z]{2,6})|#(1[6-9]\d|2[0-4]\d|25[0-5]));")  # letters of Latin-1
_MAX_SPAN = 64
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]{1,60})", re.IGNORECASE)
_FORMS = {"I": "upperRoman", "i": "lowerRoman", "A": "upperLetter", "a": "lowerLetter", "upper-roman": "upperRoman", "lower-roman": "lowerRoman", "upper-alpha": "upperLetter", "upper-latin": "upperLetter", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "decimal-leading-zero": "decimalZero"}
_TYPED = re.compile(r"\s*(?:[-–—+•]|(\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[a-zđA-ZĐ])[.)/])\s")
_TOO_DEEP = "this page nests its parts too deep to read all of it; open it in Word and save it as .docx"


def read(request: Request, found: str) -> Document:
    """The text of a web page."""
    decoded = _decoded(request)
    root = _tree(decoded.text, request)
    sheet = Sheet()
    try:
        read_font = as_shown if decoded.encoding in LEGACY else from_font
        write_blocks(sheet, list(_without_boilerplate(list(_Walk(read_font).blocks(root)), request.grammar)), request.grammar)
    except RecursionError:
        raise LimitExceeded(_TOO_DEEP, path=request.name) from None
    made = sheet.document(found, encoding=decoded.encoding, confidence=decoded.confidence)
    return made._replace(remarks=(Remark(*decoded.remark, (0, 0)), *made.remarks)) if decoded.remark else made


def _decoded(request: Request) -> Decoded:
    """The page as text. What it declares is only believed when the bytes are no UTF-8: portals declare wrongly."""
    data = request.data
    if re.match(rb"\s*(?:[\w-]+:[^\n]*\n)+?MIME-Version:|\s*MIME-Version:", data[:2000], re.IGNORECASE):
        data = _mime_part(request)
        request = request._replace(data=data)
    if request.encoding:
        return decode(request)
    if _is_unicode(data):
        return decode(request._replace(data=_BY_NAME.sub(_letter, data)))
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    if name in ("windows-1258", "tcvn", "viscii", "utf-16"):
        try:
            return decode(request._replace(encoding=name))
        except UnreadableFile:
            pass
    if name in _WESTERN and len(_BY_NUMBER.findall(data[:200_000])) >= _ENOUGH_BY_NUMBER:
        # the letters that the set lacks are spelled out, so its bytes are what they are in it, and no old Vietnamese font
        return Decoded(data.decode("cp1252", "replace"), "cp1252", 1.0)
    try:
        return decode(request)
    except UnreadableFile:
        return Decoded(data.decode("utf-8", "replace"), "utf-8", 0.5, ("KH920", "some bytes of this page are in no known encoding; they were left out"))


def _letter(found: re.Match[bytes]) -> bytes:
    """A letter of Latin-1 that is spelled out, as itself: in a page in an old font it is another one ("&shy;" is ư)."""
    code = int(found[2] or name2codepoint.get((found[1] or b"").decode(), 0))
    return chr(code).encode() if 0xA0 < code <= 0xFF else found[0]


def _is_unicode(data: bytes) -> bool:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mime_part(request: Request) -> bytes:
    """The HTML part of an MHTML file."""
    from email import message_from_bytes

    try:
        for part in message_from_bytes(request.data).walk():
            if part.get_content_type() == "text/html":
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes):
                    return payload
    except RecursionError:
        raise UnreadableFile("this web archive holds messages within messages too deep to read; save the page again", path=request.name) from None
    raise UnreadableFile("this web archive holds no page; save the page again", path=request.name)


def _tree(text: str, request: Request) -> Any:
    from lxml import etree
    from lxml import html as pages

    text = without_halves(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text))
    try:
        parser = pages.HTMLParser(no_network=True, huge_tree=True)  # without it 256 levels are the end; the file has its own limit
        root = pages.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile("this page holds nothing that can be read", path=request.name) from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):  # the parser leaves out the rest
        raise LimitExceeded(_TOO_DEEP, path=request.name)
    return root


class _Walk:
    """Collects blocks in document order; text outside of a block element makes a paragraph of its own.

    `read_font` reads text in a font of an old encoding.
    """

    def __init__(self, read_font: Callable[[str, str], str]) -> None:
        self._read_font = read_font
        self._open: list[str] = []
        self._bold = 0  # elements that are open and make their letters bold
        self._capital = 0  # likewise those that show them as capitals
        self._plain = False  # whether the open paragraph has letters that are not
        self._number = 1  # of the list item that begins
        self._mark = ""  # of the list item whose text has not begun

    def blocks(self, node: Any, font: str = "") -> Iterator[Block]:
        """The blocks of an element."""
        yield from self._content(node, font)
        yield from self._closed()

    def _content(self, node: Any, font: str) -> Iterator[Block]:
        tag = node.tag if isinstance(node.tag, str) else "!"
        if tag == "!" or tag.startswith(("o:", "v:")) or tag in _UNSEEN or _is_hidden(node):
            if tag == "o:p":
                self._add(node.text, font)
            return
        if tag == "a" and _NOTE.match(node.get("href") or ""):
            return  # the number of a footnote
        bold = tag in _BOLD or _is_bold(node)
        self._bold += bold
        capital = _UPPER_CASE.search(node.get("style") or "") is not None
        self._capital += capital
        own = _font_of(node)
        font = font if own is None else own
        if tag == "table":
            yield from self._closed()
            yield _grid(node, font, self._read_font)
            self._bold -= bold
            self._capital -= capital
            return
        if tag in _BLOCKS:
            yield from self._closed()
        if tag == "br":
            self._open.append("\v")
        elif tag == "li":
            self._mark = _list_mark(node, self._number)
        self._add(node.text, font)
        number = whole(node.get("start"), 1, least=-32_767) - 1 if tag == "ol" else 0
        for child in node:
            if child.tag == "li":
                number = self._number = whole(child.get("value"), number + 1, least=-32_767)
            yield from self._content(child, font)
            anchored = child.tag == "img" and child.tail and self._open and _LONE_LETTER.search(self._open[-1])
            self._add(child.tail.lstrip("\r\n") if anchored else child.tail, font)
        if tag in _BLOCKS:
            yield from self._closed()
        if tag == "li" and self._mark:
            if self._mark != "- ":  # a number beside nothing stands in a column of its own
                self._open.append(self._mark)
                yield from self._closed()
            self._mark = ""
        self._bold -= bold
        self._capital -= capital

    def _add(self, text: str | None, font: str) -> None:
        if text:
            self._plain = self._plain or (not self._bold and not text.isspace())
            if font:
                text = self._read_font(text, font)
            if self._mark and not text.isspace():
                self._open.append(_mark_before(text, self._mark))
                self._mark = ""
            self._open.append(text.upper() if self._capital else text)

    def _closed(self) -> Iterator[Block]:
        text = _SPACE.sub(" ", plain("".join(self._open).replace("\v", "\ue000")).replace("\n", " ")).replace("\ue000", "\n")
        plain_letters, self._plain = self._plain, False
        self._open = []
        if text.strip():
            shown = "\n".join(line.strip() for line in text.split("\n")).strip()
            yield shown if plain_letters else Strong(shown)


def _is_hidden(node: Any) -> bool:
    """Whether a browser does not show the element."""
    return _HIDDEN.search(node.get("style") or "") is not None


def _is_bold(node: Any) -> bool:
    """Whether the style of an element makes its letters bold."""
    return _WEIGHT.search(node.get("style") or "") is not None


def _font_of(node: Any) -> str | None:
    """The font that an element names when its letters are no Unicode, empty for another one, None where it names none."""
    said = _FONT.search(node.get("style") or "")
    face = said[1] if said else node.get("face")
    if face is None:
        return None
    first = face.split(",")[0].strip(" \"'")
    return first if is_legacy(first) else ""


def _list_mark(node: Any, number: int) -> str:
    """The number or dash that a browser would show before the list item with this number."""
    above = node.getparent()
    if above is None or above.tag != "ol":
        return "- "
    style = next((found[1].split() for one in (node, above) if (found := _LIST_STYLE.search(one.get("style") or ""))), [])
    if "none" in style:
        return ""
    from kehoach_parser.ingest.docx_numbering import spell

    form = next((_FORMS[word] for word in style if word in _FORMS), None) or _FORMS.get(node.get("type") or above.get("type", "1"), "decimal")
    return f"{spell(number, form)}. "


def _mark_before(text: str, mark: str) -> str:
    """The mark of a list item, once: many pages have the dash or the number typed beside it, or a number beside a dot."""
    typed = _TYPED.match(text)
    return "" if typed and (mark == "- " or typed[1] == mark.rstrip(". ")) else mark


def _grid(table: Any, font: str, read_font: Callable[[str, str], str]) -> Grid:
    grid = Grid([], [])
    reach: dict[int, tuple[int, int]] = {}  # column → (cell number, rows it still covers)
    places = 0
    for row in _rows(table):
        made: list[int] = []
        for cell in row:
            if cell.tag not in ("td", "th") or _is_hidden(cell):
                continue
            _fill_from_above(made, reach)
            number = len(grid.cells)
            grid.cells.append(list(_Walk(read_font).blocks(cell, font)))
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for column in range(len(made), len(made) + across):
                made.append(number)
                if down > 1:
                    reach[column] = (number, down - 1)
        _fill_from_above(made, reach)
        grid.rows.append(made)
        places += len(made)
        if places > CELLS:
            raise LimitExceeded(f"a table in this file has more than {CELLS} cells; no plan needs so many")
    return grid


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if _is_hidden(child):
            continue
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot", "form"):
            yield from _rows(child)


def _fill_from_above(made: list[int], reach: dict[int, tuple[int, int]]) -> None:
    while len(made) in reach:
        number, rows = reach.pop(len(made))
        if rows > 1:
            reach[len(made)] = (number, rows - 1)
        made.append(number)


def _span(cell: Any, name: str) -> int:
    return whole(cell.get(name), 1, least=1, most=_MAX_SPAN)


def _without_boilerplate(blocks: list[Block], grammar: Grammar) -> Iterator[Block]:
    """The blocks without what a portal prints around, and without its menus when the letterhead stands below them."""
    first = next((at for at, block in enumerate(blocks[:80]) if _has_letterhead(block, grammar)), 0)
    while first and isinstance(blocks[first - 1], str) and _may_head(blocks[first - 1], grammar):
        first -= 1
    for block in blocks[first:]:
        if not isinstance(block, str) or kind_of(grammar, block) != "portal":
            yield block


def _has_letterhead(block: Block, grammar: Grammar) -> bool:
    if isinstance(block, Grid):
        return len(block.rows) <= 8 and any(_has_letterhead(inner, grammar) for cell in block.cells for inner in cell[:12])
    return any(begins_letterhead(grammar, line) for line in block.split("\n"))


def _may_head(block: object, grammar: Grammar) -> bool:
    """Whether a paragraph above the national name is the issuing body: in capitals, or a number line."""
    return isinstance(block, str) and len(block) < 120 and (block.isupper() or fold(block).startswith(tuple(grammar.phrases("envelope", "number"))))
