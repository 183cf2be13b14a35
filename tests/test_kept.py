"""The cache folder: what is read from it is what was written, and where it cannot be used only time is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kehoach_parser.kept import keep, kept, kept_files

PLAN = "I. NHIỆM VỤ\n1. Rà soát thủ tục.\n- Cơ quan chủ trì: Phòng Nội vụ.\n- Thời hạn: Quý I/2024.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KEHOACH_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_was_kept_is_found(folder: Path) -> None:
    keep("ocr/page.bin", "chữ".encode())
    assert kept("ocr/page.bin") == "chữ".encode()
    assert kept("ocr/other.bin") is None
    assert kept_files() == [folder / "ocr" / "page.bin"]


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:9] + b"x" + data[10:], lambda data: b"", lambda data: data[:4], lambda data: b"{}"], ids=["cut off", "a letter changed", "empty", "sum only", "as before sums"])
def test_what_was_damaged_is_passed_over(folder: Path, damage: object) -> None:
    keep("grammar-1.bin", b'{"labels": {}}')
    (folder / "grammar-1.bin").write_bytes(damage((folder / "grammar-1.bin").read_bytes()))  # type: ignore[operator]
    assert kept("grammar-1.bin") is None


def test_nothing_is_left_where_the_name_cannot_be_given(folder: Path) -> None:
    (folder / "grammar-1.bin").mkdir(parents=True)
    keep("grammar-1.bin", b"x")
    assert [path.name for path in folder.iterdir()] == ["grammar-1.bin"]
    assert kept("grammar-1.bin") is None


def _parse(folder: Path, cache: str, **environment: str) -> subprocess.Popen[bytes]:
    code = "from kehoach_parser.cli import main; main()"
    return subprocess.Popen([sys.executable, "-c", code, "parse", "a.txt"], cwd=folder, env={**os.environ, "KEHOACH_CACHE_DIR": cache, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_runs_that_begin_together_in_an_empty_folder_agree(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    runs = [_parse(tmp_path, "cache") for _ in range(4)]
    said = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0] * 4
    assert len({out for out, _ in said}) == 1
    assert {path.name.split("-")[0] for path in (tmp_path / "cache").iterdir()} == {"grammar", "patterns"}
    assert _parse(tmp_path, "cache").communicate(timeout=60)[0] == said[0][0]


@pytest.mark.parametrize("cache", ["a.txt", "a.txt/below", "/proc/nowhere", "x" * 300, "folder/thư mục"])
def test_an_odd_folder_costs_only_time(tmp_path: Path, cache: str) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    out, said = _parse(tmp_path, cache).communicate(timeout=60)
    assert (b'"Ph\xc3\xb2ng N\xe1\xbb\x99i v\xe1\xbb\xa5"' in out, b"Traceback" in said) == (True, False)
