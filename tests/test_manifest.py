"""What earlier runs did: only what changed is done again, whatever happened in between."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.corpus import pdf_of, write_corpus
from kehoach_parser.grammar import load_grammar
from kehoach_parser.limits import Limits
from kehoach_parser.run.every import every_outcome
from kehoach_parser.run.inputs import find_inputs
from kehoach_parser.run.manifest import base_key, clear, close, describe, open_manifest, tool_key
from kehoach_parser.run.one import Outcome, Wishes
from kehoach_parser.run.outputs import workshop

COMMAND = [sys.executable, "-c", "from kehoach_parser.cli import main; main()"]


def kehoach(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def parse(cwd: Path, *more: str) -> str:
    """Runs the command over `plans` into `out`; what it says at the end."""
    done = kehoach("parse", "plans", "-o", "out", *more, cwd=cwd)
    assert done.returncode in (0, 1), done.stderr
    return done.stderr.splitlines()[-1].removeprefix("kehoach: ").rpartition(",")[0]


def results(out: Path) -> dict[str, bytes]:
    """The written results by sub-path."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*.json"))}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with `plans` in it: twelve small ones and one that cannot be read."""
    (tmp_path / "plans").mkdir()
    for number in range(12):
        (tmp_path / "plans" / f"p{number}.txt").write_text(f"I. NHIỆM VỤ\n1. Rà soát thủ tục {number}.\n- Cơ quan chủ trì: Phòng Nội vụ.\n", encoding="utf-8")
    (tmp_path / "plans" / "broken.txt").write_bytes(b"\xc3\x28 broken")
    return tmp_path


def test_a_second_run_does_nothing_and_says_the_failures_again(folder: Path) -> None:
    assert parse(folder).startswith("12 parsed, 1 failed")
    first = {p: p.stat().st_mtime_ns for p in (folder / "out").rglob("*.json")}
    done = kehoach("parse", "plans", "-o", "out", cwd=folder)
    assert done.returncode == 1
    assert "0 parsed, 12 unchanged since an earlier run, 1 failed (bad-encoding 1), 12 tasks" in done.stderr
    assert "plans/broken.txt: this is not" in done.stderr
    assert {p: p.stat().st_mtime_ns for p in (folder / "out").rglob("*.json")} == first


def _edit(folder: Path) -> None:
    (folder / "plans" / "p3.txt").write_text("I. NHIỆM VỤ\n1. Việc khác.\n", encoding="utf-8")


def _touch(folder: Path) -> None:
    os.utime(folder / "plans" / "p3.txt", (1, 1))


def _delete_result(folder: Path) -> None:
    (folder / "out" / "p3.json").unlink()


def _change_result(folder: Path) -> None:
    (folder / "out" / "p3.json").write_bytes((folder / "out" / "p3.json").read_bytes()[:-2])


def _rename(folder: Path) -> None:
    (folder / "plans" / "p3.txt").rename(folder / "plans" / "q3.txt")


def _cut_journal(folder: Path) -> None:
    journal = folder / "out" / ".kehoach" / "journal"
    journal.write_bytes(journal.read_bytes()[:-20])


CHANGES = [
    (_edit, "1 parsed, 11 unchanged"),
    (_touch, "0 parsed, 12 unchanged"),
    (_delete_result, "1 parsed, 11 unchanged"),
    (_change_result, "1 parsed, 11 unchanged"),
    (_rename, "1 parsed, 11 unchanged"),
    (_cut_journal, "1 parsed, 11 unchanged"),
]


@pytest.mark.parametrize(("change", "says"), CHANGES, ids=[change.__name__ for change, _ in CHANGES])
def test_only_what_changed_is_done_again(folder: Path, change: object, says: str) -> None:
    parse(folder)
    change(folder)  # type: ignore[operator]
    assert parse(folder).startswith(says)
    assert parse(folder).startswith("0 parsed, 12 unchanged")


def test_another_grammar_or_option_does_all_again(folder: Path) -> None:
    parse(folder)
    (folder / "own").mkdir()
    (folder / "own" / "labels.yaml").write_text("labels:\n- {id: own-lead, role: lead, phrases: [đầu tàu]}\n", encoding="utf-8")
    assert parse(folder, "--grammar", "own").startswith("12 parsed")
    assert parse(folder, "--max-pages", "7").startswith("12 parsed")
    assert parse(folder, "--max-pages", "7").startswith("0 parsed")


def test_two_formats_live_side_by_side(folder: Path) -> None:
    parse(folder)
    assert parse(folder, "--format", "yaml").startswith("12 parsed")
    assert parse(folder).startswith("0 parsed, 12 unchanged")
    assert parse(folder, "--format", "yaml").startswith("0 parsed, 12 unchanged")


def test_without_cache_all_is_done_and_nothing_is_kept(folder: Path) -> None:
    assert parse(folder, "--no-cache").startswith("12 parsed")
    assert not (folder / "out" / ".kehoach").exists()
    assert parse(folder, "--no-cache", "--jobs", "2").startswith("12 parsed")


def test_cache_info_and_clear(folder: Path) -> None:
    nothing = kehoach("cache", "info", "out", cwd=folder)
    assert (nothing.returncode, nothing.stderr) == (1, "kehoach: out: nothing is kept here; `kehoach parse … -o out` makes it\n")
    parse(folder)
    info = kehoach("cache", "info", "out", cwd=folder)
    assert "12 results" in info.stdout
    assert "1 failure" in info.stdout
    assert kehoach("cache", "clear", "out", cwd=folder).returncode == 0
    assert len(results(folder / "out")) == 12
    assert parse(folder).startswith("12 parsed")


def test_the_programs_own_cache_is_cleared_without_a_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_CACHE_DIR", str(folder / "cache"))
    kehoach("parse", "plans/p1.txt", cwd=folder)
    assert list((folder / "cache").glob("grammar-*"))
    (folder / "cache" / "ocr").mkdir()
    for name in ("ocr/page.bin", "ocr/cut-off.tmp", "cut-off.tmp"):
        (folder / "cache" / name).write_bytes(b"kept")
    assert "5 files" in kehoach("cache", "info", cwd=folder).stdout
    kehoach("cache", "clear", cwd=folder)
    assert not [path for path in (folder / "cache").rglob("*") if path.is_file()]


def test_a_changed_program_is_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    wishes = Wishes(load_grammar())
    before = base_key(wishes, tool_key())
    monkeypatch.setattr("kehoach_parser.__version__", "9.9.9")
    assert base_key(wishes, tool_key()) != before


def test_a_journal_of_old_lines_is_written_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = folder / "out"
    for number in range(5):
        _run(folder, Wishes(load_grammar(), out=str(out), encoding=None, limits=_pages(number + 1)))
    journal = out / ".kehoach" / "journal"
    assert journal.read_bytes().count(b"\n") == 1 + 5 * 13
    monkeypatch.setattr("kehoach_parser.run.manifest._TIDY", 100)
    close(open_manifest(out))
    assert journal.read_bytes().count(b"\n") == 1 + 12 + 5  # a failure is kept for each of the five options
    assert sum(outcome.unchanged for outcome in _run(folder, Wishes(load_grammar(), out=str(out), limits=_pages(5)))) == 13


def _pages(number: int) -> Limits:
    return Limits(pages=number)


def _run(folder: Path, wishes: Wishes, jobs: int = 0) -> list[Outcome]:
    """A run in this process, as the command does it."""
    out = Path(wishes.out or "")
    with workshop(out) as making:
        manifest = open_manifest(out)
        try:
            known = replace(wishes, workshop=str(making), base=base_key(wishes, "test"))
            return list(every_outcome(find_inputs([str(folder / "plans")], ".json"), known, jobs=jobs, manifest=manifest))
        finally:
            close(manifest)


# --- what is installed later ----------------------------------------------------------------------------------------------


def _picture_pdf() -> bytes:
    image = pytest.importorskip("PIL.Image")
    out = io.BytesIO()
    image.new("L", (800, 1100), 255).save(out, format="PDF", resolution=100)
    return out.getvalue()


def _text_and_picture() -> bytes:
    """A PDF whose first page has text and whose second is a picture."""
    import pypdfium2

    text = pdf_of("I. NHIỆM VỤ\n1. Rà soát thủ tục hành chính trên địa bàn.\n- Cơ quan chủ trì: Phòng Nội vụ.\n")
    if text is None:
        pytest.skip("reportlab or a font is missing")
    whole = pypdfium2.PdfDocument.new()
    for part in (text, _picture_pdf()):
        whole.import_pages(pypdfium2.PdfDocument(part))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def test_what_was_not_installed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "half.pdf").write_bytes(_text_and_picture())
    (tmp_path / "plans" / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(2000))
    (tmp_path / "plans" / "scan.pdf").write_bytes(_picture_pdf())
    monkeypatch.setattr("kehoach_parser.ingest.ocr.tesseract", lambda: None)
    monkeypatch.setattr("kehoach_parser.ingest.office.soffice", lambda: None)
    wishes = Wishes(load_grammar(), out=str(tmp_path / "out"))
    for _ in range(2):
        assert [(one.code, one.unchanged) for one in _run(tmp_path, wishes)] == [(None, False), ("KH910", False), ("KH910", False)]
    without = replace(wishes, ocr=False)  # not wanted: then nothing is missing
    assert not next(one.unchanged for one in _run(tmp_path, without))
    assert next(one.unchanged for one in _run(tmp_path, without))


def test_a_page_on_which_tesseract_failed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "half.pdf").write_bytes(_text_and_picture())
    (tmp_path / "plans" / "scan.pdf").write_bytes(_picture_pdf())
    monkeypatch.setattr("kehoach_parser.ingest.ocr.tesseract", lambda: str(tmp_path / "missing"))
    monkeypatch.setenv("KEHOACH_CACHE_DIR", str(tmp_path / "cache"))
    wishes = Wishes(load_grammar(), out=str(tmp_path / "out"))
    for _ in range(2):
        assert [(one.code, one.unchanged) for one in _run(tmp_path, wishes)] == [(None, False), ("KH911", False)]


# --- a full disk ----------------------------------------------------------------------------------------------------------


class _Full:
    """A file on a full disk: takes some bytes, then no more."""

    def __init__(self, file: object) -> None:
        self.file = file

    def __enter__(self) -> _Full:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()  # type: ignore[attr-defined]

    def write(self, data: bytes) -> int:
        self.file.write(data[:10])  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")


def test_a_full_disk_costs_what_does_not_fit_and_leaves_nothing_half_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Path.open
    full = {"p3.json", "p7.json"}
    order = iter(["lock", *sorted(p.name for p in (folder / "plans").glob("p*.txt"))])

    def open_file(path: Path, mode: str = "r", *more: object, **named: object) -> object:
        file = whole(path, mode, *more, **named)  # type: ignore[call-overload]
        if mode == "xb" and next(order).replace(".txt", ".json") in full:
            return _Full(file)
        return file

    monkeypatch.setattr(Path, "open", open_file)
    outcomes = _run(folder, Wishes(load_grammar(), out=str(folder / "out")))
    monkeypatch.undo()
    assert {Path(outcome.path).stem for outcome in outcomes if outcome.code == "KH908"} == {"p3", "p7"}
    assert all("no space left on device" in (outcome.message or "") for outcome in outcomes if outcome.code == "KH908")
    assert set(results(folder / "out")) == {f"p{n}.json" for n in range(12)} - full
    assert [p.name for p in (folder / "out" / ".kehoach").iterdir()] == ["journal"]
    again = _run(folder, Wishes(load_grammar(), out=str(folder / "out")))
    assert [Path(outcome.path).stem for outcome in again if not outcome.unchanged] == ["p3", "p7"]


def test_a_journal_that_takes_no_more_ends_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []

    def write(handle: int, data: bytes) -> int:
        written.append(handle)
        if len(written) > 4:
            raise OSError(28, "No space left on device")
        return real(handle, data)

    real = os.write
    monkeypatch.setattr("kehoach_parser.run.manifest.os.write", write)
    outcomes = _run(folder, Wishes(load_grammar(), out=str(folder / "out")))
    monkeypatch.undo()
    assert len(results(folder / "out")) == 12
    assert len(outcomes) == 13
    again = _run(folder, Wishes(load_grammar(), out=str(folder / "out")))
    assert 1 <= sum(outcome.unchanged for outcome in again) <= 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_lines_to_a_full_disk_are_one_sentence(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, "parse", "plans/p1.txt"], cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "no space left on device" in done.stderr.lower()


# --- killed ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]], ids=["one process", "two workers"])
def test_killed_ten_times_at_random_moments_the_end_is_the_same(tmp_path: Path, jobs: list[str]) -> None:
    write_corpus(tmp_path / "plans", 400, seed=3, text_only=True)
    kehoach("parse", "plans", "-o", "true", cwd=tmp_path)
    want = results(tmp_path / "true")
    rng = random.Random(11)
    for attempt in range(10):
        there = len(results(tmp_path / "out"))
        run = subprocess.Popen([*COMMAND, "parse", "plans", "-o", "out", "--quiet", *jobs], cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True)
        _wait_for(tmp_path / "out" / "000", there + rng.randint(0, 30))
        time.sleep(rng.random() * 0.02)
        (os.killpg if attempt % 2 else os.kill)(run.pid, signal.SIGKILL)
        assert run.wait() == -signal.SIGKILL
        assert all(want[name] == data for name, data in results(tmp_path / "out").items())
    done = kehoach("parse", "plans", "-o", "out", cwd=tmp_path)
    assert results(tmp_path / "out") == want
    assert " 0 parsed" not in f" {done.stderr}"
    assert [p.name for p in (tmp_path / "out" / ".kehoach").iterdir()] == ["journal"]
    assert not list((tmp_path / "out").rglob("*.tmp"))


def _wait_for(folder: Path, count: int) -> None:
    """Waits until so many results are there, for a minute at most."""
    until = time.monotonic() + 60
    while time.monotonic() < until and not (folder.is_dir() and sum(1 for _ in os.scandir(folder)) >= count):
        time.sleep(0.005)


def test_two_runs_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    write_corpus(tmp_path / "plans", 60, seed=4, text_only=True)
    kehoach("parse", "plans", "-o", "true", cwd=tmp_path)
    runs = [subprocess.Popen([*COMMAND, "parse", "plans", "-o", "out", *more], cwd=tmp_path, stderr=subprocess.PIPE, text=True) for more in ([], ["--jobs", "2"])]
    said = [run.communicate(timeout=120)[1] for run in runs]
    assert {run.returncode for run in runs} == {run.returncode for run in runs} & {0, 1}, said
    assert results(tmp_path / "out") == results(tmp_path / "true")
    assert [p.name for p in (tmp_path / "out" / ".kehoach").iterdir()] == ["journal"]
    lines = (tmp_path / "out" / ".kehoach" / "journal").read_text(encoding="ascii").splitlines()
    assert all(isinstance(json.loads(line), list) for line in lines)
    assert " 0 parsed" in f" {parse(tmp_path)}"


def test_what_a_killed_run_left_is_swept_and_what_a_living_one_has_is_not(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with workshop(out) as living:
        dead = out / ".kehoach" / "making-1-dead"
        shutil.copytree(living, dead)
        (dead / "half.tmp").write_bytes(b"half")
        with workshop(out) as second:
            assert living.exists()
            assert second.exists()
            assert not dead.exists()
    assert not (out / ".kehoach").exists()


def test_describe_and_clear_of_a_folder_without_a_journal(tmp_path: Path) -> None:
    assert describe(tmp_path) is None
    assert clear(tmp_path) is False


