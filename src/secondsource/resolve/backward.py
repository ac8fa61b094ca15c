"""Words that stand for a place said before: "the capital", "the same town", "the base", "there".

In: such words, and the mentions of their report. Out: the place they take up, or None. It refuses
to take up a place that the report names only afterwards, save for the country of a capital.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from secondsource.model import Actor, ActorKind, Evidence, Layer, Mention, Place
from secondsource.resolve.gazetteer import Gazetteer
from secondsource.resolve.hints import open_hints

LESSER = frozenset({"district", "provincial", "province", "regional", "state", "county", "a"})
"""Words that make a capital that of less than a country."""

NEW = frozenset({"a", "an", "another"})
"""Words before a place that was not said yet: "a border village"."""


def meant_before(
    words: Evidence, mentions: tuple[Mention, ...], gazetteer: Gazetteer
) -> Place | None:
    """The place that "the capital", "the same town" or "there" stands for, or None."""
    hints = open_hints()
    plain = re.findall(r"[a-z]+", words.quote.lower())
    if not plain or len(plain) > 7 or plain[0] in NEW:
        return None
    if plain[-1] in ("former", "latter"):
        return _of_two(plain[-1], words, mentions)
    if "capital" in plain:
        if LESSER & set(plain):
            return None  # "a district capital"
        return _capital(words, mentions, gazetteer)
    head = plain[-1]
    if len(plain) > 3 or any(c.isupper() for c in words.quote[1:]):
        return None
    if hints.kinds & {head}:
        return _of_kind(head, words, mentions, gazetteer)
    for kind, nouns in hints.backward.items():
        if head in nouns:
            wanted = {"city": {1, 2}, "region": {3, 4}, "country": {6}, "area": {4, 5}}[kind]
            before = [p for _, p in _before(words, mentions) if p.precision in wanted]
            return before[-1] if before else None
    return None


def _before(words: Evidence, mentions: Sequence[Mention]) -> list[tuple[Mention, Place]]:
    """The places named before some words, without capitals that speak for their governments."""
    speaking = {
        (m.start, m.end)
        for m in mentions
        if isinstance(m.value, Actor) and m.value.kind is ActorKind.GOVERNMENT
    }
    return [
        (m, m.value)
        for m in mentions
        if m.layer is Layer.PLACES
        and m.end <= words.start
        and isinstance(m.value, Place)
        and (m.start, m.end) not in speaking
    ]


def _of_two(which: str, words: Evidence, mentions: Sequence[Mention]) -> Place | None:
    """The one of the last two places told apart before "the former" or "the latter", or None.

    Of "X in Y and Z in W" these are X and Z: places that hold another are passed over.
    """
    before = (place for _, place in _before(words, mentions))
    fine = [place for place in before if place.lat is not None and (place.precision or 9) <= 2]
    if len(fine) < 2 or (which == "former" and len(fine) > 2):
        return None
    return fine[-1] if which == "latter" else fine[0]


def _of_kind(
    head: str, words: Evidence, mentions: Sequence[Mention], gazetteer: Gazetteer
) -> Place | None:
    """The last base, camp, crossing or island named before "the base", "the same camp"."""
    for mention, place in reversed(_before(words, mentions)):
        spot = gazetteer.known(place.id)
        if spot is not None and (spot.kind == head or head in mention.quote.lower()):
            return place
    return None


def _capital(words: Evidence, mentions: Sequence[Mention], gazetteer: Gazetteer) -> Place | None:
    """The capital of the people in the words ("the Syrian capital"), else of the country named."""
    for word in re.findall(r"[A-Z]\w+", words.quote):
        code = gazetteer.people_of(word)
        if code:
            capital = gazetteer.capital(code)
            return None if capital is None else gazetteer.place(capital)
    countries = countries_of([m for m in mentions if m.end <= words.start]) or countries_of(
        mentions
    )
    for code, _count in countries.most_common(1):
        capital = gazetteer.capital(code)
        return None if capital is None else gazetteer.place(capital)
    return None


def countries_of(mentions: Sequence[Mention]) -> Counter[str]:
    """How often each country is the one of a place that a report names."""
    return Counter(
        m.value.country
        for m in mentions
        if m.layer is Layer.PLACES and isinstance(m.value, Place) and m.value.country
    )
