"""JUnit XML: a testsuite a plan, a testcase a finding; a plan without findings is one passed testcase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from kehoach_parser.findings import Checked, Finding
from kehoach_parser.report.options import Options

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(plans: Iterable[Checked], options: Options) -> Iterator[str]:
    """A suite as soon as its plan is checked."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="kehoach">\n'
    for checked in plans:
        yield _suite(checked)
    yield "</testsuites>\n"


def _suite(checked: Checked) -> str:
    cases = [_case(finding) for finding in checked.findings] or [f"    <testcase name={_attribute(checked.path)} classname={_attribute(checked.path)}/>\n"]
    failures = len(checked.findings)
    head = f'  <testsuite name={_attribute(checked.path)} tests="{len(cases)}" failures="{failures}" errors="0">\n'
    return head + "".join(cases) + "  </testsuite>\n"


def _case(finding: Finding) -> str:
    d = finding.diagnostic
    name = f"{d.code} {finding.line}:{finding.column}"
    body = "\n".join(part for part in (f"{finding.path}:{finding.line}:{finding.column}: {d.code} {d.message}", d.help) if part)
    return (
        f"    <testcase name={_attribute(name)} classname={_attribute(finding.path)} line=\"{finding.line}\">\n"
        f"      <failure type={_attribute(d.severity)} message={_attribute(d.message)}>{escape(_legal(body))}</failure>\n"
        "    </testcase>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(_legal(text))


def _legal(text: str) -> str:
    """XML 1.0 has no place for control characters, escaped or not."""
    return _NOT_XML.sub("\ufffd", text)
