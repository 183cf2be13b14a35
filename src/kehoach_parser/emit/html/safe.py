"""The one door through which text comes into the page."""

from __future__ import annotations

from html import escape

_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), "�")


def safe(text: object) -> str:
    """The text for an element or a quoted attribute: markup characters as entities, control characters made visible."""
    return escape(str(text).translate(_CONTROLS), quote=True)


def attributes(**given: object) -> str:
    """Attributes with their values escaped; those that are None are left out, an underscore stands for a dash."""
    return "".join(f' {name.strip("_").replace("_", "-")}="{safe(value)}"' for name, value in given.items() if value is not None)
