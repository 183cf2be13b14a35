"""The words of sentences that assign (`grammars/assignments.yaml`), compiled once a grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, fold, signs_of, trie_pattern, word_pattern


class Signs(NamedTuple):
    """For each of the patterns that nearly no text holds: words without which a text cannot hold it."""

    cooperate: tuple[str, ...]
    formula: tuple[str, ...]
    done_by: tuple[str, ...]
    give: tuple[str, ...]


class Verbs(NamedTuple):
    """Words of `grammars/assignments.yaml`, each a pattern over folded text; `opening` and `time` always match.

    `set_out` says whose words a list of work is, `ground` on what the work of a later clause rests,
    `leads` is a text that begins with “chủ trì”, `gives_too` a later clause that gives work, `beside` what may stand between two
    verbs of one actor, `coordinate` and `owing` what stands before the second, `several` the word before a collective, which may be
    the `last` of a match, and `article` the plainest of them,
    `length` how long an item of an agenda takes, `aims` the end of a sentence whose items say what it is for, `lists` that of one
    whose items are what has to be there or to be true, `states` what begins one that says what somebody is, `acts` what a body
    does, right behind its name, `acts_too` in a later clause, `acts_twice` by one verb upon another ("tổ chức rà soát"), `bound` what it has to do or helps with, or work of two verbs. `answers`
    is to whom somebody answers and no work, `told` what was done or was not, `done_by` what names who does it ("; do X thực hiện"), which at the beginning of a text is `by` and behind “đều” is `all_by`; `matter` begins a sentence that
    speaks of the work and ends before who has it, in so many words where it is `given`. What `attends` goes to the work of somebody else.
    """

    assign: re.Pattern[str]
    demand: re.Pattern[str]
    cooperate: re.Pattern[str]
    direct: re.Pattern[str]
    joint: re.Pattern[str]
    introduce: re.Pattern[str]
    formula: re.Pattern[str]
    settles: re.Pattern[str]
    lead: re.Pattern[str]
    carries: re.Pattern[str]
    duty: re.Pattern[str]
    answers: re.Pattern[str]
    close: re.Pattern[str]
    sums: re.Pattern[str]
    sources: re.Pattern[str]
    issuer: re.Pattern[str]
    give: re.Pattern[str]
    opening: re.Pattern[str]
    noun_before: re.Pattern[str]
    holds: re.Pattern[str]
    sends: re.Pattern[str]
    leads: re.Pattern[str]
    cooperates_last: re.Pattern[str]
    advise: re.Pattern[str]
    time: re.Pattern[str]
    gives_too: re.Pattern[str]
    done_by: re.Pattern[str]
    matter: re.Pattern[str]
    all_by: re.Pattern[str]
    by: re.Pattern[str]
    attends: re.Pattern[str]
    ask: re.Pattern[str]
    assign_or_ask: re.Pattern[str]
    helps: re.Pattern[str]
    helps_too: re.Pattern[str]
    helps_last: re.Pattern[str]
    beside: re.Pattern[str]
    noun_after: re.Pattern[str]
    several: re.Pattern[str]
    last_several: re.Pattern[str]
    article_last: re.Pattern[str]
    ends_with: re.Pattern[str]
    article: str
    topic: re.Pattern[str]
    execute: re.Pattern[str]
    set_out: re.Pattern[str]
    ground: re.Pattern[str]
    cited: re.Pattern[str]
    refers: re.Pattern[str]
    note: re.Pattern[str]
    inside: re.Pattern[str]
    coordinate: re.Pattern[str]
    owing: re.Pattern[str]
    teach: re.Pattern[str]
    owed: re.Pattern[str]
    report: re.Pattern[str]
    recurring_day: re.Pattern[str]
    then_time: re.Pattern[str]
    length: re.Pattern[str]
    aims: re.Pattern[str]
    lists: re.Pattern[str]
    states: re.Pattern[str]
    acts: re.Pattern[str]
    acts_too: re.Pattern[str]
    acts_twice: re.Pattern[str]
    gives_list: re.Pattern[str]
    bound: re.Pattern[str]
    told: re.Pattern[str]
    signs: Signs


def verbs(grammar: Grammar) -> Verbs:
    """The compiled words, made once a grammar."""
    return grammar.once(_verbs)


def _verbs(grammar: Grammar) -> Verbs:
    by_class: dict[str, list[str]] = {}
    for entry in grammar.section("verbs").values():
        by_class.setdefault(entry["does"], []).extend(map(fold, entry["phrases"]))

    def phrases(name: str) -> str:
        return f"(?:{trie_pattern(by_class.get(name, ()))})"

    plain = {name: re.compile(rf"{word_pattern(by_class.get(name, ()))}(?!\w)") for name in ("assign", "demand", "cooperate", "direct", "joint", "introduce", "formula", "lead", "carries", "duty", "answers", "close", "sums", "issuer", "give", "advise", "ask", "helps", "attends", "topic", "execute", "owed", "inside", "teach")}
    opening = re.compile(rf"\(?(?:{phrases('opening')}\s*,?\s*|[-–+•]\s*)*")
    leads = re.compile(rf"(?:{phrases('leading')}\b[\s,]*)*{phrases('lead')}(?!\w)")
    several, manner, beside = (f"(?:{trie_pattern(fold(p) for e in grammar.section('list_words').values() if e['does'] == does for p in e['phrases'])})" for does in ("plural", "manner", "with"))
    joined = trie_pattern(grammar.phrases("joins", "and"))
    acts = rf"(?:{phrases('owing')}\s+|{manner}\s+)*(?:{trie_pattern(fold(p) for e in grammar.section('list_words').values() if e['does'] == 'action' for p in e['phrases'])}|{phrases('lead')}|{phrases('cooperate')}|{phrases('advise')}|{phrases('owing')})(?!\w)"
    return Verbs(
        **plain, opening=opening, leads=leads, time=_time(grammar, phrases("limit")), recurring_day=_recurring_day(grammar, phrases("limit")),
        report=re.compile(rf"{word_pattern(grammar.phrases('deadline_words', 'report'))}(?!\w)"),
        gives_too=re.compile(rf"(?:,\s+{phrases('opening')}|[,:]|\b{joined})\s+{phrases('give')}\s+(?=\w)"),
        done_by=re.compile(rf"[,;.:]\s+(?:{phrases('opening')}\s+)?{phrases('done_by')}\s+(?=\w)"), by=re.compile(rf"{word_pattern(by_class.get('done_by', ()))}\s+(?=\w)"),
        matter=re.compile(rf"{phrases('matter')}\s[^.;:]{{0,160}}?(?<!\w)(?:(?P<given>{phrases('passes')})|{phrases('done_by')})\s+(?=\w)"),
        all_by=re.compile(rf"{word_pattern(by_class.get('all', ()))}\s+{phrases('done_by')}\s+(?=\w)"),
        beside=re.compile(rf"(?:\s*(?:,|\b{joined}\b)\s*\w+(?:\s\w+)?){{0,4}}\s*(?:,|\b{joined}\b)\s*(?:{manner}\s+)?"),  # "hướng dẫn, phối hợp với X": both are done by one
        coordinate=re.compile(rf"(?:,|\b(?:{joined}|{phrases('opening')}))\s*(?:{manner}\s+)?$"),
        owing=re.compile(rf"\b{phrases('owing')}\s+(?:{manner}\s+)?$"),
        noun_before=re.compile(rf"(?<!\w){phrases('noun')}\s*$"),
        noun_after=re.compile(rf"(?:\s*,\s*\w+\s\w+)?\s+{phrases('noun-after')}\b"),
        settles=re.compile(rf"(?<!\w){phrases('settle')}\s+(?:{several}\s+)?$"),
        holds=re.compile(rf"(?<!\w)(?:{phrases('hold')}|{phrases('fund')})\s*$"), sends=re.compile(rf"(?<!\w){phrases('send')}\s*$"),
        sources=re.compile(rf"(?<!\w){phrases('hold')}\s{phrases('source')}$"),
        cited=re.compile(rf"{word_pattern(fold(p) for e in grammar.section('cited_kinds').values() for p in e['phrases'])}(?!\w)"),
        set_out=re.compile(rf"{phrases('set_out')}(?!\w)"), ground=re.compile(rf"{phrases('ground')}(?!\w)"),
        refers=re.compile(rf"(?:[^:]{{0,100}}:)?\s*(?:{phrases('detail')}[\s,]+)*{phrases('refer')}\s+{trie_pattern(grammar.phrases('envelope', 'annex'))}(?!\w)[^.;:]{{0,60}}[.;/\s)]*|[^:]{{1,100}}:\s*{phrases('rule')}\s[^.;:]{{1,200}}[.;/\s)]*"),
        assign_or_ask=re.compile(rf"{word_pattern([*by_class.get('assign', ()), *by_class.get('ask', ())])}(?!\w)"),
        helps_too=re.compile(rf"{word_pattern([*by_class.get('helps', ()), *by_class.get('takes_part', ())])}(?!\w)"),
        helps_last=re.compile(rf"(?<!\w){phrases('helps')}\s*$"),
        note=re.compile(rf"{phrases('note')}\s*:"),
        length=re.compile(rf"\(\s*\d+\s*{phrases('length')}\s*\)[.;\s]*$"),
        aims=re.compile(rf"(?<!\w){phrases('aim')}[\s:]*$"),
        lists=re.compile(rf"(?<!\w)(?:{phrases('list')}\s+{phrases('list_end')}|{phrases('papers')}\b[^.;:]{{0,120}}?[\s,]{phrases('includes')})[\s:]*$"),
        states=re.compile(rf"{phrases('state')}\s"),
        cooperates_last=re.compile(rf"(?<!\w){phrases('cooperate')}[\s:]*$"),
        then_time=re.compile(rf";\s*(?:(?:{trie_pattern(grammar.phrases('slots', 'làm'))})\s+)?(?={trie_pattern(grammar.phrases('slots', 'thời điểm'))}\b)"),
        several=re.compile(rf"{several}\s"), last_several=re.compile(rf"\s{several}$"), article_last=re.compile(rf"(?<!\w){several}\s+$"),
        acts=re.compile(rf"\s*{acts}"), acts_too=re.compile(rf"[,;:.)]\s+{acts}"), acts_twice=re.compile(rf"\s*{acts}\s+{acts}"),
        gives_list=re.compile(rf"(?:[\s,]*{acts}){{1,3}}\s+(?:{several}\s+)?{phrases('matter')}(?:\s[^.;:]{{0,60}}?)?[\s,](?:{phrases('list_end')}|{phrases('duty')})[\s:]*$"),
        bound=re.compile(rf"\s*(?:(?:{phrases('owing')}|(?!{phrases('of_whom')}\s){manner})\s+(?=\w)|(?:{phrases('advise')}|{phrases('lead')}|{phrases('cooperate')})(?!\w)|{acts}\s*(?:,|{joined}(?!\w))\s*{acts})"), told=re.compile(rf"(?<!\w){phrases('told')}\s+$"),
        signs=Signs(*(signs_of(by_class.get(name, ())) for name in Signs._fields)), ends_with=re.compile(rf"\s{beside}\s*$"), article=next(iter(grammar.phrases("list_words", "plural")), ""),
    )


def _time(grammar: Grammar, limit: str) -> re.Pattern[str]:
    """The time with which a sentence may open: "Định kỳ trước ngày 15 hằng tháng, ", "06 tháng một lần, "."""
    day, week, month, quarter, year, each, one, times = _words_of_time(grammar, "day", "week", "month", "quarter", "year", "each", "one", "times")
    return re.compile(
        rf"(?:{limit}\s+)*(?:{day}\s+[\d/.-]+(?:\s+{month}\s+\d+)?(?:\s+{year}\s+\d+)?\s*|\d+\s+(?:{week}|{month})\s*(?:{one}\s+{times}\s*|/\s*(?:0?1\s+)?{times}\s*)?|{one}\s+{year}\s*)*"
        rf"(?:{each}\s+(?:{day}|{week}|{month}|{quarter}|{year})(?:\s*,\s*(?:{each}\s+)?(?:{quarter}|{year}))*)?[\s,]*"
    )


def _recurring_day(grammar: Grammar, limit: str) -> re.Pattern[str]:
    """A day by which something is due again and again: "trước ngày 30 tháng 11 hằng năm", "chậm nhất ngày 20 hằng tháng"."""
    day, month, quarter, year, each = _words_of_time(grammar, "day", "month", "quarter", "year", "each")
    return re.compile(rf"\b{limit}\s+{day}\s+\d{{1,2}}(?:/\d{{1,2}}|\s+{month}\s+\d{{1,2}})?\s+{each}\s+(?:{month}|{quarter}|{year})(?!\w)")


def _words_of_time(grammar: Grammar, *words: str) -> Iterator[str]:
    """A pattern for each of the words of `deadlines.yaml`."""
    return (f"(?:{trie_pattern(grammar.phrases('deadline_words', word))})" for word in words)
