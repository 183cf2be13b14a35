"""Reads Vietnamese administrative plans (kế hoạch) into a typed task tree in which every value points back to the text.

The public names are imported on first use, so that `import kehoach_parser` is fast and pulls in no reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "parse_text": "pipeline",
    "parse_bytes": "pipeline",
    "parse_file": "pipeline",
    "parse_files": "pipeline",
    "PlanResult": "pipeline",
    "iter_tasks": "pipeline",
    "check_plan": "check",
    "parse_deadline": "api",
    "parse_agencies": "api",
    "find_citations": "api",
    "load_grammar": "grammar",
    "Grammar": "grammar",
    "KehoachError": "errors",
    "Limits": "limits",
    **dict.fromkeys(
        ("Plan", "Node", "Task", "Agency", "Deadline", "Citation", "Target", "Diagnostic", "Span", "Assignment", "TaskRow", "Header", "Source", "FieldValue"), "model"
    ),
}

__all__ = [
    "Agency",
    "Assignment",
    "Citation",
    "Deadline",
    "Diagnostic",
    "FieldValue",
    "Grammar",
    "Header",
    "KehoachError",
    "Limits",
    "Node",
    "Plan",
    "PlanResult",
    "Source",
    "Span",
    "Target",
    "Task",
    "TaskRow",
    "__version__",
    "check_plan",
    "find_citations",
    "iter_tasks",
    "load_grammar",
    "parse_agencies",
    "parse_bytes",
    "parse_deadline",
    "parse_file",
    "parse_files",
    "parse_text",
]

if TYPE_CHECKING:
    from kehoach_parser.api import find_citations, parse_agencies, parse_deadline
    from kehoach_parser.check import check_plan
    from kehoach_parser.errors import KehoachError
    from kehoach_parser.grammar import Grammar, load_grammar
    from kehoach_parser.limits import Limits
    from kehoach_parser.model import (
        Agency,
        Assignment,
        Citation,
        Deadline,
        Diagnostic,
        FieldValue,
        Header,
        Node,
        Plan,
        Source,
        Span,
        Target,
        Task,
        TaskRow,
    )
    from kehoach_parser.pipeline import PlanResult, iter_tasks, parse_bytes, parse_file, parse_files, parse_text


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
