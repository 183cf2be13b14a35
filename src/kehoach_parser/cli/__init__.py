"""The command line. Each command is a module with an `app`; it is imported when it is run, since start-up counts."""

from __future__ import annotations

import sys

from kehoach_parser.errors import KehoachError, UsageError

# name → (module, what `kehoach --help` says); one line a command
COMMANDS: dict[str, tuple[str, str]] = {
    "parse": ("parse", "Read plans into a task tree (JSON, YAML or one task a line)."),
    "check": ("check", "Find what is unclear or wrong in plans."),
    "explain": ("explain", "Say what a rule finds and why it matters."),
    "export": ("export", "Write Excel, CSV, calendar, review page, Markdown or Parquet."),
    "due": ("due", "Show what is overdue, due, running and recurring."),
    "compare": ("compare", "Compare two plans or two versions of one."),
    "eval": ("evaluate", "Measure results against hand-made answers."),
    "agencies": ("agencies", "Look up bodies, their history and successors."),
    "deadline": ("deadline", "Show how a deadline phrase is read, and why."),
    "grammar": ("grammar", "Check grammar files and run their examples."),
    "schema": ("schema", "Print the JSON Schema of the output."),
    "batch": ("batch", "Parse very many plans on a Dask cluster."),
    "cache": ("cache", "Show or clear what is kept between runs."),
    "doctor": ("doctor", "Show what is installed and what is missing."),
}


def main(argv: list[str] | None = None) -> None:
    """Runs the command line and exits: 0 done, 1 findings or failures, 2 wrong usage or a broken grammar.

    Without `argv` this is the whole life of the process, which is then made short.
    """
    if argv is None:
        _live_shortly()
    else:
        _run(argv)


def _live_shortly() -> None:
    """Runs the command in a process that ends with it: hardly a collection of garbage (the first costs as much as reading a plan), and no taking apart at the end (a tenth of a short run)."""
    import atexit
    import gc
    import os
    import threading

    from kehoach_parser.cli.warm import keep_patterns, load_patterns

    gc.set_threshold(200_000, 20, 50)
    loaded = load_patterns()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # looking for them costs more than reading a plan
    try:
        _run(sys.argv[1:])
        status: object = 0
    except SystemExit as ended:
        status = ended.code or 0
    if not isinstance(status, int) or threading.active_count() > 1:
        sys.exit(status)  # type: ignore[arg-type]
    keep_patterns(loaded)
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        status = 1
    except OSError as error:
        _say_lost(error)
        status = _status(sys.argv[1:], 1)
    os._exit(status)


def _run(arguments: list[str]) -> None:
    _replace_closed_streams()
    try:
        if arguments == ["--version"]:
            from kehoach_parser import __version__

            print(f"kehoach {__version__}", flush=True)
            return
        from kehoach_parser.cli.root import root

        root()(arguments, prog_name="kehoach")
    except UsageError as error:
        _say(error)
        sys.exit(2)
    except KehoachError as error:
        _say(error)
        sys.exit(_status(arguments, error.exit_code))
    except BrokenPipeError:
        _close_quietly()
        sys.exit(1)
    except OSError as error:  # what a command did not turn into a sentence of its own: a full disk behind standard output, or none (`>&-`)
        _close_quietly()
        _say_lost(error)
        sys.exit(_status(arguments, 1))


def _status(arguments: list[str], status: int) -> int:
    """The exit status of a run that broke off; that of `check` is never 1, which means findings."""
    return 2 if arguments[:1] == ["check"] else status


def _replace_closed_streams() -> None:
    """Gives standard output and error that the shell closed (`>&-`) a file of their own, before anything else is opened in their place.

    What is said on standard error is lost there; a result written to standard output must fail, so that file cannot be written.
    """
    import os

    if sys.stdout is None:
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for the life of the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - likewise


def _say(error: KehoachError) -> None:
    print(f"kehoach: {error}", file=sys.stderr)


def _say_lost(error: OSError) -> None:
    import errno

    reason = (error.strerror or str(error)).lower()
    where = f"{error.filename}: {reason}" if error.filename else f"standard output: cannot be written ({'it is closed' if error.errno == errno.EBADF else reason})"
    print(f"kehoach: {where}", file=sys.stderr)


def _close_quietly() -> None:
    """Points standard output at nothing, so that the interpreter's last flush does not complain about the pipe."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
