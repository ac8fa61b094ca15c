"""The reports that ship with the package, for whoever wants to look before reading their own.

In: nothing. Out: their folder. It refuses to copy or change them.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def example_reports() -> Path:
    """The folder of example reports: in the package or, in a checkout, beside `src`."""
    packed = Path(str(files("secondsource") / "data" / "examples"))
    return packed if packed.is_dir() else Path(__file__).parents[2] / "examples" / "reports"
