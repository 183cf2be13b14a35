"""Rows of a table under the groups they belong to, by the series of their numbers."""

from __future__ import annotations

import re

from kehoach_parser.draft import Draft


def series_of(marker: str, before: str = "") -> str:
    """The series of a marker in a number column; `before` is the last ordinal at the place, for I after H."""
    bare = marker.strip(" .):/(").replace(",", ".")
    if not bare:
        return marker.strip()[:1]
    if bare.isdigit() and marker.strip().startswith("(") and marker.strip().endswith(")"):
        return "paren"  # "(1)" stands below "1"
    if bare.replace(".", "").isdigit():
        depth = bare.count(".")
        return "arabic" if depth == 0 else f"decimal{depth}"
    follows = len(bare) == 1 and len(before) == 1 and ord(bare) - ord(before) == 1
    if re.fullmatch(r"[IVXL]+", bare) and not follows:
        return "roman"
    return ("upper" if bare.isupper() else "lower") if len(bare) == 1 else "other"


def hang(stack: list[Draft], top: list[Draft], draft: Draft) -> None:
    """Puts a row under the group it belongs to: 1.1 under 1, else beside the last one of its own series."""
    depth = _parent_depth(stack, draft)
    if depth is None and draft.code and draft.kind == "section":
        family = draft.code.rpartition(".")[0]
        depth = next((at for at, upper in enumerate(stack) if upper.code and upper.code.rpartition(".")[0] == family), None)
    if depth is None:
        depth = _sibling_depth(stack, draft)
    if depth is None:
        depth = len(stack)
        while depth and stack[depth - 1].kind == "row" and draft.series not in ("lower", "-", "+", "•", "*"):
            depth -= 1
    del stack[depth:]
    (stack[-1].children if stack else top).append(draft)
    if draft.kind == "section" or draft.series or draft.code:
        stack.append(draft)


def _parent_depth(stack: list[Draft], draft: Draft) -> int | None:
    """How much of the stack stands above a row with the code or number 1.1 or 1.1.2, where its 1 or 1.1 is open."""
    for depth in range(len(stack), 0, -1) if draft.code else ():
        if stack[depth - 1].code and draft.code.startswith(stack[depth - 1].code + "."):
            return depth
    ordinal = draft.ordinal or ""
    for depth in range(len(stack), 0, -1) if "." in ordinal else ():
        upper = stack[depth - 1].ordinal if stack[depth - 1].series != "paren" else None  # "3.5" is not below "(3)"
        if upper and ordinal.startswith(upper + "."):
            return depth
    return None


def _sibling_depth(stack: list[Draft], draft: Draft) -> int | None:
    """How much of the stack stands above the innermost open row or group of the same series."""
    for depth in range(len(stack) - 1, -1, -1):
        upper = stack[depth]
        if upper.series != draft.series or (upper.kind != draft.kind and not draft.series):
            continue
        if draft.kind == "section" and upper.kind == "row" and any(s.kind == "section" and s.series == draft.series for s in stack[:depth]):
            continue
        if draft.kind == "row" and upper.kind == "section" and draft.ordinal == "1" and not upper.children:
            return None  # numbers begin anew in the group
        return depth
    return None


def name_series(drafts: list[Draft]) -> None:
    """Series as the rest of the program names them; a title over no rows is a note."""
    for draft in drafts:
        if draft.kind == "section" and not draft.children:
            draft.kind = "row"
        draft.series = "decimal" if draft.series.startswith("decimal") else "" if draft.series == "other" else draft.series
        name_series(draft.children)
