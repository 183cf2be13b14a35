"""Two plans side by side: a superior plan and the one that implements it, or two versions of one plan.

Guarantees: each task is in one pair at most; every pair carries its score; nothing is claimed below the threshold; a
difference is only told of what both plans say.
"""

from kehoach_parser.compare.plans import Change, Comparison, Side, compare_plans

__all__ = ["Change", "Comparison", "Side", "compare_plans"]
