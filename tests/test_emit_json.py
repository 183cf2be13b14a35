"""JSON, YAML and JSON lines: the same tree, the same bytes, read back; files whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from desk import make_plan, sample_plan
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach_parser.cli import main
from kehoach_parser.emit.atomic import write_whole
from kehoach_parser.emit.json import from_json, load_plan, looks_like_plan, to_json
from kehoach_parser.emit.jsonl import to_jsonl
from kehoach_parser.emit.rows import all_nodes, task_rows
from kehoach_parser.emit.yaml import to_yaml
from kehoach_parser.errors import OutputError, UnreadableFile
from kehoach_parser.model import Plan, TaskRow

ODD = ["1.10", "12:30", "2024-02-07", "yes", "null", "~", "- gạch", "# thăng", "a: b", "'nháy'", '"kép"', "dòng\nhai", "tab\tgiữa", "emoji 🌾", "\u2028", "0o17", "1e3", "@x", "%", "{}", "[]", "  đầu cuối  "]


def test_json_reads_back_to_the_same_plan() -> None:
    plan = sample_plan()
    assert from_json(to_json(plan)).model_dump() == plan.model_dump()
    assert to_json(plan) == to_json(plan)
    assert to_json(plan).endswith(b"}\n") and "Chuyển đổi số".encode() in to_json(plan)


@pytest.mark.parametrize("text", ODD)
def test_yaml_is_the_same_tree_whatever_a_text_looks_like(text: str) -> None:
    plan = make_plan([{"id": text, "kind": "item", "marker": "1.", "text": text}], title=text)
    assert yaml.safe_load(to_yaml(plan)) == json.loads(to_json(plan))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_goes_through_json_and_yaml(text: str) -> None:
    plan = make_plan([{"id": "1", "kind": "item", "marker": "1.", "text": text or "x", "source": "bare"}], title=text)
    assert from_json(to_json(plan)).model_dump() == plan.model_dump()
    assert yaml.safe_load(to_yaml(plan)) == json.loads(to_json(plan))
    assert [json.loads(line)["text"] for line in to_jsonl([plan]).splitlines()] == [text or "x"]


def test_the_printed_schema_accepts_what_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    main_and_stay(["schema"])
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(to_json(sample_plan())), schema)
    main_and_stay(["schema", "--row"])
    row_schema = json.loads(capsys.readouterr().out)
    for line in to_jsonl([sample_plan()]).splitlines():
        jsonschema.validate(json.loads(line), row_schema)


def main_and_stay(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert not end.value.code


def test_rows_are_the_tasks_in_document_order_with_their_headings() -> None:
    plan = sample_plan()
    rows = list(task_rows(plan))
    assert [row.id for row in rows] == ["I.1.1", "I.1.2", "I.1.3", "I.2.1", "I.2.2", "I.2.3", "II.1.-1", "II.2.-1"]
    assert rows[0].path == ("I. NHIỆM VỤ", "1. Dịch vụ công")
    assert rows[0].lead == ("Công an huyện",) and rows[0].targets == ("tối thiểu 90%",)
    assert rows[7].deadline is None and rows[7].plan == "ke-hoach.txt" and rows[7].number == "12/KH-UBND"
    assert [TaskRow.model_validate_json(line) for line in to_jsonl([plan]).splitlines()] == rows
    assert len(list(all_nodes(plan))) == 14


@pytest.mark.parametrize(
    ("head", "is_plan"),
    [(b'{"schema_version": "1.0"', True), (b'\xef\xbb\xbf{\n  "schema_version"', True), (b'{"name": "x"}', False), (b"# schema_version", False), (b"", False)],
)
def test_a_plan_in_json_is_known_by_its_beginning(head: bytes, is_plan: bool) -> None:
    assert looks_like_plan(head) is is_plan


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{", "is not a plan"),
        (b'{"schema_version": "1.0"}', "source: Field required"),
        (to_json(sample_plan()).replace(b'"1.0"', b'"2.0"', 1), "has schema version 2.0"),
        *(
            (to_json(sample_plan()).replace(was, now, 1), says)
            for was, now, says in (
                (b'"issued_on": "2024-01-15"', b'"issued_on": "soon"', "header.issued_on: 'soon' is not a date"),
                (b'"plan_year": 2024', b'"plan_year": -5', "header.plan_year: -5 is not a year"),
                (b'"start": "2024-01-01"', b'"start": "soon"', "start of the deadline of I.1.1: 'soon' is not a date"),
                (b'"end": "2024-03-31"', b'"end": "2024-02-31"', "end of the deadline of I.1.1"),
                (b'"end": "2024-03-31"', b'"end": "9999-12-31"', "'9999-12-31' is not a date"),
                (b"FREQ=MONTHLY;BYMONTHDAY=11", b"FREQ=DAILY;INTERVAL=0", "recurrence of the deadline of I.1.3: 'FREQ=DAILY;INTERVAL=0' is not a rule"),
                (b'"path": "ke-hoach.txt"', b'"path": "a\\u0000b"', "source.path: holds a NUL"),
            )
        ),
        (to_json(sample_plan()).replace(b'"schema_version"', b'"x": 1, "schema_version"', 1), "x: Extra inputs"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_sentence(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as error:
        load_plan(path)
    assert says in str(error.value) and str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("day", ["2024", "2024-02", "2024-02-30", None])
def test_a_date_of_issue_is_as_precise_and_as_right_as_it_is_printed(day: str | None) -> None:
    assert from_json(to_json(sample_plan(issued_on=day))).header.issued_on == day


def test_a_file_is_replaced_whole_and_keeps_the_usual_rights(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert names(path.parent) == ["a.json"]
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="no space left on device"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old" and names(tmp_path) == ["a.json"]


@pytest.mark.parametrize(("name", "says"), [("folder", "is a folder"), ("file/inside.json", "a file stands where a folder is needed")])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=says) as error:
        write_whole(tmp_path / name, b"x")
    assert error.value.path == str(tmp_path / name)
    assert names(tmp_path) == ["file", "folder"]


def test_a_pipe_is_written_directly(tmp_path: Path) -> None:
    read, write = os.pipe()
    write_whole(Path(f"/dev/fd/{write}"), b"through")
    os.close(write)
    assert os.read(read, 20) == b"through"
    os.close(read)


def test_the_text_is_not_written_out() -> None:
    assert "document_text" not in Plan.model_validate_json(to_json(sample_plan())).model_dump()
