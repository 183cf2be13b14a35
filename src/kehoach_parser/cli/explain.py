"""`kehoach explain`: what a rule finds, why it matters, and what to do."""

from __future__ import annotations

from typing import Annotated

import typer

from kehoach_parser.cli.options import NoColor, Quiet, Version
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import UsageError

HELP = """Say what a rule finds, why it matters, with a bad and a good example.

CODE is a code (KH301), a name (no-deadline), or a prefix (KH3) for all its rules.

Example: kehoach explain KH301 --lang en
"""
app = new_app(HELP)


@app.command(help=HELP)
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="KH301, no-deadline or KH3.")],
    lang: Annotated[str | None, typer.Option(metavar="vi|en", help="Language; from the locale by default, else vi.")] = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser.check.choose import code_or_prefix
    from kehoach_parser.check.pages import page_text
    from kehoach_parser.cli.check import locale_language
    from kehoach_parser.message_table import TABLE

    language = lang or locale_language()
    if language not in ("vi", "en"):
        raise UsageError(f"--lang takes vi or en, not {language!r}")
    prefix = code_or_prefix(code)
    print("\n".join(page_text(known, language) for known in TABLE if known.startswith(prefix)), end="")
