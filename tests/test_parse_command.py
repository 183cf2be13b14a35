"""`kehoach parse` at the terminal: where results go, what a bad input costs, what is said and with which status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PLAN = """KẾ HOẠCH
Chuyển đổi số năm 2024

I. NHIỆM VỤ
1. Rà soát thủ tục hành chính.
- Cơ quan chủ trì: Phòng Nội vụ.
- Thời gian hoàn thành: Quý II/2024.
2. Tập huấn cho cán bộ.
- Cơ quan chủ trì: Phòng Tư pháp.
"""
HEAVY = ("pydantic", "yaml", "rich", "docx", "pdfplumber", "pypdfium2", "underthesea", "regex", "multiprocessing", "lxml", "openpyxl", "dask")


def kehoach(*arguments: str | Path, cwd: Path, environ: dict[str, str] | None = None, data: bytes | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from kehoach_parser.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **(environ or {})}, check=False)


def names(folder: Path) -> list[str]:
    """The results below a folder, without what the program keeps for itself."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and ".kehoach" not in p.parts)


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Three plans, one of them in a folder below."""
    folder = tmp_path / "plans"
    (folder / "2024").mkdir(parents=True)
    (folder / "a.txt").write_text(PLAN, encoding="utf-8")
    (folder / "b.md").write_text(PLAN, encoding="utf-8")
    (folder / "2024" / "c.txt").write_text(PLAN, encoding="utf-8")
    (folder / "notes.log").write_text("no plan", encoding="utf-8")
    return folder


# --- where results go -----------------------------------------------------------------------------------------------------


def test_one_plan_goes_to_standard_output_and_nothing_else_is_said(plans: Path, tmp_path: Path) -> None:
    done = kehoach("parse", "plans/a.txt", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    plan = json.loads(done.stdout)
    assert plan["schema_version"] == "1.0"
    assert plan["source"]["path"] == "plans/a.txt"
    assert [node["marker"] for node in plan["body"][0]["children"]] == ["1.", "2."]


def test_a_folder_is_mirrored_below_the_output_folder(plans: Path, tmp_path: Path) -> None:
    done = kehoach("parse", "plans", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert names(tmp_path / "out") == ["2024/c.json", "a.json", "b.json"]
    assert done.stdout == ""
    assert "3 parsed, 6 tasks" in done.stderr


def test_yaml_is_the_same_tree(plans: Path, tmp_path: Path) -> None:
    as_json = kehoach("parse", "plans/a.txt", cwd=tmp_path)
    as_yaml = kehoach("parse", "plans/a.txt", "--format", "yaml", cwd=tmp_path)
    assert yaml.safe_load(as_yaml.stdout) == json.loads(as_json.stdout)


def test_jsonl_puts_the_tasks_of_several_plans_in_one_stream(plans: Path, tmp_path: Path) -> None:
    done = kehoach("parse", "plans", "--format", "jsonl", cwd=tmp_path)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["plan"] for row in rows] == ["plans/a.txt"] * 2 + ["plans/b.md"] * 2 + ["plans/2024/c.txt"] * 2
    assert rows[0]["path"] == ["I. NHIỆM VỤ"]


def test_jsonl_into_a_folder_is_one_file_a_plan(plans: Path, tmp_path: Path) -> None:
    kehoach("parse", "plans", "-o", "out", "--format", "jsonl", cwd=tmp_path)
    assert names(tmp_path / "out") == ["2024/c.jsonl", "a.jsonl", "b.jsonl"]


def test_several_plans_need_a_folder_or_lines(plans: Path, tmp_path: Path) -> None:
    done = kehoach("parse", "plans", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "-o DIR" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_with_one_plan_goes_to_standard_output(plans: Path, tmp_path: Path) -> None:
    assert kehoach("parse", "plans/2024", "-o", "-", cwd=tmp_path).stdout.startswith("{")


def test_plans_of_one_name_keep_their_suffix(plans: Path, tmp_path: Path) -> None:
    (plans / "a.md").write_text(PLAN, encoding="utf-8")
    done = kehoach("parse", "plans", "-o", "out", cwd=tmp_path)
    assert names(tmp_path / "out") == ["2024/c.json", "a.md.json", "a.txt.json", "b.json"]
    assert "a.txt.json" in done.stderr
    assert "a.md.json" in done.stderr


def test_a_file_named_twice_is_read_once_and_files_of_one_name_are_all_kept(plans: Path, tmp_path: Path) -> None:
    (plans / "2024" / "a.txt").write_text(PLAN, encoding="utf-8")
    done = kehoach("parse", "plans/a.txt", "./plans/a.txt", "plans/2024/a.txt", "-o", "out", cwd=tmp_path)
    assert names(tmp_path / "out") == ["a.txt.json", "a.txt~2.json"]
    assert "2 parsed" in done.stderr


def test_hidden_files_and_locks_of_an_editor_are_no_plans(plans: Path, tmp_path: Path) -> None:
    (plans / ".draft.txt").write_text(PLAN, encoding="utf-8")
    (plans / "~$a.docx").write_bytes(b"lock")
    (plans / ".git").mkdir()
    (plans / ".git" / "x.md").write_text(PLAN, encoding="utf-8")
    assert "3 parsed" in kehoach("parse", "plans", "-o", "out", cwd=tmp_path).stderr


def test_workers_write_the_same_bytes_in_the_same_order(plans: Path, tmp_path: Path) -> None:
    one = kehoach("parse", "plans", "-o", "one", cwd=tmp_path)
    two = kehoach("parse", "plans", "-o", "two", "--jobs", "2", cwd=tmp_path)
    assert (one.returncode, two.returncode) == (0, 0), two.stderr
    assert names(tmp_path / "one") == names(tmp_path / "two")
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names(tmp_path / "one"))
    lines = kehoach("parse", "plans", "--format", "jsonl", cwd=tmp_path).stdout
    assert kehoach("parse", "plans", "--format", "jsonl", "--jobs", "2", cwd=tmp_path).stdout == lines


# --- bad input ------------------------------------------------------------------------------------------------------------


def _bad(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)


BAD = {
    "empty": ("x.txt", b"", "this file is empty"),
    "only blanks": ("x.txt", b" \n\t\n", "this file is empty"),
    "binary under a .txt name": ("x.txt", bytes(range(256)) * 40, "not text"),
    "a picture under a .txt name": ("x.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 600, "a PNG picture"),
    "invalid UTF-8": ("x.txt", "I. NHIỆM VỤ\n".encode() + b"\xc3\x28\xff rest", "byte"),
    "a line of 20 MB": ("x.txt", b"a" * 20_000_000, "--max-line-chars"),
    "no DOCX inside": ("x.docx", b"this is not a document", "not a DOCX file"),
    "a DOCX cut off": ("x.docx", b"PK\x03\x04" + b"\0" * 60, "x.docx"),
}


@pytest.mark.parametrize(("name", "data", "says"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_costs_one_sentence_and_the_others_are_done(plans: Path, tmp_path: Path, name: str, data: bytes, says: str) -> None:
    _bad(plans, name, data)
    done = kehoach("parse", "plans", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert names(tmp_path / "out") == ["2024/c.json", "a.json", "b.json"]
    told = [line for line in done.stderr.splitlines() if f"plans/{name}" in line]
    assert len(told) == 1
    assert says in told[0]
    assert "Traceback" not in done.stderr


def test_invalid_utf_8_names_the_byte(plans: Path, tmp_path: Path) -> None:
    good = "I. NHIỆM VỤ\n".encode()
    _bad(plans, "x.txt", good + b"\xc3\x28 abc")
    done = kehoach("parse", "plans/x.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert f"byte {len(good)}" in done.stderr


def test_a_missing_path_does_not_stop_the_others(plans: Path, tmp_path: Path) -> None:
    done = kehoach("parse", "nothing.txt", "plans/a.txt", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert names(tmp_path / "out") == ["a.json"]
    assert "kehoach: nothing.txt: there is no such file" in done.stderr


def test_a_folder_without_plans_says_what_would_be_one(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "photo.jpeg").write_bytes(b"\xff\xd8\xff")
    for output in (("-o", "out"), ()):
        done = kehoach("parse", "none", *output, cwd=tmp_path)
        assert done.returncode == 1
        assert "none: this folder holds no plan" in done.stderr
        assert ".docx" in done.stderr


def test_an_output_folder_that_is_a_file_ends_the_run_before_it_begins(plans: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    for place in ("out", "out/below"):
        done = kehoach("parse", "plans", "-o", place, cwd=tmp_path)
        assert done.returncode == 1
        assert done.stderr.startswith(f"kehoach: {place}: a file stands")
        assert done.stderr.count("\n") == 1
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_folder_without_permission(plans: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o500)
    done = kehoach("parse", "plans", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def test_one_result_that_cannot_be_written_costs_only_itself(plans: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "a.json").mkdir(parents=True)
    done = kehoach("parse", "plans", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert names(tmp_path / "out") == ["2024/c.json", "b.json"]
    assert "plans/a.txt" in done.stderr
    assert not list((tmp_path / "out" / ".kehoach").glob("making-*"))


def test_a_limit_has_an_option(plans: Path, tmp_path: Path) -> None:
    tight = kehoach("parse", "plans/a.txt", "--max-file-bytes", "50", cwd=tmp_path)
    assert (tight.returncode, tight.stdout) == (1, "")
    assert "--max-file-bytes" in tight.stderr
    phrase = json.loads(kehoach("parse", "plans/a.txt", "--max-deadline-chars", "5", cwd=tmp_path).stdout)
    assert [(found["code"], "11 > 5: --max-deadline-chars" in found["message"]) for found in phrase["diagnostics"] if found["line"] == 7] == [("KH302", True)]
    line = kehoach("parse", "plans/a.txt", "--max-line-chars", "10", cwd=tmp_path)
    assert "plans/a.txt:2: this line has" in line.stderr


def test_a_name_that_is_no_unicode_is_read_all_the_same(plans: Path, tmp_path: Path) -> None:
    odd = os.fsdecode(b"k\xee ho\xb9ch.txt")
    (plans / odd).write_text(PLAN, encoding="utf-8")
    done = kehoach("parse", "plans", "-o", "out", "--report", "r.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "4 parsed" in done.stderr
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["parsed"] == 4


def test_a_closed_pipe_ends_quietly(plans: Path, tmp_path: Path) -> None:
    for index in range(60):
        (plans / f"more-{index}.txt").write_text(PLAN * 20, encoding="utf-8")
    command = f'"{sys.executable}" -c "from kehoach_parser.cli import main; main()" parse plans --format jsonl --quiet | head -c 10'
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("{")
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", ["--version", "parse --version", "--help", "parse plans/a.txt", "explain KH301", "cache info out"])
def test_a_full_standard_output_is_one_sentence(plans: Path, tmp_path: Path, arguments: str) -> None:
    kehoach("parse", "plans", "-o", "out", cwd=tmp_path)
    done = _in_a_shell(f"{arguments} > /dev/full", tmp_path)
    assert (done.returncode, done.stderr) == (1, "kehoach: standard output: cannot be written (no space left on device)\n")


@pytest.mark.skipif(sys.platform == "win32", reason="a Unix shell")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [("--version", 1), ("--help", 1), ("parse plans/a.txt", 1), ("parse plans --format jsonl --quiet", 1), ("explain KH301", 1), ("check plans/a.txt", 2)],
)
def test_a_result_for_a_closed_standard_output_is_one_sentence(plans: Path, tmp_path: Path, arguments: str, status: int) -> None:
    done = _in_a_shell(f"{arguments} >&-", tmp_path)
    assert (done.returncode, done.stderr) == (status, "kehoach: standard output: cannot be written (it is closed)\n")


@pytest.mark.skipif(sys.platform == "win32", reason="a Unix shell")
@pytest.mark.parametrize(("arguments", "status"), [("parse plans/a.txt -o out --quiet >&-", 0), ("parse plans/a.txt -o out >&- 2>&-", 0), ("parse gone.txt 2>&-", 1)])
def test_closed_streams_that_get_no_result_are_no_failure(plans: Path, tmp_path: Path, arguments: str, status: int) -> None:
    done = _in_a_shell(arguments, tmp_path)
    assert (done.returncode, done.stdout) == (status, "")
    assert "Traceback" not in done.stderr


def _in_a_shell(arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = f'"{sys.executable}" -c "from kehoach_parser.cli import main; main()" {arguments}'
    return subprocess.run(command, shell=True, cwd=cwd, capture_output=True, text=True, check=False)


# --- usage ----------------------------------------------------------------------------------------------------------------

WRONG = [
    (("parse",), "Missing argument"),
    (("parse", "plans", "-o", "out", "--jobs", "0"), "--jobs takes a number from 1, or auto, not 0"),
    (("parse", "plans", "-o", "out", "--jobs", "many"), "--jobs"),
    (("parse", "plans/a.txt", "--max-memory", "1"), "--max-memory bounds a worker; add --jobs 1"),
    (("parse", "plans", "-o", "out", "--format", "xml"), "--format"),
    (("parse", "plans", "-o", "out", "--grammar", "nowhere"), "nowhere"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG)
def test_wrong_usage_is_status_2_and_writes_nothing(plans: Path, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = kehoach(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("jobs", [(), ("--jobs", "1")])
def test_grammar_files_that_do_not_go_together_are_said_once(plans: Path, tmp_path: Path, jobs: tuple[str, ...]) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "fields.yaml").write_text("labels:\n- id: x\n  role: lead\n  phrases: [thời gian hoàn thành]\n", encoding="utf-8")
    done = kehoach("parse", "plans", "-o", "out", "--grammar", "own", *jobs, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"kehoach: {Path('own/fields.yaml')}:2: two labels with different roles claim 'thời gian hoàn thành'; keep it in one of them\n"


def test_quiet_says_only_errors(plans: Path, tmp_path: Path) -> None:
    assert kehoach("parse", "plans", "-o", "out", "--quiet", cwd=tmp_path).stderr == ""
    assert kehoach("parse", "plans", "gone.txt", "-o", "out", "--quiet", cwd=tmp_path).stderr.count("\n") == 1


def test_help_has_an_example_and_version_a_number(tmp_path: Path) -> None:
    assert "Example: kehoach parse" in kehoach("parse", "--help", cwd=tmp_path).stdout
    assert kehoach("parse", "--version", cwd=tmp_path).stdout.startswith("kehoach 0.")


def test_the_package_can_be_run_as_a_module(plans: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kehoach_parser", "parse", "plans", "--format", "jsonl", "--jobs", "2", "--quiet"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout == kehoach("parse", "plans", "--format", "jsonl", "--quiet", cwd=tmp_path).stdout != ""


def test_the_report_counts_and_names(plans: Path, tmp_path: Path) -> None:
    _bad(plans, "x.txt", b"")
    done = kehoach("parse", "plans", "-o", "out", "--report", "report.json", cwd=tmp_path)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (report["files"], report["parsed"], report["skipped"], report["failed"], report["tasks"]) == (4, 3, 0, 1, 6)
    assert report["failed_by_kind"] == {"KH903": 1}
    assert report["failures"][0]["path"] == "plans/x.txt"
    assert len(report["slowest"]) == 4
    assert "3 parsed, 1 failed (empty-file 1), 6 tasks" in done.stderr


# --- start-up -------------------------------------------------------------------------------------------------------------


def test_reading_a_text_plan_imports_no_heavy_library(plans: Path, tmp_path: Path) -> None:
    kehoach("parse", "plans/a.txt", cwd=tmp_path)  # fills the cache of the grammar
    code = (
        "import sys, atexit\n"
        f"atexit.register(lambda: print(sorted({HEAVY!r} & sys.modules.keys()), file=sys.stderr))\n"
        "from kehoach_parser.cli import main\nmain()\n"
    ).replace(repr(HEAVY), repr(set(HEAVY)))
    done = subprocess.run([sys.executable, "-c", code, "parse", "plans/a.txt"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"


def test_help_imports_nothing_of_the_parser(tmp_path: Path) -> None:
    code = "import sys, atexit\natexit.register(lambda: print(sorted(m for m in sys.modules if m.startswith(('kehoach_parser.', 'pydantic', 'rich', 'yaml'))), file=sys.stderr))\nfrom kehoach_parser.cli import main\nmain()\n"
    done = subprocess.run([sys.executable, "-c", code, "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "parse" in done.stdout
    assert set(eval(done.stderr)) <= {f"kehoach_parser.{name}" for name in ("cli", "cli.root", "cli.options", "cli.warm", "errors", "kept")}
