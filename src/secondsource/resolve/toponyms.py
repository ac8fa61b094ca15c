"""Names in a report that may be places: those the gazetteer knows, and unknown ones in place.

In: the words of a report, the gazetteer, and the actor names found in it. Out: candidates in the
order of the text, none overlapping another, each with the spots that bear its name and the
features of its surroundings. It refuses to choose between namesakes and to decide whether a
candidate is a place: both are the business of `places`.
"""

from __future__ import annotations

from secondsource.model import Actor, ActorKind, Mention
from secondsource.resolve.gazetteer import Gazetteer, Spot
from secondsource.resolve.page import ARTICLES, JOINS, Candidate, Page

LONGEST = 6  # words in a name


def candidates(page: Page, gazetteer: Gazetteer, parties: tuple[Mention, ...]) -> list[Candidate]:
    """The names of a text that may be places, the longest at each point."""
    taken = _names_of_parties(parties)
    found: list[Candidate] = []
    streets: set[str] = set()
    index = 0
    while index < len(page.tokens):
        if not (page.tokens[index].capital or page.tokens[index].text in ARTICLES):
            index += 1
            continue
        last, spots = _match(page, index, gazetteer)
        if last is None or page.is_label(index) or _is_part(page, index, spots):
            index += 1
            continue
        candidate = page.candidate(index, last, spots, found[-1].last if found else -1)
        if spots and page.after_way(index) and not _strong(spots):
            streets.add(candidate.words)
        inside = _party_of(candidate, taken)
        index = candidate.last + 1
        if inside is not None and (not spots or not _same(candidate, inside)):
            continue
        if not spots and not page.named_in_passing(candidate):
            candidate = candidate._replace(features=candidate.features | {"unplaced"})
        if inside is not None:
            candidate = candidate._replace(party=getattr(inside.value, "country", None))
        found.append(candidate)
    return _with_persons([c for c in found if c.words not in streets])


def _match(page: Page, first: int, gazetteer: Gazetteer) -> tuple[int | None, tuple[Spot, ...]]:
    """The end and the spots of the name that begins at a word; no spots where none is known."""
    known = _longest(page, first, gazetteer)
    whole = page.unknown(first)
    if whole is not None and any(
        gazetteer.people_of(page.tokens[i].text) for i in range(first, whole + 1)
    ):
        whole = None
    if known is None:
        return whole, ()
    last, spots = known
    if whole is not None and whole > last == first:
        part = page.words.has("name_part", page.tokens[first].text.lower())
        after = _longest(page, first + 1, gazetteer)
        apart = after is not None and _strong(after[1])
        if part and after is not None and any(s.kind == "country" for s in after[1]):
            apart = False  # "Villa El Salvador"
        if (part or not _strong(spots)) and not apart and page.as_place(first, whole):
            return whole, ()
    return last, spots


def _is_part(page: Page, index: int, spots: tuple[Spot, ...]) -> bool:
    """Whether a country's name is the end of a town's of which capitals left no trace."""
    if not any(spot.kind == "country" for spot in spots):
        return False
    before = page.near(index, back=True)
    return before is not None and page.words.has("name_part", before.text)


def _strong(spots: tuple[Spot, ...]) -> bool:
    """Whether a name is that of a country, a larger town or a place of the supplement."""
    return any(
        s.kind == "country" or s.population > 100_000 or s.id.startswith("place:") for s in spots
    )


def _site(page: Page, first: int, gazetteer: Gazetteer) -> tuple[int, tuple[Spot, ...]] | None:
    """A site of the supplement whose name ends in small letters: "Rafah crossing"."""
    toks = page.tokens
    last = first
    for index in range(first + 1, min(first + 5, len(toks))):
        if not (toks[index].gap in JOINS and (toks[index].capital or page.article(index))):
            break
        last = index
    ends = []
    for end in range(last + 1, min(last + 4, len(toks))):
        if toks[end].gap != " " or not page.words.has("site", toks[end].text):
            break
        ends.append(end)
    for end in reversed(ends):
        spots = gazetteer.named(page.text[toks[first].start : toks[end].end])
        spots = tuple(spot for spot in spots if spot.id.startswith("place:"))
        if spots:
            return end, spots
    return None


def _longest(page: Page, first: int, gazetteer: Gazetteer) -> tuple[int, tuple[Spot, ...]] | None:
    toks = page.tokens
    if not (toks[first].capital or page.article(first)):
        return None
    site = _site(page, first, gazetteer)
    if site is not None:
        return site
    last = first
    while last + 1 < len(toks) and last - first < LONGEST - 1 and page.joined(last + 1):
        last += 1
    for end in range(last, first - 1, -1):
        token = toks[end]
        if not (token.capital or token.text[0].isdigit()):
            continue
        if end == first and not page.may_stand_alone(first):
            continue
        name = page.text[toks[first].start : token.end]
        if len(name.replace(".", "")) <= 3 and not name.isupper() and len(name) < 3:
            continue
        if end == first and gazetteer.people_of(name):
            continue
        spots = gazetteer.named(name)
        if name.isupper() and len(name) <= 4:
            spots = tuple(s for s in spots if s.rank == 0)
        if spots:
            return end, spots
    return None


def _names_of_parties(parties: tuple[Mention, ...]) -> dict[int, Mention]:
    return {offset: party for party in parties for offset in range(party.start, party.end)}


def _party_of(candidate: Candidate, taken: dict[int, Mention]) -> Mention | None:
    """The actor whose name a candidate is a part of; none where it holds or crosses the name."""
    party = taken.get(candidate.start)
    if party is None or (party.start == candidate.start and party.end < candidate.end):
        return None
    return party


def _same(candidate: Candidate, party: Mention) -> bool:
    """Whether an actor's name is the candidate alone, so that it may be both."""
    actor = party.value
    if isinstance(actor, Actor) and actor.kind is ActorKind.PERSON:
        return bool({"head", "preposition"} & candidate.features)
    quote = party.quote.strip()
    if quote.lower().startswith("the "):
        quote = quote[4:]
    return quote in (candidate.words, candidate.words + "'s", candidate.words + "’s") or any(
        s.kind == "country" for s in candidate.spots
    )


def _with_persons(found: list[Candidate]) -> list[Candidate]:
    """Mark names that the report elsewhere gives to a person, by a first name or a title."""
    persons = {
        c.words
        for c in found
        if "title_before" in c.features
        or ("name_before" in c.features and not {"title_case", "head"} & c.features)
    }
    return [
        c._replace(features=c.features | {"person_elsewhere"})
        if c.words in persons and "title_before" not in c.features
        else c
        for c in found
    ]
