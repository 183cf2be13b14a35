"""One body in a value: where its name ends, and which registered forms it may be.

A name is the longest registered one that begins at a place, or a head noun with a known field, or a head noun with the
words that follow it (`free_names`); then come level words, places and circles (`scopes`). What cannot belong to a name ends it:
punctuation before another body, a finite verb, "theo", "liên quan".
"""

from __future__ import annotations

from kehoach_parser.grammar import fold
from kehoach_parser.resolve.collectives import is_told, of_body, read_modifiers, read_nouns, stands_for_many
from kehoach_parser.resolve.free_names import (
    about_field,
    goes_on_small,
    is_managed,
    named_after_work,
    read_before_duty,
    read_free,
)
from kehoach_parser.resolve.lexicon import Mark
from kehoach_parser.resolve.name_ends import cut_short, inner_work
from kehoach_parser.resolve.posts import charge_end, staff_in_charge, with_charge
from kehoach_parser.resolve.reader import (
    JOINTS,
    STOPS,
    Body,
    Reader,
    begins_body,
    collective,
    does_work,
    ends_name,
    is_compound,
    is_head,
    is_whole,
    known_name,
    listed_name,
    mistoned_end,
    noun_run,
    registered,
)
from kehoach_parser.resolve.scopes import place_end, read_scopes
from kehoach_parser.resolve.words import show

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
    return _with_second(r, with_owner(r, named)) if named else _nouns_with_body(r, i, i)


def _bare_noun(r: Reader, i: int) -> bool:
    """Whether one common noun stands for nobody, as nothing says which: "Đơn vị được giao chủ trì …", but "cơ quan liên quan", "cơ quan và các sở"."""
    noun, head = r.at(i).get("noun"), r.at(i).get("head")
    if noun is None or noun.value[0] != "any" or (head and head.size > noun.size):
        return False
    end = i + noun.size
    name = listed_name(r, i)
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
    name = listed_name(r, i) if noun > 2 and r.capital(i) and any(r.capital(k) for k in range(i + 1, i + noun)) else None
    return bool(name and name[0] >= i + noun and not collective(name[1]))


def _is_post(body: Body) -> bool:
    return body.kind == "position" or (body.head is not None and "position" in body.head.does)


def with_owner(r: Reader, body: Body) -> Body:
    """A unit with the body it belongs to: "Thanh tra Sở Giao thông vận tải", "Phòng Cảnh sát đường thủy Công an tỉnh"."""
    j = body.last
    if body.head is None or "owned" not in body.head.does or body.scope or body.place or body.plural:
        return body
    room = body.head.level == "province"  # "Phòng Cảnh sát giao thông, Công an tỉnh" is one; of a team only a dash says so
    police = "police_unit" in body.head.does and (r.word(j) == "-" or (room and r.word(j) == ","))
    j += police
    owner = _nested(r, j) if r.capital(j) and begins_body(r, j, strong=True) else None
    if owner is None or owner.head is None or not ("owning" in owner.head.does or ("of_any" in body.head.does and "position" not in owner.head.does) or _board_of_union(body, owner)):
        return body
    if police and (owner.head.id != "police" or (room and r.registry.levels.get(owner.scope) not in ("province", "city"))):
        return body
    body.scope, body.scopes, body.place, body.level = owner.scope, owner.scopes, owner.place, owner.level
    body.nested, body.last, body.forms, body.rule = j, owner.last, [], True
    return body


def _board_of_union(body: Body, owner: Body) -> bool:
    """Whether a board that no other body is known to have stands before a union or association: "Ban Chính sách - Luật pháp Hội LHPN tỉnh"."""
    of_members = owner.head is not None and owner.head.id in ("association", "federation", "front")
    return of_members and body.head is not None and body.head.id == "ban" and all(f.kind == "mass_organisation" for f in body.forms)


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
    name = listed_name(r, i)
    return bool(name and collective(name[1]) and not r.prose and stands_for_many(r, i))


def _read_plural(r: Reader, i: int, size: int) -> Body | None:
    j = i + size
    head = r.at(j).get("head")
    if head and "position" in head.value.does:
        body = _read_named(r, j)
        nouns = _nouns_with_body(r, i, j) if "noun" in r.at(j) and (body is None or body.last == j + head.size) else None
        body = nouns if nouns and (body is None or nouns.last > body.last) else body  # "các thành viên khác trong tiểu ban"
    elif "noun" in r.at(j) and (noun_run(r, j)[1] > 1 or not _names_one(r, j)) and not (head and head.size > r.at(j)["noun"].size and r.capital(j + head.size)):
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
    name = listed_name(r, j)
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
    read = _read_head(r, i, head)
    return with_charge(r, read) if head.value.kind == "position" else read


def _mistoned_half(r: Reader, i: int, head: Mark, j: int) -> int:
    """Where a longer name ends whose half behind "và" at `j` has wrong marks: "Sở Dân tộc và Tôn giao"; else 0."""
    spread = r.registry.fields.get(" ".join(r.words.low[i : i + head.size]))
    if spread is None or r.prose or not r.mends or not r.capital(j + 1) or begins_body(r, j + 1) or known_name(r, spread, j + 1):
        return 0
    end = mistoned_end(r, spread, i + head.size)
    return end if end > j else 0


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
    name = listed_name(r, i, owner=bool(head and "owner" in head.value.does))
    return bool(name and name[0] > end)


def _read_position(r: Reader, i: int, head: Mark) -> Body | None:
    j = i + head.size
    body = Body(i, j, j, head=head.value, kind="position")
    office = r.at(j - 2).get("head")
    if r.capital(j) and head.size > 2 and office and office.value.id == "office":
        j -= 2  # "Chánh Văn phòng HĐND và UBND xã"
    elif head.size > 1 and "head" in r.at(j - 1) and r.at(j - 1)["head"].size > 1:
        j -= 1  # "Trưởng trạm y tế các xã"
    elif r.capital(j) and "head" in r.at(j - 1) and head.size > 1 and (not begins_body(r, j, strong=True) or (listed_name(r, j - 1) or (j, []))[0] > j):
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
    if known and "closed" in head.value.does and r.word(known[0]) == "và" and (end := _mistoned_half(r, i, head, known[0])):
        body.stem = body.last = end
        body.known = False
        return read_scopes(r, body)
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
    if "owner" in head.value.does and r.capital(j) and "head" in r.at(j) and not begins_body(r, j, strong=True) and not goes_on_small(r, j + r.at(j)["head"].size):
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
        free = read_before_duty(r, Body(i, j, j, head=head.value, kind=head.value.kind, level=head.value.level), j)
        if free:
            return free
    parted = r.word(j) == "-" and (not (head.value.id in ("school-staff", "class-staff") or "owned" in head.value.does) or begins_body(r, j + 1, strong=True))
    numbered = r.word(j).isdigit() and "level" in r.at(j + 1)  # "Ban công tác Mặt trận 6 khu phố"
    if "alone" in head.value.does and (parted or numbered or ends_name(r, j) or r.at(j).keys() & {"level", "plural", "keeps", "house"}) and not (named_after_work(r, j, head.value.id == "other-council") or about_field(r, body, j) or is_managed(r, body, j)):
        body.rule = j < len(r.words.low) or "sure" in head.value.does
        return read_scopes(r, body)
    if r.prose and head.size > 1 and {"alone", "sure"} <= head.value.does and "owner" not in head.value.does and not r.at(j) and not r.capital(j):
        body.rule = True
        return body  # "các tổ trưởng chuyên môn xếp lịch": a whole name, whatever the verb
    return read_free(r, body, j)


def _named_for_more(r: Reader, end: int, head: Mark, own: bool) -> bool:
    """Whether a known field goes on: "Cục Kinh tế hợp tác và …", "Phòng Kế hoạch tổng hợp"; `own` says that the head itself has it, else a verb too goes on ("Cục Kinh tế xây dựng")."""
    named = "closed" not in head.value.does and "inner" in r.at(end) and inner_work(r, end)
    return named and (r.at(end)["inner"].value == "inner-noun" or (not own and head.value.id in ("directorate", "department")))


