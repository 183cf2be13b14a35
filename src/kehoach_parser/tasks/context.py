"""What the headings and lead-ins above a node say of it: what its part bears, and whose work stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kehoach_parser.draft import Draft
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.partners import ends_in_cooperation, find_partners
from kehoach_parser.tasks.sentences import (
    asides_at_end,
    brackets_of_lead,
    find_actor,
)
from kehoach_parser.tasks.words import verbs
from kehoach_parser.visible import Visible

_HEADING = 120  # letters of a heading that is a name
_LEAD_IN = 300  # letters of such a heading that ends with a colon
_LISTS = 160  # letters of the last clause of a lead-in
HEADINGS = frozenset({"part", "section", "item", "annex"})


def lists_no_work(grammar: Grammar, node: Draft) -> bool:
    """Whether a lead-in says that what stands below it are conditions, papers or the like: "… phải đáp ứng các điều kiện sau:"."""
    text = node.parts[-1].text if node.parts else ""
    if not text.endswith(":") or verbs(grammar).lists.search(fold(text[-_LISTS:])) is None:
        return False
    acting = sum(bool(child.parts) and verbs(grammar).acts.match(fold(child.parts[0].text[:_LISTS])) is not None for child in node.children)
    return 2 * acting <= len(node.children)  # "… theo các nguyên tắc sau:" may stand over work too


class Readers(NamedTuple):
    """What the stage needs to know of names, given by the pipeline (the rooms do not know each other).

    `bodies_end(text)`: length of the list of bodies with which a sentence begins, 0 for none.
    `names_bodies(text)`: the stretch (start, end) of a heading that is nothing but bodies, else None.
    `names_posts(text)`: whether a value for persons names posts or bodies, and no person.
    `names_people(value)`: whether it is nothing but names of people.
    `is_issuer(text)`: whether a name is the issuer's own, whole or its beginning ("Sở Y tế", "Nhà trường").
    `period_of(text)`: where in a heading a time stands that is all it says, else None.
    `says_when(text)`: whether a sentence says when its work is done: "limit" for by when, "time" for other times, else empty.
    """

    bodies_end: Callable[[str], int]
    names_bodies: Callable[[str], tuple[int, int] | None]
    names_posts: Callable[[str], bool]
    names_people: Callable[[Visible], bool]
    is_issuer: Callable[[str], bool]
    period_of: Callable[[str], tuple[int, int] | None]
    says_when: Callable[[str], str]


class Context(NamedTuple):
    """What the headings above say of a node."""

    bears: str | None = None
    owner: Visible | None = None  # the body of the heading above
    support: tuple[Visible, ...] = ()  # bodies of a lead-in: "Phối hợp với X:"
    leads: bool = False  # the lead-in said "chủ trì"
    level: int = 0
    among_bodies: bool = False  # the headings beside this one name bodies
    partners: bool = False  # the lead-in ends with "phối hợp (với)": the body that opens an item supports
    schedule: str = ""  # the heading says no more than when, see `milestones.schedule_of`


def under(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> Context:
    """The context of what stands below a node."""
    context = context._replace(level=context.level + 1)
    if not node.parts:
        return context
    if lists_no_work(grammar, node):
        return context._replace(bears="nothing")
    content = node.parts[0]
    if node.kind in HEADINGS or context.bears == "assignments":
        borne = _bears(grammar, readers, node, context)
        rows = node.children and node.children[0].kind == "row"  # the title of a group in a table of tasks
        named = readers.names_bodies(content.text) if rows or borne in ("tasks", "assignments") else None
        for aside in asides_at_end(grammar, content) if rows and named is None else ():
            actor = find_actor(grammar, aside, readers.bodies_end)
            if actor is not None:  # "A. Cải cách thể chế (Sở Tư pháp chủ trì)"
                return context._replace(bears=borne, support=(), leads=True, partners=False, owner=actor)
        if named is None and borne == "assignments":
            named = people_at(grammar, content.text) if node.bears is None else _owed_by(grammar, node)
        if named is None and context.among_bodies and node.bears is None and (starts := _body_at(grammar, content.text)) is not None:
            ends = _before_lead(grammar, content.text, starts)
            named = (starts, ends) if ends else None
        if named is None and content.text[-1:] not in (".", ";") and borne in ("tasks", "assignments"):
            led = _lead_in(grammar, readers, content, context._replace(owner=None))
            if led.owner is not None:
                return led._replace(bears=borne)
            if led.bears != context.bears:
                return led
        if named is not None and not (node.kind == "part" and node.bears and (named[0] == 0 or _is_several(grammar, content.cut(*named)))):
            return Context(borne, content.cut(*named), level=context.level, among_bodies=context.among_bodies, schedule=context.schedule)
        if node.kind in HEADINGS and not (context.owner is not None and (ends_in_cooperation(grammar, content.text) or _gives_role(grammar, content.text))):
            return Context(borne, context.owner, level=context.level, among_bodies=context.among_bodies, schedule=context.schedule)
    if (content.text.endswith(":") or ends_in_cooperation(grammar, content.text) or (context.owner is not None and _gives_role(grammar, content.text))) and context.bears in ("tasks", "assignments"):
        return _lead_in(grammar, readers, content, context)
    return context


def asked_by_issuer(grammar: Grammar, readers: Readers, content: Visible) -> Visible:
    """A sentence from where the issuer gives work on: "Sở Y tế yêu cầu các bệnh viện …" in the plan of that department is the hospitals' work."""
    asked = verbs(grammar).assign.search(fold(content.text[:_ISSUER]), 1)
    named = content.text[: asked.start()].rstrip(" ,") if asked is not None else ""
    return content.cut(asked.start()) if asked is not None and named and readers.is_issuer(named) else content


_ISSUER = 120  # letters of an issuer's name and the verb behind it


def _gives_role(grammar: Grammar, text: str) -> bool:
    """Whether a lead-in without a full stop begins with the role of the heading's body: "a) Chủ trì, phối hợp với các sở" over bullets."""
    words, folded = verbs(grammar), fold(text[:_LEAD_IN])
    return text[-1:] not in (".", ";") and len(text) <= _LEAD_IN and bool(words.leads.match(folded) or words.cooperate.match(folded))


def _bears(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> str | None:
    """What a node bears: its own words, else the heading above; "Yêu cầu Thủ trưởng các cơ quan:" asks, and is no requirement."""
    if node.bears == "nothing" and context.bears in ("tasks", "assignments"):
        content = node.parts[0].text
        if verbs(grammar).assign.match(fold(content)) and readers.names_bodies(content) is not None:
            return context.bears
    if node.bears is None and context.bears is None and node.series == "article" and _is_owed(grammar, readers, node.parts[0]):
        return "assignments"
    return node.bears or context.bears or ("tasks" if _is_schedule(readers, node) else None)


def _is_owed(grammar: Grammar, readers: Readers, content: Visible) -> bool:
    """Whether an article has a body for its heading ("Điều 4. Văn phòng có trách nhiệm:"): no part above it says that it assigns."""
    if readers.names_bodies(content.text) is not None:
        return True
    return content.text.endswith(":") and verbs(grammar).duty.search(fold(content.text)) is not None and find_actor(grammar, content, readers.bodies_end) is not None


def _is_schedule(readers: Readers, node: Draft) -> bool:
    """Whether a heading that says nothing of tasks has months or days as headings below it: "KẾ HOẠCH TỪNG THÁNG"."""
    return sum(bool(child.children and child.parts) and readers.period_of(child.parts[0].text) is not None for child in node.children) > 1


def _lead_in(grammar: Grammar, readers: Readers, content: Visible, context: Context) -> Context:
    """A bullet that ends with a colon gives its body and role to each item below it; the role and partners of its last clause."""
    actor = find_actor(grammar, content, readers.bodies_end)
    if actor is None and context.owner is None:
        named = (find_actor(grammar, aside, readers.bodies_end) for aside in brackets_of_lead(grammar, content))
        actor = next((found for found in named if found is not None), None)
    if actor is not None and _sets_out(grammar, content, actor):
        return context._replace(bears="tasks", support=(), leads=False, partners=False)  # the work of nobody in particular
    actor = actor and _in_last_clause(grammar, content, actor)
    clause = content.text.rfind("; ") + 1
    partners = tuple(find_partners(grammar, content, readers.bodies_end, since=clause))
    leads = bool(verbs(grammar).leads.match(fold(content.text[clause:].lstrip())))
    return context._replace(owner=actor or context.owner, support=partners, leads=leads, partners=not partners and ends_in_cooperation(grammar, content.text))


def _sets_out(grammar: Grammar, content: Visible, actor: Visible) -> bool:
    """Whether a lead-in says only who sets the work out: "Đảng ủy xã xác định các nhiệm vụ trọng tâm sau:"."""
    behind = content.text.find(actor.text) + len(actor.text)
    return verbs(grammar).set_out.match(fold(content.text[behind:].lstrip())) is not None


def _in_last_clause(grammar: Grammar, content: Visible, actor: Visible) -> Visible:
    """The body of a lead-in without a role that only an earlier clause gives it: "Giao X chủ trì …; thực hiện các nhiệm vụ sau:"."""
    if content.text.rfind("; ") < content.text.find(actor.text) + len(actor.text):
        return actor
    role = verbs(grammar).leads.search(fold(actor.text), 1)
    return actor.cut(0, role.start()) if role else actor


def after_lead_in(grammar: Grammar, readers: Readers, node: Draft, context: Context) -> Context | None:
    """What a paragraph, or an item that gives "the following work", says of the items after it; None for all others.

    Whose they are ("Các ban, ngành … có trách nhiệm:"), or the role and partners of the heading's body ("Chủ trì, phối hợp với Y:").
    """
    if context.bears not in ("tasks", "assignments") or context.level < 1 or not node.parts:
        return None
    content = node.parts[0]
    if node.kind == "paragraph" and lists_no_work(grammar, node):
        return context._replace(bears="nothing")
    if node.kind != "paragraph" and (node.children or not content.text.endswith(":") or not verbs(grammar).assign.match(fold(content.text))):
        return None
    owner = _owner_in(grammar, readers, content, context)
    if owner is not None:
        return context._replace(owner=_in_last_clause(grammar, content, owner), support=(), leads=False)
    words, folded = verbs(grammar), fold(content.text)
    if context.owner is not None and content.text.endswith(":") and (words.leads.match(folded) or words.cooperate.match(folded)):
        return _lead_in(grammar, readers, content, context)
    return None


def _owner_in(grammar: Grammar, readers: Readers, content: Visible, context: Context) -> Visible | None:
    """The body of a paragraph that acts as an agency heading for the items after it."""
    if context.bears == "assignments" and len(content.text) <= _HEADING and content.text[-1:] not in (".", ";") and (named := readers.names_bodies(content.text) or people_at(grammar, content.text)):
        return content.cut(*named)  # "Sở Tài chính" on a line of its own
    if not content.text.endswith(":"):
        return None
    content = asked_by_issuer(grammar, readers, content)
    actor = find_actor(grammar, content, readers.bodies_end)
    given = verbs(grammar).assign.match(fold(content.text)) is not None or (actor is not None and verbs(grammar).lead.search(fold(actor.text)) is not None)
    if actor is None or not (given or verbs(grammar).duty.search(fold(content.text[-40:])) or content.text.rstrip(" :").endswith(actor.text.rstrip(" :")) or _directs(grammar, readers, content, actor)):
        return None
    return actor if given or context.level > 1 or _is_several(grammar, actor) else None


def _directs(grammar: Grammar, readers: Readers, content: Visible, actor: Visible) -> bool:
    """Whether a lead-in says no more than whom its body directs: "Đảng ủy xã lãnh đạo, chỉ đạo các ban, ngành:"."""
    folded, end = fold(content.text), content.text.find(actor.text) + len(actor.text)
    last = max((verb.end() for verb in verbs(grammar).direct.finditer(folded, end, end + _DIRECTS)), default=0)
    object_ = content.text[last:].strip(" :") if last and "." not in folded[end:last] else ""
    return bool(object_) and readers.bodies_end(object_) == len(object_)


_DIRECTS = 40  # letters of the verbs of direction: "lãnh đạo, chỉ đạo, đôn đốc"


def _is_several(grammar: Grammar, actor: Visible) -> bool:
    """Whether several bodies are named: under the heading of a part a single one is the issuer, in it several are the plan's own."""
    return verbs(grammar).several.match(fold(actor.text)) is not None


def most_name_bodies(grammar: Grammar, readers: Readers, nodes: Sequence[Draft], context: Context) -> bool:
    """Whether at least half of the headings of an assigning part name bodies, so that the others do so too.

    An item without items below ("3. Các đơn vị thuộc Cục chủ động triển khai.") is counted when a body opens it.
    """
    if context.bears != "assignments" or len(nodes) < 2:
        return False
    named = unnamed = 0
    for node in nodes:
        if node.kind not in HEADINGS or node.bears is not None or not node.parts:
            continue
        if node.children:
            named += (known := (readers.names_bodies(node.parts[0].text) or people_at(grammar, node.parts[0].text)) is not None)
            unnamed += not known
        else:
            named += find_actor(grammar, node.parts[0], readers.bodies_end) is not None
    return named + unnamed > 1 and named >= unnamed


def _owed_by(grammar: Grammar, node: Draft) -> tuple[int, int] | None:
    """Where in a heading those stand of whose responsibility it speaks: "Trách nhiệm của chủ tàu cá", whoever that is."""
    text = node.parts[0].text
    end = len(text.rstrip(" :"))
    owed = verbs(grammar).owed.match(fold(text)) if len(text) <= _HEADING and node.children else None
    return (owed.end() + 1, end) if owed and owed.end() + 1 < end else None


def people_before_colon(grammar: Grammar, content: Visible) -> Visible | None:
    """The kinds of people and units whose work follows a colon among the assignments: "Hộ gia đình, cá nhân: Đăng ký …"."""
    colon = content.text.find(":", 0, _HEADING)
    named = people_at(grammar, content.text[:colon]) if 0 < colon < len(content.text) - 1 else None
    return content.cut(*named) if named else None


def people_at(grammar: Grammar, text: str) -> tuple[int, int] | None:
    """Where a heading among the assignments stands that is nothing but kinds of people and units, or a level of the administration:
    "Hộ gia đình, cá nhân", "Doanh nghiệp viễn thông trên địa bàn", "Đối với cấp huyện". Elsewhere such a heading is a topic."""
    found = grammar.once(_people_heads).fullmatch(fold(text.rstrip(" :;."))) if len(text) <= _HEADING else None
    return found.span("name") if found else None


def _people_heads(grammar: Grammar) -> re.Pattern[str]:
    words, nouns = grammar.section("list_words").values(), grammar.section("nouns").values()
    asks, keeps, level, last = (f"(?:{trie_pattern(fold(p) for e in words if e['does'] == does and e['id'] not in skipped for p in e['phrases'])})" for does, skipped in (("asks", ()), ("keeps", ("keeps-object",)), ("level", ()), ("tail", ("condition",))))
    many = f"(?:{trie_pattern(fold(p) for e in nouns if e['id'] in ('any', 'people', 'parents', 'parties') for p in e['phrases'] if ' ' in p)})"
    alone = rf"(?!(?:{trie_pattern(fold(p) for e in words if e['does'] == 'action' for p in e['phrases'])})$)"  # "Tổ chức"
    joint = rf"(?:\s*[,;]\s*|\s+(?:{trie_pattern(grammar.phrases('joins', 'and'))})\s+)"
    which = rf"(?:\s+{last}|(?:\s\w+){{0,4}}?\s{keeps}\b.*)?"
    rank = rf"(?:{trie_pattern(fold(p) for e in grammar.section('list_words').values() if e['does'] == 'rank' for p in e['phrases'])})"
    return re.compile(rf"(?:{asks}\s+)?(?P<name>{alone}{many}(?:{joint}{many})*{which}|{rank}\s+{level}(?:{joint}(?:{rank}\s+)?{level})*)")


def _body_at(grammar: Grammar, text: str) -> int | None:
    """Where in a short heading a word stands with which names of bodies begin: at its beginning or behind "Đối với"."""
    found = grammar.once(_body_heads).match(fold(text)) if len(text) <= (_LEAD_IN if text.endswith(":") else _HEADING) and not text.endswith((".", ";")) else None
    return found.start("name") if found else None


def _body_heads(grammar: Grammar) -> re.Pattern[str]:
    asks, several = (trie_pattern(fold(phrase) for entry in grammar.section("list_words").values() if entry["does"] == does for phrase in entry["phrases"]) for does in ("asks", "plural"))
    entries = grammar.section("heads").values()
    free = trie_pattern(fold(phrase) for entry in entries if not entry.get("not_before") for phrase in entry["phrases"])
    barred = (  # "Tổ chức tuyên truyền" is no group; "Giáo viên các lớp" is whom it means
        rf"(?:{trie_pattern(map(fold, entry['phrases']))})\b(?!\s*(?!(?:{several})\s)(?:{trie_pattern(map(fold, entry['not_before']))})(?!\w))"
        for entry in entries
        if entry.get("not_before")
    )
    heads = "|".join((rf"(?:{free})\b", *barred))
    return re.compile(rf"(?:{asks}\s+)?(?P<name>(?:(?:{several})\s+)?(?:{heads}))")


def _before_lead(grammar: Grammar, text: str, start: int) -> int:
    """Where the name in a heading ends: before "chủ trì …", which says there which of the bodies are meant ("Các sở chủ trì dự án").

    0 where a colon follows: such a heading gives a role and partners, and is no name.
    """
    leads = verbs(grammar).lead.search(fold(text), start + 1)
    if leads and text.endswith(":"):
        return 0
    return leads.start() if leads and leads.end() < len(text.rstrip(" :)")) else len(text.rstrip(" :"))
