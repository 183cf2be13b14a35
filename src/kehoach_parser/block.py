"""Lines and blocks of a document, as the text stage hands them to the outline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kehoach_parser.document import Table
from kehoach_parser.visible import Visible, join

Span = tuple[int, int]


class Line(NamedTuple):
    """One line: `number` 1-based, `start`/`end` without the line end, `blank` when it holds only white space.

    A `piece` is the rest of a line that was cut, see `text.flat`: it counts for none.
    """

    number: int
    start: int
    end: int
    blank: bool
    piece: bool = False


class Marker(NamedTuple):
    """A marker: as `printed`, its `series`, its `ordinal` without punctuation; the text begins at `end` of the line.

    `kind` is the kind of node it makes, `rank` says where its series normally stands (1 is the highest).
    """

    printed: str
    series: str
    ordinal: str
    end: int
    kind: str
    rank: int


class Label(NamedTuple):
    """A label as printed without the colon; its value begins at `end`. A `weak` one counts only beside other fields."""

    text: str
    role: str
    weak: bool
    start: int
    end: int


@dataclass(slots=True, eq=False)
class Block:
    """One logical line: `parts` in order (without the marker), the lines it took, and what opens it.

    `hashes` counts Markdown `#`, `strong` says that all of it was emphasised, `gap` how many blank lines stand before,
    `labels` are the labels inside its content, `field` says that it is a field although it has the number of a heading.
    """

    lines: list[Line]
    parts: list[Visible]
    marker: Marker | None = None
    label: Label | None = None
    hashes: int = 0
    strong: bool = False
    gap: int = 0
    table: Table | None = None
    furniture: str | None = None
    whole: Visible = field(default_factory=lambda: Visible(""))
    labels: tuple[Label, ...] = ()
    field: bool = False

    @property
    def line(self) -> int:
        """Number of the first line."""
        return self.lines[0].number

    @property
    def span(self) -> Span:
        """From the first line's start to the last one's end."""
        return (self.lines[0].start, self.lines[-1].end)

    @property
    def count(self) -> int:
        """How many lines of the document it took."""
        return len(self.lines) if len(self.lines) == 1 and not self.lines[0].piece else sum(not line.piece for line in self.lines)

    def content(self) -> Visible:
        """The joined text without the marker."""
        parts = self.parts
        return parts[0] if len(parts) == 1 else join(parts)
