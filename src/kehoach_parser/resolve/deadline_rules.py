"""Work that comes back: the recurrence that begins at a word, in the most specific form that fits, and the periods of reports beside it."""

from __future__ import annotations

import re
from functools import cache

from kehoach_parser.resolve.deadline_rule_forms import FORMS, ITEM
from kehoach_parser.resolve.deadline_rule_meanings import (
    Rules,
    base_rule,
    item_rules,
    of_months,
    of_period_ends,
    of_year,
    values,
)
from kehoach_parser.resolve.deadline_words import Words

_compiled = cache(re.compile)  # one by one when a text needs them, since start-up counts
_NEEDED = frozenset("hklfbPecpAMQLw")  # no rule without one of them
_STARTS = frozenset("kxiIBUFATwDNecgnMQhfWJbP,")
_LISTED = re.compile(r"b?h?N?[WMQJ](?:[,v/]+(?:b?h?N?[MQJ]|IJ))+(?:[,v(]+[kEd]+\)?)*|bN?[WMQJ]")  # “6 tháng, năm” alone, “báo cáo tháng”, “6 tháng, cả năm và đột xuất”: reporting periods
_LIST_MARKS = frozenset(",;v")
_BETWEEN = re.compile(r"[,;v/]*")
_PERIODS = re.compile(rf"(?P<lead>[bkhI]+\(?|P|)(?P<item>{ITEM})")
_ITEM_DATE = re.compile(
    r"(?P<gap>[,:(kb_]*)(?P<mod>[xiIBUA]*)T?(?:(?P<date>D?N/N(?!/)|D?NMN(?![/JY]))|(?P<day>DN)(?P<of>hM|Mclb|A[Ux]*[MQ](?=$|[,;)])|M[pA](?![DNMQJYLat_])|M[ec]h*Qp?(?![RN])|M(?=$|[,;)]))?(?![NMJY/]))\)?(?![hJY])"
)  # fmt: skip


def read_rules(words: Words, at: int) -> Rules | None:
    """The recurrence that begins at a word, in the most specific form that fits."""
    if words.code[at] not in _STARTS:
        return None
    letters = frozenset(words.code[at:])
    if _NEEDED.isdisjoint(letters):
        return None
    for needed, source, build in FORMS:
        if not letters.issuperset(needed):
            continue
        found = _compiled(source).match(words.code, at)
        if found:
            rules = build(found, words)
            if rules.rules:
                return _with_periods(rules, words)
    return _read_periods(words, at)


def _with_periods(rules: Rules, words: Words) -> Rules:
    """“hằng tháng (trước ngày 05 của tháng sau), 6 tháng, năm”: periods that go on with a recurrence come back as well."""
    if words.code[rules.end : rules.end + 1] not in _LIST_MARKS:
        return rules
    more = _read_periods(words, rules.end, goes_on=True)
    if more is None:
        return rules
    both = tuple(dict.fromkeys((*rules.rules, *more.rules)))
    return rules._replace(rules=both, end=more.end, before=rules.before or more.before, ambiguous=rules.ambiguous or more.ambiguous, once=False)


def _read_periods(words: Words, at: int, goes_on: bool = False) -> Rules | None:
    """“định kỳ hàng tháng, quý, 6 tháng, năm”, “báo cáo 6 tháng (trước ngày 16/6), báo cáo 01 năm (trước ngày 16/12)”"""
    listed = goes_on or (at == 0 and _LISTED.fullmatch(words.code) is not None and all(word.id == "whole" for word in words.words if word.code == "I"))
    plain: list[tuple[int, str]] = []
    dated: list[str] = []
    before, position = False, at
    while True:
        separator = _BETWEEN.match(words.code, position)
        between = goes_on or position > at
        start = separator.end() if separator and between else position
        found = _PERIODS.match(words.code, start)
        if found is None or (between and start == position):
            break
        due = _ITEM_DATE.match(words.code, found.end())
        if due and "_" in due.group("gap") and not {"b", "k", "h", "P"} & set(found.group("lead")):
            due = None
        rules = _item_date(found, due, words) if due else ()
        if not rules and not listed and not _recurs(found, words, bool(plain)):
            break
        number = (values(found, words, "item") or [0])[0]
        if rules and due:
            dated.extend(rules)
            before = before or "B" in due.group("mod")
            position = due.end()
        else:
            plain.append((number, found.group("item")[-1]))
            position = found.end()
    if not plain and not dated:
        return None
    rules = tuple(dict.fromkeys((*item_rules(plain), *dated)))
    vague = (listed and bool(plain)) or any(unit == "Q" or n in (3, 6, 9) for n, unit in plain)
    return Rules(rules, position, before, ambiguous=vague) if rules else None


def _recurs(found: re.Match[str], words: Words, listed: bool) -> bool:
    """Whether a reporting period without a limit of its own says that the work comes back."""
    lead = found.group("lead")
    if {"h", "k"} & set(lead):
        return True
    whole = lead == "I" and words.words[found.start()].id == "whole"  # “6 tháng và cả năm”
    ends = words.code[found.end() : found.end() + 1] in ("", ",", ";", ")")
    return (listed and (lead == "" or whole)) or (lead == "P" and ends and len(found.group("item")) == 1)


def _item_date(found: re.Match[str], due: re.Match[str], words: Words) -> tuple[str, ...]:
    """The rule of a reporting period with its own limit."""
    before = "B" in due.group("mod") and "T" not in due.group()
    if due.group("date"):
        day, month = values(due, words, "date")[:2]
        return of_year(day, month, before)
    unit = found.group("item")[-1]
    if due.group("of") == "Mclb":
        return of_period_ends([((values(found, words, "item") or [0])[0], unit)], values(due, words, "day")[0], before)
    if unit in "MQ" and len(found.group("item")) == 1:
        return of_months(values(due, words, "day"), before, base_rule((due.group("of") or "") + unit))
    return ()
