"""Automatic numbers of DOCX as a reader sees them: WordprocessingML numbering (ECMA-376 part 1, 17.9) → label text.

The rules that readers get wrong: the counter belongs to the abstract definition and not to the list over it; each `%N`
uses the format of its own level; `numId` and `ilvl` are inherited independently through `basedOn`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from kehoach_parser.ingest.build import whole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = W + "val"
_LONGEST = 200  # letters of a label
_PLACE = re.compile(r"%([1-9])")


@dataclass(slots=True)
class Level:
    """One level of a list definition."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"
    style: str | None = None


@dataclass(slots=True)
class Numbering:
    """The list definitions of one document and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, dict[int, Level]] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    seen: set[tuple[str, int]] = field(default_factory=set)
    _merged: dict[str, dict[int, Level]] = field(default_factory=dict)

    def level(self, num: str, ilvl: int) -> Level | None:
        """The definition that holds for a level of a list."""
        merged = self._merged.get(num)
        if merged is None:
            merged = self._merged[num] = {**self.levels.get(self.lists.get(num, ""), {}), **self.overrides.get(num, {})}
        return merged.get(ilvl)

    def styled_level(self, num: str, style: str) -> int:
        """The level that a paragraph style is linked to in a list; 0 when it is to none."""
        for ilvl, level in self.levels.get(self.lists.get(num, ""), {}).items():
            if level.style == style:
                return ilvl
        return 0

    def label(self, num: str, ilvl: int) -> tuple[str, str] | None:
        """Counts one paragraph and gives its label and what follows it (tab, space, nothing); None for no list."""
        level = self.level(num, ilvl)
        if level is None:
            return None
        counts = self.counts.setdefault(self.lists[num], {})
        self._count(counts, num, ilvl, level)
        if level.form == "bullet":
            return (_bullet(level.text), level.suffix)
        return (_PLACE.sub(lambda place: self._number(num, int(place[1]) - 1, counts, level.legal), level.text), level.suffix)

    def _count(self, counts: dict[int, int], num: str, ilvl: int, level: Level) -> None:
        first = self.restarts.get(num, {}).get(ilvl)
        if first is not None and (num, ilvl) not in self.seen:
            self.seen.add((num, ilvl))
            counts[ilvl] = first
        else:
            counts[ilvl] = counts[ilvl] + 1 if ilvl in counts else level.start
        for deeper in [place for place in counts if place > ilvl]:
            other = self.level(num, deeper)
            bound = deeper if other is None or other.restart is None else other.restart
            if ilvl < bound:  # lvlRestart=0: never; r: only after a level above r
                del counts[deeper]

    def _number(self, num: str, place: int, counts: dict[int, int], legal: bool) -> str:
        level = self.level(num, place) or Level()
        return spell(counts.get(place, level.start), "decimal" if legal else level.form)


def read_numbering(root: Any) -> Numbering:
    """The definitions of a `w:numbering` element; an empty set of them for None."""
    made = Numbering()
    if root is None:
        return made
    links: dict[str, str] = {}
    named: dict[str, str] = {}
    for abstract in root.iterfind(W + "abstractNum"):
        ident = abstract.get(W + "abstractNumId", "")
        made.levels[ident] = {whole(node.get(W + "ilvl"), 0): _read_level(node) for node in abstract.iterfind(W + "lvl")}
        if (link := child_value(abstract, "numStyleLink")) is not None:
            links[ident] = link
        if (name := child_value(abstract, "styleLink")) is not None:
            named[name] = ident
    for num in root.iterfind(W + "num"):
        ident = num.get(W + "numId", "")
        abstract_id = child_value(num, "abstractNumId") or ""
        made.lists[ident] = named.get(links.get(abstract_id, ""), abstract_id)
        for change in num.iterfind(W + "lvlOverride"):
            _read_override(made, ident, change)
    return made


def _read_override(made: Numbering, ident: str, change: Any) -> None:
    ilvl = whole(change.get(W + "ilvl"), 0)
    if (level := change.find(W + "lvl")) is not None:
        made.overrides.setdefault(ident, {})[ilvl] = _read_level(level)
    if (first := child_value(change, "startOverride")) is not None:
        made.restarts.setdefault(ident, {})[ilvl] = whole(first, 1)


def is_on(node: Any) -> bool:
    """Whether a switch is on: it is when it stands there without a value."""
    return node.get(VAL, "1") not in ("0", "false", "off")


def _read_level(node: Any) -> Level:
    form, custom = "decimal", None
    for found in node.iter(W + "numFmt"):  # may stand in mc:AlternateContent
        form, custom = found.get(VAL, "decimal"), found.get(W + "format")
        if form == "custom":
            break
    if form == "custom":
        form = "decimal" if custom is None else f"zero{len(custom.split(',')[0].strip())}"
    legal = node.find(W + "isLgl")
    restart = child_value(node, "lvlRestart")
    return Level(
        start=whole(child_value(node, "start"), 0 if node.find(W + "start") is None else 1),
        form=form,
        text=(child_value(node, "lvlText") or "")[:_LONGEST],
        restart=None if restart is None else whole(restart, 0),
        legal=legal is not None and is_on(legal),
        suffix=child_value(node, "suff") or "tab",
        style=child_value(node, "pStyle"),
    )


def child_value(node: Any, name: str) -> str | None:
    """The `w:val` of the child with that name; None without one."""
    found = node.find(W + name)
    value: str | None = None if found is None else found.get(VAL)
    return value


def _bullet(text: str) -> str:
    """`-` and `+` are levels of a plan; every other bullet letter (often of a symbol font) is shown as `-`."""
    mark = text.strip()
    return mark if mark in ("+", "*") else "-"


_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def spell(number: int, form: str) -> str:
    """A number in a `w:numFmt` form; forms of other scripts are shown in decimal."""
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalZero":
        return f"{number:02d}"
    if form.startswith("zero"):
        return str(number).zfill(whole(form[4:], 0, most=9))
    if form == "vietnameseCounting":
        return _words(number)
    return "" if form == "none" else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def _words(number: int) -> str:
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _WORDS[ones]
    head = "mười" if tens == 1 else f"{_WORDS[tens]} mươi"
    last = {0: "", 1: " một" if tens == 1 else " mốt", 5: " lăm"}.get(ones, f" {_WORDS[ones]}")
    return head + last
