"""Finds what is unclear or wrong in a plan: one rule a module in `rules/`, named like its slug in `message_table`.

Guarantees:
1. a rule reads the plan, its text, the grammar and `today`, and nothing else; checking changes nothing;
2. findings come in the order of the text, the same in every run, none twice;
3. levels, selection and language are the runner's business: a rule only says where and with which values.
"""

from kehoach_parser.check.engine import check_plan

__all__ = ["check_plan"]
