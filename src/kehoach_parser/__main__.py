"""`python -m kehoach_parser`: the command line, where the command `kehoach` is not on the path."""

from __future__ import annotations

from kehoach_parser.cli import main

if __name__ == "__main__":
    main()
