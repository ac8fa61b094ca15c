"""`python -m secondsource.cli` is the command line too."""

from secondsource.cli import main

main()
