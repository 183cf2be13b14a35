"""The tree while it is built: what is open, and what hangs where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kehoach_parser.block import Block
from kehoach_parser.draft import Draft, Problem
from kehoach_parser.grammar import Grammar

NUMBERED = frozenset({"part", "section", "article", "roman", "upper", "arabic", "decimal"})


@dataclass(slots=True, eq=False)
class Builder:
    """The top nodes so far, the open ones from the outermost to the innermost, and what was noticed."""

    grammar: Grammar
    top: list[Draft] = field(default_factory=list)
    stack: list[Draft] = field(default_factory=list)
    behind: bool = False  # whether the signature stands above
    sheets: frozenset[int] = frozenset()  # blocks that open a sheet behind the signature without the word for an annex
    run: tuple[Draft, ...] = ()  # the nodes to which the current run of field lines is bound
    taken: dict[int, list[Draft]] = field(default_factory=dict)  # by id of a node: the paragraphs that became its text for their fields
    titles: dict[int, str] = field(default_factory=dict)  # the series of the titles of a run without marks, see `title_runs`
    places: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def hang(builder: Builder, node: Draft, parent: Draft | None) -> None:
    """Hangs a node under another one, or at the top."""
    (parent.children if parent else builder.top).append(node)


def widen(node: Draft, block: Block) -> None:
    """Makes the span of a node reach to the end of a block."""
    end = block.lines[-1].end
    if end > node.span[1]:
        node.span = (node.span[0], end)
