"""How far a long run is: a bar on a terminal, lines elsewhere, nothing for short work."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from pathlib import Path

import pytest

from kehoach_parser.run.progress import Progress, clear, line, show

LINES = [
    ((0, 0, 100, 10.0), "kehoach: 0 of 100 files, 0 a second"),
    ((50, 0, 100, 10.0), "kehoach: 50 of 100 files, 5 a second, about 10 s left"),
    ((50, 3, 100, 10.0), "kehoach: 50 of 100 files, 5 a second, about 10 s left, 3 failed"),
    ((1000, 0, 1_000_000, 10.0), "kehoach: 1000 of 1000000 files, 100 a second, about 2.8 h left"),
    ((1000, 0, 61_000, 10.0), "kehoach: 1000 of 61000 files, 100 a second, about 10 min left"),
    ((120, 0, 100, 10.0), "kehoach: 120 of 100 files, 12 a second, about 0 s left"),
]


@pytest.mark.parametrize(("given", "says"), LINES)
def test_a_line_says_rate_estimate_and_failures(given: tuple[int, int, int, float], says: str) -> None:
    assert line(*given) == says


def test_short_work_says_nothing_and_counts_nothing() -> None:
    out = io.StringIO()
    show(Progress(lambda: pytest.fail("counted"), out, bar=False), 1, 0)
    show(Progress(lambda: pytest.fail("counted"), out, bar=True), 1, 0)
    assert out.getvalue() == ""


def test_elsewhere_one_line_a_second() -> None:
    out, counted = io.StringIO(), []
    progress = Progress(lambda: counted.append(1) or 500, out, bar=False, began=time.monotonic() - 10)  # type: ignore[func-returns-value]
    for done in range(100, 200):
        show(progress, done, 1)
    assert out.getvalue() == "kehoach: 100 of 500 files, 10 a second, about 40 s left, 1 failed\n"
    assert counted == [1]


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal of Unix")
def test_a_terminal_gets_a_bar_that_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    monkeypatch.setenv("TERM", "xterm")
    parent, child = pty.openpty()
    with os.fdopen(child, "w", encoding="utf-8") as out:
        progress = Progress(lambda: 500, out, bar=True, colour=False, began=time.monotonic() - 10)
        show(progress, 100, 2)
        clear(progress)
    pieces = []
    with contextlib.suppress(OSError):  # Linux says EIO where others say that nothing is left
        while piece := os.read(parent, 100_000):  # one read may give a part only
            pieces.append(piece)
    said = b"".join(pieces).decode()
    os.close(parent)
    assert "100/500" in said
    assert "10 a second, about 40 s left, 2 failed" in said
    assert said.rstrip().endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))


def test_a_long_run_in_a_pipe_says_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from kehoach_parser.cli import main

    for number in range(30):
        (tmp_path / f"p{number}.txt").write_text("I. NHIỆM VỤ\n1. Rà soát.\n", encoding="utf-8")
    monkeypatch.setattr("kehoach_parser.run.progress.LINES_AFTER", 0.0)
    ticking = iter(range(10_000))
    monkeypatch.setattr("kehoach_parser.cli.parse.monotonic", lambda: next(ticking))
    with pytest.raises(SystemExit):
        main(["parse", str(tmp_path), "-o", str(tmp_path / "out")])
    assert " of 30 files, " in capsys.readouterr().err
