"""How long the exporters take beside the library's own time for the same cells: `python -m benchmarks.exports`."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from kehoach_parser.emit.exports import EXPORTS, exporter
from kehoach_parser.model import Agency, Deadline, Header, Node, Plan, Source, Target, Task

ROOT = Path(__file__).resolve().parents[1]
TASKS = 20_000
MOST_OF_XLSX = 1.5  # times XlsxWriter's own time


def made_up_plan(tasks: int = TASKS) -> Plan:
    """A plan with so many tasks, each with two supporting bodies, a deadline and a target."""
    heads = [Node(id=f"II.{head}", kind="section", marker=f"{head}.", depth=2, text=f"Nhóm nhiệm vụ số {head}", span=(0, 1), line=head, children=tuple(_task(head, n) for n in range(tasks // 100))) for head in range(100)]
    part = Node(id="II", kind="part", marker="II.", depth=1, text="NHIỆM VỤ", span=(0, 1), line=1, children=tuple(heads))
    return Plan(source=Source(path="lon.txt", format="text", sha256="0", coverage={}), header=Header(number="1/KH-UBND", issued_on="2024-01-15", plan_year=2024), body=(part,))


def _task(head: int, number: int) -> Node:
    bodies = [Agency(raw=name, name=name, span=(0, 1)) for name in (f"Sở số {number % 23}", f"Ủy ban nhân dân huyện số {number % 12}", "Công an tỉnh")]
    month = number % 12 + 1
    deadline = Deadline(raw=f"Trong tháng {month}/2024", span=(0, 1), start=f"2024-{month:02}-01", end=f"2024-{month:02}-28")
    task = Task(source="field", lead=(bodies[0],), support=tuple(bodies[1:]), deadline=deadline, targets=(Target(raw="tối thiểu 90%", value="90", unit="%", span=(0, 1)),))
    text = f"Rà soát, cập nhật dữ liệu chuyên ngành lần thứ {number} của nhóm {head}, bảo đảm tối thiểu 90% hồ sơ được kết nối, chia sẻ theo đúng quy định"
    return Node(id=f"II.{head}.{number}", kind="item", marker=f"{head}.{number}.", depth=3, text=text, span=(0, 1), line=number, task=task)


def same_cells(data: bytes) -> list[tuple[str, list[list[Any]]]]:
    """The cells of a workbook, read back."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return [(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book]


def plain_xlsx(sheets: Sequence[tuple[str, list[list[Any]]]]) -> bytes:
    """XlsxWriter alone: the same cells, written with its own `write_row`, dates with a date format."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
    book.close()
    return out.getvalue()


def best(run: Callable[[], Any], times: int = 3) -> float:
    """The shortest of several runs, in seconds of the processor (what else runs on the machine counts little)."""
    took = []
    for _ in range(times):
        start = process_time()
        run()
        took.append(process_time() - start)
    return min(took)


def main() -> int:
    """Prints the figures; 1 when Excel takes longer than it may."""
    plan = made_up_plan()
    for name in EXPORTS:
        write = exporter(name)
        data = write([plan])
        print(f"{name:8} {TASKS} tasks {best(lambda write=write: write([plan])):7.2f} s {len(data) / 1e6:7.1f} MB")  # type: ignore[misc]
    sheets = same_cells(exporter("xlsx")([plan]))
    own, ours = best(lambda: plain_xlsx(sheets)), best(lambda: exporter("xlsx")([plan]))
    cells = sum(len(row) for _, rows in sheets for row in rows)
    print(f"xlsx: {cells} cells, XlsxWriter alone {own:.2f} s, ours {ours:.2f} s, {ours / own:.2f} times (at most {MOST_OF_XLSX})")
    _page()
    return int(ours > MOST_OF_XLSX * own)


def _page() -> None:
    from kehoach_parser.pipeline import parse_file

    plans = [parse_file(path) for path in sorted((ROOT / "samples").glob("*.*"))]
    write = exporter("html")
    print(f"html: {len(plans)} samples {best(lambda: write(plans)) * 1000:.0f} ms, {len(write(plans)) / 1e6:.2f} MB")


if __name__ == "__main__":
    sys.exit(main())
