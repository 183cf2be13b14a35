"""Cells that send the reader to another row of the same column: "như nhiệm vụ 1", "Phối hợp: như trên"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.cells import folded
from kehoach_parser.tasks.table_columns import cell_words
from kehoach_parser.tasks.words import verbs
from kehoach_parser.visible import Visible, join

Parts = list[Visible]
_SHORT = 60  # letters of a reference with its label


class _Words(NamedTuple):
    """A cell that is a reference, with the ordinal that it names; the label of a role before it or inside a cell; "as above"."""

    row: re.Pattern[str]
    label: re.Pattern[str]
    ditto: frozenset[str]


def referred(grammar: Grammar, rows: dict[str, dict[int, Parts]], above: Parts | None, column: int, parts: Parts) -> tuple[Parts, bool]:
    """The paragraphs of a cell with what a reference in them stands for, and whether there was one.

    `rows` are the cells of the rows above by their numbers, `above` the cell above. A reference to a row that is not there
    says nothing. "Phối hợp: như nhiệm vụ 1" is what the cell of row 1 says behind "Phối hợp:".
    """
    found: Parts = []
    refers = False
    for part in parts:
        pieces = [(piece, _said(grammar, piece)) for piece in _pieces(grammar, part)]
        if all(said is None for _, said in pieces):
            found.append(part)
            continue
        refers = True
        for piece, said in pieces:
            found.extend([piece] if said is None else _donated(grammar, rows, above, column, said))
    return found, refers


def _donated(grammar: Grammar, rows: dict[str, dict[int, Parts]], above: Parts | None, column: int, said: tuple[str, str]) -> Parts:
    """What the cell says to which a reference sends, of the role that is asked for."""
    role, ordinal = said
    donor = rows.get(ordinal, {}).get(column) if ordinal else above
    if not donor:
        return []
    return _of_role(grammar, donor, role) if role else donor


def _pieces(grammar: Grammar, part: Visible) -> Parts:
    """A paragraph cut before the label of each role in it: "Chủ trì: Sở Y tế; | Phối hợp: như trên"."""
    starts = [label.start() for label in grammar.once(_words).label.finditer(fold(part.text))] if ":" in part.text else []
    return [piece for start, end in pairwise(sorted({0, *starts, len(part.text)})) if (piece := part.cut(start, end)).text]


def _said(grammar: Grammar, part: Visible) -> tuple[str, str] | None:
    """The role and the ordinal that a reference names, either empty; None for any other text."""
    if len(part.text) > _SHORT:
        return None
    words = grammar.once(_words)
    told = folded(part)
    label = words.label.match(told)
    rest = (told[label.end() :] if label else told).strip(" .;")
    row = words.row.fullmatch(rest)
    if row is not None:
        return _role(label), row[1].strip(" .)")
    return (_role(label), "") if label and rest in words.ditto else None


def _role(label: re.Match[str] | None) -> str:
    return "" if label is None else "lead" if label["lead"] else "support"


def _of_role(grammar: Grammar, parts: Parts, role: str) -> Parts:
    """What the cell of a row says of one role, from its label to the next one."""
    whole = join(parts)
    told = fold(whole.text)
    labels = list(grammar.once(_words).label.finditer(told))
    if not labels:  # the cell of one role alone: "Chủ trì: nt" below "Sở Y tế"
        return parts
    ends = [*(label.start() for label in labels[1:]), len(told)]
    return [whole.cut(label.start(), end) for label, end in zip(labels, ends, strict=True) if _role(label) == role]


def _words(grammar: Grammar) -> _Words:
    like, names = (trie_pattern(sorted(cell_words(grammar, entry))) for entry in ("like", "row_names"))
    lead, cooperate = verbs(grammar).leads.pattern, verbs(grammar).cooperate.pattern
    label = rf"(?<!\w)(?:(?P<lead>{lead})|(?:{cooperate}))\s*:\s*"
    return _Words(re.compile(rf"(?:{like})\s+(?:(?:{names})\s+){{1,3}}([\divx]{{1,4}}(?:\.\d{{1,2}})*[.)]?)"), re.compile(label), cell_words(grammar, "ditto"))
