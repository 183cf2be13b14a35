"""Tables: found in text, told apart from what is no table of tasks, and read into rows, groups and tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from kehoach_parser.column_heads import head_role
from kehoach_parser.document import Table
from kehoach_parser.draft import Draft
from kehoach_parser.grammar import Grammar, load_grammar
from kehoach_parser.tasks.tables import read_table
from kehoach_parser.text.tables import find_tables

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "tables.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return load_grammar()


def tables_of(text: str) -> list[Table]:
    spans = []
    at = 0
    for line in text.split("\n"):
        spans.append((at, at + len(line)))
        at += len(line) + 1
    return find_tables(text, spans)


def shown(drafts: list[Draft]) -> list[Any]:
    """Rows as the cases write them: a group as {title: rows}, a task as its work and slots, another row as its text."""
    return [_shown(draft) for draft in drafts]


def _shown(draft: Draft) -> Any:
    text = " ".join(part.text for part in draft.parts)
    title = f"{draft.marker} {text}" if draft.marker else text
    made: dict[str, Any] = {}
    if draft.task:
        for role, value, origin in draft.task.slots:
            made.setdefault(role + ("*" if origin == "inherited" else ""), []).append(value.text)
        if draft.task.deadlines:
            made["deadline"] = [value.text for value in draft.task.deadlines]
        if draft.task.deliverable:
            made["deliverable"] = draft.task.deliverable.text
    if draft.kind == "section":
        made["rows"] = shown(draft.children)
    elif draft.children:
        made["under"] = shown(draft.children)
    if not draft.task and draft.kind == "row" and not made:
        return title.strip()
    return {("* " if draft.task else "") + title.strip(): made}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_table(case: dict[str, Any], grammar: Grammar) -> None:
    found = tables_of(case["text"])
    assert len(found) == case.get("tables", 1)
    if "rows" in case:
        assert shown(read_table(grammar, case["text"], found[0])) == case["rows"]


def test_every_column_head_of_the_grammar_is_read_as_its_role(grammar: Grammar) -> None:
    wrong = [
        (head, head_role(grammar, head), entry["role"])
        for entry in grammar.section("columns").values()
        for head in entry.get("examples", ())
        if head_role(grammar, head) != entry["role"]
    ]
    near = [(head, entry["role"]) for entry in grammar.section("columns").values() for head in entry.get("not", ()) if head_role(grammar, head) == entry["role"]]
    assert (wrong, near) == ([], [])


def test_a_table_with_heads_of_its_own_takes_none_from_the_one_above(grammar: Grammar) -> None:
    text = "| Thời gian | Nội dung | Chủ trì |\n|---|---|---|\n| Quý I | Sơ kết | Sở Y tế |\n\n| Số TT | Đơn vị tham luận | Chủ đề tham luận |\n|---|---|---|\n| 1 | Sở Nội vụ | Kinh nghiệm số hóa hồ sơ |\n"
    first, second = tables_of(text)
    assert [bool(draft.task) for draft in read_table(grammar, text, second, first)] == [False, False]


def test_spans_lead_back_to_the_text(grammar: Grammar) -> None:
    text = "\n| STT | **Nội dung** | Cơ quan chủ trì | Thời gian |\n|---|---|---|---|\n| 1 | Rà soát<br>hồ sơ | **Sở Y tế** | Quý I |\n"
    (row,) = [draft for draft in read_table(grammar, text, tables_of(text)[0]) if draft.task]
    assert row.line == 4
    lead = row.fields[0]
    assert (lead.label, lead.role, lead.value.text) == ("Cơ quan chủ trì", "lead", "Sở Y tế")
    assert text[slice(*lead.value.span())] == "Sở Y tế"
    assert row.parts[0].text == "Rà soát hồ sơ"
    assert text[slice(*row.parts[0].span())] == "Rà soát<br>hồ sơ"


def test_titles_over_all_columns_do_not_hide_the_ticks_below_a_head_of_two_storeys() -> None:
    from kehoach_parser import iter_tasks, parse_bytes

    titles = "".join(f"<tr><td>{n}</td><td colspan=5>Nhóm {n}</td></tr><tr><td>1</td><td>Rà soát văn bản {n}</td><td>Sở Tư pháp</td>{ticks}</tr>" for n, ticks in (("I", "<td>x</td><td></td><td></td>"), ("II", "<td></td><td>X</td><td>x</td>")))
    head = "<tr><td rowspan=2>TT</td><td rowspan=2>Nội dung</td><td rowspan=2>Đơn vị tham mưu</td><td colspan=3>Lộ trình</td></tr><tr><td>2025</td><td>2026</td><td>2027</td></tr>"
    plan = parse_bytes("plan.html", f"<p>KẾ HOẠCH</p><p>Phụ lục</p><table>{head}{titles}</table>".encode())
    assert [row.deadline and row.deadline.raw for row in iter_tasks(plan)] == ["2025", "2026 2027"]


def test_a_text_without_bars_has_no_tables() -> None:
    assert tables_of("KẾ HOẠCH\n\n1. Họp\n- Thời gian: Quý I\n") == []


def test_hostile_bars_are_read_in_linear_time() -> None:
    import time

    text = "|\n" * 20_000 + "| a " * 20_000 + "\n" + "a | b |\n" * 20_000 + "\n|\n\n" * 5_000
    start = time.process_time()
    tables_of(text)
    assert time.process_time() - start < 5


FRAMES = ["|", "| |", "||", "", " ", "|---|---|", "+---+---+", "+   +---+", "---- ----", "-----", "\t", "STT", "TT", "Nội dung", "Đơn vị chủ trì", "Phối hợp", "Thời gian", "Phân công thực hiện", "Quý I", "2025", "1", "2", "1.1", "I", "A.", "(1)", "Sở Y tế", "Rà soát", "x", "nt", "PHỤ LỤC", "III. KINH PHÍ"]


@seed(5)
@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(FRAMES), min_size=3, max_size=60), st.sampled_from(["\n", "\n|\n", " | ", " ", "|"]))
def test_pieces_of_tables_in_any_order_break_nothing_and_come_to_an_end(pieces: list[str], between: str) -> None:
    text = "Phân công\n\n" + between.join(pieces)
    spans = [span for table in tables_of(text) for row in table.rows for span in (row.span, *(cell.span for cell in row.cells))]
    assert all(0 <= start <= end <= len(text) for start, end in spans)


SAMPLE_TABLES = sorted((Path(__file__).resolve().parent.parent / "samples" / "tables").iterdir())


@pytest.mark.parametrize("path", SAMPLE_TABLES, ids=lambda path: path.name)
def test_a_sample_table_of_any_make_gives_the_same_tasks(path: Path) -> None:
    from formats import table_samples

    from kehoach_parser import iter_tasks, parse_file

    made = [(row.text, row.lead, row.support, row.deadline and row.deadline.raw, row.deliverable) for row in iter_tasks(parse_file(path))]
    first = [(row.text, row.lead, row.support, row.deadline and row.deadline.raw, row.deliverable) for row in iter_tasks(parse_file(SAMPLE_TABLES[0]))]
    tasks = [task for group in table_samples.GROUPS.values() for task in group]
    assert [(text, due, result) for text, _, _, due, result in made] == [(task[0], task[3], task[4]) for task in tasks]
    assert made == first
    assert all(lead and support for _, lead, support, _, _ in made)


def test_sample_tables_are_what_their_module_writes() -> None:
    from formats import table_samples

    assert {path.name for path in SAMPLE_TABLES} == set(table_samples.MAKES)
    assert [path.name for path in SAMPLE_TABLES if path.suffix != ".xlsx" and path.read_bytes() != table_samples.MAKES[path.name]()] == []


@pytest.mark.parametrize("path", [path for path in SAMPLE_TABLES if path.suffix in (".docx", ".xlsx", ".pdf") or path.name.startswith("hai")], ids=lambda path: path.name)
def test_rows_stand_under_their_groups_and_the_annex(path: Path) -> None:
    from kehoach_parser import iter_tasks, parse_file

    rows = list(iter_tasks(parse_file(path)))
    assert [row.marker for row in rows] == ["1", "2", "3", "1", "2", "1", "2"]
    assert [row.path[-1].split()[-2:] for row in rows][::3] == [["VĂN", "HÓA"], ["THỂ", "THAO"], ["GIA", "ĐÌNH"]]


def test_the_annex_is_one_node_with_its_title_and_the_rows_under_it() -> None:
    from kehoach_parser import parse_file

    annex = parse_file(SAMPLE_TABLES[0]).body[-1]
    assert (annex.kind, annex.id, annex.task) == ("annex", "PL1", None)
    assert annex.text == "PHỤ LỤC PHÂN CÔNG NHIỆM VỤ (Kèm theo Kế hoạch số 24/KH-UBND ngày 14/01/2025 của UBND xã Bình Trạch)"
    assert [child.text for child in annex.children if child.kind == "section"] == ["VĂN HÓA", "THỂ THAO", "GIA ĐÌNH"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [("PHỤ LỤC II", "annex"), ("Phụ lục 01", "annex"), ("**Phụ lục số 2: Danh mục nhiệm vụ**", "annex"), ("Phụ lục kèm theo nêu chi tiết các nhiệm vụ.", "paragraph")],
)
def test_what_opens_an_annex(line: str, kind: str) -> None:
    from kehoach_parser import parse_text

    text = f"KẾ HOẠCH\nCông tác năm 2025\n\nI. NHIỆM VỤ\n\n1. Họp giao ban.\n\nNơi nhận:\n- Lưu: VT.\n\nCHỦ TỊCH\n\nNguyễn Văn A\n\n{line}\n\nI. NHÓM MỘT\n\n1. Rà soát hồ sơ.\n"
    nodes = [node.kind for node in parse_text(text).body]
    assert ("annex" in nodes) == (kind == "annex")
