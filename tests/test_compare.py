"""Pairs of tasks of two plans, what differs in them, and the page and tables that show it."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from desk import SAMPLE, Entry, body, make_plan, sample_plan

from kehoach_parser.cli import main
from kehoach_parser.compare import compare_plans
from kehoach_parser.compare.match import match, same_field, words
from kehoach_parser.compare.page import to_page
from kehoach_parser.compare.plans import Kind, is_same_plan
from kehoach_parser.emit.json import to_json
from kehoach_parser.emit.rows import task_rows
from kehoach_parser.grammar import load_grammar
from kehoach_parser.model import Plan

SHARED = Path(__file__).resolve().parents[2] / "shared"
GRAMMAR = load_grammar()


def tasks(*texts: str, **more: Any) -> Plan:
    """A superior plan: one task a text, each led by the same body."""
    entries: list[Entry] = [{"id": f"I.{n}", "kind": "item", "marker": f"{n}.", "text": text, "source": "field", **more} for n, text in enumerate(texts, 1)]
    return make_plan(entries, path="tinh.txt", number="5/KH-UBND", issuer="Ủy ban nhân dân tỉnh Lam Giang")


def paired(first: Plan, second: Plan, **more: Any) -> list[tuple[int, int]]:
    return [(pair.a, pair.b) for pair in match(list(task_rows(first)), list(task_rows(second)), GRAMMAR, **more)]


def test_abbreviations_and_tone_placement_do_not_keep_tasks_apart() -> None:
    first = tasks("Số hoá 100% kết quả giải quyết TTHC còn hiệu lực", "Thu học phí không dùng tiền mặt tại các trường", "Trồng cây phân tán ven các tuyến đường liên thôn")
    second = tasks("Trồng cây phân tán ven đường liên thôn năm 2024", "Tập huấn phòng cháy cho hộ kinh doanh", "Số hóa 100% kết quả giải quyết thủ tục hành chính còn hiệu lực")
    assert paired(first, second) == [(0, 2), (2, 0)]


def test_nothing_is_claimed_below_the_threshold_and_no_task_twice() -> None:
    first, second = tasks("Khám sức khỏe cho người cao tuổi", "Khám sức khỏe cho học sinh"), tasks("Khám sức khỏe cho người cao tuổi và học sinh", "Sửa đường liên xã")
    assert len(paired(first, second)) <= 1
    assert paired(first, tasks("Sửa đường liên xã")) == []
    assert paired(tasks(), second) == [] and paired(first, tasks()) == []


def test_words_keep_the_numbers_of_documents_whole() -> None:
    assert "766/qđ-ttg" in words("Thực hiện Quyết định 766/QĐ-TTg, đạt 90%", GRAMMAR) and "90%" in words("đạt 90%", GRAMMAR)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Sở Tư pháp", "Phòng Tư pháp", True), ("Công an tỉnh", "Công an huyện", True), ("Sở Tài chính", "Phòng Tư pháp", False), ("Sở Y tế", "Công an huyện", False)],
)
def test_bodies_of_one_field_at_two_levels(one: str, other: str, same: bool) -> None:
    assert same_field((one,), (other,)) is same


def implementing(*entries: Entry) -> Plan:
    return make_plan(entries, path="huyen.txt", number="9/KH-UBND", issuer="Ủy ban nhân dân huyện Bình Minh")


def superior() -> Plan:
    due = {"raw": "Quý II/2024", "start": "2024-04-01", "end": "2024-06-30"}
    return make_plan(
        [
            {"id": "1", "kind": "item", "marker": "1.", "text": "Rà soát dữ liệu hộ tịch với dữ liệu dân cư", "source": "field", "lead": ["Sở Tư pháp"], "support": ["Ủy ban nhân dân huyện Bình Minh"], "deadline": due},
            {"id": "2", "kind": "item", "marker": "2.", "text": "Lắp camera giám sát tại các bến xe khách", "source": "field", "lead": ["Công an tỉnh"], "deadline": due},
            {"id": "3", "kind": "item", "marker": "3.", "text": "Tập huấn kỹ năng số cho cán bộ thôn", "source": "field", "lead": ["Sở Nội vụ"], "support": ["Ủy ban nhân dân huyện Bình Minh"]},
            {"id": "4", "kind": "item", "marker": "4.", "text": "Phát sóng chuyên mục nông thôn mới", "source": "field", "lead": ["Đài Phát thanh và Truyền hình tỉnh"]},
        ],
        path="tinh.txt", number="5/KH-UBND", issuer="Ủy ban nhân dân tỉnh Lam Giang",
    )


def test_an_implementing_plan_is_held_to_the_superior_one() -> None:
    second = implementing(
        {"id": "1", "kind": "item", "marker": "1.", "text": "Rà soát dữ liệu hộ tịch với dữ liệu dân cư", "source": "field", "lead": ["Phòng Tư pháp"], "deadline": {"raw": "Quý III/2024", "start": "2024-07-01", "end": "2024-09-30"}},
        {"id": "2", "kind": "item", "marker": "2.", "text": "Lắp camera giám sát tại các bến xe khách", "source": "field", "lead": ["Phòng Kinh tế và Hạ tầng"], "deadline": {"raw": "Quý II/2024", "end": "2024-06-30"}},
        {"id": "3", "kind": "item", "marker": "3.", "text": "Dọn vệ sinh chợ trung tâm", "source": "field", "lead": ["Trung tâm Y tế"]},
    )
    found = compare_plans(superior(), second, GRAMMAR, level="district")
    assert found.kind == "implementing" and found.differs
    assert [(side.first and side.first.id, side.second and side.second.id, [(c.field, c.second) for c in side.changes]) for side in found.pairs] == [
        ("1", "1", [("later", "2024-09-30")]), ("2", "2", [("lead", "Phòng Kinh tế và Hạ tầng")]),
    ]
    assert [(side.first and side.first.id, side.concern) for side in found.first_only] == [("3", "named"), ("4", None)]
    assert [side.second and side.second.id for side in found.second_only] == ["3"]


def test_a_task_concerns_an_issuer_by_name_by_level_or_perhaps_by_a_collective() -> None:
    first = superior()
    nodes = list(first.body)
    for index, agency in ((1, body("Ủy ban nhân dân các huyện", level="district")), (3, body("Các sở, ban, ngành, địa phương", kind="collective"))):
        task = nodes[index].task
        assert task is not None
        nodes[index] = nodes[index].model_copy(update={"task": task.model_copy(update={"support": (agency,)})})
    found = compare_plans(first.model_copy(update={"body": tuple(nodes)}), implementing(), GRAMMAR, level="district")
    assert [side.concern for side in found.first_only] == ["named", "level", "named", "collective"]


def test_who_leads_is_not_compared_with_a_collective() -> None:
    first = superior()
    task = first.body[1].task
    assert task is not None
    vague = first.body[1].model_copy(update={"task": task.model_copy(update={"lead": (body("Các sở, ban, ngành", kind="collective"),)})})
    second = implementing({"id": "2", "kind": "item", "marker": "2.", "text": "Lắp camera giám sát tại các bến xe khách", "source": "field", "lead": ["Phòng Kinh tế và Hạ tầng"]})
    found = compare_plans(first.model_copy(update={"body": (vague,)}), second, GRAMMAR, level="district")
    assert [side.changes for side in found.pairs] == [()]


def edited(entries: list[Entry], number: int, **more: Any) -> list[Entry]:
    return [{**entry, **more} if index == number else entry for index, entry in enumerate(entries)]


def test_two_versions_show_what_was_added_removed_and_changed() -> None:
    first = sample_plan()
    entries = edited(SAMPLE, 2, deadline={"raw": "Quý II/2024", "start": "2024-04-01", "end": "2024-06-30"}, lead=["Công an huyện", "Phòng Nội vụ"])
    entries = edited(entries, 3, text="Số hóa sổ hộ tịch đang lưu tại xã")
    del entries[8]
    entries.append({"id": "II.2.-2", "kind": "bullet", "marker": "-", "text": "Lắp đặt máy quét tại bộ phận một cửa", "source": "bare"})
    found = compare_plans(first, make_plan(entries), GRAMMAR)
    assert found.kind == "versions" and found.differs
    changes = {side.first.id: [(c.field, c.first, c.second) for c in side.changes] for side in found.pairs if side.first and side.changes}
    assert changes == {
        "I.1.1": [("lead", "Công an huyện", "Công an huyện; Phòng Nội vụ"), ("deadline", "Quý I/2024", "Quý II/2024")],
        "I.1.2": [("text", "Số hóa sổ hộ tịch", "Số hóa sổ hộ tịch đang lưu tại xã")],
    }
    assert [side.first and side.first.id for side in found.first_only] == ["I.2.3"]
    assert [side.second and side.second.id for side in found.second_only] == ["II.2.-2"]


def test_a_plan_is_the_same_as_itself() -> None:
    found = compare_plans(sample_plan(), sample_plan(), GRAMMAR)
    assert found.kind == "versions" and not found.differs and len(found.pairs) == 8
    assert all(side.score >= 0.9 for side in found.pairs)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (sample_plan(), sample_plan(number="13/KH-UBND"), True),
        (sample_plan(number="/KH-UBND"), sample_plan(), True),
        (sample_plan(), make_plan([]), True),
        (sample_plan(), make_plan([], number="7/KH-UBND"), False),
        (superior(), sample_plan(), False),
    ],
)
def test_versions_of_one_plan_are_known(first: Plan, second: Plan, same: bool) -> None:
    assert is_same_plan(first, second) is same


@pytest.mark.shared
def test_two_plans_of_one_programme_are_paired_as_a_reader_would() -> None:
    from kehoach_parser.pipeline import parse_file

    judged = yaml.safe_load((Path(__file__).parent / "compare" / "one-programme.yaml").read_text(encoding="utf-8"))
    same, different, undecided = ({(a, b) for a, b in judged[key]} for key in ("same", "different", "open"))
    assert len(same) >= 15 and len(different) >= 15 and not same & different
    rows = [list(task_rows(parse_file(SHARED / "plans" / judged[side]))) for side in ("first", "second")]
    claimed = {(rows[0][pair.a].line, rows[1][pair.b].line) for pair in match(rows[0], rows[1], GRAMMAR)} - undecided
    f1 = 2 * len(claimed & same) / (len(claimed) + len(same))
    print(f"F1 {f1:.3f}, wrong {sorted(claimed - same)}, missed {sorted(same - claimed)}")
    assert f1 >= 0.9
    assert claimed - same <= different  # every wrong claim is one that a reader has looked at


EVIL = '<script>x</script><img src=x onerror=1>"\''


def test_the_page_escapes_every_text_and_needs_nothing_from_outside() -> None:
    evil = make_plan([{"id": EVIL, "kind": "item", "marker": EVIL, "text": EVIL + " một", "source": "field", "lead": [EVIL], "deadline": {"raw": EVIL}, "deliverable": EVIL}], number=EVIL, issuer=EVIL, path=EVIL)
    other = make_plan([{"id": EVIL, "kind": "item", "marker": EVIL, "text": EVIL + " hai", "source": "field", "lead": [EVIL + "x"], "deadline": {"raw": EVIL + "y"}}], number=EVIL, issuer=EVIL, path=EVIL)
    kinds: tuple[Kind, ...] = ("versions", "implementing")
    for kind in kinds:
        page = to_page(compare_plans(evil, other, GRAMMAR, kind=kind)).decode()
        assert "<script" not in page and "<img" not in page and "default-src 'none'" in unescape(page)
        assert page == to_page(compare_plans(evil, other, GRAMMAR, kind=kind)).decode()


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    for name, plan in (("a.json", superior()), ("b.json", sample_plan())):
        (tmp_path / name).write_bytes(to_json(plan))
    return str(tmp_path / "a.json"), str(tmp_path / "b.json")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["compare", *arguments])
    return int(end.value.code or 0)


def test_the_command_writes_table_json_and_page(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*files) == 1
    assert "Chưa thấy ở B" in capsys.readouterr().out
    assert run(*files, "--format", "json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["kind"] == "implementing" and len(told["first_only"]) + len(told["pairs"]) == 4
    assert run(*files, "-o", str(tmp_path / "c.html")) == 1
    assert (tmp_path / "c.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run(files[1], files[1]) == 0


@pytest.mark.parametrize(("arguments", "status", "says"), [(["-o", "c.docx"], 2, "add --format"), (["-o", "c.txt", "--format", "table"], 2, "standard output"), (["--as", "other"], 2, "versions")])
def test_wrong_usage_gets_one_sentence(files: tuple[str, str], capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, says: str) -> None:
    assert run(*files, *arguments) == status
    assert says in capsys.readouterr().err


def test_a_plan_that_cannot_be_read_is_not_taken_for_a_difference(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for pair in ((files[0], "nowhere.docx"), ("nowhere.docx", files[1]), (files[0], str(tmp_path))):
        assert run(*pair) == 2
        assert "cannot be read" in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_not_taken_for_a_difference(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder.html").mkdir()
    assert run(*files, "-o", str(tmp_path / "folder.html")) == 2
    assert "is a folder, name a file" in capsys.readouterr().err


def test_neither_plan_is_written_over(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    before = [Path(path).read_bytes() for path in files]
    for path in files:
        assert run(*files, "-o", path) == 2
        assert "is one of the plans that are read; name another file" in capsys.readouterr().err
    assert [Path(path).read_bytes() for path in files] == before


def test_a_plan_without_tasks_is_said(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.txt").write_text("KẾ HOẠCH\nSố hóa sổ hộ tịch\n", encoding="utf-8")
    run(files[0], str(tmp_path / "c.txt"))
    assert "c.txt: no task was found" in capsys.readouterr().err
