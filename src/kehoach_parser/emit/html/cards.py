"""Tasks, findings and header → the list beside the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach_parser.emit.columns import iso_day
from kehoach_parser.emit.html.paper import Paper, Read, Value
from kehoach_parser.emit.html.safe import attributes, safe
from kehoach_parser.model import Deadline, Diagnostic, Node, Plan
from kehoach_parser.recurrence import in_words

ROLES = {"lead": "Chủ trì", "support": "Phối hợp", "implementer": "Thực hiện", "deadline": "Thời hạn", "deliverable": "Sản phẩm", "target": "Chỉ tiêu"}
SOURCES = {"field": "trường ghi nhãn", "heading": "dưới tên cơ quan", "inline": "giao trong câu", "bare": "không nêu ai"}
TIMES = {"dated": "Có ngày", "recurring": "Định kỳ", "ongoing": "Thường xuyên", "conditional": "Theo điều kiện", "unread": "Không hiểu được", "none": "Không có thời hạn"}
LEVELS = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Lưu ý"}
HEADER = {"doc_type": "Loại", "number": "Số", "issuer": "Cơ quan ban hành", "place": "Nơi ban hành", "issued_on": "Ngày ban hành", "plan_year": "Năm", "title": "Trích yếu"}

Flags = tuple[bool, bool, bool, bool]


def task_list(plan: Plan, index: int, paper: Paper, clear: Sequence[Flags]) -> str:
    """The tasks of one plan under their headings; `clear` says for each task which of the four questions it answers."""
    codes = _codes(plan)
    out = [f'<li class="doc"{attributes(data_p=index)}>{safe(plan.header.number or "")} <b>{safe(plan.header.title or plan.source.path or "Kế hoạch")}</b></li>']
    shown: set[str] = set()
    for read, flags in zip(paper.tasks, clear, strict=True):
        for node in read.above:
            if node.id not in shown and node.task is None:
                shown.add(node.id)
                out.append(_heading(node, index))
        out.append(_card(read, index, f"{plan.source.sha256[:12]}:{read.node.id}", flags, codes.get(read.node.id, ())))
    return "".join(out)


def _codes(plan: Plan) -> dict[str, list[Diagnostic]]:
    codes: dict[str, list[Diagnostic]] = {}
    for found in plan.diagnostics:
        if found.node:
            codes.setdefault(found.node, []).append(found)
    return codes


def _heading(node: Node, index: int) -> str:
    shown = f"{node.marker} {node.text}" if node.marker else node.text
    return f'<li class="head"{attributes(data_p=index, data_d=node.depth)}>{safe(_short(shown, 140))}</li>'


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _card(read: Read, index: int, key: str, flags: Flags, found: Sequence[Diagnostic]) -> str:
    """One task; `key` names it for the verdicts that the browser keeps."""
    node, task = read.node, read.node.task
    assert task is not None
    bits = "".join("1" if flag else "0" for flag in flags)
    data = attributes(id_=f"t{read.number}", data_t=read.number, data_p=index, data_i=key, data_s=task.source, data_w=time_kind(task.deadline), data_c=bits, data_f=" ".join(sorted({d.code for d in found})) or None)
    marker = f'<b class="no">{safe(node.marker)}</b> ' if node.marker else ""
    where = f"dòng {node.line}" + (f", trang {node.page}" if node.page else "")
    flags_shown = "".join(_flag(d) for d in found)
    foot = f'<p class="foot"><span title="Cách nhận ra nhiệm vụ">{safe(SOURCES[task.source])}</span> · <span>{safe(where)}</span>{flags_shown}</p>'
    rows = "".join(_rows(read, task.deadline))
    return f'<li class="card" tabindex="-1"{data}><p class="work">{marker}{safe(node.text)}</p>{rows}{foot}</li>'


def _rows(read: Read, deadline: Deadline | None) -> Iterator[str]:
    for kind, label in ROLES.items():
        values = [value for value in read.values if value.kind == kind]
        if values:
            chips = "".join(_chip(value) for value in values)
            told = _reading(deadline) if kind == "deadline" and deadline else ""
            yield f'<div class="row"><span class="role">{label}</span><span class="chips">{chips}{told}</span></div>'


def _chip(value: Value) -> str:
    title = f"Trong văn bản: {value.raw}" + (f" ({value.note})" if value.note else "") if value.raw != value.shown or value.note else None
    return f'<button type="button" class="chip {value.kind}"{attributes(data_v=value.number, title=title)}>{safe(value.shown)}</button>'


def _reading(deadline: Deadline) -> str:
    parts = []
    start, end = iso_day(deadline.start), iso_day(deadline.end)
    if start or end:
        parts.append(f"{start:%d/%m/%Y} → {end:%d/%m/%Y}" if start and end else f"từ {start:%d/%m/%Y}" if start else f"đến {end:%d/%m/%Y}")
    parts.extend(in_words(rule) for rule in deadline.recurrence)
    parts.extend(word for word, said in (("thường xuyên", deadline.ongoing and not deadline.recurrence), ("năm suy ra", deadline.year_inferred), ("hai cách hiểu", deadline.ambiguous)) if said)
    if not parts and not (deadline.condition or deadline.reference):
        parts.append("không hiểu được")
    return "".join(f'<span class="read">{safe(part)}</span>' for part in parts)


def _flag(found: Diagnostic) -> str:
    return f' <span class="flag {found.severity}"{attributes(title=found.message)}>{safe(found.code)}</span>'


def time_kind(deadline: Deadline | None) -> str:
    """Which of TIMES a deadline is."""
    if deadline is None:
        return "none"
    if deadline.recurrence:
        return "recurring"
    if deadline.start or deadline.end or deadline.milestones:
        return "dated"
    if deadline.ongoing:
        return "ongoing"
    return "conditional" if deadline.condition or deadline.reference else "unread"


def finding_list(plan: Plan, index: int, paper: Paper) -> str:
    """The findings of one plan; each goes to its place in the text, or to its task when there is no text."""
    numbers = {read.node.id: read.number for read in paper.tasks}
    return "".join(_finding(found, index, at, numbers.get(found.node or "")) for at, found in enumerate(plan.diagnostics))


def _finding(found: Diagnostic, plan: int, at: int, task: int | None) -> str:
    hint = f'<p class="help">{safe(found.help)}</p>' if found.help else ""
    data = attributes(data_p=plan, data_x=-at - 1, data_l=found.line, data_task=task)
    return f'<li class="finding {found.severity}" tabindex="0"{data}><p><span class="flag {found.severity}">{LEVELS[found.severity]} {safe(found.code)}</span> dòng {found.line}</p><p>{safe(found.message)}</p>{hint}</li>'


def header_list(plan: Plan, paper: Paper) -> str:
    """What was read from the letterhead, the title and the closing part."""
    head = plan.header
    rows = [(label, getattr(head, key), key) for key, label in HEADER.items()]
    signer = " – ".join(filter(None, (head.signer.authority, head.signer.position, head.signer.name))) if head.signer else None
    rows += [("Người ký", signer, "signer"), ("Nơi nhận", "; ".join(head.recipients) or None, "recipients"), ("Tệp", plan.source.path, ""), ("SHA-256", plan.source.sha256, "")]
    rows += [("Căn cứ", "; ".join(dict.fromkeys(citation.raw for citation in plan.citations)) or None, "")]
    return "<dl>" + "".join(_value(label, value, paper.header.get(key)) for label, value, key in rows) + "</dl>"


def _value(label: str, value: object, number: int | None) -> str:
    if value is None:
        return f'<dt>{label}</dt><dd class="no-value">không có</dd>'
    shown = safe(value)
    return f"<dt>{label}</dt><dd>" + (f'<button type="button" class="chip header" data-v="{number}">{shown}</button>' if number is not None else shown) + "</dd>"
