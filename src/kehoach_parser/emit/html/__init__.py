"""One self-contained review page: the text with every value highlighted, beside what was read from it.

No network, a content security policy that allows only the page's own script and style (by their hashes), every text escaped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import Template

from kehoach_parser.emit.columns import plan_name
from kehoach_parser.emit.html.cards import (
    LEVELS,
    ROLES,
    SOURCES,
    TIMES,
    Flags,
    finding_list,
    header_list,
    task_list,
    time_kind,
)
from kehoach_parser.emit.html.paper import Mark, Paper, last_value, lay_out, pieces
from kehoach_parser.emit.html.safe import attributes, safe
from kehoach_parser.emit.html.timeline import timeline
from kehoach_parser.emit.marks import META
from kehoach_parser.model import Plan, Task

__all__ = ["to_html"]

QUESTIONS = ("Rõ việc", "Rõ trách nhiệm", "Rõ thời gian", "Rõ kết quả")
_MARKUP = re.compile(r"^#{1,6}(?= )|\*{1,3}")
_CHUNK = 40  # lines that the browser lays out together


def to_html(plans: Sequence[Plan], clear: Sequence[Sequence[Flags]] | None = None) -> bytes:
    """The page for these plans. `clear` gives for each task of each plan whether it says what, who, when and with which
    result; without it, whether the field is there at all.
    """
    papers = _papers(plans)
    flags = clear or [[_simple(read.node.text, read.node.task) for read in paper.tasks] for paper in papers]
    style, script = _asset("review.css"), _asset("review.js")
    names = [plan_name(plan.header.number, plan.source.path) or f"Kế hoạch {index + 1}" for index, plan in enumerate(plans)]
    page = Template(_asset("review.html")).substitute(
        generator=META, style=style, script=script, style_hash=_hash(style), script_hash=_hash(script),
        title=safe(f"Rà soát: {'; '.join(names)}"[:200] or "Rà soát kế hoạch"),
        counts=safe(f"{len(plans)} văn bản · {sum(len(p.tasks) for p in papers)} nhiệm vụ · {sum(len(p.diagnostics) for p in plans)} phát hiện"),
        plan_options=_options([("all", f"Tất cả ({len(plans)})"), *((str(i), name) for i, name in enumerate(names))] if len(plans) != 1 else [("0", names[0])]),
        clarity=_clarity([flag for part in flags for flag in part]),
        timelines="".join(f'<div class="chart"{attributes(data_p=index)}>{timeline(paper.tasks)}</div>' for index, paper in enumerate(papers)),
        all_time=f'<div class="chart" data-p="all">{timeline([read for paper in papers for read in paper.tasks])}</div>' if len(plans) > 1 else "",
        papers="".join(_article(plan, paper, index) for index, (plan, paper) in enumerate(zip(plans, papers, strict=True))),
        bodies="".join(f"<option{attributes(value=name)}></option>" for name in _bodies(papers)),
        times=_options([("", "mọi thời hạn"), *((kind, name) for kind, name in TIMES.items() if kind in _time_kinds(papers))]),
        sources=_options([("", "mọi cách giao"), *SOURCES.items()]),
        findings=_options([("", "mọi nhiệm vụ"), ("any", "có phát hiện"), ("none", "không có phát hiện"), *_codes(plans)]),
        tasks="".join(task_list(plan, index, paper, part) for index, (plan, paper, part) in enumerate(zip(plans, papers, flags, strict=True))),
        found="".join(finding_list(plan, index, paper) for index, (plan, paper) in enumerate(zip(plans, papers, strict=True))),
        heads="".join(f'<section class="sheet"{attributes(data_p=index)}>{header_list(plan, paper)}</section>' for index, (plan, paper) in enumerate(zip(plans, papers, strict=True))),
        legend="".join(f'<span class="chip {kind}">{name}</span>' for kind, name in ROLES.items()),
    )
    return page.encode("utf-8", "replace")


def _papers(plans: Sequence[Plan]) -> list[Paper]:
    papers: list[Paper] = []
    tasks = values = 0
    for plan in plans:
        paper = lay_out(plan, tasks, values)
        tasks, values = tasks + len(paper.tasks), last_value(paper, values)
        papers.append(paper)
    return papers


@cache
def _asset(name: str) -> str:
    return files("kehoach_parser.emit.html").joinpath("assets", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _simple(text: str, task: Task | None) -> Flags:
    assert task is not None
    return (bool(text), bool(task.lead or task.implementer), time_kind(task.deadline) not in ("none", "unread"), bool(task.targets or task.deliverable))


def _clarity(flags: Sequence[Flags]) -> str:
    out = []
    for index, question in enumerate(QUESTIONS):
        count = sum(flag[index] for flag in flags)
        share = round(100 * count / len(flags)) if flags else 0
        title = f"{question}: {count} trên {len(flags)} nhiệm vụ. Bấm để xem những nhiệm vụ chưa rõ."
        out.append(
            f'<button type="button" class="clear"{attributes(data_q=index, title=title, aria_pressed="false")}><span>{question}</span><b>{f"{share}%" if flags else "–"}</b>'
            f'<meter min="0" max="100" low="60" high="90" optimum="100" value="{share}">{share}%</meter></button>'
        )
    return "".join(out)


def _options(pairs: Sequence[tuple[str, str]]) -> str:
    return "".join(f"<option{attributes(value=value)}>{safe(name)}</option>" for value, name in pairs)


def _bodies(papers: Sequence[Paper]) -> list[str]:
    return sorted({value.shown for paper in papers for read in paper.tasks for value in read.values if value.kind in ("lead", "support", "implementer")})


def _time_kinds(papers: Sequence[Paper]) -> set[str]:
    return {time_kind(read.node.task.deadline) for paper in papers for read in paper.tasks if read.node.task}


def _codes(plans: Sequence[Plan]) -> list[tuple[str, str]]:
    known = {found.code: LEVELS[found.severity] for plan in plans for found in plan.diagnostics if found.node}
    return [(code, f"{level} {code}") for code, level in sorted(known.items())]


def _article(plan: Plan, paper: Paper, index: int) -> str:
    note = "" if paper.whole else '<p class="note">Bản này được dựng lại từ tệp JSON; toàn văn không kèm theo.</p>'
    lines = _lines(paper)
    groups = ("".join(lines[at : at + _CHUNK]) for at in range(0, len(lines), _CHUNK))
    chunks = "".join(f'<div class="chunk">{group}</div>' for group in groups)
    name = plan_name(plan.header.number, plan.source.path) or f"Kế hoạch {index + 1}"
    return f'<article class="paper"{attributes(data_p=index, aria_label=name)}>{note}{chunks}</article>'


def _lines(paper: Paper) -> list[str]:
    """The lines of the text, each a paragraph with its number, its task, and its marked stretches."""
    text, starts = paper.text, paper.line_starts
    cuts = pieces(paper.marks, len(text))
    out, at = [], 0
    for line, start in enumerate(starts):
        end = starts[line + 1] - 1 if line + 1 < len(starts) else len(text)
        inner, place = [], start
        while at < len(cuts) and cuts[at][1] <= start:
            at += 1
        here = at
        while here < len(cuts) and cuts[here][0] < end:
            low, high, marks = max(cuts[here][0], start), min(cuts[here][1], end), cuts[here][2]
            inner.append(_plain(text[place:low]) + _marked(text[low:high], marks))
            place = high
            here += 1
        inner.append(_plain(text[place:end]))
        if start < end:
            task = paper.line_tasks[line]
            body = "".join(inner)
            out.append(f'<p class="l"{attributes(data_n=line + 1, data_t=task if task >= 0 else None)}>{body}</p>')
    return out


def _plain(text: str) -> str:
    """Text without a mark; the emphasis marks of Markdown stand back."""
    return _MARKUP.sub(r'<i class="md">\g<0></i>', safe(text))


def _marked(text: str, marks: Sequence[Mark]) -> str:
    kinds = " ".join(dict.fromkeys(mark.kind for mark in marks))
    numbers = [mark.number for mark in marks]
    values, found = [n for n in numbers if n >= 0], [n for n in numbers if n < 0]
    return f'<mark class="{kinds}"{attributes(data_v=" ".join(map(str, values)) or None, data_x=" ".join(map(str, found)) or None)}>{safe(text)}</mark>'
