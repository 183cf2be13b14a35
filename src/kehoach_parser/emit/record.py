"""JSON of a plan that is still plain data."""

from __future__ import annotations

from kehoach_parser.record import Record


def record_to_json(record: Record) -> bytes:
    """The record as UTF-8 JSON, byte for byte what `to_json` writes of its plan."""
    import orjson

    return orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
