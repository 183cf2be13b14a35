"""`kehoach export`: what goes in, what comes out, and one sentence when it cannot."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sys
from pathlib import Path

import pytest
from desk import make_plan, sample_plan

from kehoach_parser.cli import main
from kehoach_parser.emit.exports import EXPORTS, exporter
from kehoach_parser.emit.json import to_json
from kehoach_parser.emit.marks import is_export
from kehoach_parser.errors import MissingExtra
from kehoach_parser.pipeline import parse_file, parse_text

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "chuyen-doi-so-huyen.md"


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as end:
        main(["export", *map(str, arguments)])
    return int(end.value.code or 0)


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    shutil.copy(SAMPLE, folder / "huyen.md")
    (folder / "sample.json").write_bytes(to_json(sample_plan()))
    (folder / "other.json").write_text('{"name": "not a plan"}', encoding="utf-8")
    (folder / ".hidden.md").write_text("x", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", EXPORTS)
def test_a_folder_goes_into_one_file_in_every_format(plans: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / f"out.{name}"
    assert run(plans, "--to", name, "-o", out, "--as-of", "2024-03-01", "--quiet") == 0
    first = out.read_bytes()
    assert len(first) > 300
    assert run(plans, "-o", out, "--as-of", "2024-03-01", "--quiet") == 0  # the name says the format
    assert out.read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"out.{name}", "plans"]


@pytest.mark.parametrize("name", ["xlsx", "html", "md", "csv"])
def test_what_was_exported_into_the_folder_of_the_plans_is_not_read_as_a_plan(plans: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    out = plans / f"a-theo-doi.{name}"  # before the plans in the order of names
    assert run(plans, "-o", out, "--as-of", "2024-03-01") == 0
    first = out.read_bytes()
    assert "not read as plans" not in capsys.readouterr().err
    assert run(plans, "-o", out, "--as-of", "2024-03-01") == 0
    assert out.read_bytes() == first
    assert capsys.readouterr().err.count("1 file(s) that kehoach wrote are not read as plans (a-theo-doi.") == (name != "csv")


def test_an_outline_that_was_exported_is_read_when_it_is_named(tmp_path: Path) -> None:
    assert run(SAMPLE, "-o", tmp_path / "a.md") == 0
    assert run(tmp_path / "a.md", "-o", tmp_path / "a.csv") == 0
    assert run(SAMPLE, "-o", tmp_path / "b.csv") == 0
    rows = [list(csv.DictReader(io.StringIO((tmp_path / name).read_text(encoding="utf-8-sig")))) for name in ("a.csv", "b.csv")]
    assert [row["Nhiệm vụ"] for row in rows[0]] == [row["Nhiệm vụ"] for row in rows[1]]


@pytest.mark.parametrize(("name", "data"), [("a.xlsx", b"PK no archive"), ("a.xlsx", b""), ("a.html", b"<html>"), ("a.md", b"# x"), ("none.md", None)])
def test_other_files_bear_no_mark(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert not is_export(tmp_path / name)


@pytest.mark.parametrize(
    ("read", "out"),
    [(["huyen.md"], "huyen.md"), (["."], "huyen.md"), (["huyen.json"], "huyen.md"), (["huyen.json", "--to", "csv"], "huyen.json"), (["."], "link.md")],
)
def test_a_plan_that_is_read_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], read: list[str], out: str) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE, "huyen.md")
    Path("link.md").symlink_to("huyen.md")
    Path("huyen.json").write_bytes(to_json(parse_file("huyen.md")))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert run(*read, "-o", out) == 2
    assert f"{out}: is one of the plans that are read; name another file" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_text_of_a_plan_from_json_is_sought_in_files_only(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    for place in (str(tmp_path / "pipe.md"), "/dev/zero"):
        (tmp_path / "a.json").write_bytes(to_json(make_plan([{"id": "1", "kind": "item", "marker": "1.", "text": "x", "source": "bare"}], path=place)))
        assert run(tmp_path / "a.json", "-o", tmp_path / "a.html") == 0


def test_json_is_known_by_its_content_and_a_document_counts_once(plans: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (plans / "again.txt").write_bytes(to_json(parse_text("# KẾ HOẠCH\n\nI. NHIỆM VỤ\n\n1. Trồng cây\n- Cơ quan chủ trì: Công an xã\n", path="x.txt")))
    shutil.copy(SAMPLE, plans / "same.md")
    assert run(plans, "--to", "csv", "-o", "-") == 0
    said = capsysbinary.readouterr()
    rows = list(csv.DictReader(io.StringIO(said.out.decode("utf-8-sig"))))
    assert [row["Văn bản"] for row in rows].count("12/KH-UBND") == 8 and [row["Văn bản"] for row in rows].count("36/KH-UBND") == 15
    assert [row["Nhiệm vụ"] for row in rows if row["Văn bản"] == "x.txt"] == ["1. Trồng cây"]
    assert b"the same document as" in said.err


def test_a_page_from_json_has_the_text_when_the_document_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE, tmp_path / "huyen.md")
    with pytest.raises(SystemExit):
        main(["parse", "huyen.md", "-o", "out", "--quiet"])
    assert run("out", "-o", "with.html", "--as-of", "2024-03-01") == 0
    assert run("huyen.md", "-o", "straight.html", "--as-of", "2024-03-01") == 0
    assert (tmp_path / "with.html").read_bytes() == (tmp_path / "straight.html").read_bytes()
    (tmp_path / "huyen.md").write_text("another text", encoding="utf-8")
    assert run("out", "-o", "without.html") == 0
    assert "dựng lại từ tệp JSON" in (tmp_path / "without.html").read_text(encoding="utf-8")


def test_a_sheet_from_json_has_the_findings_that_need_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "samples" / "co-loi.md", tmp_path / "co-loi.md")
    with pytest.raises(SystemExit):
        main(["parse", "co-loi.md", "-o", "out", "--quiet"])
    assert run("out", "-o", "with.xlsx", "--as-of", "2024-03-01") == 0
    assert run("co-loi.md", "-o", "straight.xlsx", "--as-of", "2024-03-01") == 0
    assert (tmp_path / "with.xlsx").read_bytes() == (tmp_path / "straight.xlsx").read_bytes()


def test_the_findings_of_the_rules_come_along_unless_they_are_not_wanted(tmp_path: Path) -> None:
    bad = ROOT / "samples" / "co-loi.md"
    assert run(bad, "-o", tmp_path / "with.html", "--as-of", "2024-03-01") == 0
    assert run(bad, "-o", tmp_path / "without.html", "--no-check") == 0
    assert "KH311" in (tmp_path / "with.html").read_text(encoding="utf-8")
    assert "KH311" not in (tmp_path / "without.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["SAMPLE", "-o", "out.docx"], 2, "does not say which format, add --to (xlsx, csv, ics, html, md, parquet)"),
        (["SAMPLE", "--to", "docx", "-o", "out.docx"], 2, "docx"),
        (["SAMPLE"], 2, "--out"),
        (["SAMPLE", "-o", "out.csv", "--as-of", "soon"], 2, "YYYY-MM-DD"),
        (["nowhere.md", "-o", "out.csv"], 1, "nowhere.md: "),
        (["SAMPLE", "-o", "folder.csv"], 1, "is a folder, name a file"),
        (["SAMPLE", "-o", "file/out.csv"], 1, "a file stands where a folder is needed"),
        (["EMPTY", "-o", "out.csv"], 1, "no task was found in these plans, nothing was written"),
        (["EMPTY", "-o", "out.ics"], 1, "no task was found in these plans, nothing was written"),
        (["UNDATED", "-o", "out.ics"], 1, "no task has a day, nothing was written"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "empty.json").write_bytes(to_json(make_plan([])))
    (tmp_path / "undated.json").write_bytes(to_json(make_plan([{"id": "1", "kind": "item", "marker": "1.", "text": "x", "source": "bare"}])))
    before = sorted(path.name for path in tmp_path.iterdir())
    named = {"SAMPLE": str(SAMPLE), "EMPTY": "empty.json", "UNDATED": "undated.json"}
    assert run(*(named.get(part, part) for part in arguments)) == status
    error = capsys.readouterr().err
    assert says in error and "Traceback" not in error
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_plan_that_cannot_be_read_does_not_stop_the_others(plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (plans / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    assert run(plans, "-o", tmp_path / "out.csv") == 1
    assert "broken.docx" in capsys.readouterr().err
    assert (tmp_path / "out.csv").read_bytes().count(b"\r\n") == 1 + 8 + 15


def test_a_missing_package_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"pip install 'kehoach-parser\[parquet\]'"):
        exporter("parquet")
