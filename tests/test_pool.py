"""Workers: what one file does to its process stays with that file."""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from kehoach_parser import pipeline
from kehoach_parser.cli import main
from kehoach_parser.grammar import load_grammar
from kehoach_parser.limits import Limits
from kehoach_parser.run import one
from kehoach_parser.run.every import every_outcome
from kehoach_parser.run.inputs import Input, find_inputs
from kehoach_parser.run.one import Outcome, Wishes
from kehoach_parser.run.pool import Terms, run_pool

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")


def items(*names: str) -> list[Input]:
    return [Input(name, f"{name}.json") for name in names]


def act(item: Input) -> Outcome:
    """Does what the name says."""
    if item.path.startswith("die"):
        faulthandler.disable()  # pytest's, which would print where
        os.kill(os.getpid(), signal.SIGSEGV)
    if item.path.startswith("leave"):
        os._exit(3)
    if item.path.startswith("hang"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGTERM})  # as deaf as C code
        time.sleep(60)
    if item.path.startswith("slow"):
        time.sleep(0.3)
    return Outcome(item.path, message=str(os.getpid()))


def paths(outcomes: list[Outcome]) -> list[str]:
    return [outcome.path for outcome in outcomes]


def test_outcomes_come_in_the_order_of_the_items() -> None:
    names = ["slow", *(f"plan-{n}" for n in range(50)), "slow-2", "last"]
    done = list(run_pool(items(*names), act, Terms(3)))
    assert paths(done) == names
    assert len({outcome.message for outcome in done}) == 3


@pytest.mark.parametrize(("bad", "says"), [("die", "SIGSEGV"), ("leave", "exit status 3")])
def test_a_worker_that_dies_costs_only_its_file(bad: str, says: str) -> None:
    names = ["a", "b", bad, "c", "d", f"{bad}-again", "e", "f"]
    done = list(run_pool(items(*names), act, Terms(2)))
    assert paths(done) == names
    assert [outcome.path for outcome in done if outcome.code] == [bad, f"{bad}-again"]
    assert all(outcome.code == "KH911" and says in (outcome.message or "") for outcome in done if outcome.code)


def test_a_hang_is_ended_at_the_limit_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehoach_parser.run.pool.GRACE", 0.2)
    done = list(run_pool(items("a", "hang", "b", "c", "d"), act, Terms(2, seconds=0.5)))
    assert [(outcome.path, outcome.code) for outcome in done] == [("a", None), ("hang", "KH907"), ("b", None), ("c", None), ("d", None)]
    assert "--max-seconds" in (done[1].message or "")


def test_workers_are_replaced_after_a_number_of_files() -> None:
    done = list(run_pool(items(*map(str, range(20))), act, Terms(2, recycle=3)))
    processes = [outcome.message for outcome in done]
    assert len(set(processes)) >= 7
    assert max(processes.count(one) for one in set(processes)) <= 3


def test_known_outcomes_pass_through_in_their_place() -> None:
    known = Outcome("known", unchanged=True)
    mixed: list[Input | Outcome] = [known, *items("a"), known, known, *items("slow", "b"), known]
    assert paths(list(run_pool(mixed, act, Terms(2)))) == ["known", "a", "known", "known", "slow", "b", "known"]
    assert paths(list(run_pool([known] * 50, act, Terms(2, window=4)))) == ["known"] * 50


def test_no_items_need_no_worker() -> None:
    assert list(run_pool([], act, Terms(2))) == []


def test_the_window_bounds_what_is_taken_ahead_of_a_slow_file() -> None:
    taken: list[str] = []

    def given() -> Iterator[Input]:
        for item in items("slow", *(f"p{n}" for n in range(200))):
            taken.append(item.path)
            yield item

    outcomes = run_pool(given(), act, Terms(2, window=10))
    assert next(outcomes).path == "slow"
    assert len(taken) <= 12
    outcomes.close()  # type: ignore[attr-defined]


def test_every_outcome_is_told_at_once_also_behind_a_slow_one() -> None:
    told: list[str] = []
    outcomes = run_pool(items("slow", "a", "b"), act, Terms(2), lambda outcome: told.append(outcome.path))
    assert paths(list(outcomes)) == ["slow", "a", "b"]
    assert told[0] == "a"


def test_what_waits_behind_a_slow_file_counts_as_done() -> None:
    waiting: list[int] = []
    list(run_pool(items("slow", *(f"p{n}" for n in range(9))), act, Terms(2), tick=waiting.append))
    assert max(waiting) >= 9


def test_no_worker_outlives_the_run() -> None:
    outcomes = run_pool(items("a", "slow", "slow-2", "slow-3", "b"), act, Terms(2))
    first = next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(int(first.message or 0), 0)


@pytest.mark.skipif(sys.platform != "linux", reason="limits on memory are Linux's")
def test_memory_is_bounded_for_each_worker() -> None:
    done = list(run_pool(items("a", "eat", "b"), partial(_hungry, Wishes(load_grammar())), Terms(1, memory=1 << 30)))
    assert [outcome.code for outcome in done] == ["KH901", "KH907", "KH901"]  # a and b are not there, which costs no memory
    assert "--max-memory" in (done[1].message or "")


def _hungry(wishes: Wishes, item: Input) -> Outcome:
    with pytest.MonkeyPatch.context() as patch:
        if item.path == "eat":
            patch.setattr(pipeline, "read_bytes", lambda path, limits: bytes(bytearray(1 << 31)))
        return one.read_one(wishes, item)


# --- through the command --------------------------------------------------------------------------------------------------

TEXT = "I. NHIỆM VỤ\n" + "".join(f"{n}. Rà soát thủ tục số {n}.\n- Cơ quan chủ trì: Phòng Nội vụ.\n" for n in range(1, 40))


def _many(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"p{number:04d}.txt").write_text(TEXT, encoding="utf-8")
    return folder


def _begin(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", "from kehoach_parser.cli import main; main()", *arguments], cwd=cwd, stderr=subprocess.PIPE, text=True, start_new_session=True)


def _wait_for_results(out: Path, count: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and (not out.exists() or len(list(out.glob("*.json"))) < count):
        time.sleep(0.02)


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]])
def test_ctrl_c_ends_cleanly_and_what_is_done_is_kept(tmp_path: Path, jobs: list[str]) -> None:
    _many(tmp_path / "plans", 3000)
    run = _begin("parse", "plans", "-o", "out", "--report", "report.json", *jobs, cwd=tmp_path)
    _wait_for_results(tmp_path / "out", 20)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the whole group
    _, said = run.communicate(timeout=20)
    assert run.returncode == 130
    assert "Traceback" not in said
    assert "interrupted: " in said
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["interrupted"] is True
    written = list((tmp_path / "out").glob("*.json"))
    assert 20 <= len(written) < 3000
    assert all(json.loads(path.read_bytes())["schema_version"] for path in written)
    assert [p.name for p in (tmp_path / "out" / ".kehoach").iterdir()] == ["journal"]


def test_workers_end_when_the_parent_is_killed(tmp_path: Path) -> None:
    _many(tmp_path / "plans", 3000)
    run = _begin("parse", "plans", "-o", "out", "--jobs", "2", cwd=tmp_path)
    _wait_for_results(tmp_path / "out", 20)
    children = [int(child) for child in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()]
    assert len(children) == 2
    run.kill()
    run.communicate()
    until = time.monotonic() + 10
    while time.monotonic() < until and any(_alive(child) for child in children):
        time.sleep(0.05)
    assert not any(_alive(child) for child in children)


def _alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


def test_a_worker_killed_from_outside_costs_one_file_and_the_next_run_does_it(tmp_path: Path) -> None:
    _many(tmp_path / "plans", 600)
    run = _begin("parse", "plans", "-o", "out", "--jobs", "2", "--report", "report.json", cwd=tmp_path)
    _wait_for_results(tmp_path / "out", 20)
    victim = int(Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()[0])
    os.kill(victim, signal.SIGKILL)
    _, said = run.communicate(timeout=60)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert run.returncode == 1
    assert (report["failed_by_kind"], report["parsed"]) == ({"KH911": 1}, 599)
    assert report["failures"][0]["path"] in said
    again = _begin("parse", "plans", "-o", "out", cwd=tmp_path)
    _, said = again.communicate(timeout=60)
    assert again.returncode == 0
    assert "1 parsed, 599 unchanged" in said


def test_a_file_too_slow_is_ended_in_this_process_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _many(tmp_path / "plans", 3)
    real = pipeline.record_of_bytes
    monkeypatch.setattr(pipeline, "record_of_bytes", lambda name, *data, **more: time.sleep(30) if "p0001" in name else real(name, *data, **more))
    wishes = Wishes(load_grammar(), limits=Limits(seconds=2.0))
    done = list(every_outcome(find_inputs([str(tmp_path / "plans")], ".json"), wishes))
    assert [outcome.code for outcome in done] == [None, "KH907", None]
    assert done[1].sentence == f"{tmp_path}/plans/p0001.txt: reading this file took more than 2 s; raise it with --max-seconds"


def test_an_interrupt_that_a_library_swallows_ends_the_run_all_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _many(tmp_path / "plans", 5)
    real = pipeline.record_of_bytes

    def swallowing(name: str, *data: bytes, **more: object) -> object:
        if "p0002" in name:
            with contextlib.suppress(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGINT)
        return real(name, *data, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "record_of_bytes", swallowing)
    with pytest.raises(SystemExit) as ended:
        main(["parse", str(tmp_path / "plans"), "-o", str(tmp_path / "out")])
    assert ended.value.code == 130
    assert "interrupted: 2 parsed" in capsys.readouterr().err


@pytest.mark.parametrize("jobs", [[], ["--jobs", "1"]])
def test_a_pipe_or_device_among_the_plans_holds_nothing_up(tmp_path: Path, jobs: list[str]) -> None:
    _many(tmp_path / "plans", 1)
    os.mkfifo(tmp_path / "plans" / "a.txt")
    (tmp_path / "plans" / "z.txt").symlink_to("/dev/zero")
    for parsed in ("1 parsed", "0 parsed, 1 unchanged"):
        run = _begin("parse", "plans", "-o", "out", "--max-seconds", "1.5", "--max-file-bytes", "100000", *jobs, cwd=tmp_path)
        _, said = run.communicate(timeout=30)
        assert f"{parsed}" in said and "2 failed (limit-exceeded 2)" in said


@pytest.mark.parametrize("jobs", [[], ["--jobs", "1"]])
@pytest.mark.parametrize(("seconds", "status", "says"), [("nan", 2, "no number of seconds"), ("inf", 2, "no number of seconds"), ("1e-9", 1, "took more than")])
def test_odd_limits_of_time_are_errors_of_ours(tmp_path: Path, jobs: list[str], seconds: str, status: int, says: str) -> None:
    _many(tmp_path / "plans", 1)
    run = _begin("parse", "plans", "-o", "out", "--max-seconds", seconds, *jobs, cwd=tmp_path)
    _, said = run.communicate(timeout=30)
    assert (run.returncode, says in said, "Traceback" in said) == (status, True, False)
