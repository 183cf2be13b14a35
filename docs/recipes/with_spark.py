"""The same rows with Spark: `spark-submit docs/recipes/with_spark.py SOURCE OUT` (pip install pyspark 'kehoach-parser[parquet]').

SOURCE is a folder or bucket of plans, OUT a folder or bucket for Parquet; both as Spark takes them (file:/…, s3a://…).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import SparkSession

from kehoach_parser.cluster import DOCUMENT_COLUMNS, part_schema, rows_of
from kehoach_parser.emit.parquet import COLUMNS

KINDS = {"int32": "int", "bool": "boolean", "date32": "date", "list<string>": "array<string>"}
SCHEMA = ", ".join(f"`{name}` {KINDS.get(kind, kind)}" for name, (kind, _) in {**COLUMNS, **DOCUMENT_COLUMNS}.items())


def parse(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Files in, rows out."""
    for batch in batches:
        files = zip(batch["path"].to_pylist(), batch["content"].to_pylist(), strict=True)
        rows = [row for path, data in files for row in rows_of(path, data)]
        yield from pa.Table.from_pylist(rows, schema=part_schema()).to_batches()


def main(source: str, out: str) -> None:
    """Reads all files below `source` and writes their rows to `out`."""
    spark = SparkSession.builder.appName("kehoach").getOrCreate()
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(source)
    files.select("path", "content").mapInArrow(parse, SCHEMA).write.mode("overwrite").parquet(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
