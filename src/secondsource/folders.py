"""Where a user's own files lie, by the customs of the platform.

In: the environment. Out: folders, which need not be there yet. It refuses to make them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

NAME = "secondsource"


def data_folder() -> Path:
    """The folder for what the user keeps: added places, and cases that were put nowhere else."""
    return _folder("LOCALAPPDATA", "XDG_DATA_HOME", Path(".local") / "share")


def config_folder() -> Path:
    """The folder for how the user works: the cases opened last."""
    return _folder("APPDATA", "XDG_CONFIG_HOME", Path(".config"))


def _folder(windows: str, xdg: str, home: Path) -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get(windows) or Path.home()) / NAME
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / NAME
    return Path(os.environ.get(xdg) or Path.home() / home) / NAME
