"""Made-up plans: the same seed gives the same bytes, every layout and format occurs, and the parser reads what was put in."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.core import forget
from benchmarks.corpus import LAYOUTS, docx_of, draw_sheet, pdf_of, plan_file, text_of, write_corpus
from kehoach_parser import Plan, iter_tasks, load_grammar, parse_bytes, parse_text


def test_a_plan_depends_on_seed_and_number_only(tmp_path: Path) -> None:
    write_corpus(tmp_path, 30, seed=7)
    assert [plan_file(7, number) for number in range(30)] == [(p.relative_to(tmp_path).as_posix(), p.read_bytes()) for p in sorted(tmp_path.rglob("*.*"))]
    assert plan_file(7, 3) != plan_file(8, 3)


def test_all_layouts_formats_and_one_damaged_file_in_a_hundred() -> None:
    files = [plan_file(1, number) for number in range(3000)]
    layouts = Counter(layout for name, _ in files for layout in LAYOUTS if layout in name)
    assert set(layouts) == set(LAYOUTS)
    assert min(layouts.values()) > 400
    suffixes = Counter(name.rsplit(".", 1)[1] for name, _ in files)
    assert 50 < suffixes["docx"] < 150
    assert len({data for _, data in files}) > 2950
    damaged = sum(_fails(name, data) for name, data in files[:1000] if name.endswith((".txt", ".md")))
    assert 1 <= damaged <= 25


def _fails(name: str, data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return not data


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_parser_finds_the_bodies_and_the_tasks_that_were_put_in(layout: str) -> None:
    sheet = draw_sheet(random.Random(5))
    plan = parse_text(text_of(sheet, layout))
    assert plan.header.title == f"Triển khai công tác {sheet.topic} trên địa bàn {sheet.unit} {sheet.place} năm {sheet.year}"
    wanted = {task.lead for _, tasks in sheet.sections for task in tasks} if layout != "agency-headings" else {tasks[0].lead for _, tasks in sheet.sections}
    named = {name for row in iter_tasks(plan) for name in (*row.lead, *row.implementer)}
    assert len(wanted & named) >= 0.8 * len(wanted)


def test_docx_and_pdf_hold_the_same_plan() -> None:
    text = text_of(draw_sheet(random.Random(11)), "bracket-items")
    tasks = len(list(iter_tasks(parse_text(text))))
    assert len(list(iter_tasks(parse_bytes("plan.docx", docx_of(text))))) == tasks
    pdf = pdf_of(text)
    if pdf is None:
        pytest.skip("reportlab or a font is missing")
    read: Plan = parse_bytes("plan.pdf", pdf)
    assert abs(len(list(iter_tasks(read))) - tasks) <= 2


def test_what_the_benchmark_forgets_is_read_anew() -> None:
    grammar = load_grammar()
    text = "KẾ HOẠCH\n\nII. NHIỆM VỤ\n\n1. Rà soát hồ sơ\n\n- Cơ quan chủ trì: Sở Y tế.\n\n- Thời gian: Quý II/2025.\n"
    first = parse_text(text).model_dump_json()
    forget(grammar)
    assert parse_text(text).model_dump_json() == first
