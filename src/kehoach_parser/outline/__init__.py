"""Blocks → envelope (letterhead, title, closing part) and the tree of the body.

Guarantees after this stage:
1. every line that is not blank is counted in exactly one place of `coverage`;
2. depths are the document's: numbering style decides, not the number of `#` or the indentation;
3. a labelled field is bound to the node it belongs to.
"""

from kehoach_parser.draft import DraftHeader
from kehoach_parser.outline.envelope import Envelope, split_envelope
from kehoach_parser.outline.header import read_header
from kehoach_parser.outline.tree import build_tree

__all__ = ["DraftHeader", "Envelope", "build_tree", "read_header", "split_envelope"]
