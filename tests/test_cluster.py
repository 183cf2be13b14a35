"""Chunks of plans on a Dask cluster of two worker processes: any store in, Parquet out, nothing lost, nothing done twice."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from benchmarks.corpus import write_corpus
from kehoach_parser import __version__, cluster, iter_tasks, load_grammar, parse_files
from kehoach_parser.cli import main
from kehoach_parser.cluster import Batch, Part, do_chunk, list_files, part_schema, run_batch
from kehoach_parser.errors import KehoachError, MissingExtra, UnreadableFile
from kehoach_parser.run.apart import Manner, Reader, ask, stop

pq = pytest.importorskip("pyarrow.parquet")
distributed = pytest.importorskip("dask.distributed")
pytestmark = pytest.mark.cluster

SCALE = Path(__file__).parent.parent / "docs" / "scale.md"
PLAN = "I. NHIỆM VỤ\n1. Rà soát thủ tục {}.\n- Cơ quan chủ trì: Phòng Nội vụ.\n- Thời hạn: Quý II/2024.\n"


def rows(out: Path) -> list[dict[str, Any]]:
    """All rows below a folder, in an order that does not depend on the parts."""
    found: list[dict[str, Any]] = [row for path in sorted(out.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
    return sorted(found, key=lambda row: (row["plan"], row["line"] or 0))


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Any]:
    """The address of a cluster with two worker processes of one thread."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as made:
        yield made


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Ten small plans, one of them empty of tasks, and one that cannot be read."""
    folder = tmp_path / "plans"
    (folder / "below").mkdir(parents=True)
    for number in range(9):
        (folder / ("below" if number % 2 else "") / f"p{number}.txt").write_text(PLAN.format(number), encoding="utf-8")
    (folder / "nothing.txt").write_text("Thông báo nghỉ lễ.\n", encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"\xc3\x28 broken")
    (folder / "photo.jpeg").write_bytes(b"\xff\xd8\xff")
    return folder


def test_every_file_is_in_the_rows_with_its_tasks_or_its_error(plans: Path, tmp_path: Path, two_workers: Any) -> None:
    out = tmp_path / "out"
    parts = list(run_batch([str(plans)], Batch(str(out)), chunk=4, address=two_workers.scheduler_address))
    assert sorted(part.documents for part in parts) == [3, 4, 4]
    assert len(list(out.glob("part-*.parquet"))) == 3
    found = rows(out)
    assert Counter(row["status"] for row in found) == {"task": 9, "empty": 1, "failed": 1}
    failed = next(row for row in found if row["status"] == "failed")
    assert failed["plan"] == f"file://{plans}/broken.txt"
    assert failed["error"] == "KH906"
    assert "byte" in failed["message"]
    assert {(row["text"], *row["lead"], str(row["end"])) for row in found if row["status"] == "task"} == {(f"Rà soát thủ tục {n}.", "Phòng Nội vụ", "2024-06-30") for n in range(9)}
    assert sum(part.tasks for part in parts) == 9
    assert [failure for part in parts for failure in part.failures] == [(failed["plan"], "KH906", failed["message"])]


def test_the_rows_are_those_of_the_library(tmp_path: Path, two_workers: Any) -> None:
    write_corpus(tmp_path / "plans", 40, seed=9)
    list(run_batch([str(tmp_path / "plans")], Batch(str(tmp_path / "out")), chunk=10, address=two_workers.scheduler_address))
    want = Counter(row.text for result in parse_files(sorted((tmp_path / "plans").rglob("*.*"))) if result.plan for row in iter_tasks(result.plan))
    assert Counter(row["text"] for row in rows(tmp_path / "out") if row["status"] == "task") == want


def test_a_second_run_does_nothing_and_a_changed_file_only_its_chunk(plans: Path, tmp_path: Path, two_workers: Any) -> None:
    out = tmp_path / "out"
    job, address = Batch(str(out)), two_workers.scheduler_address
    list(run_batch([str(plans)], job, chunk=4, address=address))
    made = {path.name: path.stat().st_mtime_ns for path in out.glob("*")}
    again = list(run_batch([str(plans)], job, chunk=4, address=address))
    assert [part.skipped for part in again] == [True] * 3
    assert {path.name: path.stat().st_mtime_ns for path in out.glob("*")} == made
    (plans / "p8.txt").write_text(PLAN.format("mới"), encoding="utf-8")
    changed = list(run_batch([str(plans)], job, chunk=4, address=address))
    assert sorted(part.skipped for part in changed) == [False, True, True]
    assert len(cluster.other_parts(job, {part.name for part in changed})) == 1
    assert all(part.skipped is False for part in run_batch([str(plans)], replace(job, ocr=False), chunk=4, address=address))


def test_a_worker_killed_in_the_middle_costs_nothing(tmp_path: Path) -> None:
    write_corpus(tmp_path / "plans", 60, seed=6, text_only=True)
    list(run_batch([str(tmp_path / "plans")], Batch(str(tmp_path / "true")), chunk=5, workers=2))
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as made, distributed.Client(made) as client:
        victims = list(client.run(os.getpid).values())
        parts: list[Part] = []
        for part in run_batch([str(tmp_path / "plans")], Batch(str(tmp_path / "out")), chunk=5, address=made.scheduler_address):
            parts.append(part)
            if len(parts) == 2:
                os.kill(victims[0], signal.SIGKILL)
    assert len(parts) == 12
    assert rows(tmp_path / "out") == rows(tmp_path / "true")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_an_interrupted_batch_remembers_no_failure(tmp_path: Path) -> None:
    write_corpus(tmp_path / "plans", 240, seed=6, text_only=True)  # so many that it cannot be done before the signal comes
    command = [sys.executable, "-c", "from kehoach_parser.cli import main; main()", "batch", "plans", "--out", "out", "--chunk", "5", "--workers", "2"]
    run = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + 60
    while time.monotonic() < until and not list((tmp_path / "out").glob("part-*")):
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the whole group
    _, said = run.communicate(timeout=60)
    assert (run.returncode, "interrupted: " in said) == (130, True), said
    list(run_batch([str(tmp_path / "plans")], Batch(str(tmp_path / "out")), chunk=5, workers=2))
    assert {row["error"] for row in rows(tmp_path / "out")} <= {None, "KH901", "KH903", "KH906"}


def test_a_store_on_the_net(plans: Path, two_workers: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    moto = pytest.importorskip("moto.server")
    pytest.importorskip("s3fs")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        storage = {"endpoint_url": f"http://{host}:{port}", "key": "test", "secret": "test"}
        import s3fs

        store = s3fs.S3FileSystem(**storage)
        store.mkdir("plans")
        store.mkdir("tasks")
        store.put(f"{plans}/", "plans/2024", recursive=True)
        job = Batch("s3://tasks/2024", digest=load_grammar().digest, storage=storage)
        parts = list(run_batch(["s3://plans/2024"], job, chunk=6, address=two_workers.scheduler_address))
        assert sum(part.documents for part in parts) == 11
        assert len(store.ls("tasks/2024")) == 2
        with store.open(store.ls("tasks/2024", detail=False)[0]) as file:
            assert pq.read_table(file).schema.equals(part_schema())
        again = list(run_batch(["s3://plans/2024/below/*.txt", "s3://plans/2024"], job, chunk=6, address=two_workers.scheduler_address))
        assert [part.skipped for part in again] == [True, True]
        options = [item for key, value in storage.items() for item in ("--storage", f"{key}={value}")]
        with pytest.raises(SystemExit) as ended:
            main(["batch", "s3://plans/2024", "--out", "s3://tasks/2024", "--chunk", "6", "--scheduler", two_workers.scheduler_address, *options])
        assert ended.value.code == 1
        assert "2 there already, 11 files, 1 failed" in capsys.readouterr().err
    finally:
        server.stop()


# --- one chunk, without a cluster -----------------------------------------------------------------------------------------


class _Store(BaseHTTPRequestHandler):
    """A web server that answers 500 to the first `ill[path]` requests for a file."""

    ill: ClassVar[Counter[str]] = Counter()

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_GET(self) -> None:
        self._answer(PLAN.format(self.path).encode())

    def _answer(self, body: bytes) -> None:
        status = 200
        if self.command == "GET" and self.ill[self.path]:
            self.ill[self.path] -= 1
            status, body = 500, b"not now"
        if "gone" in self.path:
            status, body = 404, b"never"
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of such a server."""
    pytest.importorskip("aiohttp")
    monkeypatch.setattr("kehoach_parser.cluster.stores.WAIT", 0.02)
    monkeypatch.setattr(_Store, "ill", Counter())
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_store_that_fails_for_a_while_is_asked_again(web: str, tmp_path: Path) -> None:
    files = list_files([f"{web}/{name}.txt" for name in "abc"], {})
    _Store.ill.update({"/a.txt": 2, "/b.txt": 3})
    part = do_chunk(Batch(str(tmp_path)), "part-1", files, __version__)
    assert (part.documents, part.tasks, part.failures) == (3, 3, ())
    assert [path.name for path in tmp_path.iterdir()] == ["part-1.parquet"]


def test_what_a_store_does_not_give_out_is_named_and_done_by_the_next_run(web: str, tmp_path: Path) -> None:
    files = list_files([f"{web}/{name}.txt" for name in "abc"], {})
    _Store.ill["/b.txt"] = 50
    part = do_chunk(Batch(str(tmp_path)), "part-1", files, __version__)
    assert [(url, code) for url, code, _ in part.failures] == [(f"{web}/b.txt", "KH901")]
    assert "run again later" in part.failures[0][2]
    assert [path.name for path in tmp_path.iterdir()] == ["partial-1.parquet"]
    assert [row["status"] for row in rows(tmp_path)] == ["task", "failed", "task"]
    _Store.ill.clear()
    assert do_chunk(Batch(str(tmp_path)), "part-1", files, __version__).failures == ()
    assert [path.name for path in tmp_path.iterdir()] == ["part-1.parquet"]


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    for name in ("kế hoạch [2].txt", "kế hoạch 2.txt", "có (1).txt", "gì?.txt", "#3 100%.txt"):
        (tmp_path / "plans" / name).write_text(PLAN.format(name), encoding="utf-8")
    part = do_chunk(Batch(str(tmp_path / "out")), "part-1", list_files([str(tmp_path / "plans")], {}), __version__)
    assert (part.documents, part.tasks, part.failures) == (5, 5, ())
    assert {row["text"] for row in rows(tmp_path / "out")} == {f"Rà soát thủ tục {path.name}." for path in (tmp_path / "plans").iterdir()}


def test_a_file_that_is_gone_is_a_row(plans: Path, tmp_path: Path) -> None:
    files = list_files([str(plans)], {})
    (plans / "p0.txt").unlink()
    part = do_chunk(Batch(str(tmp_path / "out")), "part-1", files, __version__)
    assert [url.rsplit("/", 1)[1] for url, _, message in part.failures if "is gone" in message] == ["p0.txt"]
    assert (tmp_path / "out" / "part-1.parquet").exists()


def test_a_part_with_a_file_for_which_something_is_not_installed_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "a.txt").write_text(PLAN.format(1), encoding="utf-8")
    (tmp_path / "plans" / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(2000))
    (tmp_path / "sitecustomize.py").write_text("from kehoach_parser.ingest import office\noffice.soffice = lambda: None\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    part = do_chunk(Batch(str(tmp_path / "out"), digest="without office"), "part-1", list_files([str(tmp_path / "plans")], {}), __version__)
    assert [code for _, code, _ in part.failures] == ["KH910"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["partial-1.parquet"]


def test_a_worker_of_another_version_is_not_used(plans: Path, tmp_path: Path) -> None:
    with pytest.raises(KehoachError, match=r"0\.0\.0"):
        do_chunk(Batch(str(tmp_path / "out")), "part-1", list_files([str(plans)], {}), "0.0.0")


def test_a_url_that_is_not_there_and_one_without_plans(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is not there"):
        list_files([str(tmp_path / "gone")], {})
    with pytest.raises(UnreadableFile, match="holds no plan"):
        list_files([str(tmp_path)], {})
    with pytest.raises(MissingExtra):
        list_files(["nosuchstore://x"], {})


def test_own_grammar_files_go_to_the_workers(plans: Path, tmp_path: Path) -> None:
    (plans / "own.txt").write_text("I. NHIỆM VỤ\n1. Rà soát.\n- Đầu tàu của việc này: Phòng Nội vụ.\n", encoding="utf-8")
    own = ((0, "more/labels.yaml", "labels:\n- {id: own-lead, role: lead, phrases: [đầu tàu của việc này]}\n".encode()),)
    files = list_files([str(plans / "own.txt")], {})
    do_chunk(Batch(str(tmp_path / "a"), digest="a", own=own), "part-1", files, __version__)
    assert rows(tmp_path / "a")[0]["lead"] == ["Phòng Nội vụ"]


def test_the_schema_says_what_each_column_is() -> None:
    text = SCALE.read_text(encoding="utf-8")
    for column in part_schema():
        assert column.metadata[b"description"]
        assert f"| `{column.name}` |" in text


def test_the_queries_of_the_docs_run(plans: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    do_chunk(Batch(str(tmp_path / "tasks")), "part-1", list_files([str(plans)], {}), __version__)
    script = re.findall(r"```sql\n(.*?)```", SCALE.read_text(encoding="utf-8"), re.DOTALL)[0]
    first, second = (duckdb.sql(query.replace("'tasks/", f"'{tmp_path}/tasks/")).fetchall() for query in script.split(";") if query.strip())
    assert first == [("Phòng Nội vụ", 9, 9)]
    assert second == [("KH906", 1, f"file://{plans}/broken.txt")]


# --- the process that reads for a worker ----------------------------------------------------------------------------------

CRASHING = """
import os, signal, sys, time
from kehoach_parser import pipeline
real = pipeline.parse_bytes
def parse_bytes(name, data, **more):
    if b"CRASH" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"HANG" in data:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(60)
    if b"CHATTER" in data:
        print("a library says something")
    return real(name, data, **more)
pipeline.parse_bytes = parse_bytes
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_file_that_kills_or_hangs_its_process_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(CRASHING, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr("kehoach_parser.run.apart.GRACE", 0.2)
    reader = Reader(Manner(replace(Manner().limits, seconds=1.0)))
    try:
        answers = [ask(reader, f"{word}.txt", (PLAN.format(word)).encode()) for word in ("one", "CRASH", "two", "HANG", "three", "CHATTER")]
    finally:
        stop(reader)
    assert [answer.error and answer.error.code for answer in answers] == [None, "KH911", None, "KH907", None, None]
    assert "signal 9" in str(answers[1].error)
    assert [len(answer.rows) for answer in answers] == [1, 0, 1, 0, 1, 1]


def test_the_process_is_replaced_after_a_number_of_files() -> None:
    reader = Reader(Manner(recycle=2))
    ask(reader, "a.txt", PLAN.format(1).encode())
    first = reader.child
    ask(reader, "b.txt", PLAN.format(2).encode())
    assert first is not None
    assert reader.child is None
    assert ask(reader, "c.txt", PLAN.format(3).encode()).rows[0]["text"] == "Rà soát thủ tục 3."
    stop(reader)


# --- the command ----------------------------------------------------------------------------------------------------------


def test_the_command_reports_and_ends_with_1_when_a_file_failed(plans: Path, tmp_path: Path, two_workers: Any, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["batch", str(plans), "--out", str(tmp_path / "out"), "--scheduler", two_workers.scheduler_address, "--report", str(tmp_path / "r.json")]
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "broken.txt: this is not text" in said
    assert "1 chunks done, 0 there already, 11 files, 1 failed, 9 tasks" in said
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (report["files"], report["parsed"], report["failed_by_kind"], report["tasks"]) == (11, 10, {"KH906": 1}, 9)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 1  # a rerun forgets no failure
    said = capsys.readouterr().err
    assert "broken.txt: this is not text" in said
    assert "0 chunks done, 1 there already, 11 files, 1 failed, 9 tasks" in said
    again = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert {key: again[key] for key in ("files", "parsed", "failed_by_kind", "tasks", "failures")} == {key: report[key] for key in ("files", "parsed", "failed_by_kind", "tasks", "failures")}


def test_a_part_that_cannot_be_read_is_made_anew(plans: Path, tmp_path: Path, two_workers: Any) -> None:
    job, address = Batch(str(tmp_path / "out")), two_workers.scheduler_address
    first = list(run_batch([str(plans)], job, address=address))
    (tmp_path / "out" / f"{first[0].name}.parquet").write_bytes(b"PAR1 and no more")
    again = list(run_batch([str(plans)], job, address=address))
    assert [part.skipped for part in again] == [False]
    assert again[0].failures == first[0].failures
    assert len(rows(tmp_path / "out")) == 11


@pytest.mark.parametrize(
    ("arguments", "says", "status"),
    [
        (["--storage", "endpoint"], "--storage takes KEY=VALUE", 2),
        (["--scheduler", "tcp://127.0.0.1:1"], "no Dask scheduler answers here", 1),
    ],
)
def test_wrong_usage_of_the_command(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str, status: int
) -> None:
    monkeypatch.setattr("kehoach_parser.cluster.run.CONNECT", 1)
    with pytest.raises(SystemExit) as ended:
        main(["batch", str(plans), "--out", str(tmp_path / "out"), *arguments])
    assert ended.value.code == status
    assert says in capsys.readouterr().err


def test_without_the_extra_the_command_says_how_to_get_it(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with pytest.raises(SystemExit) as ended:
        main(["batch", str(plans), "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert "pip install 'kehoach-parser[cluster]'" in capsys.readouterr().err
