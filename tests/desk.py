"""Plans written by hand for the tests of what is made from them: text and spans are true, no parser is involved."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from kehoach_parser.model import (
    Agency,
    Deadline,
    Diagnostic,
    FieldValue,
    Header,
    Node,
    Plan,
    Signer,
    Source,
    Target,
    Task,
)

LABELS = {"lead": "Cơ quan chủ trì", "support": "Cơ quan phối hợp", "implementer": "Cơ quan thực hiện", "deadline": "Thời gian hoàn thành", "deliverable": "Sản phẩm"}
LEVELS = {"part": 1, "section": 2, "item": 3, "bullet": 4}

Entry = dict[str, Any]


class Paper:
    """The document text as it grows."""

    def __init__(self) -> None:
        self.text = ""

    def line(self, text: str) -> tuple[int, int]:
        """Adds one line and gives the span of its text."""
        start = len(self.text)
        self.text += text + "\n"
        return (start, start + len(text))

    @property
    def next_line(self) -> int:
        return self.text.count("\n") + 1


def body(name: str, span: tuple[int, int] = (0, 0), **more: Any) -> Agency:
    return Agency(**{"raw": name, "name": name, "span": span, "match": "exact", "score": 1.0, **more})


def make_plan(entries: Sequence[Entry], *, path: str | None = "ke-hoach.txt", diagnostics: Sequence[Diagnostic] = (), **header: Any) -> Plan:
    """A plan of nodes given in document order: kind, marker, text, and for a task `source` with roles, deadline, …"""
    paper = Paper()
    paper.line("KẾ HOẠCH")
    given = {"doc_type": "Kế hoạch", "number": "12/KH-UBND", "issuer": "Ủy ban nhân dân huyện Bình Minh", "place": "Bình Minh", "issued_on": "2024-01-15",
             "plan_year": 2024, "title": "Chuyển đổi số năm 2024", "signer": Signer(name="Trần Văn Mẫu", position="CHỦ TỊCH"), "recipients": ("UBND tỉnh", "Lưu: VT")}
    nodes = _nest([_node(paper, entry) for entry in entries])
    plan = Plan(
        source=Source(path=path, format="text", sha256=hashlib.sha256(paper.text.encode()).hexdigest(), coverage={"node": len(entries)}),
        header=Header(**{**given, **header}), body=tuple(nodes), diagnostics=tuple(diagnostics),
    )
    plan._text = paper.text
    return plan


def _node(paper: Paper, entry: Entry) -> Node:
    line, marker, text = paper.next_line, entry.get("marker"), entry["text"]
    span = paper.line(f"{marker} {text}" if marker else text)
    fields = tuple(_field(paper, role, entry[role]) for role in LABELS if entry.get(role) and entry.get("source") == "field")
    return Node(
        id=entry["id"], kind=entry["kind"], marker=marker, ordinal=marker.strip("(). ") if marker else None, depth=entry.get("depth", LEVELS.get(entry["kind"], 4)),
        text=text, span=(span[0], fields[-1].span[1] if fields else span[1]), line=line, fields=fields,
        task=_task(paper, entry, fields, span) if entry.get("source") else None,
    )


def _field(paper: Paper, role: str, value: Any) -> FieldValue:
    raw = value if isinstance(value, str) else value["raw"] if isinstance(value, dict) else "; ".join(value)
    line = paper.next_line
    whole = paper.line(f"- {LABELS[role]}: {raw}.")
    return FieldValue(role=role, label=LABELS[role], raw=raw, span=(whole[1] - len(raw) - 1, whole[1] - 1), line=line)


def _task(paper: Paper, entry: Entry, fields: Sequence[FieldValue], span: tuple[int, int]) -> Task:
    places = {field.role: field.span[0] for field in fields}
    roles = {role: tuple(_agency(paper, name, places.get(role, span[0])) for name in entry.get(role, ())) for role in ("lead", "support", "implementer")}
    due = entry.get("deadline")
    deadline = Deadline(**{"span": _find(paper, due["raw"], places.get("deadline", span[0])), **due}) if due else None
    targets = tuple(Target(raw=raw, value=re.sub(r"\D", "", raw), unit="%", span=_find(paper, raw, span[0])) for raw in entry.get("targets", ()))
    return Task(source=entry["source"], deadline=deadline, deliverable=entry.get("deliverable"), targets=targets, **roles)


def _agency(paper: Paper, name: str, start: int) -> Agency:
    return body(name, _find(paper, name, start))


def _find(paper: Paper, text: str, start: int) -> tuple[int, int]:
    at = paper.text.find(text, start)
    return (at, at + len(text)) if at >= 0 else (start, start)


def _nest(flat: Sequence[Node]) -> list[Node]:
    roots: list[Node] = []
    for index, node in enumerate(flat):
        if not any(other.depth < node.depth for other in flat[:index]):
            roots.append(node)
    return [_with_children(root, flat) for root in roots]


def _with_children(node: Node, flat: Sequence[Node]) -> Node:
    at = next(i for i, other in enumerate(flat) if other is node)
    below = []
    for other in flat[at + 1 :]:
        if other.depth <= node.depth:
            break
        below.append(other)
    shallowest = min((n.depth for n in below), default=0)
    return node.model_copy(update={"children": tuple(_with_children(n, flat) for n in below if n.depth == shallowest)})


def sample_plan(**more: Any) -> Plan:
    """One task of every sort: dated, recurring, ongoing, conditional, not understood, under an agency heading, bare."""
    return make_plan(SAMPLE, **{"diagnostics": (Diagnostic(code="KH302", slug="deadline-not-understood", severity="warning", message="Không hiểu thời hạn", help="Ghi rõ ngày", line=22, span=(0, 8), node="I.2.2"),), **more})


SAMPLE: list[Entry] = [
    {"id": "I", "kind": "part", "marker": "I.", "text": "NHIỆM VỤ"},
    {"id": "I.1", "kind": "section", "marker": "1.", "text": "Dịch vụ công"},
    {"id": "I.1.1", "kind": "item", "marker": "1.1.", "text": "Đạt tối thiểu 90% hồ sơ trực tuyến", "source": "field", "lead": ["Công an huyện"], "support": ["Phòng Tư pháp", "Phòng Nội vụ"],
     "deadline": {"raw": "Quý I/2024", "start": "2024-01-01", "end": "2024-03-31", "precision": "quarter"}, "deliverable": "Báo cáo kết quả", "targets": ["tối thiểu 90%"]},
    {"id": "I.1.2", "kind": "item", "marker": "1.2.", "text": "Số hóa sổ hộ tịch", "source": "field", "lead": ["Phòng Tư pháp"],
     "deadline": {"raw": "Trước ngày 01/07/2024", "end": "2024-06-30", "precision": "day"}},
    {"id": "I.1.3", "kind": "item", "marker": "1.3.", "text": "Báo cáo tiến độ", "source": "field", "implementer": ["Các phòng, ban"],
     "deadline": {"raw": "trước ngày 12 hàng tháng", "ongoing": True, "recurrence": ["FREQ=MONTHLY;BYMONTHDAY=11"]}},
    {"id": "I.2", "kind": "section", "marker": "2.", "text": "Tuyên truyền"},
    {"id": "I.2.1", "kind": "item", "marker": "2.1.", "text": "Tuyên truyền trên loa", "source": "field", "lead": ["Phòng Văn hóa và Thông tin"], "deadline": {"raw": "Thường xuyên", "ongoing": True}},
    {"id": "I.2.2", "kind": "item", "marker": "2.2.", "text": "Tập huấn cán bộ", "source": "field", "lead": ["Công an huyện"], "deadline": {"raw": "khi đủ điều kiện sớm nhất"}},
    {"id": "I.2.3", "kind": "item", "marker": "2.3.", "text": "Kết nối dữ liệu", "source": "field", "lead": ["Công an huyện"],
     "deadline": {"raw": "Khi Bộ Công an triển khai", "condition": "Khi Bộ Công an triển khai"}},
    {"id": "II", "kind": "part", "marker": "II.", "text": "TỔ CHỨC THỰC HIỆN"},
    {"id": "II.1", "kind": "section", "marker": "1.", "text": "Phòng Tài chính - Kế hoạch"},
    {"id": "II.1.-1", "kind": "bullet", "marker": "-", "text": "Bố trí kinh phí trong năm 2024", "source": "heading", "implementer": ["Phòng Tài chính - Kế hoạch"],
     "deadline": {"raw": "trong năm 2024", "start": "2024-01-01", "end": "2024-12-31", "precision": "year"}},
    {"id": "II.2", "kind": "section", "marker": "2.", "text": "Ủy ban nhân dân các xã"},
    {"id": "II.2.-1", "kind": "bullet", "marker": "-", "text": "Rà soát hạ tầng", "source": "bare"},
]
