"""Page numbers, signing stamps and what portals print around a text, told by `furniture` in grammars/furniture.yaml."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.ingest.page import Page, PageLine

_EDGE = 0.11  # part of the page height at top and bottom where page numbers and running heads stand
_APART = 1.9  # times the height of a line
_PAGE_AT_END = re.compile(r"\d+(?:\s*/\s*\d+)?\s*\W*$")


def kind_of(grammar: Grammar, line: str) -> str | None:
    """The kind of furniture that a line is, by its shape."""
    if len(line) > 120:
        return None
    plain = " ".join(fold(line).split())
    whole, shapes = grammar.once(_shapes)
    if plain in whole:
        return whole[plain]
    for kind, pattern in shapes:
        if pattern.fullmatch(plain):
            return kind
    return None


def _shapes(grammar: Grammar) -> tuple[dict[str, str], list[tuple[str, re.Pattern[str]]]]:
    """The kind of each line that is always the same, and the patterns of those with a number or text in them."""
    whole: dict[str, str] = {}
    patterns: list[tuple[str, re.Pattern[str]]] = []
    for entry in grammar.section("furniture").values():
        phrases = [" ".join(fold(phrase).split()) for phrase in entry["phrases"]]
        whole.update((phrase, entry["kind"]) for phrase in phrases if "{" not in phrase)
        shapes = [re.escape(phrase).replace(r"\{n\}", r"\d{1,4}").replace(r"\{text\}", ".{0,100}") for phrase in phrases if "{" in phrase]
        if shapes:
            patterns.append((entry["kind"], re.compile(f"(?:{'|'.join(shapes)})")))
    return whole, patterns


def at_edge(line: PageLine, height: float) -> bool:
    """Whether a line stands in the top or bottom margin."""
    return line.box[3] < _EDGE * height or line.box[1] > (1 - _EDGE) * height


def lone_lines(page: Page) -> list[PageLine]:
    """The lines in the margins of a page that stand away from its text, as running heads and feet do."""
    printed = sorted((line for line in page.lines if isinstance(line, PageLine)), key=lambda line: line.box[1])
    found = []
    for index, line in enumerate(printed):
        if not at_edge(line, page.height):
            continue
        near = [other for other in printed[max(index - 1, 0) : index + 2] if other is not line and not at_edge(other, page.height)]
        apart = all(abs(other.box[1] - line.box[1]) > _APART * (line.box[3] - line.box[1]) for other in near)
        if apart:
            found.append(line)
    return found


def running_lines(pages: Sequence[Page]) -> frozenset[str]:
    """Texts (numbers at their end aside) that stand alone in the margin of most pages: running heads and feet.

    Of three pages two are most only where both print the very same text, and the first has its letterhead in that place.
    """
    if len(pages) < 3:
        return frozenset()
    seen = Counter(shape for page in pages for shape in {shape_of(line.text) for line in lone_lines(page)})
    again: set[str] = set()
    if len(pages) == 3:
        second, third = ({line.text for line in lone_lines(page)} for page in pages[1:])
        again = {shape_of(text) for text in second & third if text[:1].isalpha()}
    return frozenset(shape for shape, count in seen.items() if count >= max(3, 0.5 * len(pages)) or shape in again)


def shape_of(line: str) -> str:
    """The text of a line with the page number at its end left open, as `running_lines` counts it."""
    return _PAGE_AT_END.sub("#", line)
