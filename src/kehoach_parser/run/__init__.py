"""Many plans in one go: which files, where each result goes, workers, what is known from earlier runs, the report.

Guarantees: 1. a file costs at most its own result, whatever it holds and whatever happens to the process that reads it;
2. results come in the order of the inputs; 3. an output file is whole or not there, also after a kill; 4. memory does not
grow with the number of files (only the failures, which are named, and 16 bytes a file for what earlier runs did).
"""
