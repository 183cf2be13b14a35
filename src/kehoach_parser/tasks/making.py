"""Makes the task of a node: from its labelled fields, from the heading above, or from a sentence that assigns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from kehoach_parser.draft import Draft, DraftTask
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.context import Context, Readers, asked_by_issuer, people_before_colon
from kehoach_parser.tasks.partners import find_partners, only_helps
from kehoach_parser.tasks.sentences import (
    asides_at_end,
    asked_before_colon,
    assigns,
    begins_with_lead,
    brackets_of_lead,
    find_actor,
    is_formula,
    more_actors,
)
from kehoach_parser.tasks.slashes import SLASH, by_slash, names_both
from kehoach_parser.tasks.words import verbs
from kehoach_parser.visible import Visible, join

_RUN_IN = 120  # letters of a heading on the line of its work
_NUMBER_BEHIND = re.compile(r":\s*\(?0(?:[\s.,;–)/-]*\d){8,40}[\s.;]*$")
_NAMES = 700  # letters of a list of bodies
ROLES = frozenset({"lead", "support", "implementer"})


def field_task(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> DraftTask:
    """The task that the fields of a node describe; who does it, where no field says so, by the heading above or the text."""
    task = DraftTask("field")
    _lead_beside_partners(grammar, node)
    for f in node.fields:
        if f.role == "implementer" and "/" in f.label and SLASH.search(f.value.text) and names_both(grammar, f.label):
            task.slots.extend((role, value, f.origin) for role, value in by_slash([f.value]))
        elif f.role in ROLES:
            task.slots.append((f.role, f.value, f.origin))
        elif f.role == "deadline":
            task.deadlines.append(f.value)
        elif f.role == "deliverable" and task.deliverable is None:
            task.deliverable = f.value
    begin = next((f.value for f in node.fields if f.role == "start"), None)
    ends = grammar.once(_label_words)[0] if begin is not None else ()
    if len(task.deadlines) == 1 and any(f.role == "deadline" and fold(f.label) in ends for f in node.fields if ends):  # "Bắt đầu: 01/4/2025" beside "Kết thúc: 30/6/2025"
        task.begin = begin
    if not task.slots:
        content = join(node.parts)
        actors = (find_actor(grammar, part, readers.bodies_end) for part in ([content] if len(node.parts) == 1 else node.parts))
        actor = (_run_in(readers, content, context) if context.owner is not None else None) or next((found for found in actors if found is not None), None)
        if context.owner is not None and (actor is None or _is_owner(actor, context) or context.partners or verbs(grammar).demand.match(fold(content.text))):
            give_to_owner(grammar, readers, task, content, context)
        else:
            named = [*([actor] if actor is not None else []), *more_actors(grammar, content, readers.bodies_end, beside=actor is not None)]
            task.slots += [("lead", body, "stated") for body in named]
            if named and all(f.origin == "inherited" for f in node.fields):
                task.source = "inline"
            task.slots += [("support", partner, "stated") for body in named[:1] for partner in _partners_of(grammar, readers, content, body)]
    return task


def _label_words(grammar: Grammar) -> tuple[frozenset[str], tuple[str, ...]]:
    """Labels of the end of a window ("Kết thúc"), and how those end that name who is in charge ("Phụ trách")."""
    return frozenset(grammar.phrases("slots", "end")), tuple(grammar.phrases("slots", "in-charge"))


def _lead_beside_partners(grammar: Grammar, node: Draft) -> None:
    """Who is in charge leads where another one supports: "(Phụ trách: Ban Phong trào; tham gia: các huyện đoàn)"."""
    if any(f.role == "lead" for f in node.fields):
        return
    helped = any(f.role == "support" for f in node.fields)
    words = grammar.once(_label_words)[1]
    for f in node.fields:
        if f.role == "implementer" and fold(f.label).endswith(words) and (helped or verbs(grammar).cooperate.search(fold(f.value.text))):
            f.role = "lead"


def leaf_task(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> DraftTask | None:
    """The task that the text of a node is: its own sentence says who, else the heading above; None for formulas and remarks."""
    content = join(node.parts)
    text = content.text
    if not text or is_formula(grammar, text) or (text.endswith(":") and not node.children) or is_remark(node) or is_contact(node) or _names_only(grammar, readers, node, content):
        return None
    actor = _run_in(readers, content, context) or find_actor(grammar, asked_by_issuer(grammar, readers, content), readers.bodies_end)
    if actor is None and context.owner is None and context.bears == "assignments":
        actor = people_before_colon(grammar, content)
    if actor is not None and context.partners and context.owner is not None:
        task = DraftTask("heading")
        give_to_owner(grammar, readers, task, content, context)
        task.slots.append(("support", actor, "stated"))
        return task
    if actor is not None and not (context.owner is not None and verbs(grammar).demand.match(fold(text))):
        task = DraftTask("inline", [("lead", actor, "stated")])
        task.slots += [("lead", asked, "stated") for asked in asked_before_colon(grammar, content, readers.bodies_end, actor)]
        task.slots += [("lead", more, "stated") for more in more_actors(grammar, content, readers.bodies_end, beside=True) if not fold(actor.text).startswith(fold(more.text))]
        task.slots += [("support", partner, "stated") for partner in _partners_of(grammar, readers, content, actor)]
        return task
    asides = chain(asides_at_end(grammar, content), brackets_of_lead(grammar, content)) if actor is None and context.owner is None else ()
    for bracket in asides:
        named = find_actor(grammar, bracket, readers.bodies_end)
        if named is None or only_helps(grammar, bracket, named):
            continue
        return DraftTask("inline", [("lead", named, "stated"), *(("support", partner, "stated") for partner in _partners_of(grammar, readers, bracket, named))])
    if verbs(grammar).note.match(fold(text)):
        return None
    if context.owner is not None:
        task = DraftTask("heading")
        give_to_owner(grammar, readers, task, content, context)
        return task
    later = [more for part in (content, *_held_paragraphs(grammar, node)) for more in more_actors(grammar, part, readers.bodies_end)]
    if later:
        partners = _partners_of(grammar, readers, content, later[0])
        return DraftTask("inline", [*(("lead", more, "stated") for more in later), *(("support", partner, "stated") for partner in partners)])
    if context.bears == "tasks" and node.kind != "paragraph" and node.series != "article" and not verbs(grammar).refers.fullmatch(fold(text)) and not _is_member(grammar, text) and not verbs(grammar).states.match(fold(text)):
        return DraftTask("bare", [("support", partner, "stated") for partner in find_partners(grammar, content, readers.bodies_end)])
    return None


def task_over_rows(grammar: Grammar, readers: Readers, node: Draft) -> DraftTask | None:
    """The task of a paragraph over the rows of a table that are tasks themselves: it says in full who leads what ("Sở A chủ trì, phối hợp với B
    tổ chức hội chợ, gồm 5 phiên sau:"); None for a mere lead-in ("Sở A chủ trì thực hiện các nhiệm vụ sau:")."""
    content = join(node.parts)
    actor = find_actor(grammar, content, readers.bodies_end)
    words, folded = verbs(grammar), fold(content.text)
    if actor is None or words.lead.search(fold(actor.text)) is None:
        return None
    end = content.text.find(actor.text) + len(actor.text)
    if words.acts.match(folded, end) is None or words.gives_list.match(folded, end):
        return None
    return DraftTask("inline", [("lead", actor, "stated"), *(("support", partner, "stated") for partner in _partners_of(grammar, readers, content, actor))])


def _is_member(grammar: Grammar, text: str) -> bool:
    """Whether an item only names a person and his posts, as the members of a group are listed: "Ông: Trần Văn A - Phó Giám đốc Sở, Trưởng đoàn;"."""
    title = grammar.once(_honorifics).match(fold(text[:_MEMBER]))
    if title is None or len(text) > _MEMBER or ":" in text[title.end() :]:
        return False
    name = _AFTER_NAME.split(text[title.end() :], maxsplit=1)
    words = name[0].split()
    return len(name) > 1 and 2 <= len(words) <= 6 and all(word[0].isupper() for word in words)


_AFTER_NAME = re.compile(r"\s*[-–,;(]")
_MEMBER = 160  # letters of such an item


def _honorifics(grammar: Grammar) -> re.Pattern[str]:
    phrases = (fold(phrase) for entry in grammar.section("list_words").values() if entry["does"] == "honorific" for phrase in entry["phrases"])
    return re.compile(rf"(?:{trie_pattern(phrases)})\s*[:.]?\s+")


def _names_only(grammar: Grammar, readers: Readers, node: Draft, content: Visible) -> bool:
    """Whether an item is nothing but a label of who acts and bodies, which is no work: "3. Đơn vị chủ trì thực hiện: Sở Văn hóa."."""
    if node.label is None or node.label[0] not in ROLES:
        return False
    value = content.cut(node.label[1])
    start = len(value.text) - len(value.text.lstrip())
    end = start + readers.bodies_end(value.text[start : start + _NAMES])
    words, folded = verbs(grammar), fold(value.text)
    return end > start and words.acts.match(folded, end) is None and words.acts_too.search(folded, end) is None


def _run_in(readers: Readers, content: Visible, context: Context) -> Visible | None:
    """The bodies that head an assignment on its own line: "3. Cơ sở khám bệnh, chữa bệnh: Cử cán bộ dự đầy đủ"."""
    colon = content.text.find(":", 0, _RUN_IN) if context.bears == "assignments" else -1
    said = content.text[colon + 1 :].lstrip() if colon > 0 else ""
    named = readers.names_bodies(content.text[:colon]) if said and said[0].isupper() else None
    if not named or named[1] < len(content.text[:colon].rstrip()):
        return None
    listed = readers.bodies_end(content.text[named[0] : named[0] + _NAMES]) > colon - named[0]  # "các sở: Y tế, Nội vụ quan tâm": the colon is the list's
    return None if listed else content.cut(*named)


def _held_paragraphs(grammar: Grammar, node: Draft) -> Iterator[Visible]:
    """The paragraphs that are part of the task of a numbered title: "2. Tặng quà" and "Tổ chức … . Giao Quỹ X thực hiện." below it."""
    if node.parts and node.parts[-1].text[-1:] not in (".", ";"):
        yield from (join(child.parts) for child in node.children if child.kind == "paragraph" and not child.fields and not closes_under(grammar, node, child))


def _partners_of(grammar: Grammar, readers: Readers, content: Visible, actor: Visible) -> Iterator[Visible]:
    """With whom the body that a sentence names cooperates, by what stands behind its name, or over its end: "X chủ trì, | cùng Y"."""
    start = content.text.find(actor.text)
    end = start + len(actor.text)
    over = next((verb.start() for verb in verbs(grammar).cooperate.finditer(fold(content.text), start, end + _OVER) if verb.start() < end < verb.end()), end)
    return find_partners(grammar, content, readers.bodies_end, since=over)


_OVER = 12  # letters of what goes on behind the verb of a lead: ", cùng với"


def given_task(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> DraftTask | None:
    """A sentence that gives work in so many words is a task in a part whose heading says nothing of tasks, too; under one that says there is none, only "giao X …" does."""
    content = join(node.parts)
    if context.bears == "nothing" and verbs(grammar).give.search(fold(content.text[:_GIVEN])) is None:
        return None
    actor = find_actor(grammar, asked_by_issuer(grammar, readers, content), readers.bodies_end)
    return leaf_task(grammar, readers, node, context) if actor is not None and assigns(grammar, content, actor, gives=context.bears == "nothing") else None


_GIVEN = 200  # letters of a sentence in which the work is given


def partners_in_items(grammar: Grammar, readers: Readers, node: Draft) -> Iterator[tuple[str, Visible, str]]:
    """With whom the body of a task cooperates by the items that are part of its text, those apart that name a body of their own."""
    for child in node.children:
        content = join(child.parts)
        if find_actor(grammar, content, readers.bodies_end) is None:
            yield from (("support", partner, "stated") for partner in find_partners(grammar, content, readers.bodies_end))
        yield from partners_in_items(grammar, readers, child)


def closes_under(grammar: Grammar, node: Draft, child: Draft) -> bool:
    """Whether a paragraph is the plan's closing formula, which hangs under its last item: no part of that.

    Below an item that goes on without an end, only “Trên đây là …” is sure to be one.
    """
    if child.kind != "paragraph" or child.fields:
        return False
    ended = bool(node.fields) or (bool(node.parts) and node.parts[-1].text.endswith((".", ";")))
    return (verbs(grammar).close if ended else verbs(grammar).sums).match(fold(child.parts[0].text)) is not None


def is_remark(node: Draft) -> bool:
    """A paragraph in brackets, "(Có đề cương kèm theo)", or of marks alone: the end "./." on a line of its own, dots to write on."""
    if node.kind not in ("paragraph", "bullet") or node.fields or not node.parts:
        return False
    text = node.parts[0].text
    return (text.startswith("(") and node.parts[-1].text.rstrip(" .;").endswith(")")) or not any(map(str.isalnum, text))


def is_contact(node: Draft) -> bool:
    """A line that says no more than whose telephone has which number: "- Trạm bơm An Phú: 0243.123.456"."""
    return not node.fields and not node.children and len(node.parts) == 1 and _NUMBER_BEHIND.search(node.parts[0].text) is not None


def is_note(grammar: Grammar, readers: Readers, node: Draft) -> bool:
    """A note to what stands above it that gives work to nobody: "Lưu ý: Danh sách gửi bằng tệp Excel."."""
    if node.fields or node.children or not node.parts or not verbs(grammar).note.match(fold(node.parts[0].text)):
        return False
    return find_actor(grammar, join(node.parts), readers.bodies_end) is None


def _is_owner(actor: Visible, context: Context) -> bool:
    return context.owner is not None and fold(actor.text) == fold(context.owner.text)


def give_to_owner(grammar: Grammar, readers: Readers, task: DraftTask, content: Visible, context: Context) -> None:
    """The heading's body leads when the text says "chủ trì", else it does the work; partners as the text names them."""
    if context.owner is None:
        return
    leads = context.leads or begins_with_lead(grammar, content.text)
    partners, owner, words = list(find_partners(grammar, content, readers.bodies_end)), context.owner, verbs(grammar)
    own = bool(partners) and (words.leads.match(folded := fold(content.text)) or words.cooperate.match(folded)) is not None
    if own and (others := words.cooperate.search(fold(owner.text), 1)):  # "- Chủ trì, phối hợp với Y …" has its own, whatever the lead-in says
        owner = owner.cut(0, others.start())
    task.slots.append(("lead" if leads else "implementer", owner, "inherited"))
    task.slots += [("support", partner, "inherited") for partner in (() if own else context.support)]
    task.slots += [("support", partner, "stated") for partner in partners]
