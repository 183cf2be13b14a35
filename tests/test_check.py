"""The engine on plans written by hand: no parser is involved."""

from __future__ import annotations

from datetime import date
from typing import Any

import desk
import pytest

from kehoach_parser import parse_bytes, parse_text
from kehoach_parser.check import check_plan
from kehoach_parser.check.engine import clear_tasks
from kehoach_parser.check.view import View, days_of, shown
from kehoach_parser.errors import UsageError
from kehoach_parser.grammar import load_grammar
from kehoach_parser.messages import diagnostic
from kehoach_parser.model import Citation, Plan

TODAY = date(2026, 1, 15)


def _task(number: int, **more: object) -> desk.Entry:
    due = {"raw": "Quý II/2024", "start": "2024-04-01", "end": "2024-06-30", "precision": "quarter"}
    return {
        "id": f"I.{number}", "kind": "section", "marker": f"{number}.", "text": f"Việc thứ {number}", "source": "field",
        "lead": ["Công an huyện"], "deadline": due, **more,
    }


PART: desk.Entry = {"id": "I", "kind": "part", "marker": "I.", "text": "NHIỆM VỤ"}


def _plan(*tasks: desk.Entry, **header: Any) -> Plan:
    return desk.make_plan([PART, *tasks], **header)


def _codes(plan: Plan, **said: object) -> list[str]:
    return [d.code for d in check_plan(plan, today=TODAY, **said)]  # type: ignore[arg-type]


def test_a_complete_plan_gives_nothing() -> None:
    assert _codes(_plan(_task(1), _task(2), _task(3))) == []


def test_what_reading_noticed_is_kept_in_its_place_at_the_level_of_the_rules() -> None:
    noticed = diagnostic("KH302", ("sớm nhất",), line=2, span=(9, 20))
    plan = _plan(_task(1, lead=[]), diagnostics=[noticed])
    given = check_plan(plan, rules={"KH302": "error", "KH201": "info"}, today=TODAY)
    assert [(d.code, d.severity) for d in given] == [("KH302", "error"), ("KH201", "info")]


def test_a_finding_is_given_once() -> None:
    noticed = diagnostic("KH302", ("sớm nhất",), line=2, span=(9, 20))
    assert _codes(_plan(_task(1), diagnostics=[noticed, noticed])) == ["KH302"]


def test_rules_by_name_and_an_unknown_one() -> None:
    plan = _plan(_task(1, lead=[]), _task(3))
    assert _codes(plan, rules=["number-gap"]) == ["KH101"]
    with pytest.raises(UsageError, match="number-gap"):
        _codes(plan, rules=["number-gaps"])


def test_messages_in_english_also_for_what_reading_noticed() -> None:
    noticed = diagnostic("KH302", ("sớm nhất",), line=2, span=(9, 20))
    plan = _plan(_task(1), _task(3), diagnostics=[noticed])
    given = check_plan(plan, today=TODAY, lang="en")
    assert [d.message for d in given] == ["deadline “sớm nhất” is not understood", "number 2 is missing: the numbering jumps from 1 to 3"]


def test_a_plan_from_json_is_checked_without_its_text() -> None:
    plan = Plan.model_validate_json(_plan(_task(1, lead=[]), _task(3)).model_dump_json())
    assert plan.document_text is None
    assert [(d.code, d.line) for d in check_plan(plan, today=TODAY)] == [("KH201", 3), ("KH101", 5)]


def test_the_order_is_that_of_the_text() -> None:
    plan = _plan(_task(1), _task(3), _task(3, id="I.3~2"), number="/KH-UBND", place=None, recipients=())
    given = check_plan(plan, today=TODAY)
    assert [d.span[0] for d in given] == sorted(d.span[0] for d in given)


def test_checking_changes_nothing() -> None:
    plan = _plan(_task(1, lead=[]), _task(3))
    before = plan.model_dump_json()
    check_plan(plan, rules=["ALL"], today=TODAY)
    assert plan.model_dump_json() == before


# --- gaps: one finding for a section that lacks something everywhere ---------------------------------------------------


def test_a_section_without_any_lead_is_said_once_with_its_count() -> None:
    given = check_plan(_plan(*(_task(n, lead=[]) for n in range(1, 8))), rules=["KH201"], today=TODAY)
    assert [(d.node, d.message[:1]) for d in given] == [("I", "7")]


def test_single_tasks_are_said_each_at_their_place() -> None:
    given = check_plan(_plan(_task(1, lead=[]), _task(2), _task(3, lead=[])), rules=["KH201"], today=TODAY)
    assert [d.node for d in given] == ["I.1", "I.3"]


def test_a_section_with_one_task_is_said_at_the_task() -> None:
    given = check_plan(_plan(_task(1, lead=[])), rules=["KH201"], today=TODAY)
    assert [d.node for d in given] == ["I.1"]


def test_of_a_day_that_the_calendar_does_not_have_that_is_all_there_is_to_say() -> None:
    plan = parse_text("KẾ HOẠCH\nSố hóa năm 2024\n\nI. NHIỆM VỤ\n1. Số hóa.\n- Cơ quan chủ trì: Phòng Tư pháp.\n- Thời gian hoàn thành: 30/2.\n")
    assert _codes(plan, rules=["KH3"]) == ["KH305"]


MERGED = """<p>KẾ HOẠCH</p><p>Nâng cấp trạm y tế xã</p><table>
<tr><th>STT</th><th>Nhiệm vụ</th><th>Sản phẩm</th><th>Cơ quan chủ trì</th><th>Thời gian hoàn thành</th></tr>
<tr><td rowspan="2">{}</td><td rowspan="2">Sửa trạm y tế</td><td>Hồ sơ mời thầu</td><td>Sở Y tế</td><td>Quý I/2024</td></tr>
<tr>{}<td>Biên bản nghiệm thu năm 2024</td><td>Sở Xây dựng</td><td>Quý IV/2024</td></tr>
<tr><td>{}</td><td>Mua tủ thuốc</td><td>Hóa đơn</td><td>Sở Y tế</td><td>Quý II/2024</td></tr></table>"""


def test_a_number_may_stand_behind_the_running_number_of_the_whole_table() -> None:
    rows = "".join(f"<tr><td>{20 + n}</td><td>{n}</td><td>Sửa trạm y tế số {n}</td><td>Sở Y tế</td><td>Quý I/2024</td></tr>" for n in (1, 2, 3, 4))
    head = "<tr><th>TT</th><th>STT</th><th>Nhiệm vụ</th><th>Cơ quan chủ trì</th><th>Thời gian hoàn thành</th></tr>"
    plan = parse_bytes("bang.html", f"<p>KẾ HOẠCH</p><p>Nâng cấp trạm y tế xã</p><table>{head}{rows}</table>".encode())
    assert _codes(plan, rules=["KH101", "KH102"]) == []


@pytest.mark.parametrize(("first", "third", "found"), [("2", "3", []), ("2", "2", ["KH102"])])
def test_a_number_in_a_merged_cell_stands_there_once(first: str, third: str, found: list[str]) -> None:
    plan = parse_bytes("bang.html", MERGED.format(first, "", third).encode())
    assert [node.task is not None for node in View(plan, TODAY, load_grammar()).nodes].count(True) == 3
    assert _codes(plan, rules=["KH101", "KH102"]) == found


def test_a_deadline_above_holds_for_what_is_below() -> None:
    below = {**_task(2, deadline=None), "id": "I.1.1", "kind": "item", "marker": "1.1."}
    assert _codes(_plan(_task(1), below), rules=["KH301"]) == []
    assert _codes(_plan(_task(1, deadline=None), below), rules=["KH301"]) == ["KH301"]


# --- when a plan can have been issued ------------------------------------------------------------------------------


def _cited(day: str | None, line: int) -> Citation:
    return Citation(raw="x", number="06/QĐ-TTg", date=day, span=(0, 1), line=line)


ISSUED = [
    ("2024-01-15", None, [], ("2024-01-15", "2024-01-15")),
    ("2024-02", None, [], ("2024-02-01", "2024-02-29")),
    ("2022", None, [("2022-03-18", 1)], ("2022-03-18", "2022-12-31")),
    ("2022", None, [("2023-03-18", 1)], ("2022-01-01", "2022-12-31")),  # a later year is a misprint, no ground
    ("2022", None, [("2022-03-18", 3)], ("2022-01-01", "2022-12-31")),  # cited in a task, maybe still to be written
    (None, 2023, [("2023-02-01", 1)], ("2023-02-01", "2023-12-31")),
    (None, 2023, [], ("2022-01-01", "2023-12-31")),  # plans of a year are issued late in the year before
    (None, None, [], None),
]


@pytest.mark.parametrize(("issued_on", "year", "cited", "days"), ISSUED)
def test_days_on_which_the_plan_can_have_been_issued(
    issued_on: str | None, year: int | None, cited: list[tuple[str, int]], days: tuple[str, str] | None
) -> None:
    plan = _plan(_task(1), issued_on=issued_on, plan_year=year).model_copy(update={"citations": tuple(_cited(*c) for c in cited)})
    issued = View(plan, TODAY, load_grammar()).issued
    assert (issued and tuple(map(str, issued))) == days


@pytest.mark.parametrize(("iso", "days"), [("2024-02-30", None), ("2024-13", None), ("x", None), (None, None), ("2024", ("2024-01-01", "2024-12-31"))])
def test_incomplete_and_impossible_dates(iso: str | None, days: tuple[str, str] | None) -> None:
    made = days_of(iso)
    assert (made and tuple(map(str, made))) == days


def test_dates_are_shown_as_documents_write_them() -> None:
    assert [shown(value) for value in ("2024-02-07", "2024-02", "2024", None, date(2024, 2, 7))] == ["07/02/2024", "02/2024", "2024", "", "07/02/2024"]


# --- clarity -----------------------------------------------------------------------------------------------------------


def test_the_four_questions_are_counted_task_by_task() -> None:
    plan = _plan(
        _task(1, deliverable="Báo cáo"),
        _task(2, lead=[], implementer=["Công an xã"], deadline={"raw": "sớm nhất"}),
        _task(3, lead=[], deadline={"raw": "Khi có hướng dẫn", "condition": "Khi có hướng dẫn"}, targets=["90%"]),
        _task(4, deadline=None),
    )
    assert clear_tasks(plan) == (4, (4, 3, 2, 2))
