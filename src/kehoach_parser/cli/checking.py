"""Plans in, checked plans out, one at a time: what `kehoach check` does between its options and its report."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kehoach_parser.check.baseline import Baseline, key_of, marks_of, split
from kehoach_parser.check.config import Settings
from kehoach_parser.check.engine import clear_tasks, every_place, said_once
from kehoach_parser.check.suppress import Suppressions, suppressions, suppressions_in_html
from kehoach_parser.errors import KehoachError, UsageError
from kehoach_parser.findings import Checked, place
from kehoach_parser.grammar import Grammar, load_grammar
from kehoach_parser.messages import diagnostic
from kehoach_parser.model import Plan
from kehoach_parser.plain import in_unicode

RANK = {"error": 3, "warning": 2, "info": 1}
STOPS_ALL = ("KH904", "KH909")  # a broken grammar or wrong usage is no finding about a plan


def _in_the_plan(error: KehoachError, path: str) -> bool:
    """Whether the error is a wrong comment in the plan itself: the other plans are checked all the same."""
    return error.line is not None and error.path == path


@dataclass(slots=True)
class Run:
    """One run over plans: what holds for all of them, and what came of it.

    `settings_of` gives the settings of a file. After the run `failed` says whether a finding reached its failing level,
    `unread` counts files that gave no plan, `baseline` holds what is still known and `written` what was found.
    """

    settings_of: Callable[[str], Settings]
    today: date
    lang: str
    grammar_dirs: Sequence[Path] = ()
    baseline_path: Path | None = None
    baseline: Baseline = field(default_factory=dict)
    diff_base: str | None = None
    failed: bool = False
    unread: int = 0
    found: Baseline = field(default_factory=dict)
    _rules: dict[int, dict[str, str]] = field(default_factory=dict)

    def check_files(self, paths: Sequence[str]) -> Iterator[Checked]:
        """Each file in order; a file that cannot be read is a finding and stops nothing."""
        from kehoach_parser.cli.plans import read_plan

        for path in paths:
            yield self._checked(path, lambda path=path: read_plan(Path(path), list(self.grammar_dirs)))  # type: ignore[misc]

    def check_bytes(self, name: str, data: bytes) -> Iterator[Checked]:
        """One plan from standard input, as if it stood in the file `name`."""
        yield self._checked(name, lambda: self._parse(name, data), data)

    @property
    def grammar(self) -> Grammar:
        """The built-in grammar with the user's own directories over it."""
        return load_grammar(*self.grammar_dirs)

    def _parse(self, name: str, data: bytes) -> Plan:
        from kehoach_parser.pipeline import parse_bytes

        return parse_bytes(name, data, grammar=self.grammar)

    def _checked(self, path: str, read: Callable[[], Plan], data: bytes | None = None) -> Checked:
        settings = self.settings_of(path)
        try:
            checked = self._check(path, read(), settings, data)
        except KehoachError as error:
            if error.code in STOPS_ALL and not _in_the_plan(error, path):
                raise
            return self._unreadable(path, error)
        if self.baseline_path is not None:  # first: what is old is still there, and stays in the baseline
            checked = self._without_known(checked, path, settings)
        if self.diff_base is not None:
            checked = self._without_old(checked, path, settings)
        checked = self._said_once(checked)  # last: what is left out above must not take other places with it
        worst = max((RANK[f.diagnostic.severity] for f in checked.findings), default=0)
        self.failed |= worst >= RANK[settings.fail_on]
        return checked

    def _check(self, path: str, plan: Plan, settings: Settings, data: bytes | None = None) -> Checked:
        given = every_place(plan, rules=self._rules_of(settings), today=self.today, lang=self.lang, grammar=self.grammar)
        ignored = settings.ignored_in(path)
        quiet = _suppressions(plan, path, data)
        kept = [d for d in given if not (ignored and d.code.startswith(ignored)) and not quiet.covers(d)]
        tasks, clear = clear_tasks(plan)
        shown = in_unicode(path)
        return Checked(shown, place(shown, plan.document_text, kept), tasks, clear)

    def _said_once(self, checked: Checked) -> Checked:
        said = said_once([finding.diagnostic for finding in checked.findings], self.lang)
        return replace(checked, findings=tuple(replace(f, diagnostic=d) for f, d in zip(checked.findings, said, strict=True) if d is not None))

    def _rules_of(self, settings: Settings) -> dict[str, str]:
        if id(settings) not in self._rules:
            self._rules[id(settings)] = settings.rules()
        return self._rules[id(settings)]

    def _unreadable(self, path: str, error: KehoachError) -> Checked:
        self.unread += 1
        given = diagnostic(error.code, (error.message,), line=error.line or 1, span=(0, 0), lang=self.lang)
        shown = in_unicode(path)
        return Checked(shown, place(shown, None, [given]), read=False)

    def _without_known(self, checked: Checked, path: str, settings: Settings) -> Checked:
        assert self.baseline_path is not None
        key = key_of(path, self.baseline_path)
        self.found[key] = marks_of(checked.findings)
        new, still = split(checked.findings, self.baseline.get(key, {}), self._rules_of(settings))
        if key in self.baseline:
            self.baseline[key] = still
        return replace(checked, findings=new)

    def _without_old(self, checked: Checked, path: str, settings: Settings) -> Checked:
        before = git_show(self.diff_base or "", path)
        if before is None:
            return checked
        try:
            old = marks_of(self._check(path, self._parse(path, before), settings, before).findings)
        except KehoachError:
            return checked
        return replace(checked, findings=split(checked.findings, old, ())[0])


def _suppressions(plan: Plan, path: str, data: bytes | None) -> Suppressions:
    """The suppression comments of a plan; those of HTML are in the file alone."""
    if plan.source.format != "html":
        return suppressions(plan.document_text, path)
    try:
        source = (Path(path).read_bytes() if data is None else data).decode("utf-8", "replace")
    except OSError:  # the plan came from elsewhere, for example as JSON
        return suppressions(plan.document_text, path)
    return suppressions_in_html(source, plan.document_text, path)


def git_show(revision: str, path: str) -> bytes | None:
    """The bytes of a file at a revision, None when it was not there. Raises UsageError for an unknown revision."""
    import subprocess

    folder = Path(path).absolute().parent
    if revision.startswith("-"):
        raise UsageError(f"--diff-base takes a revision, not {revision!r}")
    try:
        known = subprocess.run(["git", "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"], cwd=folder, capture_output=True, check=False)
        if known.returncode != 0:
            raise UsageError(f"--diff-base: {revision!r} is no revision of the repository around {path}")
        shown = subprocess.run(["git", "show", f"{revision}:./{Path(path).name}"], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise UsageError("--diff-base needs git, which is not installed") from error
    return shown.stdout if shown.returncode == 0 else None


def files_of(paths: Sequence[str], settings_of: Callable[[str], Settings], *, force_exclude: bool = False) -> list[str]:
    """The files to check, each once: those named, and all plans below the folders named, in the order of their names.

    `exclude` of the settings holds for files found in folders, with `force_exclude` for named ones too.
    """
    result: dict[str, str] = {}
    for given in paths:
        path = Path(given)
        if path.is_dir():
            for found in _in_folder(path):
                if not settings_of(found).excludes(found):
                    result.setdefault(os.path.realpath(found), found)
        elif not path.exists():
            raise UsageError("there is no such file or folder; check the path", path=given)
        elif not (force_exclude and settings_of(given).excludes(given)):
            result.setdefault(os.path.realpath(given), given)
    return list(result.values())


def _in_folder(folder: Path) -> list[str]:
    """The documents below a folder; what `kehoach parse` wrote only where there are none, so that no plan is checked twice."""
    from kehoach_parser.cli.plans import plans_below

    found = list(plans_below(folder))
    documents = [path for path in found if path.suffix.lower() != ".json"]
    return [str(path) for path in documents or found]


def with_progress(plans: Iterator[Checked], total: int, wanted: bool) -> Iterator[Checked]:
    """The same plans; on a terminal a line on standard error says how far the run is, and is gone before each report."""
    if not wanted or total < 2:
        yield from plans
        return
    for number in range(1, total + 1):
        print(f"\r\x1b[K{number}/{total}", end="", file=sys.stderr, flush=True)
        checked = next(plans, None)
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        if checked is None:
            return
        yield checked
