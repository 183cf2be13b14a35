"""Where tasks stand on a day, and the days of recurring work."""

from __future__ import annotations

import json
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from desk import make_plan, sample_plan

from kehoach_parser.cli import main
from kehoach_parser.due import follow_up, names_body, span_of_days
from kehoach_parser.emit.json import to_json
from kehoach_parser.emit.rows import task_rows
from kehoach_parser.model import Deadline, Header
from kehoach_parser.recurrence import due_days, in_words, is_rule

TODAY = date(2024, 6, 10)


def standing(deadline: dict[str, Any] | None, today: date = TODAY, within: int = 30) -> list[tuple[str, str | None, int | None]]:
    plan = make_plan([{"id": "1", "kind": "item", "marker": "1.", "text": "x", "source": "field", "deadline": deadline}])
    items = follow_up(((row, plan.header) for row in task_rows(plan)), today, within=within)
    return [(item.standing, item.on.isoformat() if item.on else None, item.days) for item in items]


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        (None, ("undated", None, None)),
        ({"raw": "?"}, ("undated", None, None)),
        ({"raw": "a", "end": "2024-06-09"}, ("overdue", "2024-06-09", -1)),
        ({"raw": "a", "end": "2024-06-10"}, ("due", "2024-06-10", 0)),
        ({"raw": "a", "end": "2024-07-10"}, ("due", "2024-07-10", 30)),
        ({"raw": "a", "end": "2024-07-11"}, ("running", "2024-07-11", 31)),
        ({"raw": "a", "start": "2024-01-01", "end": "2024-12-31"}, ("running", "2024-12-31", 204)),
        ({"raw": "a", "start": "2024-07-11", "end": "2024-12-31"}, ("later", "2024-12-31", 204)),
        ({"raw": "a", "start": "2024-06-20", "end": "2024-06-30"}, ("due", "2024-06-30", 20)),
        ({"raw": "a", "start": "2025-01-01", "ongoing": True}, ("later", None, None)),
        ({"raw": "a", "start": "2023-01-01", "ongoing": True}, ("running", None, None)),
        ({"raw": "a", "end": "2024-03-31", "ongoing": True}, ("running", "2024-03-31", -71)),
        ({"raw": "thường xuyên", "ongoing": True}, ("running", None, None)),
        ({"raw": "khi có", "condition": "khi có"}, ("conditional", None, None)),
        ({"raw": "theo", "reference": "theo"}, ("conditional", None, None)),
        ({"raw": "a", "end": "2024-12-31", "condition": "khi có"}, ("running", "2024-12-31", 204)),
        ({"raw": "a", "ongoing": True, "recurrence": ["FREQ=MONTHLY;BYMONTHDAY=11"]}, ("recurring", "2024-06-11", 1)),
        ({"raw": "a", "ongoing": True, "recurrence": ["FREQ=MONTHLY"]}, ("recurring", None, None)),
        ({"raw": "a", "ongoing": True, "end": "2024-06-30", "recurrence": ["FREQ=MONTHLY"]}, ("recurring", None, None)),
        ({"raw": "a", "ongoing": True, "end": "2024-05-31", "recurrence": ["FREQ=MONTHLY;BYMONTHDAY=5"]}, ("overdue", "2024-05-31", -10)),
    ],
)
def test_where_a_task_stands(deadline: dict[str, Any] | None, expected: tuple[str, str | None, int | None]) -> None:
    assert standing(deadline) == [expected]


def test_each_dated_part_stands_for_itself() -> None:
    parts = [{"raw": "quý I", "end": "2024-03-31"}, {"raw": "quý II", "end": "2024-06-30"}]
    assert standing({"raw": "quý I, II", "milestones": parts}) == [("overdue", "2024-03-31", -71), ("due", "2024-06-30", 20)]


def test_the_soonest_come_first_and_the_late_before_all() -> None:
    plan = sample_plan()
    items = follow_up(((row, plan.header) for row in task_rows(plan)), TODAY)
    assert [(item.standing, item.row.id) for item in items] == [
        ("overdue", "I.1.1"), ("due", "I.1.2"), ("running", "II.1.-1"), ("running", "I.2.1"), ("recurring", "I.1.3"), ("conditional", "I.2.3"), ("undated", "I.2.2"), ("undated", "II.2.-1"),
    ]
    assert items[4].coming == (date(2024, 6, 11), date(2024, 7, 11), date(2024, 8, 11))


@pytest.mark.parametrize(
    ("text", "found"),
    [("Tư pháp", True), ("tu phap", True), ("PHÒNG TƯ PHÁP", True), ("phong", True), ("tư phap", False), ("Sở Tư pháp", False), ("nội vụ", True)],
)
def test_a_body_is_found_by_part_of_its_name_with_or_without_marks(text: str, found: bool) -> None:
    row = next(task_rows(sample_plan()))
    assert names_body(row, text) is found


@pytest.mark.parametrize(("text", "days"), [("30d", 30), ("2w", 14), ("0d", 0), ("1m", 30), ("12M", 365), ("x", None), ("", None), ("d", None), ("-3d", None), ("99999d", None), ("1y", None)])
def test_how_far_ahead_counts_as_due(text: str, days: int | None) -> None:
    assert span_of_days(text, TODAY) == days


def test_months_end_where_the_calendar_lets_them() -> None:
    assert span_of_days("1m", date(2024, 1, 31)) == 31


@pytest.mark.parametrize(
    ("rules", "start", "days"),
    [
        (["FREQ=MONTHLY;BYMONTHDAY=-1"], None, ["2024-01-31", "2024-02-29"]),
        (["FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=25"], None, ["2024-03-25", "2024-06-25"]),
        (["FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"], None, ["2024-06-30", "2024-12-31"]),
        (["FREQ=WEEKLY;BYDAY=FR"], None, ["2024-01-19", "2024-01-26"]),
        (["FREQ=DAILY"], None, ["2024-01-15", "2024-01-16"]),
        (["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"], "2024-03-04", ["2024-03-04", "2024-03-18"]),
        (["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"], None, []),
        (["FREQ=MONTHLY"], None, []),
        (["FREQ=MONTHLY;INTERVAL=3"], None, []),
        (["FREQ=YEARLY;INTERVAL=5"], None, []),
        (["BYMONTHDAY=3"], None, []),
        (["FREQ=MONTHLY;BYMONTHDAY=x"], None, []),
        (["FREQ=DAILY;INTERVAL=0"], "2024-03-04", []),
        (["FREQ=DAILY;INTERVAL=-1"], "2024-03-04", []),
        (["FREQ=DAILY"], "soon", []),
        (["FREQ=MONTHLY;BYMONTHDAY=11"], "2024-02-31", []),
    ],
)
def test_the_days_of_recurring_work(rules: list[str], start: str | None, days: list[str]) -> None:
    deadline = Deadline(raw="", span=(0, 0), start=start, recurrence=tuple(rules))
    assert [day.isoformat() for day in islice(due_days(deadline, Header(issued_on="2024-01-15")), 2)] == days


@pytest.mark.parametrize("header", [Header(issued_on="soon"), Header(plan_year=-5), Header(issued_on="-"), Header()])
def test_a_plan_without_a_day_gives_no_days(header: Header) -> None:
    assert list(due_days(Deadline(raw="", span=(0, 0), recurrence=("FREQ=DAILY",)), header)) == []


@pytest.mark.parametrize(
    ("rule", "right"),
    [
        ("FREQ=DAILY", True), ("RRULE:freq=monthly;bymonthday=-1;", True), ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", True), ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=3;UNTIL=20251231", True),
        ("FREQ=DAILY;INTERVAL=0", False), ("FREQ=HOURLY", False), ("FREQ=DAILY;UNTIL=soon", False), ("FREQ=DAILY;UNTIL=20241399", False), ("BYMONTHDAY=3", False), ("FREQ=DAILY;X=1", False), ("", False),
    ],
)
def test_what_is_a_rule(rule: str, right: bool) -> None:
    assert is_rule(rule) is right


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=11", "ngày 11 hằng tháng"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "ngày cuối hằng tháng"),
        ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "ngày cuối tháng 3, 6, 9, 12 hằng năm"),
        ("FREQ=WEEKLY;BYDAY=FR", "thứ sáu hằng tuần"),
        ("FREQ=WEEKLY;INTERVAL=2", "2 tuần một lần"),
        ("FREQ=YEARLY;COUNT=2", "hằng năm (2 lần)"),
        ("FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO", "FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO"),
    ],
)
def test_a_rule_in_words(rule: str, words: str) -> None:
    assert in_words(rule) == words


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "a.json"
    path.write_bytes(to_json(sample_plan()))
    return path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["due", *arguments])
    return int(end.value.code or 0)


def test_the_command_gives_json_for_programs(plan_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(plan_file), "--as-of", "2024-06-10", "--agency", "tu phap", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["as_of"] == "2024-06-10" and told["summary"]["overdue"] == 1
    assert [(item["standing"], item["id"], item["on"], item["days"]) for item in told["items"]] == [("overdue", "I.1.1", "2024-03-31", -71), ("due", "I.1.2", "2024-06-30", 20)]


def test_the_command_gives_a_table_for_people(plan_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(plan_file), "--as-of", "2024-06-10") == 0
    said = capsys.readouterr().out
    assert "Quá hạn" in said and "31/03/2024" in said and "8 nhiệm vụ: quá hạn 1, sắp đến hạn 1" in said
    assert "\x1b[" not in said


def test_the_command_gives_csv_that_runs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = make_plan([{"id": "1", "kind": "item", "marker": None, "text": "=1+1", "source": "bare"}])
    (tmp_path / "a.json").write_bytes(to_json(plan))
    assert run(str(tmp_path / "a.json"), "--format", "csv", "--as-of", "2024-06-10") == 0
    assert ",'=1+1," in capsys.readouterr().out


def test_only_some(plan_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(plan_file), "--as-of", "2024-06-10", "--only", "recurring", "--only", "conditional", "--format", "json") == 0
    assert [item["standing"] for item in json.loads(capsys.readouterr().out)["items"]] == ["recurring", "conditional"]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [(["A", "--within", "soon"], 2, "30d, 2w or 3m"), (["A", "--as-of", "10/6/2024"], 2, "YYYY-MM-DD"), (["nowhere.json"], 1, "nowhere.json")],
)
def test_wrong_usage_gets_one_sentence(plan_file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, says: str) -> None:
    assert run(*(str(plan_file) if part == "A" else part for part in arguments)) == status
    error = capsys.readouterr().err
    assert says in error and "Traceback" not in error


def test_an_unreadable_plan_is_named_and_the_others_are_shown(plan_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(plan_file.parent / "gone.json"), str(plan_file), "--as-of", "2024-06-10", "--format", "json") == 1
    said = capsys.readouterr()
    assert "gone.json" in said.err and len(json.loads(said.out)["items"]) == 8


@pytest.mark.parametrize("columns", ["40", "60", "99"])
def test_a_narrow_terminal_gets_blocks_with_everything_in_them(columns: str, plan_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert run(str(plan_file), "--as-of", "2024-06-10") == 0
    said = capsys.readouterr().out
    assert "31/03/2024" in said and "trễ 71 ngày" in said and "Nhiệm vụ: " in said
    assert max(map(len, said.split("\n")[:-2])) <= int(columns)


def test_a_plan_with_a_blank_number_is_named_by_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.json"
    plan = sample_plan()
    path.write_bytes(to_json(plan.model_copy(update={"header": plan.header.model_copy(update={"number": "/KH-UBND"})})))
    assert run(str(path), "--as-of", "2024-06-10") == 0
    said = capsys.readouterr().out
    assert "/KH-UBND:" not in said and "ke-hoach.txt:" in said
