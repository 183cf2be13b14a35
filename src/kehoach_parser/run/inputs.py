"""Paths of the command line → the files to read, each with the place of its result below the output folder."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePath
from typing import NamedTuple

from kehoach_parser.ingest import SUFFIXES

NO_PLAN = "this folder holds no plan; give a folder with files that end in " + ", ".join(sorted(SUFFIXES))


class Input(NamedTuple):
    """One file: `path` as given, `target` the sub-path of its result without folder, or what is wrong with the path."""

    path: str
    target: str
    problem: str | None = None


Renamed = Callable[[str, str], None]


def find_inputs(paths: Sequence[str], suffix: str, renamed: Renamed = lambda path, target: None) -> Iterator[Input]:
    """The files of `paths`, folders with all below them in the order of their names; each file once.

    `suffix` ends the targets (`.json`). Two files that would give one target keep their own suffix in it, and `renamed`
    is told. One folder alone is read folder by folder, so that memory does not grow with it.
    """
    if len(paths) == 1 and os.path.isdir(paths[0]):
        yield from _one_folder(paths[0], suffix, renamed)
        return
    found = [item for path in paths for item in _sub_paths(path)]
    first = {os.path.abspath(item.path): item for item in reversed(found)}
    once = [item for item in found if first[os.path.abspath(item.path)] is item]
    yield from _with_targets(once, suffix, renamed)


def count_inputs(paths: Sequence[str]) -> int:
    """How many files `find_inputs` gives, for the progress line; a file that is named twice may count twice."""
    return sum(1 for path in paths for _ in _sub_paths(path))


def _one_folder(folder: str, suffix: str, renamed: Renamed) -> Iterator[Input]:
    for _, group in groupby(_sub_paths(folder), key=lambda item: os.path.dirname(item.target)):
        yield from _with_targets(list(group), suffix, renamed)


def _sub_paths(path: str) -> Iterator[Input]:
    """The files of one path; `target` is still the sub-path of the file itself."""
    if not os.path.isdir(path):
        yield Input(path, os.path.basename(path))
        return
    problems: list[Input] = []
    none = True
    for folder, folders, names in os.walk(path, onerror=lambda error: problems.append(_closed(error))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = os.path.relpath(folder, path)
        for name in sorted(filter(_is_plan, names)):
            none = False
            yield Input(os.path.join(folder, name), name if below == "." else os.path.join(below, name))
    yield from problems
    if none and not problems:
        yield Input(path, "", NO_PLAN)


def _is_plan(name: str) -> bool:
    """Whether a file of a folder is read: by its suffix; hidden files and the lock files of Word are not plans."""
    return not name.startswith((".", "~$")) and os.path.splitext(name)[1].lower() in SUFFIXES


def _closed(error: OSError) -> Input:
    return Input(str(error.filename), "", f"this folder cannot be opened ({error.strerror}); check its permissions")


def _with_targets(items: Sequence[Input], suffix: str, renamed: Renamed) -> Iterator[Input]:
    short = [os.path.splitext(item.target)[0] + suffix for item in items]
    twice = _repeated(short)
    full = [item.target + suffix if name in twice else name for item, name in zip(items, short, strict=True)]
    twice = _repeated(full)
    number: Counter[str] = Counter()
    for item, before, name in zip(items, short, full, strict=True):
        number[name] += 1
        target = f"{name.removesuffix(suffix)}~{number[name]}{suffix}" if name in twice and number[name] > 1 else name
        if target != before and not item.problem:
            renamed(item.path, target)
        yield item._replace(target=PurePath(target).as_posix())


def _repeated(names: Iterable[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}
