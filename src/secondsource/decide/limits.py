"""The places and parties that a scope names, as incidents bear them.

In: a scope in a person's words, the case, and the tools that know places and actors. Out: the same
scope with countries as ISO codes and other spellings under the name that the lists use. It refuses
a name that neither the lists nor the case know, for it would leave everything out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from secondsource.errors import InputError
from secondsource.model import Actor, Report
from secondsource.pipeline import Tools
from secondsource.resolve import tag_report
from secondsource.scope import Scope, unmet
from secondsource.store import Store

CODE = 2  # letters of an ISO code


def limits_named(store: Store, scope: Scope, tools: Tools) -> Scope:
    """The scope with its places and parties as incidents bear them; InputError on unknown ones."""
    if not (scope.places or scope.actors):
        return scope
    strange = frozenset(unmet(store.incidents(), scope))
    return replace(
        scope,
        places=_each(_place(name, name not in strange, tools) for name in scope.places),
        actors=_each(_party(name, name not in strange, tools) for name in scope.actors),
    )


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _place(name: str, here: bool, tools: Tools) -> str:
    if len(name) == CODE and name.isascii() and name.isalpha():
        code = name.upper()
        if tools.gazetteer.country(code):
            return code
        raise InputError(f"{name!r} is no ISO code of a country. Ukraine is UA, Mali is ML.")
    found = tools.gazetteer.named(name)
    best = min(
        found, key=lambda s: (s.rank, s.kind != "country", -(s.population or 0)), default=None
    )
    if best and best.kind == "country" and best.country:
        return best.country
    own = any(spot.name.casefold() == name.casefold() for spot in found)
    if own or here or tools.gazetteer.known(name):
        return name
    if best:
        return best.name
    raise InputError(
        f"No list of places and no incident of this case knows {name!r}. Check its spelling, or "
        "give the ISO code of its country (UA)."
    )


def _party(name: str, here: bool, tools: Tools) -> str:
    if here or tools.actors.get(name) or tools.actors.named(name):
        return name
    mentions = tag_report(Report("scope", name, "", ""), tools.gazetteer, tools.actors)
    whole = [m.value for m in mentions if (m.start, m.end) == (0, len(name))]
    for value in whole:
        if isinstance(value, Actor) and not value.provisional:
            return value.name
    raise InputError(
        f"No list of actors and no incident of this case knows {name!r}. Check its spelling, "
        "or take a name that the desk's page Actors lists."
    )
