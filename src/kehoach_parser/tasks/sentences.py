"""Sentences that assign: "Giao X …", "X chủ trì, phối hợp với Y …", "Định kỳ ngày 15 hàng tháng, X báo cáo …"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kehoach_parser.grammar import Grammar, fold, holds_one
from kehoach_parser.tasks.partners import (
    CLAUSE_END,
    HELD,
    LIST,
    SPACES,
    ReadEnd,
    helps,
    inside_noun,
    is_noun,
    skip,
    unquoted,
)
from kehoach_parser.tasks.words import Verbs, verbs
from kehoach_parser.visible import Visible, closing_bracket

_BRACKET = re.compile(r"\(([^()]*+)\)")
_TRIES = 8  # clauses of an opening that are looked at for an actor
_TOPIC = 70  # a longer text before a colon is no topic
_TOPIC_SAID = 180  # unless it begins with "Đối với"
_OPENING_CHARS = 600  # an opening is shorter
_LIST_WORDS = 12  # before a comma, a body is looked for in so many words
_GROUND = 40  # in so many letters of an opening stands the kind of the document that it names
_ASIDE = 120  # letters of a standing behind a dash
_LEFT_OUT = re.compile(r"\.{3}\s*[^\W\d_]")  # "Giao Hội A, Hội B... vận động"
_COMMA = re.compile(r",\s+(?=\w)")
_SENTENCE_END = re.compile(r"[.;]\s+")


def find_actor(grammar: Grammar, content: Visible, bodies_end: ReadEnd) -> Visible | None:
    """The stretch that names who acts (with its roles) at the beginning of a sentence, or None.

    The actor opens the sentence, or follows a topic and a colon ("Chế độ báo cáo: các sở …"), or follows an opening
    clause of time or ground ("Căn cứ …, các sở …", "Định kỳ ngày 15 hàng tháng các sở …").
    """
    words = verbs(grammar)
    folded = fold(content.text)
    start = skip(words.opening, folded, 0)
    found = _actor_at(words, content, folded, start, bodies_end) or _actor_of_matter(words, content, folded, start, bodies_end)
    if found is not None:
        return found
    if not words.introduce.match(folded, start):
        topic = words.topic.match(folded, start)
        colon = content.text.find(":", start, start + (_TOPIC_SAID if topic else _TOPIC))
        if colon < 0:
            return _actor_behind_topic(words, content, folded, topic.end() + 1, bodies_end) if topic else None
        start = skip(words.opening, folded, skip(SPACES, folded, colon + 1))
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
    end = start + bodies_end(content.text[start : start + LIST])
    return content.cut(start, end) if end > start and end >= len(content.text[:colon].rstrip()) else None


def _actor_behind_topic(words: Verbs, content: Visible, folded: str, start: int, bodies_end: ReadEnd) -> Visible | None:
    """Who acts behind a topic that ends with a comma: "Đối với dự án chậm tiến độ, Sở Tài chính rà soát …"; of "Đối với các chợ, kiểm tra …" nobody can tell."""
    end = start + len(content.text[start : start + bodies_end(content.text[start : start + LIST])].rstrip(", "))
    if words.acts.match(folded, end):  # "Đối với các xã, Sở Y tế khảo sát": one list for who only reads names
        begins = [comma.end() for comma in _COMMA.finditer(content.text, start, end) if content.text[comma.end()].isupper() or words.several.match(folded, comma.end())]
        return content.cut(begins[0], end) if len(begins) == 1 else None
    found = _actor_in_clauses(words, content, folded, start, end, bodies_end)
    if found is None:
        return None
    behind = content.text.find(found.text, end) + len(found.text)
    return found if words.acts.match(folded, behind) or words.lead.search(fold(found.text)) else None


def _actor_after_opening(words: Verbs, content: Visible, folded: str, start: int, bodies_end: ReadEnd) -> Visible | None:
    """Tries the end of a time phrase, then the beginning of each clause, then what follows a list of grounds."""
    if words.execute.match(folded, start) and not words.cited.search(folded, start, start + _GROUND):
        return None  # "Thực hiện đa dạng hóa …; các tổ chức …" is the work itself, no ground for it
    timed = skip(words.time, folded, start)
    found = _actor_at(words, content, folded, timed, bodies_end) if timed > start else None
    found = found or _actor_in_clauses(words, content, folded, start, max(start, timed - 2), bodies_end)
    if found is not None:
        return found
    after_ground = folded.find("; ", start, start + _OPENING_CHARS) + 2
    found = _actor_at(words, content, folded, after_ground, bodies_end) if after_ground > 1 and ". " not in folded[start:after_ground] else None
    return found or _actor_handed(words, content, folded, start, bodies_end)


def _actor_handed(words: Verbs, content: Visible, folded: str, start: int, bodies_end: ReadEnd) -> Visible | None:
    """The body that the opening hands the lead to without a comma between: "Khi có kết quả giao Sở Nội vụ chủ trì …"."""
    for given in words.give.finditer(folded, start, start + _OPENING_CHARS):
        if ". " in folded[start : given.start()]:
            break
        found = _actor_at(words, content, folded, given.end() + 1, bodies_end)
        if found is not None and words.lead.search(fold(found.text)):
            return found
    return None


def _actor_in_clauses(words: Verbs, content: Visible, folded: str, start: int, at: int, bodies_end: ReadEnd) -> Visible | None:
    """The first clause after `at` that a body opens, up to the first verb of a role or the end of the sentence."""
    introduced = words.introduce.match(folded, start)
    low = introduced.end() if introduced else start  # no list begins inside "trên cơ sở Kế hoạch này"
    for _ in range(_TRIES):
        clause = CLAUSE_END.search(folded, at)
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
    verb = words.cooperate.search(folded, start, end + HELD * 2)
    return verb is not None and folded[start : verb.start()].endswith(", ") and not words.lead.search(folded, start, verb.start())


def _inside_list(words: Verbs, folded: str, text: str, low: int, end: int, start: int, bodies_end: ReadEnd) -> bool:
    """Whether a list that a verb governs goes on after the clause end: "chỉ đạo ban, | ngành, đoàn thể", "trình UBND xã, | HĐND xã"."""
    if text[end] != ",":
        return False
    if text[start].isupper() and words.sources.search(folded[max(low, end - HELD * 2) : end]):
        return True  # "văn bản của Đảng, | Chính phủ, Bộ …"
    place, nearest, joined = end, True, False
    for number in range(_LIST_WORDS * 2):
        place = text.rfind(" ", low, place)
        if place < 0 or (number >= _LIST_WORDS and not joined):
            break
        if bodies_end(text[place + 1 : place + 1 + LIST]) <= start - place - 1:
            nearest = False
        elif text[place - 1] != "," and words.coordinate.search(folded, max(low, place - HELD), place):
            joined = True  # "của Sở A và | Sở B": the list begins before
        elif not words.article_last.search(folded, max(low, place - HELD), place + 1):  # else the list begins with its article
            noun = text[place + 1 : end].islower() and text.count(" ", place + 1, end) == 1 and not words.several.match(folded, start)  # "của cơ quan, | đơn vị"
            held = words.holds.search(folded, max(0, place - HELD), place) is not None and not words.sends.search(folded, max(0, place - HELD * 2), place)
            if held or not joined:
                return ((nearest or noun) and not joined and text[start].islower()) or not held
        if text[place - 1] in ",;:":
            break
    return joined


def _actor_at(words: Verbs, content: Visible, folded: str, at: int, bodies_end: ReadEnd, handed: bool = False) -> Visible | None:
    """The bodies at a place, where something is said of them, or where the word before hands them the work: ", giao Sở Y tế làm đầu mối."."""
    given = words.assign.match(folded, at)
    start = given.end() + 1 if given else at
    if start >= len(folded):
        return None
    length = bodies_end(content.text[start : start + LIST])
    issuer = None if given else words.issuer.match(folded, start)
    if issuer:
        many = words.several.search(folded, start, start + length)  # "UBND các xã yêu cầu …" is their own work
        passed = (words.give if many else words.assign).match(folded, skip(SPACES, folded, max(start + length, issuer.end())))
        if passed:  # "Chủ tịch UBND tỉnh giao Sở Nội vụ …", "UBND tỉnh yêu cầu các sở …"
            return _actor_at(words, content, folded, passed.start(), bodies_end)
    announced = given is not None and content.text.endswith(":", start, start + length)  # "Giao Sở Nội vụ:" over its items
    acts = handed or announced or (given is not None and words.give.match(folded, at)) or _acts(content.text, start + length) or any(role.search(folded, start, start + length) for role in (words.lead, words.cooperate))
    if not length or not acts:
        return None
    length -= announced
    leads = words.lead.search(folded, start, start + length)
    if leads is not None and helps(words, words.helps_too, folded, skip(SPACES, folded, start + length)) is not None:
        length = leads.end() - start  # "Sở A chủ trì, | các trường tham gia"
    return content.cut(start, start + length)


def _actor_of_matter(words: Verbs, content: Visible, folded: str, start: int, bodies_end: ReadEnd) -> Visible | None:
    """Who has the work of which a sentence speaks: "Việc kiểm kê được giao cho Sở Tài chính …", "Hồ sơ đều do Sở Nội vụ tiếp nhận"."""
    passed = words.matter.match(folded, start)
    given = passed is not None and passed["given"] is not None
    passed = passed or (words.by.match(folded, start) if start else None)  # "Việc này | do Sở Xây dựng chủ trì"
    if passed is not None:
        found = _actor_at(words, content, folded, passed.end(), bodies_end, handed=True)
        return found if found is not None and (given or _carries_at(words, folded, passed.end(), found)) else None
    done = words.all_by.search(folded, start, start + _OPENING_CHARS) if holds_one(folded, words.signs.done_by) else None
    if done is None or {".", ";"} & set(before := folded[start : done.start()]) or before.count("(") > before.count(")"):  # "… (đều do Sở Nội vụ cấp)" says whose the thing is
        return None
    return _actor_at(words, content, folded, done.end(), bodies_end)


def _carries_at(words: Verbs, folded: str, start: int, found: Visible) -> bool:
    """Whether a role stands in the stretch that names bodies from `start` on, or right behind it."""
    end = start + len(found.text)
    return words.carries.match(folded, skip(SPACES, folded, end)) is not None or words.carries.search(folded, start, end) is not None


def assigns(grammar: Grammar, content: Visible, actor: Visible, gives: bool = False) -> bool:
    """Whether a sentence gives work to its actor in so many words: “giao X …”, and unless it has to be so (`gives`), also “X chủ trì …”."""
    words, at = verbs(grammar), content.text.find(actor.text)
    return (not gives and words.lead.search(fold(actor.text)) is not None) or any(given.end() == at - 1 for given in words.give.finditer(fold(content.text[:at])))


def begins_with_lead(grammar: Grammar, text: str) -> bool:
    """Whether the work begins with "chủ trì", also behind the ground or time that opens it: "Căn cứ chức năng, nhiệm vụ, chủ trì …"."""
    words, folded = verbs(grammar), fold(text)
    if words.leads.match(folded):
        return True
    if not words.introduce.match(folded):
        return False
    stop = min((end for end in (folded.find(". "), folded.find(";")) if end >= 0), default=len(folded))
    for clause in CLAUSE_END.finditer(folded, 0, min(stop, _OPENING_CHARS)):
        if words.leads.match(folded, clause.end()):
            return True
        if words.acts.match(folded, clause.end()):
            return False
    return False


def _acts(text: str, at: int) -> bool:
    """Whether something is said of the bodies that end at `at`: the sentence goes on."""
    rest = text[at : at + HELD].lstrip()
    return bool(rest) and (rest[0] not in ";.)" or _LEFT_OUT.match(rest) is not None)


def more_actors(grammar: Grammar, content: Visible, bodies_end: ReadEnd, beside: bool = False) -> Iterator[Visible]:
    """Further bodies that later clauses give work to: "…; giao Y …", "ngày 20 hàng tháng, Z báo cáo …", "… . Z chủ trì …".

    Where the first sentence names a body, another one is told its part `beside` that one: "Đồng thời, Z …".
    """
    words = verbs(grammar)
    folded = unquoted(fold(content.text))
    shared = words.assign.match(folded, skip(words.opening, folded, 0)) is not None  # "Giao X …; Y …": each clause names its body
    for end in _SENTENCE_END.finditer(folded):
        start = skip(words.opening, folded, end.end())
        shared = shared and folded[end.start()] == ";"
        given = words.assign.match(folded, start)
        timed = skip(words.time, folded, start)
        told = given or timed > start + 5 or shared or (beside and start > end.end() and folded[end.end()] != "(")
        found = _actor_at(words, content, folded, timed if timed > start + 5 and not given else start, bodies_end)
        if found is None and not beside and (found := _actor_of_matter(words, content, folded, end.end(), bodies_end)) is not None:
            yield found
            continue
        if found is not None:
            start = content.text.find(found.text, start)
            behind = start + len(found.text)
            aside = folded.rfind("(", max(0, start - LIST), start) > folded.rfind(")", max(0, start - LIST), start)
            if (beside or shared or aside) and (helps(words, words.helps_too, folded, skip(SPACES, folded, behind)) or words.helps_last.search(folded, start, behind)):
                continue  # "Giao X chủ trì …; Y phối hợp": see `find_partners`
            told = told or (beside and folded[end.start()] == ";" and _works_too(words, content.text, folded, start, behind, bodies_end))
            told = told or (not beside and folded[end.start()] == "." and words.acts_twice.match(folded, behind) is not None)
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
    for given in words.gives_too.finditer(folded) if holds_one(folded, words.signs.give) else ():
        found = _actor_at(words, content, folded, given.end(), bodies_end, handed=True)
        if found is not None:
            yield found


def asked_before_colon(grammar: Grammar, content: Visible, bodies_end: ReadEnd, actor: Visible) -> Iterator[Visible]:
    """Whom the body of a run-in heading asks to do the same work: "Công an xã chỉ đạo các tổ và đề nghị Hội Phụ nữ xã: Tuyên truyền …"."""
    words, text = verbs(grammar), content.text
    colon = text.find(":", 0, LIST)
    start = text.find(actor.text) + len(actor.text)
    for asked in words.assign.finditer(fold(text[:colon]), start) if start < colon else ():
        end = asked.end() + 1
        if words.coordinate.search(fold(text[: asked.start()])) and end + bodies_end(text[end:colon]) == colon:
            yield content.cut(end, colon)


def _works_too(words: Verbs, text: str, folded: str, start: int, end: int, bodies_end: ReadEnd) -> bool:
    """Whether the bodies from `start` to `end`, which open a clause behind a semicolon, do work of their own there: "Khoa A lập dự trù; khoa B tổng hợp".

    What a body before them directs is the work of that one: "Đảng ủy chỉ đạo các chi bộ …; Đoàn Thanh niên …".
    """
    if words.acts.match(folded, end) is None or words.cooperate.search(folded, start, end) or words.helps_too.match(folded, skip(SPACES, folded, end)):
        return False
    low = max(folded.rfind(". ", 0, start), 0)
    directed = (verb for verb in words.direct.finditer(folded, low, start) if not words.assign.fullmatch(verb.group()) and not is_noun(words, folded, verb))
    return not any(bodies_end(text[verb.end() : verb.end() + LIST].lstrip()) for verb in directed)


def _carries(words: Verbs, folded: str, start: int, end: int, of_its_own: bool) -> bool:
    """Whether a role, a duty or the ground of work stands right behind the bodies at `start`: "…; Trung tâm Y tế chịu trách nhiệm kiểm tra",
    not "… trước Chủ tịch"; "…; các xã căn cứ tình hình, xây dựng kế hoạch".

    In a sentence of its own, behind one that names nobody, so does what it has to do or helps with, and work of two verbs: "Rà soát
    sổ sách. Kế toán xã tham mưu báo cáo"; "Sở Y tế thực hiện chậm" tells of it.
    """
    after = skip(SPACES, folded, end)
    if words.answers.match(folded, after) or folded.rstrip().endswith("?"):
        return False
    acts = words.bound.match(folded, end) if of_its_own else words.duty.match(folded, after)
    return acts is not None or words.ground.match(folded, after) is not None or _has_role(words, folded, start, end)


def _has_role(words: Verbs, folded: str, start: int, end: int) -> bool:
    """Whether a role stands behind the bodies, and is no part of a name: "Trạm Y tế chủ trì", but not "Ban Chỉ đạo xã", "Lãnh đạo các xã"."""
    return any(not inside_noun(words, folded, role) for role in words.carries.finditer(folded, start + 1, end))


def is_formula(grammar: Grammar, text: str) -> bool:
    """A closing formula in the first clause: difficulties are to be reported; no task. To settle them is work."""
    words, folded = verbs(grammar), fold(text)
    if not holds_one(folded, words.signs.formula) or words.formula.search(folded) is None:  # nearly always
        return False
    first = min((end for end in (folded.find(". "), folded.find("; ")) if end >= 0), default=len(folded))
    return any(not words.settles.search(folded, max(0, found.start() - HELD * 2), found.start()) for found in words.formula.finditer(folded, 0, first))


def demands_reports(grammar: Grammar, text: str, says_when: Callable[[str], str]) -> bool:
    """Whether a text demands a report by some day: "định kỳ trước ngày 30 tháng 11 hằng năm báo cáo kết quả", "gửi báo cáo trước ngày 20/12/2025"."""
    words, folded = verbs(grammar), fold(text)
    return words.report.search(folded) is not None and (words.recurring_day.search(folded) is not None or says_when(text) == "limit")


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
    done = words.by.match(inside) if given is None and words.attends.match(fold(content.text[:HELD])) is None else None
    if given or _carried(words, inside):
        yield from _parts_of_bracket(content, start + 1 + (done.end() if done else 0), end - 1)


def _carried(words: Verbs, folded: str) -> bool:
    """Whether a role stands in a bracket, and not that somebody has none: "(Sở Y tế không chủ trì)"."""
    return any(words.told.search(folded, max(0, role.start() - HELD), role.start()) is None for role in words.carries.finditer(folded))


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
