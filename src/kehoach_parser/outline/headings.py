"""What a part of the plan bears, told by the words of its heading: assignments, tasks, or nothing that is a task."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.block import Block
from kehoach_parser.draft import Draft
from kehoach_parser.grammar import Grammar, fold, strip_marks, trie_pattern, word_pattern

_LABEL = 40  # letters of a label before its colon
_TITLE = 80  # letters of a title without a mark of its own
_CLASSES = ("assignments", "tasks", "nothing")


def _words(grammar: Grammar) -> dict[str, re.Pattern[str]]:
    by_class: dict[str, list[str]] = {name: [] for name in (*_CLASSES, "form")}
    for entry in grammar.section("headings").values():
        by_class[entry["bears"]].extend(map(fold, entry["phrases"]))
    return {name: re.compile(rf"{word_pattern(phrases)}\b") for name, phrases in by_class.items()}


class _Phrases(NamedTuple):
    """The phrases of all classes in one pattern, so that the longest one at a place counts ("hình thức khen thưởng", not "khen thưởng")."""

    pattern: re.Pattern[str]
    classes: dict[str, str]

    def said_in(self, text: str) -> list[str]:
        """The classes of the phrases of a text, in order."""
        return [self.classes[found.group()] for found in self.pattern.finditer(text)]


def _phrases(grammar: Grammar) -> _Phrases:
    return _all_phrases(grammar, fold)


def _bare_phrases(grammar: Grammar) -> _Phrases:
    return _all_phrases(grammar, lambda phrase: strip_marks(fold(phrase)))


def _all_phrases(grammar: Grammar, key: Callable[[str], str]) -> _Phrases:
    entries = sorted((e for e in grammar.section("headings").values() if e["bears"] in _CLASSES), key=lambda e: _CLASSES.index(e["bears"]), reverse=True)
    classes = {key(phrase): entry["bears"] for entry in entries for phrase in entry["phrases"]}
    return _Phrases(re.compile(rf"{word_pattern(classes)}\b"), classes)


def heading_bears(grammar: Grammar, heading: str) -> str | None:
    """What one heading says: assignments, tasks, nothing, or None when its words say nothing of it.

    In a heading in capitals the words may stand anywhere and the first of them counts; in another one, which may be a
    sentence, they must open it.
    """
    words = grammar.once(_words)
    if heading.endswith(".") and (heading.isupper() or is_section_title(grammar, heading[:-1])):
        heading = heading.rstrip(".")  # "IV. Tổ chức thực hiện."
    if len(heading) > 200 or heading.endswith((".", ";")):
        return "nothing" if ":" in heading[:_LABEL] and _is_scope(words["nothing"], heading[:_LABEL]) else None
    folded = fold(heading)
    start = _start(grammar, folded)
    plain = words["nothing"].match(folded, start)
    if plain and not grammar.once(_list_goes_on).match(folded, plain.end()):
        return "nothing"
    if not heading.isupper():
        return next((name for name in _CLASSES if words[name].match(folded, start)), None)
    found = grammar.once(_phrases).said_in(folded) or grammar.once(_bare_phrases).said_in(strip_marks(folded))  # capitals lose their marks in scans and in some fonts
    return next((name for name in found if name != "nothing"), "nothing" if found else None)


def _is_scope(nothing: re.Pattern[str], opening: str) -> bool:
    """Whether a sentence says what its label says: "Đối tượng: UBND 03 huyện.", "Mục tiêu: Đến năm 2025 …"."""
    found = nothing.match(fold(opening))
    return found is not None and opening[found.end() :].lstrip().startswith(":")


def annex_bears(grammar: Grammar, title: str) -> str | None:
    """What the title of an annex says: "form" for an outline or a form to be filled in later, else as any heading."""
    if grammar.once(_words)["form"].match(fold(title)):
        return "form"
    return heading_bears(grammar, title)


def is_section_title(grammar: Grammar, heading: str) -> bool:
    """Whether a line is nothing but words of a section ("Mục đích, yêu cầu"), and so no part of a plan's title."""
    return len(heading) < 80 and grammar.once(_titles).fullmatch(fold(heading)) is not None


def _titles(grammar: Grammar) -> re.Pattern[str]:
    phrase = "(?:" + trie_pattern(fold(p) for e in grammar.section("headings").values() if e["bears"] != "form" for p in e["phrases"]) + ")"
    return re.compile(rf"{phrase}(?:\s*(?:,|{trie_pattern(grammar.phrases('joins', 'and'))}|-|/|;)\s*{phrase})*\s*:?")


def _start(grammar: Grammar, folded: str) -> int:
    return grammar.once(_openings).match(folded).end()  # type: ignore[union-attr]  # it may be empty, and always matches


def _openings(grammar: Grammar) -> re.Pattern[str]:
    phrases = trie_pattern(fold(p) for e in grammar.section("heading_openings").values() for p in e["phrases"])
    return re.compile(rf"(?:(?:{phrases})\s+)*")


def _list_goes_on(grammar: Grammar) -> re.Pattern[str]:
    """What goes on a list after its first word: "đối tượng, phạm vi, nội dung thực hiện"."""
    return re.compile(rf"\s*+(?:[,-]|{trie_pattern(grammar.phrases('joins', 'and'))}(?= ))")


def title_runs(grammar: Grammar, blocks: Sequence[Block]) -> list[int]:
    """Which blocks are titles by their place alone: short lines without an end, as "Hiệu trưởng" and "Công đoàn" above their bullets.

    One such line may be a lead-in; at least two between the same headings are titles, and so are those with a paragraph below.
    Gives the number of the run that a block belongs to, 0 for the others.
    """
    runs = [0] * len(blocks)
    if sum(block.marker is None and len(block.parts[0].text) <= _TITLE and _may_title(block, block.content().text) for block in blocks if block.parts) < 2:
        return runs
    lists: Counter[int] = Counter()
    part, plain = 1, True  # whether nothing but its words shows the heading above
    for index, after in pairwise(index for index, block in enumerate(blocks) if not block.furniture):
        block = blocks[index]
        heading = _shows_heading(block)
        text = "" if heading else block.content().text
        if heading or text.isupper():
            part, plain = part + 1, False
        elif not _may_title(block, text):
            continue
        elif is_section_title(grammar, text) and (plain or heading_bears(grammar, text) != "nothing"):
            part, plain = part + 1, True
        elif below := _stands_below(blocks[after]):
            runs[index] = part
            lists[part] += below == "bullet"
    return [run if lists[run] > 1 else 0 for run in runs]


def _shows_heading(block: Block) -> bool:
    return bool(block.marker and block.marker.kind != "bullet") or block.hashes > 0 or block.strong


def _may_title(block: Block, text: str) -> bool:
    if block.marker or block.label or block.labels or block.table:
        return False
    return 3 < len(text) <= _TITLE and text[0].isupper() and (text[-1].isalnum() or text[-1] == ")")


def _stands_below(block: Block) -> str:
    """What a title may have below it: "bullet" or "paragraph", and empty for what shows that it is none."""
    if block.label or block.table or (block.marker and block.marker.kind != "bullet"):
        return ""
    return "bullet" if block.marker else "paragraph" if block.content().text.endswith((".", ";")) else ""


def begins_with_time(grammar: Grammar, heading: str) -> bool:
    """Whether a heading begins with a numbered day, week, month or quarter: "NGÀY 1: THỨ HAI", "THÁNG 9/2025"; it parts what stands above."""
    return grammar.once(_times).match(fold(heading)) is not None


def _times(grammar: Grammar) -> re.Pattern[str]:
    units = trie_pattern(phrase for word in ("day", "week", "month", "quarter") for phrase in grammar.phrases("deadline_words", word))
    ordinal = trie_pattern(grammar.phrases("deadline_words", "ordinal"))
    return re.compile(rf"(?:{units})\s+(?:{ordinal}\s+)?(?:\d|[ivx]{{1,4}}\b)")


def bears(path: Sequence[Draft]) -> str | None:
    """What the innermost heading of `path` that says anything bears."""
    for node in reversed(path):  # asked for nearly every line
        if node.bears:
            return node.bears
    return None
