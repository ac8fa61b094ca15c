"""The command line: one function a verb; the only package that prints, asks the clock and exits.

Data goes to stdout, talk to stderr. Exit codes: 0 done; 1 failed, one line on stderr; 2 wrong
usage; 3 done, some reports failed and are listed by `secondsource issues`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from secondsource.cli import bringing, looking, deciding, giving, keeping, desk  # isort: skip
from secondsource.cli.frame import FORMATS, LAYERS, app, talk
from secondsource.errors import SecondSourceError

__all__ = ["FORMATS", "LAYERS", "app", "main"]
VERBS = (bringing, looking, deciding, giving, keeping, desk)
"""The modules of the verbs, in the order in which help lists them."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(args=argv, prog_name="secondsource", standalone_mode=True)
    except SecondSourceError as fault:
        talk(f"secondsource: {fault}")
        sys.exit(1)
