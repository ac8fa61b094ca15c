"""What a person asks of a copy, in words: "72h", "admin2", "roles".

In: words of the command line or of a form. Out: options. It refuses words that mean nothing, and
says which would.
"""

from __future__ import annotations

import re
from datetime import timedelta

from secondsource.errors import ConfigError
from secondsource.publish.nouns import Options
from secondsource.publish.snap import Snap

UNITS = {"h": "hours", "d": "days", "w": "weeks"}
ROLES = "roles"


def options_of(
    *,
    drafts: bool = False,
    names: str | None = None,
    snap: str | None = None,
    delay: str | None = None,
) -> Options:
    """The options that words ask for; an empty word asks for nothing."""
    if names and names != ROLES:
        raise ConfigError(f"{names!r} is no way to give names. Say roles, or leave it out.")
    if snap and snap not in set(Snap):
        raise ConfigError(f"{snap!r} is no region. Say {' or '.join(Snap)}.")
    return Options(
        drafts=drafts,
        roles=bool(names),
        snap=Snap(snap) if snap else None,
        delay=_delay_of(delay) if delay else None,
    )


def _delay_of(words: str) -> timedelta:
    """The time of "72h", "3d" or "2w"."""
    found = re.fullmatch(r"(\d{1,4}) ?([hdw])", words.strip().lower())
    if found is None:
        raise ConfigError(f"{words!r} is no time to wait. Write it as 72h, 3d or 2w.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})
