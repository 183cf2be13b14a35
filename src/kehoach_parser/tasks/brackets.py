"""The bracket that closes a work item and tells who does it and until when, without labels."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from kehoach_parser.draft import Draft, DraftField
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.context import Context, Readers
from kehoach_parser.tasks.sentences import find_actor
from kehoach_parser.visible import Visible, closing_bracket, join

_NOUN = 40  # letters of a kind of bodies before a bracket
_CASE = re.compile(r"\s*(\w+)(?:\s\w+){1,4}:\s*")  # what a part of the work is: "mức 1:", "cấp tỉnh:"
_PERSONS = frozenset({"people", "parents"})  # kinds of persons, whom no body in a bracket is one of
_TRIES = 4  # words of a role that are looked at for the end of a list of bodies
_BODIES = frozenset({"lead", "support", "implementer"})


class _Words(NamedTuple):
    """A role behind bodies and anywhere, what gives work before them, a time and one behind a comma; each over folded text.

    `named` ends in how many bodies of a kind are meant, which the bracket behind it may name: "Giám sát 02 đơn vị (Sở A, Sở B; quý II)";
    `joint` stands between two bodies, and `office` begins the name of one that is no place.
    """

    role: re.Pattern[str]
    verb: re.Pattern[str]
    give: re.Pattern[str]
    time: re.Pattern[str]
    then_time: re.Pattern[str]
    named: re.Pattern[str]
    joint: re.Pattern[str]
    office: re.Pattern[str]


def _words(grammar: Grammar) -> _Words:
    def phrases(slot: str) -> str:
        return trie_pattern(grammar.phrases("slots", slot))

    role = rf"(?<!\w)(?:(?P<lead>{phrases('bracket-lead')})|(?P<support>{phrases('bracket-support')})|(?P<implementer>{phrases('bracket-do')}))"
    kinds = trie_pattern(fold(phrase) for entry in grammar.section("nouns").values() if entry["id"] not in _PERSONS for phrase in entry["phrases"])
    some = trie_pattern(grammar.phrases("slots", "some"))
    time = rf"(?:{phrases('làm')}\s+)?(?={phrases('thời điểm')}(?!\w)|{trie_pattern(grammar.phrases('deadline_words', 'day'))}\s+\d)"
    return _Words(
        re.compile(rf"{role}(?=\s*(?:[,;]|$))"),
        re.compile(rf"{role}(?!\w)"),
        re.compile(rf"{phrases('bracket-give')}\s+(?=\w)"),
        re.compile(time),
        re.compile(rf",\s*{time}"),
        re.compile(rf"(?<!\w)(?:(?P<number>\d+)|{some})\s+{kinds}(?:\s*[,/]\s*{kinds})*(?:\s\w+){{0,2}}\s*$"),
        re.compile(rf",|\b{trie_pattern(grammar.phrases('joins', 'and'))}\b"),
        re.compile(rf"{phrases('office')}\s+(?=\w)"),
    )


def _names_objects(words: _Words, text: str, start: int, end: int) -> bool:
    """Whether a bracket names the bodies that the words before it count, which do nothing: as many as those say, or several of "một số đơn vị"."""
    found = words.named.search(fold(text[max(0, start - _NOUN) : start]))
    if found is None:
        return False
    many = 1 + len(words.joint.findall(fold(text[start:end].partition(";")[0])))
    return many == int(found["number"]) if found["number"] else many > 1


def fields_in_bracket(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> list[DraftField]:
    """The fields of the bracket that closes the text of a work item, which loses it: "… (Phòng Nội vụ, Công an xã; xong trước 31/5/2025)",
    "… (Công an xã chủ trì; các thôn phối hợp; thực hiện thường xuyên)"."""
    text = node.parts[-1].text if node.parts else ""
    start, end = closing_bracket(text)
    if start < 1 or _names_objects(grammar.once(_words), text, start, end):
        return []
    said = _said_in(grammar, readers, node.parts[-1].cut(start + 1, end - 1), context)
    if said:
        node.parts[-1] = node.parts[-1].cut(0, len(text[:start].rstrip(" ;,")))
    return [DraftField(role, "", value, node.line) for role, value in said]


def read_beside_labels(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> None:
    """Reads what has no label in a bracket with labels: "(Công an xã chủ trì; phối hợp: Trạm Y tế)", "(Thời gian: quý II; Công an xã chủ trì)".

    What is not read goes back to the text; a body that acts in it leads: "(Sở Y tế rà soát nguồn; phối hợp: Sở Tài chính)".
    """
    for f in list(node.fields):
        value = f.value
        if f.role == "other" and not f.label:
            node.fields.remove(f)
            inside = value.cut(1, closing_bracket(value.text)[1] - 1)
            said = _said_in(grammar, readers, inside, context)
            if not said:
                node.parts = [join((*node.parts, value))]
                actor = find_actor(grammar, inside, readers.bodies_end) if context.owner is None and all(other.role not in ("lead", "implementer") for other in node.fields) else None
                said = [("lead", actor)] if actor is not None else []
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
    start, end = closing_bracket(child.parts[0].text)
    said = _said_in(grammar, readers, child.parts[0].cut(1, end - 1), context) if start == 0 else []
    child.taken = bool(said)
    node.fields += [DraftField(role, "", value, child.line) for role, value in said]


def _said_in(grammar: Grammar, readers: Readers, inside: Visible, context: Context) -> list[tuple[str, Visible]]:
    """What a bracket says, role by role. Nothing where anything else stands in it, and no role under the heading of another body."""
    words, text, folded = grammar.once(_words), inside.text, fold(inside.text)
    said = _said_by_case(words, readers, inside)
    if said:
        return said if context.owner is None else []
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


def _said_by_case(words: _Words, readers: Readers, inside: Visible) -> list[tuple[str, Visible]]:
    """Who does which part of the work, of a bracket all of whose parts name one with the same word: "(mức 1: Sở Y tế thực hiện; mức 2: Sở Tư pháp)"."""
    parts = inside.text.split(";")
    cases = [case for part in parts if (case := _CASE.match(part))]
    if not 1 < len(parts) == len(cases) or len({fold(case[1]) for case in cases}) > 1:
        return []
    said: list[tuple[str, Visible]] = []
    start = 0
    for case in cases:
        value = inside.cut(start + case.end(), start + len(case.string))
        start += len(case.string) + 1
        folded = fold(value.text)
        role, named, end = _next_said(words, readers, value, folded, 0)
        told = words.verb.search(folded) is not None
        if role not in _BODIES or end < len(folded) or not (told or said):
            return []
        said.append((role if told else said[0][0], named))
    return said


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
    then = words.then_time.search(folded, start, stop) if given or words.office.match(folded, start) else None  # "(Trường An Phú, trong tháng 6)" may be a place
    end = then.start() if then else stop
    if _names(readers, text[start:end]) and (words.verb.search(folded, start, end) is None or text[end - 1 : end] == ")"):  # "Sở A (chủ trì), Sở B (phối hợp)"
        return ("lead" if given else "implementer"), inside.cut(start, end), end
    return "", inside, at


def _names(readers: Readers, text: str) -> bool:
    """Whether a stretch is nothing but bodies, with or without a dash behind them."""
    names = text.rstrip(" -–")
    return 0 < len(names) <= readers.bodies_end(names)
