"""Milestones: items of a part that only says when ("THỜI GIAN THỰC HIỆN") are tasks where they name a time, a body and what it does.

Under a heading that speaks of stages ("TIẾN ĐỘ THỰC HIỆN") a bullet that opens with its time is a task without a body, too.
"""

from __future__ import annotations

import re

from kehoach_parser.draft import Draft, DraftTask
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.context import Readers
from kehoach_parser.tasks.partners import find_partners
from kehoach_parser.tasks.sentences import find_actor
from kehoach_parser.tasks.words import verbs
from kehoach_parser.visible import Visible, join

_TIME = 80  # letters of a time before its colon or comma
_HEADING = 200


def schedule_of(grammar: Grammar, node: Draft) -> str:
    """Whether a heading that bears no tasks speaks of "stages" ("IV. TIẾN ĐỘ THỰC HIỆN") or only of a "schedule"; empty for others."""
    text = node.parts[0].text if node.parts else ""
    if node.bears != "nothing" or len(text) > _HEADING:
        return ""
    found = grammar.once(_schedules).search(fold(text))
    return "" if found is None else "stages" if found["stages"] else "schedule"


def _schedules(grammar: Grammar) -> re.Pattern[str]:
    headings = grammar.section("headings")
    stages, times = (trie_pattern(fold(phrase) for phrase in headings[name]["phrases"]) for name in ("stages", "schedule"))
    return re.compile(rf"\b(?:(?P<stages>{stages})|{times})(?!\w)")


def milestone(grammar: Grammar, readers: Readers, node: Draft, schedule: str) -> DraftTask | None:
    """The task of "Trước ngày 30/6/2024: Công an xã hoàn thành việc thu thập …"; None where no body acts, or no time is said.

    Among stages a bullet is a task without a body, too: "- Tháng 4/2025: Khảo sát các bến."; a numbered line heads its stage ("1. Tháng 5/2025: …"),
    and a body or place alone does nothing.
    """
    content = join(node.parts)
    opening = _opening_time(readers, content)
    if opening is None:
        return _dated_work(grammar, readers, content, schedule)
    time, said, colon = opening
    actor = find_actor(grammar, said, readers.bodies_end)
    if actor is not None and _acts_at_once(grammar, said, actor):
        behind = said.text.find(actor.text) + len(actor.text)
        partners = find_partners(grammar, said, readers.bodies_end, since=behind)
        return DraftTask("inline", [("lead", actor, "stated"), *(("support", partner, "stated") for partner in partners)], [time])
    goes_on = said.text[:1].isupper() if colon else said.text[:1].islower()
    bare = schedule == "stages" and node.kind == "bullet" and goes_on and not readers.bodies_end(said.text) and not _names_place(grammar, said.text)
    return DraftTask("bare", deadlines=[time]) if bare else None


def _dated_work(grammar: Grammar, readers: Readers, content: Visible, schedule: str) -> DraftTask | None:
    """The task of an item that says who does what and, further on, by when: "Căn cứ Kế hoạch này, các xã lập danh sách … trước ngày 15/3/2025".

    Among stages any time will do; elsewhere "Các xã thực hiện từ ngày … đến ngày …" says no more than when all is done.
    """
    actor = find_actor(grammar, content, readers.bodies_end)
    if actor is None:
        return None
    words, folded = verbs(grammar), fold(content.text)
    end = content.text.find(actor.text) + len(actor.text)
    works = words.acts.match(folded, end) or words.ground.match(folded, end + 1) or words.lead.search(fold(actor.text))
    said = readers.says_when(content.text) if works else ""
    if said != "limit" and not (said and schedule == "stages"):
        return None
    return DraftTask("inline", [("lead", actor, "stated"), *(("support", partner, "stated") for partner in find_partners(grammar, content, readers.bodies_end, since=end))])


def _opening_time(readers: Readers, content: Visible) -> tuple[Visible, Visible, bool] | None:
    """The time that an item opens with, what stands behind its colon or comma, and whether that is a colon."""
    text = content.text
    for stop in re.finditer(r"[:,](?=\s)", text[:_TIME]):
        place = readers.period_of(text[: stop.start()])
        if place is not None and place[1] == len(text[: stop.start()].rstrip(" )")):  # "Đợt 1 (tháng 3/2025)"
            return content.cut(*place), content.cut(stop.end() + 1), stop.group() == ":"
    return None


def _names_place(grammar: Grammar, text: str) -> bool:
    """Whether a text begins with a place: "Xã An Phú (buổi sáng)"."""
    found = grammar.once(_levels).match(fold(text))
    return found is not None and text[found.end() : found.end() + 1].isupper()


def _levels(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"{trie_pattern(grammar.phrases('envelope', 'levels'))}\s+")


def _acts_at_once(grammar: Grammar, said: Visible, actor: Visible) -> bool:
    """Whether a text begins with a body, given work or not, and goes on with what it does; "Xã An Phú (buổi sáng)" does nothing."""
    words, folded = verbs(grammar), fold(said.text)
    given = words.assign.match(folded)
    start = given.end() + 1 if given else 0
    if not said.text.startswith(actor.text, start):
        return False
    end = start + len(actor.text)
    return words.lead.search(folded, start, end) is not None or words.cooperate.search(folded, start, end) is not None or words.acts.match(folded, end) is not None
