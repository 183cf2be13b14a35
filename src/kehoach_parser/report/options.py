"""What a report may be told, and the words that the readable reports share."""

from __future__ import annotations

from dataclasses import dataclass

from kehoach_parser.findings import QUESTIONS, Checked, Summary, percent
from kehoach_parser.plain import one_line

_RED, _YELLOW, _BLUE, _BOLD, _DIM, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
COLOURS = {"error": _RED, "warning": _YELLOW, "info": _BLUE, "bold": _BOLD, "dim": _DIM}
SEVERITIES = ("error", "warning", "info")
WORDS = {
    "vi": {
        "error": "lỗi", "warning": "cảnh báo", "info": "lưu ý", "help": "gợi ý", "plans": "kế hoạch", "tasks": "nhiệm vụ", "findings": "phát hiện", "clean": "không phát hiện gì",
        "work": "rõ việc", "responsibility": "rõ trách nhiệm", "time": "rõ lộ trình", "result": "rõ kết quả",
    },
    "en": {
        "error": "errors", "warning": "warnings", "info": "notes", "help": "help", "plans": "plans", "tasks": "tasks", "findings": "findings", "clean": "nothing found",
        "work": "clear work", "responsibility": "clear responsibility", "time": "clear time", "result": "clear result",
    },
}


@dataclass(frozen=True, slots=True)
class Options:
    """`lang` of the words around the messages (vi or en), whether to colour, whether to leave out the closing line, the version of the program, and the columns of the terminal."""

    lang: str = "vi"
    colour: bool = False
    quiet: bool = False
    version: str = "0.0.0"
    width: int = 1_000

    def paint(self, text: str, name: str) -> str:
        """The text in the colour of a severity, `bold` or `dim`; plain without colours."""
        return f"{COLOURS[name]}{text}{_PLAIN}" if self.colour else text

    def word(self, name: str) -> str:
        """A word in the language of the report."""
        return WORDS[self.lang][name]

    def counted(self, count: int, name: str) -> str:
        """A number and what it counts."""
        word = self.word(name)
        return f"{count} {word.removesuffix('s') if count == 1 and self.lang == 'en' else word}"


def plan_line(checked: Checked, options: Options) -> str:
    """How far one plan is clear on the four questions."""
    shares = (percent(count, checked.tasks) for count in checked.clear)
    return f"{one_line(checked.path)}: {options.counted(checked.tasks, 'tasks')}; {_clarity(dict(zip(QUESTIONS, shares, strict=True)), options)}"


def closing_line(summary: Summary, options: Options) -> str:
    """Counts of plans, tasks and findings, and the four clarities over all tasks."""
    found = [options.counted(summary.by_severity[s], s) for s in SEVERITIES if summary.by_severity[s]]
    counts = f"{options.counted(summary.plans, 'plans')}, {options.counted(summary.tasks, 'tasks')}: {', '.join(found) or options.word('clean')}."
    return f"{counts} {_first_upper(_clarity(summary.clarity(), options))}." if summary.tasks else counts


def _clarity(shares: dict[str, float], options: Options) -> str:
    return ", ".join(f"{options.word(question)} {_number(share, options.lang)}%" for question, share in shares.items())


def _number(value: float, lang: str) -> str:
    text = f"{value:g}"
    return text.replace(".", ",") if lang == "vi" else text


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
