"""Laws that hold for every text: nothing lost, spans true, the same bytes twice, nothing raises."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehoach_parser import Node, Plan, parse_text
from kehoach_parser.emit.json import to_json
from kehoach_parser.text import read_lines
from kehoach_parser.visible import Visible

PIECES = [
    "I. ", "II. ", "1. ", "1.1. ", "2.2.1. ", "(1) ", "a) ", "- ", "+ ", "* ", "• ", "## ", "**", "*", "_", "|", "---", "\n", "\n\n", "   ", "\t", "Phần I",
    "KẾ HOẠCH", "Số: /KH-UBND", "Số: 28/KH-UBND", "ngày 07 tháng 02 năm 2024", "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "PHỤ LỤC", "./.", "MỤC ĐÍCH",
    "NHIỆM VỤ", "PHÂN CÔNG NHIỆM VỤ", "TỔ CHỨC THỰC HIỆN", "KINH PHÍ", "Cơ quan chủ trì: ", "Cơ quan phối hợp: ", "Thời gian hoàn thành: ", "Sản phẩm: ", "Chủ trì:",
    "Công an tỉnh", "Sở Y tế", "UBND cấp huyện, cấp xã", "các sở, ban, ngành", " và ", ", ", "; ", ": ", ". ", "(", ")", "“", "”", "Giao ", " chủ trì, phối hợp với ",
    "trước ngày 31/02/2024", "Quý II/2024", "thường xuyên", "hàng tháng", "từ tháng 11 đến tháng 2", "90%", "Quyết định số 06/QĐ-TTg ngày 06/01/2022", "⁽¹⁾ ",
    "Định kỳ ngày 15 hàng tháng ", " có trách nhiệm:", "12", "́", "\u200b", "\ufeff", "İ", "Ð", "\r\n", "\x0b", "\u2028", "ß", "\ud83d", "- - - ",
]  # fmt: skip
soup = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join)
relaxed = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def nodes(plan: Plan) -> Iterator[Node]:
    stack = list(plan.body)
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children)


@relaxed
@given(soup)
def test_any_text_gives_a_plan_with_every_line_in_one_place(text: str) -> None:
    plan = parse_text(text)
    lines = (plan.document_text or "").split("\n")
    assert sum(plan.source.coverage.values()) == sum(1 for line in lines if line and not line.isspace())


@relaxed
@given(soup)
def test_spans_lie_in_the_text_and_lines_are_where_they_say(text: str) -> None:
    plan = parse_text(text)
    whole = plan.document_text or ""
    seen: set[str] = set()
    for node in nodes(plan):
        assert 0 <= node.span[0] <= node.span[1] <= len(whole)
        assert whole.count("\n", 0, node.span[0]) + 1 == node.line
        assert node.id not in seen
        seen.add(node.id)
        spans = [field.span for field in node.fields]
        if node.task:
            spans += [a.span for a in (*node.task.lead, *node.task.support, *node.task.implementer)] + [t.span for t in node.task.targets]
            spans += [node.task.deadline.span] if node.task.deadline else []
        assert all(0 <= start <= end <= len(whole) for start, end in spans)
    for start, end in [c.span for c in plan.citations] + [d.span for d in plan.diagnostics]:
        assert 0 <= start <= end <= len(whole)


@relaxed
@given(soup)
def test_a_span_cuts_out_what_its_raw_says(text: str) -> None:
    plan = parse_text(text)
    whole = plan.document_text or ""
    for node in nodes(plan):
        for field in node.fields:
            assert letters(field.raw) == letters(whole[slice(*field.span)])
        for agency in (*node.task.lead, *node.task.support, *node.task.implementer) if node.task else ():
            if agency.origin == "stated":
                assert letters(agency.raw) == letters(whole[slice(*agency.span)])


def letters(text: str) -> str:
    """What is left when emphasis marks, joins and page furniture between two halves are set aside."""
    return "".join(c for c in text if c.isalpha())


@relaxed
@given(soup)
def test_the_same_text_gives_the_same_bytes(text: str) -> None:
    assert to_json(parse_text(text)) == to_json(parse_text(text))


def test_the_same_letters_in_another_list_are_read_anew() -> None:
    """Names that repeat are resolved once: only where they stand alike."""
    lists = ("Cơ quan chủ trì: Văn phòng", "Cơ quan chủ trì: Văn phòng, Phòng Tư pháp")
    read = {}
    for number, order in enumerate((lists, lists[::-1])):
        text = f"KẾ HOẠCH\nRà soát năm {2041 + number}\n\nI. NHIỆM VỤ\n" + "".join(f"\n{at}. Rà soát sổ sách\n- {line}.\n" for at, line in enumerate(order, 1))
        read[number] = sorted((len(task.lead), task.lead[0].match) for node in nodes(parse_text(text)) if (task := node.task) and task.lead)
    assert read[0] == read[1] == [(1, "none"), (2, "rule")]


@relaxed
@given(soup)
def test_lines_rejoin_to_the_text(text: str) -> None:
    lines = read_lines(text)
    assert "\n".join(text[line.start : line.end] for line in lines) == text
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


HEAD = "KẾ HOẠCH\nRà soát năm 2024\n\nI. NHIỆM VỤ\n\n1. Rà soát hồ sơ\n"
REPEATED = {
    "field lines in one run": "- Cơ quan chủ trì: Sở Nội vụ\n",
    "field lines with one word a line": "- Thời\nhạn:\nquý\nI\nngày\n15.\n",
    "heads of tables with one cell a line": "STT\nNội dung\nCơ quan chủ trì\nThời gian\n1\n",
    "small heads that go on": "ngày\n",
    "counts": "tối thiểu 12 lớp,\n",
    "small tables with one cell between bars": "|\nSTT\n|\nNội dung\n|\nThời gian\n|\n|\n1\n|\nRà soát\n|\nQuý I\n|\n|\n",
}
LETTERS = 250_000


@pytest.mark.parametrize("piece", REPEATED.values(), ids=REPEATED)
def test_what_is_repeated_over_and_over_takes_linear_time(piece: str) -> None:
    text = HEAD + piece * (LETTERS // len(piece))
    began = time.process_time()
    parse_text(text)
    assert time.process_time() - began < 9


def test_closing_brackets_that_nothing_opened_are_left_out_of_a_value_in_linear_time() -> None:
    began = time.process_time()
    plan = parse_text(HEAD + "- Cơ quan chủ trì: Sở Nội vụ (cơ quan đầu mối)" + ")" * 99_000)
    assert time.process_time() - began < 2
    assert plan.body[0].children[0].fields[0].raw == "Sở Nội vụ (cơ quan đầu mối)"


def test_a_title_of_one_endless_word_takes_linear_time() -> None:
    began = time.process_time()
    parse_text("KẾ HOẠCH\n\n" + "a" * 99_000 + "\n")
    assert time.process_time() - began < 2


def test_a_value_read_from_parts_in_another_order_has_the_hull_of_all_of_them() -> None:
    whole = Visible("c b a", (0, 2, 4), (8, 4, 0))
    assert whole.span() == (0, 9)
    assert whole.span(0, 3) == (4, 9)
    assert whole.span(2, 3) == (4, 5)


def test_an_item_whose_number_says_another_parent_does_not_take_the_id_of_one_that_is_there() -> None:
    plan = parse_text("III. NHIỆM VỤ\n\n1. Việc chung\n\n1.2. Lập tổ giúp việc\n\n(1) Rà soát hồ sơ;\n\n(2) Báo cáo.\n\n2.1. Rà soát kho\n\n2.2. Rà soát đất\n")
    assert [node.id for node in nodes(plan) if node.marker in ("(1)", "2.1.")] == ["III.1.2.1~2", "III.1.2.1"]
