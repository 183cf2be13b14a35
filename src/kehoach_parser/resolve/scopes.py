"""Level words, places, branches and circles at the end of a name: "huyện Bình Sơn", "các xã, thị trấn", "trên địa bàn tỉnh"."""

from __future__ import annotations

from kehoach_parser.resolve.lexicon import OF_LEVEL
from kehoach_parser.resolve.reader import (
    JOINTS,
    STOPS,
    Body,
    Reader,
    begins_body,
    ends_name,
    listed_name,
    noun_run,
    one_more_noun,
    registered,
)
from kehoach_parser.resolve.words import show

_SECOND = frozenset(("noun", "head", "unit", "numbered", "objects"))  # what a syllable may be that is the second of a word: "Giáo vụ", "Dân số"


def read_scopes(r: Reader, body: Body) -> Body:
    """Level words, places, branches and circles after the known part of a name."""
    j = body.last
    while j < len(r.words.low):
        marks, word = r.at(j), r.words.low[j]
        if "negated" in marks or ("compound" in marks and marks["compound"].value == OF_LEVEL):
            break  # "KHÔNG chủ trì" is no place, "xã hội" is no commune
        if "event" in marks and not body.scope and not body.place:
            body.forms, body.rule, j = [], True, j + marks["event"].size  # "Ban Tổ chức Hội thi"
            continue
        if "level" in marks and "head" in marks and marks["head"].size > marks["level"].size:
            break  # "Tỉnh đoàn" is a body
        if "together" in marks and not body.scope:
            body.scope, body.scope_first, body.plural = "cấp", j, True
            j += marks["together"].size
        elif "plural" in marks and "level" in r.at(j + marks["plural"].size) and not body.scope:
            body.plural = True
            body.scope_first = j
            j = read_levels(r, body, j + marks["plural"].size)
        elif "plural" in marks and not body.scope and is_branch(r, j + marks["plural"].size):
            body.plural = True
            j += marks["plural"].size + r.at(j + marks["plural"].size)["head"].size  # "Văn phòng Đăng ký đất đai các chi nhánh"
        elif "plural" in marks and j == body.stem and body.head and not body.scope and _of_regions(r, j + marks["plural"].size):
            body.plural, body.forms, body.rule, j = True, [], True, j + marks["plural"].size + r.at(j + marks["plural"].size)["part"].size  # "Trung tâm Y tế các khu vực"
        elif "plural" in marks and j == body.stem and body.head and "managed" in r.at(j + marks["plural"].size):
            k = j + marks["plural"].size
            body.plural, body.forms, body.rule, j = True, [], True, k + r.at(k)["managed"].size  # "Công đoàn các khu công nghiệp"
        elif "plural" in marks and j == body.stem and body.head and "alone" in body.head.does and not body.scope and _of_many(r, j + marks["plural"].size):
            body.plural, body.scope_first = True, j
            j = noun_run(r, j + marks["plural"].size)[0]
            if "level" in r.at(j):
                j = read_levels(r, body, j)
            elif "keeps" in r.at(j):
                j = circle_end(r, j + r.at(j)["keeps"].size)  # "Ban Chấp hành các chi đoàn trực thuộc"
            else:
                j = _grades_end(r, j)
                j += r.word(j)[:1].isdigit()  # "Giáo viên chủ nhiệm các lớp 6, 7"
            break
        elif word == "cấp" and ("level" in r.at(j + 1) or r.word(j + 1) in ("trên", "dưới")) and not body.scope:
            body.scope_first = j
            body.plural = True
            j = read_levels(r, body, j) if "level" in r.at(j + 1) else j + 2
        elif word.isdigit() and "level" in r.at(j + 1) and not body.scope and not r.capital(j + 2):
            body.plural, body.scope_first = True, j
            j = read_levels(r, body, j + 1)
        elif "level" in marks and (not body.place or body.place.isdigit()) and (not body.scope or r.capital(j) or word != r.word(body.scope_first)):
            if body.scope_first < 0:
                body.scope_first = j
            j = read_levels(r, body, j)
        elif "where" in marks and body.scope and (where := where_end(r, j)):
            j = where
            break
        elif word == "có" and "restricts" in marks and body.plural and body.scope and short_clause(r, j):
            j += marks["restricts"].size
        elif "holds" in marks and body.plural and body.scope and (end := held_end(r, j)):
            j = end
        elif "region" in marks and body.scope:
            j = regions_end(r, j)
            if r.word(j) in JOINTS and "level" in r.at(j + 1) and body.plural and not r.capital(j + 1 + r.at(j + 1)["level"].size) and listed_name(r, j + 1) is None:
                j = read_levels(r, body, j + 1)  # "UBND các xã ven biển, đặc khu"
        elif "keeps" in marks:
            end = circle_end(r, j + marks["keeps"].size)
            j = end if end > j + marks["keeps"].size or marks["keeps"].value != "keeps-object" else j
            if not (body.plural and body.scope and end == j and r.at(j).keys() & {"restricts", "region"}):
                break  # but "UBND các tỉnh, thành phố trực thuộc trung ương có rừng"
        elif "within" in marks and body.kind == "position" and (end := circle_end(r, j + 1)) > j + 1:
            j = end  # "các thành viên trong Ban Chỉ đạo"
            break
        elif word == "-" and is_branch(r, j + 1):
            j += 1 + r.at(j + 1)["head"].size
        elif word == "-" and _dash_inside(r, body, j):
            if j == body.stem:
                body.forms, body.rule = [], True  # a longer name than the registered one
            j += 1 + (r.at(j + 1)["compound"].size if "compound" in r.at(j + 1) else 1)
        elif "part" in marks:
            j += marks["part"].size
        elif word in JOINTS and j == body.stem and body.forms and not body.scope and "level" in r.at(j - 1) and "level" in r.at(j + 1):
            levels = Body(j - 1, j, j)
            end = read_levels(r, levels, j - 1)  # "Tổ Đề án 06 thôn, tổ dân phố"
            if end == j:
                break
            body.forms, body.rule, body.plural = [], True, True
            body.scope, body.scopes, body.scope_first, j = levels.scope, levels.scopes, j - 1, end
        elif word in JOINTS and (more := _managed_too(r, body, j)):
            j = more
        elif word == "/" and r.word(j - 1).isdigit() and r.words.start[j] == r.words.end[j - 1] and j + 1 < len(r.words.low):
            j += 2  # 06/CP
        elif word == "số" and r.word(j + 1).isdigit() and r.word(j + 2) != "/":
            j += 2  # "Tổ dân phố số 3"
        elif (r.capital(j) or "house" in marks) and not body.scope and (k := own_unit_end(r, j)) and ("unit" in marks or not begins_another(r, j, body)):
            body.forms, body.rule, body.nested = [], True, j  # "Thanh tra Sở"
            j = k
        elif r.capital(j) and body.scope_first < 0 and (k := _word_end(r, j)):
            body.forms, body.rule = [], True
            j = k
        elif r.capital(j) and not begins_another(r, j, body) and not numbers_entry(r, j):
            k = place_end(r, j)
            if any(mark.size > 1 for mark in r.at(k - 1).values()) and not r.capital(k):
                break  # what ends with half of a longer word is no place
            if (body.scope_first < 0 and j == body.stem and body.head is None) or body.place == "":
                body.place = show(r.words, j, k)
            j = k
        else:
            break
    body.last = j
    return body


def numbers_entry(r: Reader, j: int) -> bool:
    """Whether the number or letter at `j` counts the next entry of a list: "1. Sở Y tế 2. Sở Nội vụ", "a) Sở Y tế; b) …"."""
    word = r.word(j)
    return r.word(j + 1) in (".", ")") and (word.isdigit() or (r.word(j + 1) == ")" and len(word) == 1 and word.isalpha())) and r.capital(j + 2)


def _of_regions(r: Reader, k: int) -> bool:
    """Whether units of all regions are meant: "khu vực" and no number behind it."""
    return "part" in r.at(k) and "numbered" in r.at(k) and ends_name(r, k + r.at(k)["part"].size)


def is_branch(r: Reader, k: int) -> bool:
    """Whether a branch stands behind a dash: "Ngân hàng … - Phòng giao dịch huyện", "Văn phòng … - Chi nhánh Bình Sơn"."""
    head = r.at(k).get("head")
    return head is not None and "branch" in head.value.does


def _managed_too(r: Reader, body: Body, j: int) -> int:
    """Where one more thing that a board manages ends ("Khu kinh tế … và các khu công nghiệp"), else 0."""
    if body.head is None or "manages" not in body.head.does:
        return 0
    k = j + 1 + (r.at(j + 1)["plural"].size if "plural" in r.at(j + 1) else 0)
    return k + r.at(k)["managed"].size if "managed" in r.at(k) else 0


def own_unit_end(r: Reader, j: int) -> int:
    """Where the word at `j` ends that stands for the unit that issues the plan ("Thanh tra Sở", "Đoàn Thanh niên Công ty"), else 0."""
    head, unit = r.at(j).get("head"), r.at(j).get("unit")
    if head and "spread" in head.value.does:
        return j + head.size
    return j + unit.size if unit and ends_name(r, j + unit.size) else 0


def _word_end(r: Reader, j: int) -> int:
    """Where a word of two syllables ends that has a capital at its beginning alone and so is no place ("Phó Giám đốc Kỹ thuật"), else 0."""
    k = j + 1
    if r.words.low[j].isdigit() or r.capital(k) or not r.word(k).isalpha() or r.words.low[j] in r.registry.provinces or begins_body(r, j, strong=True):
        return 0
    if any(mark.size == 2 for mark in r.at(j).values()):
        return k + 1
    after = r.at(k + 1)
    whole = r.at(k).keys() <= _SECOND and all(mark.size == 1 for mark in r.at(k).values())
    return k + 1 if whole and (r.capital(k + 1) or r.word(k + 1) in ("", "-", *JOINTS, *STOPS) or after) else 0


def _of_many(r: Reader, j: int) -> bool:
    """Whether a unit that many have is meant: "Công an các đơn vị", "Thanh tra các sở"."""
    return one_more_noun(r, j) or ("noun" in r.at(j) and r.at(j)["noun"].value[0] in ("central", "province") and r.word(j + 1) in ("", *JOINTS, *STOPS))


def _grades_end(r: Reader, j: int) -> int:
    """The end of the kinds of schools that are meant, if any: "Đoàn Thanh niên các trường trung học phổ thông"."""
    while r.at(j).get("noun") and r.at(j)["noun"].value[0] == "grades":
        j += r.at(j)["noun"].size
        j += r.word(j) in JOINTS and bool(r.at(j + 1).get("noun")) and r.at(j + 1)["noun"].value[0] == "grades"
    return j


def short_clause(r: Reader, j: int) -> bool:
    """Whether the words that say which units ("có rừng") end there or a few words on; a longer clause is cut off."""
    k = j + r.at(j)["restricts"].size
    for _ in range(4):
        if k >= len(r.words.low) or r.words.low[k] in STOPS or r.words.low[k] in JOINTS or r.at(k).keys() & {"lead", "support"}:
            return True
        if r.at(k).keys() & {"action", "tail", "filler"} and "compound" not in r.at(k):
            return r.prose
        k += r.at(k)["compound"].size if "compound" in r.at(k) else 1
    return False


def where_end(r: Reader, j: int) -> int:
    """Where the clause ends that tells which place is meant ("nơi có đất thu hồi"), or 0 where nothing closes it within a few words."""
    k = j + 1
    owns = r.word(k) == "có"
    if not owns and r.at(k).keys() & {"head", "noun"}:
        return 0  # "nơi đại biểu Quốc hội, … công tác": who does what there is too long for a name
    k += max((r.at(k)[name].size for name in ("action", "tail") if name in r.at(k)), default=0)
    first = k
    for _ in range(_LONGEST_CLAUSE):
        marks = r.at(k)
        if k >= len(r.words.low) or r.words.low[k] in STOPS or r.words.low[k] in JOINTS or marks.keys() & {"lead", "support", "duty"}:
            return k if k > first or not owns else 0
        if ("action" in marks or "tail" in marks) and "compound" not in marks:
            return k if owns and k > first else 0
        k += marks["compound"].size if "compound" in marks else 1
    return 0


_LONGEST_CLAUSE = 8  # words of what tells which place is meant, or of what it has or suffers


def held_end(r: Reader, j: int) -> int:
    """In a field, where the words end that say what the units meant have or suffer: "có hồ đập", "bị thiệt hại"; else 0."""
    k = j + 1
    if r.prose or "restricts" in r.at(j) or any(name in r.at(j) and r.at(j)[name].size > 1 for name in ("tail", "filler", "duty")):
        return 0
    while k < len(r.words.low) and k - j < _LONGEST_CLAUSE and r.words.low[k] not in STOPS and r.words.low[k] not in JOINTS and not r.at(k).keys() & {"lead", "support"}:
        if r.capital(k) or (r.at(k).keys() & {"action", "tail", "filler", "plural", "with"} and "compound" not in r.at(k)):
            return 0
        k += r.at(k)["compound"].size if "compound" in r.at(k) else 1
    return k if j + 1 < k < j + _LONGEST_CLAUSE else 0


def regions_end(r: Reader, j: int) -> int:
    """The end of one or several words for which units are meant: "ven biển, hải đảo"."""
    while "region" in r.at(j):
        j += r.at(j)["region"].size
        joint = r.word(j) in JOINTS and "region" in r.at(j + 1)
        j += joint
    return j


def _dash_inside(r: Reader, body: Body, j: int) -> bool:
    """Whether a dash joins parts of one name: "khu vực Từ Sơn - Yên Phong", "Công chức Địa chính - Xây dựng"."""
    if not r.capital(j + 1) or begins_body(r, j + 1, strong=True) or r.at(j + 1).keys() & {"head", "lead", "support"}:
        return False
    return r.capital(j - 1) if j > body.stem else bool(body.head and "spread" in body.head.does)


def begins_another(r: Reader, j: int, body: Body) -> bool:
    """Whether a capital after a name begins the next body although no comma stands between ("Công an xã Tổ công tác")."""
    head = r.at(j).get("head")
    if head is None:
        return False
    if body.head and body.head.id == head.value.id == "school" and j == body.stem and head.size == 1 and r.word(j - 1) != head.value.id and r.capital(j + 1):
        return "noun" in r.at(j + 1)  # "Trường THPT Trường Xuân"
    if body.scope and not body.place and r.word(j - 1) in ("xã", "phường", "phố", "huyện", "tỉnh", "trấn") and head.size == 1 and r.capital(j + 1) and listed_name(r, j) is None:
        return False  # "xã Hội Sơn", "thành phố Hội An"
    return begins_body(r, j, strong=True)


def place_end(r: Reader, j: int) -> int:
    """Where a run of capitalised words and numbers ends."""
    k = j + 1
    while k < len(r.words.low):
        if r.capital(k) and not ("head" in r.at(k) and begins_body(r, k, strong=True)) and "honorific" not in r.at(k):
            k += 1
        elif r.words.low[k] == "-" and r.capital(k + 1) and r.capital(k - 1) and not is_branch(r, k + 1) and not begins_body(r, k + 1, strong=True) and not r.at(k + 1).keys() & {"lead", "support"}:
            k += 2
        else:
            break
    return k


def read_levels(r: Reader, body: Body, j: int) -> int:
    """One or several level words ("xã, phường, thị trấn", "cấp huyện, cấp xã") with the place of the last one."""
    j = read_level(r, body, j + 1 if r.words.low[j] == "cấp" else j)
    while (r.word(j) in JOINTS or (r.word(j) == "-" and not r.capital(j + 1))) and (not body.place or body.place.isdigit()):
        k = j + 1
        if r.word(k) == "cấp":
            k += 1
        name = listed_name(r, k)
        if "level" not in r.at(k) or (name and name[0] > k + r.at(k)["level"].size) or (r.word(j) != "/" and r.capital(k + r.at(k)["level"].size)):
            break
        if r.word(k) in ("tỉnh", "trung") and r.words.low[k - 1] != "cấp":
            break
        body.plural = True
        j = read_level(r, body, k, further=True)
    return j


def read_level(r: Reader, body: Body, j: int, further: bool = False) -> int:
    size = r.at(j)["level"].size
    level = " ".join(r.words.low[j : j + size])
    if not further and not body.scope:
        body.scope = level
    body.scopes.append(f"cấp {level}" if r.word(j - 1) == "cấp" else level)
    j += size
    if r.capital(j) and not begins_another(r, j, body):
        k = place_end(r, j)
        if not body.place:
            body.place = show(r.words, j, k)
        j = k
    return j


def circle_end(r: Reader, j: int) -> int:
    """The end of "trên địa bàn huyện Bình Sơn", "thuộc Sở Y tế", "tại các khối"."""
    marks = r.at(j)
    plural = "plural" in marks
    if plural:
        j += marks["plural"].size
    if r.word(j) == "cấp":
        j += 1
    if "level" in r.at(j):
        scratch = Body(j, j, j)
        return read_levels(r, scratch, j)
    if begins_body(r, j, strong=not plural):
        from kehoach_parser.resolve.bodies import inner_end  # it reads names whose end is asked for here

        whole = inner_end(r, j)
        if whole:
            return whole
        name = registered(r, j)
        end = name[0] if name else j + (r.at(j)["head"].size if "head" in r.at(j) else 1)
        return read_scopes(r, Body(j, end, end)).last
    if plural and "noun" in r.at(j):
        end = noun_run(r, j)[0]
        return end + r.at(end)["restricts"].size if "restricts" in r.at(end) else end  # "thuộc các bộ quản lý lĩnh vực"
    if not r.capital(j):
        group = r.at(j).get("head")
        return j + group.size if group and group.value.id == "steering" else j  # "trong tiểu ban"
    end = max(place_end(r, j), j + (r.at(j)["head"].size if "head" in r.at(j) else 0))  # "thuộc Tổng cục"
    return j if any(mark.size > end - j for mark in r.at(j).values()) else end  # no place: "tại Quyết định số 12"
