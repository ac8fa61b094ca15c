"""Decisions over time: any order of reading gives one case, and no decision is ever dropped."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from conftest import AT
from secondsource.decide import Act, Grounds, check, judge, rule, undo
from secondsource.errors import InputError
from secondsource.extract import open_rules
from secondsource.model import (
    Actor,
    Claim,
    Decision,
    DecisionKind,
    Force,
    Incident,
    Kind,
    Place,
    Property,
    ReviewState,
    Standing,
    Status,
)
from secondsource.pipeline import Tools, code_report, decide, rebuild
from secondsource.read import Reading, read_sources
from secondsource.store import Store
from test_laws import exports

CLUSTERS = Path(__file__).parent / "cases" / "clusters.jsonl"
ACT = Act("amina", AT, "read both")
SEEDS = range(2)
Coded = list[tuple[Reading, tuple[Claim, ...]]]
Case = Callable[[], Store]


def coded(tools: Tools, source: Path = CLUSTERS, at: datetime = AT) -> Coded:
    """Reports that disagree, as some reader reads them."""
    found = [r for r in read_sources([str(source)], retrieved_at=at) if isinstance(r, Reading)]
    return [(r, code_report(r.report, tools)) for r in found]


@pytest.fixture(scope="module")
def rules(tools: Tools) -> Tools:
    """The tools without the model: another reader, and a quick one."""
    return replace(tools, reader=open_rules())


@pytest.fixture(scope="module")
def plainly(rules: Tools) -> Coded:
    return coded(rules)


@pytest.fixture(scope="module")
def sparsely(rules: Tools) -> Coded:
    """As read with every third trigger struck from the lexicon, and others of another type."""
    lexicon = rules.reader.lexicon
    verbs, nouns = (
        {
            word: tuple(replace(e, type="armed_assault") if n % 3 == 1 else e for e in entries)
            for n, (word, entries) in enumerate(sorted(known.items()))
            if n % 3
        }
        for known in (lexicon.verbs, lexicon.nouns)
    )
    reader = replace(rules.reader, lexicon=replace(lexicon, verbs=verbs, nouns=nouns))
    return coded(replace(rules, reader=reader))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Opens a new case for writing."""
    opened: list[Store] = []

    def new() -> Store:
        opened.append(Store.writer(tmp_path / f"{len(opened)}.db", AT))
        return opened[-1]

    yield new
    for store in opened:
        store.close()


def doubted(read: Coded, one_in: int = 3) -> Coded:
    """The same, with one in so many of the accounts of incidents read weakly."""

    def weakly(claim: Claim) -> Claim:
        weak = claim.kind is Kind.INCIDENT and int(claim.account_id[1:], 16) % one_in == 0
        return replace(claim, weak=weak)

    return [(reading, tuple(map(weakly, claims))) for reading, claims in read]


def feed(store: Store, read: Iterable[tuple[Reading, tuple[Claim, ...]]], coder: str) -> None:
    with store.transaction():
        for reading, claims in read:
            store.put_report(reading.report, reading.original, claims, coder=coder, at=AT)


def joined(store: Store, *claims: str) -> bool:
    return any(set(claims) <= set(i.claims) for i in store.incidents())


# --- the order of reading -----------------------------------------------------------------------


def judged(store: Store, chance: random.Random) -> tuple[Decision, ...]:
    """Some judgements on claims, which mean the same whatever else is read."""
    told = [c for c in store.claims() if c.kind is Kind.INCIDENT]
    for _ in range(12):
        one, two = chance.sample(told, 2)
        judge(store, chance.choice(("same", "different", "unsure")), one, two, ACT)
    return store.decisions()


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_reports_give_the_same_incidents_under_the_same_ids(
    seed: int, weak: bool, case: Case, plainly: Coded, rules: Tools
) -> None:
    plainly = doubted(plainly) if weak else plainly
    chance = random.Random(seed)
    first, second = case(), case()
    feed(first, plainly, "one")
    ledger = judged(first, chance)
    rebuild(first, rules, at=AT)
    feed(second, chance.sample(plainly, len(plainly)), "one")
    for decision in ledger:
        second.put_decision(decision)
    rebuild(second, rules, at=AT)
    assert len(first.incidents()) > 10
    assert second.incidents() == first.incidents()
    assert second.standings() == first.standings()


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_half_now_and_half_later_give_the_same_incidents_and_old_ids_lead_to_them(
    seed: int, weak: bool, case: Case, plainly: Coded, rules: Tools
) -> None:
    plainly = doubted(plainly) if weak else plainly
    chance = random.Random(seed)
    mixed = chance.sample(plainly, len(plainly))
    whole, split = case(), case()
    feed(split, mixed[:7], "one")
    rebuild(split, rules, at=AT)
    ledger = judged(split, chance)
    rebuild(split, rules, at=AT)
    before = {i.id: set(i.accounts) for i in split.incidents()}
    feed(split, mixed[7:], "one")
    rebuild(split, rules, at=AT)
    feed(whole, plainly, "one")
    for decision in ledger:
        whole.put_decision(decision)
    rebuild(whole, rules, at=AT)
    assert exports(split) == exports(whole)
    for name, accounts in before.items():
        now = split.incident(name)
        assert now is not None
        assert accounts & set(now.accounts)


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("seed", SEEDS[:1])
def test_rebuilt_from_the_logs_is_the_same_to_the_last_id_and_revision(
    seed: int, weak: bool, case: Case, plainly: Coded, rules: Tools
) -> None:
    plainly = doubted(plainly) if weak else plainly
    store = case()
    feed(store, plainly[:7], "one")
    rebuild(store, rules, at=AT)
    scripted(store, random.Random(seed), 30)
    feed(store, plainly[7:], "one")
    rebuild(store, rules, at=AT)
    before = (store.incidents(), store.links(), store.disputes(), store.standings())
    store.clear_derived()
    rebuild(store, rules, at=AT)
    assert (store.incidents(), store.links(), store.disputes(), store.standings()) == before


# --- a hundred decisions, read anew -------------------------------------------------------------

VALUES = {
    "killed": ("3", "10-14", "12+", "10/12/14", "unknown"),
    "injured": ("7", "40+"),
    "date": ("1993-10-23", "2007-10", "2020-10-11/2020-10-17"),
    "place": ("Belfast", "the old market"),
    "perpetrator": ("gunmen", "unknown"),
}


def scripted(store: Store, chance: random.Random, number: int) -> None:
    """Decisions of every kind on what stands in a case, as a script would write them."""
    told = [c for c in store.claims() if c.kind is Kind.INCIDENT]
    incidents = list(store.incidents())
    for n in range(number):
        if n % 10 < 4:
            pair: list[Any] = chance.sample(told if n % 10 else incidents, 2)
            judge(store, chance.choice(("same", "different", "unsure")), pair[0], pair[1], ACT)
        elif n % 10 < 8:
            field = chance.choice(list(VALUES))
            value = chance.choice(VALUES[field])
            grounds = Grounds(url="https://example.org/list", note="page 3")
            rule(store, chance.choice(incidents), field, value, ACT, grounds)
        else:
            kind = chance.choice(("reject", "retype", "check", "note", "field"))
            if kind == "field":
                check(store, chance.choice(incidents), ACT, ["killed"])
                continue
            thing = chance.choice(incidents) if kind == "check" else chance.choice(told)
            value = {"retype": "riot", "note": "ask the hospital"}.get(kind)
            known = Decision(
                f"x{n}", DecisionKind(kind), (thing.id,), value, None, (), None, "ben", AT
            )
            store.put_decision(known)


def holds(standing: Standing, home: dict[str, Incident], apart: set[frozenset[str]]) -> bool:
    """Whether the incidents, by id and by claim, are as a decision in force says."""
    decision, claims = standing.decision, standing.claims
    pairs = [(a, b) for a in claims[0] for b in claims[-1] if a != b]
    match decision.kind:
        case DecisionKind.SAME:
            return any(home.get(a) == home.get(b) for a, b in pairs)
        case DecisionKind.DIFFERENT:
            kept = [(a, b) for a, b in pairs if frozenset((a, b)) in apart]
            return all(a not in home or home.get(a) != home.get(b) for a, b in kept)
        case DecisionKind.VALUE:
            field = home[standing.subject[0]].field(Property(standing.subject[1]))
            return field is not None and field.status is Status.RULED and "amina" in field.rule
        case DecisionKind.REJECT:
            return claims[0][0] not in home
        case DecisionKind.CHECK if len(standing.subject) == 2:
            field = home[standing.subject[0]].field(Property(standing.subject[1]))
            return field is not None and field.review is not ReviewState.UNREVIEWED
        case DecisionKind.CHECK:
            state = home[standing.subject[0]].review_state
            return state in (ReviewState.CHECKED, ReviewState.REOPENED)
    return True


def last_words(found: Sequence[Standing], accounts: dict[str, str]) -> set[frozenset[str]]:
    """Pairs of claims whose accounts were last judged different."""
    said: dict[frozenset[str], DecisionKind] = {}
    pairs: dict[frozenset[str], frozenset[str]] = {}
    for s in found:
        if s.force is Force.IN_FORCE and len(s.claims) == 2:
            for a, b in ((a, b) for a in s.claims[0] for b in s.claims[1]):
                pairs[frozenset((a, b))] = told = frozenset(
                    (accounts.get(a, a), accounts.get(b, b))
                )
                said[told] = s.decision.kind
    return {p for p, told in pairs.items() if said[told] is DecisionKind.DIFFERENT}


def check_ledger(store: Store, ledger: Sequence[Decision]) -> list[Standing]:
    """Every decision is in force and kept to, or says why not and is listed for a person."""
    found = list(store.standings())
    incidents = store.incidents()
    home = {thing: i for i in incidents for thing in (i.id, *i.claims)}
    claims = store.claims()
    apart = last_words(found, {c.id: c.account_id for c in claims})
    types = {c.id: c.event_type for c in claims}
    assert [s.decision for s in found] == list(ledger)
    listed = " ".join(i.message for i in store.issues() if i.code.endswith("_decision"))
    for standing in found:
        if standing.force is Force.IN_FORCE:
            assert holds(standing, home, apart), standing
            if standing.decision.kind is DecisionKind.RETYPE:
                assert all(types.get(c, "riot") == "riot" for c in standing.claims[0])
        else:
            assert standing.why
            asks = standing.force in (Force.LOST, Force.DIVIDED, Force.OVERRULED)
            assert (f"decision {standing.decision.id} (" in listed) is asks, standing
    return found


def test_a_hundred_decisions_survive_other_readers_and_other_texts(
    case: Case, plainly: Coded, sparsely: Coded, tools: Tools, tmp_path: Path
) -> None:
    store = case()
    feed(store, plainly, "rules")
    rebuild(store, tools, at=AT)
    scripted(store, random.Random(1), 100)
    ledger = store.decisions()
    assert len(ledger) == 100
    rebuild(store, tools, at=AT)
    first = check_ledger(store, ledger)

    feed(store, sparsely, "sparse")
    rebuild(store, tools, at=AT)
    kept = check_ledger(store, ledger)
    assert any(s.force is Force.LOST for s in kept)
    assert sum(s.force is Force.IN_FORCE for s in kept) > 40

    feed(store, coded(tools), "model")
    rebuild(store, tools, at=AT)
    assert sum(s.force is Force.IN_FORCE for s in check_ledger(store, ledger)) > 40

    later = coded(replace(tools, reader=open_rules()), moved(tmp_path), AT.replace(hour=9))
    feed(store, later, "moved")
    rebuild(store, tools, at=AT)
    again = check_ledger(store, ledger)
    assert [s.force for s in again] == [s.force for s in first]


def moved(folder: Path) -> Path:
    """The reports in a later revision, with a line added in front that moves every offset."""
    rows = [json.loads(line) for line in CLUSTERS.read_text("utf-8").splitlines()]
    source = folder / "moved.jsonl"
    with source.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps({**row, "text": f"Corrected version.\n\n{row['text']}"}) + "\n")
    return source


# --- what makes no sense ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(
    tmp_path_factory: pytest.TempPathFactory, plainly: Coded, rules: Tools
) -> Iterator[Store]:
    with Store.writer(tmp_path_factory.mktemp("small") / "case.db", AT) as store:
        feed(store, plainly[:6], "one")
        rebuild(store, rules, at=AT)
        yield store


def test_a_decision_that_makes_no_sense_is_refused_with_a_sentence(small: Store) -> None:
    first, second, *_ = small.incidents()
    reaction = next(c for c in small.claims() if c.kind is Kind.REACTION)
    for message, left, right, verdict in (
        ("no judgement. Say same, different or unsure", first, second, "alike"),
        ("named twice", first, first, "same"),
        ("is a reaction and tells of no incident", first, reaction, "same"),
    ):
        with pytest.raises(InputError, match=message):
            judge(small, verdict, left, right, ACT)
    for field, words, grounds, message in (
        ("weather", "rain", Grounds(), "no field of an incident. Use one of date, place"),
        ("killed", "a few", Grounds(), "12, 10-14, 12"),
        ("date", "2024-02-31", Grounds(), "2024-02-07"),
        ("killed", "3", Grounds(url="example.org"), "is no URL"),
    ):
        with pytest.raises(InputError, match=message):
            rule(small, first, field, words, ACT, grounds)
    with pytest.raises(InputError, match="no decision '7'; there are 0"):
        undo(small, "7", ACT)
    assert small.decisions() == ()


def test_undoing_gives_back_what_was_and_undoing_that_takes_it_again(
    case: Case, plainly: Coded, rules: Tools
) -> None:
    store = case()
    feed(store, plainly[:6], "one")
    rebuild(store, rules, at=AT)
    before = store.incidents()
    act = replace(ACT, tools=rules)
    one, two = before[:2]
    judge(store, "same", one, two, act)
    assert joined(store, one.claims[0], two.claims[0])
    undo(store, "1", act)
    assert [i.accounts for i in store.incidents()] == [i.accounts for i in before]
    with pytest.raises(InputError, match="undone by a"):
        undo(store, "1", act)
    undo(store, "2", act)
    assert joined(store, one.claims[0], two.claims[0])
    assert [s.force for s in store.standings()] == [Force.IN_FORCE, Force.UNDONE, Force.IN_FORCE]


def test_a_decision_after_the_last_run_is_pending(case: Case, plainly: Coded, rules: Tools) -> None:
    store = case()
    feed(store, plainly[:6], "one")
    store.end_run(store.start_run("test", {}, {}, AT), AT)
    rebuild(store, rules, at=AT)
    one, two, three = store.incidents()[:3]
    later = replace(ACT, at=AT.replace(hour=9))
    judge(store, "same", one, two, later)
    assert [s.force for s in store.standings()] == [Force.PENDING]
    judge(store, "same", two, three, replace(later, tools=rules))
    assert [s.force for s in store.standings()] == [Force.IN_FORCE, Force.IN_FORCE]


def test_an_incident_beside_a_claim_of_its_own_is_the_rest_of_it(
    case: Case, plainly: Coded, rules: Tools
) -> None:
    store = case()
    feed(store, plainly, "one")
    rebuild(store, rules, at=AT)
    big = max(store.incidents(), key=lambda i: len(i.accounts))
    claim = next(c for c in store.claims() if c.account_id == big.accounts[-1])
    judge(store, "different", big, claim, replace(ACT, tools=rules))
    now = store.incident(big.id)
    assert now is not None
    rest = set(big.accounts) - {claim.account_id}
    assert claim.account_id not in now.accounts
    assert len(rest & set(now.accounts)) >= len(rest) / 2


def test_a_checked_incident_is_reopened_by_a_report_that_comes_in(
    case: Case, plainly: Coded, rules: Tools
) -> None:
    whole = case()
    feed(whole, plainly, "one")
    rebuild(whole, rules, at=AT)
    told = max(whole.incidents(), key=lambda i: len(i.reports))
    store = case()
    feed(store, [r for r in plainly if r[0].report.id != told.reports[-1]], "one")
    rebuild(store, rules, at=AT)
    (incident,) = (i for i in store.incidents() if set(told.reports[:2]) <= set(i.reports))
    check = Decision("x", DecisionKind.CHECK, (incident.id,), None, None, (), None, "ben", AT)
    decide(store, check, rules)
    assert _state(store, incident) is ReviewState.CHECKED
    feed(store, plainly, "one")
    rebuild(store, rules, at=AT)
    assert _state(store, incident) is ReviewState.REOPENED


def _state(store: Store, incident: Incident) -> ReviewState:
    now = store.incident(incident.id)
    assert now is not None
    return now.review_state


def test_an_account_that_a_person_splits_stays_split_and_heals_when_undone(
    case: Case, plainly: Coded, rules: Tools
) -> None:
    store = case()
    feed(store, plainly, "one")
    rebuild(store, rules, at=AT)
    before = store.incidents()
    told = [c for i in before for c in store.claims() if c.id in i.claims]
    one, two = next(
        (a, b) for a, b in itertools.pairwise(told) if a.account_id == b.account_id != b.id
    )
    act = replace(ACT, tools=rules)
    judge(store, "different", one, two, act)
    split = store.incidents()
    assert not joined(store, one.id, two.id)
    assert {c.account_id for c in store.claims() if c.id == two.id} == {two.id}
    rebuild(store, rules, at=AT)
    assert store.incidents() == split
    undo(store, "1", act)
    healed = store.incidents()
    assert [(i.id, i.accounts) for i in healed] == [(i.id, i.accounts) for i in before]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_sames_that_a_different_forbids_together_the_later_holds(
    order: tuple[int, int], case: Case, plainly: Coded, rules: Tools
) -> None:
    store = case()
    feed(store, plainly, "one")
    rebuild(store, rules, at=AT)
    told = {c.id: c for c in store.claims()}
    one, two, three = (told[i.claims[0]] for i in store.incidents()[:3])
    judge(store, "different", one, three, ACT)
    sames = [(one, two), (two, three)]
    for n in order:
        judge(store, "same", *sames[n], ACT)
    for _ in range(2):
        rebuild(store, rules, at=AT)
        assert [joined(store, a.id, b.id) for a, b in sames] == [order[-1] == 0, order[-1] == 1]
    undo(store, "3", replace(ACT, tools=rules))
    assert [joined(store, a.id, b.id) for a, b in sames] == [order[0] == 0, order[0] == 1]


def test_a_place_or_a_party_can_be_ruled_by_an_id_that_no_report_gives(
    case: Case, plainly: Coded, rules: Tools
) -> None:
    store = case()
    feed(store, plainly[:6], "one")
    rebuild(store, rules, at=AT)
    incident = store.incidents()[0]
    act = replace(ACT, tools=rules)
    rule(store, incident, "place", "geonames:98182", act, Grounds())
    rule(store, incident, "perpetrator", "actor:us-military", act, Grounds())
    now = store.incident(incident.id)
    assert now is not None
    place, doer = (now.field(Property(p)) for p in ("place", "perpetrator"))
    assert place is not None and isinstance(place.value, Place)
    assert (place.value.name, place.value.country) == ("Baghdad", "IQ")
    assert doer is not None and isinstance(doer.value, Actor)
    assert doer.value.id == "actor:us-military"
