"""Where the name of a body ends: how far a name that the registry does not know goes on, over commas, "và" and dashes."""

from __future__ import annotations

from kehoach_parser.resolve.lexicon import Head, Mark, Marks
from kehoach_parser.resolve.reader import (
    JOINTS,
    LONGEST,
    STOPS,
    Reader,
    begins_body,
    does_work,
    is_compound,
    known_name,
    written_out,
)

_LONGEST_FIELD = 6  # words of a field in small letters


def cut_short(r: Reader, i: int, end: int, head: Mark | None) -> bool:
    """Whether a registered name is only the beginning of a longer one ("Trung tâm Y tế dự phòng tỉnh")."""
    if head is None or end >= len(r.words.low):
        return False
    if written_out(r, end):
        return True
    if r.capital(end):
        return _field_in_capitals(r, end, head.value)
    if second_field(r, end):
        return True
    word, marks = r.words.low[end], r.at(end)
    if "house" in marks:
        return False
    if (is_compound(r, end) and not (r.prose and "action" in marks)) or _goes_on_after_dash(r, end, head) or ("plural" in marks and not r.prose and not begins_body(r, end, strong=True) and "level" not in r.at(end + marks["plural"].size)):
        return True
    if _goes_on_after_comma(r, end, head) or _goes_on_after_and(r, end, head):
        return True
    if not word[0].isalpha() or word in JOINTS or word == "khu" or ("numbered" in marks and r.word(end + marks["numbered"].size).isdigit()):
        return False
    if r.prose:
        return "closed" not in head.value.does and _small_up_to_role(r, end)
    if marks.keys() - {"noun", "head", "restricts", "of_kind", "special", "nothing", "inner", "numbered", "unit"}:
        return False
    return "owner" not in head.value.does and (("noun" in marks and "doubtful" not in head.value.does) or not begins_body(r, end))


def _small_up_to_role(r: Reader, k: int) -> bool:
    """In a sentence, whether words in small letters that are no verb lead from `k` to a role or the next body: "Cục Y tế dự phòng chủ trì"."""
    if r.at(k).keys() & {"inner", "action"} and not _is_noun(r.at(k)):
        return "inner" in r.at(k) and takes_role(r, k + r.at(k)["inner"].size)
    for j in range(k, k + _LONGEST_FIELD):
        marks = r.at(j)
        if j > k and takes_role(r, j):
            return True
        if r.word(j) in JOINTS:
            return j > k and r.capital(j + 1) and begins_body(r, j + 1, strong=True)
        if not r.word(j)[:1].isalpha() or r.capital(j) or (marks.keys() - {"noun", "head", "numbered", "inner", "restricts", "of_kind"} and not _is_noun(marks)):
            return False
    return False


def _is_noun(marks: Marks) -> bool:
    """Whether the work that stands there is as good as a noun: "Phòng Kế hoạch tổng hợp"."""
    return "inner" in marks and marks["inner"].value == "inner-noun"


def _field_in_capitals(r: Reader, k: int, head: Head) -> bool:
    """Whether a field of work with one capital follows a registered name, and no place: "Công đoàn Giáo dục tỉnh", "Vụ Thống kê Thương mại"."""
    marks = r.at(k)
    if second_field(r, k) or (not marks and not r.at(k + 1).keys() - {"numbered"} and r.word(k + 1)[:1].isalpha() and not r.capital(k + 1) and not (r.prose and "scope" in head.does)):
        return True
    field = marks.get("compound") or (None if r.prose and not _is_noun(marks) else marks.get("inner"))
    return bool(field and field.size > 1 and not any(r.capital(j) for j in range(k + 1, k + field.size)) and not begins_body(r, k, strong=True))


def inner_work(r: Reader, k: int) -> bool:
    """Whether the verb at `k` names the work of a unit, no more than a few words before the name ends: "Phòng Kế hoạch tổng hợp"."""
    if "inner" not in r.at(k):
        return False
    j = k
    while "inner" in r.at(j) and j - k < LONGEST:
        j += r.at(j)["inner"].size  # "Trường Cán bộ quản lý xây dựng"
    for _ in range(6):
        marks = r.at(j)
        if j >= len(r.words.low) or r.words.low[j] in STOPS or r.words.low[j] in JOINTS or marks.keys() & {"level", "keeps"} or takes_role(r, j):
            return True
        if marks.keys() & {"action", "tail", "filler", "plural"} and not r.capital(j):
            return "tail" in marks
        j += 1
    return False


def inner_closes(r: Reader, k: int) -> bool:
    """In a sentence, whether the verb at `k` has no object and so closes the name: "Chi cục Giám định xây dựng thành lập đoàn …"."""
    if "inner" not in r.at(k) or r.at(k)["inner"].value == "inner-first":
        return False
    j = k + r.at(k)["inner"].size
    marks = r.at(j)
    if takes_role(r, j):
        return True
    if j >= len(r.words.low):
        return False
    if r.words.low[j] in JOINTS:
        return r.capital(j + 1) and begins_body(r, j + 1, strong=True)
    return does_work(r, j) and "inner" not in marks


def takes_role(r: Reader, j: int) -> bool:
    """Whether a body takes its role at `j`: "chủ trì", "có trách nhiệm", "làm đầu mối"."""
    marks = r.at(j)
    return bool(marks.keys() & {"lead", "support", "duty"}) or ("filler" in marks and "lead" in r.at(j + marks["filler"].size))


def work_up_to_level(r: Reader, k: int) -> bool:
    """Whether the work from `k` on is part of a committee's name: a level closes it ("Ban Chỉ đạo xây dựng nông thôn mới huyện"), and no other body comes before."""
    j = k
    while j < len(r.words.low) and j - k < LONGEST:
        marks = r.at(j)
        if is_compound(r, j):
            j += marks["compound"].size
        elif "level" in marks and j > k:
            return not r.capital(j)
        elif r.words.low[j] in STOPS or marks.keys() & {"tail", "filler", "keeps", "lead", "support", "with", "plural"} or (r.capital(j) and begins_body(r, j, strong=True)):
            return False
        else:
            j += 1
    return False


def small_field(r: Reader, k: int, head: Head) -> bool:
    """Whether "và" at word `k` joins a field in small letters to the name of a central unit: "Cục Kế hoạch và tài chính"."""
    return head.id in ("directorate", "department") and r.words.low[k] == "và" and not r.prose and not r.capital(k + 1) and is_field(r, k + 1)


def is_field(r: Reader, k: int) -> bool:
    """Whether a registered field of some head stands at `k`: in a list it is a body of its own."""
    return any(known_name(r, root, k) for root in r.registry.fields.values())


def closes_with_and(r: Reader, k: int, fields: bool = True) -> bool:
    """Whether the list of words from `k` ends in "và …" before the next comma: "Văn hóa, Thể thao và Truyền thông".

    Without `fields`, none of its parts may be the field of another body.
    """
    first = k
    while k < len(r.words.low) and r.words.low[k] not in STOPS and k - first < LONGEST:
        if not fields and (k == first or r.word(k - 1) in JOINTS) and is_field(r, k):
            return False
        if r.words.low[k] in ("và", "&"):
            return not begins_body(r, k + 1) and (fields or not is_field(r, k + 1))
        if r.words.low[k] == "," and begins_body(r, k + 1):
            return False
        k += 1
    return False


def _goes_on_after_comma(r: Reader, end: int, head: Mark) -> bool:
    """Whether words that are no field of another body close the name of a unit: "Chi cục Chăn nuôi, Thú y và Thủy sản"."""
    if r.words.low[end] != "," or "commas" not in head.value.does or "head" in r.at(end + 1):
        return False
    small = not r.capital(end + 1)
    if small and (r.prose or r.at(end + 1).keys() & {"action", "tail", "filler", "noun", "plural", "level", "lead", "support"}):
        return False
    if small and head.value.id in ("directorate", "department") and not r.at(end + 1) and r.word(end + 1)[:1].isalpha():
        return True  # "Vụ Tài chính, tiền tệ"
    return not begins_body(r, end + 1) and closes_with_and(r, end + 1, fields=small)


def _goes_on_after_and(r: Reader, end: int, head: Mark) -> bool:
    """Whether "và" joins one more field to the name of a unit that shares its head with none: "Ban Quản lý dự án … và Phát triển quỹ đất".

    What a committee carries out is such a field: "Ban Chỉ đạo chuyển đổi số và Đề án 06".
    """
    if head.value.id == "steering" and r.words.low[end] in ("và", ",") and r.capital(end + 1) and "instrument" in r.at(end + 1):
        return True
    if small_field(r, end, head.value):
        return True
    if r.words.low[end] not in ("và", "&") or head.value.id not in ("management", "centre", "phong", "enterprise", "directorate", "department", "branch-office") or not r.capital(end + 1):
        return False
    if head.value.id == "enterprise" and not begins_body(r, end + 1):
        return True  # "Công ty Cổ phần Cấp nước và Môi trường đô thị"
    return not begins_body(r, end + 1) and not r.at(end + 1).keys() & {"head", "noun", "plural", "level"} and not is_field(r, end + 1)


def second_field(r: Reader, k: int) -> bool:
    """Whether the second field of a room stands at `k` without a joint, which alone is one of the staff: "Phòng Tài chính Kế toán"."""
    half = r.at(k).get("head")
    return half is not None and half.value.id == "office-staff" and half.size > 1 and r.word(k - 1) not in JOINTS and r.word(k - 1) not in STOPS


def is_half(head: Head | None) -> bool:
    """Whether a head behind a dash is half of a unit's name: "Phòng Tài chính - Kế toán", "Phòng Bưu chính - Viễn thông"."""
    return head is not None and (head.id in ("office-staff", "utilities") or "doubtful" in head.does)


def _goes_on_after_dash(r: Reader, end: int, head: Mark) -> bool:
    """Whether a dash joins one more field to the name of a unit: "Ban Tổ chức - Kiểm tra"."""
    if r.words.low[end] != "-" or "owned" not in head.value.does or not r.capital(end + 1):
        return False
    after = r.at(end + 1).get("head")
    if after and is_half(after.value):
        return True
    return not r.at(end + 1).keys() & {"head", "lead", "support"} and not begins_body(r, end + 1, strong=True)
