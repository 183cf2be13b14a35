"""YAML: the same tree as JSON."""

from __future__ import annotations

from kehoach_parser.model import Plan


def to_yaml(plan: Plan) -> bytes:
    """The plan as UTF-8 YAML, keys in the order of the model; what YAML would read as a number or date is quoted."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: bytes = yaml.dump(plan.model_dump(mode="json"), Dumper=dumper, allow_unicode=True, sort_keys=False, width=1_000_000, encoding="utf-8")
    return text
