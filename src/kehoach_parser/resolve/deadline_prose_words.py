"""The words around a time in a sentence, as patterns: what speaks for it and against it, of `deadline_prose` in the grammar."""

from __future__ import annotations

import re

from kehoach_parser.grammar import Grammar, fold, trie_pattern, word_pattern

_NUMBERS = ("one", "two", "three", "four", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PARTS = ("first", "middle", "last", "half", "first_decade", "middle_decade", "last_decade")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Prose(dict[str, re.Pattern[str]]):
    """Patterns of `deadline_prose`; each is compiled from its source when a sentence needs it, since start-up counts."""

    __slots__ = ("sources",)

    def __init__(self, sources: dict[str, str]) -> None:
        self.sources = sources

    def __missing__(self, name: str) -> re.Pattern[str]:
        found = self[name] = re.compile(self.sources[name])
        return found


def _phrases(grammar: Grammar, *names: str) -> str:
    return trie_pattern(fold(p) for name in names for p in grammar.phrases("deadline_words", name)).replace("\\ ", r"\s+")


def prose_of(grammar: Grammar) -> Prose:
    """The patterns of a grammar, for `grammar.once`."""
    words = {name: trie_pattern(fold(p) for p in entry["phrases"]).replace("\\ ", r"\s+") for name, entry in grammar.section("deadline_prose").items()}
    opening = {name: word_pattern(fold(p) for p in entry["phrases"]).replace("\\ ", r"\s+") for name, entry in grammar.section("deadline_prose").items()}
    sources = {name: rf"{phrases}(?!\w)" for name, phrases in opening.items()}
    open_years, year, unit, part, weekdays, limits, numbers, times, stages, week, within = (_phrases(grammar, *names) for names in (("open",), ("year",), ("month", "quarter"), _PARTS, _WEEKDAYS, ("from", "until"), _NUMBERS, ("times",), ("stage",), ("week",), ("within",)))
    sources["anchor"] = (
        rf"(?<!\w)(?:{words['around']}(?=\s+(?:\S+\s+)?{words['feasts']}(?!\w))|{year}(?=\s+(?:19|20)\d\d\s*,?\s*{open_years}(?!\w))|{words['finishing']}(?=\s+(?:{part}\s+)?(?:{unit}|{year})\s+[\div])|\d{{1,2}}\s+{times}\s*(?:/|\s{words['within']}\s)\s*(?:{year}|{words['day_word']})(?=\s*[,:(])|{words['counts']}(?=\s+\d+\s+{words['counted']}(?!\w))|{words['anchors']}(?=[\s(]+(?:\d|(?:{words['followers']}|{words['occasions']}|{numbers}\s+{words['counted']})(?!\w)))"
        rf"|{words['recurring']}(?=,?\s+(?:\d|{words['repeated']}(?!\w)))"
        rf"|{words['day_anchors']}(?=[^.;\n]{{1,40}}\s{words['rhythm']}(?!\w)))"
    )
    sources["reaches"] = rf"[\s,]*(?:{words['reaches']}(?!\w)|\d[\d.,]*\s*%|\d[\d.,]*\s*-\s*\d[\d.,]*\s*%)"
    days_before = rf"\d+\s+{words['day_word']}\s+{words['held']}"
    sources["occasions"] = rf"(?:{words['completes']}\s+)?(?P<event>\S+\s+(?:{words['occasions']}|{days_before})(?!\w)[^.,;:()\n]*)"
    sources["closes_first"] = rf"(?:{words['closes_first']}\s+(?!{words['not_events']}(?!\w))[^.,;:()\n]{{4,90}}|{words['on_request']}|{words['approved']}(?!\w)[^.,;:()\n]{{0,60}})(?=[,:])"
    sources["bracket_event"] = rf"[(;]\s*(?P<event>{words['events']}\s+(?!{words['not_events']}(?!\w))[^();]{{8,}}$)"
    sources["on_request"] = rf"{opening['on_request']}(?=\s*(?:[.;]|$))"
    sources["closes"] = rf"\s*(?:$|[.;)]|,?\s*{words['besides']}(?!\w)|{words['hours']}(?!\w))"
    sources["yearly"] = rf"{opening['taken_into']}\s+{words['recurring_nouns']}(?!\w)[^.;:]*$"
    sources["gathering"] = rf"{opening['inside']}\s+{words['gatherings']}(?:\s+[^\W\d_]+){{0,3}}?\s+(?P<time>{words['months']}\s+)"
    sources["phase"] = rf"{words['phases']}\s+[^:()\d\n]{{0,30}}\d{{0,2}}\s*[:(]\s*"
    day = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?"
    sources["first_day"] = rf"(?:{weekdays}\s*,?\s*(?:{words['times_of_day']}\s+)?(?:{words['day_word']}\s+)?|{words['times_of_day']}\s+(?:{words['day_word']}\s+)?|{words['day_word']}\s+){day}(?=\s*(?:\([^()]{{1,40}}\)\s*)?[,:]|\s+{words['meets']}(?!\w))"
    verbs = "|".join(words[name] for name in ("works", "holds", "begins", "completes", "reports"))
    sources["opening"] = rf"(?:{words['about']}\s+)?(?:{part}\s+(?:{unit}|{year})|{week}\s+\S+\s+(?:\S+\s+)?{unit}|{year}(?=\s+20\d\d[:,]\s)|{stages}(?=\s+20\d\d\s*[-–]\s*20\d\d[:,]\s)|{unit}|(?:\d{{1,2}}|{numbers})\s+{unit}\s+{part})(?!\w)\s*"
    sources["works_then"] = rf"\s+(?:{verbs})(?!\w)"
    sources["works_after"] = rf"[,:]?\s+(?:{verbs})(?!\w)"
    sources["routine_work"] = rf"(?:{words['routine']}|{words['always']})(?=,?\s+(?!(?:{limits}|{within})\s)[^\W\d])"
    sources["always_works"] = rf"[\s.,…]*(?:{words['owing']}\s+)?(?P<always>{words['always']})(?=,?\s+[^\W\d])"
    sources["routinely"] = rf"(?:^\s*|{words['told']}\s+){words['routine']}(?!\w)(?=[^.;:\n]*$)"
    sources["done_by"] = rf"\s*{words['doers']}(?!\w)"
    sources["ruled"] = rf"\s+{words['ruled']}(?!\w)"
    sources["in_earnest"] = rf",\s*(?:[^\W\d_]+\s+){{0,2}}?{words['in_earnest']}\s+(?:[^\W\d_]+\s+){{0,2}}?{limits}(?!\w)"
    sources["around"] = rf"{words['around']}\s+(?:\S+\s+)?{words['feasts']}(?!\w)(?:(?!\s{limits}\s)[^.,;:()\n])*"
    sources["party"] = rf"\s*(?:{words['parties']}\s[^.;:()\d]{{2,60}}?|\([^()\d]{{2,60}}\))\s*(?:[,;]|{words['joins']})\s*(?={words['day_word']}\s+\d|\d{{1,2}}[/.-]\d|{unit}\s+[\div])"
    sources["in_force"] = rf"\w\s+{words['in_force']}\s*$"
    sources["put_in_force"] = rf"{opening['puts']}\s+{words['in_force']}\s*$"
    sources["just_completes"] = rf"{opening['completes']}\s*$"
    sources["just_strives"] = rf"{opening['strives']}\s*$"
    sources["then_completes"] = rf"\s*,?\s*{words['completes']}(?!\w)(?![^.;,]*\d)"
    sources["made"] = rf"{opening['makes']}(?:,?\s+[^\W\d_]+){{0,5}}?\s+{words['made']}\s*$"
    sources["first_years"] = rf"{opening['first_years']}\s*$"
    sources["full_day"] = rf"{opening['day_word']}\s+\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}(?=[.;]?\s*$)"
    sources["ended"] = rf"{opening['at_once']}\s+{words['ends']}(?!\w)[^.,;:()\n]*"
    sources["at_once"] = rf"{opening['at_once']}\s+(?!{words['not_events']}(?!\w))[^.;:()]{{8,}}(?:[.;]?\s*$|\.\s)"
    sources["envisaged"] = rf"\s*,?\s*{words['visions']}(?!\w)"
    sources |= {name: rf"{opening[name]}\s*$" for name in ("background", "described", "otherwise", "things", "figures", "takes_place")}
    sources["happened"] = rf"(?:(?P<not>{opening['not_happened']})|{opening['happened']})(?:\s+[^\W\d_]+){{1,3}}\s*$"
    sources["supposed"] = rf"{opening['supposed']}\s(?:(?!\s{words['then']}\s)[^,;:()])+$"
    sources["happened_then"] = rf"\s*,?\s*{words['happened']}(?!\w)"
    return Prose(sources)
