"""LibreOffice and tesseract as programs beside this one: what ends them, what they leave, what is remembered of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kehoach_parser.errors import WorkerLost
from kehoach_parser.ingest.program import run_program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="groups of processes as Linux has them")

COMMAND = [sys.executable, "-c", "from kehoach_parser.cli import main; main()"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + "WordDocument".encode("utf-16-le") + b"\0\0" * 600


def program(folder: Path, script: str) -> dict[str, str]:
    """A shell script in the place of LibreOffice, as environment for the command."""
    folder.mkdir()
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "soffice").chmod(0o755)
    (folder / "tmp").mkdir()
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "TMPDIR": str(folder / "tmp"), "STARTED": str(folder / "started")}


def alive(marker: Path) -> bool:
    """Whether the process whose number stands in the file is there."""
    try:
        return "Z" not in Path(f"/proc/{int(marker.read_text())}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (OSError, ValueError):
        return False


def wait_until(true: object, seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not true():  # type: ignore[operator]
        time.sleep(0.02)


STARTS_ANOTHER = 'sleep 60 & echo $! > "$STARTED.new"; mv "$STARTED.new" "$STARTED"; wait'


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]], ids=["here", "workers"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_program_and_remembers_no_failure(tmp_path: Path, jobs: list[str], number: int) -> None:
    environment = program(tmp_path / "bin", STARTS_ANOTHER)
    (tmp_path / "plans").mkdir()
    for name in "abc":
        (tmp_path / "plans" / f"{name}.doc").write_bytes(OLE)
    run = subprocess.Popen([*COMMAND, "parse", "plans", "-o", "out", *jobs], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True)
    started = tmp_path / "bin" / "started"
    wait_until(started.exists)
    os.killpg(run.pid, number)
    _, said = run.communicate(timeout=20)
    assert (run.returncode, "interrupted: 0 parsed" in said) == (130, True)
    wait_until(lambda: not alive(started), 5)  # a killed process is there for a moment
    assert not alive(started)
    assert not list((tmp_path / "bin" / "tmp").iterdir())
    assert (tmp_path / "out" / ".kehoach" / "journal").read_text().count("\n") == 1


def test_a_document_too_slow_takes_the_program_and_what_it_started_with_it(tmp_path: Path) -> None:
    environment = program(tmp_path / "bin", STARTS_ANOTHER)
    (tmp_path / "a.doc").write_bytes(OLE)
    done = subprocess.run([*COMMAND, "parse", "a.doc", "--max-seconds", "1.5"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "--max-seconds" in done.stderr) == (1, True)
    wait_until(lambda: not alive(tmp_path / "bin" / "started"), 5)
    assert not alive(tmp_path / "bin" / "started")
    assert not list((tmp_path / "bin" / "tmp").iterdir())


@pytest.mark.parametrize(("script", "remembered"), [("kill -9 $$", False), ("exit 1", True)], ids=["killed by the system", "cannot read it"])
def test_only_what_the_file_is_to_blame_for_is_remembered(tmp_path: Path, script: str, remembered: bool) -> None:
    environment = program(tmp_path / "bin", script)
    (tmp_path / "a.doc").write_bytes(OLE)
    command = [*COMMAND, "parse", "a.doc", "-o", "out", "--report", "report.json"]
    for _ in range(2):
        subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    (failure,) = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["failures"]
    assert (failure["code"], failure["skipped"]) == ("KH901" if remembered else "KH911", remembered)


def test_a_temporary_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    environment = program(tmp_path / "bin", "exit 0")
    (tmp_path / "a.doc").write_bytes(OLE)
    program_without_room = "import tempfile; tempfile.tempdir = '/proc/nowhere'; from kehoach_parser.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program_without_room, "parse", "a.doc"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "TMPDIR" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_the_bound_on_memory_is_the_workers_own() -> None:
    code = "from kehoach_parser.run.pool import bound_memory; from kehoach_parser.ingest.program import run_program; bound_memory(1 << 30); print(run_program(['sh', '-c', 'ulimit -v; cat'], seconds=5, name='a', data=b'x', environment={})[1].decode())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = subprocess.run(["sh", "-c", "ulimit -v"], capture_output=True, text=True, check=True).stdout
    assert done.stdout.split() == [here.strip(), "x"]


def test_a_program_that_someone_ends_says_nothing_about_the_file() -> None:
    assert run_program(["sh", "-c", "cat; exit 3"], seconds=5, name="a", data=b"abc", environment={}) == (3, b"abc")
    with pytest.raises(WorkerLost, match="ended from outside"):
        run_program(["sh", "-c", "kill -9 $$"], seconds=5, name="a", environment={})
    assert run_program(["sh", "-c", "kill -11 $$"], seconds=5, name="a", environment={})[0] == -signal.SIGSEGV


# --- several files in one call --------------------------------------------------------------------------------------------

CONVERTS = """
echo call >> "$STARTED"
for word in "$@"; do
  case "$word" in
    */out) mkdir -p "$word"; out="$word";;
    */in-*) case "$(cat "$word")" in *BAD*) ;; *) name=$(basename "${word%.*}"); cp "$MADE" "$out/$name.docx";; esac;;
  esac
done
"""


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]], ids=["here", "by workers"])
def test_files_for_libreoffice_are_converted_several_at_a_time_and_once(tmp_path: Path, jobs: list[str]) -> None:
    from formats import writers

    environment = program(tmp_path / "bin", CONVERTS)
    made = tmp_path / "made.docx"
    made.write_bytes(writers.docx_typed("KẾ HOẠCH\nRà soát hồ sơ\n\nI. NHIỆM VỤ\n\n1. Lập danh mục. Đơn vị chủ trì: Phòng Nội vụ.\n"))
    environment |= {"MADE": str(made), "KEHOACH_CACHE_DIR": str(tmp_path / "cache")}
    plans = tmp_path / "plans"
    plans.mkdir()
    for number in range(5):
        (plans / f"{number}.doc").write_bytes(OLE + bytes([number + 65]) * 40)
    (plans / "5.doc").write_bytes(OLE + b"BAD")
    (plans / "plan.txt").write_text("KẾ HOẠCH\nMột\n", encoding="utf-8")
    command = [*COMMAND, "parse", str(plans), "-o", str(tmp_path / "out"), "--no-cache", *jobs]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, "6 parsed" in ran.stderr) == (1, True), ran.stderr
    assert (tmp_path / "bin" / "started").read_text().count("call") == 2  # all of them, and the bad one by itself
    subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (tmp_path / "bin" / "started").read_text().count("call") == 3  # what could be converted was kept
    assert {json.loads(path.read_text("utf-8"))["body"][0]["children"][0]["task"]["lead"][0]["name"] for path in (tmp_path / "out").glob("[0-4].json")} == {"Phòng Nội vụ"}
