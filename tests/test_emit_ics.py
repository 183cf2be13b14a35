"""The calendar, read back by a second, independent parser (vobject)."""

from __future__ import annotations

from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import vobject
from desk import make_plan, sample_plan

from kehoach_parser.cli import main
from kehoach_parser.emit.ics import to_ics, without_day
from kehoach_parser.emit.json import to_json
from kehoach_parser.model import Plan


def events(*plans: Plan) -> list[Any]:
    calendar = vobject.readOne(to_ics(plans).decode("utf-8"))
    return list(getattr(calendar, "vevent_list", []))


def one(deadline: dict[str, Any], **header: Any) -> Plan:
    return make_plan([{"id": "I.1", "kind": "item", "marker": "1.", "text": "Báo cáo", "source": "field", "lead": ["Sở Tư pháp", "Công an tỉnh"], "deadline": deadline}], **header)


def test_a_dated_task_is_an_all_day_event_on_its_last_day() -> None:
    event = events(sample_plan())[0]
    assert event.dtstart.value == date(2024, 3, 31) and "DTEND" not in to_ics([sample_plan()]).decode()  # a day without an end lasts one day
    assert event.summary.value == "1.1. Đạt tối thiểu 90% hồ sơ trực tuyến"
    assert event.categories.value == ["Công an huyện"] and event.transp.value == "TRANSPARENT"
    assert "Phối hợp: Phòng Tư pháp; Phòng Nội vụ" in event.description.value and "Văn bản: 12/KH-UBND" in event.description.value


def test_what_recurs_repeats_from_the_first_day_after_the_plan() -> None:
    event = next(event for event in events(sample_plan()) if hasattr(event, "rrule"))
    assert event.dtstart.value == date(2024, 2, 11) and event.rrule.value == "FREQ=MONTHLY;BYMONTHDAY=11"
    days = [moment.date() for moment in islice(iter(event.getrruleset(addRDate=True)), 3)]
    assert days == [date(2024, 2, 11), date(2024, 3, 11), date(2024, 4, 11)]


def test_tasks_without_a_day_are_listed_and_not_made_up() -> None:
    plan = sample_plan()
    assert len(events(plan)) == 4
    assert [row.id for row in without_day([plan])] == ["I.2.1", "I.2.2", "I.2.3", "II.2.-1"]


@pytest.mark.parametrize(
    "deadline",
    [
        {"raw": "hàng tháng", "ongoing": True, "recurrence": ["FREQ=MONTHLY"]},
        {"raw": "2 tuần một lần", "ongoing": True, "recurrence": ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"]},
        {"raw": "hàng năm", "ongoing": True, "recurrence": ["FREQ=YEARLY"]},
        {"raw": "từ tháng 2", "ongoing": True, "start": "2024-02-01"},
        {"raw": "?", "ongoing": True, "recurrence": ["FREQ=SOMETIMES;BYMONTHDAY=1"]},
    ],
)
def test_a_period_without_a_day_gives_no_event(deadline: dict[str, Any]) -> None:
    assert events(one(deadline)) == []
    assert len(list(without_day([one(deadline)]))) == 1


def test_recurring_work_ends_where_its_period_ends() -> None:
    event = events(one({"raw": "ngày 5 hàng tháng đến tháng 6", "start": "2024-01-01", "end": "2024-06-30", "recurrence": ["FREQ=MONTHLY;BYMONTHDAY=5"]}))[0]
    assert "UNTIL=20240630" in event.rrule.value
    assert len(list(event.getrruleset(addRDate=True))) == 6


def test_recurring_work_that_leaves_its_day_open_has_the_last_day_of_its_period() -> None:
    (event,) = events(one({"raw": "hàng tháng trong năm 2024", "start": "2024-01-01", "end": "2024-12-31", "ongoing": True, "recurrence": ["FREQ=MONTHLY"]}))
    assert event.dtstart.value == date(2024, 12, 31) and not hasattr(event, "rrule")


def test_a_plan_without_any_date_gives_no_recurring_event() -> None:
    plan = one({"raw": "ngày 5 hàng tháng", "recurrence": ["FREQ=MONTHLY;BYMONTHDAY=5"]}, issued_on=None, plan_year=None)
    assert events(plan) == []


def test_milestones_are_events_of_their_own() -> None:
    parts = [{"raw": "báo cáo 6 tháng trước 15/6", "end": "2024-06-14"}, {"raw": "báo cáo năm", "end": "2024-12-14"}, {"raw": "khi có yêu cầu"}]
    found = events(one({"raw": "báo cáo 6 tháng, năm", "end": "2024-12-14", "milestones": parts}))
    assert [event.dtstart.value for event in found] == [date(2024, 6, 14), date(2024, 12, 14)]
    assert len({event.uid.value for event in found}) == 2


def test_a_second_import_updates_the_first() -> None:
    plan = sample_plan()
    corrected = plan.model_copy(update={"source": plan.source.model_copy(update={"sha256": "other", "path": "elsewhere/ban-sua.docx"})})
    assert [event.uid.value for event in events(plan)] == [event.uid.value for event in events(corrected)]
    assert to_ics([plan]) == to_ics([plan])


def test_uids_are_unique_even_for_one_plan_given_twice() -> None:
    uids = [event.uid.value for event in events(sample_plan(), sample_plan(), sample_plan(number="13/KH-UBND"))]
    assert len(uids) == len(set(uids)) == 12


def test_every_event_has_a_stamp_from_the_document() -> None:
    assert {event.dtstamp.value.strftime("%Y-%m-%d") for event in events(sample_plan())} == {"2024-01-15"}
    assert {event.dtstamp.value.year for event in events(sample_plan(issued_on="2024"))} == {2024}


def test_the_last_day_of_the_calendar_is_a_day_too() -> None:
    (event,) = events(one({"raw": "a", "end": "9999-12-31"}))
    assert event.dtstart.value == date(9999, 12, 31)


@pytest.mark.parametrize("text", ["a; b, c\\d\nBEGIN:VEVENT", "END:VCALENDAR\r\nX-EVIL:1", "ă" * 400, "🌾" * 60, "a\x00\x1b[2Jb\x85c"])
def test_text_never_becomes_a_property(text: str) -> None:
    plan = make_plan([{"id": "1", "kind": "item", "marker": None, "text": text, "source": "field", "lead": [text], "deadline": {"raw": text, "end": "2024-05-05"}}], path=text, number=text)
    (event,) = events(plan)
    assert event.dtstart.value == date(2024, 5, 5)
    lines = to_ics([plan]).decode("utf-8").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 1 and lines.count("END:VCALENDAR") == 1 and not any(line.startswith("X-EVIL") for line in lines)
    assert all(len(line.encode()) <= 75 and line.isprintable() for line in lines)


def test_the_command_names_what_has_no_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_bytes(to_json(sample_plan()))
    with pytest.raises(SystemExit) as end:
        main(["export", str(tmp_path / "a.json"), "-o", str(tmp_path / "a.ics")])
    assert end.value.code in (0, None)
    said = capsys.readouterr().err
    assert "4 task(s) without a day" in said and "ke-hoach.txt:19: Tập huấn cán bộ (khi đủ điều kiện sớm nhất)" in said
    assert vobject.readOne((tmp_path / "a.ics").read_text(encoding="utf-8"))
