"""The bracket that closes a work item and tells who does it and until when, without labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from kehoach_parser.draft import Draft, DraftField
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.context import Context, Readers
from kehoach_parser.tasks.words import verbs
from kehoach_parser.visible import Visible

_LONGEST = 600  # letters of such a bracket
_TRIES = 4  # words of a role that are looked at for the end of a list of bodies
_BODIES = frozenset({"lead", "support", "implementer"})


class _Words(NamedTuple):
    """A role behind bodies, what gives work before them, and what a time begins with; each over folded text."""

    role: re.Pattern[str]
    give: re.Pattern[str]
    time: re.Pattern[str]


def _words(grammar: Grammar) -> _Words:
    def phrases(slot: str) -> str:
        return trie_pattern(grammar.phrases("slots", slot))

    return _Words(
        re.compile(rf"(?<!\w)(?:(?P<lead>{phrases('bracket-lead')})|{phrases('bracket-support')})(?=\s*(?:[,;]|$))"),
        re.compile(rf"{phrases('bracket-give')}\s+(?=\w)"),
        re.compile(rf"(?:{phrases('làm')}\s+)?(?={phrases('thời điểm')}(?!\w))"),
    )


def fields_in_bracket(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> list[DraftField]:
    """The fields of the bracket that closes the text of a work item, which loses it: "… (Phòng Nội vụ, Công an xã; xong trước 31/5/2025)",
    "… (Công an xã chủ trì; các thôn phối hợp; thực hiện thường xuyên)"."""
    text = node.parts[-1].text if node.parts else ""
    end = len(text.rstrip(" .;"))
    start = text.rfind("(", 0, end)
    if start < 1 or text.find(")", start) != end - 1 or end - start > _LONGEST:
        return []
    inside = node.parts[-1].cut(start + 1, end - 1)
    said = list(_named_then_time(grammar, readers, inside))
    if not said and context.owner is None:
        said = _by_roles(grammar, readers, inside)
    if said:
        node.parts[-1] = node.parts[-1].cut(0, len(text[:start].rstrip(" ;,")))
    return [DraftField(role, "", value, node.line) for role, value in said]


def _named_then_time(grammar: Grammar, readers: Readers, inside: Visible) -> Iterator[tuple[str, Visible]]:
    """Bodies and a time behind a semicolon; with a verb it is a sentence ("Công an xã chủ trì; trong quý II")."""
    timed = verbs(grammar).then_time.search(fold(inside.text))
    if timed is None or verbs(grammar).carries.search(fold(inside.text)) or readers.bodies_end(inside.text[: timed.start()]) < timed.start():
        return
    yield "implementer", inside.cut(0, timed.start())
    yield "deadline", inside.cut(timed.end())


def _by_roles(grammar: Grammar, readers: Readers, inside: Visible) -> list[tuple[str, Visible]]:
    """Bodies each with a role, and a time: "Công an xã chủ trì, các thôn phối hợp; thường xuyên". Nothing where anything else is said."""
    words, text, folded = grammar.once(_words), inside.text, fold(inside.text)
    said: list[tuple[str, Visible]] = []
    at = 0
    while at < len(text):
        role, value, at = _next_said(words, readers, inside, folded, at)
        if not role:
            return []
        said.append((role, value))
        at += len(text) - at - len(text[at:].lstrip(" ,;"))
    roles = [role for role, _ in said]
    given = words.give.match(folded) is not None
    return said if not _BODIES.isdisjoint(roles) and roles.count("deadline") <= 1 and ("deadline" in roles or not given) else []


def _next_said(words: _Words, readers: Readers, inside: Visible, folded: str, at: int) -> tuple[str, Visible, int]:
    """The role, its value and where it ends, of what stands at a place of a bracket; no role for what is neither bodies nor a time."""
    text = inside.text
    stop = text.find(";", at)
    stop = stop if stop >= 0 else len(text)
    given = words.give.match(folded, at)
    if given is not None:
        return ("lead" if _names(readers, text[given.end() : stop]) else "", inside.cut(given.end(), stop), stop)
    for found in islice(words.role.finditer(folded, at, stop), _TRIES):
        if _names(readers, text[at : found.start()]):
            return ("lead" if found["lead"] else "support", inside.cut(at, found.start()), found.end())
    timed = words.time.match(folded, at)
    return ("deadline", inside.cut(timed.end(), stop), stop) if timed else ("", inside, at)


def _names(readers: Readers, text: str) -> bool:
    """Whether a stretch is nothing but bodies."""
    return 0 < len(text.rstrip()) <= readers.bodies_end(text.rstrip())
