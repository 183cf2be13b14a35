"""Runs the rules over a plan. The runner, not the rule, stamps code, slug, level, line and page."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from kehoach_parser.check.choose import chosen
from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar, load_grammar
from kehoach_parser.message_table import TABLE
from kehoach_parser.messages import diagnostic, translate
from kehoach_parser.model import Diagnostic, Node, Plan, Task

Rule = Callable[[View], Iterator[Hit]]
RULES_PACKAGE = "kehoach_parser.check.rules"
# a vague lead, an unknown body, an ambiguous wording: plans repeat them word for word, and once is enough to mend them
SAID_ONCE = frozenset({"KH202", "KH204", "KH208", "KH309"})
IMPOSSIBLE, OF_A_READING = "KH305", ("KH308", "KH309")
_AGAIN = {"vi": " (và {} chỗ khác)", "en": " (and {} more)"}
READING = "KH9"  # reading errors have no rule module: they come with the file
_found: dict[str, Rule | None] = {}


def check_plan(
    plan: Plan,
    *,
    rules: Mapping[str, str] | Iterable[str] | None = None,
    today: date,
    lang: str = "vi",
    grammar: Grammar | None = None,
) -> list[Diagnostic]:
    """What is unclear or wrong in a plan: what reading noticed and what the rules find, in the order of the text.

    A message that plans repeat word for word stands once, with how often it comes again: see `every_place` for all of them.
    `rules`: codes, prefixes (`KH3`) or slugs to run, or a mapping from code to level, or None for the default rules.
    `today` decides which bodies still exist. Raises UsageError for a name that is no rule.
    """
    found = every_place(plan, rules=rules, today=today, lang=lang, grammar=grammar)
    return [given for given in said_once(found, lang) if given is not None]


def every_place(
    plan: Plan,
    *,
    rules: Mapping[str, str] | Iterable[str] | None = None,
    today: date,
    lang: str = "vi",
    grammar: Grammar | None = None,
) -> list[Diagnostic]:
    """The same as `check_plan` with every place of a repeated message, for whoever leaves some of them out."""
    levels = rules if isinstance(rules, Mapping) else _default_levels() if rules is None else chosen(rules)
    view = View(plan, today, grammar or load_grammar())
    found: dict[tuple[str, tuple[int, int], str], Diagnostic] = {}
    for given in _all(view, levels, lang):
        found.setdefault((given.code, given.span, given.message), given)
    return sorted(found.values(), key=lambda d: (d.span[0], d.code, d.span[1], d.message))


@cache
def _default_levels() -> Mapping[str, str]:
    return chosen()


def said_once(ordered: Sequence[Diagnostic], lang: str) -> list[Diagnostic | None]:
    """For the codes in SAID_ONCE, the same message stands once, at its first place, with how often it comes again; None at the others."""
    again = Counter((d.code, d.message.casefold()) for d in ordered if d.code in SAID_ONCE)
    result: list[Diagnostic | None] = []
    for given in ordered:
        key = (given.code, given.message.casefold())
        count = again.get(key)
        if count is None:
            result.append(given)
        elif count:
            again[key] = 0  # the places after the first
            more = _AGAIN[lang].format(count - 1) if count > 1 else ""
            result.append(given.model_copy(update={"message": given.message + more}) if more else given)
        else:
            result.append(None)
    return result


def _all(view: View, levels: Mapping[str, str], lang: str) -> Iterator[Diagnostic]:
    impossible = [d.span for d in view.plan.diagnostics if d.code == IMPOSSIBLE]
    for given in view.plan.diagnostics:
        if given.code in OF_A_READING and any(given.span[0] <= start < given.span[1] for start, _ in impossible):
            continue  # of a date that does not exist, that is all there is to say
        level = levels.get(given.code, given.severity if given.code not in TABLE else "off")
        if level != "off":
            told = translate(given, lang) if lang != "vi" else given
            yield told if told.severity == level else told.model_copy(update={"severity": level})
    for code, level in levels.items():
        rule = rule_of(code)
        if rule is not None:
            yield from (_stamped(view, code, level, hit, lang) for hit in rule(view))


def _stamped(view: View, code: str, level: str, hit: Hit, lang: str) -> Diagnostic:
    near = view.node_at(hit.span[0])
    values = tuple(value if isinstance(value, str) else value.en if lang == "en" else value.vi for value in hit.values)
    return diagnostic(
        code, values, line=view.line(hit.span[0]), span=hit.span, page=near.page if near else None, node=hit.node, lang=lang, level=level
    )


def rule_of(code: str) -> Rule | None:
    """The `check` function of a code, or None for a code that the parser itself reports."""
    if code not in _found:
        _found[code] = None if code.startswith(READING) else getattr(importlib.import_module(module_of(code)), "check", None)
    return _found[code]


def module_of(code: str) -> str:
    """Name of the rule module of a code: the slug with underscores."""
    return f"{RULES_PACKAGE}.{TABLE[code].slug.replace('-', '_')}"


def clear_tasks(plan: Plan) -> tuple[int, tuple[int, int, int, int]]:
    """How many tasks a plan has, and how many of them say what, who, when and with which result."""
    tasks = [(node.text, node.task) for node in _nodes(plan) if node.task is not None]
    answers = [(bool(text.strip()), has_responsible(task), has_time(task), has_result(task)) for text, task in tasks]
    work, who, when, result = (sum(row[k] for row in answers) for k in range(4))
    return len(tasks), (work, who, when, result)


def has_responsible(task: Task) -> bool:
    """Whether a body leads or implements the task."""
    return bool(task.lead or task.implementer)


def has_time(task: Task) -> bool:
    """Whether the task has a deadline that was understood."""
    when = task.deadline
    return when is not None and bool(when.start or when.end or when.ongoing or when.recurrence or when.condition or when.reference)


def has_result(task: Task) -> bool:
    """Whether the task names a deliverable or a measurable target."""
    return bool(task.deliverable or task.targets)


def _nodes(plan: Plan) -> Iterator[Node]:
    stack = list(reversed(plan.body))
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))
