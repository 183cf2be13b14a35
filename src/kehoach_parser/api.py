"""Single values read on their own: one agency list, one deadline, the citations of a text."""

from __future__ import annotations
