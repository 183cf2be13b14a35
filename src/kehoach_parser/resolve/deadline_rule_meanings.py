"""The iCalendar rules (RFC 5545) that the forms of recurrence mean, see `deadline_rule_forms`.

Every occurrence of a rule is a last day in time. Convention C12 of docs/deadlines.md; “trước” takes a day off (C1).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kehoach_parser.resolve.deadline_words import Words

QUARTER_ENDS = "FREQ=MONTHLY;BYMONTH=3,6,9,12"
_LAST = "BYMONTHDAY=-1"
HALVES = f"FREQ=YEARLY;BYMONTH=6,12;{_LAST}"  # a report of each half year that names no day
_PART_ENDS = {  # C13: the last day of the beginning, the middle and the end
    "Me": "FREQ=MONTHLY;BYMONTHDAY=10", "Mg": "FREQ=MONTHLY;BYMONTHDAY=20", "Mc": f"FREQ=MONTHLY;{_LAST}",
    "Qe": f"FREQ=MONTHLY;BYMONTH=1,4,7,10;{_LAST}", "Qg": f"FREQ=MONTHLY;BYMONTH=2,5,8,11;{_LAST}", "Qc": f"{QUARTER_ENDS};{_LAST}",
    "Je": "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31", "Jg": "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=31", "Jc": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31",
}  # fmt: skip
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MOST_WEEKDAYS = 20  # every month has so many
_MONTHS = {"M": 1, "Q": 3, "J": 12}
_FREQ = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "J": "YEARLY"}


class Rules(NamedTuple):
    """Recurrence rules read from the words before index `end`.

    `year_only` keeps them inside the plan's year; `once` when one day of the next month may be meant as well.
    """

    rules: tuple[str, ...]
    end: int
    before: bool = False
    ambiguous: bool = False
    quota: bool = False
    year_only: bool = False
    once: bool = False


def values(found: re.Match[str], words: Words, group: str, letters: str = "NR") -> list[int]:
    start, end = found.span(group)
    return [w.value for w in words.words[start:end] if w.code in letters]


def _listed(found: re.Match[str], words: Words, group: str) -> list[int]:
    """The numbers of a list, without those that count its parts (“đợt 2”)."""
    start, end = found.span(group)
    return [w.value for at, w in enumerate(words.words[start:end], start) if w.code in "NR" and words.code[at - 1 : at] != "l"]


def _exclusive(found: re.Match[str], words: Words) -> bool:
    """Whether the limit leaves its own day out: “trước” without a time of day (C1, C1h)."""
    return "B" in (found.group("mod") or "") and "T" not in found.group()


def _month_day(day: int, before: bool) -> int | None:
    """The day for BYMONTHDAY; the day before the first is the last of the month."""
    if not 1 <= day <= 31:
        return None
    return day if not before else day - 1 or -1


def of_months(days: list[int], before: bool, base: str) -> tuple[str, ...]:
    kept = [d for d in (_month_day(day, before) for day in days) if d is not None]
    frequency, _, months = base.partition(";BYMONTH=")
    if months and kept == [-1]:  # “trước ngày 01 tháng đầu quý”: the month before ends then
        base = f"{frequency};BYMONTH={','.join(map(str, sorted((int(month) - 2) % 12 + 1 for month in months.split(','))))}"
    return (f"{base};BYMONTHDAY={','.join(map(str, kept))}",) if kept else ()


def of_year(day: int, month: int, before: bool) -> tuple[str, ...]:
    if not 1 <= month <= 12 or not 1 <= day <= _MONTH_DAYS[month - 1]:
        return ()
    if before and day == 1:
        return (f"FREQ=YEARLY;BYMONTH={(month - 2) % 12 + 1};{_LAST}",)
    return (f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day - before}",)


def rule_of_day(day: int, month: int, before: bool) -> Rules | None:
    """The recurrence of one day of each year; None when no year has it."""
    rules = of_year(day, month, before)
    return Rules(rules, 0, before) if rules else None


def base_rule(unit: str) -> str:
    """“hàng tháng”, “tháng cuối quý”, “tháng giữa quý”, “tháng đầu quý”, “tháng sau quý báo cáo”, as the part of the rule without the day."""
    if "Q" not in unit:
        return "FREQ=MONTHLY"
    if "g" in unit:
        return "FREQ=MONTHLY;BYMONTH=2,5,8,11"
    return "FREQ=MONTHLY;BYMONTH=1,4,7,10" if "e" in unit or "A" in unit else QUARTER_ENDS


def month_days(found: re.Match[str], words: Words) -> Rules:
    """“trước ngày 22 hàng tháng”, “ngày 25 tháng cuối quý”, “từ ngày 20 đến ngày 25 hàng tháng” (its last day)"""
    days = values(found, words, "days")
    if re.search("[-U]", found.group("days")):
        days = days[-1:]
    before = _exclusive(found, words)
    rules = of_months(days, before, base_rule(found.group("unit") + (found.groupdict().get("side") or "")))
    return Rules(rules, found.end(), before, once=found.group("unit") in ("Mp", "MA") and "k" not in found.group())


def days_after(found: re.Match[str], words: Words) -> Rules:
    """“ngày 20 sau hết quý”, “ngày 05 sau khi kết thúc tháng”: in the month that follows"""
    if words.words[found.start("since")].id not in ("after", "event_after"):
        return Rules((), found.end())
    day, before, unit = values(found, words, "days")[0], _exclusive(found, words), found.group("unit")
    rules = of_year(day, 1, before) if unit == "J" else of_months([day], before, base_rule("A" + unit))
    return Rules(rules, found.end(), before)


def counted_days(found: re.Match[str], words: Words) -> Rules:
    """“01 tháng/lần, vào ngày 25”, “mỗi tháng 02 lần, ngày 01 và 15”, “03 tháng/lần (ngày 15 tháng cuối quý)”"""
    monthly = {*values(found, words, "every"), *values(found, words, "every2")} <= {1}
    return month_days(found, words) if monthly or "Q" in found.group("unit") else Rules((), found.end())


def last_days(found: re.Match[str], words: Words) -> Rules:
    """“ngày cuối cùng của tháng”, “ngày đầu tiên của mỗi quý”; without the day the last one of that part (C13): “cuối mỗi quý”, “cuối năm hàng năm”, “Hằng năm (đầu năm)”"""
    unit, side = found.group("unit"), found.group("side")
    if "D" not in found.group():
        return Rules((_PART_ENDS[unit + side],), found.end(), ambiguous=True)
    first = side == "e"
    day = "BYMONTHDAY=1" if first else "BYMONTHDAY=-2" if _exclusive(found, words) else _LAST
    if unit == "J":
        return Rules(("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1" if first else "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31",), found.end(), ambiguous=True)
    base = "FREQ=MONTHLY" if unit == "M" else "FREQ=MONTHLY;BYMONTH=1,4,7,10" if first else QUARTER_ENDS
    return Rules((f"{base};{day}",), found.end())


def edge_of_edge_month(found: re.Match[str], words: Words) -> Rules:
    """“ngày cuối cùng của tháng đầu quý sau”, “ngày đầu tiên của tháng cuối quý”"""
    day = "BYMONTHDAY=1" if found.group("day") == "e" else "BYMONTHDAY=-2" if _exclusive(found, words) else _LAST
    return Rules((f"{base_rule(found.group('unit') + found.group('side'))};{day}",), found.end())


def first_days(found: re.Match[str], words: Words) -> Rules:
    """“trong 05 ngày đầu tháng”, “10 ngày đầu quý”: the fifth of every month, the tenth of the first month; “cuối”: the last day"""
    base = base_rule(found.group("unit") + found.group("side"))
    days = values(found, words, "days") if found.group("side") == "e" else [-1]
    return Rules(tuple(f"{base};BYMONTHDAY={day}" for day in days if day <= 31), found.end(), ambiguous=True)


def edge_month(found: re.Match[str], words: Words) -> Rules:
    """“tháng cuối quý”: until its last day"""
    return Rules((f"{base_rule(found.group('unit') + found.group('side'))};{_LAST}",), found.end(), ambiguous=True)


def month_of_quarter(found: re.Match[str], words: Words) -> Rules:
    """“tháng thứ hai của mỗi quý”, “ngày 10 tháng thứ hai hằng quý”"""
    before, nth, day = _exclusive(found, words), values(found, words, "month", "w")[0], values(found, words, "days") if found.group("days") else [32]
    if nth > 3 or (before and day == [32]):
        return Rules((), found.end())
    base = f"FREQ=MONTHLY;BYMONTH={','.join(str(month) for month in range(nth, 13, 3))}"
    return Rules((f"{base};{_LAST}",) if day == [32] else of_months(day, before, base), found.end(), before)


def working_edge(found: re.Match[str], words: Words) -> Rules:
    """“ngày làm việc cuối cùng của tháng”: the last weekday"""
    base = base_rule(found.group("unit") + found.group("side"))
    return Rules((f"{base};BYDAY=MO,TU,WE,TH,FR;BYSETPOS={1 if found.group('side') == 'e' else -1}",), found.end(), ambiguous=True)


def last_month(found: re.Match[str], words: Words) -> Rules:
    """“trước ngày 15 của tháng cuối kỳ báo cáo 6 tháng và năm”: that day of the month in which each period ends"""
    before, day = _exclusive(found, words), values(found, words, "days")[0]
    rules = of_period_ends(_items(found, words), day, before) if found.group("items") else ()
    return Rules(rules, found.end(), before)


def of_period_ends(items: list[tuple[int, str]], day: int, before: bool) -> tuple[str, ...]:
    """A day of the last month of each reporting period, in place of its last day."""
    kept = _month_day(day, before)
    if kept is None or kept < 0:
        return ()
    yearly = {"FREQ=YEARLY": f"FREQ=YEARLY;BYMONTH=12;{_LAST}", "FREQ=MONTHLY": f"FREQ=MONTHLY;{_LAST}"}
    rules = [yearly.get(rule, rule) for rule in item_rules(items)]
    return tuple(rule.replace(_LAST, f"BYMONTHDAY={kept}") for rule in rules if rule.endswith(_LAST))


def working_day(found: re.Match[str], words: Words) -> Rules:
    """“ngày làm việc thứ 5 của tháng”, “05 ngày làm việc đầu tháng”: so many weekdays after its beginning"""
    nth = values(found, words, "nth" if found.group("nth") else "first", "Nw")[0] - _exclusive(found, words)
    rule = f"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={nth or -1}"
    return Rules((rule,) if nth <= _MOST_WEEKDAYS else (), found.end(), ambiguous=True)


def edge_week(found: re.Match[str], words: Words) -> Rules:
    """“tuần đầu hàng tháng”: until the seventh"""
    day = 7 if found.group("side") == "e" else -1
    return Rules((f"FREQ=MONTHLY;BYMONTHDAY={day}",), found.end(), ambiguous=True)


def week_of_each(found: re.Match[str], words: Words) -> Rules:
    """“tuần thứ 2 hằng tháng”, “tuần thứ 2 của tháng đầu quý”: until the fourteenth"""
    week = values(found, words, "week", "Nw")[0] - _exclusive(found, words)
    return Rules((f"{base_rule(found.group('unit'))};BYMONTHDAY={7 * week or -1}",) if 0 <= week <= 4 else (), found.end(), ambiguous=True)


def edge_weekday(found: re.Match[str], words: Words) -> Rules:
    """“thứ Hai đầu tháng”, “thứ Sáu cuối cùng của tháng”, “trước thứ Sáu cuối cùng của tháng”"""
    before, nth = _exclusive(found, words), 1 if found.group("side") == "e" else -1
    return Rules(_nth_weekdays([(nth, values(found, words, "days", "w")[0])], before), found.end(), before)


def _nth_weekdays(kept: list[tuple[int, int]], before: bool) -> tuple[str, ...]:
    """The rules of the nth such days of a month; of the days before them, since no rule can say so, the weekday before among the seven days that it may be."""
    if not before:
        return (f"FREQ=MONTHLY;BYDAY={','.join(f'{nth}{_BYDAY[day - 2]}' for nth, day in kept)}",)
    spans = [range(7 * nth - 7, 7 * nth) if nth > 0 else range(7 * nth - 1, 7 * nth + 6) for nth, _ in kept]
    return tuple(f"FREQ=MONTHLY;BYDAY={_BYDAY[day - 3]};BYMONTHDAY={','.join(str(of or -1) for of in span)}" for span, (_, day) in zip(spans, kept, strict=True))


def weekdays_of_weeks(found: re.Match[str], words: Words) -> Rules:
    """“thứ Sáu tuần thứ 4 hằng tháng”, “thứ Hai tuần thứ 1 và thứ Ba tuần thứ 3 hằng tháng”: week N is days 7N-6 to 7N, so the Nth such day"""
    day, kept = 0, []
    for position in range(*found.span("days")):
        word = words.words[position]
        if word.code == "w" and words.code.startswith("W", position + 1):
            day = word.value
        elif word.code in "Nw":
            kept.append((word.value, day))
    before, said = _exclusive(found, words), all(1 <= week <= 4 and 2 <= day <= 8 for week, day in kept)
    return Rules(_nth_weekdays(kept, before) if said else (), found.end(), before)


def year_days(found: re.Match[str], words: Words) -> Rules:
    """“trước ngày 15/6 và 15/12 hàng năm”, “ngày 20 tháng 11 hằng năm”, “định kỳ 6 tháng, năm trước ngày 15/6 và 15/12”, “định kỳ trước ngày 30/6, 31/12”"""
    numbers = _listed(found, words, "dates")
    before = _exclusive(found, words)
    if re.search("N[-U]", found.group("dates")):
        numbers = numbers[-2:]  # “từ ngày 15/10 đến ngày 10/11 hằng năm”
    rules = [rule for day, month in zip(numbers[::2], numbers[1::2], strict=False) for rule in of_year(day, month, before)]
    return Rules(tuple(rules), found.end(), before)


def year_day_of_months(found: re.Match[str], words: Words) -> Rules:
    """“trước ngày 20 các tháng 3, 6, 9, 12 hàng năm”"""
    before = _exclusive(found, words)
    day, months = values(found, words, "day")[0], [m for m in values(found, words, "months") if 1 <= m <= 12]
    if before and day == 1:
        months, day = sorted((m - 2) % 12 + 1 for m in months), 0
    rule = f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))};BYMONTHDAY={day - before if day else -1}"
    return Rules((rule,) if months and 0 <= day <= 31 else (), found.end(), before)


def year_half(found: re.Match[str], words: Words) -> Rules:
    """“6 tháng đầu năm hằng năm”, “nửa cuối năm hàng năm”: the last day of that part of the year"""
    count = (values(found, words, "count") or [6])[0]
    month = count if found.group("side") == "e" else 12
    return Rules((f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={_MONTH_DAYS[month - 1]}",) if 1 <= month <= 12 else (), found.end(), ambiguous=True)


def year_months(found: re.Match[str], words: Words) -> Rules:
    """“tháng 6 và tháng 12 hằng năm”, “mỗi năm 02 đợt (tháng 4 và tháng 10)”; with “trước” the month before"""
    before = _exclusive(found, words)
    months = [(m - 2) % 12 + 1 if before else m for m in _listed(found, words, "months") if 1 <= m <= 12]
    if {"-", "U"} & set(found.group("months")):
        months = months[-1:]
    rules = (f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))};{_LAST}",) if months else ()
    return Rules(rules, found.end(), before)


def year_quarters(found: re.Match[str], words: Words) -> Rules:
    """“Quý IV hằng năm”: the last day of the quarter"""
    before = _exclusive(found, words)
    months = [3 * (q - before) or 12 for q in values(found, words, "quarters") if 1 <= q <= 4]
    rules = tuple(f"FREQ=YEARLY;BYMONTH={m};BYMONTHDAY={_MONTH_DAYS[m - 1]}" for m in months)
    return Rules(rules, found.end(), before, ambiguous=True)


def week_days(found: re.Match[str], words: Words) -> Rules:
    """“chiều thứ Sáu hàng tuần”, “trước thứ Sáu hàng tuần” (until Thursday), “thứ 2, 4, 6 hằng tuần”, “từ thứ Hai đến thứ Sáu hằng tuần”, “thứ Hai đầu tuần”, “các ngày thứ Sáu”"""
    if "W" not in found.group() and "days" not in [word.id for word in words.words[found.start() : found.start("days")]]:
        return Rules((), found.end())
    before, numbers = _exclusive(found, words), values(found, words, "days", "wN")
    if re.search("[-U]", found.group("days")):
        numbers = [*range(numbers[0], numbers[-1] + 1)]
    days = [_BYDAY[(value - 2 - before) % 7] for value in numbers]
    return Rules((f"FREQ=WEEKLY;BYDAY={','.join(days)}",) if days and all(2 <= value <= 8 for value in numbers) else (), found.end(), before)


def daily(found: re.Match[str], words: Words) -> Rules:
    """“trước 16 giờ hằng ngày”, “02 lần/ngày (trước 9h00 và 16h00)”"""
    return Rules(("FREQ=DAILY",), found.end())


def times(found: re.Match[str], words: Words) -> Rules:
    """“ít nhất 02 lần/năm”, “mỗi tháng 01 lần”, “01 lần/03 tháng”: more than once is a quota without a schedule"""
    count = values(found, words, "count")[0]
    every = (values(found, words, "every") or [1])[0]
    unit = found.group("unit")
    if count == 1:
        return _every(unit, every, found.end())
    base = "FREQ=MONTHLY;INTERVAL=3" if unit == "Q" else f"FREQ={_FREQ[unit]}"
    return Rules((f"{base};COUNT={count}",) if count else (), found.end(), ambiguous=True, quota=True)


def interval(found: re.Match[str], words: Words) -> Rules:
    """“02 tuần/lần”, “03 tháng một lần”, “năm một lần”"""
    return _every(found.group("unit"), (values(found, words, "every") or [1])[0], found.end())


def _every(unit: str, count: int, end: int) -> Rules:
    if unit == "Q" and count == 1:
        return Rules((f"{QUARTER_ENDS};{_LAST}",), end, ambiguous=True)
    base, step = ("MONTHLY", 3 * count) if unit == "Q" else (_FREQ[unit], count)
    return Rules((f"FREQ={base}" + (f";INTERVAL={step}" if step > 1 else ""),) if count else (), end)


def review(found: re.Match[str], words: Words) -> Rules:
    """“sơ kết 6 tháng, tổng kết năm”: reviews inside the plan's year"""
    rules: list[str] = []
    if "concerning" in [word.id for word in words.words[max(found.start() - 2, 0) : found.start()]]:
        return Rules((), found.end())  # “trước ngày 15/6 đối với báo cáo sơ kết 6 tháng”
    for n, unit in _items(found, words):
        months = (n or 1) * _MONTHS.get(unit, 0)
        rules.extend((f"FREQ=YEARLY;BYMONTH={months};{_LAST}",) if months in (6, 9, 12) else item_rules([(n, unit)]))
    return Rules(tuple(dict.fromkeys(rules)), found.end(), ambiguous=True, year_only=True)


def _items(found: re.Match[str], words: Words) -> list[tuple[int, str]]:
    """The periods of a list, each as number (0 where none is given) and unit."""
    result, number = [], 0
    for index in range(*found.span("items")):
        word = words.words[index]
        if word.code == "N":
            number = word.value
        elif word.code in "DWMQJ":
            result.append((number, word.code))
            number = 0
    return result


def item_rules(items: list[tuple[int, str]]) -> tuple[str, ...]:
    """The rules of a list of reporting periods; a half year beside a year means June and December."""
    spans = {(n or 1) * _MONTHS.get(unit, 0) for n, unit in items}
    rules: list[str] = []
    for n, unit in items:
        months = (n or 1) * _MONTHS.get(unit, 0)
        if months in (6, 9) or (months == 3 and unit == "M" and spans & {6, 9}) or (months == 12 and spans & {6, 9}):
            rules.append(HALVES if months == 6 and len(spans) == 1 else f"FREQ=YEARLY;BYMONTH={months};{_LAST}")
        elif months == 3:
            rules.append(f"{QUARTER_ENDS};{_LAST}")
        else:
            rules.extend(_every(unit, n or 1, 0).rules)
    return tuple(dict.fromkeys(rules))
