"""Very many plans on a Dask cluster, from any fsspec store to Parquet on any fsspec store (extra `cluster`).

The files are put in order and cut into chunks; a chunk is one Dask task and one file `part-<hash>.parquet`, where the hash
stands for the files (name, size, version in the store), the program, the grammar and the options: a rerun leaves out the
parts that are there, and reports from them what failed. What cannot be read is a row with `error`. A file that the store did not give out even after some time,
or that needs a program or extra which the worker does not have, is a row too, but then the part is called
`partial-<hash>.parquet`, and the next run does that chunk again.
"""

from kehoach_parser.cluster.job import Batch, Part
from kehoach_parser.cluster.parts import DOCUMENT_COLUMNS, other_parts, part_schema, rows_of
from kehoach_parser.cluster.run import run_batch
from kehoach_parser.cluster.stores import list_files
from kehoach_parser.cluster.worker import do_chunk

__all__ = ["DOCUMENT_COLUMNS", "Batch", "Part", "do_chunk", "list_files", "other_parts", "part_schema", "rows_of", "run_batch"]
