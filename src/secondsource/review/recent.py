"""The cases that were opened last, in a small file of the user's.

In: that file. Out: cases, the last opened first. It refuses to fail: what cannot be read is
forgotten, what cannot be written is not remembered.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

MOST = 12


@dataclass(frozen=True, slots=True)
class Recent:
    """A case that was opened before."""

    path: Path
    opened: str  # ISO

    @property
    def key(self) -> str:
        """What pages call it by, who never say where it lies."""
        return sha256(str(self.path).encode()).hexdigest()[:16]


def read_recent(file: Path | None) -> tuple[Recent, ...]:
    """The cases opened last that are still there."""
    if file is None:
        return ()
    try:
        rows = json.loads(file.read_text("utf-8"))
        found = [Recent(Path(row["path"]), str(row["opened"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        return ()
    return tuple(one for one in found if one.path.is_file())[:MOST]


def remember(file: Path | None, case: Path, now: datetime) -> None:
    """Put a case first among those opened last."""
    if file is None:
        return
    path = case.absolute()
    others = [one for one in read_recent(file) if one.path != path]
    rows = [Recent(path, now.isoformat()), *others][:MOST]
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        words = json.dumps([{"path": str(r.path), "opened": r.opened} for r in rows], indent=1)
        file.write_text(words + "\n", encoding="utf-8")
