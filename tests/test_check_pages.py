"""A rule page must be true: the bad example gives the finding in a plain plan around it, and the good one in its place does not."""

from __future__ import annotations

from datetime import date

import pytest

from kehoach_parser.check import check_plan
from kehoach_parser.check.pages import page_of
from kehoach_parser.message_table import TABLE
from kehoach_parser.pipeline import parse_text

TODAY = date(2026, 1, 15)
# where an example stands in a plan: alone, in a task section, below a task, in place of the number, in place of the date, below a body
FRAMES = (
    "{}\n",
    "I. NHIỆM VỤ\n{}\n",
    "I. NHIỆM VỤ\n1. Số hóa sổ hộ tịch.\n{}\n",
    "UBND HUYỆN MẪU\n{}\nMẫu, ngày 07 tháng 02 năm 2024\n\nKẾ HOẠCH\nSố hóa sổ hộ tịch năm 2024\n\nI. NHIỆM VỤ\n1. Số hóa sổ hộ tịch.\n",
    "UBND HUYỆN MẪU\nSố: 28/KH-UBND\n{}\n\nKẾ HOẠCH\nSố hóa sổ hộ tịch năm 2024\n\nI. NHIỆM VỤ\n1. Số hóa sổ hộ tịch.\n",
    "I. TỔ CHỨC THỰC HIỆN\n6. Công an thị xã\n- Cấp tài khoản.\n{}\n- Tuyên truyền cho dân.\n",
    "UBND HUYỆN MẪU\nSố: 28/KH-UBND\nMẫu, ngày 07 tháng 02 năm 2024\n\nKẾ HOẠCH\nSố hóa sổ hộ tịch năm 2024\n\nI. NHIỆM VỤ\n1. {}\nNơi nhận:\n- Lưu: VT.\nCHỦ TỊCH\nLê Thị Mẫu\n",
    "UBND HUYỆN MẪU\nSố: 28/KH-UBND\nMẫu, ngày 07 tháng 02 năm 2024\n\nKẾ HOẠCH\nSố hóa sổ hộ tịch năm 2024\n\nI. NHIỆM VỤ\n1. Số hóa.\nNơi nhận:\n- Lưu: VT.\n{}\n",
    "UBND HUYỆN MẪU\nSố: 28/KH-UBND\nMẫu, ngày 07 tháng 02 năm 2024\n\n{}\n\nI. NHIỆM VỤ\n1. Số hóa.\n",
)
WITH_EXAMPLES = [code for code in TABLE if page_of(code).bad]


def _finds(code: str, text: str) -> bool:
    return any(given.code == code for given in check_plan(parse_text(text), rules=[code], today=TODAY))


def _shown(example: str) -> str:
    """An example; one in brackets describes what is left out."""
    return "" if example.startswith("(") else example


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_the_bad_example_of_a_page_is_found_and_the_good_one_is_not(code: str) -> None:
    page = page_of(code)
    telling = [frame for frame in FRAMES if _finds(code, frame.format(_shown(page.bad))) and not _finds(code, frame.format(_shown(page.good)))]
    assert telling
