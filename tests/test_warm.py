"""Patterns kept between runs: found again, worked out alike, and never in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kehoach_parser.cli import warm

TEXTS = ("Số: 12/KH-UBND ngày 05/3/2024", "Sở Y tế chủ trì, phối hợp với Công an tỉnh", "")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[Any, Any]]:
    """The memory of `re`, emptied, and a cache folder of its own."""
    monkeypatch.setenv("KEHOACH_CACHE_DIR", str(tmp_path))
    memory: dict[Any, Any] = {}
    monkeypatch.setattr(re, "_cache", memory)
    monkeypatch.setattr(re, "_cache2", {}, raising=False)
    yield memory


def _compile_some(count: int = warm._FEW + 5) -> dict[str, re.Pattern[str]]:
    sources = [rf"(?P<n{i}>\d{{1,{i + 1}}})/(?:KH|QĐ)-(?P<body>\w+)|số\s+(?P<word>[^\W\d]{{{i},}})" for i in range(count)]
    return {source: re.compile(source, re.IGNORECASE if i % 2 else 0) for i, source in enumerate(sources)}


def test_the_next_run_finds_every_pattern_and_it_matches_as_before(cache: dict[Any, Any]) -> None:
    made = _compile_some()
    warm.keep_patterns(0)
    cache.clear()
    assert warm.load_patterns() == len(made)
    for index, (source, pattern) in enumerate(made.items()):
        again = cache[str, source, re.IGNORECASE.value if index % 2 else 0]
        assert (again.pattern, again.flags, again.groups, again.groupindex) == (pattern.pattern, pattern.flags, pattern.groups, pattern.groupindex)
        for text in TEXTS:
            assert [(m.span(), m.groupdict(), m.lastgroup) for m in again.finditer(text)] == [(m.span(), m.groupdict(), m.lastgroup) for m in pattern.finditer(text)]


def test_patterns_over_bytes_are_kept_too(cache: dict[Any, Any]) -> None:
    made = re.compile(rb"<(?P<tag>html|body)\b", re.IGNORECASE)
    _compile_some()
    warm.keep_patterns(0)
    cache.clear()
    warm.load_patterns()
    found = cache[bytes, made.pattern, re.IGNORECASE.value].search(b"\xff <BODY>")
    assert found and found["tag"] == b"BODY"


def test_more_patterns_are_remembered_than_re_itself_would(cache: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(re, "_MAXCACHE", 512)
    warm.load_patterns()
    _compile_some(600)
    assert len(cache) == 600


def test_a_few_new_patterns_are_not_worth_a_new_file(cache: dict[Any, Any], tmp_path: Path) -> None:
    _compile_some(warm._FEW)
    warm.keep_patterns(0)
    assert not list(tmp_path.iterdir())


def test_too_many_patterns_are_those_of_older_programs_which_are_dropped(cache: dict[Any, Any]) -> None:
    _compile_some(warm._MOST - 10)
    warm.keep_patterns(0)
    cache.clear()
    loaded = warm.load_patterns()
    new = [re.compile(rf"mới {number}") for number in range(30)]
    warm.keep_patterns(loaded)
    cache.clear()
    assert warm.load_patterns() == len(new)


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: data[:200] + b"\xff" + data[201:], lambda data: b"", lambda data: b"abc"], ids=["cut off", "changed", "empty", "short"])
def test_a_damaged_file_is_passed_over(cache: dict[Any, Any], tmp_path: Path, damage: Any) -> None:
    _compile_some()
    warm.keep_patterns(0)
    cache.clear()
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert warm.load_patterns() == 0 and not cache


def test_where_nothing_can_be_written_nothing_happens(cache: dict[Any, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KEHOACH_CACHE_DIR", str(tmp_path / "file" / "below"))
    _compile_some()
    warm.keep_patterns(0)
    assert warm.load_patterns() == 0


def test_a_python_whose_re_is_built_otherwise_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(re, "_cache")
    warm.keep_patterns(0)
    assert warm.load_patterns() == 0
