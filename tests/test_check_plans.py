"""The rules on real plans, on the samples, and on text that means no good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach_parser.check import check_plan
from kehoach_parser.findings import place
from kehoach_parser.message_table import TABLE
from kehoach_parser.model import Diagnostic
from kehoach_parser.pipeline import parse_text

ROOT = Path(__file__).resolve().parent.parent
PLANS = ROOT.parent / "shared" / "plans"
TODAY = date(2026, 1, 15)


def _check(path: Path, **said: object) -> list[Diagnostic]:
    return check_plan(parse_text(path.read_text("utf-8")), today=TODAY, **said)  # type: ignore[arg-type]


# what a careful reader found in the plans: code, line, and a piece of the message
FOUND = [
    ("binh-son-2024", "KH602", 97, "422/QĐ-TTg do Thủ tướng Chính phủ ban hành"),
    ("cua-lo-2022", "KH101", 177, "thiếu số 9"),
    ("cua-lo-2022", "KH205", 165, "“Ủy ban nhân dân các phường”"),
    ("cua-lo-2022", "KH501", 3, "“/KH-UBND”"),
    ("cua-lo-2022", "KH502", 5, "…/08/2022"),
    ("cua-lo-2022", "KH704", 157, "“"),
    ("dak-lak-2023", "KH311", 54, "“tháng 02/2022” nằm trong trường “Cơ quan phối hợp”"),
    ("dak-lak-2023", "KH703", 248, "thư điện tử"),
    ("dak-lak-2023", "KH703", 248, "di động"),
    ("dak-lak-2023", "KH502", 3, "…/…/…"),
    ("ha-tinh-2024", "KH601", 501, "175/NQ-CP được viện dẫn với hai ngày: 31/10/2023 và 30/10/2024"),
    ("ha-tinh-2024", "KH501", 3, "“/KH-TCTTKĐA06”"),
    ("ha-tinh-2024", "KH702", 485, "“ǒ”"),
    ("hoang-phu-2022", "KH102", 250, "số 1.1"),
    ("hoang-phu-2022", "KH109", 310, "gạch đầu dòng"),
    ("hoang-phu-2022", "KH303", 166, "28/02/2022 đã qua trước khi có kế hoạch (sớm nhất 18/03/2022)"),
    ("hoang-phu-2022", "KH502", 11, "…/…/2022"),
    ("hoang-phu-2022", "KH602", 272, "107/2021/NĐ-CP do Chính phủ ban hành"),
]
# every finding of level error in the plans; each was held against the text by hand
ERRORS = {("binh-son-2024", "KH602", 97), ("hoang-phu-2022", "KH303", 166), ("hoang-phu-2022", "KH602", 272)}
MOST = 32  # findings of a plan: more would be read by nobody


@pytest.mark.shared
@pytest.mark.parametrize(("plan", "code", "line", "piece"), FOUND)
def test_what_must_be_found(plan: str, code: str, line: int, piece: str) -> None:
    assert any(d.code == code and d.line == line and piece in d.message for d in _check(PLANS / f"{plan}.txt"))


@pytest.mark.shared
def test_errors_are_those_that_were_proved_by_hand() -> None:
    assert {(path.stem, d.code, d.line) for path in sorted(PLANS.glob("*.txt")) for d in _check(path) if d.severity == "error"} == ERRORS


@pytest.mark.shared
@pytest.mark.parametrize("plan", ["binh-son-2024", "cua-lo-2022", "dak-lak-2023", "ha-tinh-2024", "hoang-phu-2022"])
def test_nobody_drowns(plan: str) -> None:
    assert len(_check(PLANS / f"{plan}.txt")) <= MOST


SAMPLES = sorted(path for path in (ROOT / "samples").glob("*.*") if path.suffix in (".md", ".txt"))
BAD_ON_PURPOSE = "co-loi"


@pytest.mark.parametrize("path", [p for p in SAMPLES if p.stem != BAD_ON_PURPOSE], ids=lambda p: p.stem)
def test_samples_are_clean(path: Path) -> None:
    assert [(d.line, d.code, d.message) for d in _check(path) if d.severity != "info"] == []


def test_the_sample_that_is_bad_on_purpose() -> None:
    (path,) = (p for p in SAMPLES if p.stem == BAD_ON_PURPOSE)
    codes = {d.code for d in _check(path)}
    wanted = {"KH101", "KH102", "KH201", "KH202", "KH203", "KH205", "KH301", "KH302", "KH305", "KH311", "KH402", "KH501", "KH502", "KH505", "KH506", "KH602", "KH703", "KH704"}
    assert wanted <= codes, wanted - codes


# --- laws ------------------------------------------------------------------------------------------------------------

PIECES = [
    "I. NHIỆM VỤ", "II. TỔ CHỨC THỰC HIỆN", "1. ", "2) ", "1.1. ", "1.1.1.1. ", "a) ", "- ", "+ ", "(3) ", "⁽²⁾ ", "Số: /KH-UBND", "KẾ HOẠCH", "Nơi nhận:", "CHỦ TỊCH",
    "Cơ quan chủ trì: ", "Thời gian hoàn thành: ", "Cơ quan phối hợp: ", "Sở Y tế", "các đơn vị liên quan", "Ủy nhân nhân dân", "UBND", "TT", "Trước ngày 31/6/2024", "tháng 02/2022",
    "Quyết định số 06/QĐ-TTg ngày 31/02/2022 của Chính phủ", "“", "”", "(", ")", "<sub>", "@", "a@b.vn", "0900000000", "950%", "ǒ", "Trang 3/10", "<!-- kehoach: ignore -->",
    "\u200b", "\u0301", "|", "\n", "\n\n", " ", "; ", ". ",
]


@settings(deadline=None, max_examples=120)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_text_is_checked_with_every_rule_and_findings_lie_inside_it(text: str) -> None:
    plan = parse_text(text)
    found = check_plan(plan, rules=["ALL"], today=TODAY)
    length = len(plan.document_text or "")
    assert all(0 <= d.span[0] <= d.span[1] <= length and d.line >= 1 and d.code in TABLE for d in found)
    marks = [finding.mark for finding in place("a", plan.document_text, found)]
    assert len(set(marks)) == len(marks)
    assert found == check_plan(plan, rules=["ALL"], today=TODAY)


HOSTILE = ["@", "a@", "(", "”", "<!-- kehoach: ignore -->\n", "1. x\n", "0900000000 ", "Trang 1/1 ", "06/QĐ-TTg ngày 01/01/2022 ", "thực thực hiện ", ". II. "]


@pytest.mark.parametrize("piece", HOSTILE)
def test_checking_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    from time import process_time

    from kehoach_parser.check.suppress import suppressions

    def seconds(count: int) -> float:
        plan = parse_text("I. NHIỆM VỤ\n" + piece * count)
        begin = process_time()
        check_plan(plan, rules=["ALL"], today=TODAY)
        suppressions(plan.document_text)
        return process_time() - begin

    seconds(100)
    small, large = seconds(1_000), seconds(8_000)
    assert large < 25 * small + 0.5
