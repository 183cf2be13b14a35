"""With whom the body of a task cooperates, by its sentence: "… phối hợp với X", "…; Y hỗ trợ", "với sự phối hợp của Z"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kehoach_parser.grammar import Grammar, fold, holds_one
from kehoach_parser.tasks.words import Verbs, verbs
from kehoach_parser.visible import Visible

LIST = 700  # a list of bodies is shorter
HELD = 12  # letters in which the word before a body stands
SPACES = re.compile(r"\s*")
CLAUSE_END = re.compile(r"(?:[,;:]|\s[-–])\s+|(?<=\))\s+")
_LEAD_IN = 70  # letters of a lead-in that breaks off
_CLAUSE = 1_000  # letters before a verb in which its clause begins
_OF_WHOM = re.compile(r"\s*(?:\([^()]{1,60}\)\s*)?")
_QUOTED = re.compile(r'“[^“”]{1,400}+”|"[^"]{1,400}+"')


ReadEnd = Callable[[str], int]  # length of the list of bodies with which a text begins, 0 when it begins with none


def skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def ends_in_cooperation(grammar: Grammar, text: str) -> bool:
    """Whether a short lead-in breaks off after "phối hợp (với)", so that the partners are named in the items below."""
    return len(text) <= _LEAD_IN and verbs(grammar).cooperates_last.search(fold(text)) is not None


def find_partners(grammar: Grammar, content: Visible, bodies_end: ReadEnd, since: int = 0) -> Iterator[Visible]:
    """Bodies with which the task's own body cooperates: "phối hợp (chặt chẽ) với X", unless somebody else is told to.

    `since` is where the body ends that the sentence itself names: what stands before it directs that body.
    """
    words = verbs(grammar)
    folded = unquoted(fold(content.text))
    cooperations = list(words.cooperate.finditer(folded, since)) if holds_one(folded, words.signs.cooperate) else []
    if not cooperations and not (since and words.helps_too.search(folded, since)):
        return
    for found in cooperations:
        end = found.end()
        last = words.last_several.search(found.group())
        if last:  # it belongs to the bodies
            end -= last.end() - last.start() - 1
        while end < len(folded) and folded[end] == " ":
            end += 1
        low = max(found.start() - _CLAUSE, 0)
        clause = max(low - 1, since - 1, *(folded.rfind(stop, low, found.start()) for stop in ".;:"))
        directed = (verb for verb in words.direct.finditer(folded, clause + 1, found.start()) if not is_noun(words, folded, verb) and not words.beside.fullmatch(folded, verb.end(), found.start()))
        if any(not _directs_nobody(words, content.text, folded, verb, found.start(), bodies_end) for verb in directed):
            continue
        if any(_advised(content.text, advice.end(), found.start(), bodies_end) for advice in words.advise.finditer(folded, clause + 1, found.start())):
            continue
        near = max(clause, *(folded.rfind(stop, low, found.start()) for stop in ",("))  # a bracket is a clause of its own: "bảo đảm vệ sinh (phối hợp với X)"
        if words.told.search(folded, max(0, found.start() - HELD), found.start()):
            continue  # "đã phối hợp với X" tells of what was done
        joint = next((m for m in words.joint.finditer(folded, near + 1, found.start()) if not inside_noun(words, folded, m)), None)
        if joint and not any(duty.start() < joint.start() and duty.end() >= joint.end() for duty in words.duty.finditer(folded, max(joint.start() - HELD, 0), found.start())):
            continue  # but "có trách nhiệm phối hợp với X"
        rest = content.text[end : end + LIST]
        length = bodies_end(rest)
        if not length and words.ends_with.search(folded, found.start(), end):  # "phối hợp với doanh nghiệp": a kind of body without the article that it would be read with
            length = bodies_end(f"{words.article} {rest}") - len(words.article) - 1
            if rest[:1].isupper() and not any(word[0].isupper() for word in rest[:length].split()[1:]):
                continue  # "Trung tâm nghiên cứu …" is the beginning of a name that is not known
        if length > 0:
            yield content.cut(end, end + length)
    yield from _who_joins(words, content, folded, bodies_end, since)
    leads = since > 0 and words.lead.search(folded, 0, since) is not None
    for asked in (words.assign_or_ask if leads else words.ask).finditer(folded, since) if since else ():  # "X chủ trì, giao Y phối hợp tổ chức", "X đề nghị Y phối hợp"
        start = asked.end() + 1
        end = start + bodies_end(content.text[start : start + LIST])
        if end > start and helps(words, words.helps, folded, skip(_OF_WHOM, folded, end)):
            yield content.cut(start, end)


def unquoted(folded: str) -> str:
    """The text with signs in place of what stands in quotes, where nobody is told anything: "Kế hoạch “Phối hợp với Đoàn Thanh niên …”"."""
    return _QUOTED.sub(lambda quoted: "_" * len(quoted.group()), folded) if "“" in folded or '"' in folded else folded


def _who_joins(words: Verbs, content: Visible, folded: str, bodies_end: ReadEnd, since: int) -> Iterator[Visible]:
    """Bodies of later clauses that only help: "X chủ trì mở lớp; Y phối hợp cấp chứng chỉ", not "Y phối hợp với Z"."""
    helped = max((verb.start() for verb in words.helps_too.finditer(folded, since)), default=0) if since else 0
    end = since
    for clause in CLAUSE_END.finditer(folded, since, helped) if helped else ():
        start = clause.end()
        length = bodies_end(content.text[start : start + LIST]) if start >= end else 0
        if not length:
            continue
        end = start + length
        verb = helps(words, words.helps_too, folded, skip(SPACES, folded, end))
        if verb is not None and not bodies_end(content.text[verb.end() + 1 : verb.end() + LIST]):
            yield content.cut(start, end)


def helps(words: Verbs, said: re.Pattern[str], folded: str, at: int) -> re.Match[str] | None:
    """Where it is said at a place that somebody helps the body that acts, and not that he cooperates with a third one."""
    verb = said.match(folded, at)
    joins = words.cooperate.match(folded, at) if verb is not None else None
    return verb if joins is None or not words.ends_with.search(folded, at, joins.end()) else None


def only_helps(grammar: Grammar, content: Visible, named: Visible) -> bool:
    """Whether all that a bracket says of the bodies it names is that they help: "(một phòng chủ trì theo phân công; | các phòng còn lại phối hợp)"."""
    words, folded = verbs(grammar), fold(content.text)
    start = content.text.find(named.text)
    end = start + len(named.text)
    if words.carries.search(folded, start, end) is not None:
        return False
    return words.helps_last.search(folded, start, end) is not None or helps(words, words.helps_too, folded, skip(SPACES, folded, end)) is not None


def _advised(text: str, start: int, end: int, bodies_end: ReadEnd) -> bool:
    """Whether all that stands between a verb and "phối hợp" is a body: "tham mưu UBND tỉnh phối hợp với Bộ Y tế", where the other one cooperates."""
    object_ = text[start:end].strip(" ,")
    return 0 < len(object_) <= _ADVISED and bodies_end(text[start : start + LIST].lstrip()) >= len(object_)


_ADVISED = 80  # letters of the body that is advised


def _directs_nobody(words: Verbs, text: str, folded: str, verb: re.Match[str], end: int, bodies_end: ReadEnd) -> bool:
    """Whether no body follows a verb of direction and the same actor cooperates: "hướng dẫn nghiệp vụ, phối hợp với X", "được giao việc phải phối hợp với X"."""
    low = max(verb.end(), end - HELD * 2)
    own = words.owing.search(folded, low, end) or (words.teach.fullmatch(verb.group()) and words.coordinate.search(folded, low, end))
    if not own or words.lead.search(folded, verb.end(), end):
        return False
    object_ = text[verb.end() : verb.end() + LIST].lstrip()
    return not object_[:1].isupper() and not bodies_end(object_)


def is_noun(words: Verbs, folded: str, verb: re.Match[str]) -> bool:
    """"trên cơ sở hướng dẫn, chỉ đạo của cấp trên", "chịu trách nhiệm thẩm định": nobody is directed there."""
    if inside_noun(words, folded, verb):
        return True
    if any(duty.end() == verb.end() > duty.end() - len(verb.group()) > duty.start() for duty in words.duty.finditer(folded, max(0, verb.start() - 6), verb.end())):
        return True
    return bool(words.noun_after.match(folded, verb.end()) or words.noun_before.search(folded, max(0, verb.start() - 12), verb.start()))


def inside_noun(words: Verbs, folded: str, found: re.Match[str]) -> bool:
    """Whether a longer noun holds the word: "Sở Giao thông", "đơn vị sự nghiệp"."""
    return any(noun.start() <= found.start() and noun.end() >= found.end() for noun in words.inside.finditer(folded, max(0, found.start() - HELD * 2), found.end() + HELD))
