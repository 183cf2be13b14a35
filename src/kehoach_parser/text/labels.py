"""Field labels: "Cơ quan chủ trì:", "Thời hạn hoàn thành:" at the beginning of a text or inside a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kehoach_parser.block import Label
from kehoach_parser.errors import GrammarError
from kehoach_parser.grammar import Grammar, fold, trie_pattern

_SLOT = re.compile(r"<([^<>]+)>\s*")
_STOP = r"\s*(?:\([^()\n]{0,60}\)\s*)?:"


@dataclass(frozen=True, slots=True)
class _Lexicon:
    pattern: re.Pattern[str]
    roles: dict[str, tuple[str, bool]]
    slots: dict[str, frozenset[str]]


def _lexicon(grammar: Grammar) -> _Lexicon:
    """One pattern: (slot words + tails | plain phrases) followed by a colon; tails and phrases lead to the role."""
    roles: dict[str, tuple[str, bool]] = {}
    tails: dict[str, list[str]] = {}
    plain: list[str] = []
    for entry in grammar.section("labels").values():
        for phrase in entry["phrases"]:
            folded = fold(phrase)
            found = (entry["role"], entry.get("weak") == "true")
            if roles.setdefault(folded, found) != found:
                raise GrammarError(f"two labels with different roles claim {phrase!r}; keep it in one of them", path=entry["at"])
            slot = _SLOT.match(folded)
            if slot:
                tails.setdefault(slot[1], []).append(folded[slot.end() :])
            else:
                plain.append(folded)
    slots = {fold(k): frozenset(map(fold, e["phrases"])) for k, e in grammar.section("slots").items()}
    options = [f"(?:{_spaced(slots.get(name, ()))})\\s+(?P<tail{i}>{_spaced(words)})" for i, (name, words) in enumerate(tails.items())]
    options.append(f"(?P<plain>{_spaced(plain)})")
    pattern = re.compile(f"(?:{'|'.join(options)}){_STOP}")
    return _Lexicon(pattern, {" ".join(k.split()): v for k, v in roles.items()}, {f"tail{i}": frozenset({name}) for i, name in enumerate(tails)})


def _spaced(phrases: object) -> str:
    return trie_pattern(phrases).replace("\\ ", r"\s+") or r"(?!)"  # type: ignore[arg-type]


def read_label(grammar: Grammar, text: str) -> Label | None:
    """The label with which a visible text begins, or None."""
    if ":" not in text[:120]:
        return None
    lexicon = grammar.once(_lexicon)
    found = lexicon.pattern.match(fold(text[:160]))
    return _label(lexicon, found, text) if found else None


def find_labels(grammar: Grammar, text: str) -> Iterator[Label]:
    """Labels inside a paragraph, each at the beginning of a sentence or of a bracket, in order."""
    if ":" not in text:
        return
    lexicon = grammar.once(_lexicon)
    for found in lexicon.pattern.finditer(fold(text)):
        if _opens(text, found.start()):
            yield _label(lexicon, found, text)


def _opens(text: str, at: int) -> bool:
    """Whether a label may begin here: after the end of a sentence, an opening bracket, or a separator in brackets."""
    before = text[:at].rstrip()
    if not before:
        return True
    if text[at - 1] not in " \t(\n":
        return False
    return before[-1] in ".;:…)”\"(!?" or (before[-1] in ",-–" and text[at].isupper())


def _label(lexicon: _Lexicon, found: re.Match[str], text: str) -> Label:
    name = found.lastgroup or "plain"
    phrase = " ".join(found[name].split())
    slot = next(iter(lexicon.slots.get(name, ())), None)
    role, weak = lexicon.roles[f"<{slot}> {phrase}" if slot else phrase]
    return Label(text[found.start() : found.end() - 1].strip(), role, weak, found.start(), found.end())
