"""What each section of a grammar may hold: its keys with their types, and which of them must be there.

`examples` are texts that the entry must match or read, `not` are near misses; `kehoach grammar check` runs both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Shape(NamedTuple):
    """The keys of an entry of one section, each with its type (str, list or dict), and the required ones."""

    keys: Mapping[str, type]
    required: tuple[str, ...] = ()


_PHRASES: dict[str, type] = {"phrases": list, "examples": list, "not": list, "note": str}
_REPAIR = {"wrong": str, "right": str, "note": str}

LEVELS = ("central", "province", "district", "commune", "village")
_FIELD_ROLES = ("lead", "support", "implementer", "deadline", "start", "deliverable", "target", "budget", "person", "approver", "content", "note", "other")
_COLUMN_ROLES = (*(role for role in _FIELD_ROLES if role != "content"), "work", "body", "number", "unit", "period", "place", "score", "grade", "comment", "advisor", "examiner", "watcher", "doer")

# The words that a key may have where another one would be read as nothing: a misspelt role would lose its label in silence.
CHOICES: dict[str, Mapping[str, tuple[str, ...]]] = {
    "labels": {"role": _FIELD_ROLES},
    "columns": {"role": _COLUMN_ROLES, "where": ("whole", "start", "any", "dated", "years")},
    "headings": {"bears": ("assignments", "tasks", "nothing", "form")},
    "agencies": {"level": LEVELS},
    "agencies.successors": {
        "relation": ("merged_into", "reorganised_into", "renamed", "function_moved", "split_into", "dissolved_into", "abolished", "superseded_by"),
    },
    "abbreviations.readings": {"place": ("true",), "alone": ("true",), "proper": ("true",)},
    "provinces": {"unit": ("province", "city")},
    "markers": {"kind": ("part", "section", "item", "bullet")},
}

# What a text must look like: section → key → a form that `grammar.read` knows; of a list, each text.
FORMS: dict[str, Mapping[str, str]] = {
    "agencies": {"valid_from": "date", "valid_to": "date"},
    "provinces": {"valid_from": "date", "valid_to": "date", "territory_changed_on": "date"},
    "legal": {"effective": "date"},
    "lunar_new_year": {"id": "year", "date": "day"},
    "public_holidays": {"id": "year", "dates": "day"},
    "markers": {"rank": "number", "shapes": "shape"},
}

# The keys whose list holds mappings, not texts.
ITEMS: dict[str, Shape] = {
    "agencies.successors": Shape({"id": str, "relation": str, "basis": str}, ("id", "relation")),
    "abbreviations.readings": Shape({"full": str, "before": list, "after": list, "level": list, "place": str, "alone": str, "proper": str}, ("full",)),
}

SECTIONS: dict[str, Shape] = {
    # numbering.yaml
    "markers": Shape(
        {"series": str, "rank": str, "kind": str, "words": list, "shapes": list, "bullets": list, "examples": list, "not": list, "note": str},
        ("series", "rank", "kind"),
    ),
    "ordinals": Shape(_PHRASES, ("phrases",)),
    # fields.yaml
    "slots": Shape(_PHRASES, ("phrases",)),
    "labels": Shape({**_PHRASES, "role": str, "weak": str}, ("role", "phrases")),
    # sections.yaml
    "headings": Shape({**_PHRASES, "bears": str}, ("bears", "phrases")),
    "heading_openings": Shape(_PHRASES, ("phrases",)),
    # joins.yaml
    "joins": Shape(_PHRASES, ("phrases",)),
    # assignments.yaml
    "verbs": Shape({**_PHRASES, "does": str}, ("does", "phrases")),
    # envelope.yaml
    "envelope": Shape(_PHRASES, ("phrases",)),
    # tables.yaml
    "columns": Shape({**_PHRASES, "role": str, "where": str}, ("role", "where", "phrases")),
    "cell_words": Shape(_PHRASES, ("phrases",)),
    # furniture.yaml
    "furniture": Shape({**_PHRASES, "kind": str}, ("kind", "phrases")),
    "frames": Shape(_PHRASES, ("phrases",)),
    "contents": Shape(_PHRASES, ("phrases",)),
    "syllables": Shape(_PHRASES, ("phrases",)),
    "document_types": Shape({**_PHRASES, "name": str, "symbol": str, "party_symbol": str}, ("name",)),
    # check.yaml
    "vague_bodies": Shape(_PHRASES, ("phrases",)),
    "issuers": Shape({**_PHRASES, "name": str, "kinds": list}, ("name",)),
    "attached_words": Shape(_PHRASES, ("phrases",)),
    "number_repairs": Shape({**_REPAIR, "examples": list, "not": list}, ("wrong", "right")),
    "time_phrases": Shape(_PHRASES, ("phrases",)),
    "done_words": Shape(_PHRASES, ("phrases",)),
    "own_times": Shape(_PHRASES, ("phrases",)),
    "growth_words": Shape(_PHRASES, ("phrases",)),
    "target_years": Shape(_PHRASES, ("phrases",)),
    "misprints": Shape({**_REPAIR, "not": list}, ("wrong", "right")),
    "odd_letters": Shape(_REPAIR, ("wrong", "right")),
    "leftovers": Shape(_PHRASES, ("phrases",)),
    "page_marks": Shape(_PHRASES, ("phrases",)),
    "shared_mail": Shape(_PHRASES, ("phrases",)),
    # deadlines.yaml
    "deadline_words": Shape(_PHRASES, ("phrases",)),
    "deadline_repairs": Shape(_PHRASES, ("phrases",)),
    "deadline_repairs_before": Shape(_PHRASES, ("phrases",)),
    "deadline_no_misprints": Shape(_PHRASES, ("phrases",)),
    "deadline_conventions": Shape({"says": str, "other": str}, ("says",)),
    "deadline_prose": Shape(_PHRASES, ("phrases",)),
    "lunar_new_year": Shape({"date": str, "phrases": list}, ("date",)),
    "public_holidays": Shape({"dates": list}, ("dates",)),
    # citations.yaml
    "cited_kinds": Shape({**_PHRASES, "name": str, "named": str}, ("name", "phrases")),
    "citation_words": Shape(_PHRASES, ("phrases",)),
    # targets.yaml
    "target_words": Shape(_PHRASES, ("phrases",)),
    # agencies/*.yaml
    "agencies": Shape(
        {"name": str, "aliases": list, "short": list, "misnamed": list, "level": str, "kind": str, "valid_from": str, "valid_to": str, "successors": list,
         "basis": str, "parent": str, "head": str, "confidence": str, "note": str, "examples": list, "not": list},
        ("name", "kind"),
    ),
    # abbreviations.yaml
    "abbreviations": Shape(
        {"forms": list, "full": str, "readings": list, "meanings": list, "expand": str, "category": str, "note": str, "examples": list, "not": list}, ("forms",)
    ),
    # places.yaml
    "provinces": Shape(
        {"name": str, "bare": str, "aliases": list, "unit": str, "valid_from": str, "valid_to": str, "successor": str, "territory_changed_on": str, "basis": str,
         "confidence": str, "merged_from": list, "note": str},
        ("name", "bare", "unit"),
    ),
    # legal.yaml
    "legal": Shape({"doc": str, "date": str, "effective": str, "what": str, "confidence": str}, ("doc",)),
    # segmentation.yaml
    "heads": Shape({**_PHRASES, "kind": str, "level": str, "does": list, "not_before": list}, ("phrases",)),
    "nouns": Shape({**_PHRASES, "level": str}, ("phrases",)),
    "list_words": Shape({**_PHRASES, "does": str, "level": str}, ("does", "phrases")),
}
