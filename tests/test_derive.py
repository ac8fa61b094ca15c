"""A decision worked in where it reaches gives what linking and reconciling all anew gives."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from conftest import AT
from secondsource import derive
from secondsource.decide import (
    Act,
    Found,
    Grounds,
    Read,
    add,
    fill,
    judge,
    record,
    reject,
    retype,
    rule,
    undo,
)
from secondsource.decide.acts import draft
from secondsource.decide.claims import parties_of
from secondsource.extract import open_rules
from secondsource.model import Decision, DecisionKind, Evidence, Force, Kind, Property
from secondsource.pipeline import Tools, decide, rebuild, rules_in_force, two_person
from secondsource.store import Store, party_in_words, schema
from test_decide import coded, doubted, feed

ACT = Act("amina", AT, "read both")
COMPARED = [t for t in schema.DERIVED if t.name != "kept"]
STEPS = 20


def tables(store: Store) -> dict[str, list[Any]]:
    """The rows of every derived table and of the membership log, without when they were made."""
    log = schema.membership.c
    found: dict[str, list[Any]] = {}
    with store._use() as connection:
        for table in COMPARED:
            keys = list(table.primary_key.columns)
            rows = connection.execute(select(table).order_by(*keys)).all()
            found[table.name] = [tuple(row) for row in rows]
        query = select(log.incident_id, log.revision, log.accounts, log.digest, log.merged_into)
        found["membership"] = sorted(map(str, connection.execute(query).all()))
    return found


@pytest.fixture(scope="module")
def rules(tools: Tools) -> Tools:
    """The tools without the model: another reader, and a quick one."""
    return replace(tools, reader=open_rules())


@pytest.fixture(scope="module", params=[False, True], ids=["sure", "weak"])
def linked(
    request: pytest.FixtureRequest, rules: Tools, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A case of reports that disagree, linked and reconciled, without or with weak accounts."""
    path = tmp_path_factory.mktemp("linked") / "case.db"
    with Store.writer(path, AT) as store:
        told = coded(rules)
        feed(store, doubted(told) if request.param else told, "one")
        rebuild(store, rules, at=AT)
    return path


Both = tuple[Store, Store]


@pytest.fixture
def both(linked: Path, tmp_path: Path) -> Any:
    """The case twice: one to work decisions in, one to do all anew."""
    for name in ("quick", "whole"):
        shutil.copy(linked, tmp_path / f"{name}.db")
    with (
        Store.writer(tmp_path / "quick.db", AT) as quick,
        Store.writer(tmp_path / "whole.db", AT) as whole,
    ):
        yield quick, whole


def act(store: Store, chance: random.Random) -> None:
    """Some act of review, noted and not yet worked in."""
    incidents = store.incidents()
    told = [c for c in store.claims() if c.kind is Kind.INCIDENT]
    kind = chance.choice(("judge", "judge", "incidents", "rule", "check", "note", "undo"))
    verdict = chance.choice(("same", "same", "different", "unsure"))
    one = chance.choice([i for i in incidents if len(i.accounts) > 1] or incidents)
    if kind == "judge":
        near = chance.choice([k for k in store.links() if k.weight > -6])
        pair = [next(c for c in told if c.id == a) for a in (near.left, near.right)]
        judge(store, verdict, *pair, ACT)
    elif kind == "incidents":
        judge(store, verdict, one, chance.choice([i for i in incidents if i.id != one.id]), ACT)
    elif kind == "rule":
        field, value = chance.choice(
            (
                ("killed", "12"),
                ("date", "2024-03-01"),
                ("date", "unknown"),
                ("place", "Goma"),
                ("perpetrator", "the army"),
            )
        )
        rule(store, one, field, value, ACT, Grounds())
    elif kind == "undo":
        holding = [s for s in store.standings() if s.force is not Force.UNDONE]
        if holding:
            undo(store, chance.choice(holding).decision.id, ACT)
    else:
        subject = one.id if chance.random() < 0.5 else chance.choice(told).id
        number = len(store.decisions())
        noted = Decision(
            f"x{number}", DecisionKind(kind), (subject,), None, None, (), None, "amina", AT
        )
        decide(store, noted, None)


def worked_in(store: Store, rules: Tools, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Works the last decision in; whether that was done without doing all anew."""
    calls: list[int] = []
    whole: Callable[..., None] = derive.rebuild

    def counted(*given: Any, **more: Any) -> None:
        calls.append(1)
        whole(*given, **more)

    held_to = rules_in_force(store)
    by = derive.Deriving(rules.weights, held_to, rules.known, two_person(store), rules.linker)
    with monkeypatch.context() as patch:
        patch.setattr(derive, "rebuild", counted)
        derive.catch_up(store, by, at=AT)
    return not calls


def pass_on(quick: Store, whole: Store) -> int:
    """How many decisions of one case the other lacked, which it has now."""
    new = quick.decisions()[len(whole.decisions()) :]
    for decision in new:
        whole.put_decision(decision)
    return len(new)


def made_sure(store: Store) -> bool:
    """Whether somebody judged a weak account: in a small case all is done anew then."""
    sure = {c.id for c in store.claims() if not c.weak}
    return any(c.weak and c.id in sure for c in store.claims(decided=False))


@pytest.mark.parametrize("seed", range(8))
def test_every_decision_worked_in_gives_what_all_anew_gives(
    seed: int, both: Both, rules: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, whole = both
    chance = random.Random(seed)
    reached = 0
    for _ in range(STEPS):
        act(quick, chance)
        if not pass_on(quick, whole):
            continue
        reached += worked_in(quick, rules, monkeypatch)
        rebuild(whole, rules, at=AT)
        mine, theirs = tables(quick), tables(whole)
        for name, rows in theirs.items():
            wrong = set(mine[name]) ^ set(rows)
            assert not wrong, f"{name} after {quick.decisions()[-1].kind}: {sorted(wrong)[:4]}"
        assert quick.claims() == whole.claims()
        assert quick.issues() == whole.issues()
    assert reached > STEPS / 2


def enrich(store: Store, chance: random.Random, rules: Tools) -> None:
    """Claims, fields and a party that a person gives, noted and not yet worked in."""
    told = [c for c in store.claims() if c.kind is Kind.INCIDENT]
    for _ in range(3):
        add_one(store, chance, rules)
    for claim in chance.sample(told, 2):
        fill(store, claim, Read(Property.KILLED, claim.evidence, "9"), ACT, rules)
    identify_one(store, chance)


def identify_one(store: Store, chance: random.Random) -> None:
    """Who one of the parties is, be it known or not, so that every case has one."""
    named = parties_of(store.claims(decided=False))
    one, other = chance.sample(sorted(named), 2)
    noted = draft(DecisionKind.IDENTIFY, (one,), ACT, party_in_words(named[other]))
    record(store, ACT, noted)


def add_one(store: Store, chance: random.Random, rules: Tools) -> None:
    """A claim that no reader has found, told of an incident of the case or of another."""
    reports = {r.id: r for r in store.reports()}
    spoken = {(c.report_id, c.evidence.start) for c in store.claims()}
    sentences = [
        Evidence(r.id, m.start(), m.end(), m.group())
        for r in reports.values()
        for m in re.finditer(r"[A-Z][^.\n]{30,200}\.", r.text)
        if (r.id, m.start()) not in spoken
    ]
    words = chance.choice(sentences)
    day = re.search(r"\b[A-Z][a-z]+day\b|\b\d{1,2} [A-Z][a-z]+\b", words.quote)
    at = words.start + (day.start() if day else 0)
    when = (Evidence(words.report_id, at, at + len(day[0]), day[0]),) if day else ()
    reads = [Read(Property.KILLED, words, "3"), *(Read(Property.DATE, w) for w in when)]
    incident = chance.choice((None, chance.choice(store.incidents())))
    found = Found(words, Kind.INCIDENT, "bombing", None, reads, incident)
    add(store, reports[words.report_id], found, ACT, rules)


def retell(store: Store, chance: random.Random, rules: Tools) -> None:
    """Some act that changes what a report is held to say, noted and not yet worked in."""
    told = [c for c in store.claims() if c.kind is Kind.INCIDENT]
    claim = chance.choice(told)
    kinds = ("reject", "retype", "fill", "add", "split", "identify", "undo", "act")
    kind = chance.choice(kinds)
    mates = [c for c in told if c.account_id == claim.account_id and c.id != claim.id]
    holding = [s for s in store.standings() if s.force is not Force.UNDONE]
    if kind == "reject":
        reject(store, claim, ACT)
    elif kind == "retype":
        retype(store, claim, chance.choice(("bombing", "shelling", "armed_assault")), ACT)
    elif kind == "fill":
        fill(store, claim, Read(Property.KILLED, claim.evidence, "9"), ACT, rules)
    elif kind == "split" and mates:
        judge(store, "different", claim, mates[0], ACT)
    elif kind == "undo" and holding:
        undo(store, chance.choice(holding).decision.id, ACT)
    elif kind == "identify":
        identify_one(store, chance)
    elif kind == "act":
        act(store, chance)
    else:
        add_one(store, chance, rules)


@pytest.mark.parametrize("seed", range(4))
def test_what_people_added_before_has_nothing_done_anew(
    seed: int, both: Both, rules: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, whole = both
    chance = random.Random(seed)
    enrich(quick, chance, rules)
    pass_on(quick, whole)
    assert not worked_in(quick, rules, monkeypatch)
    rebuild(whole, rules, at=AT)
    reached = 0
    for _ in range(STEPS):
        act(quick, chance)
        pass_on(quick, whole)
        reached += worked_in(quick, rules, monkeypatch)
        rebuild(whole, rules, at=AT)
        assert tables(quick) == tables(whole)
        assert quick.claims() == whole.claims()
    assert reached > STEPS / 2


def test_where_nothing_was_decided_nothing_is_done(
    both: Both, rules: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, whole = both
    assert worked_in(quick, rules, monkeypatch)
    assert tables(quick) == tables(whole)


def test_several_decisions_are_worked_in_together(
    both: Both, rules: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, whole = both
    chance = random.Random(11)
    for _ in range(STEPS):
        act(quick, chance)
    pass_on(quick, whole)
    assert worked_in(quick, rules, monkeypatch) or made_sure(quick)
    rebuild(whole, rules, at=AT)
    assert tables(quick) == tables(whole)


@pytest.mark.parametrize("what", ["code", "report", "cleared", "rejected"])
def test_where_more_may_have_changed_all_is_done_anew(
    what: str, both: Both, rules: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, whole = both
    if what == "code":
        rules = replace(rules, linker="another")
    elif what == "report":
        feed(quick, coded(rules)[:1], "two")
    elif what == "cleared":
        quick.clear_derived()
    else:
        claim = next(c for c in quick.claims() if c.kind is Kind.INCIDENT)
        noted = Decision("x", DecisionKind.REJECT, (claim.id,), None, None, (), None, "amina", AT)
        for store in both:
            decide(store, noted, None)
        rebuild(whole, rules, at=AT)
    assert not worked_in(quick, rules, monkeypatch)
    assert tables(quick) == tables(whole)
