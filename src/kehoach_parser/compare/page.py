"""A comparison as one page, side by side: no script, no network, every text escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from kehoach_parser.compare.plans import Change, Comparison, Side
from kehoach_parser.emit.columns import plan_name
from kehoach_parser.emit.html.safe import attributes, safe
from kehoach_parser.emit.marks import META
from kehoach_parser.model import Plan, TaskRow

FIELDS = {
    "later": "Thời hạn muộn hơn", "lead": "Cơ quan chủ trì khác", "support": "Phối hợp", "implementer": "Thực hiện", "targets": "Chỉ tiêu",
    "text": "Nội dung", "deliverable": "Sản phẩm", "deadline": "Thời hạn", "number": "Số thứ tự",
}
TITLES = {
    "implementing": ("Đối chiếu kế hoạch cấp trên và kế hoạch triển khai", "Nhiệm vụ cấp trên giao, chưa thấy trong kế hoạch triển khai", "Nhiệm vụ cấp trên khác, không thấy trong kế hoạch triển khai", "Nhiệm vụ riêng của kế hoạch triển khai"),
    "versions": ("Đối chiếu hai bản của một kế hoạch", "Nhiệm vụ bị bỏ", "", "Nhiệm vụ được thêm"),
}
CONCERNS = {"named": "nêu tên cơ quan ban hành", "level": "giao cho cấp này", "collective": "giao chung, có thể liên quan"}

_STYLE = """
:root{color-scheme:light dark;--g:#eef0f3;--s:#fff;--i:#1b2430;--d:#5a6675;--l:#d5dae1;--b:#14467a;--del:#ffd7d5;--ins:#cdf3d3;--w:#a85b00}
@media (prefers-color-scheme:dark){:root{--g:#11161d;--s:#19202a;--i:#e4e9f0;--d:#9ba7b6;--l:#2f3a48;--b:#8fc0f5;--del:#5c2326;--ins:#1d4527;--w:#ffb454}}
body{margin:0;padding:16px 24px 60px;background:var(--g);color:var(--i);font:15px/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif}
h1{font-size:20px;color:var(--b);margin:0 0 4px}h2{font-size:16px;color:var(--b);margin:28px 0 8px}p.sum{color:var(--d);margin:0 0 12px}
.row{display:grid;grid-template-columns:1fr 9em 1fr;gap:12px;margin:8px 0;content-visibility:auto;contain-intrinsic-size:auto 120px}
.task{background:var(--s);border:1px solid var(--l);border-radius:8px;padding:8px 12px;overflow-wrap:anywhere}.task p{margin:0 0 4px}.who{color:var(--d);font-size:13px}
.mid{text-align:center;align-self:center;font-size:13px;color:var(--d)}.mid b{display:block;font-size:17px;color:var(--b)}.mid .ch{display:block;color:var(--w);font-weight:600}
.head{position:sticky;top:0;background:var(--g);padding:6px 0;font-weight:600;z-index:1}.one{grid-template-columns:1fr}.no{color:var(--b);font-weight:600}
del{background:var(--del);text-decoration:line-through}ins{background:var(--ins);text-decoration:none}
table{border-collapse:collapse;margin:6px 0 0;font-size:13px}th{white-space:nowrap;font-weight:600;color:var(--w)}td,th{padding:2px 12px 2px 0;text-align:left;vertical-align:top}
.diff{grid-column:1/-1;background:var(--s);border:1px solid var(--l);border-radius:8px;padding:2px 12px 8px}
@media (max-width:800px){.row{grid-template-columns:1fr}}
@media print{body{background:#fff;padding:0}.row{content-visibility:visible;break-inside:avoid}.head{position:static}del,ins{print-color-adjust:exact;-webkit-print-color-adjust:exact}@page{size:A4 landscape;margin:12mm}}
"""
_WORD = re.compile(r"\s*\S+")


def to_page(comparison: Comparison) -> bytes:
    """The page as UTF-8 HTML; the same comparison gives the same bytes."""
    title, missing, others, own = TITLES[comparison.kind]
    versions = comparison.kind == "versions"
    called = [side for side in comparison.first_only if versions or side.concern in ("named", "level")]
    rest = [side for side in comparison.first_only if side not in called]
    changed, same = ([side for side in comparison.pairs if bool(side.changes) is wanted] for wanted in (True, False))
    names = "".join(f"<div>{safe(_name(plan))}</div>" + ("<div></div>" if at == 0 else "") for at, plan in enumerate((comparison.first, comparison.second)))
    body = "".join((
        f"<h1>{title}</h1>", f'<p class="sum">{safe(summary(comparison))}</p>', f'<div class="row head">{names}</div>',
        _section("Khác nhau", map(_pair, changed)), _section(missing, map(_alone, called)), _section(own, map(_alone, comparison.second_only)),
        _section("Khớp" if not versions else "Không đổi", map(_pair, same)), _section(others, map(_alone, rest)),
    ))
    policy = f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'; img-src data:; base-uri 'none'; form-action 'none'"
    head = f'<meta charset="utf-8">{META}<meta http-equiv="Content-Security-Policy"{attributes(content=policy)}><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
    return f'<!doctype html>\n<html lang="vi"><head>{head}<title>{title}</title><style>{_STYLE}</style></head><body>{body}</body></html>\n'.encode("utf-8", "replace")


def summary(comparison: Comparison) -> str:
    """One line of counts."""
    changed = sum(bool(side.changes) for side in comparison.pairs)
    if comparison.kind == "versions":
        return f"{len(comparison.pairs)} nhiệm vụ có ở cả hai bản, {changed} thay đổi; {len(comparison.first_only)} bị bỏ, {len(comparison.second_only)} được thêm."
    called = sum(side.concern in ("named", "level") for side in comparison.first_only)
    return (
        f"{len(comparison.pairs)} nhiệm vụ khớp, {changed} khác thời hạn hoặc cơ quan chủ trì; {called} nhiệm vụ cấp trên giao chưa thấy, "
        f"{len(comparison.first_only) - called} nhiệm vụ cấp trên khác; {len(comparison.second_only)} nhiệm vụ riêng."
    )


def _name(plan: Plan) -> str:
    name = plan_name(plan.header.number, plan.source.path)
    return f"{name} – {plan.header.issuer}" if plan.header.issuer else name


def _section(title: str, rows: Iterable[str]) -> str:
    body = list(rows)
    return f"<h2>{title} ({len(body)})</h2>{''.join(body)}" if body else ""


def _pair(side: Side) -> str:
    assert side.first and side.second
    changes = "".join(f'<span class="ch">{FIELDS[change.field]}</span>' for change in side.changes)
    table = "".join(f"<tr><th>{FIELDS[change.field]}</th><td>{_difference(change)}</td></tr>" for change in side.changes)
    told = f'<div class="diff"><table>{table}</table></div>' if table else ""
    return f'<div class="row">{_task(side.first)}<div class="mid"><b>{side.score:.2f}</b>{changes}</div>{_task(side.second)}{told}</div>'


def _alone(side: Side) -> str:
    row = side.first or side.second
    assert row is not None
    why = f'<p class="who">{CONCERNS[side.concern]}</p>' if side.concern else ""
    return f'<div class="row one">{_task(row, why)}</div>'


def _task(row: TaskRow, more: str = "") -> str:
    number = f'<span class="no">{safe(row.marker)}</span> ' if row.marker else ""
    facts = [("Chủ trì", "; ".join(row.lead)), ("Phối hợp", "; ".join(row.support)), ("Thực hiện", "; ".join(row.implementer)), ("Thời hạn", row.deadline.raw if row.deadline else ""), ("Dòng", str(row.line))]
    who = " · ".join(f"{label}: {text}" for label, text in facts if text)
    return f'<div class="task"><p>{number}{safe(row.text)}</p><p class="who">{safe(who)}</p>{more}</div>'


def _difference(change: Change) -> str:
    """A text with words taken out and put in; other values one after the other."""
    if change.field != "text":
        return f"<del>{safe(change.first)}</del> → <ins>{safe(change.second)}</ins>"
    a, b = _WORD.findall(change.first), _WORD.findall(change.second)
    out = []
    for what, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if what == "equal":
            out.append(safe("".join(a[a1:a2])))
            continue
        out.append(f"<del>{safe(''.join(a[a1:a2]))}</del>" if a2 > a1 else "")
        out.append(f"<ins>{safe(''.join(b[b1:b2]))}</ins>" if b2 > b1 else "")
    return "".join(out)
