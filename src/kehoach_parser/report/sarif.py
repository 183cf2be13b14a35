"""SARIF 2.1.0 (OASIS), as GitHub code scanning and other viewers read it. Columns count code points."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from kehoach_parser.findings import Checked, Finding
from kehoach_parser.message_table import TABLE
from kehoach_parser.report.options import Options

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "kehoach/v1"
_LEVELS = {"error": "error", "warning": "warning", "info": "note", "off": "none"}
_INDEX = {code: index for index, code in enumerate(TABLE)}


def render(plans: Iterable[Checked], options: Options) -> Iterator[str]:
    """One run with the metadata of every rule, its results written as they come."""
    driver = {"name": "kehoach", "semanticVersion": options.version, "rules": [_rule(code, options.lang) for code in TABLE]}
    yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{"tool": {{"driver": {_dump(driver)}}}, "columnKind": "unicodeCodePoints", "results": ['
    before = "\n"
    for checked in plans:
        for finding in checked.findings:
            yield f"{before}{_dump(_result(finding))}"
            before = ",\n"
    yield "\n]}]}\n"


def _rule(code: str, lang: str) -> dict[str, Any]:
    entry = TABLE[code]
    text, advice = (entry.en, entry.help_en) if lang == "en" else (entry.vi, entry.help_vi)
    return {
        "id": code,
        "name": entry.slug,
        "shortDescription": {"text": _without_slots(text)},
        "help": {"text": _without_slots(advice)},
        "defaultConfiguration": {"enabled": entry.level != "off", "level": _LEVELS[entry.level]},
    }


def _without_slots(template: str) -> str:
    for slot in range(4):
        template = template.replace(f"{{{slot}}}", "…")
    return template


def _result(finding: Finding) -> dict[str, Any]:
    d = finding.diagnostic
    region = {"startLine": finding.line, "startColumn": finding.column, "endLine": finding.end_line, "endColumn": finding.end_column}
    result: dict[str, Any] = {
        "ruleId": d.code,
        "level": _LEVELS[d.severity],
        "message": {"text": d.message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(finding.path)}, "region": region}}],
        "partialFingerprints": {FINGERPRINT: finding.mark},
    }
    if d.code in _INDEX:
        result["ruleIndex"] = _INDEX[d.code]
    return result


def _uri(path: str) -> str:
    forward = path.replace("\\", "/")
    return ("file://" if forward.startswith("/") else "") + quote(forward.removeprefix("./"))


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
