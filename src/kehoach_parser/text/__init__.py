"""Document text → lines and blocks.

Guarantees after this stage:
1. the lines, with their line ends, rejoin to the document text;
2. every line that is not blank, or each piece of one that held a whole plan, is in exactly one block or is named furniture;
3. a block has at most one marker; its visible text leads back to the document text letter by letter;
4. paragraphs that a page break or a line end cut in two are one block.
"""

from kehoach_parser.text.blocks import read_blocks
from kehoach_parser.text.lines import read_lines

__all__ = ["read_blocks", "read_lines"]
