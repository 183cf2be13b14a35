"""Milestones: items of a part that only says when ("TIẾN ĐỘ THỰC HIỆN") are tasks where they name a time, a body and what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.draft import Draft, DraftTask
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.context import Readers
from kehoach_parser.tasks.sentences import find_actor, find_partners
from kehoach_parser.tasks.words import verbs
from kehoach_parser.visible import Visible, join

_TIME = 80  # letters of a time before its colon or comma
_HEADING = 200


def is_schedule(grammar: Grammar, node: Draft) -> bool:
    """Whether a heading that bears no tasks speaks of times: "IV. TIẾN ĐỘ THỰC HIỆN"."""
    text = node.parts[0].text if node.parts else ""
    return node.bears == "nothing" and len(text) <= _HEADING and grammar.once(_schedules).search(fold(text)) is not None


def _schedules(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"\b{trie_pattern(fold(phrase) for phrase in grammar.section('headings')['schedule']['phrases'])}(?!\w)")


def milestone(grammar: Grammar, readers: Readers, node: Draft) -> DraftTask | None:
    """The task of "Trước ngày 30/6/2024: Công an xã hoàn thành việc thu thập …"; None where no body acts, or no time opens the item."""
    content = join(node.parts)
    for time, said in _times(readers, content):
        actor = find_actor(grammar, said, readers.bodies_end)
        if actor is None or not _acts_at_once(grammar, said, actor):
            return None
        behind = said.text.find(actor.text) + len(actor.text)
        partners = find_partners(grammar, said, readers.bodies_end, since=behind)
        return DraftTask("inline", [("lead", actor, "stated"), *(("support", partner, "stated") for partner in partners)], [time])
    return None


def _times(readers: Readers, content: Visible) -> Iterator[tuple[Visible, Visible]]:
    """The time that an item opens with, and what stands behind its colon or comma."""
    text = content.text
    for stop in re.finditer(r"[:,](?=\s)", text[:_TIME]):
        place = readers.period_of(text[: stop.start()])
        if place is not None and place[1] == len(text[: stop.start()].rstrip()):
            start = stop.end() + 1
            yield content.cut(*place), content.cut(start)
            return


def _acts_at_once(grammar: Grammar, said: Visible, actor: Visible) -> bool:
    """Whether a text begins with a body, given work or not, and goes on with what it does; "Xã An Phú (buổi sáng)" does nothing."""
    words, folded = verbs(grammar), fold(said.text)
    given = words.assign.match(folded)
    start = given.end() + 1 if given else 0
    if not said.text.startswith(actor.text, start):
        return False
    end = start + len(actor.text)
    return words.lead.search(folded, start, end) is not None or words.cooperate.search(folded, start, end) is not None or words.acts.match(folded, end) is not None
