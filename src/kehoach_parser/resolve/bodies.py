"""One body in a value: where its name ends, and which registered forms it may be.

A name is the longest registered one that begins at a place, or a head noun with a known field, or a head noun with the
words that follow it; then come level words, places and circles (`scopes`). What cannot belong to a name ends it:
punctuation before another body, a finite verb, "theo", "liên quan".
"""

from __future__ import annotations

from kehoach_parser.grammar import fold
from kehoach_parser.resolve.collectives import is_told, of_body, read_modifiers, read_nouns, stands_for_many
from kehoach_parser.resolve.lexicon import Head, Mark
from kehoach_parser.resolve.posts import charge_end, staff_in_charge, with_charge
from kehoach_parser.resolve.reader import (
    JOINTS,
    LONGEST,
    STOPS,
    Body,
    Reader,
    begins_body,
    closes_with_and,
    collective,
    cut_short,
    does_work,
    ends_name,
    inner_closes,
    inner_work,
    is_compound,
    is_field,
    is_half,
    is_head,
    is_whole,
    known_name,
    mistoned_end,
    noun_run,
    registered,
    second_field,
    small_field,
    takes_role,
    work_up_to_level,
)
from kehoach_parser.resolve.scopes import is_branch, place_end, read_scopes
from kehoach_parser.resolve.words import show

_NOUNS = frozenset(("head", "noun", "unit"))
_DEEPEST = 4  # "Trưởng phòng Tham mưu Công an tỉnh" has two


def read_body(r: Reader, i: int) -> Body | None:
    """The body that begins at word `i`, or None. A shared head before a list ("các phòng: …") is not read here."""
    marks = r.at(i)
    if "plural" in marks:
        return _read_plural(r, i, marks["plural"].size)
    if "noun" in marks and not _proper(r, i) and (
        noun_run(r, i)[1] > 1 or _named_in_general(r, i) or of_body(r, i) or is_told(r, i) or ("head" in marks and marks["noun"].size > marks["head"].size + 3)
    ):
        return _nouns_with_body(r, i, i)
    if r.prose and not r.depth and _bare_noun(r, i):
        return None
    named = _read_named(r, i)
    return _with_second(r, _with_owner(r, named)) if named else _nouns_with_body(r, i, i)


def _bare_noun(r: Reader, i: int) -> bool:
    """Whether one common noun stands for nobody, as nothing says which: "Đơn vị được giao chủ trì …", but "cơ quan liên quan", "cơ quan và các sở"."""
    noun, head = r.at(i).get("noun"), r.at(i).get("head")
    if noun is None or noun.value[0] != "any" or (head and head.size > noun.size):
        return False
    end = i + noun.size
    name = known_name(r, r.registry.names, i)
    if name is None or not collective(name[1]) or name[0] != end:
        return False
    marks = r.at(end)
    concerned = "tail" in marks and r.word(end + marks["tail"].size - 1) == "quan"
    return not (end >= len(r.words.low) or (r.words.low[end] in JOINTS and ("plural" in r.at(end + 1) or r.capital(end + 1))) or concerned or marks.keys() & {"keeps", "level", "together", "others", "within"})


def _with_second(r: Reader, body: Body) -> Body:
    """A body with what it is as well, under one name: "Ban Chỉ huy … kiêm Ban Chỉ huy … xã". Of a post the first is enough."""
    j = body.last
    if "also" not in r.at(j) or _is_post(body):
        return body
    j += r.at(j)["also"].size
    second = _nested(r, j) if begins_body(r, j) else None
    if second is None or _is_post(second):
        return body
    body.last, body.nested, body.forms, body.rule = second.last, j, [], True
    if second.scope and not body.scope:
        body.scope, body.scopes, body.place, body.level = second.scope, second.scopes, second.place, second.level
    return body


def _proper(r: Reader, i: int) -> bool:
    """Whether a common noun with capitals in it, or one that stands for a body in a field, is no collective: "Hiệp hội Doanh nghiệp", "Trạm y tế, trường THCS"."""
    noun = r.at(i)["noun"].size
    head = r.at(i).get("head")
    if head and head.size > noun and head.value.id == "merged-office" and r.capital(i + noun):
        return True
    if head and head.size == noun > 1 and "alone" in head.value.does and r.capital(i) and not r.prose and r.word(i + noun) in JOINTS:
        return True
    name = known_name(r, r.registry.names, i) if noun > 2 and r.capital(i) and any(r.capital(k) for k in range(i + 1, i + noun)) else None
    return bool(name and name[0] >= i + noun and not collective(name[1]))


def _is_post(body: Body) -> bool:
    return body.kind == "position" or (body.head is not None and "position" in body.head.does)


def _with_owner(r: Reader, body: Body) -> Body:
    """A unit with the body it belongs to: "Thanh tra Sở Giao thông vận tải", "Phòng Cảnh sát đường thủy Công an tỉnh"."""
    j = body.last
    if body.head is None or "owned" not in body.head.does or body.scope or body.place or body.plural:
        return body
    police = r.word(j) in (",", "-") and "police_unit" in body.head.does  # "Phòng Cảnh sát giao thông, Công an tỉnh" is one
    j += police
    owner = _nested(r, j) if r.capital(j) and begins_body(r, j, strong=True) else None
    if owner is None or owner.head is None or not ("owning" in owner.head.does or ("of_any" in body.head.does and "position" not in owner.head.does)):
        return body
    if police and (owner.head.id != "police" or r.registry.levels.get(owner.scope) not in ("province", "city")):
        return body
    body.scope, body.scopes, body.place, body.level = owner.scope, owner.scopes, owner.place, owner.level
    body.nested, body.last, body.forms, body.rule = j, owner.last, [], True
    return body


def _nouns_with_body(r: Reader, first: int, i: int) -> Body | None:
    body = read_nouns(r, first, i)
    return body and _with_body(r, body)


def _with_body(r: Reader, body: Body) -> Body:
    """A collective with the body whose members it is: "các thành viên Tổ công tác", "các đơn vị của Sở Y tế"."""
    j = body.last
    if "head" not in r.at(j) or not r.capital(j) or (j > body.stem and "belongs" not in r.at(j - 1) and not _units_of(r, body, j)):
        return body
    nested = _nested(r, j) if begins_body(r, j, strong=True) else None
    if nested:
        body.level = nested.level or body.level
        body.scope, body.scopes, body.place = nested.scope, nested.scopes, nested.place
        body.nested, body.last, body.forms = j, nested.last, []
    return body


def _units_of(r: Reader, body: Body, j: int) -> bool:
    """Whether the police follow units that only they have: "các phòng nghiệp vụ Công an tỉnh"."""
    return r.at(j)["head"].value.id == "police" and body.plural and not any(word in JOINTS for word in r.words.low[body.first : j])


def _nested(r: Reader, j: int, whole: bool = False) -> Body | None:
    """A body inside a name, at most _DEEPEST of them in one another; `whole` reads collectives too."""
    if r.depth >= _DEEPEST:
        return None
    r.depth += 1
    body = read_body(r, j) if whole else _read_named(r, j)
    r.depth -= 1
    return body


def inner_end(r: Reader, j: int) -> int:
    """Where the body ends that begins at word `j` within a name, 0 where it cannot be read."""
    body = _nested(r, j)
    return body.last if body else 0


def _named_in_general(r: Reader, i: int) -> bool:
    """Whether a common noun stands for many although the registry lists it as a collective: "Cơ quan chuyên môn"."""
    name = known_name(r, r.registry.names, i)
    return bool(name and collective(name[1]) and not r.prose and stands_for_many(r, i))


def _read_plural(r: Reader, i: int, size: int) -> Body | None:
    j = i + size
    head = r.at(j).get("head")
    if head and "position" in head.value.does:
        body = _read_named(r, j)
        nouns = _nouns_with_body(r, i, j) if "noun" in r.at(j) and (body is None or body.last == j + head.size) else None
        body = nouns if nouns and (body is None or nouns.last > body.last) else body  # "các thành viên khác trong tiểu ban"
    elif "noun" in r.at(j) and (noun_run(r, j)[1] > 1 or not _names_one(r, j)):
        return _nouns_with_body(r, i, j)
    else:
        body = _read_named(r, j)
    if body is None:
        owned = head is not None and _has_owner(r, j + head.size)
        body = _read_unknown_plural(r, i, j) if owned or not r.prose else None
        if body and owned:
            body.known = body.rule = True
        return body
    body.first, body.plural = i, True
    if body.kind != "position":
        body.kind = "collective"
        body.rule = True
        if not body.nouns:
            body.forms = [f for f in body.forms if f.scopes]
            if not body.scope and not body.place:
                _with_body(r, read_modifiers(r, body, body.last))
    return body


def _has_owner(r: Reader, j: int) -> bool:
    """Whether "của" and the body follow that has them: "các Ủy ban của Quốc hội"."""
    return "belongs" in r.at(j) and r.capital(j + 1) and begins_body(r, j + 1, strong=True)


def _names_one(r: Reader, j: int) -> bool:
    """Whether the noun at `j` is the head of a name rather than a common noun."""
    noun = r.at(j)["noun"].size
    name = known_name(r, r.registry.names, j)
    head = r.at(j).get("head")
    return bool(name and name[0] - j > noun and any(f.how == "exact" for f in name[1])) or bool(head and head.size >= noun and "alone" in head.value.does)


def _read_unknown_plural(r: Reader, i: int, j: int) -> Body | None:
    if j >= len(r.words.low) or ends_name(r, j):
        return None
    body = Body(i, j, j, kind="collective", plural=True, known=False)
    return _with_body(r, read_modifiers(r, body, j))


def _read_named(r: Reader, i: int) -> Body | None:
    head = r.at(i).get("head")
    staff = staff_in_charge(r, i, head) if head else None
    if staff:
        return staff
    owner = bool(head and "owner" in head.value.does)
    name = registered(r, i, owner)
    if name and all(f.open_end for f in name[1]) and name[0] - i == 1 and not _known_place(r, name[0]):
        name = None
    if name and not is_whole(r, i, name):
        name = None
    if name and head and "position" in head.value.does and charge_end(r, i + head.size) > name[0]:
        name = None  # "Chuyên viên phụ trách lĩnh vực …"
    if name and head and head.value.id == "enterprise" and name[0] - i == head.size and r.capital(name[0]):
        name = None  # "Hợp tác xã Nông nghiệp Bình An" has a name of its own
    if name and r.prose and name[0] - i < 2 and not (r.capital(i) and _goes_on_as_name(r, name[0])):
        name = None
    if name and "noun" in r.at(i) and name[0] > i + r.at(i)["noun"].size and collective(name[1]) and does_work(r, i + r.at(i)["noun"].size) and does_work(r, name[0]):
        name = None  # "Cơ quan tổ chức lập quy hoạch" is not "cơ quan, tổ chức"
    if name and head and head.value.kind == "position" and ("plural" in r.at(i + head.size) or _holds_longer(r, i + head.size, name[0])):
        name = None
    if name and (head is None or name[0] - i >= head.size) and not cut_short(r, i, name[0], head):
        body = _with_more_grades(r, read_scopes(r, Body(i, name[0], name[0], list(name[1]), head.value if head else None)))
        return with_charge(r, body) if head and "position" in head.value.does else body
    if head is None or not is_head(r, i, head):
        return None
    if "position" in head.value.does:
        return with_charge(r, _read_position(r, i, head))
    return _read_head(r, i, head)


def _with_more_grades(r: Reader, body: Body) -> Body:
    """ "Trường trung học phổ thông và trung học cơ sở": one name for schools of several grades."""
    j = body.last
    while body.head and body.head.id == "school" and not body.scope and not body.place and r.word(j) in ("và", ",", "&", "-") and r.at(j + 1).get("noun") and r.at(j + 1)["noun"].value[0] == "grades":
        j += 1 + r.at(j + 1)["noun"].size
    if j > body.last:
        body.forms, body.rule, body.last = [], True, j
        read_scopes(r, body)
    return body


def _known_place(r: Reader, j: int) -> bool:
    """Whether a province or a place alone follows: "Báo Quảng Ngãi", but "Báo Nông nghiệp và Môi trường"."""
    end = place_end(r, j) if r.capital(j) else j
    return fold(show(r.words, j, end)) in r.registry.provinces or ends_name(r, end)


def _goes_on_as_name(r: Reader, end: int) -> bool:
    """Whether a place, level or mark follows a name of one word, which "Bản" in "Bản đồ" is not."""
    return r.capital(end) or bool(r.at(end).keys() & {"level", "plural", "lead", "support", "action"}) or r.word(end) in JOINTS


def _holds_longer(r: Reader, i: int, end: int) -> bool:
    """Whether the body that a post belongs to reaches further than the registered post ("thành viên Tổ công tác Đề án 06")."""
    head = r.at(i).get("head")
    name = known_name(r, r.registry.names, i, owner=bool(head and "owner" in head.value.does))
    return bool(name and name[0] > end)


def _read_position(r: Reader, i: int, head: Mark) -> Body | None:
    j = i + head.size
    body = Body(i, j, j, head=head.value, kind="position")
    office = r.at(j - 2).get("head")
    if r.capital(j) and head.size > 2 and office and office.value.id == "office":
        j -= 2  # "Chánh Văn phòng HĐND và UBND xã"
    elif head.size > 1 and "head" in r.at(j - 1) and r.at(j - 1)["head"].size > 1:
        j -= 1  # "Trưởng trạm y tế các xã"
    elif r.capital(j) and "head" in r.at(j - 1) and head.size > 1 and (not begins_body(r, j, strong=True) or (known_name(r, r.registry.names, j - 1) or (j, []))[0] > j):
        j -= 1  # "Trưởng phòng Nội vụ": the post of a body that begins with its last word
    within = j < body.last  # the post and its body share a word
    if j < len(r.words.low) and r.words.low[j] not in JOINTS and r.words.low[j] not in STOPS:
        nested = _nested(r, j, whole=True) or (_nouns_with_body(r, i, j) if "noun" in r.at(j) and (not r.prose or _ends_post(r, noun_run(r, j)[0])) else None)
        if nested and not nested.before:
            body.last, body.nested, body.level = nested.last, j, nested.level
            body.scope, body.scopes, body.place, body.scope_first = nested.scope, nested.scopes, nested.place, nested.scope_first
            body.rule = True
            body.nouns = nested.nouns
            return body
    if r.prose and within:
        return None
    read_scopes(r, body)
    if body.last == j and r.prose and not (_before_post(r, j) or charge_end(r, j) or (("alone" in head.value.does or "plural" in r.at(i - 1) or _honored(r, i)) and (does_work(r, j) or r.word(j) == ":" or r.at(j).keys() & {"duty", "tail"}))):
        return None
    body.known, body.open = body.last > j, True
    return body


def _before_post(r: Reader, j: int) -> bool:
    """Whether another post with its office follows: "Bộ trưởng, Thủ trưởng cơ quan ngang bộ"."""
    head = r.at(j + 1).get("head") if r.word(j) == "," and r.capital(j + 1) else None
    return bool(head and "position" in head.value.does and "noun" in r.at(j + 1 + head.size))


def _honored(r: Reader, i: int) -> bool:
    """Whether "đồng chí" stands before a post, which then needs no office: "Đồng chí Tổ trưởng chỉ đạo chung"."""
    return any("honorific" in r.at(k) and k + r.at(k)["honorific"].size == i for k in range(max(0, i - 3), i))


def _ends_post(r: Reader, end: int) -> bool:
    """Whether a duty or another body follows a post of an office that is a common noun: "Thủ trưởng đơn vị chịu trách nhiệm …"."""
    return "duty" in r.at(end) or (r.word(end) == "," and begins_body(r, end + 1))


def _read_head(r: Reader, i: int, head: Mark) -> Body | None:
    j = i + head.size
    body = Body(i, j, j, head=head.value, kind=head.value.kind, level=head.value.level)
    spread = r.registry.fields.get(" ".join(r.words.low[i:j]))
    known = known_name(r, spread, j) if spread is not None else None
    if known is None and spread is not None:
        known = max((k for k in (known_name(r, f, j) for f in r.registry.fields.values()) if k), key=lambda k: k[0], default=None)
    if known and ((r.prose and does_work(r, j)) or ("owner" in head.value.does and _holds_longer(r, j, known[0]))):
        known = None  # "Bộ xây dựng kế hoạch"; "Công chức Văn phòng HĐND và UBND xã"
    if known and is_compound(r, j) and j + r.at(j)["compound"].size > known[0]:
        known = None  # "Vụ Tổ chức cán bộ"
    own = bool(known and spread is not None and known_name(r, spread, j))
    if known and not cut_short(r, i, known[0], head) and (r.prose or not _named_for_more(r, known[0], head, own)):
        body.stem = body.last = known[0]
        body.rule = True
        return read_scopes(r, body)
    if known is None and spread is not None and "closed" in head.value.does and r.mends and not r.prose and r.capital(j):
        end = mistoned_end(r, spread, j)
        if end:
            body.stem = body.last = end  # "Sở Giáo dục và Đạo tạo": which one it is, the misprints tell
            body.known = False
            return read_scopes(r, body)
    if "owner" in head.value.does and r.capital(j) and "head" in r.at(j) and not begins_body(r, j, strong=True) and not _goes_on_small(r, j + r.at(j)["head"].size):
        body.last, body.rule = j + r.at(j)["head"].size, True  # "Văn phòng Sở"
        return read_scopes(r, body)
    if "owner" in head.value.does and r.capital(j) and begins_body(r, j, strong=True):
        nested = _nested(r, j)
        if nested:
            body.last, body.nested, body.level, body.scope, body.place, body.rule = nested.last, j, nested.level, nested.scope, nested.place, True
            return body
    if head.value.kind == "collective" and "alone" in head.value.does and head.size > 2 and r.prose and r.word(j)[:1].isalpha():
        body.rule = True
        return read_scopes(r, body)  # "chính quyền địa phương ở đơn vị bầu cử"
    if "belongs" in r.at(j) and ("owner" in head.value.does or head.value.id == "agency") and r.capital(j + 1) and begins_body(r, j + 1, strong=True):
        nested = _nested(r, j + 1)
        if nested:  # "Cơ quan thường trực của Ban Chỉ đạo"
            body.last, body.nested, body.level, body.scope, body.place, body.rule = nested.last, j + 1, nested.level, nested.scope, nested.place, True
            return body
    if r.prose and "sure" in head.value.does and not r.capital(j):
        free = _read_before_duty(r, Body(i, j, j, head=head.value, kind=head.value.kind, level=head.value.level), j)
        if free:
            return free
    parted = r.word(j) == "-" and (not (head.value.id == "school-staff" or "owned" in head.value.does) or begins_body(r, j + 1, strong=True))
    numbered = r.word(j).isdigit() and "level" in r.at(j + 1)  # "Ban công tác Mặt trận 6 khu phố"
    if "alone" in head.value.does and (parted or numbered or ends_name(r, j) or r.at(j).keys() & {"level", "plural", "keeps"}) and not (_named_after_work(r, j, head.value.id == "other-council") or _about_field(r, body, j) or _managed(r, body, j)):
        body.rule = j < len(r.words.low) or "sure" in head.value.does
        return read_scopes(r, body)
    if r.prose and head.size > 1 and {"alone", "sure"} <= head.value.does and "owner" not in head.value.does and not r.at(j) and not r.capital(j):
        body.rule = True
        return body  # "các tổ trưởng chuyên môn xếp lịch": a whole name, whatever the verb
    return _read_free(r, body, j)


def _goes_on_small(r: Reader, j: int) -> bool:
    """Whether a word in small letters that is nothing else goes on a name: "Ban Quản lý Khu di tích lịch sử"."""
    return r.word(j)[:1].isalpha() and not r.capital(j) and not r.at(j)


def _named_for_more(r: Reader, end: int, head: Mark, own: bool) -> bool:
    """Whether a known field goes on: "Cục Kinh tế hợp tác và …", "Phòng Kế hoạch tổng hợp"; `own` says that the head itself has it, else a verb too goes on ("Cục Kinh tế xây dựng")."""
    named = "closed" not in head.value.does and "inner" in r.at(end) and inner_work(r, end)
    return named and (r.at(end)["inner"].value == "inner-noun" or (not own and head.value.id in ("directorate", "department")))


def _named_after_work(r: Reader, j: int, council: bool) -> bool:
    """Whether the verb after "Tổ công tác" is part of its name: "… triển khai thực hiện Đề án 06 tỉnh"."""
    if council and "action" in r.at(j) and not r.capital(j):
        end = j + _noun_or_verb(r, j)  # "Hội đồng nghiệm thu (chủ trì)", "Hội đồng tư vấn, các ban của …"
        return not r.prose or takes_role(r, end) or (r.word(end) in JOINTS and begins_body(r, end + 1, strong=True))
    if r.prose:
        return False  # in a sentence it is what the group does
    if "compound" in r.at(j) or "inner" in r.at(j):
        return is_compound(r, j) or work_up_to_level(r, j)  # "Ban Chỉ đạo xây dựng nông thôn mới huyện"
    if does_work(r, j) and (end := _level_after_work(r, j)):
        return end >= len(r.words.low) or r.words.low[end] in STOPS or r.words.low[end] in JOINTS or bool(r.at(end).keys() & {"lead", "support"})
    while "action" in r.at(j):
        j += r.at(j)["action"].size
        if "instrument" in r.at(j) and r.capital(j):
            return True
    return False


def _level_after_work(r: Reader, j: int) -> int:
    """Where a level ends that follows one verb: "Ban Chỉ đạo rà soát cấp xã"; else 0."""
    j += r.at(j)["action"].size
    j += r.word(j) == "cấp"
    return j + r.at(j)["level"].size if "level" in r.at(j) and not r.capital(j) else 0


def _read_free(r: Reader, body: Body, j: int) -> Body | None:
    """A name that the registry does not know: the head and the words after it."""
    if r.word(j) == "-" and r.capital(j + 1) and "head" not in r.at(j + 1) and not begins_body(r, j + 1, strong=True):
        j += 1  # "Ban Tuyên giáo - Nữ công"
    if j >= len(r.words.low) or not r.words.low[j][0].isalnum() or r.words.low[j] in JOINTS:
        return None
    managed = r.prose and not r.capital(j) and _managed(r, body, j)
    if r.prose and not (r.capital(j) or managed):
        named = _own_name_later(r, body, j)
        if not named:
            return _read_before_duty(r, body, j)
        body.stem = body.last = named
        body.rule = True
        return read_scopes(r, body)
    if r.at(j).keys() & {"lead", "support", "tail"} and not r.capital(j) and not _about_field(r, body, j):
        return None
    body.known = bool(body.head and "named" in body.head.does)
    body.rule = body.known and r.capital(j)
    body.open = bool(body.head and ("sure" in body.head.does or ("named" in body.head.does and j - body.first > 1) or (r.capital(j) and "closed" not in body.head.does)))
    commas = bool(body.head and "commas" in body.head.does)
    k = j
    while "action" in r.at(k) and "compound" not in r.at(k):
        k += r.at(k)["action"].size
    worked = bool(body.head and body.head.id in ("steering", "task-force", "other-council") and (managed or not r.prose))
    body.open = body.open or worked  # named for one work, which no registry lists
    k = max(k, j + (0 if r.at(j).keys() & {"compound", "level"} else 2 if _is_one_word(r, j) else 1))
    while k < len(r.words.low) and k - body.first < LONGEST:
        marks, word = r.at(k), r.words.low[k]
        if is_compound(r, k) or ("compound" in marks and not r.prose):
            k += marks["compound"].size - 1
        elif _is_one_word(r, k) and not begins_body(r, k, strong=True):
            k += 1
        elif word == '"' and (close := _quoted_end(r, j, k)):
            k = close
        elif word in STOPS or (marks.keys() & {"level", "keeps", "lead", "support", "together", "also", "house"} and not _village_in_noun(r, k)):
            break
        elif word in JOINTS:
            if worked and "action" in r.at(k + 1) and work_up_to_level(r, k + 1):
                k += r.at(k + 1)["action"].size
            elif not _same_name(r, k, body, commas):
                break
        elif worked and "action" in marks and work_up_to_level(r, k):
            k += marks["action"].size - 1
        elif _ends_free(r, j, k, body.head):
            break
        elif "action" in marks:
            k += marks["action"].size - 1  # "Đào tạo": the second word is no verb
        k += 1
    while k > j and (r.words.low[k - 1] in JOINTS or r.words.low[k - 1] == "-"):
        k -= 1
    body.stem = body.last = k
    return read_scopes(r, body)


def _village_in_noun(r: Reader, k: int) -> bool:
    """In a value, whether a word for a village goes on in small letters and so is part of a noun: "bản mềm", "ấp nở"."""
    level = r.at(k).get("level")
    return level is not None and level.value == "village" and level.size == 1 and not r.prose and "plural" not in r.at(k - 1) and _goes_on_small(r, k + 1)


def _is_one_word(r: Reader, k: int) -> bool:
    """Whether a noun of two syllables stands at `k`, with a capital at its beginning alone: "Trưởng phòng Thường trực"."""
    return r.capital(k) and r.word(k + 1).isalpha() and not r.capital(k + 1) and any(mark.size == 2 for name, mark in r.at(k).items() if name in _NOUNS)


def _quoted_end(r: Reader, j: int, k: int) -> int:
    """Where the quoted name of a movement or programme ends that stands at word `k` (its last mark): 'Phong trào "Toàn dân …"'; else 0."""
    if not any("instrument" in r.at(i) and i + r.at(i)["instrument"].size == k for i in range(max(j, k - 3), k)):
        return 0
    return next((i for i in range(k + 1, min(k + LONGEST, len(r.words.low))) if r.words.low[i] == '"'), 0)


def _own_name_later(r: Reader, body: Body, j: int) -> int:
    """Where the name in capitals ends that follows a kind of bodies and a few plain words: "Nhà máy nước Lam Sơn"; else 0."""
    if body.head is None or "named" not in body.head.does or not r.capital(body.first):
        return 0
    for k in range(j, min(j + 5, len(r.words.low))):
        if r.capital(k):
            return place_end(r, k) if k > j and not r.words.low[k].isdigit() and not begins_body(r, k, strong=True) else 0
        if not r.words.low[k].isalpha() or r.at(k).keys() - {"noun", "head", "unit", "inner", "compound", "restricts"}:
            return 0
    return 0


def _about_field(r: Reader, body: Body, j: int) -> bool:
    """Whether "về" and the field of a committee follow: "Ban Chỉ đạo về chuyển đổi số tỉnh"."""
    if "about" not in r.at(j) or body.head is None or body.head.id not in ("steering", "task-force") or r.at(j)["about"].size > 1 or (r.prose and not _level_closes(r, j)):
        return False
    return is_compound(r, j + 1) or not r.at(j + 1).keys() & {"action", "plural", "tail", "filler"}


def _managed(r: Reader, body: Body, j: int) -> bool:
    """Whether what is managed and then a level follow: "Ban Quản lý các cảng cá tỉnh", "Ban Quản lý công trình công cộng huyện"."""
    if body.head is None or body.head.id not in ("management", "steering", "task-force") or "together" in r.at(j):
        return False
    if "plural" not in r.at(j):
        return r.prose and r.capital(body.first) and _level_closes(r, j)
    if not r.prose:
        return "level" not in r.at(j + 1)
    return any("level" in r.at(k) for k in range(j + 2, min(j + 7, len(r.words.low))))


def _level_closes(r: Reader, j: int) -> bool:
    """Whether the words from `j` on run up to a level with nothing among them that ends a name."""
    k = j
    while k < min(j + 10, len(r.words.low)):
        marks = r.at(k)
        if is_compound(r, k):
            k += marks["compound"].size
        elif "level" in marks or ("plural" in marks and "level" in r.at(k + marks["plural"].size)):
            return k > j
        elif "about" in marks and marks["about"].size == 1:
            k += 1  # "Ban Chỉ đạo liên ngành về an toàn thực phẩm tỉnh"
        elif r.words.low[k] in STOPS or r.words.low[k] in JOINTS or marks.keys() & {"action", "tail", "filler", "plural", "lead", "support", "keeps", "with", "nothing"} or (r.capital(k) and begins_body(r, k, strong=True)):
            return False
        else:
            k += 1
    return False


def _ends_free(r: Reader, j: int, k: int, head: Head | None) -> bool:
    """Whether the word at `k` ends a name that the registry does not know: a verb, another body, a branch."""
    marks = r.at(k)
    if "about" in marks and head is not None and head.id in ("steering", "task-force"):
        size = marks["about"].size  # "Ban Chỉ đạo liên ngành về an toàn thực phẩm"
        return size > 1 or (bool(r.at(k + size).keys() & {"action", "plural"}) and not is_compound(r, k + size))
    if not r.prose and head is not None and _goes_on_about(r, k):
        return False
    if marks.keys() & {"action", "tail", "filler"} and not r.capital(k):
        return not (inner_closes(r, k) if r.prose else inner_work(r, k))
    if head is not None and head.id in ("phong", "ban") and second_field(r, k):
        return False
    behind = k + (r.word(k) == "-")
    if head is not None and head.id == "enterprise" and r.word(behind - 1) == "-" and "head" in r.at(behind) and r.at(behind)["head"].value.id == "brand":
        return False  # "Tổng công ty Khoáng sản - TKV"
    if "head" in marks and "matter" in marks["head"].value.does and not r.capital(k - 1) and r.word(k - 1) not in JOINTS:
        return False  # "Ban Thực hiện chính sách bảo hiểm xã hội"
    if "head" in marks and "field" in marks["head"].value.does and r.word(k - 1)[:1].isalpha() and r.word(k - 1) not in JOINTS and k > j:
        return False  # "Viện Nghiên cứu Hải quan", "Đội Quản lý Điện lực"
    if "head" in marks and r.capital(k) and begins_body(r, k, strong=True) and r.word(k) != "ngành":
        return not (r.word(k - 1) == "-" and is_half(marks["head"].value))
    return r.word(k) == "-" and (is_branch(r, k + 1) or (begins_body(r, k + 1, strong=True) and not is_half(r.at(k + 1)["head"].value if "head" in r.at(k + 1) else None)))


def _goes_on_about(r: Reader, k: int) -> bool:
    """In a value, whether the field of a unit follows "về", or whom its work is for follows "cho": "… quản lý về hải quan", "… tín dụng cho doanh nghiệp nhỏ"."""
    marks = r.at(k)
    if "for" in marks:
        return "noun" in r.at(k + marks["for"].size) and not r.capital(k + marks["for"].size)
    behind = r.at(k + 1)
    return "about" in marks and marks["about"].size == 1 and r.word(k + 1)[:1].isalpha() and not behind.keys() & {"action", "plural", "tail", "filler"}


def _read_before_duty(r: Reader, body: Body, j: int) -> Body | None:
    """In a sentence, a head with small letters after it is a body only before its duty: "Tổ bảo vệ trật tự có trách nhiệm …"."""
    if body.head is None or "doubtful" in body.head.does:
        return None
    if "acts" in body.head.does and (does_work(r, j) or "manner" in r.at(j)):
        body.open = True
        return body
    if not (r.capital(body.first) or "plural" in r.at(body.first - 1)):
        return None
    if body.head.level in ("central", "province") and does_work(r, j):
        return None  # "Bộ xây dựng kế hoạch phối hợp": what the ministry does
    k = j + _noun_or_verb(r, j)
    while k < min(j + 8, len(r.words.low)):
        marks, word = r.at(k), r.words.low[k]
        duty = "duty" in marks or (word == ":" and r.at(k + 1).keys() & {"action", "lead", "support"})
        works = "small" in body.head.does and k - j <= 3 and does_work(r, k)
        if k > j and (duty or works or (word in JOINTS and ("sure" in body.head.does or body.head.id == "other-council") and begins_body(r, k + 1, strong=True))):
            body.stem = body.last = k
            body.open = True
            return body
        if word in STOPS or word in JOINTS or marks.keys() & {"duty", "level", "plural", "filler", "tail", "keeps", "reference"}:
            return None
        k += r.at(k)["compound"].size if is_compound(r, k) else 1
    return None


def _noun_or_verb(r: Reader, j: int) -> int:
    """The size of the noun or verb that a group is named for: "Tổ bầu cử", "Tổ nghiệm thu"; 0 where neither stands."""
    return max((mark.size for name, mark in r.at(j).items() if name in ("action", "compound")), default=0)


def _same_name(r: Reader, k: int, body: Body, commas: bool) -> bool:
    """Whether a joint stands inside a name that the registry does not know."""
    nxt = k + 1
    spread = bool(body.head and "spread" in body.head.does)
    if body.head and small_field(r, k, body.head):
        return True
    if r.word(k - 2) == "số" and r.word(k - 1).isdigit() and r.word(nxt + (r.word(nxt) == "số")).isdigit():
        return False  # "Hạt Kiểm lâm số 1, số 2" are two
    if r.word(nxt).isdigit() and r.at(nxt + 1).keys() & {"noun", "level"}:
        return False  # "Trung tâm Số - Truyền thông, 09 khoa"
    if "head" in r.at(nxt) and r.capital(nxt) and is_head(r, nxt, r.at(nxt)["head"]) and r.word(nxt + r.at(nxt)["head"].size) != ",":
        return False
    if nxt >= len(r.words.low) or r.words.low[nxt] in JOINTS or begins_body(r, nxt) or "level" in r.at(nxt):
        return False
    if r.words.low[k] != ",":
        return not (r.prose and does_work(r, nxt))
    if r.prose and (not commas or "action" in r.at(nxt)):
        return False
    if does_work(r, nxt) and not inner_work(r, nxt):
        return False
    if not commas and (r.capital(nxt) or r.at(nxt).keys() & {"action", "tail", "filler", "noun", "plural", "lead", "support"}):
        return False
    listed = not spread and "," in r.words.low[body.first : k]  # "Trung tâm Xúc tiến đầu tư, Thương mại, Du lịch"
    return not r.capital(nxt) or closes_with_and(r, nxt, not spread) or not (r.prose or spread or (is_field(r, nxt) and not listed))
