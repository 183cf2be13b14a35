"""How fast the core is: parsing beside markdown-it-py, start-up beside typer, memory over many files: `python -m benchmarks.core`.

Everything that is compared is measured in the same run, in turns, since machines have moods.
"""

from __future__ import annotations

import compileall
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "plans"
COPIES, FEW = 2_000, 20
_MEMORIES = ("_values", "_sentences", "_build_memos", "_issuers")  # what makes them in resolve/: deadlines of fields and of sentences, bodies, issuers


class Measure(NamedTuple):
    """One line of the table: what, how much, the bar, whether it is kept."""

    what: str
    value: str
    bar: str
    within: bool


def texts() -> list[str]:
    """The five real plans where they are here, else the samples."""
    folder = SHARED if SHARED.is_dir() else ROOT / "samples"
    return [path.read_text(encoding="utf-8") for path in sorted([*folder.glob("*.txt"), *folder.glob("*.md")])]


def parsing(repetitions: int = 30, forgetting: bool = True) -> Measure:
    """All plans by the library call, in one process, beside markdown-it-py on the same texts.

    Once in a process that goes on, in which names and times of a plan have been met before; `forgetting`: when each is new.
    """
    from markdown_it import MarkdownIt

    from kehoach_parser import load_grammar, parse_text

    plans, markdown, grammar = texts(), MarkdownIt(), load_grammar()
    ours: list[float] = []
    theirs: list[float] = []
    _seconds(lambda: [parse_text(text) for text in plans])  # compiles the patterns
    for _ in range(repetitions):
        if forgetting:
            forget(grammar)
        ours.append(_seconds(lambda: [parse_text(text) for text in plans]))
        theirs.append(_seconds(lambda: [markdown.parse(text) for text in plans]))
    own, other = min(ours), min(theirs)
    letters = sum(map(len, plans))
    how = "every phrase new" if forgetting else "in one process"
    return Measure(f"{len(plans)} plans, {letters:,} letters, {how}, beside markdown-it-py", f"{own * 1000:.1f} ms / {other * 1000:.1f} ms = {own / other:.2f} ×", "≤ 2.0 ×", own <= 2 * other)


def checking(repetitions: int = 15, forgetting: bool = True) -> Measure:
    """All rules that are on by default over the plans, beside the parsing of the same plans in the same turn."""
    from datetime import date

    from kehoach_parser import check_plan, load_grammar, parse_text

    plans, grammar, day = texts(), load_grammar(), date(2026, 1, 1)
    parsed: list[float] = []
    checked: list[float] = []
    _seconds(lambda: [parse_text(text) for text in plans])
    for _ in range(repetitions):
        if forgetting:
            forget(grammar)
        parsed.append(_seconds(lambda: [parse_text(text) for text in plans]))
        trees = [parse_text(text) for text in plans]
        checked.append(_seconds(lambda trees=trees: [check_plan(tree, today=day) for tree in trees]))  # type: ignore[misc]
    own, other = min(checked), min(parsed)
    how = "as if first" if forgetting else "phrases met before"
    return Measure(f"checking those plans, {how}, over parsing them", f"{own * 1000:.1f} ms / {other * 1000:.1f} ms = {own / other:.0%}", "≤ 25%", own <= 0.25 * other)


def forget(grammar: Any) -> None:
    """Empties every memory that one plan leaves for the next; compiled patterns stay."""
    for name, module in list(sys.modules.items()):
        if name.startswith("kehoach_parser"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear") and not isinstance(value, type):
                    value.cache_clear()
    memories = {build.__name__: made for build, made in grammar._made.items() if ".resolve." in build.__module__ and build.__name__ in _MEMORIES}
    if len(memories) < len(_MEMORIES):
        raise RuntimeError(f"a memory has another name now: {sorted(set(_MEMORIES) - set(memories))}; a figure without it would be too good")
    for made in memories.values():
        made.clear()


def _seconds(work: Callable[[], object], clock: Callable[[], float] = process_time) -> float:
    """Seconds of this process: what else the machine does counts less than by the wall clock."""
    began = clock()
    work()
    return clock() - began


def starting(repetitions: int = 15) -> list[Measure]:
    """Whole processes beside `python -c "import typer"`, in turns."""
    compileall.compile_dir(ROOT / "src", quiet=1)  # as in an installed package
    program = [sys.executable, "-c", "from kehoach_parser.cli import main; main()"]
    plan = next(iter(sorted((SHARED if SHARED.is_dir() else ROOT / "samples").glob("*.txt"))))
    commands = {"typer": [sys.executable, "-c", "import typer"], "help": [*program, "--help"], "parse": [*program, "parse", str(plan)]}
    took: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repetitions):
        for name, command in commands.items():
            took[name].append(_seconds(lambda command=command: subprocess.run(command, stdout=subprocess.DEVNULL, check=True), perf_counter))  # type: ignore[misc]
    best = {name: min(times) for name, times in took.items()}
    return [_start("kehoach --help", best["help"], best["typer"], 1.5), _start("kehoach parse, one plan of text", best["parse"], best["typer"], 3.5)]


def _start(what: str, ours: float, typer: float, bar: float) -> Measure:
    return Measure(f"{what}, beside `import typer`", f"{ours * 1000:.0f} ms / {typer * 1000:.0f} ms = {ours / typer:.2f} ×", f"≤ {bar} ×", ours <= bar * typer)


def memory() -> Measure:
    """Peak memory of a process that reads 2,000 copies by `parse_files`, over one that reads 20."""
    with tempfile.TemporaryDirectory() as folder:
        paths = _copies(Path(folder), texts())
        few, many = _peak(paths[:FEW]), _peak(paths)
    return Measure(f"peak memory of {COPIES:,} files over {FEW}", f"{many:.0f} MB / {few:.0f} MB = {many / few:.2f} ×", "≤ 1.5 ×", many <= 1.5 * few)


def _copies(folder: Path, plans: Sequence[str]) -> list[Path]:
    paths = [folder / f"{number:04d}.txt" for number in range(COPIES)]
    for number, path in enumerate(paths):
        path.write_text(plans[number % len(plans)], encoding="utf-8")
    return paths


def _peak(paths: Sequence[Path]) -> float:
    """Peak resident memory in MB, in a process of its own: Linux's VmHWM, since ru_maxrss begins with what the parent held."""
    code = "import sys\nfrom kehoach_parser import parse_files\nfor result in parse_files(sys.stdin.read().split('\\n')):\n    assert result.plan\nprint(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    done = subprocess.run([sys.executable, "-c", code], input="\n".join(map(str, paths)), capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def measures() -> list[Measure]:
    """All of them."""
    return [parsing(forgetting=False), parsing(), checking(), checking(forgetting=False), *starting(), memory()]


def main() -> int:
    """Prints the table; 1 when a bar is missed."""
    found = measures()
    for measure in found:
        print(f"{'' if measure.within else 'MISSED '}{measure.what}: {measure.value} (bar {measure.bar})")
    return 0 if all(measure.within for measure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
