"""Names that the registry does not know: a head noun and the words that follow it, up to what cannot belong to a name."""

from __future__ import annotations

from kehoach_parser.resolve.lexicon import Head
from kehoach_parser.resolve.name_ends import (
    closes_with_and,
    inner_closes,
    inner_work,
    is_field,
    is_half,
    second_field,
    small_field,
    takes_role,
    work_up_to_level,
)
from kehoach_parser.resolve.reader import (
    JOINTS,
    LONGEST,
    STOPS,
    Body,
    Reader,
    begins_body,
    does_work,
    is_compound,
    is_head,
    written_out,
)
from kehoach_parser.resolve.scopes import is_branch, place_end, read_scopes

_NOUNS = frozenset(("head", "noun", "unit"))
_LONGEST_FIELD = 8  # words between a kind of bodies and the own name of one
_LONGEST_WORK = 18  # words of what a board manages


def goes_on_small(r: Reader, j: int) -> bool:
    """Whether a word in small letters that is nothing else goes on a name: "Ban Quản lý Khu di tích lịch sử"."""
    return r.word(j)[:1].isalpha() and not r.capital(j) and not r.at(j)


def named_after_work(r: Reader, j: int, council: bool) -> bool:
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


def read_free(r: Reader, body: Body, j: int) -> Body | None:
    """A name that the registry does not know: the head and the words after it."""
    if r.word(j) == "-" and r.capital(j + 1) and "head" not in r.at(j + 1) and not begins_body(r, j + 1, strong=True):
        j += 1  # "Ban Tuyên giáo - Nữ công"
    if j >= len(r.words.low) or not r.words.low[j][0].isalnum() or r.words.low[j] in JOINTS:
        return None
    managed = r.prose and not r.capital(j) and is_managed(r, body, j)
    if r.prose and not (r.capital(j) or managed):
        named = _own_name_later(r, body, j)
        if not named:
            return read_before_duty(r, body, j)
        body.stem = body.last = named
        body.rule = True
        return read_scopes(r, body)
    if r.at(j).keys() & {"lead", "support", "tail"} and not r.capital(j) and not about_field(r, body, j):
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
        elif word in STOPS or (marks.keys() & {"level", "keeps", "lead", "support", "negated", "together", "also", "house"} and not _village_in_noun(r, k)):
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
    return level is not None and level.value == "village" and level.size == 1 and not r.prose and "plural" not in r.at(k - 1) and goes_on_small(r, k + 1)


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
    for k in range(j, min(j + _LONGEST_FIELD, len(r.words.low))):
        marks = r.at(k)
        if r.capital(k):
            return place_end(r, k) if k > j and not (r.words.low[k].isdigit() or "instrument" in marks or begins_body(r, k, strong=True)) else 0
        works = {"action"} if "inner" in marks else set()  # "Công ty Cổ phần đầu tư phát triển Sông Lam"
        if not r.words.low[k].isalpha() or marks.keys() - {"noun", "head", "unit", "inner", "compound", "restricts", "special"} - works:
            return 0
    return 0


def about_field(r: Reader, body: Body, j: int) -> bool:
    """Whether "về" and the field of a committee follow: "Ban Chỉ đạo về chuyển đổi số tỉnh"."""
    if "about" not in r.at(j) or body.head is None or body.head.id not in ("steering", "task-force") or r.at(j)["about"].size > 1 or (r.prose and not _level_closes(r, j)):
        return False
    return is_compound(r, j + 1) or not r.at(j + 1).keys() & {"action", "plural", "tail", "filler"}


def is_managed(r: Reader, body: Body, j: int) -> bool:
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
    while k < min(j + _LONGEST_WORK, len(r.words.low)):
        marks = r.at(k)
        if is_compound(r, k):
            k += marks["compound"].size
        elif "level" in marks or ("plural" in marks and "level" in r.at(k + marks["plural"].size)):
            return k > j
        elif ("about" in marks and marks["about"].size == 1) or (r.word(k) == "và" and k > j and not r.capital(k + 1) and not r.at(k + 1)):
            k += 1  # "Ban Chỉ đạo liên ngành về an toàn thực phẩm tỉnh", "Ban Quản lý dự án giao thông và nông nghiệp tỉnh"
        elif r.words.low[k] in STOPS or r.words.low[k] in JOINTS or marks.keys() & {"action", "tail", "filler", "plural", "lead", "support", "keeps", "with", "nothing"} or (r.capital(k) and begins_body(r, k, strong=True)):
            return False
        else:
            k += 1
    return False


def _ends_free(r: Reader, j: int, k: int, head: Head | None) -> bool:
    """Whether the word at `k` ends a name that the registry does not know: a verb, another body, a branch."""
    marks = r.at(k)
    if written_out(r, k):
        return False
    if "with" in marks and k > j and r.capital(k + marks["with"].size) and begins_body(r, k + marks["with"].size, strong=True):
        return True  # "Phòng Việc làm | cùng Thanh tra Sở"
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


def read_before_duty(r: Reader, body: Body, j: int) -> Body | None:
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
    if r.word(k - 1).isdigit() and r.word(nxt + (r.at(nxt)["numbered"].size if "numbered" in r.at(nxt) else 0)).isdigit():
        return False  # "Hạt Kiểm lâm số 1, số 2", "Phòng 1, 2" are two
    if body.head and "places" in body.head.does and not body.head.does & {"named", "commas"} and r.capital(nxt) and r.capital(k - 1):
        return False  # "Đồn Biên phòng Cửa Hội và Lạch Quèn"
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
