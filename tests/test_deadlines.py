"""Deadlines: phrases and their meaning, the reference expressions, the laws, and deadlines inside sentences."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kehoach_parser import load_grammar, parse_deadline
from kehoach_parser.grammar import fold
from kehoach_parser.resolve.deadline_mend import mend
from kehoach_parser.resolve.deadline_words import CODES, cut_words
from kehoach_parser.resolve.deadlines import Calendar, ReadDeadline, find_deadlines, merge_deadlines, read_deadline

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared"
GRAMMAR = load_grammar()
PLAN_2024 = Calendar("2024-02-07", 2024)
PLAN_FROM_2024 = Calendar("2024-02-07", 2024, several_years=True)
CASES = yaml.safe_load((HERE / "cases" / "deadlines.yaml").read_text(encoding="utf-8"))["cases"]
SENTENCES = yaml.safe_load((HERE / "cases" / "deadline_sentences.yaml").read_text(encoding="utf-8"))["cases"]
EMPTY: dict[str, Any] = {"start": None, "end": None, "ongoing": False, "recurrence": [], "condition": None, "reference": None}


def _answer(read: ReadDeadline) -> dict[str, Any]:
    return {**{name: getattr(read, name) for name in EMPTY}, "recurrence": list(read.recurrence)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["raw"])
def test_a_phrase_is_read_as_its_case_says(case: dict[str, Any]) -> None:
    read, problems = read_deadline(GRAMMAR, case["raw"], PLAN_FROM_2024 if case.get("several_years") else PLAN_2024)
    wanted = {name: case.get(name, empty) for name, empty in EMPTY.items()}
    assert _answer(read) == wanted
    assert read.ambiguous == case.get("ambiguous", False)
    assert [p.code for p in problems if p.code in ("KH302", "KH305")] == case.get("problems", [])


# --- the reference expressions and the gold plans ----------------------------------------------------------------------


def _rules(given: object) -> set[str]:
    rules = [given] if isinstance(given, str) else given or []
    assert isinstance(rules, (list, tuple))
    return {";".join(sorted(str(rule).split(";"))) for rule in rules}


def _comparable(given: dict[str, Any]) -> tuple[object, ...]:
    """Dates, ongoing and rules exactly; of condition and reference whether there is one, since the reference file words them its own way."""
    day = {name: str(given[name]) if given.get(name) else None for name in ("start", "end")}
    return day["start"], day["end"], bool(given.get("ongoing")), frozenset(_rules(given.get("recurrence"))), bool(given.get("condition")), bool(given.get("reference"))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


def _stands_in(value: str, raw: str) -> bool:
    """Whether a condition or reference of the reference file can be read from the phrase at all."""
    return len(_words(value) & _words(raw)) * 2 >= len(_words(value))


@pytest.mark.shared
def test_every_reference_expression_is_read_as_stated() -> None:
    entries = yaml.safe_load((SHARED / "domain" / "deadlines.yaml").read_text(encoding="utf-8"))["expressions"]
    assert len(entries) == 150
    wrong: list[tuple[object, ...]] = []
    for entry in entries:
        wanted = dict(entry)
        if entry["reference"] and not _stands_in(entry["reference"], entry["raw"]):
            assert entry["id"] == "D105"  # its reference stands in the plan, behind the part of the phrase that is quoted
            wanted["reference"] = None
        read, _ = read_deadline(GRAMMAR, entry["raw"], Calendar(entry["issue_date"], entry["plan_year"]))
        if _comparable(_answer(read)) != _comparable(wanted):
            wrong.append((entry["id"], entry["raw"], _answer(read)))
        if entry["ambiguous"] and not read.ambiguous:
            wrong.append((entry["id"], entry["raw"], "should say that another reading is possible"))
    assert not wrong


@pytest.mark.shared
def test_only_natural_period_ends_and_single_days_are_ambiguous_against_the_reference() -> None:
    """C1 and the table of ambiguities mark these, though their entries do not; anything else marked would be noise."""
    entries = yaml.safe_load((SHARED / "domain" / "deadlines.yaml").read_text(encoding="utf-8"))["expressions"]
    marked = {e["id"] for e in entries if not e["ambiguous"] and read_deadline(GRAMMAR, e["raw"], Calendar(e["issue_date"], e["plan_year"]))[0].ambiguous}
    assert marked == {"D092", "D208", "D209", "D211", "D224"}


def _gold_files() -> list[Path]:
    return [*sorted((SHARED / "gold").glob("*.yaml")), *sorted((HERE / "gold").glob("*.yaml"))]


@pytest.mark.parametrize("path", _gold_files(), ids=lambda path: path.stem)
def test_deadline_fields_of_gold_plans(path: Path) -> None:
    gold = yaml.safe_load(path.read_text(encoding="utf-8"))
    calendar = Calendar(gold["header"].get("issued_on"), gold["header"].get("plan_year"))
    wrong = []
    for task in gold["tasks"]:
        wanted = task.get("deadline")
        if not wanted or task["source"] != "field" or not any(wanted.get(name) for name in EMPTY):
            continue  # gold has fields that are not understood; that is no answer to be compared
        read, _ = read_deadline(GRAMMAR, wanted["raw"], calendar)
        if _comparable(_answer(read)) != _comparable(wanted) or read.raw != wanted["raw"]:
            wrong.append((task["line"], wanted, _answer(read)))
    assert not wrong


# --- laws --------------------------------------------------------------------------------------------------------------

PHRASES = sorted(phrase for entry in GRAMMAR.section("deadline_words").values() for phrase in entry["phrases"])
NUMBERS = ["0", "1", "02", "3", "12", "15", "28", "29", "30", "31", "32", "99", "100", "1000000", "1944", "2024", "2025", "2100", "9999", "I", "II", "IV", "l", "O6"]
MARKS = [",", ";", "/", "-", "–", "(", ")", ":", ".", "%", "+", "\n", "QĐ-TTg", "06/QĐ-TTg ngày 06/01/2022", "x"]
soup = st.lists(st.sampled_from(PHRASES) | st.sampled_from(NUMBERS) | st.sampled_from(MARKS) | st.text(max_size=5), max_size=12).map(" ".join)
calendars = st.builds(
    Calendar,
    st.sampled_from([None, "2024", "2024-02", "2024-02-07", "2024-12-31", "9999-12-31", "0001-01-01", "2024-02-31", "năm", "２０２４"]),
    st.sampled_from([None, 0, 1945, 2024, 2099, 2100, 10**9]),
)
often = settings(max_examples=600, deadline=None)


@often
@given(soup, calendars)
def test_any_text_gives_a_reading_with_true_span_order_and_rules(text: str, calendar: Calendar) -> None:
    for read in (read_deadline(GRAMMAR, text, calendar)[0], *find_deadlines(GRAMMAR, text, calendar)):
        assert text[read.span[0] : read.span[1]] == read.raw
        if read.start and read.end:
            assert read.start <= read.end
        for rule in read.recurrence:
            rrulestr(rule, dtstart=datetime(2024, 1, 1))
        assert bool(read.alternative) == read.ambiguous


@often
@given(st.lists(st.sampled_from(PHRASES), max_size=9).map(" ".join))
def test_without_a_number_or_a_calendar_no_date_is_given(text: str) -> None:
    spelt = [entry for word in cut_words(GRAMMAR, text).words if (entry := word.id) in ("one", "two", "three", "four", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")]
    lunar = "Y" in cut_words(GRAMMAR, text).code
    read, _ = read_deadline(GRAMMAR, text, Calendar())
    if not spelt and not lunar:
        assert read.start is None and read.end is None


@often
@given(soup)
def test_a_year_that_is_neither_printed_nor_in_the_calendar_is_never_given(text: str) -> None:
    read, _ = read_deadline(GRAMMAR, text, Calendar("2024-02-07", 2024))
    allowed = {2022, 2023, 2024, 2025, 2026, 2027}  # the calendar's year, with “năm sau”, terms that count on, and the day before it or “năm trước”
    printed = {w.value + shift for w in cut_words(GRAMMAR, text).words if w.code in "YN" for shift in (-1, 0, 1, 1999, 2000, 2001)}
    words = cut_words(GRAMMAR, text, field=True)
    long_term = any(w.code in "N#" and w.value > 12 for w in words.words) or "Ny" in words.code  # “5 năm tiếp theo”
    for iso in (read.start, read.end):
        if iso and not long_term:
            assert int(iso[:4]) in allowed | printed


@often
@given(st.integers(1, 31), st.integers(1, 12), st.integers(2000, 2090))
def test_a_printed_day_is_read_as_that_day_or_refused(day: int, month: int, year: int) -> None:
    read, problems = read_deadline(GRAMMAR, f"đến ngày {day:02}/{month}/{year}", Calendar())
    try:
        assert read.end == date(year, month, day).isoformat()
    except ValueError:
        assert "KH305" in [p.code for p in problems]
        assert read.end is None or read.end == (date(year + month // 12, month % 12 + 1, 1) - (date(2, 1, 2) - date(2, 1, 1))).isoformat()


@pytest.mark.parametrize("text", ["từ " * 160, "(" * 499, "30/6, " * 80, "quý I, " * 70, "hàng tháng, " * 40, "trước ngày " * 45, "1" * 499, "ngày 15 và " * 45, "-" * 400])
def test_hostile_phrases_stay_within_the_limit_and_are_answered(text: str) -> None:
    read, _ = read_deadline(GRAMMAR, text, PLAN_2024)
    assert read.raw == text[read.span[0] : read.span[1]]


def test_a_phrase_over_the_limit_is_kept_and_not_read() -> None:
    text = "Quý II/2024 " + "và tiếp tục " * 60
    read, problems = read_deadline(GRAMMAR, text, PLAN_2024)
    assert read.raw == text.strip() and not read.understood
    assert [p.code for p in problems] == ["KH302"]


@pytest.mark.parametrize("piece", ["trước ngày 15/3 ", "hàng tháng ", "trong năm 2024, ", "ngày 01/01/2024 ", "(trước ", "từ 1 - 2 "])
def test_work_on_a_sentence_grows_with_its_length_alone(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Candidates looked at are counted, not seconds: twice the text, at most twice the candidates and the words cut."""
    cut: list[int] = []

    def counted(grammar: Any, text: str, cited: Any = ()) -> Any:
        cut.append(len(text))
        return cut_words(grammar, text, cited)

    monkeypatch.setattr("kehoach_parser.resolve.deadline_prose.cut_words", counted)
    counts = []
    for times in (200, 400):
        cut.clear()
        find_deadlines(GRAMMAR, piece * times, PLAN_2024)
        counts.append(sum(cut))
    assert counts[1] <= 2.1 * counts[0]


# --- what is said beside the dates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        ("Tháng 6", {"KH308"}),
        ("Tháng 6/2024", set()),
        ("Trước ngày 15/3/2024", {"KH309"}),
        ("31/02", {"KH305"}),
        ("Trước ngày 31/6/2024", {"KH305", "KH309"}),
        ("Đã có kết quả", {"KH302"}),
        ("Thường xuyên", set()),
    ],
)
def test_problems(raw: str, codes: set[str]) -> None:
    _, problems = read_deadline(GRAMMAR, raw, PLAN_2024)
    assert {p.code for p in problems} == codes


def test_the_other_reading_of_an_exclusive_limit_is_kept() -> None:
    assert "2024-03-15" in (parse_deadline("trước ngày 15/3/2024").alternative or "")


def test_a_year_left_out_needs_a_calendar() -> None:
    assert parse_deadline("Quý II").start is None
    assert parse_deadline("Quý II", issued_on=date(2023, 5, 2)).start == "2023-04-01"
    assert parse_deadline("Quý II", issued_on=date(2023, 5, 2), plan_year=2024).start == "2024-04-01"
    assert parse_deadline("Quý II", plan_year=2024).year_inferred


def test_relative_terms_need_a_whole_day_of_issue() -> None:
    read, _ = read_deadline(GRAMMAR, "trong vòng 10 ngày kể từ ngày ký", Calendar("2024-02", 2024))
    assert (read.start, read.end, read.condition) == (None, None, "trong vòng 10 ngày kể từ ngày ký")
    assert "C11" in read.conventions


def test_what_is_due_before_tet_is_not_due_before_the_plan_was_issued() -> None:
    assert parse_deadline("trước Tết Nguyên đán", issued_on=date(2024, 11, 20)).end == "2025-01-28"
    assert parse_deadline("trước Tết Nguyên đán", issued_on=date(2024, 11, 20), plan_year=2025).end == "2025-01-28"
    assert parse_deadline("trước Tết Nguyên đán Giáp Thìn", issued_on=date(2024, 11, 20)).end == "2024-02-09"


def test_what_is_left_of_a_period_needs_a_day_of_issue_in_it() -> None:
    assert parse_deadline("những tháng còn lại của năm 2024", issued_on=date(2024, 8, 20)).start == "2024-08-20"
    read = parse_deadline("những tháng còn lại của năm 2024", plan_year=2024)
    assert (read.start, read.end) == (None, "2024-12-31")


def test_several_dated_parts_are_kept_as_milestones() -> None:
    read = parse_deadline("Xã: trước ngày 20/3/2024; huyện: trước ngày 25/4/2024")
    assert read.end == "2024-04-24"
    assert [(m.raw, m.end) for m in read.milestones] == [("trước ngày 20/3/2024", "2024-03-19"), ("trước ngày 25/4/2024", "2024-04-24")]


def test_dates_of_cited_documents_are_no_deadlines() -> None:
    read = parse_deadline("Lộ trình theo Nghị quyết 12/NQ-CP, ngày 9/5/2022 (xã từ 01/12/2022, huyện từ 01/6/2023)", plan_year=2023)
    assert (read.start, read.end, read.ongoing) == ("2022-12-01", None, True)
    assert read.reference == "Lộ trình theo Nghị quyết 12/NQ-CP, ngày 9/5/2022"


@pytest.mark.parametrize(("raw", "unit"), [("15/3/2024", "day"), ("Quý I/2024", "quarter"), ("Năm 2024", "year"), ("giai đoạn 2022 - 2025", "period"), ("hàng tháng", "month"), ("trước ngày 5 hàng tháng", "day")])
def test_precision_is_the_finest_unit_of_the_text(raw: str, unit: str) -> None:
    assert parse_deadline(raw).precision == unit


# --- inside sentences --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["text"][:60])
def test_a_sentence_gives_the_deadlines_of_its_work_alone(case: dict[str, Any]) -> None:
    found = find_deadlines(GRAMMAR, case["text"], PLAN_2024)
    assert [read.raw for read in found] == case.get("raw", [])
    merged = merge_deadlines(found, case["text"])
    answer = _answer(merged) if merged else None
    wanted = {name: case.get(name, empty) for name, empty in EMPTY.items()} if case.get("raw") else None
    assert answer == wanted


def test_merging_takes_the_hull_of_dates_and_all_rules() -> None:
    text = "báo cáo nhanh trước 11 giờ ngày 02/6/2024; gửi tổng hợp chậm nhất ngày 05/9/2024; trước ngày 10 hàng tháng cập nhật"
    merged = merge_deadlines(find_deadlines(GRAMMAR, text, PLAN_2024), text)
    assert merged is not None
    assert (merged.end, merged.recurrence, merged.ongoing) == ("2024-09-05", ("FREQ=MONTHLY;BYMONTHDAY=9",), True)
    assert merged.raw == "trước 11 giờ ngày 02/6/2024; chậm nhất ngày 05/9/2024; trước ngày 10 hàng tháng"
    assert merge_deadlines([], "") is None


@pytest.mark.parametrize("path", _gold_files(), ids=lambda path: path.stem)
def test_sentences_of_gold_plans(path: Path) -> None:
    """Tasks without a deadline field: dates and rules. Formulas without either (“khi có yêu cầu”) are left to the annotator."""
    gold = yaml.safe_load(path.read_text(encoding="utf-8"))
    calendar = Calendar(gold["header"].get("issued_on"), gold["header"].get("plan_year"))
    wrong = []
    for task in gold["tasks"]:
        wanted = task.get("deadline")
        if task["source"] == "field" and wanted:
            continue
        if wanted and not any(piece in task["text"] for piece in wanted["raw"].split("; ")):
            wanted = None  # the time of the heading above ("Tháng 9/2025")
        dated = wanted if wanted and any(wanted.get(name) for name in ("start", "end", "recurrence")) else None
        merged = merge_deadlines(find_deadlines(GRAMMAR, task["text"], calendar), task["text"])
        found = merged if merged and (merged.start or merged.end or merged.recurrence) else None
        if (dated and _comparable(dated)[:4]) != (found and _comparable(_answer(found))[:4]):
            wrong.append((task["line"], wanted and wanted["raw"], merged and merged.raw))
    assert not wrong


# --- the words ---------------------------------------------------------------------------------------------------------


def test_every_entry_of_the_grammar_has_a_letter() -> None:
    assert set(GRAMMAR.section("deadline_words")) == set(CODES)


def test_examples_of_the_grammar_hold() -> None:
    wrong = []
    for entry_id, entry in GRAMMAR.section("deadline_words").items():
        for example in entry.get("examples", []):
            ids = {word.id for word in cut_words(GRAMMAR, example).words}
            if entry_id not in ids and CODES[entry_id]:
                wrong.append((entry_id, example, ids))
    assert not wrong


@pytest.mark.parametrize(("printed", "mended"), [("Trong nãm 2024", "trong năm 2024"), ("tháng O6/2024", "tháng 06/2024"), ("Quý l/2024", "quý i/2024"), ("truoc ngay 30/6", "trước ngày 30/6"), ("trong nam 2024", "trong năm 2024"), ("năm 2O24", "năm 2024"), ("tháng l2", "tháng 12"), ("trườc ngày 15/3", "trước ngày 15/3"), ("nàm 2024", "năm 2024"), ("Quý 11/2024", "quý ii/2024"), ("ngay sau khi ban hanh", "ngay sau khi ban hành")])
def test_misprints_are_mended_letter_for_letter(printed: str, mended: str) -> None:
    assert mend(GRAMMAR, printed) == (mended, True)
    assert len(printed) == len(mended)


def test_every_doubt_has_another_reading_to_show() -> None:
    used = {"C1", "C2", "C5", "C6", "C7", "C8", "C9", "C12", "C13", "C14", "C15", "C16", "C17", "C18", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10"}
    says = GRAMMAR.section("deadline_conventions")
    assert used <= {code for code, entry in says.items() if entry.get("other")}


# --- the command -------------------------------------------------------------------------------------------------------


def _run(*arguments: str) -> tuple[int, str]:
    from kehoach_parser.cli.deadline import app

    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout


def test_the_command_prints_the_reading_and_why() -> None:
    status, out = _run("Trước ngày 15/3", "--issued-on", "2024-02-07")
    assert status == 0
    assert "2024-03-14" in out and "C1 " in out and "C10" in out and "KH308" in out


def test_the_command_gives_json() -> None:
    import json

    status, out = _run("Định kỳ ngày 15 hàng tháng", "--format", "json")
    answer = json.loads(out)
    assert status == 0
    assert answer["recurrence"] == ["FREQ=MONTHLY;BYMONTHDAY=15"] and answer["ongoing"] is True and answer["diagnostics"] == []


def test_the_command_says_when_it_does_not_understand() -> None:
    status, out = _run("Khẩn trương", "--quiet")
    assert status == 1
    assert "KH302" in out


@pytest.mark.parametrize(("arguments", "status"), [(("Quý II/2024",), 0), (("Khẩn trương", "-q"), 1), (("",), 2), ((), 2), (("Tháng 6", "--issued-on", "2024-13-01"), 2), (("Tháng 6", "--issued-on", "7/2/2024"), 2), (("Tháng 6", "--plan-year", "1"), 2), (("Tháng 6", "--issued-on", "2024-02"), 0)])
def test_exit_status_of_the_command(arguments: tuple[str, ...], status: int) -> None:
    from kehoach_parser.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["deadline", *arguments])
    assert ended.value.code == status


@pytest.mark.shared
def test_no_date_in_the_reference_plans_that_the_text_does_not_say() -> None:
    """Each year of a labelled time field stands in the field itself, or is that of the day before or marked as the plan's."""
    seen = 0
    for path in sorted((SHARED / "plans").glob("*.txt")):
        year = int(path.stem[-4:])
        for found in re.finditer(r"Thời gian (?:hoàn thành|thực hiện):\**\s*(.+)", path.read_text(encoding="utf-8")):
            raw = found[1].replace("*", "")
            read, problems = read_deadline(GRAMMAR, raw, Calendar(None, year))
            seen += 1
            printed = {int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", raw)}
            for iso in filter(None, (read.start, read.end)):
                assert int(iso[:4]) in printed | {y - 1 for y in printed} or read.year_inferred
            assert read.understood and not [p for p in problems if p.code in ("KH302", "KH305")]
    assert seen == 165


def test_a_sentence_read_before_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offices repeat their sentences from plan to plan; a tenth of the time of reading a plan is saved."""
    from kehoach_parser.resolve import deadlines as room

    calendar = Calendar("2024-02-07", 2024)
    text = "Các đơn vị báo cáo trước ngày 17/11 hằng năm về Phòng Ví dụ."
    first = room.find_deadlines(GRAMMAR, text, calendar)
    monkeypatch.setattr(room, "find_parts", lambda *_: pytest.fail("read again"))
    assert room.find_deadlines(GRAMMAR, text, calendar) == first
