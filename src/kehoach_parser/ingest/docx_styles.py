"""Styles of a DOCX, as far as they change what is read: numbering, capitals, bold, hidden text, fonts with their own encoding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kehoach_parser.ingest.docx_numbering import VAL, W, child_value, is_on
from kehoach_parser.ingest.legacy import is_legacy


class Look(NamedTuple):
    """How a run is shown; `font` only when letters of that font are not Unicode."""

    caps: bool | None = None
    hidden: bool | None = None
    font: str | None = None
    bold: bool | None = None


PLAIN = Look()
BOLD = W + "b"


@dataclass(slots=True)
class Style:
    """One style as written: None for what it leaves to the style it is based on."""

    base: str | None
    num: str | None
    ilvl: str | None
    look: Look


@dataclass(slots=True)
class Styles:
    """The styles of one document; `default` is the paragraph style of a paragraph that names none."""

    styles: dict[str, Style] = field(default_factory=dict)
    default: str = ""
    common: Look = PLAIN
    _looks: dict[str, Look] = field(default_factory=dict)

    def numbering(self, style: str) -> tuple[str | None, str | None]:
        """List and level that a style gives; each is inherited on its own."""
        num = ilvl = None
        for found in self._chain(style):
            num = num if num is not None else found.num
            ilvl = ilvl if ilvl is not None else found.ilvl
        return num, ilvl

    def look(self, properties: Any, paragraph_style: str) -> Look:
        """How a run is shown: its own properties, its style, the style of its paragraph, the document's default."""
        if properties is None:
            return self._look(paragraph_style)
        own = _read_look(properties)
        named = properties.find(W + "rStyle")
        character = self._look(named.get(VAL, "")) if named is not None else PLAIN
        return _over(own, _over(character, self._look(paragraph_style)))

    def _look(self, style: str) -> Look:
        known = self._looks.get(style)
        if known is None:
            known = PLAIN
            for found in self._chain(style):
                known = _over(known, found.look)
            known = self._looks[style] = _over(known, self.common)
        return known

    def _chain(self, style: str) -> list[Style]:
        chain: list[Style] = []
        current: str | None = style
        while current is not None and (found := self.styles.get(current)) is not None and len(chain) < 32:
            chain.append(found)
            current = found.base
        return chain


def read_styles(root: Any) -> Styles:
    """The styles of a `w:styles` element; none of them for None."""
    made = Styles()
    if root is None:
        return made
    defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    if defaults is not None:
        made.common = _read_look(defaults)
    for node in root.iterfind(W + "style"):
        ident = node.get(W + "styleId", "")
        numbers = node.find(f"{W}pPr/{W}numPr")
        looks = node.find(W + "rPr")
        made.styles[ident] = Style(
            base=child_value(node, "basedOn"),
            num=None if numbers is None else child_value(numbers, "numId"),
            ilvl=None if numbers is None else child_value(numbers, "ilvl"),
            look=PLAIN if looks is None else _read_look(looks),
        )
        if node.get(W + "type") == "paragraph" and node.get(W + "default") in ("1", "true", "on"):
            made.default = ident
    return made


def _read_look(properties: Any) -> Look:
    caps = hidden = font = bold = None
    for child in properties:
        if child.tag == BOLD:
            bold = is_on(child)
        elif child.tag == W + "caps":
            caps = is_on(child)
        elif child.tag == W + "vanish":
            hidden = is_on(child)
        elif child.tag == W + "rFonts":
            font = child.get(W + "ascii") or child.get(W + "hAnsi")
    return Look(caps, hidden, _legacy(font), bold) if caps is not None or hidden is not None or font or bold is not None else PLAIN


def _legacy(font: str | None) -> str | None:
    """The font name when its letters are no Unicode; empty for another font, so that it hides an inherited one."""
    if font is None:
        return None
    return font if is_legacy(font) else ""


def _over(upper: Look, lower: Look) -> Look:
    if upper is PLAIN:
        return lower
    return Look(
        lower.caps if upper.caps is None else upper.caps,
        lower.hidden if upper.hidden is None else upper.hidden,
        lower.font if upper.font is None else upper.font,
        lower.bold if upper.bold is None else upper.bold,
    )
