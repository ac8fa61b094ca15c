"""How often each party of a case is named, and how often it vouches for a claim.

In: claims as people decided, or the rows of all others, which are counted where they lie: a case
has more claims than can be read while somebody waits. Out: `Parties`. It refuses words that stand
for nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, Table, func, select

from secondsource.model import ACTED, Actor, Claim, Value
from secondsource.store import schema
from secondsource.store.rows import Row
from secondsource.store.values import loads

Read = Callable[[Select[Any]], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Parties:
    """Parties with the words that name them, and ids of those that vouch, each with its number."""

    named: Counter[tuple[Actor, str]]
    vouch: Counter[str]


def parties_of(claims: Iterable[Claim]) -> Parties:
    """The parties of claims as they stand."""
    told = tuple(claims)
    said = [s for c in told for s in c.statements if s.property in ACTED]
    vouch = [c.attribution.speaker_actor for c in told if c.attribution]
    return Parties(
        Counter((s.value, s.evidence.quote) for s in said if isinstance(s.value, Actor)),
        Counter(name for name in vouch if name),
    )


def parties_beside(read: Read, reports: Collection[str], meant: Mapping[str, Actor]) -> Parties:
    """The parties of all reports but some; `meant` are those that a person identified."""
    said, told = schema.statement, schema.claim
    acted = said.c.property.in_([p.value for p in ACTED])
    named: Counter[tuple[Actor, str]] = Counter()
    for row in read(_counted(said, reports, "value", "evidence.quote").where(acted)):
        actor = cast(Actor | None, loads(row["value"] or "null", cast(type, Value | None)))
        if actor:
            named[meant.get(actor.id, actor), row["evidence.quote"]] += row["many"]
    vouch: Counter[str] = Counter()
    for row in read(_counted(told, reports, "attribution.speaker_actor")):
        name = row["attribution.speaker_actor"]
        if name:
            vouch[meant[name].id if name in meant else name] += row["many"]
    return Parties(named, vouch)


def _counted(table: Table, reports: Collection[str], *paths: str) -> Select[Any]:
    """What the bodies of live rows hold at some paths, each with how many hold it.

    Weak claims that are not in force count for nothing.
    """
    told, home = schema.claim.c, schema.home.c
    weak = told.replaced_at.is_(None) & told.body.contains('"weak":true')
    idle = select(told.id).where(weak, told.account_id.not_in(select(home.account_id)))
    held = [func.json_extract(table.c.body, f"$.{path}").label(path) for path in paths]
    claim = table.c.claim_id if table is schema.statement else table.c.id
    live = (table.c.replaced_at.is_(None), table.c.report_id.not_in(reports), claim.not_in(idle))
    return select(*held, func.count().label("many")).where(*live).group_by(*held)
