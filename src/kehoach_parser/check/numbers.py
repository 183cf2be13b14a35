"""Numbered siblings read as lists: from one number to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kehoach_parser.check.view import View
from kehoach_parser.model import Node

_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_AROUND_CELL, _CELL_END, _NUMBER_COLUMNS = " \t\n|*_", re.compile(r"[\n\t|]+"), 2
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_PARTS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Step(NamedTuple):
    """From a numbered node to the next one of its list: `last` and `number` are the two numbers, `again` whether the list had this one before."""

    before: Node
    node: Node
    last: int
    number: int
    again: bool

    def shown(self, number: int) -> str:
        """A number as this list would print it: with the prefix and in the kind of its siblings."""
        prefix, dot, own = (self.node.ordinal or "").rpartition(".")
        return prefix + dot + (str(number) if own.isdigit() else _roman(number))


def steps(view: View) -> list[Step]:
    """The steps of every list of the plan; for `View.once`. A list begins again where its kind changes or its number goes back to 1."""
    families = (view.plan.body, *(node.children for node in view.nodes if len(node.children) > 1))
    return [step for siblings in families for step in _of_siblings(view, siblings)]


def _of_siblings(view: View, siblings: Sequence[Node]) -> Iterator[Step]:
    lists: dict[str, tuple[Node, int, set[int]]] = {}
    for node in siblings:
        read = number_of(node) if node.kind != "row" or _printed(view, node) else None
        if read is None:
            continue
        kind, number = read
        if kind in lists and (number > 1 or lists[kind][1] == 1):
            before, last, earlier = lists[kind]
            yield Step(before, node, last, number, number in earlier)
            earlier.add(number)
            lists[kind] = (node, number, earlier)
        else:
            lists[kind] = (node, number, {number})


def _printed(view: View, row: Node) -> bool:
    """Whether a row has its number itself: one that it shares with the row above, by a merged cell, is no second number."""
    printed = view.text[slice(*row.span)].strip(_AROUND_CELL)
    numbers = [cell.strip(_AROUND_CELL) for cell in _CELL_END.split(printed, _NUMBER_COLUMNS)[:_NUMBER_COLUMNS]]  # of the whole table and of the group
    return not printed or printed.startswith(row.marker or "") or row.marker in numbers


def number_of(node: Node) -> tuple[str, int] | None:
    """Kind of list and number of a node: digits, the last part of a decimal number, or a Roman number."""
    return _read(node.ordinal, (node.marker or "").startswith(("(", "⁽")), node.depth == 1) if node.ordinal else None


@lru_cache(maxsize=2048)
def _read(ordinal: str, bracketed: bool, top: bool) -> tuple[str, int] | None:
    prefix, _, own = ordinal.rpartition(".")
    if own.isdecimal():
        return f"{prefix}.{'(' if bracketed else ''}1", int(own)
    if own and own == own.upper() and top and _ROMAN.fullmatch(own):
        return f"{prefix}.I", _roman_value(own)
    return None


def _roman_value(text: str) -> int:
    values = [_VALUES[letter] for letter in text]
    return sum(-v if v < max(values[at:]) else v for at, v in enumerate(values))


def _roman(number: int) -> str:
    made = ""
    for value, letters in _ROMAN_PARTS:
        while number >= value:
            made, number = made + letters, number - value
    return made
