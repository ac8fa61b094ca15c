"""Which side an actor stands on, read from its id alone.

In: the id of an actor. Out: the id of its side. All bodies and officials of one state are one side
(`actor:us-centcom`, `actor:us-pentagon`), so are the bodies of the United Nations (`actor:un-…`)
and the wings of one group (`actor:hamas.qassam`). It refuses to join an umbrella with its members:
they are related, not one side.
"""

from __future__ import annotations

import re

_STATE = re.compile(r"actor:([a-z]{2})-")


def side_of(actor_id: str) -> str:
    """The id of the side that the actor of an id belongs to."""
    state = _STATE.match(actor_id)
    if state is None:
        return actor_id.partition(".")[0]
    code = state.group(1)
    return "actor:un" if code == "un" else f"actor:{code}-government"
