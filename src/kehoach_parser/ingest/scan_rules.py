"""Ruled lines in the picture of a page, and the cells that they make: tables of scanned plans.

A rule is dark over many points in a row, as no letter is: the picture is averaged over strips of some points, along and
across, and what stays dark from strip to strip is a line. Pages lie slanted on a scanner, so lines are followed over their slant
and everything is turned straight by it before rows and columns are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

_DARK, _VERY_DARK = re.compile(rb"[\x80-\xff]+"), re.compile(rb"[\xc0-\xff]+")  # mean darkness of strips on a rule
# Points of a strip over which darkness is averaged, how dark, how many strips a rule covers at least, and whether it may miss one:
# slanted rules leave the row that they began in, and letters have stems that are as long as short strips.
_ALONG, _ACROSS = (32, _DARK, 5, True), (16, _VERY_DARK, 3, False)
_INK = 150  # grey, 0 black to 255 white
_THICK = 14  # points: thicker dark areas are no rules
_DRIFT = 3  # points by which a slanted rule may leave its place from strip to strip
_REACH = 14.0  # points: rules that end as near as this to another one meet it
_BESIDE, _PALE = 7, 50  # points from the middle of a rule, and how dark it may be there
_ERASED = 10  # points around the middle of a rule that are painted out
_FAINT = 200  # grey of what is left around an erased rule, in which the reader would look for letters
_MOST = 40_000  # pairs of rules: a picture with more is a drawing
_MARGIN, _HIGHEST = 32, 12_000  # points between cells that are set one below the other, and to which they may reach
_CELLS = 4  # a table has as many at least

Cell = tuple[float, float, float, float]


class Rule(NamedTuple):
    """A line of the picture: its place across (mean and at both ends), and from where to where it reaches along."""

    first: float
    last: float
    start: float
    end: float

    @property
    def slope(self) -> float:
        return (self.last - self.first) / max(self.end - self.start, 1.0)


class Ruled(NamedTuple):
    """The slant of a page (down per point to the right), and for each table its cells as (left, top, right, bottom), straightened."""

    slant: float
    tables: list[list[Cell]]


def straight(slant: float, x: float, y: float) -> tuple[float, float]:
    """A place of the picture where it would be if the page lay straight."""
    return x + slant * y, y - slant * x


def slanted(slant: float, x: float, y: float) -> tuple[float, float]:
    """A place of a page that lies straight where it is in the picture."""
    return x - slant * y, y + slant * x


def find_tables(picture: Any) -> tuple[Ruled, Any]:
    """The ruled tables of a grey picture, and the picture without their lines, which are no letters."""
    from PIL import ImageDraw

    ink = picture.point(lambda value: 255 if value < _INK else 0)
    along = _rules(ink, *_ALONG)
    across = _rules(ink.transpose(0x5), *_ACROSS) if len(along) > 1 else []  # 5: rows for columns
    if len(along) < 2 or len(across) < 2 or len(along) * len(across) > _MOST:
        return Ruled(0.0, []), picture
    slant = median(rule.slope for rule in sorted(along, key=lambda rule: rule.start - rule.end)[:9])
    tables = _tables([_straight_along(rule, slant) for rule in along], [_straight_across(rule, slant) for rule in across])
    if not tables:
        return Ruled(0.0, []), picture
    bare = picture.copy()
    pen = ImageDraw.Draw(bare)
    hulls = [_hull(cells) for cells in tables]
    for rule in along:
        over = rule.slope * _REACH
        if _is_of(hulls, straight(slant, (rule.start + rule.end) / 2, (rule.first + rule.last) / 2)):
            pen.line((rule.start - _REACH, rule.first - over, rule.end + _REACH, rule.last + over), fill=255, width=_ERASED)
    for rule in across:
        over = rule.slope * _REACH
        if _is_of(hulls, straight(slant, (rule.first + rule.last) / 2, (rule.start + rule.end) / 2)):
            pen.line((rule.first - over, rule.start - _REACH, rule.last + over, rule.end + _REACH), fill=255, width=_ERASED)
    return Ruled(slant, tables), bare.point(lambda value: 255 if value >= _FAINT else value)


def _hull(cells: Sequence[Cell]) -> Cell:
    return (min(cell[0] for cell in cells), min(cell[1] for cell in cells), max(cell[2] for cell in cells), max(cell[3] for cell in cells))


def _is_of(hulls: Sequence[Cell], place: tuple[float, float]) -> bool:
    """Whether the middle of a rule stands in a table: others on the page may be no rules."""
    x, y = place
    return any(left - _REACH <= x <= right + _REACH and top - _REACH <= y <= bottom + _REACH for left, top, right, bottom in hulls)


def without_tables(bare: Any, ruled: Ruled) -> Any:
    """The picture without rules, with white in the place of its tables."""
    if not ruled.tables:
        return bare
    from PIL import ImageDraw

    rest = bare.copy()
    pen = ImageDraw.Draw(rest)
    for left, top, right, bottom in map(_hull, ruled.tables):
        pen.polygon([slanted(ruled.slant, x, y) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))], fill=255)
    return rest


class Part(NamedTuple):
    """A cell in a picture of cells one below the other: from where to where it reaches, and by how much the page has it further right and down."""

    cell: int
    top: float
    bottom: float
    right_by: float
    down_by: float


def stacked(picture: Any, cells: Sequence[Cell], slant: float) -> Iterator[tuple[Any, list[Part]]]:
    """Pictures that hold the cells of a table one below the other, none too high for the reader."""
    from PIL import Image

    inked = []
    for number, (left, top, right, bottom) in sorted(enumerate(cells), key=lambda cell: (cell[1][0], cell[1][1])):  # column by column: numbers among numbers
        x, y = slanted(slant, (left + right) / 2, (top + bottom) / 2)
        frame = (round(x - (right - left) / 2), round(y - (bottom - top) / 2))
        crop = picture.crop((*frame, round(x + (right - left) / 2), round(y + (bottom - top) / 2)))
        ink = crop.point(lambda value: 255 if value < _INK else 0).getbbox()
        if ink is not None:
            inked.append((number, crop.crop(ink), frame[0] + ink[0], frame[1] + ink[1]))
    while inked:
        height, some = _MARGIN, 0
        while some < len(inked) and (not some or height + inked[some][1].size[1] < _HIGHEST):
            height += inked[some][1].size[1] + _MARGIN
            some += 1
        page = Image.new("L", (max(crop.size[0] for _, crop, _, _ in inked[:some]) + 2 * _MARGIN, height), 255)
        parts, at = [], _MARGIN
        for number, crop, x, y in inked[:some]:
            page.paste(crop, (_MARGIN, at))
            parts.append(Part(number, at - _MARGIN / 2, at + crop.size[1] + _MARGIN / 2, x - _MARGIN, y - at))
            at += crop.size[1] + _MARGIN
        yield page, parts
        inked = inked[some:]


def _rules(ink: Any, strip: int, dark: re.Pattern[bytes], least: int, bridges: bool) -> list[Rule]:
    """The rules along the rows of a picture of ink; some may be too faint in one strip, which `bridges` passes over."""
    strips = ink.reduce((strip, 1))
    data, (width, height) = strips.tobytes(), strips.size
    columns: list[list[int]] = [[] for _ in range(width)]
    for found in dark.finditer(data):
        for at in range(*found.span()):
            columns[at % width].append(at // width)
    done: list[list[tuple[int, float]]] = []
    open_lines: list[list[tuple[int, float]]] = []
    for column, rows in enumerate(columns):
        places = _middles(rows)
        going: list[list[tuple[int, float]]] = []
        for line in open_lines:
            near = min(places, key=lambda place: abs(place - line[-1][1]), default=None)
            if near is not None and abs(near - line[-1][1]) <= _DRIFT:
                line.append((column, near))
                places.remove(near)
                going.append(line)
            elif bridges and column - line[-1][0] < 2:
                going.append(line)
            else:
                done.append(line)
        open_lines = [*going, *([(column, place)] for place in places)]
    return [
        Rule(line[0][1], line[-1][1], line[0][0] * strip, (line[-1][0] + 1) * strip)
        for line in (*done, *open_lines)
        if len(line) >= least and _is_free(line, data, width, height)
    ]


def _is_free(line: Sequence[tuple[int, float]], data: bytes, width: int, height: int) -> bool:
    """Whether there is little ink on both sides of most of a line: the feet of bold letters make one too, below the letters."""
    beside = [data[min(max(round(place) + by, 0), height - 1) * width + column] for column, place in line for by in (-_BESIDE, _BESIDE)]
    return all(median(beside[side::2]) < _PALE for side in (0, 1))


def _middles(rows: Sequence[int]) -> list[float]:
    """The middle of each run of rows that is as thin as a rule."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row - runs[-1][-1] <= 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return [(run[0] + run[-1]) / 2 for run in runs if len(run) <= _THICK]


def _straight_along(rule: Rule, slant: float) -> Rule:
    (start, first), (end, last) = straight(slant, rule.start, rule.first), straight(slant, rule.end, rule.last)
    return Rule(first, last, start, end)


def _straight_across(rule: Rule, slant: float) -> Rule:
    (first, start), (last, end) = straight(slant, rule.first, rule.start), straight(slant, rule.last, rule.end)
    return Rule(first, last, start, end)


def _tables(along: list[Rule], across: list[Rule]) -> list[list[Cell]]:
    """The cells of each group of rules that meet."""
    group = list(range(len(along) + len(across)))
    for i, level in enumerate(along):
        for j, upright in enumerate(across, len(along)):
            if _covers(level, upright.first, _ALONG[0]) and _covers(upright, level.first, _ACROSS[0]):
                _unite(group, i, j)
    made = []
    for root in dict.fromkeys(_root(group, i) for i in range(len(along))):
        levels = [rule for i, rule in enumerate(along) if _root(group, i) == root]
        uprights = [rule for j, rule in enumerate(across, len(along)) if _root(group, j) == root]
        cells = _cells(levels, uprights)
        if len(cells) >= _CELLS:
            made.append(cells)
    return made


def _cells(levels: list[Rule], uprights: list[Rule]) -> list[Cell]:
    """The cells between rules: squares of the grid of all their places, united where no rule parts them."""
    ys, xs = _places(levels), _places(uprights)
    squares = [(row, column) for row in range(len(ys) - 1) for column in range(len(xs) - 1)]
    number = {square: index for index, square in enumerate(squares)}
    group = list(range(len(squares)))
    for row, column in squares:
        x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
        if (row, column + 1) in number and not _parts(uprights, xs[column + 1], y):
            _unite(group, number[row, column], number[row, column + 1])
        if (row + 1, column) in number and not _parts(levels, ys[row + 1], x):
            _unite(group, number[row, column], number[row + 1, column])
    members: dict[int, list[tuple[int, int]]] = {}
    for square in squares:
        members.setdefault(_root(group, number[square]), []).append(square)
    return [
        (xs[min(c for _, c in own)], ys[min(r for r, _ in own)], xs[max(c for _, c in own) + 1], ys[max(r for r, _ in own) + 1])
        for own in members.values()
    ]


def _places(rules: Iterable[Rule]) -> list[float]:
    places: list[list[float]] = []
    for place in sorted((rule.first + rule.last) / 2 for rule in rules):
        if places and place - places[-1][-1] <= _REACH:
            places[-1].append(place)
        else:
            places.append([place])
    return [sum(own) / len(own) for own in places]


def _parts(rules: Iterable[Rule], place: float, at: float) -> bool:
    return any(abs((rule.first + rule.last) / 2 - place) <= _REACH and _covers(rule, at, 0) for rule in rules)


def _covers(rule: Rule, at: float, slack: float) -> bool:
    return rule.start - slack <= at <= rule.end + slack


def _root(group: list[int], index: int) -> int:
    while group[index] != index:
        index = group[index]
    return index


def _unite(group: list[int], one: int, other: int) -> None:
    group[_root(group, other)] = _root(group, one)
