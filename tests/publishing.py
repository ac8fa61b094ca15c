"""What the tests of publishing share: two incidents of the example case, and what files hold."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from secondsource.model import Incident, Property
from secondsource.publish import Account, Publication

AT = datetime(2026, 1, 2, tzinfo=UTC)
STATION = ("Kramatorsk", "missile_strike")
AIRPORT = ("Abbey Gate", "suicide_bombing")

Prepare = Callable[..., tuple[Publication, Account]]


def the(incidents: tuple[Incident, ...], place: str, event_type: str) -> Incident:
    """The incident of one type at one place."""
    for incident in incidents:
        field = incident.field(Property.PLACE)
        if (
            incident.event_type == event_type
            and getattr(field and field.value, "name", "") == place
        ):
            return incident
    raise AssertionError(f"no {event_type} in {place}")


def everything(folder: Path) -> dict[str, str]:
    """The text of every file under a folder; of a workbook, that of its parts."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found[name] = " ".join(book.read(n).decode("utf-8") for n in book.namelist())
        else:
            found[name] = path.read_bytes().decode("utf-8", errors="replace")
    return found
