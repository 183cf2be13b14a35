"""Measures of what was read against what a person wrote down.

A gold file (YAML, one a plan) holds the header, the outline and the tasks as a careful reader understands them; a parsed
task and a gold task are the same when they stand on the same line. Numbers are per field and per kind of task, at three
strictnesses (`same.py`), and for whole records and whole plans, since a record with one wrong field is a wrong record.
"""

from kehoach_parser.evaluate.gold import Gold, load_gold
from kehoach_parser.evaluate.measure import Miss, Tally, measure_plan, total

__all__ = ["Gold", "Miss", "Tally", "load_gold", "measure_plan", "total"]
