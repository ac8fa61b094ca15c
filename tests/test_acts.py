"""Acts of review on whole cases: they do what they say, outlive other readings, and are undone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import AT
from making import report_of
from secondsource.decide import (
    Act,
    Found,
    Grounds,
    Read,
    add,
    check,
    clash,
    entries,
    fill,
    find_words,
    history,
    judge,
    limit,
    merge,
    note,
    read_of,
    reject,
    retype,
    rule,
    split,
    undo,
    value_read,
)
from secondsource.errors import Clash, InputError
from secondsource.extract import Argument, Draft, claims_of, open_rules
from secondsource.model import (
    Claim,
    Count,
    DecisionKind,
    Force,
    Incident,
    Kind,
    Place,
    Property,
    Report,
    ReviewState,
    Status,
    When,
)
from secondsource.pipeline import Tools, code_report, rebuild, switch_two_person, two_person
from secondsource.scope import Scope
from secondsource.store import Store
from test_decide import CLUSTERS, Coded, coded, feed
from test_laws import exports

MISSED = "The depot went up in the night and two guards never came home to Beni."
TEXT = f"Gunmen shot dead four passengers on a bus near Goma on 3 March 2021.\n\n{MISSED}"
MARKET = "A bomb killed nine people at a market in Bukavu on 9 May 2021."
DEPOT = report_of("depot", TEXT, published=None, published_basis=None)
MARKET_REPORT = report_of("market", MARKET, published=None, published_basis=None)
Case = Callable[[], Store]


@pytest.fixture(scope="module")
def rules(tools: Tools) -> Tools:
    """The tools without the model, which are quick."""
    return replace(tools, reader=open_rules())


@pytest.fixture(scope="module")
def clusters(rules: Tools) -> Coded:
    """Reports of several strikes, some told by many."""
    return coded(rules, CLUSTERS)


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


@pytest.fixture
def small(case: Case, rules: Tools) -> Store:
    """A case of two reports, one of which tells something that nobody read."""
    store = case()
    for told in (DEPOT, MARKET_REPORT):
        put(store, told, code_report(told, rules))
    rebuild(store, rules, at=AT)
    assert not [c for c in store.claims() if c.evidence.quote == MISSED]
    return store


@pytest.fixture
def big(case: Case, clusters: Coded, rules: Tools) -> Store:
    """A case of many reports."""
    store = case()
    feed(store, clusters, "one")
    rebuild(store, rules, at=AT)
    return store


def put(store: Store, report: Report, claims: tuple[Claim, ...], coder: str = "one") -> None:
    store.put_report(report, report.text.encode(), claims, coder=coder, at=AT)


def by(name: str, tools: Tools | None, seen: int | None = None) -> Act:
    return Act(name, AT, "looked at both", tools, seen)


def widest(store: Store) -> Incident:
    """The incident that most accounts tell of."""
    return max(store.incidents(), key=lambda i: (len(i.accounts), i.id))


def now(store: Store, incident: Incident) -> Incident:
    found = store.incident(incident.id)
    assert found is not None
    return found


def missed(report: Report = DEPOT, incident: Incident | None = None) -> Found:
    """The claim that the readers miss, as a person finds it."""
    words = find_words(report, MISSED)
    reads = [
        read_of(report, said, words)
        for said in ("killed=two guards", "place=Beni", "date=the night=2021-03-07")
    ]
    trigger = find_words(report, "went up", words)
    return Found(words, Kind.INCIDENT, "bombing", trigger, reads, incident)


# --- checks -------------------------------------------------------------------------------------


def test_checks_by_field_stand_until_a_report_says_something_new(
    case: Case, clusters: Coded, rules: Tools
) -> None:
    whole = case()
    feed(whole, clusters, "one")
    rebuild(whole, rules, at=AT)
    told = widest(whole)
    store = case()
    feed(store, [r for r in clusters if r[0].report.id != told.reports[-1]], "one")
    rebuild(store, rules, at=AT)
    shared = [i for i in store.incidents() if set(told.reports[:2]) <= set(i.reports)]
    incident = max(shared, key=lambda i: (len(set(i.reports) & set(told.reports)), i.id))
    fields = [f.property.value for f in incident.fields if f.status is not Status.NOT_SAID]
    check(store, incident, by("ana", rules), fields[:1])
    assert now(store, incident).review_state is ReviewState.IN_PART
    check(store, incident, by("ana", rules), fields[1:])
    checked = now(store, incident)
    assert checked.review_state is ReviewState.CHECKED
    feed(store, clusters, "one")
    rebuild(store, rules, at=AT)
    later = now(store, incident)
    news = {
        f.property.value
        for f, was in ((f, checked.field(f.property)) for f in later.fields)
        if was and len([*f.supporting, *f.conflicting]) > len([*was.supporting, *was.conflicting])
    }
    reopened = {f.property.value for f in later.fields if f.review is ReviewState.REOPENED}
    assert news and news <= reopened <= set(fields)
    assert later.review_state is ReviewState.REOPENED
    assert all(s.force is Force.IN_FORCE for s in store.standings())
    undo(store, "1", by("ana", rules))
    assert now(store, incident).field(Property(fields[0])) != later.field(Property(fields[0]))


def test_fields_checked_in_one_act_are_undone_in_one(big: Store, rules: Tools) -> None:
    before = big.incidents()
    done = check(big, widest(big), by("ana", rules), ["date", "place", "killed"])
    assert len(done) == 3 and {d.act for d in done} == {done[0].id}
    undone = undo(big, "2", by("ana", rules))
    assert len(undone) == 3
    assert [replace(i, revision=1) for i in big.incidents()] == [
        replace(i, revision=1) for i in before
    ]
    undo(big, "4", by("ana", rules))
    assert [s.force for s in big.standings()][:3] == [Force.IN_FORCE] * 3


def test_a_case_that_asks_for_two_names_says_what_needs_the_second(
    small: Store, rules: Tools
) -> None:
    (incident,) = (i for i in small.incidents() if "market" in i.reports)
    assert not two_person(small)
    switch_two_person(True, small, rules, at=AT)
    check(small, incident, by("ana", rules))
    assert two_person(small)
    assert now(small, incident).review_state is ReviewState.IN_PART
    check(small, incident, by("ben", rules), ["killed", "perpetrator"])
    assert now(small, incident).review_state is ReviewState.CHECKED
    undo(small, "1", by("ana", rules))
    assert now(small, incident).review_state is ReviewState.IN_PART
    switch_two_person(False, small, rules, at=AT)
    killed = now(small, incident).field(Property.KILLED)
    assert killed is not None and killed.review is ReviewState.CHECKED


# --- joining and parting ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_a_split_makes_two_incidents_of_the_parts_and_its_undo_one_of_them(
    seed: int, big: Store, clusters: Coded, rules: Tools
) -> None:
    chance = random.Random(seed)
    before = big.incidents()
    incident = widest(big)
    told = [c for c in big.claims() if c.id in incident.claims]
    part = chance.sample(told, chance.randrange(1, len(told)))
    split(big, incident, part, by("ana", rules))
    mine = {c.id for c in part}
    pieces = [i for i in big.incidents() if set(i.claims) & set(incident.claims)]
    rest = set(incident.claims) - mine
    assert {frozenset(i.claims) for i in pieces} == {frozenset(mine), frozenset(rest)}
    held = big.incidents()
    big.clear_derived()
    feed(big, chance.sample(clusters, len(clusters)), "again")
    rebuild(big, rules, at=AT)
    assert big.incidents() == held
    undo(big, "1", by("ana", rules))
    assert [(i.id, i.claims) for i in big.incidents()] == [(i.id, i.claims) for i in before]
    assert {s.force for s in big.standings()} <= {Force.UNDONE, Force.IN_FORCE}


def test_what_was_split_can_be_merged_again(big: Store, rules: Tools) -> None:
    incident = widest(big)
    told = [c for c in big.claims() if c.id in incident.claims]
    split(big, incident, told[: len(told) // 2], by("ana", rules))
    one, two = (i for i in big.incidents() if set(i.claims) & set(incident.claims))
    merge(big, one, two, by("ben", rules))
    assert set(now(big, incident).claims) == set(incident.claims)
    assert big.standings()[0].force is Force.REPLACED


def test_merging_joins_and_undoing_gives_both_back(big: Store, rules: Tools) -> None:
    before = big.incidents()
    one, two = before[0], before[-1]
    merge(big, one, two, by("ana", rules))
    assert set(one.claims) | set(two.claims) <= set(now(big, one).claims)
    assert now(big, one).id == now(big, two).id
    undo(big, "1", by("ana", rules))
    assert [(i.id, i.claims) for i in big.incidents()] == [(i.id, i.claims) for i in before]


def test_a_part_that_is_none_or_all_or_of_another_is_refused(big: Store) -> None:
    incident = widest(big)
    told = [c for c in big.claims() if c.id in incident.claims]
    other = next(c for c in big.claims() if c.kind is Kind.INCIDENT and c not in told)
    for part, message in (([], "None of"), (told, "All of"), ([other], "is no claim of")):
        with pytest.raises(InputError, match=message):
            split(big, incident, part, by("ana", None))
    assert big.decisions() == ()


# --- single claims ------------------------------------------------------------------------------


def test_a_claim_can_be_rejected_or_told_not_to_be_of_an_incident(big: Store, rules: Tools) -> None:
    incident = widest(big)
    claim = next(c for c in big.claims() if c.id == incident.claims[-1])
    reject(big, claim, by("ana", rules), incident)
    assert claim.id not in now(big, incident).claims
    assert any(claim.id in i.claims for i in big.incidents())
    undo(big, "1", by("ana", rules))
    assert claim.id in now(big, incident).claims
    reject(big, claim, by("ana", rules))
    assert not any(claim.id in i.claims for i in big.incidents())
    assert claim.id not in {c.id for c in big.claims()}
    undo(big, "3", by("ana", rules))
    assert claim.id in now(big, incident).claims


def test_a_claim_takes_a_type_of_its_kind_only(small: Store, rules: Tools) -> None:
    (claim,) = (c for c in small.claims() if c.report_id == "market" and c.kind is Kind.INCIDENT)
    with pytest.raises(InputError, match="no type of a claim of the kind incident"):
        retype(small, claim, "denial", by("ana", rules))
    retype(small, claim, "suicide_bombing", by("ana", rules))
    assert {i.event_type for i in small.incidents() if claim.id in i.claims} == {"suicide_bombing"}


def test_notes_are_kept_on_all_there_is_and_wait_for_no_run(small: Store) -> None:
    incident, claim = small.incidents()[0], small.claims()[0]
    small.end_run(small.start_run("test", {}, {}, AT), AT)
    later = Act("ana", AT.replace(hour=9))
    note(small, incident, "ask the hospital", later)
    note(small, incident, "nine or ten?", later, "killed")
    note(small, claim, "who says so?", later)
    note(small, DEPOT, "a local paper", later)
    found = small.standings()
    assert {s.force for s in found} == {Force.IN_FORCE}
    assert [s.subject for s in found] == [
        (incident.id,),
        (incident.id, "killed"),
        (claim.id,),
        ("depot",),
    ]
    with pytest.raises(InputError, match="note is empty"):
        note(small, claim, " ", later)
    mine = history(entries(found), {incident.id})
    assert [e.number for e in mine][:2] == [1, 2]


def test_a_scope_marks_what_lies_outside_and_the_last_one_holds(small: Store) -> None:
    limit(small, Scope(places=("CD",)), by("ana", None))
    limit(small, Scope(types=("riot",)), by("ana", None))
    assert [s.force for s in small.standings()] == [Force.REPLACED, Force.IN_FORCE]
    rows = exports(small)["incidents"]
    assert rows and not any(row["in_scope"] for row in rows)
    with pytest.raises(InputError, match="no event type"):
        limit(small, Scope(types=("weather",)), by("ana", None))


# --- what was missed ----------------------------------------------------------------------------


def test_a_missed_claim_is_added_with_the_values_of_its_words(small: Store, rules: Tools) -> None:
    add(small, DEPOT, missed(), by("ana", rules), rules)
    (claim,) = (c for c in small.claims() if c.evidence.quote == MISSED)
    assert {s.origin for s in claim.statements} == {"person"}
    assert claim.score == 1.0
    DEPOT.check(claim.evidence)
    for said in claim.statements:
        DEPOT.check(said.evidence)
    (incident,) = (i for i in small.incidents() if claim.id in i.claims)
    killed, place, when = (incident.field(Property(p)) for p in ("killed", "place", "date"))
    assert killed is not None and killed.best == 2
    assert place is not None and isinstance(place.value, Place)
    assert (place.value.name, place.value.country) == ("Beni", "CD")
    assert when is not None and isinstance(when.value, When) and when.value.edtf == "2021-03-07"
    (said,) = claim.said(Property.KILLED)
    assert isinstance(said.value, Count) and said.value.wording == "two guards"


def test_words_are_read_before_anything_is_decided(small: Store, rules: Tools) -> None:
    read = Read(Property.KILLED, find_words(DEPOT, "four passengers"))
    value = value_read(read, DEPOT, rules)
    assert isinstance(value, Count) and (value.low, value.high) == (4, 4)
    assert value_read(replace(read, value="3-5"), DEPOT, rules) == replace(
        value, low=3, best=3, high=5, modifier=None
    )
    assert small.decisions() == ()


def test_an_added_claim_joins_the_incident_it_is_said_to_tell_of(
    small: Store, rules: Tools
) -> None:
    (market,) = (i for i in small.incidents() if "market" in i.reports)
    done = add(small, DEPOT, missed(incident=market), by("ana", rules), rules)
    assert [d.kind for d in done] == [DecisionKind.ADD, DecisionKind.SAME]
    assert done[0].subject[0] in now(small, market).claims
    undo(small, "1", by("ana", rules))
    assert now(small, market).claims == market.claims
    assert not [c for c in small.claims() if c.evidence.quote == MISSED]


def test_an_added_claim_outlives_other_readings_under_one_incident_id(
    small: Store, rules: Tools
) -> None:
    add(small, DEPOT, missed(), by("ana", rules), rules)
    (mine,) = (i for i in small.incidents() if i.claims == small.decisions()[0].subject)
    state = exports(small)
    small.clear_derived()
    rebuild(small, rules, at=AT)
    assert exports(small) == state
    put(small, DEPOT, (), "blind")
    rebuild(small, rules, at=AT)
    assert now(small, mine).claims == mine.claims
    text = f"Corrected version.\n\n{TEXT}"
    later = replace(report_of("depot", text), retrieved_at=AT.replace(hour=9, year=2027))
    put(small, later, code_report(later, rules), "two")
    rebuild(small, rules, at=AT)
    assert now(small, mine).claims == mine.claims
    (claim,) = (c for c in small.claims() if c.id in mine.claims)
    for words in (claim.evidence, *(s.evidence for s in claim.statements)):
        later.check(words)
    gone = replace(report_of("depot", "Nothing is left."), retrieved_at=AT.replace(year=2028))
    put(small, gone, (), "three")
    rebuild(small, rules, at=AT)
    assert small.standings()[0].force is Force.LOST
    assert any("stands in depot no more" in i.message for i in small.issues())


def test_a_later_reader_that_finds_the_claim_makes_one_of_both(small: Store, rules: Tools) -> None:
    add(small, DEPOT, missed(), by("ana", rules), rules)
    (added,) = small.decisions()[0].subject
    (incident,) = (i for i in small.incidents() if added in i.claims)
    judge(small, "unsure", incident, small.incidents()[-1], by("ana", rules))
    start = TEXT.index(MISSED)
    words = find_words(DEPOT, "up in the night")
    guards, home = find_words(DEPOT, "guards"), find_words(DEPOT, "home")
    draft = Draft(
        Kind.INCIDENT,
        "arson",
        (start, len(TEXT)),
        (words.start, words.end),
        (
            Argument(Property.VICTIM, guards.start, guards.end, 0.6, "model"),
            Argument(Property.PLACE, home.start, home.end, 0.6, "model"),
        ),
        score=0.6,
        origin="model",
    )
    found = claims_of(DEPOT, (draft,))
    put(small, DEPOT, (*code_report(DEPOT, rules), *found), "better")
    rebuild(small, rules, at=AT)
    told = [c for c in small.claims() if c.evidence.quote == MISSED]
    assert [c.id for c in told] == [found[0].id]
    assert (told[0].event_type, told[0].score) == ("bombing", 1.0)
    origins = {s.property: s.origin for s in told[0].statements}
    assert origins[Property.VICTIM] == "model"
    assert origins[Property.PLACE] == origins[Property.KILLED] == "person"
    assert now(small, incident).claims == (found[0].id,)


@pytest.mark.parametrize("seed", range(2))
def test_shuffled_reports_with_what_people_added_give_the_same_incidents(
    seed: int, case: Case, clusters: Coded, rules: Tools
) -> None:
    chance = random.Random(seed)
    first, second = case(), case()
    feed(first, clusters, "one")
    for told in (DEPOT, MARKET_REPORT):
        put(first, told, code_report(told, rules))
    rebuild(first, rules, at=AT)
    add(first, DEPOT, missed(), by("ana", None), rules)
    add(first, MARKET_REPORT, bukavu(), by("ben", None), rules)
    claims = [c for c in first.claims() if c.kind is Kind.INCIDENT]
    for claim in chance.sample(claims, 6):
        check(first, claim, by("ana", None))
        words = claim.evidence
        fill(first, claim, Read(Property.WEAPON, words), by("ben", None), rules)
    for left, right in (chance.sample(claims, 2) for _ in range(6)):
        judge(first, chance.choice(("same", "different")), left, right, by("ana", None))
    rebuild(first, rules, at=AT)
    put(second, DEPOT, (), "none")
    put(second, MARKET_REPORT, code_report(MARKET_REPORT, rules))
    feed(second, chance.sample(clusters, len(clusters)), "one")
    rebuild(second, rules, at=AT)
    for decision in first.decisions():
        second.put_decision(decision)
    put(second, DEPOT, code_report(DEPOT, rules))
    rebuild(second, rules, at=AT)
    assert exports(second) == exports(first)
    assert [s.force for s in second.standings()] == [s.force for s in first.standings()]


def bukavu() -> Found:
    """A claim beside one that is read in the same sentence."""
    words = find_words(MARKET_REPORT, MARKET)
    return Found(words, Kind.INCIDENT, "looting", find_words(MARKET_REPORT, "a market"))


def test_adding_what_makes_no_sense_is_refused(small: Store, rules: Tools) -> None:
    act = by("ana", None)
    good = missed()
    (told,) = (c for c in small.claims() if c.report_id == "depot" and c.kind is Kind.INCIDENT)
    for found, message in (
        (replace(good, event_type="denial"), "no type of a claim"),
        (replace(good, kind=Kind.TOTAL, event_type=None, reads=()), "needs its number"),
        (replace(good, words=told.evidence, trigger=told.trigger), "tells that already"),
        (replace(good, reads=[Read(Property.KILLED, good.words, "some")]), "is no value"),
    ):
        with pytest.raises(InputError, match=message):
            add(small, DEPOT, found, act, rules)
    for what, message in (
        ("three guards", "0 times"),
        ("a", "times in depot: name one of"),
        ("9:3", "is no span"),
    ):
        with pytest.raises(InputError, match=message):
            find_words(DEPOT, what)
    assert small.decisions() == ()


@pytest.mark.parametrize("seed", range(2))
def test_undoing_every_act_in_any_order_gives_back_what_was(
    seed: int, big: Store, rules: Tools
) -> None:
    chance = random.Random(seed)
    put(big, DEPOT, code_report(DEPOT, rules))
    rebuild(big, rules, at=AT)
    before = exports(big)
    act = by("ana", None)
    claims = [c for c in big.claims() if c.kind is Kind.INCIDENT]
    add(big, DEPOT, missed(incident=widest(big)), act, rules)
    split(big, widest(big), [chance.choice([c for c in claims if c.id in widest(big).claims])], act)
    for claim in chance.sample(claims, 4):
        chance.choice((lambda c: reject(big, c, act), lambda c: retype(big, c, "riot", act)))(claim)
        check(big, chance.choice(claims), act)
        report = big.report(claim.report_id)
        assert report is not None
        fill(big, claim, Read(Property.KILLED, claim.evidence, "8"), act, rules)
    merge(big, *chance.sample(big.incidents(), 2), act)
    check(big, widest(big), act, ["killed", "place"])
    limit(big, Scope(types=("riot",)), act)
    rebuild(big, rules, at=AT)
    assert exports(big) != before
    firsts = [e.number for e in entries(big.standings()) if e.number == min(e.act)]
    for number in chance.sample(firsts, len(firsts)):
        undo(big, str(number), act)
    rebuild(big, rules, at=AT)
    assert exports(big) == before
    assert {s.force for s in big.standings()} == {Force.UNDONE, Force.IN_FORCE}


# --- fields filled ------------------------------------------------------------------------------


def test_selected_words_take_the_place_of_what_was_read_or_stand_beside_it(
    small: Store, rules: Tools
) -> None:
    (claim,) = (c for c in small.claims() if c.report_id == "depot" and c.kind is Kind.INCIDENT)
    before = claim.said(Property.KILLED)
    assert before
    words = find_words(DEPOT, "two guards")
    fill(small, claim, Read(Property.KILLED, words), by("ana", rules), rules)

    def said() -> list[str]:
        (told,) = (c for c in small.claims() if c.id == claim.id)
        return [s.evidence.quote for s in told.said(Property.KILLED)]

    assert said() == ["two guards"]
    (incident,) = (i for i in small.incidents() if claim.id in i.claims)
    killed = incident.field(Property.KILLED)
    assert killed is not None and killed.best == 2
    put(small, DEPOT, code_report(DEPOT, rules), "again")
    assert said() == ["two guards"]
    undo(small, "1", by("ana", rules))
    assert said() == [s.evidence.quote for s in before]
    fill(small, claim, Read(Property.KILLED, words), by("ana", rules), rules, instead=False)
    assert said() == [*(s.evidence.quote for s in before), "two guards"]
    late = find_words(DEPOT, "four passengers")
    fill(small, claim, Read(Property.KILLED, late, "5"), by("ana", rules), rules)
    assert said() == ["four passengers"]
    assert small.statements([s for f in incident.fields for s in f.supporting])


def test_a_filled_field_reopens_what_was_checked(small: Store, rules: Tools) -> None:
    (incident,) = (i for i in small.incidents() if "depot" in i.reports)
    (claim,) = (c for c in small.claims() if c.id in incident.claims)
    check(small, incident, by("ana", rules))
    read = Read(Property.KILLED, find_words(DEPOT, "two guards"))
    fill(small, claim, read, by("ben", rules), rules)
    found = now(small, incident)
    killed = found.field(Property.KILLED)
    assert killed is not None and killed.review is ReviewState.REOPENED
    check(small, found, by("ana", rules), ["killed"])
    assert now(small, incident).review_state is ReviewState.CHECKED


# --- two at once --------------------------------------------------------------------------------


def test_what_others_decided_since_is_shown_and_nothing_is_written(
    small: Store, rules: Tools
) -> None:
    incident, other = small.incidents()[:2]
    seen = len(small.decisions())
    rule(small, incident, "killed", "7", by("ben", rules), Grounds())
    with pytest.raises(Clash, match="ben took 1 decision") as found:
        rule(small, incident, "killed", "5", by("ana", rules, seen), Grounds())
    assert [d.value for d in found.value.mine] == ["5"]
    assert [s.decision.value for s in found.value.theirs] == ["7"]
    assert len(small.decisions()) == 1
    rule(small, other, "killed", "5", by("ana", rules, seen), Grounds())
    rule(small, incident, "date", "2021-03-03", by("ana", rules, seen), Grounds())
    rule(small, incident, "killed", "5", by("ana", rules, 1), Grounds())
    rule(small, incident, "killed", "6", by("ana", rules, 2), Grounds())
    assert len(small.decisions()) == 5


def test_which_decisions_of_others_meet_a_thing(small: Store, rules: Tools) -> None:
    incident, other = small.incidents()[:2]
    claim = next(c for c in small.claims() if c.id in incident.claims)
    field = (incident.id, "killed")

    def met(*subject: str, kind: DecisionKind | None = None) -> list[str]:
        return [s.decision.kind.value for s in clash(small, subject, 0, by="ana", kind=kind)]

    check(small, incident, by("ben", rules))
    assert met(incident.id) == met(*field) == met(claim.id) == ["check"]
    assert met(incident.id, kind=DecisionKind.CHECK) == []
    assert met(other.id) == []
    undo(small, "1", by("ben", rules))
    assert met(incident.id) == []
    note(small, incident, "look again", by("ben", rules))
    assert met(incident.id) == []
    rule(small, incident, "killed", "7", by("ben", rules), Grounds())
    assert (met(*field), met(incident.id, "date"), met(claim.id)) == (["value"], [], [])
    merge(small, incident, other, by("ben", rules))
    assert met(other.id, "place") == ["same"]
    seen = len(small.decisions())
    undo(small, str(seen), by("ben", rules))
    gone = clash(small, (other.id,), seen, by="ana")
    assert [s.decision.kind.value for s in gone] == ["undo"]
    assert clash(small, (other.id,), seen, by="ben") == ()


def test_the_ledger_says_what_undid_what(small: Store, rules: Tools) -> None:
    incident = small.incidents()[0]
    rule(small, incident, "killed", "7", by("ben", rules), Grounds())
    rule(small, incident, "killed", "8", by("ana", rules), Grounds())
    check(small, incident, by("ana", rules), ["date", "place"])
    undo(small, "4", by("ben", rules))
    found = entries(small.standings())
    assert [e.gone_by for e in found] == [2, None, 5, 6, None, None]
    assert [e.undoes for e in found] == [None, None, None, None, 3, 4]
    assert [e.act for e in found] == [(1,), (2,), (3, 4), (3, 4), (5, 6), (5, 6)]
    assert len(history(found, {incident.id})) == 6
    assert history(found, {small.incidents()[-1].id}) == ()
