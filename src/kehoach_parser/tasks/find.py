"""Walks the tree and finds the tasks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kehoach_parser.draft import Draft, DraftTask
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.sentences import (
    assigns,
    ends_in_cooperation,
    find_actor,
    find_partners,
    is_formula,
    more_actors,
    verbs,
)
from kehoach_parser.visible import Visible, join

_ROLES = frozenset({"lead", "support", "implementer"})
_TASK_FIELDS = _ROLES | {"deadline", "deliverable", "start"}
_HEADING = 120  # letters of a heading that is a name
_LEAD_IN = 300  # letters of such a heading that ends with a colon
_TITLE = 60  # letters that a title has, full stop or not
_ITEMS = frozenset({"arabic", "decimal", "lower", "arabic-paren", "paren"})
_HEADINGS = frozenset({"part", "section", "item", "annex"})


class Readers(NamedTuple):
    """What the stage needs to know of names, given by the pipeline (the rooms do not know each other).

    `bodies_end(text)`: length of the list of bodies with which a sentence begins, 0 for none.
    `names_bodies(text)`: the stretch (start, end) of a heading that is nothing but bodies, else None.
    `names_posts(text)`: whether a value for persons names posts or bodies, and no person.
    `is_period(text)`: whether a heading is nothing but a time.
    """

    bodies_end: Callable[[str], int]
    names_bodies: Callable[[str], tuple[int, int] | None]
    names_posts: Callable[[str], bool]
    is_period: Callable[[str], bool]


class _Context(NamedTuple):
    """What the headings above say of a node."""

    bears: str | None = None
    owner: Visible | None = None  # the body of the heading above
    support: tuple[Visible, ...] = ()  # bodies of a lead-in: "Phối hợp với X:"
    leads: bool = False  # the lead-in said "chủ trì"
    level: int = 0
    among_bodies: bool = False  # the headings beside this one name bodies
    partners: bool = False  # the lead-in ends with "phối hợp (với)": the body that opens an item supports


def find_tasks(grammar: Grammar, tree: Sequence[Draft], readers: Readers) -> None:
    """Sets `task` on the nodes of the tree that are tasks."""
    known = any(node.bears in ("tasks", "assignments") for node in tree)
    _visit_all(grammar, readers, tree, _Context(bears=None if known else "tasks"), last=True)
    _complete(readers, tree, None)


def _complete(readers: Readers, nodes: Sequence[Draft], period: Visible | None) -> None:
    """What a task takes where it says nothing itself: the time of the heading above ("Tháng 9/2024"), the post in a field for persons."""
    for node in nodes:
        if node.task is not None:
            node.task.period = period
            if not any(slot[0] in ("lead", "implementer") for slot in node.task.slots):
                node.task.slots += [("implementer", f.value, f.origin) for f in node.fields if f.role == "person" and readers.names_posts(f.value.text)]
        if node.children:
            timed = bool(node.parts) and node.task is None and readers.is_period(node.parts[0].text)
            _complete(readers, node.children, node.parts[0] if timed else period)


def _visit_all(grammar: Grammar, readers: Readers, nodes: Sequence[Draft], context: _Context, last: bool) -> None:
    context = context._replace(among_bodies=_most_name_bodies(grammar, readers, nodes, context))
    named = any(node.task is not None and node.task.slots for node in nodes if node.kind == "row")
    end = max((index for index, node in enumerate(nodes) if node.kind != "annex"), default=-1)  # annexes stand behind the closing formula
    for index, node in enumerate(nodes):
        final = last and index == end
        if node.kind == "row":
            _visit_row(grammar, readers, node, context._replace(owner=None) if named else context)
            continue
        if node.kind == "paragraph" and not node.fields:
            lead_in = _lead_in_owner(grammar, readers, node, context)
            if lead_in is not None:
                context = context._replace(owner=lead_in, support=(), leads=False)
                continue
            if final and _is_closing(grammar, node, context, len(nodes)):
                continue
        _visit(grammar, readers, node, context, final)


def _most_name_bodies(grammar: Grammar, readers: Readers, nodes: Sequence[Draft], context: _Context) -> bool:
    """Whether at least half of the headings of an assigning part name bodies, so that the others do so too.

    An item without items below ("3. Các đơn vị thuộc Cục chủ động triển khai.") is counted when a body opens it.
    """
    if context.bears != "assignments" or len(nodes) < 2:
        return False
    named = unnamed = 0
    for node in nodes:
        if node.kind not in _HEADINGS or node.bears is not None or not node.parts:
            continue
        if node.children:
            named += (known := readers.names_bodies(node.parts[0].text) is not None)
            unnamed += not known
        else:
            named += find_actor(grammar, node.parts[0], readers.bodies_end) is not None
    return named + unnamed > 1 and named >= unnamed


def _body_at(grammar: Grammar, text: str) -> int | None:
    """Where in a short heading a word stands with which names of bodies begin: at its beginning or behind "Đối với"."""
    found = grammar.once(_body_heads).match(fold(text)) if len(text) <= (_LEAD_IN if text.endswith(":") else _HEADING) and not text.endswith((".", ";")) else None
    return found.start("name") if found else None


def _body_heads(grammar: Grammar) -> re.Pattern[str]:
    heads = trie_pattern(fold(phrase) for entry in grammar.section("heads").values() for phrase in entry["phrases"])
    asks, several = (trie_pattern(fold(phrase) for entry in grammar.section("list_words").values() if entry["does"] == does for phrase in entry["phrases"]) for does in ("asks", "plural"))
    return re.compile(rf"(?:{asks}\s+)?(?P<name>(?:(?:{several})\s+)?(?:{heads})\b)")


def _before_lead(grammar: Grammar, text: str, start: int) -> int:
    """Where the name in a heading ends: before "chủ trì …", which says there which of the bodies are meant ("Các sở chủ trì dự án").

    0 where a colon follows: such a heading gives a role and partners, and is no name.
    """
    leads = verbs(grammar).lead.search(fold(text), start + 1)
    if leads and text.endswith(":"):
        return 0
    return leads.start() if leads and leads.end() < len(text.rstrip(" :)")) else len(text.rstrip(" :"))


def _is_closing(grammar: Grammar, node: Draft, context: _Context, siblings: int) -> bool:
    """Whether the last paragraph of the body is the closing formula of the plan and no task."""
    if context.level < 1:
        return True
    folded = fold(node.parts[0].text)
    if verbs(grammar).close.match(folded):
        return True
    return siblings > 1 and context.owner is None and not verbs(grammar).give.match(folded)


def _lead_in_owner(grammar: Grammar, readers: Readers, node: Draft, context: _Context) -> Visible | None:
    """"Các ban, ngành … có trách nhiệm:" acts as an agency heading for the items after it."""
    content = node.parts[0]
    if context.bears not in ("tasks", "assignments") or context.level < 1:
        return None
    if context.bears == "assignments" and len(content.text) <= _HEADING and (named := readers.names_bodies(content.text)):
        return content.cut(*named)  # "Sở Tài chính" on a line of its own
    if not content.text.endswith(":"):
        return None
    actor = find_actor(grammar, content, readers.bodies_end)
    if actor is None or not (verbs(grammar).duty.search(fold(content.text[-40:])) or content.text.rstrip(" :").endswith(actor.text.rstrip(" :"))):
        return None
    return actor if context.level > 1 or _is_several(grammar, actor) else None


def _is_several(grammar: Grammar, actor: Visible) -> bool:
    """Whether several bodies are named: under the heading of a part a single one is the issuer, in it several are the plan's own."""
    return verbs(grammar).several.match(fold(actor.text)) is not None


def _visit(grammar: Grammar, readers: Readers, node: Draft, context: _Context, last: bool) -> None:
    if node.kind in ("table", "row") or (node.kind == "annex" and (not node.children or node.bears == "form")):
        return
    if len(node.children) == 1 and not node.fields and node.children[0].fields and node.parts:
        _take_in_paragraph(readers, node, node.children[0])
    if any(f.role in _TASK_FIELDS for f in node.fields):
        node.task = _field_task(grammar, readers, node, context)
        _visit_own(grammar, readers, node, context)
        return
    remarks = all(_is_remark(child) or (last and _closes_under(grammar, node, child)) for child in node.children)
    works = context.bears in ("tasks", "assignments") and (node.bears != "nothing" or (remarks and _gives_all_the_same(grammar, readers, node, context)))
    if not remarks:
        inner = _under(grammar, readers, node, context)
        if not _holds_its_items(grammar, readers, node, context, inner):
            if works and node.children[0].kind == "paragraph" and _is_sentence(grammar, readers, node):
                node.task = _leaf_task(grammar, readers, node, context)
                if node.task is not None:
                    node.task.holds = False
            _visit_all(grammar, readers, node.children, inner, last)
            return
    if works:
        node.task = _leaf_task(grammar, readers, node, context)
        if node.task is not None:
            node.task.holds = not remarks
            if not remarks:
                node.task.slots += _partners_in_items(grammar, readers, node)
    elif context.bears is None and node.bears is None and context.level and not node.children:
        node.task = _given_task(grammar, readers, node, context)


def _visit_row(grammar: Grammar, readers: Readers, node: Draft, context: _Context) -> None:
    """A row of a table whose columns name nobody may say in its text who does the work, or the heading above says so."""
    if node.task is not None and not node.task.slots and node.parts:
        content = join(node.parts)
        actor = find_actor(grammar, content, readers.bodies_end)
        if actor is not None:
            node.task.slots.append(("lead", actor, "stated"))
        else:
            _give_to_owner(grammar, readers, node.task, content, context)
    for child in node.children:
        _visit_row(grammar, readers, child, context)


def _gives_all_the_same(grammar: Grammar, readers: Readers, node: Draft, context: _Context) -> bool:
    """Whether a sentence among the assignments is about what is no task, and still says who does it: "Kinh phí: Sở Tài chính bố trí …"."""
    return context.bears == "assignments" and find_actor(grammar, join(node.parts), readers.bodies_end) is not None


def _given_task(grammar: Grammar, readers: Readers, node: Draft, context: _Context) -> DraftTask | None:
    """A sentence that gives work in so many words is a task in a part whose heading says nothing of tasks, too."""
    content = join(node.parts)
    actor = find_actor(grammar, content, readers.bodies_end)
    return _leaf_task(grammar, readers, node, context) if actor is not None and assigns(grammar, content, actor) else None


def _take_in_paragraph(readers: Readers, node: Draft, child: Draft) -> None:
    """A numbered title with one paragraph that carries fields is one task with it, unless the title names a body."""
    if child.kind != "paragraph" or child.children or node.series not in _ITEMS or readers.names_bodies(node.parts[0].text) is not None:
        return
    node.parts = [*node.parts, *child.parts]
    node.fields = child.fields
    node.span = (node.span[0], max(node.span[1], child.span[1]))
    node.children = []


def _is_sentence(grammar: Grammar, readers: Readers, node: Draft) -> bool:
    """Whether an item says something of its own, beyond being the heading of what follows: it is long, or tells who does what."""
    text = node.parts[-1].text if node.parts else ""
    if node.kind not in ("item", "section") or not text.endswith((".", ";")):
        return False
    return len(text) > _TITLE or find_actor(grammar, node.parts[0], readers.bodies_end) is not None


def _visit_own(grammar: Grammar, readers: Readers, node: Draft, context: _Context) -> None:
    """Below a task only nodes with fields of their own are tasks."""
    for child in node.children:
        if _has_fields(child):
            _visit(grammar, readers, child, context, last=False)


def _has_fields(node: Draft) -> bool:
    return bool(node.fields) or any(_has_fields(child) for child in node.children)


def _under(grammar: Grammar, readers: Readers, node: Draft, context: _Context) -> _Context:
    """The context of what stands below a node."""
    context = context._replace(level=context.level + 1)
    if not node.parts:
        return context
    content = node.parts[0]
    if node.kind in _HEADINGS or context.bears == "assignments":
        borne = _bears(grammar, readers, node, context)
        rows = node.children and node.children[0].kind == "row"  # the title of a group in a table of tasks
        named = readers.names_bodies(content.text) if rows or borne in ("tasks", "assignments") else None
        for aside in _aside_at_end(grammar, content) if rows and named is None else ():
            actor = find_actor(grammar, aside, readers.bodies_end)
            if actor is not None:  # "A. Cải cách thể chế (Sở Tư pháp chủ trì)"
                return context._replace(bears=borne, support=(), leads=True, partners=False, owner=actor)
        if named is None and context.among_bodies and node.bears is None and (starts := _body_at(grammar, content.text)) is not None:
            ends = _before_lead(grammar, content.text, starts)
            named = (starts, ends) if ends else None
        if named is None and content.text[-1:] not in (".", ";") and borne in ("tasks", "assignments"):
            led = _lead_in(grammar, readers, content, context._replace(owner=None))
            if led.owner is not None:
                return led._replace(bears=borne)
        if named is not None and not (node.kind == "part" and node.bears and _is_several(grammar, content.cut(*named))):
            return context._replace(bears=borne, support=(), leads=False, partners=False, owner=content.cut(*named))
        if node.kind in _HEADINGS and not (context.owner is not None and ends_in_cooperation(grammar, content.text)):
            return context._replace(bears=borne, support=(), leads=False, partners=False)
    if (content.text.endswith(":") or ends_in_cooperation(grammar, content.text)) and context.bears in ("tasks", "assignments"):
        return _lead_in(grammar, readers, content, context)
    return context


def _bears(grammar: Grammar, readers: Readers, node: Draft, context: _Context) -> str | None:
    """What a node bears: its own words, else the heading above; "Yêu cầu Thủ trưởng các cơ quan:" asks, and is no requirement."""
    if node.bears == "nothing" and context.bears in ("tasks", "assignments"):
        content = node.parts[0].text
        if verbs(grammar).assign.match(fold(content)) and readers.names_bodies(content) is not None:
            return context.bears
    return node.bears or context.bears or ("tasks" if _is_schedule(readers, node) else None)


def _is_schedule(readers: Readers, node: Draft) -> bool:
    """Whether a heading that says nothing of tasks has months or days as headings below it: "KẾ HOẠCH TỪNG THÁNG"."""
    return sum(bool(child.children and child.parts) and readers.is_period(child.parts[0].text) for child in node.children) > 1


def _lead_in(grammar: Grammar, readers: Readers, content: Visible, context: _Context) -> _Context:
    """A bullet that ends with a colon gives its body and role to each item below it."""
    partners = tuple(find_partners(grammar, content, readers.bodies_end))
    actor = find_actor(grammar, content, readers.bodies_end)
    leads = bool(verbs(grammar).leads.match(fold(content.text)))
    return context._replace(owner=actor or context.owner, support=partners, leads=leads, partners=not partners and ends_in_cooperation(grammar, content.text))


def _holds_its_items(grammar: Grammar, readers: Readers, node: Draft, context: _Context, inner: _Context) -> bool:
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
        return ". " in text and (context.owner is not None or find_actor(grammar, node.parts[0], readers.bodies_end) is not None)
    if len(text) <= _TITLE or text[-1:] not in ".;" or node.kind not in ("bullet", "item", "section") or any(child.kind != "bullet" for child in node.children):
        return False
    return context.owner is not None or find_actor(grammar, node.parts[0], readers.bodies_end) is not None


def _field_task(grammar: Grammar, readers: Readers, node: Draft, context: _Context) -> DraftTask:
    task = DraftTask("field")
    for f in node.fields:
        if f.role in _ROLES:
            task.slots.append((f.role, f.value, f.origin))
        elif f.role == "deadline":
            task.deadlines.append(f.value)
        elif f.role == "deliverable" and task.deliverable is None:
            task.deliverable = f.value
    if not task.slots:
        content = join(node.parts)
        if context.owner is not None:
            _give_to_owner(grammar, readers, task, content, context)
        else:
            actors = (find_actor(grammar, part, readers.bodies_end) for part in ([content] if len(node.parts) == 1 else node.parts))
            actor = next((found for found in actors if found is not None), None)
            if actor is not None:
                task.slots.append(("lead", actor, "stated"))
    return task


def _leaf_task(grammar: Grammar, readers: Readers, node: Draft, context: _Context) -> DraftTask | None:
    content = join(node.parts)
    text = content.text
    if not text or is_formula(grammar, text) or (text.endswith(":") and not node.children) or _is_remark(node):
        return None
    actor = find_actor(grammar, content, readers.bodies_end)
    if actor is not None and context.partners and context.owner is not None:
        task = DraftTask("heading")
        _give_to_owner(grammar, readers, task, content, context)
        task.slots.append(("support", actor, "stated"))
        return task
    if actor is not None and not _is_owner(actor, context):
        task = DraftTask("inline", [("lead", actor, "stated")])
        task.slots += [("lead", more, "stated") for more in more_actors(grammar, content, readers.bodies_end)]
        task.slots += [("support", partner, "stated") for partner in find_partners(grammar, content, readers.bodies_end) if partner.offsets[0] >= actor.span()[1]]
        return task
    for bracket in _aside_at_end(grammar, content) if actor is None and context.owner is None else ():
        named = find_actor(grammar, bracket, readers.bodies_end)
        if named is None:
            continue
        return DraftTask("inline", [("lead", named, "stated"), *(("support", p, "stated") for p in find_partners(grammar, bracket, readers.bodies_end) if p.offsets[0] >= named.span()[1])])
    if context.owner is not None:
        task = DraftTask("heading")
        _give_to_owner(grammar, readers, task, content, context)
        return task
    later = list(more_actors(grammar, content, readers.bodies_end))
    if later:
        return DraftTask("inline", [("lead", more, "stated") for more in later])
    if context.bears == "tasks" and node.kind != "paragraph":
        return DraftTask("bare", [("support", partner, "stated") for partner in find_partners(grammar, content, readers.bodies_end)])
    return None


def _closes_under(grammar: Grammar, node: Draft, child: Draft) -> bool:
    """Whether a paragraph is the plan's closing formula, which hangs under its last item: no part of that."""
    ended = bool(node.parts) and node.parts[-1].text.endswith((".", ";"))
    return ended and child.kind == "paragraph" and not child.fields and bool(verbs(grammar).close.match(fold(child.parts[0].text)))


def _is_remark(node: Draft) -> bool:
    """A paragraph in brackets: "(Có đề cương kèm theo)"."""
    return node.kind in ("paragraph", "bullet") and not node.fields and bool(node.parts) and node.parts[0].text.startswith("(") and node.parts[-1].text.rstrip(" .;").endswith(")")


def _partners_in_items(grammar: Grammar, readers: Readers, node: Draft) -> Iterator[tuple[str, Visible, str]]:
    """With whom the body of a task cooperates by the items that are part of its text, those apart that name a body of their own."""
    for child in node.children:
        content = join(child.parts)
        if find_actor(grammar, content, readers.bodies_end) is None:
            yield from (("support", partner, "stated") for partner in find_partners(grammar, content, readers.bodies_end))
        yield from _partners_in_items(grammar, readers, child)


def _aside_at_end(grammar: Grammar, content: Visible) -> Iterator[Visible]:
    """Where the bracket that closes a text may say who leads: "… (Công an xã chủ trì; trong quý II)", also in the other order;
    or what stands behind its last dash: "… – Trường Tiểu học Hòa Bình thực hiện."."""
    end = len(content.text.rstrip(" .;"))
    if content.text[end - 1 : end] != ")":
        dash = max(content.text.rfind(" - ", max(0, end - _HEADING), end), content.text.rfind(" – ", max(0, end - _HEADING), end))
        if dash > 0 and any(said.end() == end for said in verbs(grammar).carries.finditer(fold(content.text[:end]), dash)):
            yield content.cut(dash + 3, end)
        return
    start = content.text.rfind("(", 0, end)
    if start < 0 or not verbs(grammar).carries.search(fold(content.text[start:end])):
        return
    while start >= 0:
        yield content.cut(start + 1, end - 1)
        start = content.text.find(";", start + 1, end)


def _is_owner(actor: Visible, context: _Context) -> bool:
    return context.owner is not None and fold(actor.text) == fold(context.owner.text)


def _give_to_owner(grammar: Grammar, readers: Readers, task: DraftTask, content: Visible, context: _Context) -> None:
    """The heading's body leads when the text says "chủ trì", else it does the work; partners as the text names them."""
    if context.owner is None:
        return
    leads = context.leads or bool(verbs(grammar).leads.match(fold(content.text)))
    task.slots.append(("lead" if leads else "implementer", context.owner, "inherited"))
    task.slots += [("support", partner, "inherited") for partner in context.support]
    task.slots += [("support", partner, "stated") for partner in find_partners(grammar, content, readers.bodies_end)]
