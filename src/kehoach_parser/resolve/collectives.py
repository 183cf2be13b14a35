"""Collectives: common nouns under one article ("các sở, ban, ngành") and the words that say which ones."""

from __future__ import annotations

from itertools import pairwise

from kehoach_parser.resolve.lexicon import OF_LEVEL, Mark
from kehoach_parser.resolve.name_ends import is_field
from kehoach_parser.resolve.reader import (
    JOINTS,
    LONGEST,
    STOPS,
    Body,
    Reader,
    begins_body,
    capitals_end,
    collective,
    does_work,
    ends_name,
    is_compound,
    is_head,
    known_name,
    listed_name,
    noun_run,
    of_post,
    one_more_noun,
)
from kehoach_parser.resolve.scopes import (
    circle_end,
    held_end,
    read_level,
    read_levels,
    regions_end,
    short_clause,
    where_end,
)


def read_nouns(r: Reader, first: int, i: int) -> Body | None:
    end, count = noun_run(r, i)
    if not count or (first == i and count < 2 and not of_body(r, i) and not (not r.prose and stands_for_many(r, i)) and not is_told(r, i)):
        return None
    if r.prose and not first and r.at(i)["noun"].value[0] in ("people", "parents"):
        return None  # behind a body they are named with it: "Hạt Kiểm lâm, các chủ rừng"
    noun = r.at(i)["noun"]
    body = Body(first, end, end, kind="collective", level=noun.value[1], plural=first < i, nouns=True)
    name = listed_name(r, i)
    if name and name[0] >= end and collective(name[1]):
        body.forms = name[1]
        end = body.stem = body.last = name[0]
    body.rule = True
    read_modifiers(r, body, end)
    if body.last > body.stem:
        body.forms = []  # some of them: no longer the collective that the registry means
    return body


def of_body(r: Reader, i: int) -> bool:
    """Whether a common noun stands before the body that it means: "Cơ quan Thuế", "Tổ chức Công đoàn", but "Tổ chức Đoàn kiểm tra"."""
    marks = r.at(i)
    if "noun" not in marks or ("head" in marks and is_head(r, i, marks["head"])) or marks["noun"].value[0] != "any":
        return False
    end = i + marks["noun"].size
    if "action" in marks and (r.prose or "head" not in r.at(end) or r.at(end)["head"].value.kind != "mass_organisation" or "doubtful" in r.at(end)["head"].value.does):
        return False
    name = listed_name(r, i)
    if name and name[0] > end and not collective(name[1]):
        return False  # "Cơ quan Thanh tra, giám sát ngân hàng" has a name of its own
    if not (r.capital(end) and "head" in r.at(end)):
        return False
    return begins_body(r, end, strong=True) or ("action" in marks and listed_name(r, end) is not None)


def is_told(r: Reader, i: int) -> bool:
    """Whether one common noun without an article is told by what stands behind it."""
    return _of_field(r, i) or (r.prose and (_bound_by_duty(r, i) or _of_kind(r, i)))


def _bound_by_duty(r: Reader, i: int) -> bool:
    """Whether a sentence says what those of one kind must do: "Cơ quan quản lý chuyên ngành có trách nhiệm …", "cơ quan lập quy hoạch phải …"."""
    marks = r.at(i)
    end = i + marks["noun"].size
    if marks["noun"].value[0] != "any" or "action" in marks or "restricts" not in r.at(end):
        return False
    return bool(r.at(end + r.at(end)["restricts"].size).keys() & {"duty", "filler"})


def _of_field(r: Reader, i: int) -> bool:
    """Whether a common noun is told by its field of work: "cơ quan chuyên môn về y tế", "cơ quan quản lý nhà nước về đất đai"."""
    end = i + r.at(i)["noun"].size
    return bool(_field_end(r, end)) if r.at(i)["noun"].value[0] == "any" else False


def _of_kind(r: Reader, i: int) -> bool:
    """Whether a common noun is told by what stands behind it: "cơ quan công an", "cơ quan chuyên môn cấp xã", "đơn vị tư vấn"."""
    noun = r.at(i)["noun"]
    end = i + noun.size
    if "action" in r.at(i):
        return False
    if noun.value[0] == "parties":
        return True
    head = r.at(i).get("head")
    if noun.value[0] == "any" and ((r.word(end) == "cấp" and "level" in r.at(end + 1)) or (noun.size > 2 and not (head and head.size >= noun.size) and not r.capital(i + 1))):
        return True  # "cơ sở giáo dục", "hiệp hội ngành nghề"
    return noun.value[0] == "any" and bool(_small_head(r, end) or r.at(end).keys() & {"of_kind", "together"} or _managed_to_level(r, end))


def _small_head(r: Reader, k: int) -> int:
    """How many words of an office at `k` stand in small letters and only tell which agency is meant: "cơ quan thuế"; else 0."""
    head = r.at(k).get("head")
    return head.size if head and not r.capital(k) and (("alone" in head.value.does and head.value.kind in _OFFICES) or head.value.id == "utilities") else 0


_OFFICES = frozenset(("government", "police", "military", "court_procuracy"))


def _managed_to_level(r: Reader, k: int) -> int:
    """Where a rank stands that closes what an agency manages ("cơ quan quản lý nhà ở cấp tỉnh"), if its list or role goes on behind it; else 0. In a value no rank is needed."""
    if "special" not in r.at(k):
        return 0
    first = k = k + r.at(k)["special"].size
    while k - first < _LONGEST_OBJECT and r.word(k)[:1].isalpha() and (is_compound(r, k) or not r.at(k).keys() - (_OBJECT_SAID if r.prose else _OBJECT)) and r.word(k) not in JOINTS:
        k += r.at(k)["compound"].size if is_compound(r, k) else 1
    after = k + 1 + r.at(k + 1)["level"].size if r.word(k) == "cấp" and "level" in r.at(k + 1) else k + r.at(k)["together"].size if "together" in r.at(k) else 0
    after = after or (k if not r.prose or "duty" in r.at(k) else 0)
    closes = after and (after >= len(r.words.low) or r.words.low[after] in JOINTS or r.words.low[after] in STOPS or r.at(after).keys() & {"lead", "support", "tail", "duty"})
    return k if closes and k > first else 0


_LONGEST_OBJECT = 5
_OBJECT_SAID = frozenset(("compound", "restricts", "head", "noun"))  # what a word of an object may be in a sentence: "đường bộ"
_OBJECT = frozenset(("compound", "restricts", "head", "noun", "inner", "action"))  # the same in a value: "khai thác thủy sản"


def _field_end(r: Reader, k: int) -> int:
    """Where "về" and a field end behind a word at or before `k` for what is done there ("chuyên môn", "quản lý nhà nước"); else 0."""
    if "special" in r.at(k):
        k += r.at(k)["special"].size
    elif not any("special" in r.at(b) and b + r.at(b)["special"].size == k for b in range(max(0, k - 4), k)):
        return 0
    if "about" not in r.at(k) or r.at(k)["about"].size > 1:
        return 0
    first = end = k + 1
    for _ in range(_LONGEST_FIELD):
        marks = r.at(end)
        opens = end == first or r.word(end - 1) in JOINTS
        known = max((name[0] for root in r.registry.fields.values() if (name := known_name(r, root, end))), default=0) if opens else 0
        if known:
            end = known
        elif "compound" in marks and marks["compound"].value != OF_LEVEL:
            end += marks["compound"].size
        elif end >= len(r.words.low) or not r.words.low[end][0].isalpha() or r.words.low[end] in JOINTS or r.words.low[end] == "cấp" or marks.keys() - {"head", "noun", "restricts", "special", "region", "inner", "compound"}:
            break
        else:
            end += 1
        if r.word(end) in JOINTS and end > first and not does_work(r, end + 1) and not begins_body(r, end + 1, strong=True) and (is_field(r, end + 1) or _closed_soon(r, end + 1)):
            end += 1
    return end if end > first else 0


_LONGEST_FIELD = 10


def _closed_soon(r: Reader, k: int) -> bool:
    """Whether plain small words stand at `k` and then a level or circle: "… về văn hóa, thể thao cấp tỉnh"."""
    for j in range(k, k + 5):
        if r.word(j) == "cấp" or r.at(j).keys() & {"level", "keeps"}:
            return j > k
        if not r.word(j)[:1].isalpha() or r.capital(j) or r.at(j).keys() & {"noun", "plural", "head", "action", "lead", "support", "tail"}:
            return False
    return False


def stands_for_many(r: Reader, i: int) -> bool:
    """Whether one common noun without an article names somebody: "địa phương", "đơn vị cung cấp dịch vụ", but no "sở"."""
    noun, head = r.at(i)["noun"], r.at(i).get("head")
    several = head is None or noun.size > head.size + 3 or (1 < noun.size >= head.size and _in_general(r, i, i + noun.size))
    return several and noun.value[0] in ("any", "people", "parents", "parties") and not _is_verb(r, i, noun)


def _is_verb(r: Reader, i: int, noun: Mark) -> bool:
    """Whether what may be a noun governs what follows: "…, tổ chức khảo sát"."""
    end = i + noun.size
    if "action" not in r.at(i) or r.at(i)["action"].size < noun.size or not r.word(end)[:1].isalpha() or r.capital(end):
        return False
    return "action" in r.at(end) or not (r.at(end) or r.words.low[end] in JOINTS)


def _in_general(r: Reader, i: int, end: int) -> bool:
    """Whether the noun stands alone or in small letters: "hợp tác xã nông nghiệp", but "Hợp tác xã Bình Minh"."""
    return not r.capital(end) and (not r.capital(i) or end >= len(r.words.low) or r.words.low[end] in JOINTS or r.words.low[end] in STOPS)


def read_modifiers(r: Reader, body: Body, i: int) -> Body:
    """Words after the nouns of a collective that say which ones: kept in the name."""
    j = sure = i
    while j < len(r.words.low) and j - body.first < LONGEST:
        marks, word = r.at(j), r.words.low[j]
        if word in STOPS or marks.keys() & {"lead", "support", "negated", "reference"}:
            break
        if field := _field_end(r, j) or (_managed_to_level(r, j) if j == body.stem else 0):
            j = sure = field
        elif j == body.stem and (office := _small_head(r, j)):
            j = sure = j + office
        elif "compound" in marks and not ("restricts" in marks and marks["restricts"].size > marks["compound"].size):
            j += marks["compound"].size
        elif word in JOINTS and r.words.made[j] and r.words.start[j] == r.words.start[j - 1] and j + 1 < len(r.words.low) and r.words.start[j + 1] == r.words.start[j]:
            j += 1  # within an abbreviation: "Cán bộ LĐ-TB&XH"
        elif word in JOINTS and j > body.stem - 1 and _new_party(r, body, j):
            break
        elif word in JOINTS:
            if (body.plural or _lists_kinds(r, body, j)) and one_more_noun(r, j + 1):
                grade = r.at(j + 1)["noun"].value[0] == "grades"
                j = noun_run(r, j + 1)[0]
                sure = j if grade else sure
            elif _goes_on(r, j):
                j += 1
            elif more_of_places := _places_go_on(r, body, j):
                j = sure = more_of_places
            else:
                break
        elif "noun" in marks and marks["noun"].value[0] == "grades":
            j = sure = j + marks["noun"].size
        elif "keeps" in marks:
            end = circle_end(r, j + marks["keeps"].size)
            if end > j + marks["keeps"].size or marks["keeps"].value != "keeps-object":
                j = sure = end
            break
        elif "others" in marks and not (r.prose and word == "được" and not does_work(r, j + marks["others"].size)):
            j = sure = j + marks["others"].size
        elif "where" in marks:
            j = sure = where_end(r, j) or j
            break
        elif "within" in marks and (circle := circle_end(r, j + 1)) > j + 1:
            j = sure = circle
            break
        elif "belongs" in marks and (end := _owners_end(r, j + marks["belongs"].size)):
            j = sure = end
        elif "together" in marks:
            j = sure = j + marks["together"].size
            break
        elif "plural" in marks:
            level = j + marks["plural"].size
            if "objects" in r.at(level) and j == body.stem:
                j = sure = level + r.at(level)["objects"].size  # "chủ đầu tư các dự án khác"
                continue
            if "noun" in r.at(level) and j == body.stem and _people(r, body):
                j = sure = noun_run(r, level)[0]
                continue
            if "level" not in r.at(level):
                break
            body.plural = True
            j = sure = read_levels(r, body, level)
        elif "region" in marks:
            j = sure = regions_end(r, j)
        elif "area" in marks:
            j = sure = _area_end(r, j + marks["area"].size)
        elif "which" in marks and not r.prose and j == body.stem:
            j = sure = j + marks["which"].size
        elif "restricts" in marks and (word != "có" or short_clause(r, j)) and not (r.prose and sure > body.stem and does_work(r, j)):
            j = sure = j + marks["restricts"].size
        elif "holds" in marks and body.plural and _territories(r, body, j) and (end := held_end(r, j)):
            j = sure = end
        elif word == "cấp" and "level" in r.at(j + 1):
            j = sure = read_level(r, body, j + 1)
        elif "tail" in marks or (("action" in marks or "filler" in marks) and not r.capital(j)):
            break
        elif "level" in marks and "plural" not in marks:
            j = sure = read_level(r, body, j)
        elif (word == "-" and "head" in r.at(j + 1)) or ("head" in marks and r.capital(j) and is_head(r, j, marks["head"]) and begins_body(r, j, strong=True)):
            break
        else:
            j += marks["head"].size if "head" in marks else 1  # "các thành viên thường trực"
    if r.prose and (j >= len(r.words.low) or r.words.low[j] in STOPS or (j - sure > 5 and not _short_words(r, sure, j))):
        j = sure  # words that no verb ends are more likely an unknown verb than part of the name
    body.last = max(j, body.last)
    return body


def _short_words(r: Reader, first: int, end: int) -> bool:
    """Whether short words in a row, with no verb among them, go on up to another body: "… trung ương, địa phương, quân đội, Hội Nông dân …"."""
    joints = [k for k in range(first, end + 1) if r.word(k) in JOINTS]
    return joints[:1] == [first] and joints[-1] == end and all(b - a <= 3 for a, b in pairwise(joints)) and begins_body(r, end + 1, strong=True)


def _area_end(r: Reader, k: int) -> int:
    """Where the fields of work end that tell which bodies are meant: "các doanh nghiệp trong lĩnh vực xây dựng, giao thông và vận tải"."""
    first = k
    while k < len(r.words.low) and k - first < _LONGEST_AREA:
        marks, word = r.at(k), r.words.low[k]
        if word in STOPS or marks.keys() & _ENDS_AREA or begins_body(r, k, strong=True) or (r.prose and k > first and does_work(r, k) and word not in JOINTS and r.words.low[k - 1] not in JOINTS):
            break
        k += next((marks[name].size for name in ("compound", "action") if name in marks), 1)
    while k > first and r.words.low[k - 1] in JOINTS:
        k -= 1
    return k


_LONGEST_AREA = 16
_ENDS_AREA = frozenset(("lead", "support", "filler", "duty", "tail", "keeps", "plural", "manner", "together"))


def _owners_end(r: Reader, k: int) -> int:
    """Where common nouns end that a collective belongs to ("cơ quan trung ương của các tổ chức chính trị - xã hội"), or the forces that it has ("của lực lượng Công an, Hải quan"), else 0."""
    k += r.at(k)["plural"].size if "plural" in r.at(k) else 0
    head = r.at(k).get("head")
    if head and head.value.id == "sector" and not r.capital(k) and r.capital(k + head.size):
        end = _force_end(r, k + head.size)
        while r.word(end) in JOINTS and r.capital(end + 1) and "head" in r.at(end + 1) and "level" not in r.at(_force_end(r, end + 1)):
            end = _force_end(r, end + 1)
        return end
    return noun_run(r, k)[0] if "noun" in r.at(k) and not r.capital(k) and r.at(k)["noun"].value[0] in ("any", "people") and noun_run(r, k)[1] else 0


def _force_end(r: Reader, k: int) -> int:
    head = r.at(k).get("head")
    return k + head.size if head else capitals_end(r, k)


def _new_party(r: Reader, body: Body, j: int) -> bool:
    """Whether a common noun behind the joint begins another body: after a circle ("các trường học trên địa bàn và phụ huynh"), or a party to a contract."""
    noun = r.at(j + 1).get("noun")
    if noun is None:
        return False
    if noun.value[0] == "people" and not _people(r, body) and of_post(r, body.first + (r.at(body.first)["plural"].size if "plural" in r.at(body.first) else 0)):
        return True  # "Trưởng các phòng chuyên môn, giáo viên"
    return (noun.value[0] == "parties" and not body.nouns) or any("keeps" in r.at(k) and k + r.at(k)["keeps"].size == j for k in range(max(body.first, j - 4), j))


def _lists_kinds(r: Reader, body: Body, j: int) -> bool:
    """Whether a value lists kinds of bodies without an article, one of which no grammar knows: "Doanh nghiệp, nhà cung cấp dịch vụ IoT, nhà đầu tư"."""
    return not r.prose and body.nouns and not _people(r, body) and any(r.words.low[k] in JOINTS and not r.words.made[k] for k in range(body.stem, j))


def _people(r: Reader, body: Body) -> bool:
    """Whether people are meant, whose offices follow: "cán bộ, công chức, viên chức các cơ quan, đơn vị"."""
    first = body.first + (r.at(body.first)["plural"].size if "plural" in r.at(body.first) else 0)
    noun = r.at(first).get("noun")
    return bool(noun and noun.value[0] in ("people", "parents"))


def _places_go_on(r: Reader, body: Body, j: int) -> int:
    """Where one more place of a collective ends that its places tell: "các địa phương Hà Tiên, Phú Quốc"; else 0."""
    if r.prose or not body.plural or not body.nouns or "noun" not in r.at(body.stem - 2) or r.at(body.stem - 2)["noun"].value[0] != "any" or not all(r.capital(k) or r.words.low[k] in JOINTS for k in range(body.stem, j)):
        return 0
    k = j + 1
    if j == body.stem or not r.capital(k) or r.words.low[k].isdigit() or begins_body(r, k) or r.at(k).keys() & {"head", "noun", "action"}:
        return 0
    while r.capital(k):
        k += 1
    return k if k >= len(r.words.low) or r.words.low[k] in JOINTS or r.words.low[k] in STOPS else 0


def _territories(r: Reader, body: Body, j: int) -> bool:
    """Whether units of a level are meant, which end at `j`: "các xã, thị trấn"."""
    noun = r.at(j - 1).get("noun") or r.at(j - 2).get("noun")
    return j == body.stem and noun is not None and noun.value[0] in ("territory", "village")


def _is_trade(r: Reader, k: int) -> bool:
    """Whether a trade is meant, not the body of that name: "các doanh nghiệp bưu chính, viễn thông"."""
    head = r.at(k).get("head")
    return bool(head and head.value.kind == "enterprise" and not r.capital(k) and ends_name(r, k + head.size))


def _goes_on(r: Reader, j: int) -> bool:
    """Whether a joint inside the modifiers of a collective does not begin something else."""
    k = j + 1
    if "level" in r.at(k):
        head = r.at(k).get("head")
        if head and head.size > r.at(k)["level"].size:
            return False  # "thôn trưởng"
        name = listed_name(r, k)
        return (r.words.low[j] == "," or "level" in r.at(j - 1)) and not (name and name[0] > k + r.at(k)["level"].size)
    if k >= len(r.words.low) or r.words.low[k] in JOINTS or r.words.low[k] in STOPS or (begins_body(r, k) and not _is_trade(r, k)):
        return False
    marks = r.at(k)
    if "noun" in marks and noun_run(r, k)[1]:
        return False
    return not (marks.keys() & {"action", "lead", "support", "filler", "tail"} or r.words.low[k] in r.lexicon.dangling) and not r.capital(k)
