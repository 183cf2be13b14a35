"""Walks the tree and finds the tasks: `context` says what stands above a node, `making` makes its task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from kehoach_parser.draft import Draft
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.tasks.brackets import fields_in_bracket, read_beside_labels, take_bracket_below
from kehoach_parser.tasks.context import (
    Context,
    Readers,
    after_lead_in,
    asked_by_issuer,
    lists_no_work,
    most_name_bodies,
    under,
)
from kehoach_parser.tasks.making import (
    ROLES,
    closes_under,
    field_task,
    give_to_owner,
    given_task,
    is_contact,
    is_note,
    is_remark,
    leaf_task,
    partners_in_items,
    task_over_rows,
)
from kehoach_parser.tasks.milestones import milestone, schedule_of
from kehoach_parser.tasks.sentences import demands_reports, find_actor
from kehoach_parser.tasks.timed_items import take_time, time_among_items
from kehoach_parser.tasks.words import verbs
from kehoach_parser.visible import Visible, join

_TASK_FIELDS = ROLES | {"deadline", "deliverable", "start"}
_LENGTH = 20  # letters of the bracket that says how long an item takes
_TITLE = 60  # letters that a title has, full stop or not
_ITEMS = frozenset({"arabic", "decimal", "lower", "arabic-paren", "paren"})


def find_tasks(grammar: Grammar, tree: Sequence[Draft], readers: Readers, listed: bool = True) -> None:
    """Sets `task` on the nodes of the tree that are tasks.

    `listed` says that a text without any heading of tasks is a list of them: a plan in few words or a part of one, but no page of a portal.
    """
    known = any(node.bears in ("tasks", "assignments") for node in tree)
    ordered = 0 if known else next((index for index, node in enumerate(tree) if _has_article(node)), 0)  # before its articles a decision gives its grounds
    _visit_all(grammar, readers, tree[ordered:], Context(bears="tasks" if listed and not known else None), last=True)
    _complete(readers, tree, None)


def _has_article(node: Draft) -> bool:
    return node.series == "article" or any(map(_has_article, node.children))


def _complete(readers: Readers, nodes: Sequence[Draft], period: Visible | None) -> None:
    """What a task takes where it says nothing itself: the time of the heading above ("Tháng 9/2024"), the posts or people in a field for persons."""
    for node in nodes:
        if node.task is not None:
            node.task.period = period
            persons = [f for f in node.fields if f.role == "person"]
            if persons and not any(slot[0] in ("lead", "implementer") for slot in node.task.slots):
                roles = ((f, "person" if readers.names_people(f.value) else "implementer" if readers.names_posts(f.value.text) else "") for f in persons)
                named = [(role, f.value, f.origin) for f, role in roles if role]
                node.task.slots += named
                node.task.source = "field" if named and node.task.source == "bare" else node.task.source
        if node.children:
            _complete(readers, node.children, _period_in(readers, node) or period)


def _period_in(readers: Readers, node: Draft) -> Visible | None:
    """The time of all that stands below a node that is no task: what its heading says, or one of its items ("a) Thời gian: Tháng 5/2025")."""
    place = readers.period_of(node.parts[0].text) if node.parts and node.task is None else None
    if place is not None:
        return node.parts[0].cut(*place)
    timed = time_among_items(node) if node.task is None and len(node.children) > 1 else None
    return timed[1] if timed is not None and readers.period_of(timed[1].text) is not None else None


def _is_agenda(grammar: Grammar, nodes: Sequence[Draft]) -> bool:
    """Whether most of the items are parts of a meeting, with their length: "3. Giải đáp vướng mắc (60 phút)"."""
    ends = [end for node in nodes if node.parts and ")" in (end := node.parts[-1].text[-_LENGTH:])[-3:]]
    timed = sum(verbs(grammar).length.search(fold(end)) is not None for end in ends) if len(ends) > 1 else 0
    return timed > 1 and 2 * timed >= len(nodes)


def _visit_all(grammar: Grammar, readers: Readers, nodes: Sequence[Draft], context: Context, last: bool) -> None:
    if _is_agenda(grammar, nodes):
        return
    among = most_name_bodies(grammar, readers, nodes, context)
    context = context if among == context.among_bodies else context._replace(among_bodies=among)
    named = any(node.task is not None and (node.task.slots or _names_persons(node)) for node in nodes if node.kind == "row")
    end = max((index for index, node in enumerate(nodes) if node.kind != "annex"), default=-1)  # annexes stand behind the closing formula
    for index, node in enumerate(nodes):
        final = last and index == end
        if node.kind == "row":
            _visit_row(grammar, readers, node, context._replace(owner=None) if named else context)
            continue
        if not node.fields:
            following = after_lead_in(grammar, readers, node, context)
            if following is not None:
                if node.kind == "paragraph" and named and nodes[index + 1 : index + 2] and nodes[index + 1].kind == "row":
                    node.task = task_over_rows(grammar, readers, node)
                context = following
                continue
            if _is_closing(grammar, readers, node, context, len(nodes)) if final and node.kind == "paragraph" else _ends_plan(grammar, readers, node):
                continue
        _visit(grammar, readers, node, context, final)


def _names_persons(row: Draft) -> bool:
    return any(f.role == "person" and f.value.text for f in row.fields)


def _is_closing(grammar: Grammar, readers: Readers, node: Draft, context: Context, siblings: int) -> bool:
    """Whether the last paragraph of the body is the closing formula of the plan and no task, as the one is that names who reports by which day."""
    if context.level < 1:
        return True
    folded = fold(asked_by_issuer(grammar, readers, node.parts[0]).text)
    if verbs(grammar).close.match(folded):
        return not _says_who_reports(grammar, readers, node)
    return siblings > 1 and context.owner is None and not verbs(grammar).give.match(folded)


def _ends_plan(grammar: Grammar, readers: Readers, node: Draft) -> bool:
    """Whether a paragraph says that the plan ends there ("Trên đây là Kế hoạch …"), whatever stands below it: a sheet, a list of names."""
    return node.kind == "paragraph" and not node.fields and bool(node.parts) and verbs(grammar).sums.match(fold(node.parts[0].text)) is not None and not _says_who_reports(grammar, readers, node)


def _says_who_reports(grammar: Grammar, readers: Readers, node: Draft) -> bool:
    content = asked_by_issuer(grammar, readers, node.parts[0])
    return demands_reports(grammar, content.text, readers.says_when) and find_actor(grammar, content, readers.bodies_end) is not None


def _visit(grammar: Grammar, readers: Readers, node: Draft, context: Context, last: bool) -> None:
    if node.kind in ("table", "row") or (node.kind == "annex" and (not node.children or node.bears == "form")):
        return
    if len(node.children) == 1 and not node.fields and node.children[0].fields and node.parts:
        _take_in_only_item(readers, node, node.children[0])
    if node.fields and len(node.children) > 1:
        _give_to_items(grammar, readers, node)
    if context.bears in ("tasks", "assignments") and not node.fields and not node.children and node.bears is None:
        node.fields.extend(fields_in_bracket(grammar, readers, node, context))
    if context.bears in ("tasks", "assignments") and not node.fields and len(node.children) == 1 and node.bears is None:
        take_bracket_below(grammar, readers, node, context)
    if context.bears in ("tasks", "assignments") and not node.fields and len(node.children) > 1:
        take_time(grammar, readers, node)
    read_beside_labels(grammar, readers, node, context)
    if any(f.role in _TASK_FIELDS for f in node.fields):
        for child in node.children if last else ():
            child.taken = child.taken or closes_under(grammar, node, child)
        node.task = field_task(grammar, readers, node, context)
        _visit_own(grammar, readers, node, context)
        return
    below = takewhile(lambda child: not _ends_plan(grammar, readers, child), node.children)
    remarks = all(is_remark(child) or is_contact(child) or is_note(grammar, readers, child) or (last and closes_under(grammar, node, child)) for child in below)
    works = context.bears in ("tasks", "assignments") and (node.bears != "nothing" or (remarks and _gives_all_the_same(grammar, readers, node, context)))
    if not remarks:
        inner = under(grammar, readers, node, context)
        if node.bears is not None:
            inner = inner._replace(schedule=schedule_of(grammar, node))
        if not _holds_its_items(grammar, readers, node, context, inner):
            if works and node.children[0].kind == "paragraph" and _is_sentence(grammar, readers, node) and not _is_name(inner, context, node):
                node.task = leaf_task(grammar, readers, node, context)
                if node.task is not None:
                    node.task.holds = False
            _visit_all(grammar, readers, node.children, inner, last)
            return
    if works:
        node.task = leaf_task(grammar, readers, node, context)
        if node.task is not None:
            node.task.holds = not remarks or any(map(is_contact, node.children))
            if not remarks:
                node.task.slots += partners_in_items(grammar, readers, node)
    elif node.bears is None and context.level and not node.children:
        node.task = milestone(grammar, readers, node, context.schedule) if context.schedule else None
        if node.task is None and context.bears in (None, "nothing"):
            node.task = given_task(grammar, readers, node, context)


def _visit_row(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> None:
    """A row of a table whose columns name nobody may say in its text who does the work, or the heading above says so."""
    if node.task is not None and not node.task.slots and node.parts:
        content = join(node.parts)
        actor = find_actor(grammar, content, readers.bodies_end)
        if actor is not None:
            node.task.slots.append(("lead", actor, "stated"))
        else:
            give_to_owner(grammar, readers, node.task, content, context)
    for child in node.children:
        _visit_row(grammar, readers, child, context)


def _gives_all_the_same(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> bool:
    """Whether a sentence among the assignments is about what is no task, and still says who does it: "Kinh phí: Sở Tài chính bố trí …"."""
    return context.bears == "assignments" and find_actor(grammar, join(node.parts), readers.bodies_end) is not None


def _take_in_only_item(readers: Readers, node: Draft, child: Draft) -> None:
    """A numbered title with one paragraph that carries fields is one task with it, unless the title names a body; so is one with a single
    bullet, whose fields on lines below it close the group that has no other item."""
    alone = child.kind == "paragraph" or (child.kind == "bullet" and all(f.line > child.line for f in child.fields))
    if not alone or child.children or node.series not in _ITEMS or readers.names_bodies(node.parts[0].text) is not None:
        return
    node.parts = [*node.parts, *child.parts]
    node.fields = child.fields
    node.span = (node.span[0], max(node.span[1], child.span[1]))
    node.children = []


def _give_to_items(grammar: Grammar, readers: Readers, node: Draft) -> None:
    """A heading whose first bullets were closed by fields, and whose others have fields of their own each, is no task: the first ones have those.

    So have the items of a lead-in that name a body each: "… Trong đó:" over "+ Sở Y tế: …", "+ Sở Nội vụ: …" and the time of all.
    """
    first = node.fields[0].line
    above = [child for child in node.children if child.line < first]
    if len(above) < 2 or not all(child.kind == "bullet" and not child.fields for child in above):
        return
    timed = all(f.role == "deadline" for f in node.fields) and len(above) == len(node.children) and node.parts[-1].text.endswith(":")
    if any(child.fields for child in node.children[len(above) :]) or (timed and all(find_actor(grammar, child.parts[0], readers.bodies_end) for child in above)):
        for child in above:
            child.fields = [replace(f, origin="inherited") for f in node.fields]
        node.fields = []


def _is_sentence(grammar: Grammar, readers: Readers, node: Draft) -> bool:
    """Whether an item says something of its own, beyond being the heading of what follows: it is long, or tells who does what."""
    text = node.parts[-1].text if node.parts else ""
    if node.kind not in ("item", "section", "bullet") or not text.endswith((".", ";")):
        return False
    return len(text) > _TITLE or find_actor(grammar, node.parts[0], readers.bodies_end) is not None


def _is_name(inner: Context, context: Context, node: Draft) -> bool:
    """Whether a heading with a full stop is nothing but whose work stands below it: "5. Các hội, doanh nghiệp và cộng đồng."."""
    return inner.owner is not None and inner.owner is not context.owner and node.parts[-1].text.rstrip(" .;").endswith(inner.owner.text) and len(node.parts) == 1


def _visit_own(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> None:
    """Below a task only nodes with fields of their own are tasks."""
    for child in node.children:
        if _has_fields(child):
            _visit(grammar, readers, child, context, last=False)


def _has_fields(node: Draft) -> bool:
    return bool(node.fields) or any(_has_fields(child) for child in node.children)


def _holds_its_items(grammar: Grammar, readers: Readers, node: Draft, context: Context, inner: Context) -> bool:
    """Whether a node with items below is one task with them: a full assignment, not a heading or a lead-in."""
    if any(_has_fields(child) or child.kind in ("table", "row") for child in node.children):
        return False
    text = node.parts[-1].text if node.parts else ""
    prose = node.series == "arabic" and (
        text[-1:] not in (".", ";") if all(child.kind == "paragraph" for child in node.children) else all(child.kind == "bullet" for child in node.children) and _is_sentence(grammar, readers, node)
    )
    if (node.kind in ("part", "section", "annex") and not prose) or (inner.owner is not context.owner and (not text.endswith(":") or inner.owner is None or text.rstrip(" :").endswith(inner.owner.text))):
        return False
    if all(child.kind == "paragraph" for child in node.children):
        numbered = node.kind == "item" or node.series == "arabic"
        return numbered and context.owner is None and not any(find_actor(grammar, child.parts[0], readers.bodies_end) for child in node.children)
    if text.endswith(":"):
        return verbs(grammar).aims.search(fold(text[-_TITLE:])) is not None or lists_no_work(grammar, node) or (". " in text and (context.owner is not None or find_actor(grammar, node.parts[0], readers.bodies_end) is not None))
    if len(text) <= _TITLE or text[-1:] not in ".;" or node.kind not in ("bullet", "item", "section") or any(child.kind != "bullet" and (index or not child.parts[-1].text.endswith(":")) for index, child in enumerate(node.children)):
        return False
    return context.owner is not None or find_actor(grammar, node.parts[0], readers.bodies_end) is not None
