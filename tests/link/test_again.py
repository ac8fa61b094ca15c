"""Partners and copies found again after a change are those found from scratch."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.link import block as blocking
from secondsource.link import copies, open_weights, usual
from secondsource.link.block import Blocks, block, block_again
from secondsource.link.carriers import carriers_of, carrying
from secondsource.link.copies import copying, copying_again, find_copies
from secondsource.link.folded import sound, stem
from secondsource.link.pairs import Finding, compare
from secondsource.link.profile import Profile, profiles
from secondsource.link.usual import Pile, pile_of
from secondsource.model import Report, Thing, ThingKind
from telling import claim, report

WORDS = [f"word{n}" for n in range(24)]
WEIGHTS = open_weights()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "EVERY", 8)
    monkeypatch.setattr(blocking, "PARTNERS", 3)
    monkeypatch.setattr(blocking, "CROWD", 6)
    monkeypatch.setattr(copies, "CROWD", 3)
    monkeypatch.setattr(usual, "EXACT", 3)


def accounts(chance: random.Random, many: int) -> list[Profile]:
    """Accounts of two to a report that share some words."""
    claims = [claim(f"c{n:02}", f"r{n // 2:02}", [], start=9 * (n % 2)) for n in range(many)]
    reports = [report(f"r{n:02}") for n in range(many)]
    made = profiles(claims, reports, WEIGHTS.rarity, WEIGHTS.plain)
    return [replace(p, names={w: 5.0 for w in chance.sample(WORDS, 4)}) for p in made]


def partners(blocks: Blocks) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in blocks.ids if name}
    for n, m in np.argwhere(blocks.near >= 0).tolist() if not blocks.few else ():
        told = (blocks.ids[blocks.near[n, m]], int(blocks.shared[n, m]))
        found[blocks.ids[n]].append(told)
    return found


def named(blocks: Blocks) -> set[frozenset[str]]:
    return {frozenset((blocks.ids[a], blocks.ids[b])) for a, b in blocks.pairs()}


@pytest.mark.parametrize("seed", range(12))
def test_partners_found_again_are_those_of_all(seed: int, small: None) -> None:
    chance = random.Random(seed)
    every = {p.id: p for p in accounts(chance, 30)}
    known = dict(list(every.items())[: chance.choice((5, 14, 20))])
    blocks = block(list(known.values()))
    for _ in range(12):
        fresh = chance.sample(sorted(every), 2)
        gone = [n for n in chance.sample(sorted(known), 1) if n not in fresh and len(known) > 4]
        known = {n: p for n, p in known.items() if n not in gone}
        changed = [
            replace(every[n], names={w: 5.0 for w in chance.sample(WORDS, 4)}) for n in fresh
        ]
        known |= {p.id: p for p in changed}
        blocks = block_again(blocks, changed, gone)
        whole = block([known[n] for n in sorted(known)])
        assert partners(blocks) == partners(whole)
        assert named(blocks) == named(whole)


def printed(chance: random.Random, many: int) -> list[Report]:
    """Reports that repeat parts of four texts, some without a date."""
    texts = [[chance.choice(WORDS) for _ in range(40)] for _ in range(4)]
    found = []
    for n in range(many):
        words = chance.choice(texts)[chance.randrange(20) :]
        for _ in range(chance.choice((0, 0, 2))):
            words[chance.randrange(len(words))] = chance.choice(WORDS)
        text = " ".join(words)
        digest = hashlib.sha256(text.encode()).hexdigest()
        day = chance.choice((None, date(2024, 1, chance.randint(1, 28))))
        found.append(replace(report(f"r{n:02}"), text=text, sha256=digest, published=day))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_copies_found_again_are_those_of_all(seed: int, small: None) -> None:
    chance = random.Random(seed)
    reports = printed(chance, 30)
    rows = {r.id: "sheet" for r in reports if chance.random() < 0.2}

    def read(names: object) -> Sequence[Report]:
        return [r for r in reports if r.id in names]  # type: ignore[operator]

    known = copying(reports[:10], rows)
    for n in range(10, 30, 2):
        known = copying_again(known, reports[n : n + 2], rows, read)
        assert known.copies() == find_copies(reports[: n + 2], rows)
    assert known.direct


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=5, max_size=30))
def test_what_turned_usual_is_carried_by_those_who_say_it(texts: list[list[str]]) -> None:
    reports = [replace(report(f"r{n}"), text=" ".join(t)) for n, t in enumerate(texts)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usual, "EXACT", 3)
        pile, more = pile_of([], reports[:-1]), pile_of([], reports[-1:])
        now = pile_of([], reports)
        turned = pile.turned(now)
        assert pile.with_more(more) == now
        assert now.without(more) == pile
        if turned is None:
            return
        for known in reports[:-1]:
            says = carrying(carriers_of([], [known]), turned) != set()
            shares = [_shares(pile, known), _shares(now, known)]
            assert says or shares[0] == shares[1]


VOICED = ["Korsik", "Bandal", "Merovi", "grenades", "drones", "market", "convoy", "villagers"]


@pytest.mark.parametrize("seed", range(20))
def test_what_turns_usual_counts_only_between_those_who_say_it(seed: int, small: None) -> None:
    chance = random.Random(seed)
    words = [*VOICED, *WORDS]
    said = [chance.sample(words, 16) for _ in range(2)]
    claims, told = [], []
    for name, mine in zip("ab", said, strict=True):
        things = [Thing(ThingKind.PERSON, w) for w in mine if w[0].isupper()]
        text = " ".join(mine)
        claims.append(claim(name, name, [("victim", t) for t in things], text=text))
        told.append(replace(report(name), text=text))
    both, either = {*said[0]} & {*said[1]}, sorted({*said[0]} ^ {*said[1]})

    def compared(usual_words: Collection[str]) -> tuple[Finding, ...]:
        counts = {stem(w): 60 for w in usual_words}, {sound(w): 60 for w in usual_words}
        pile = Pile(100, *(Counter(c) for c in counts), Counter())
        one, two = profiles(claims, told, WEIGHTS.rarity, frozenset(), pile=pile)
        return compare(one, two, WEIGHTS.kin)

    assert compared(()) == compared(chance.sample(either, 3)) == compared(either)
    assert compared(()) != compared(both)


def _shares(pile: Pile, told: Report) -> list[float]:
    return [pile.share(pile.words[w]) for w in sorted(usual.words_of(told.text))]


def test_a_report_is_found_by_a_word_that_a_passage_cuts() -> None:
    long = replace(report("r1"), text="begin " + "a" * 230 + " middle " + "b" * 230)
    told = claim("c1", "r1", [], start=240)
    (carrier,) = carriers_of([told], [long])
    assert carrying([carrier], {"word:middle"}) == {"r1"}
    assert np.all(np.diff(carrier.keys) >= 0)
