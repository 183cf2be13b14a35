"""The bracket that closes a work item and tells who does it and until when, without labels."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from kehoach_parser.draft import Draft, DraftField
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.context import Context, Readers
from kehoach_parser.visible import Visible, join

_LONGEST = 600  # letters of such a bracket
_TRIES = 4  # words of a role that are looked at for the end of a list of bodies
_BODIES = frozenset({"lead", "support", "implementer"})


class _Words(NamedTuple):
    """A role behind bodies and anywhere, what gives work before them, a time and one behind a comma; each over folded text."""

    role: re.Pattern[str]
    verb: re.Pattern[str]
    give: re.Pattern[str]
    time: re.Pattern[str]
    then_time: re.Pattern[str]


def _words(grammar: Grammar) -> _Words:
    def phrases(slot: str) -> str:
        return trie_pattern(grammar.phrases("slots", slot))

    role = rf"(?<!\w)(?:(?P<lead>{phrases('bracket-lead')})|(?P<support>{phrases('bracket-support')})|(?P<implementer>{phrases('bracket-do')}))"
    time = rf"(?:{phrases('làm')}\s+)?(?={phrases('thời điểm')}(?!\w))"
    return _Words(
        re.compile(rf"{role}(?=\s*(?:[,;]|$))"),
        re.compile(rf"{role}(?!\w)"),
        re.compile(rf"{phrases('bracket-give')}\s+(?=\w)"),
        re.compile(time),
        re.compile(rf",\s*{time}"),
    )


def fields_in_bracket(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> list[DraftField]:
    """The fields of the bracket that closes the text of a work item, which loses it: "… (Phòng Nội vụ, Công an xã; xong trước 31/5/2025)",
    "… (Công an xã chủ trì; các thôn phối hợp; thực hiện thường xuyên)"."""
    text = node.parts[-1].text if node.parts else ""
    start, end = _closing_bracket(text)
    if start < 1:
        return []
    said = _said_in(grammar, readers, node.parts[-1].cut(start + 1, end - 1), context)
    if said:
        node.parts[-1] = node.parts[-1].cut(0, len(text[:start].rstrip(" ;,")))
    return [DraftField(role, "", value, node.line) for role, value in said]


def read_beside_labels(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> None:
    """Reads what has no label in a bracket with labels: "(Công an xã chủ trì; phối hợp: Trạm Y tế)", "(Thời gian: quý II; Công an xã chủ trì)".

    What is not read goes back to the text.
    """
    for f in list(node.fields):
        value = f.value
        if f.role == "other" and not f.label:
            node.fields.remove(f)
            said = _said_in(grammar, readers, value.cut(1, len(value.text.rstrip(" ,;"))), context)
            if not said:
                node.parts = [join((*node.parts, value))]
        elif f.role == "deadline" and ";" in value.text:
            cut = value.text.index(";")
            said = _said_in(grammar, readers, value.cut(cut + 1), context)
            f.value = value.cut(0, cut) if said else value
        else:
            continue
        node.fields += [DraftField(role, "", part, f.line) for role, part in said]


def take_bracket_below(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> None:
    """Makes fields of the bracket that stands below a work item on a line of its own: "(Công an xã chủ trì; quý II/2025)"."""
    child = node.children[-1]
    if child.kind != "paragraph" or child.fields or child.children or len(child.parts) != 1:
        return
    start, end = _closing_bracket(child.parts[0].text)
    said = _said_in(grammar, readers, child.parts[0].cut(1, end - 1), context) if start == 0 else []
    child.taken = bool(said)
    node.fields += [DraftField(role, "", value, child.line) for role, value in said]


def _closing_bracket(text: str) -> tuple[int, int]:
    """Where the bracket that closes a text begins, -1 for none, and where it ends."""
    end = len(text.rstrip(" .;"))
    start = text.rfind("(", 0, end)
    return (start if text.find(")", start) == end - 1 and end - start <= _LONGEST else -1), end


def _said_in(grammar: Grammar, readers: Readers, inside: Visible, context: Context) -> list[tuple[str, Visible]]:
    """What a bracket says, role by role. Nothing where anything else stands in it, and no role under the heading of another body."""
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
    kinds = set(roles)
    if _BODIES.isdisjoint(kinds) or roles.count("deadline") > 1 or (context.owner is not None and not kinds <= {"implementer", "deadline"}):
        return []
    return said if len(kinds) > 1 or (kinds == {"lead"} and words.give.match(folded) is None) else []


def _next_said(words: _Words, readers: Readers, inside: Visible, folded: str, at: int) -> tuple[str, Visible, int]:
    """The role, its value and where it ends, of what stands at a place of a bracket; no role for what is neither bodies nor a time."""
    text = inside.text
    stop = text.find(";", at)
    stop = stop if stop >= 0 else len(text)
    given = words.give.match(folded, at)
    start = given.end() if given else at
    for found in islice(words.role.finditer(folded, start, stop), _TRIES):
        if _names(readers, text[start : found.start()]):
            return found.lastgroup or "", inside.cut(start, found.start()), found.end()
    timed = words.time.match(folded, start) if given is None else None
    if timed is not None:
        return "deadline", inside.cut(timed.end(), stop), stop
    then = words.then_time.search(folded, start, stop) if given else None  # "(Trường An Phú, trong tháng 6)" may be a place
    end = then.start() if then else stop
    if _names(readers, text[start:end]) and words.verb.search(folded, start, end) is None:
        return ("lead" if given else "implementer"), inside.cut(start, end), end
    return "", inside, at


def _names(readers: Readers, text: str) -> bool:
    """Whether a stretch is nothing but bodies, with or without a dash behind them."""
    names = text.rstrip(" -–")
    return 0 < len(names) <= readers.bodies_end(names)
