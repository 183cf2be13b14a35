"""Sentences that assign: "Giao X …", "X chủ trì, phối hợp với Y …", "Định kỳ ngày 15 hàng tháng, X báo cáo …"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.tasks.words import Verbs, verbs
from kehoach_parser.visible import Visible, closing_bracket

_BRACKET = re.compile(r"\(([^()]*+)\)")
_TRIES = 8  # clauses of an opening that are looked at for an actor
_TOPIC = 70  # a longer text before a colon is no topic
_TOPIC_SAID = 180  # unless it begins with "Đối với"
_CLAUSE = 1_000  # letters before a verb in which its clause begins
_LIST = 700  # a list of bodies is shorter
_OPENING_CHARS = 600  # an opening is shorter
_LIST_WORDS = 12  # before a comma, a body is looked for in so many words
_GROUND = 40  # in so many letters of an opening stands the kind of the document that it names
_HELD = 12  # letters in which the word before a body stands
_ASIDE = 120  # letters of a standing behind a dash
_OF_WHOM = re.compile(r"\s*(?:\([^()]{1,60}\)\s*)?")
_QUOTED = re.compile(r'“[^“”]{1,400}+”|"[^"]{1,400}+"')
_SPACES = re.compile(r"\s*")
_CLAUSE_END = re.compile(r"(?:[,;:]|\s[-–])\s+|(?<=\))\s+")
_SENTENCE_END = re.compile(r"[.;]\s+")


ReadEnd = Callable[[str], int]  # length of the list of bodies with which a text begins, 0 when it begins with none


def find_actor(grammar: Grammar, content: Visible, bodies_end: ReadEnd) -> Visible | None:
    """The stretch that names who acts (with its roles) at the beginning of a sentence, or None.

    The actor opens the sentence, or follows a topic and a colon ("Chế độ báo cáo: các sở …"), or follows an opening
    clause of time or ground ("Căn cứ …, các sở …", "Định kỳ ngày 15 hàng tháng các sở …").
    """
    words = verbs(grammar)
    folded = fold(content.text)
    start = _skip(words.opening, folded, 0)
    found = _actor_at(words, content, folded, start, bodies_end) or _actor_of_matter(words, content, folded, start, bodies_end)
    if found is not None:
        return found
    if not words.introduce.match(folded, start):
        colon = content.text.find(":", start, start + (_TOPIC_SAID if words.topic.match(folded, start) else _TOPIC))
        if colon < 0:
            return None
        topic = words.topic.match(folded, start)
        start = _skip(words.opening, folded, _skip(_SPACES, folded, colon + 1))
        found = _actor_at(words, content, folded, start, bodies_end)
        if found is None and topic is not None:
            found = _actor_as_topic(content, topic.end() + 1, colon, bodies_end)
        if found is not None or not words.introduce.match(folded, start):
            return found
    return _actor_after_opening(words, content, folded, start, bodies_end)


def _actor_as_topic(content: Visible, start: int, colon: int, bodies_end: ReadEnd) -> Visible | None:
    """The bodies that are all that a topic says, with their work behind the colon and no figure: "Đối với Sở Nội vụ: lập danh sách …"."""
    said = content.text[colon + 1 :].lstrip()
    if not said or said[0].isdigit() or start >= colon:
        return None
    end = start + bodies_end(content.text[start : start + _LIST])
    return content.cut(start, end) if end > start and end >= len(content.text[:colon].rstrip()) else None


def _actor_after_opening(words: Verbs, content: Visible, folded: str, start: int, bodies_end: ReadEnd) -> Visible | None:
    """Tries the end of a time phrase, then the beginning of each clause, then what follows a list of grounds."""
    if words.execute.match(folded, start) and not words.cited.search(folded, start, start + _GROUND):
        return None  # "Thực hiện đa dạng hóa …; các tổ chức …" is the work itself, no ground for it
    timed = _skip(words.time, folded, start)
    found = _actor_at(words, content, folded, timed, bodies_end) if timed > start else None
    found = found or _actor_in_clauses(words, content, folded, start, max(start, timed - 2), bodies_end)
    if found is not None:
        return found
    after_ground = folded.find("; ", start, start + _OPENING_CHARS) + 2
    return _actor_at(words, content, folded, after_ground, bodies_end) if after_ground > 1 and ". " not in folded[start:after_ground] else None


def _actor_in_clauses(words: Verbs, content: Visible, folded: str, start: int, at: int, bodies_end: ReadEnd) -> Visible | None:
    """The first clause after `at` that a body opens, up to the first verb of a role or the end of the sentence."""
    introduced = words.introduce.match(folded, start)
    low = introduced.end() if introduced else start  # no list begins inside "trên cơ sở Kế hoạch này"
    for _ in range(_TRIES):
        clause = _CLAUSE_END.search(folded, at)
        if clause is None or clause.end() > _OPENING_CHARS or ". " in folded[start : clause.start()]:
            return None
        start = at = clause.end()
        found = _actor_at(words, content, folded, start, bodies_end)
        if found is not None and not _broken_off(words, folded, start, start + len(found.text)) and not _inside_list(words, folded, content.text, low, clause.start(), start, bodies_end):
            return found
        if words.cooperate.match(folded, start) or words.lead.match(folded, start):
            return None
    return None


def _broken_off(words: Verbs, folded: str, start: int, end: int) -> bool:
    """Whether a comma and "phối hợp" follow the bodies: they end what stands before ("văn bản của Chính phủ, Bộ, ngành, phối hợp với …")."""
    verb = words.cooperate.search(folded, start, end + _HELD * 2)
    return verb is not None and folded[start : verb.start()].endswith(", ") and not words.lead.search(folded, start, verb.start())


def _inside_list(words: Verbs, folded: str, text: str, low: int, end: int, start: int, bodies_end: ReadEnd) -> bool:
    """Whether a list that a verb governs goes on after the clause end: "chỉ đạo ban, | ngành, đoàn thể", "trình UBND xã, | HĐND xã"."""
    if text[end] != ",":
        return False
    place, nearest = end, True
    for _ in range(_LIST_WORDS):
        place = text.rfind(" ", low, place)
        if place < 0:
            break
        if bodies_end(text[place + 1 : place + 1 + _LIST]) <= start - place - 1:
            nearest = False
        elif not words.article_last.search(folded, max(low, place - _HELD), place + 1):  # else the list begins with its article
            return (nearest and text[start].islower()) or not words.holds.search(folded, max(0, place - _HELD), place)
        if text[place - 1] in ",;:":
            break
    return False


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _actor_at(words: Verbs, content: Visible, folded: str, at: int, bodies_end: ReadEnd, handed: bool = False) -> Visible | None:
    """The bodies at a place, where something is said of them, or where the word before hands them the work: ", giao Sở Y tế làm đầu mối."."""
    given = words.assign.match(folded, at)
    start = given.end() + 1 if given else at
    if start >= len(folded):
        return None
    length = bodies_end(content.text[start : start + _LIST])
    issuer = None if given else words.issuer.match(folded, start)
    if issuer:
        many = words.several.search(folded, start, start + length)  # "UBND các xã yêu cầu …" is their own work
        passed = (words.give if many else words.assign).match(folded, _skip(_SPACES, folded, max(start + length, issuer.end())))
        if passed:  # "Chủ tịch UBND tỉnh giao Sở Nội vụ …", "UBND tỉnh yêu cầu các sở …"
            return _actor_at(words, content, folded, passed.start(), bodies_end)
    acts = handed or (given is not None and words.give.match(folded, at)) or _acts(content.text, start + length) or any(role.search(folded, start, start + length) for role in (words.lead, words.cooperate))
    if not length or not acts:
        return None
    return content.cut(start, start + length)


def _actor_of_matter(words: Verbs, content: Visible, folded: str, start: int, bodies_end: ReadEnd) -> Visible | None:
    """Who has the work of which a sentence speaks: "Việc kiểm kê được giao cho Sở Tài chính …", "Hồ sơ đều do Sở Nội vụ tiếp nhận"."""
    passed = words.matter.match(folded, start)
    if passed is not None:
        found = _actor_at(words, content, folded, passed.end(), bodies_end, handed=True)
        return found if found is not None and (passed["given"] or _carries_at(words, folded, passed.end(), found)) else None
    done = words.all_by.search(folded, start, start + _OPENING_CHARS)
    return _actor_at(words, content, folded, done.end(), bodies_end) if done is not None and not {".", ";"} & set(folded[start : done.start()]) else None


def _carries_at(words: Verbs, folded: str, start: int, found: Visible) -> bool:
    """Whether a role stands in the stretch that names bodies from `start` on, or right behind it."""
    end = start + len(found.text)
    return words.carries.match(folded, _skip(_SPACES, folded, end)) is not None or words.carries.search(folded, start, end) is not None


def assigns(grammar: Grammar, content: Visible, actor: Visible) -> bool:
    """Whether a sentence gives work to its actor in so many words: “giao X …”, “X chủ trì …”."""
    words, at = verbs(grammar), content.text.find(actor.text)
    return words.lead.search(fold(actor.text)) is not None or any(given.end() == at - 1 for given in words.give.finditer(fold(content.text[:at])))


def begins_with_lead(grammar: Grammar, text: str) -> bool:
    """Whether the work begins with "chủ trì", also behind the ground or time that opens it: "Căn cứ chức năng, nhiệm vụ, chủ trì …"."""
    words, folded = verbs(grammar), fold(text)
    if words.leads.match(folded):
        return True
    if not words.introduce.match(folded):
        return False
    stop = min((end for end in (folded.find(". "), folded.find(";")) if end >= 0), default=len(folded))
    for clause in _CLAUSE_END.finditer(folded, 0, min(stop, _OPENING_CHARS)):
        if words.leads.match(folded, clause.end()):
            return True
        if words.acts.match(folded, clause.end()):
            return False
    return False


def _acts(text: str, at: int) -> bool:
    """Whether something is said of the bodies that end at `at`: the sentence goes on."""
    rest = text[at : at + 3].lstrip()
    return bool(rest) and rest[0] not in ";.)"


def more_actors(grammar: Grammar, content: Visible, bodies_end: ReadEnd, beside: bool = False) -> Iterator[Visible]:
    """Further bodies that later clauses give work to: "…; giao Y …", "ngày 20 hàng tháng, Z báo cáo …", "… . Z chủ trì …".

    Where the first sentence names a body, another one is told its part `beside` that one: "Đồng thời, Z …".
    """
    words = verbs(grammar)
    folded = _unquoted(fold(content.text))
    shared = words.assign.match(folded, _skip(words.opening, folded, 0)) is not None  # "Giao X …; Y …": each clause names its body
    for end in _SENTENCE_END.finditer(folded):
        start = _skip(words.opening, folded, end.end())
        shared = shared and folded[end.start()] == ";"
        given = words.assign.match(folded, start)
        timed = _skip(words.time, folded, start)
        told = given or timed > start + 5 or shared or (beside and start > end.end() and folded[end.end()] != "(")
        found = _actor_at(words, content, folded, timed if timed > start + 5 and not given else start, bodies_end)
        if found is None and not beside and (found := _actor_of_matter(words, content, folded, end.end(), bodies_end)) is not None:
            yield found
            continue
        told = told or (found is not None and beside and folded[end.start()] == ";" and _works_too(words, content.text, folded, start, start + len(found.text), bodies_end))
        if found is not None and (told or _carries(words, folded, start, start + len(found.text), of_its_own=not beside)):
            yield found
    for done in () if beside else words.done_by.finditer(folded):
        found = _actor_at(words, content, folded, done.end(), bodies_end)
        if found is not None and _carries_at(words, folded, done.end(), found):
            yield found
    for done in () if beside or words.attends.match(folded) else words.by.finditer(folded):
        found = _actor_at(words, content, folded, done.end(), bodies_end)
        if found is not None and all(role.search(fold(found.text)) for role in (words.carries, words.cooperate)):
            yield found  # "Mở lớp do Phòng A làm đầu mối, Phòng B phối hợp": with its partners, it is no "lớp do Phòng A mở"
    for given in words.gives_too.finditer(folded):
        found = _actor_at(words, content, folded, given.end(), bodies_end, handed=True)
        if found is not None:
            yield found


def _works_too(words: Verbs, text: str, folded: str, start: int, end: int, bodies_end: ReadEnd) -> bool:
    """Whether the bodies from `start` to `end`, which open a clause behind a semicolon, do work of their own there: "Khoa A lập dự trù; khoa B tổng hợp".

    What a body before them directs is the work of that one: "Đảng ủy chỉ đạo các chi bộ …; Đoàn Thanh niên …".
    """
    if words.acts.match(folded, end) is None or words.cooperate.search(folded, start, end) or words.helps.match(folded, _skip(_SPACES, folded, end)):
        return False
    low = max(folded.rfind(". ", 0, start), 0)
    directed = (verb for verb in words.direct.finditer(folded, low, start) if not words.assign.fullmatch(verb.group()) and not _is_noun(words, folded, verb))
    return not any(bodies_end(text[verb.end() : verb.end() + _LIST].lstrip()) for verb in directed)


def _carries(words: Verbs, folded: str, start: int, end: int, of_its_own: bool) -> bool:
    """Whether a role or duty stands right behind the bodies at `start`: "…; Trung tâm Y tế chịu trách nhiệm kiểm tra", not "… trước Chủ tịch".

    In a sentence of its own, behind one that names nobody, so does what it has to do or helps with, and work of two verbs: "Rà soát
    sổ sách. Kế toán xã tham mưu báo cáo"; "Sở Y tế thực hiện chậm" tells of it.
    """
    after = _skip(_SPACES, folded, end)
    if words.answers.match(folded, after) or folded.rstrip().endswith("?"):
        return False
    acts = words.bound.match(folded, end) if of_its_own else words.duty.match(folded, after)
    return acts is not None or words.carries.search(folded, start, end) is not None


def ends_in_cooperation(grammar: Grammar, text: str) -> bool:
    """Whether a short lead-in breaks off after "phối hợp (với)", so that the partners are named in the items below."""
    return len(text) <= _TOPIC and verbs(grammar).cooperates_last.search(fold(text)) is not None


def find_partners(grammar: Grammar, content: Visible, bodies_end: ReadEnd, since: int = 0) -> Iterator[Visible]:
    """Bodies with which the task's own body cooperates: "phối hợp (chặt chẽ) với X", unless somebody else is told to.

    `since` is where the body ends that the sentence itself names: what stands before it directs that body.
    """
    words = verbs(grammar)
    folded = _unquoted(fold(content.text))
    cooperations = list(words.cooperate.finditer(folded, since))
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
        directed = (verb for verb in words.direct.finditer(folded, clause + 1, found.start()) if not _is_noun(words, folded, verb) and not words.beside.fullmatch(folded, verb.end(), found.start()))
        if any(not _directs_nobody(words, content.text, folded, verb, found.start(), bodies_end) for verb in directed):
            continue
        if any(_advised(content.text, advice.end(), found.start(), bodies_end) for advice in words.advise.finditer(folded, clause + 1, found.start())):
            continue
        near = max(clause, *(folded.rfind(stop, low, found.start()) for stop in ",("))  # a bracket is a clause of its own: "bảo đảm vệ sinh (phối hợp với X)"
        if words.told.search(folded, max(0, found.start() - _HELD), found.start()):
            continue  # "đã phối hợp với X" tells of what was done
        joint = next((m for m in words.joint.finditer(folded, near + 1, found.start()) if not _inside_noun(words, folded, m)), None)
        if joint and not any(duty.start() < joint.start() and duty.end() >= joint.end() for duty in words.duty.finditer(folded, max(joint.start() - _HELD, 0), found.start())):
            continue  # but "có trách nhiệm phối hợp với X"
        rest = content.text[end : end + _LIST]
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
        end = start + bodies_end(content.text[start : start + _LIST])
        if end > start and _helps(words, folded, _skip(_OF_WHOM, folded, end)):
            yield content.cut(start, end)


def _unquoted(folded: str) -> str:
    """The text with signs in place of what stands in quotes, where nobody is told anything: "Kế hoạch “Phối hợp với Đoàn Thanh niên …”"."""
    return _QUOTED.sub(lambda quoted: "_" * len(quoted.group()), folded) if "“" in folded or '"' in folded else folded


def _who_joins(words: Verbs, content: Visible, folded: str, bodies_end: ReadEnd, since: int) -> Iterator[Visible]:
    """Bodies of later clauses that only help: "X chủ trì mở lớp; Y phối hợp cấp chứng chỉ", not "Y phối hợp với Z"."""
    helped = max((verb.start() for verb in words.helps_too.finditer(folded, since)), default=0) if since else 0
    end = since
    for clause in _CLAUSE_END.finditer(folded, since, helped) if helped else ():
        start = clause.end()
        length = bodies_end(content.text[start : start + _LIST]) if start >= end else 0
        if not length:
            continue
        end = start + length
        verb = words.helps_too.match(folded, _skip(_SPACES, folded, end))
        if verb is not None and _helps(words, folded, verb.start(), alone=verb) and not bodies_end(content.text[verb.end() + 1 : verb.end() + _LIST]):
            yield content.cut(start, end)


def _helps(words: Verbs, folded: str, at: int, alone: re.Match[str] | None = None) -> bool:
    """Whether at a place it is said that somebody helps the body that acts, and not that he cooperates with a third one."""
    helps = alone or words.helps.match(folded, at)
    joins = words.cooperate.match(folded, at) if helps is not None else None
    return helps is not None and (joins is None or not words.ends_with.search(folded, at, joins.end()))


def _advised(text: str, start: int, end: int, bodies_end: ReadEnd) -> bool:
    """Whether all that stands between a verb and "phối hợp" is a body: "tham mưu UBND tỉnh phối hợp với Bộ Y tế", where the other one cooperates."""
    object_ = text[start:end].strip(" ,")
    return 0 < len(object_) <= _ADVISED and bodies_end(text[start : start + _LIST].lstrip()) >= len(object_)


_ADVISED = 80  # letters of the body that is advised


def _directs_nobody(words: Verbs, text: str, folded: str, verb: re.Match[str], end: int, bodies_end: ReadEnd) -> bool:
    """Whether no body follows a verb of direction and the same actor cooperates: "hướng dẫn nghiệp vụ, phối hợp với X", "được giao việc phải phối hợp với X"."""
    low = max(verb.end(), end - _HELD * 2)
    own = words.owing.search(folded, low, end) or (words.teach.fullmatch(verb.group()) and words.coordinate.search(folded, low, end))
    if not own or words.lead.search(folded, verb.end(), end):
        return False
    object_ = text[verb.end() : verb.end() + _LIST].lstrip()
    return not object_[:1].isupper() and not bodies_end(object_)


def _is_noun(words: Verbs, folded: str, verb: re.Match[str]) -> bool:
    """"trên cơ sở hướng dẫn, chỉ đạo của cấp trên", "chịu trách nhiệm thẩm định": nobody is directed there."""
    if _inside_noun(words, folded, verb):
        return True
    if any(duty.end() == verb.end() > duty.end() - len(verb.group()) > duty.start() for duty in words.duty.finditer(folded, max(0, verb.start() - 6), verb.end())):
        return True
    return bool(words.noun_after.match(folded, verb.end()) or words.noun_before.search(folded, max(0, verb.start() - 12), verb.start()))


def _inside_noun(words: Verbs, folded: str, found: re.Match[str]) -> bool:
    """Whether a longer noun holds the word: "Sở Giao thông", "đơn vị sự nghiệp"."""
    return any(noun.start() <= found.start() and noun.end() >= found.end() for noun in words.inside.finditer(folded, max(0, found.start() - _HELD * 2), found.end() + _HELD))


def is_formula(grammar: Grammar, text: str) -> bool:
    """A closing formula in the first clause: difficulties are to be reported; no task. To settle them is work."""
    words, folded = verbs(grammar), fold(text)
    if words.formula.search(folded) is None:  # nearly always
        return False
    first = min((end for end in (folded.find(". "), folded.find("; ")) if end >= 0), default=len(folded))
    return any(not words.settles.search(folded, max(0, found.start() - _HELD * 2), found.start()) for found in words.formula.finditer(folded, 0, first))


def demands_reports(grammar: Grammar, text: str) -> bool:
    """Whether a text demands a report by a day that recurs: "định kỳ trước ngày 30 tháng 11 hằng năm báo cáo kết quả"."""
    words, folded = verbs(grammar), fold(text)
    return words.report.search(folded) is not None and words.recurring_day.search(folded) is not None


def asides_at_end(grammar: Grammar, content: Visible) -> Iterator[Visible]:
    """Where the bracket that closes a text may say who leads: "… (Công an xã chủ trì; trong quý II)", also in the other order;
    "(giao Sở Y tế)", "(do Sở Y tế thực hiện)"; or what stands behind its last dash: "… – Trường Tiểu học Hòa Bình thực hiện."."""
    start, end = closing_bracket(content.text)
    words = verbs(grammar)
    if start < 0:
        dash = max(content.text.rfind(" - ", max(0, end - _ASIDE), end), content.text.rfind(" – ", max(0, end - _ASIDE), end))
        if dash > 0 and any(said.end() == end for said in words.carries.finditer(fold(content.text[:end]), dash)):
            yield content.cut(dash + 3, end)
        return
    inside = fold(content.text[start + 1 : end - 1])
    given = words.give.match(inside)
    done = words.by.match(inside) if given is None and words.attends.match(fold(content.text[:_HELD])) is None else None
    if given or _carried(words, inside):
        yield from _parts_of_bracket(content, start + 1 + (done.end() if done else 0), end - 1)


def _carried(words: Verbs, folded: str) -> bool:
    """Whether a role stands in a bracket, and not that somebody has none: "(Sở Y tế không chủ trì)"."""
    return any(words.told.search(folded, max(0, role.start() - _HELD), role.start()) is None for role in words.carries.finditer(folded))


def brackets_of_lead(grammar: Grammar, content: Visible) -> Iterator[Visible]:
    """Where a bracket inside a text says who leads in so many words: "… (Văn phòng Sở chủ trì). Hoàn thành trong quý I", "… (X chủ trì), chia làm hai đợt:"."""
    if "(" in content.text:
        words, folded = verbs(grammar), fold(content.text)
        for bracket in _BRACKET.finditer(folded):
            if words.give.match(bracket[1]) or (words.lead.search(bracket[1]) and _carried(words, bracket[1])):
                yield from _parts_of_bracket(content, *bracket.span(1))


def _parts_of_bracket(content: Visible, start: int, end: int) -> Iterator[Visible]:
    """What stands in a bracket from each of its parts on: "(Công an xã chủ trì; trong quý II)" in either order."""
    while True:
        yield content.cut(start, end)
        mark = content.text.find(";", start, end)
        if mark < 0:
            return
        start = mark + 1
