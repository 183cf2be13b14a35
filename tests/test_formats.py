"""One plan, the same tree: every sample written in every format, read back, and compared part by part."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from formats import writers

from kehoach_parser import parse_bytes
from kehoach_parser.model import Node, Plan

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted(path for path in (ROOT / "samples").rglob("*") if path.suffix in (".txt", ".md") and path.stem != "tu-cong-thong-tin")  # that one is a format of its own
SHARED = sorted((ROOT.parent / "shared" / "plans").glob("*.txt"))
SAME: dict[str, Callable[[str], bytes]] = {
    "typed.docx": writers.docx_typed,
    "automatic.docx": writers.docx_automatic,
    "page.html": writers.html_page,
    "layer.pdf": writers.pdf,
    "utf16.txt": lambda text: text.encode("utf-16"),
}
LEGACY = ("vni", "viscii", "cp1258", "tcvn3")


def tree(plan: Plan, fold: Callable[[str], str] = str) -> list[tuple[Any, ...]]:
    """Every node with its number, text, roles and deadline; `table` nodes aside, whose lines depend on the format."""
    made: list[tuple[Any, ...]] = []

    def visit(node: Node) -> None:
        task = node.task
        work = None
        if task is not None:
            roles = tuple(tuple(fold(agency.name) for agency in getattr(task, role)) for role in ("lead", "support", "implementer"))
            due = task.deadline
            work = (task.source, roles, due and (fold(due.raw), due.start, due.end, due.recurrence, due.ongoing))
        if node.kind != "table":
            made.append((node.kind, node.marker, fold(node.text), work))
        for child in node.children:
            visit(child)

    for node in plan.body:
        visit(node)
    return made


def header(plan: Plan) -> dict[str, Any]:
    return plan.header.model_dump(exclude={"spans"})


def first_differences(expected: list[Any], actual: list[Any]) -> list[Any]:
    return [pair for pair in zip(expected, actual, strict=False) if pair[0] != pair[1]][:3]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", SAME)
def test_a_sample_in_another_format_is_the_same_plan(sample: Path, name: str) -> None:
    check_same(sample, name)


@pytest.mark.shared
@pytest.mark.parametrize("sample", SHARED or [Path("none")], ids=lambda path: path.stem)
@pytest.mark.parametrize("name", SAME)
def test_a_real_plan_in_another_format_is_the_same_plan(sample: Path, name: str) -> None:
    check_same(sample, name)


def check_same(sample: Path, name: str) -> None:
    text = sample.read_text(encoding="utf-8")
    expected = parse_bytes(sample.name, text.encode())
    actual = parse_bytes(name, SAME[name](text))
    assert first_differences(tree(expected), tree(actual)) == []
    assert len(tree(expected)) == len(tree(actual))
    assert header(actual) == header(expected)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", LEGACY)
def test_a_sample_in_an_old_encoding_is_the_same_plan(sample: Path, name: str) -> None:
    text = writers.representable(sample.read_text(encoding="utf-8"))
    expected = parse_bytes(sample.name, text.encode())
    actual = parse_bytes(sample.name, writers.legacy(text, name))
    assert actual.source.encoding == name
    assert actual.source.encoding_confidence is not None and actual.source.encoding_confidence > 0.95
    fold = str.casefold if name == "tcvn3" else str  # TCVN3 has no capitals with marks
    assert first_differences(tree(expected, fold), tree(actual, fold)) == []


@pytest.mark.ocr
@pytest.mark.parametrize("sample", [path for path in SAMPLES if "tables" not in path.parts][:3], ids=lambda path: path.stem)
def test_a_scan_gives_97_of_100_fields(sample: Path) -> None:
    text = writers.representable(sample.read_text(encoding="utf-8"))
    expected = fields(parse_bytes(sample.name, text.encode()))
    actual = fields(parse_bytes("scan.pdf", writers.scan(text)))
    found = sum(value in actual for value in expected)
    assert found >= 0.97 * len(expected), [value for value in expected if value not in actual]


def fields(plan: Plan) -> list[tuple[Any, ...]]:
    """What is read for each task: who, in which role, and until when."""
    made: list[tuple[Any, ...]] = []
    for _, marker, _, work in tree(plan):
        if work is not None:
            _, roles, due = work
            made.extend((marker, role, name) for role, names in zip(("lead", "support", "implementer"), roles, strict=True) for name in names)
            if due:
                made.append((marker, "deadline", *due[1:]))
    return made


def through_office(data: bytes, form: str, folder: Path) -> bytes:
    """A DOCX saved by LibreOffice in another format."""
    import subprocess

    from kehoach_parser.ingest.office import soffice

    source = folder / "plan.docx"
    source.write_bytes(data)
    program = soffice()
    assert program is not None
    profile = (folder / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", form, "--outdir", str(folder), str(source)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return (folder / f"plan.{form}").read_bytes()


@pytest.mark.office
@pytest.mark.parametrize("form", ["doc", "odt", "rtf", "pdf"])
def test_what_an_office_program_saves_is_the_same_plan(form: str, tmp_path: Path) -> None:
    sample = next(path for path in SAMPLES if path.stem == "chuyen-doi-so-huyen")
    text = sample.read_text(encoding="utf-8") + TABLE
    actual = parse_bytes(f"plan.{form}", through_office(writers.docx_typed(text), form, tmp_path))
    expected = parse_bytes(sample.name, text.encode())
    assert first_differences(tree(expected), tree(actual)) == []
    assert actual.source.format == form


TABLE = """

PHỤ LỤC

| STT | Nội dung | Cơ quan chủ trì | Thời gian |
|---|---|---|---|
""" + "".join(f"| {n} | Rà soát, chuẩn hóa thủ tục hành chính lĩnh vực thứ {n} và công bố theo quy định | Phòng Tư pháp | Quý II/2024 |\n" for n in range(1, 26))


@pytest.mark.office
def test_automatic_numbers_of_a_doc_are_read_as_shown(tmp_path: Path) -> None:
    from formats import word

    from kehoach_parser.ingest import read_document

    levels = word.abstract(1, word.level(0, "upperRoman", "%1."), word.level(1, "decimal", "%2."), word.level(2, "lowerLetter", "%3)"))
    items = [("Mục đích", 0), ("Chung", 1), ("Riêng", 1), ("Họp", 2), ("Báo cáo", 2), ("Nhiệm vụ", 0), ("Rà soát", 1)]
    body = "".join(word.paragraph(text, num=(1, level)) for text, level in items)
    data = through_office(word.document(body, numbering=levels + word.numbered(1, 1)), "doc", tmp_path)
    shown = [line for line in read_document("plan.doc", data).text.split("\n") if line]
    assert shown == ["I. Mục đích", "1. Chung", "2. Riêng", "a) Họp", "b) Báo cáo", "II. Nhiệm vụ", "1. Rà soát"]


@pytest.mark.parametrize("name", [*SAME, "plan.md"])
def test_the_same_bytes_give_the_same_text(name: str) -> None:
    from kehoach_parser.ingest import read_document

    text = SAMPLES[0].read_text(encoding="utf-8")
    data = SAME.get(name, str.encode)(text)
    assert read_document(name, data) == read_document(name, data)
