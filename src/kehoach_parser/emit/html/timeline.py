"""Dated tasks → an SVG: tasks with the same first and last day are one bar with their count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kehoach_parser.emit.columns import iso_day
from kehoach_parser.emit.html.paper import Read
from kehoach_parser.emit.html.safe import attributes, safe

_ROW = 18  # pixels of a lane
_HEAD = 22  # pixels of the scale
_LABEL = 0.035  # share of the width that the count beside a bar needs
_LEAST = 0.006  # share of the width of a single day


def timeline(tasks: Sequence[Read]) -> str:
    """The drawing, or nothing when no task has a day. Its scale stands in data-from and data-to, so that the page can draw today."""
    groups = _groups(tasks)
    if not groups:
        return ""
    first, last = _range(groups)
    days = (last - first).days
    lanes, bars = _lanes(groups, first, days)
    height = _HEAD + lanes * _ROW + 6
    body = "".join(_tick(name, share, height) for name, share in _ticks(first, last))
    body += "".join(_bar(start, end, numbers, first, days, lane) for start, end, numbers, lane in bars)
    return f'<svg class="time" role="group" aria-label="Trục thời gian" width="100%" height="{height}"{attributes(data_from=first, data_to=last)}>{body}</svg>'


def _groups(tasks: Sequence[Read]) -> dict[tuple[date | None, date], list[int]]:
    groups: dict[tuple[date | None, date], list[int]] = {}
    for read in tasks:
        due = read.node.task and read.node.task.deadline
        for first, last in [(part.start, part.end) for part in due.milestones] or [(due.start, due.end)] if due else ():
            start, end = iso_day(first), iso_day(last)
            if end and (start is None or start <= end):
                groups.setdefault((start, end), []).append(read.number)
    return groups


def _range(groups: dict[tuple[date | None, date], list[int]]) -> tuple[date, date]:
    first = min(start or end for start, end in groups)
    last = max(end for _, end in groups)
    return first.replace(day=1), max(last, first.replace(day=1) + timedelta(days=27))


def _lanes(groups: dict[tuple[date | None, date], list[int]], first: date, days: int) -> tuple[int, list[tuple[date | None, date, list[int], int]]]:
    free: list[float] = []
    bars = []
    for (start, end), numbers in sorted(groups.items(), key=lambda item: (item[0][0] or item[0][1], item[0][1])):
        left = ((start or end) - first).days / days
        right = max(((end - first).days + 1) / days, left + _LEAST) + _LABEL
        lane = next((index for index, until in enumerate(free) if until <= left), len(free))
        free[lane : lane + 1] = [right]
        bars.append((start, end, numbers, lane))
    return len(free), bars


def _bar(start: date | None, end: date, numbers: Sequence[int], first: date, days: int, lane: int) -> str:
    left = ((start or end) - first).days / days * 100
    width = max(((end - (start or end)).days + 1) / days * 100, _LEAST * 100)
    middle = _HEAD + lane * _ROW + _ROW / 2
    when = f"{start:%d/%m/%Y} – {end:%d/%m/%Y}" if start else f"đến {end:%d/%m/%Y}"
    label = f"{when}: {len(numbers)} nhiệm vụ"
    shape = f'<rect x="{left:.2f}%" y="{middle - 5:g}" width="{width:.2f}%" height="10" rx="3"/>' if start else f'<circle cx="{left:.2f}%" cy="{middle:g}" r="5"/>'
    count = f'<text x="{min(left + width, 99):.2f}%" y="{middle + 4:g}" dx="6"{attributes(text_anchor="end" if left + width > 97 else None, class_="in" if left + width > 97 else None)}>{len(numbers)}</text>'
    return f'<g class="bar" tabindex="0" role="button"{attributes(aria_label=label, data_tasks=" ".join(map(str, numbers)))}><title>{safe(label)}</title>{shape}{count}</g>'


def _tick(name: str, share: float, height: int) -> str:
    at = f"{share * 100:.2f}%"
    return f'<line class="tick" x1="{at}" x2="{at}" y1="{_HEAD - 4}" y2="{height}"/><text class="tick" x="{at}" y="12" dx="3">{safe(name)}</text>'


def _ticks(first: date, last: date) -> Iterator[tuple[str, float]]:
    """Months up to a year and a half, quarters up to four years, else years."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = 1 if months <= 18 else 3 if months <= 48 else 12
    days = (last - first).days
    year, month = first.year, first.month
    while (day := date(year, month, 1)) <= last:
        if (month - 1) % step == 0:
            yield _tick_name(day, step), (day - first).days / days
        month += 1
        if month > 12:
            year, month = year + 1, 1
        if year > 9998:
            return


def _tick_name(day: date, step: int) -> str:
    if step == 12:
        return str(day.year)
    if step == 3:
        return f"Q{(day.month + 2) // 3}/{day:%y}"
    return f"T{day.month}/{day:%y}" if day.month == 1 else f"T{day.month}"
