"""Fields that a plan numbers like its headings: "1. Nội dung", "2. Cơ quan chủ trì, phối hợp", "3. Thời gian thực hiện: …" in each part.

A number makes an item of a line, whatever label it begins with: "3. Thời gian: …" is a heading of an event. Numbered lines
are fields only where all of a list behind its "1. Nội dung" are labels, one says who and one when, and the plan has
several such lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.block import Block, Label
from kehoach_parser.grammar import Grammar
from kehoach_parser.text.joins import BULLETS
from kehoach_parser.text.labels import read_bare_label

_SERIES = frozenset({"arabic", "decimal"})
_ABOVE = frozenset({"part", "section", "roman", "upper", "arabic", "decimal"})
_WHO = frozenset({"lead", "support", "implementer"})


def mark_numbered_fields(grammar: Grammar, blocks: list[Block]) -> None:
    """Marks the numbered lines that are fields, and gives them and the bare labels below them their labels."""
    found = list(_lists(grammar, blocks))
    if len(found) < 2:
        return
    for numbered in found:
        for index, label in numbered.items():
            blocks[index].label, blocks[index].field = label, True
            _label_below(grammar, blocks, index + 1)


def _lists(grammar: Grammar, blocks: list[Block]) -> Iterator[dict[int, Label]]:
    """The labels behind each "1. Nội dung", by the index of their block."""
    above = ""  # the series of the last number or bullet
    for index, block in enumerate(blocks):
        if block.marker is None or block.furniture:
            continue
        if block.marker.series in _SERIES and above in _ABOVE and _last(block.marker.ordinal) == "1" and _role(grammar, block) == "content":
            labels = _labels_behind(grammar, blocks, index)
            roles = {label.role for label in labels.values() if not label.weak}
            if "deadline" in roles and not _WHO.isdisjoint(roles):
                yield labels
        above = block.marker.series


def _labels_behind(grammar: Grammar, blocks: list[Block], first: int) -> dict[int, Label]:
    """The labels of the numbers that go on the list of a block; none when one of them is no label."""
    labels: dict[int, Label] = {}
    opening = blocks[first].marker
    number = 1
    for index in range(first + 1, len(blocks)):
        marker = blocks[index].marker
        if opening is None or marker is None or marker.series not in _ABOVE:
            continue
        if marker.series != opening.series or marker.ordinal not in (f"{opening.ordinal[:-1]}{number + 1}", f"{opening.ordinal[:-1]}{number + 2}"):  # one number may be left out by mistake
            break
        label = _label(grammar, blocks[index])
        if label is None:
            return {}
        labels[index] = label
        number = int(_last(marker.ordinal))
    return labels


def _label_below(grammar: Grammar, blocks: list[Block], index: int) -> None:
    """"a) Cơ quan chủ trì" below "2. Cơ quan chủ trì, phối hợp" is a label too, up to the next number."""
    while index < len(blocks) and (blocks[index].marker is None or blocks[index].marker.series not in _ABOVE):  # type: ignore[union-attr]
        block = blocks[index]
        label = _label(grammar, block) if block.marker and block.marker.series in ("lower", *BULLETS) else None
        if label is not None and not label.weak:
            block.label = label
        index += 1


def _label(grammar: Grammar, block: Block) -> Label | None:
    return block.label or (read_bare_label(grammar, block.content().text) if block.parts else None)


def _role(grammar: Grammar, block: Block) -> str:
    label = _label(grammar, block)
    return label.role if label else ""


def _last(ordinal: str) -> str:
    return ordinal.rpartition(".")[2]
