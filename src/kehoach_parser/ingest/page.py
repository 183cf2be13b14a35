"""Lines of a page with their places → reading order and paragraphs. Used for PDF text and for scans alike.

Where a line ends tells whether its paragraph ends: when the first word of the next line would still have fitted, it
does. That is surer than punctuation, and independent of language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from statistics import median
from typing import NamedTuple

from kehoach_parser.column_heads import begins_frame
from kehoach_parser.document import Box
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.ingest.page_tables import PageTable

_DASHED_WORD = re.compile(r"[-–]\s[a-zà-ỹđ]")
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})+\.?|\(\d{1,2}\)|[IVX]{1,5}\.|\d{1,2}\.)\s+[^\W\d_a-zà-ỹđ]")
_STOPS = (".", ";", ":", "!", "?", "…", "/.")
_ENDING = 24  # letters at the end of a line in which its last word stands
_WIDE_GAP = 1.25  # times the usual distance of lines
_CENTRED = 12.0  # points
_INSET = 8  # letters by which the last line of a title is shorter on either side
LETTERHEAD = 300.0  # points from the top: columns that begin above are the letterhead
_TELLING = 3  # full lines of a page that tell how far apart its lines are
_JUSTIFIED, _OUTSIDE = 0.5, 0.2  # part of the long lines that end together, and at most so many beyond


class LineWords(NamedTuple):
    """Words that tell how printed lines hang together: `marker` opens an item (of printed text), `open` ends a line that a number follows,
    `blank` ends what is to be filled in by hand (both of folded text)."""

    marker: re.Pattern[str]
    open: tuple[str, ...]
    blank: re.Pattern[str]


def line_words(grammar: Grammar) -> LineWords:
    """The compiled words of the joins, the markers and the letterhead, made once a grammar."""
    return grammar.once(_line_words)


def _line_words(grammar: Grammar) -> LineWords:
    articles = trie_pattern(word.capitalize() for entry in grammar.section("markers").values() if entry["series"] == "article" for word in entry["words"])
    number, *date = (trie_pattern(grammar.phrases("envelope", word)) for word in ("number", "day", "month"))
    return LineWords(
        re.compile(rf"(?:[-+•*–]\s|\(?(?:\d{{1,2}}|[IVX]{{1,5}}|[a-zđA-HĐ])(?:\.\d{{1,2}})*[.)/]\s|\d{{1,2}}(?:\.\d{{1,2}})+\s|(?:{articles}) \d)"),
        (",", "(", *(f" {phrase}" for phrase in grammar.phrases("joins", "before-number"))),
        re.compile(rf"\b(?:(?:{number})\s*:?|(?:{'|'.join(date)}))$"),
    )


class PageLine(NamedTuple):
    """One printed line and its box in points from the top left corner; `column` parts what stands side by side (0: nothing)."""

    text: str
    box: Box
    column: int = 0

    @property
    def letter(self) -> float:
        """Mean width of a letter."""
        return (self.box[2] - self.box[0]) / max(len(self.text), 1)


@dataclass(slots=True)
class Page:
    """What stands on a page, in the order of the file, and what the reader noticed: (code, message).

    `unread` is true for a picture that nothing here can or may read.
    """

    width: float
    height: float
    lines: list[PageLine | PageTable]
    remarks: list[tuple[str, str]] = field(default_factory=list)
    unread: bool = False


class Margins(NamedTuple):
    """Left and right edge of the text of a document and the usual distance from line to line."""

    left: float
    right: float
    leading: float


def margins_of(pages: Sequence[Page]) -> Margins:
    """The margins that most long lines keep, in points."""
    printed = [[line for line in page.lines if isinstance(line, PageLine)] for page in pages]
    lines = [line for page in printed for line in page]
    width = median([page.width for page in pages]) if pages else 595.0
    long = [line for line in lines if line.box[2] - line.box[0] > 0.45 * width] or lines
    lefts, rights = sorted(line.box[0] for line in long), sorted(line.box[2] for line in long)
    right = _right_edge(rights) if rights else width
    pairs = [pair for page in printed for pair in pairwise(page)]
    full = _gaps(pairs, right)
    return Margins(left=lefts[len(lefts) // 10] if lefts else 0.0, right=right, leading=median(full) if len(full) >= _TELLING else _usual(_gaps(pairs, 0)))


def _right_edge(rights: list[float]) -> float:
    """Where most lines end together (justified text), else where the longest do; a few that stick out do not count."""
    edge, count = Counter(round(right / 3) for right in rights).most_common(1)[0]
    ends = [right for right in rights if abs(right / 3 - edge) <= 1]
    farther = sum(right > max(ends) for right in rights)
    together = count >= _TELLING and len(ends) >= _JUSTIFIED * len(rights) and farther <= _OUTSIDE * len(rights)
    return max(ends) if together else rights[int(len(rights) * 0.96)]


def on_page(margins: Margins, page: Page) -> Margins:
    """The margins with the distance of lines that this page keeps, if its lines tell."""
    gaps = _gaps(list(pairwise(line for line in page.lines if isinstance(line, PageLine))), margins.right)
    return margins._replace(leading=median(gaps)) if len(gaps) >= _TELLING else margins


def _gaps(pairs: Sequence[tuple[PageLine, PageLine]], right: float) -> list[float]:
    """The distances below lines that reach the right edge: such a line goes on, what stands below a short one is apart."""
    gaps = [lower.box[1] - upper.box[1] for upper, lower in pairs if upper.box[2] > right - 2 * upper.letter]
    return [gap for gap in gaps if 4 < gap < 60]


def _usual(gaps: list[float]) -> float:
    """The distance inside paragraphs: the small ones that are not rare; between paragraphs it is larger."""
    return sorted(gaps)[len(gaps) // 8] if gaps else 18.0


def relation(words: LineWords, upper: PageLine, lower: PageLine, margins: Margins, same_page: bool = True) -> str:
    """How a line follows another: "join" when it goes on, "line" when it only stands below, "paragraph" when it begins anew."""
    gap = lower.box[1] - upper.box[1]
    if upper.column != lower.column:
        return "paragraph"
    if not same_page and upper.box[0] > (margins.left + margins.right) / 2:
        return "paragraph"  # the signer's name at the top of a last page: no text begins so far to the right
    if _is_broken(upper.text, lower.text) and abs(gap) < 2 * margins.leading:
        return "join"
    if upper.column:
        return "line" if 0 < gap < 2 * margins.leading else "paragraph"
    if same_page and (gap > _WIDE_GAP * margins.leading or gap < -2 * margins.leading):
        return "paragraph"
    if _centred(upper, margins) and _centred(lower, margins):
        return "line"
    if same_page and upper.box[1] < LETTERHEAD and _centred(lower, margins) and not lower.text.isupper() and upper.box[0] < lower.box[0] - _INSET * upper.letter and _is_around(upper, margins) and not upper.text.endswith(_STOPS):
        return "line"  # the short last line of a title, or of its bracket, below one that fills the page
    first_word = lower.text.split(" ", 1)[0]
    fits = upper.box[2] + (len(first_word) + 1) * upper.letter < margins.right - 1.5 * upper.letter
    begins = words.marker.match(lower.text) is not None
    if begins and not fits and _DASHED_WORD.match(lower.text) and upper.text[-1:].isalpha():
        return "join"  # "… kinh tế" and "- xã hội …": a full line that was broken at the dash
    if fits and not begins and _is_short(words, upper, margins) and _is_short(words, lower, margins) and not upper.text.endswith(_STOPS):
        return "line"  # letterhead, title, signature: broken by hand
    if lower.text[:1].islower() and not begins and not upper.text.endswith(_STOPS):
        return "join"
    if fits or (begins and upper.text.endswith(_STOPS)):
        return "paragraph"
    if begins and not fold(upper.text[-_ENDING:]).endswith(words.open) and (lower.text[:1] in "-+•*–" or _NUMBERED.match(lower.text)):
        return "paragraph"
    if (begins or (not same_page and lower.text[:1].isupper() and words.marker.match(upper.text))) and abs(lower.box[0] - upper.box[0]) < 3 and upper.box[0] > margins.left + 2.5 * upper.letter:
        return "paragraph"  # both are indented as first lines are
    indented = lower.box[0] > margins.left + 2.5 * upper.letter and lower.box[0] > upper.box[0] + 2.5 * upper.letter
    if indented and (upper.text.endswith(_STOPS) or lower.text[:1].isupper()):
        return "paragraph"
    return "join"


def _is_broken(upper: str, lower: str) -> bool:
    """Whether a symbol was broken at its hyphen or slash: "Số: 12/KH-" and "UBND"."""
    return upper[-1:] in "-/" and upper[-2:-1].isalnum() and lower[:1].isupper()


def _is_short(words: LineWords, line: PageLine, margins: Margins) -> bool:
    return line.box[2] - line.box[0] < 0.75 * (margins.right - margins.left) and words.marker.match(line.text) is None


def _centred(line: PageLine, margins: Margins) -> bool:
    middle = (margins.left + margins.right) / 2
    inset = line.box[0] > margins.left + 30 and line.box[2] < margins.right - 30
    return inset and abs((line.box[0] + line.box[2]) / 2 - middle) < _CENTRED


def _is_around(line: PageLine, margins: Margins) -> bool:
    """Whether a line lies around the middle of the text, though it may fill it."""
    return abs((line.box[0] + line.box[2]) / 2 - (margins.left + margins.right) / 2) < _CENTRED


def glue(upper: str, lower: str) -> str:
    """What stands between two joined lines: nothing where a symbol was broken at its hyphen or slash, else a space."""
    if upper.endswith("/") or (upper.endswith("-") and len(upper) > 1 and upper[-2].isalnum()):
        return "" if lower[:1].isalnum() else " "
    return " "


def left_open(words: LineWords, text: str) -> bool:
    """Whether a blank to be filled in by hand follows ("Số:      /KH-UBND", "ngày      tháng"): no gap between columns."""
    return words.blank.search(fold(text[-_ENDING:])) is not None


def unfold_columns(lines: Sequence[PageLine | PageTable], width: float, grammar: Grammar) -> list[PageLine | PageTable]:
    """Letterhead and signature stand in two columns: their lines, left column first. Other lines keep their order."""
    middle = width / 2
    out: list[PageLine | PageTable] = []
    run: list[PageLine] = []
    for line in lines:
        if isinstance(line, PageLine) and _side(line, middle) is not None:
            run.append(line)
        else:
            out.extend(_columns(run, middle, grammar))
            run = []
            out.append(line)
    return [*out, *_columns(run, middle, grammar)]


def drawn_above_first(lines: Sequence[PageLine | PageTable]) -> list[PageLine | PageTable]:
    """What was drawn last but stands above all else of the first page comes first: a letterhead in a frame of its own."""
    ordered = list(lines)
    done = 0  # so many have found their place at the front
    while done < len(ordered) - 1:
        tops = list(accumulate((line.box[1] for line in ordered[done:]), min))
        bottom, cut = 0.0, None
        for index in range(len(ordered) - 1, done, -1):
            bottom = max(bottom, ordered[index].box[3])
            if bottom >= LETTERHEAD:
                break
            if bottom <= tops[index - 1 - done]:
                cut = index
                break
        if cut is None:
            break
        moved = ordered[cut:]
        ordered[done:] = moved + ordered[done:cut]
        done += len(moved)
    return ordered


def _side(line: PageLine, middle: float) -> int | None:
    slack = 0.06 * middle
    if line.box[2] <= middle + slack:
        return 0
    inward = (line.box[0] + line.box[2]) / 2 >= 1.15 * middle
    return 1 if inward and line.box[0] >= middle - 2.5 * slack else None


def _columns(run: list[PageLine], middle: float, grammar: Grammar) -> list[PageLine]:
    sides = [_side(line, middle) for line in run]
    if not (0 in sides and 1 in sides) or not any(begins_frame(grammar, line.text) for line in run):
        return run
    last = len(sides) - sides[::-1].index(1)
    bottom = max(line.box[3] for line in run[:last])
    after = last if run[0].box[1] < LETTERHEAD and all(line.box[1] >= bottom - 2 for line in run[last:]) else len(run)
    left = [line for line, side in zip(run[:after], sides, strict=False) if side == 0]
    right = [line for line, side in zip(run[:after], sides, strict=False) if side == 1]
    above = 40.0 if run[0].box[1] < LETTERHEAD else 0.0  # the last words of the text end right above a closing
    before = [line for line in left if line.box[3] <= right[0].box[1] - above and not (above == 0.0 and begins_frame(grammar, line.text))]
    beside = [line._replace(column=1) for line in left[len(before) :]]
    return [*before, *beside, *(line._replace(column=2) for line in right), *run[after:]]
