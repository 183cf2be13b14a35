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
    """Runs the command line and exits: 0 done, 1 findings or failures, 2 wrong usage or a broken grammar."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments == ["--version"]:
        from kehoach_parser import __version__

        print(f"kehoach {__version__}")
        return
    from kehoach_parser.cli.root import root

    try:
        root()(arguments, prog_name="kehoach")
    except UsageError as error:
        _say(error)
        sys.exit(2)
    except KehoachError as error:
        _say(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        _close_quietly()
        sys.exit(1)


def _say(error: KehoachError) -> None:
    print(f"kehoach: {error}", file=sys.stderr)


def _close_quietly() -> None:
    """Points standard output at nothing, so that the interpreter's last flush does not complain about the pipe."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
