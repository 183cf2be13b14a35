"""Tree → tree with tasks: labelled fields, agency headings, sentences that assign, and plain work items.

Guarantees after this stage:
1. a task hangs on the node that its fields, its heading or its sentence belong to;
2. what a task names (bodies, time) is still printed text, cut to the stretch that names it;
3. a value that comes from elsewhere (a heading, a lead-in) is marked `inherited`.
"""

from kehoach_parser.tasks.context import Readers
from kehoach_parser.tasks.find import find_tasks

__all__ = ["Readers", "find_tasks"]
