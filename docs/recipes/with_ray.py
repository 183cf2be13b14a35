"""The same rows with Ray Data: `python docs/recipes/with_ray.py SOURCE OUT` (pip install 'ray[data]' 'kehoach-parser[parquet]').

SOURCE is a folder or bucket of plans, OUT a folder or bucket for Parquet; both as Ray takes them (a path, s3://…).
"""

from __future__ import annotations

import sys

import pyarrow as pa
import ray

from kehoach_parser.cluster import part_schema, rows_of


def parse(batch: pa.Table) -> pa.Table:
    """Files in, rows out."""
    files = zip(batch["path"].to_pylist(), batch["bytes"].to_pylist(), strict=True)
    return pa.Table.from_pylist([row for path, data in files for row in rows_of(path, data)], schema=part_schema())


def main(source: str, out: str) -> None:
    """Reads all files below `source` and writes their rows to `out`."""
    files = ray.data.read_binary_files(source, include_paths=True)
    files.map_batches(parse, batch_format="pyarrow", batch_size=500).write_parquet(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
