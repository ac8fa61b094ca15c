"""What a case keeps: reports, claims, decisions, issues, and what is derived from them."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making import (
    DAY,
    LATER,
    NOW,
    TEXT,
    claims_of,
    derive,
    digest,
    find,
    full_case,
    incident_claim,
    incident_of,
    put,
    report_of,
)
from secondsource.errors import EvidenceError, StoreError
from secondsource.model import (
    Decision,
    DecisionKind,
    Evidence,
    Issue,
    Kind,
    Place,
    Property,
    Reconciled,
    Report,
    ReportWarning,
    Status,
    When,
)
from secondsource.store import Derived, Identities, Store, assign_ids, in_force
from secondsource.store.parties import parties_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "case.db"


def rows(path: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def whole(path: Path) -> dict[str, list[Any]]:
    """Every row of every table but the runs."""
    names = [n for (n,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {n: rows(path, f'SELECT * FROM "{n}"') for n in sorted(names) if n != "run"}


# --- reports and claims -----------------------------------------------------------------------


def test_what_is_put_comes_back(path: Path) -> None:
    report = report_of("r1", title="A title", lang="en", url="https://example.org/1")
    warning = ReportWarning("no_named_source", "It names nobody.", find(report, "officials"))
    with Store.writer(path, NOW) as store:
        put(store, report, warnings=(warning, ReportWarning("truncated", "It ends early.")))
    with Store.reader(path) as store:
        assert store.reports() == (report,)
        assert store.report("r1") == report
        assert store.report("r2") is None
        assert store.claims() == claims_of(report)
        assert store.claim(incident_claim(report).id) == incident_claim(report)
        assert store.account(incident_claim(report).id) == (incident_claim(report),)
        assert store.original("r1") == TEXT.encode()
        assert store.original("r2") is None
        assert [w.code for w in store.warnings()["r1"]] == ["no_named_source", "truncated"]
        assert store.warnings("r1")["r1"][0] == warning


def test_a_weak_claim_is_shown_only_where_it_has_an_incident(path: Path) -> None:
    first, second = report_of("r1"), report_of("r2")
    sure, weak = incident_claim(first), replace(incident_claim(second), weak=True)
    with Store.writer(path, NOW) as store:
        put(store, first, (sure,))
        put(store, second, (weak,))
        assert store.claims(decided=False) == store.read_in(("r1", "r2")) == (sure, weak)
        for held, shown in ((False, (sure,)), (True, (sure, weak))):
            told = (sure, weak) if held else (sure,)
            ids = Identities(assign_ids([[sure.account_id]], store.members()), store.members())
            incident = incident_of(ids.every[0].id, told)
            store.replace_derived(Derived((incident,), ids=ids), at=NOW)
            assert store.claims() == store.claims_in(("r1", "r2")) == shown
            assert store.claims(kind=Kind.INCIDENT) == shown
            assert store.claim(weak.id) == (weak if held else None)
            assert store.account(weak.id) == ((weak,) if held else ())
            assert store.parties() == parties_of(shown)


def test_the_same_report_by_the_same_coder_is_known(path: Path) -> None:
    report = report_of("r1")
    with Store.writer(path, NOW) as store:
        assert not store.has_report(report, "coder-1")
        put(store, report)
        assert store.has_report(report, "coder-1")
        assert store.has_report(replace(report, retrieved_at=LATER), "coder-1")
        assert not store.has_report(report, "coder-2")
        assert not store.has_report(replace(report, published=None), "coder-1")
        assert not store.has_report(report_of("r2"), "coder-1")


def test_putting_twice_adds_only_the_coding(path: Path) -> None:
    report = report_of("r1")
    with Store.writer(path, NOW) as store:
        put(store, report)
    before = whole(path)
    with Store.writer(path, NOW) as store:
        put(store, report, at=LATER)
    after = whole(path)
    del before["coding"], after["coding"]
    assert before == after


def test_a_better_coder_supersedes_what_it_reads_otherwise(path: Path) -> None:
    report = report_of("r1")
    strike, total, reaction = claims_of(report)
    better = incident_claim(report, toll=4)
    with Store.writer(path, NOW) as store:
        put(store, report)
        assert store.uncoded("coder-1") == ()
        assert store.uncoded("coder-2") == (report,)
        store.put_report(report, None, (better, total), coder="coder-2", at=LATER)
        assert store.claims() == (better, total)
        assert store.uncoded("coder-2") == ()
    assert rows(path, "SELECT count(*) FROM claim") == [(3,)]
    gone = "SELECT id FROM claim WHERE replaced_at IS NOT NULL"
    assert rows(path, gone) == [(reaction.id,)]
    tolls = f"SELECT replaced_at IS NULL FROM statement WHERE claim_id = '{strike.id}'"
    assert sorted(rows(path, f"{tolls} AND property = 'killed'")) == [(0,), (1,)]


def test_a_new_text_under_the_same_id_is_a_revision(path: Path) -> None:
    old = report_of("r1")
    new = report_of("r1", TEXT.replace("three", "seven"), published=date(2024, 2, 9))
    with Store.writer(path, NOW) as store:
        put(store, old)
        put(store, new, ())
        assert store.report("r1") == new
        assert store.claims() == ()
        assert store.revisions("r1") == (old, new)
        assert store.original("r1") == new.text.encode()


def test_the_order_of_reading_revisions_does_not_matter(tmp_path: Path) -> None:
    early = report_of("r1", "First. A drone strike said. x")
    late = report_of("r1", "Second. A drone strike said. x", published=date(2024, 2, 10))
    undated = report_of("r1", "Third. A drone strike said. x", published=None)
    for number, order in enumerate([(early, late, undated), (undated, late, early)]):
        with Store.writer(tmp_path / f"{number}.db", NOW) as store:
            for report in order:
                put(store, report, ())
            assert store.report("r1") == late


VERSIONS = tuple(
    report_of("r1", text, published=published)
    for text in (TEXT, TEXT + " More.")
    for published in (None, date(2024, 2, 8), date(2024, 2, 9))
)


@settings(max_examples=10)
@given(order=st.permutations(VERSIONS), count=st.integers(1, len(VERSIONS)))
def test_whatever_the_order_within_a_run_the_same_revision_holds(
    tmp_path_factory: pytest.TempPathFactory, order: list[Report], count: int
) -> None:
    found = []
    for reports in (order[:count], sorted(order[:count], key=VERSIONS.index)):
        with Store.writer(tmp_path_factory.mktemp("order") / "case.db", NOW) as store:
            with store.transaction():
                for report in reports:
                    if not store.has_report(report, "coder-1"):
                        put(store, report)
                for report in store.uncoded("coder-1"):
                    put(store, report)
            found.append((store.reports(), store.claims()))
            assert store.claims() == claims_of(store.reports()[0])
    assert found[0] == found[1]


def test_an_older_revision_that_comes_late_leaves_claims_alone(path: Path) -> None:
    new = report_of("r1", published=date(2024, 2, 9))
    old = report_of("r1", "An older text.", published=date(2024, 2, 7))
    with Store.writer(path, NOW) as store:
        put(store, new)
        put(store, old, ())
        assert store.claims() == claims_of(new)
        assert store.has_report(old, "coder-1")


def test_of_one_text_the_particulars_read_last_hold(path: Path) -> None:
    wrong = report_of("r1", published=date(2024, 2, 9))
    right = replace(wrong, published=date(2024, 2, 8), retrieved_at=LATER)
    with Store.writer(path, NOW) as store:
        put(store, wrong)
        put(store, right)
        assert store.report("r1") == right


def test_when_new_particulars_make_an_older_text_hold_it_has_to_be_coded_again(path: Path) -> None:
    first = report_of("r1", published=date(2024, 2, 9))
    last = report_of("r1", TEXT + " More.", published=date(2024, 2, 10))
    put_back = replace(last, published=date(2024, 2, 7), retrieved_at=LATER)
    with Store.writer(path, NOW) as store:
        put(store, first)
        put(store, last)
        put(store, put_back)
        assert store.report("r1") == first
        assert store.claims() == ()
        assert store.uncoded("coder-1") == (first,)
        assert not store.has_report(first, "coder-1")
        put(store, first)
        assert store.claims() == claims_of(first)
        assert store.uncoded("coder-1") == ()


def test_the_same_text_under_another_id_is_another_report(path: Path) -> None:
    with Store.writer(path, NOW) as store:
        put(store, report_of("r1"))
        put(store, report_of("r2"))
        assert [r.id for r in store.reports()] == ["r1", "r2"]
    assert rows(path, "SELECT count(*) FROM original") == [(1,)]


def test_a_quote_that_does_not_stand_there_is_refused_and_nothing_stored(path: Path) -> None:
    report = report_of("r1")
    claim = incident_claim(report)
    words = claim.statements[0].evidence
    wrong = replace(claim.statements[0], evidence=Evidence("r1", 40, 40 + len(words.quote), "U.S."))
    with Store.writer(path, NOW) as store:
        with pytest.raises(EvidenceError, match=r"does not read 'U\.S\.'"):
            put(store, report, (replace(claim, statements=(wrong,)),))
        assert store.reports() == ()


def test_two_claims_of_one_id_are_refused(path: Path) -> None:
    report = report_of("r1")
    with Store.writer(path, NOW) as store:
        with pytest.raises(EvidenceError, match="two claims or statements of one id"):
            put(store, report, (incident_claim(report), incident_claim(report)))
        assert store.reports() == ()


def test_an_original_that_is_not_the_one_read_is_refused(path: Path) -> None:
    with Store.writer(path, NOW) as store, pytest.raises(StoreError, match="SHA-256"):
        store.put_report(report_of("r1"), b"other", (), coder="c", at=NOW)


def test_an_original_that_was_changed_from_outside_is_noticed(path: Path) -> None:
    with Store.writer(path, NOW) as store:
        put(store, report_of("r1"))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE original SET zlib = ?", (zlib.compress(b"other"),))
    connection.commit()
    connection.close()
    with Store.reader(path) as store, pytest.raises(StoreError, match="no longer has its SHA-256"):
        store.original("r1")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("baghdad", ("r1",)),
        ("Bagh*", ("r1",)),
        ("strike BAGHDAD", ("r1",)),
        ("strike nowhere", ()),
        ("kyiv", ("r2",)),
        ("Medellin", ("r2",)),
        ('" OR baghdad', ()),
        ("*", ()),
        ("", ()),
    ],
)
def test_reports_are_found_by_their_words(path: Path, words: str, found: tuple[str]) -> None:
    with Store.writer(path, NOW) as store:
        put(store, report_of("r1"))
        put(store, report_of("r2", "Kyiv and Medellín."), ())
        put(store, report_of("r2", "Baghdad once.", published=None), ())
    with Store.reader(path) as store:
        assert store.search(words) == found


# --- issues, runs, decisions ------------------------------------------------------------------


def test_an_issue_is_kept_once_and_closed_when_its_file_reads_well(path: Path) -> None:
    bad = Issue("read", "empty", "It is empty.", file="in/a.txt", failed=True)
    other = Issue("read", "binary", "It is binary.", file="elsewhere/b", line=4)
    with Store.writer(path, NOW) as store:
        store.put_issues((bad, other), at=NOW)
        store.put_issues((bad,), at=LATER, files=("in",))
        assert store.issues() == (other, bad)
        store.put_issues((), at=LATER, files=("in",))
        assert store.issues() == (other,)
    assert rows(path, "SELECT count(*) FROM issue") == [(2,)]


def test_the_issues_of_a_report_go_with_its_coding(path: Path) -> None:
    report = report_of("r1")
    doubt = Issue("resolve", "ambiguous_place", "Two places fit.", report_id="r1")
    derived = Issue("link", "chain", "A chain was cut.", report_id="r1")
    with Store.writer(path, NOW) as store:
        put(store, report, issues=(doubt,))
        store.replace_derived(Derived(issues=(derived,)), at=NOW)
        assert store.issues() == (derived, doubt)
        put(store, report, coder="coder-2")
        assert store.issues() == (derived,)
        store.replace_derived(Derived(), at=NOW)
        assert store.issues() == ()


def test_runs_are_recorded(path: Path) -> None:
    with Store.writer(path, NOW) as store:
        first = store.start_run("0.1.0", {"places": "ab"}, {"rules": "ucdp_like"}, NOW)
        store.end_run(first, LATER)
        store.start_run("0.1.0", {}, {}, LATER)
        done, killed = store.runs()
    assert (done.id, done.digests, done.settings) == (
        first,
        (("places", "ab"),),
        (("rules", "ucdp_like"),),
    )
    assert (done.started_at, done.ended_at, killed.ended_at) == (NOW, LATER, None)


def decision(number: int, kind: DecisionKind, *subject: str, **more: Any) -> Decision:
    plain = {"value": None, "reason": None, "evidence": (), "external": None} | more
    return Decision(f"d{number}", kind, subject, by="ana", at=NOW, **plain)


def test_decisions_are_only_added_and_superseded(path: Path) -> None:
    first = decision(1, DecisionKind.SAME, "c1", "c2", reason="same convoy")
    second = decision(2, DecisionKind.DIFFERENT, "c1", "c2", supersedes="d1")
    with Store.writer(path, NOW) as store:
        store.put_decision(first)
        store.put_decision(second)
        assert store.decisions() == (first, second)
        assert in_force(store.decisions()) == (second,)
        with pytest.raises(StoreError, match="d1 stands already"):
            store.put_decision(first)
        with pytest.raises(StoreError, match="no decision d9"):
            store.put_decision(decision(3, DecisionKind.NOTE, supersedes="d9"))
    with Store.reader(path) as store, pytest.raises(StoreError, match="reading only"):
        store.put_decision(decision(4, DecisionKind.NOTE))


# --- what is derived --------------------------------------------------------------------------


def test_derived_rows_come_back_in_their_order(path: Path) -> None:
    full_case(path)
    with Store.reader(path) as store:
        (incident,) = store.incidents()
        assert incident.revision == 1
        assert incident.field(Property.DATE).value.earliest == DAY  # type: ignore[union-attr]
        assert [len(x) for x in (store.links(), store.disputes(), store.copies())] == [1, 1, 1]
        assert store.links()[0].reasons[0].feature == "date"
        assert store.disputes()[0].sides[1].evidence[0].report_id == "seed-2"
        assert store.incident("1") == store.incident(incident.id) == incident
        assert store.incident("0") is store.incident("2") is store.incident("i-none") is None


def test_deriving_twice_changes_nothing(path: Path) -> None:
    full_case(path)
    before = whole(path)
    with Store.writer(path, LATER) as store:
        derived = Derived(
            store.incidents(), store.links(), store.disputes(), store.copies(), store.claims()
        )
        assert store.replace_derived(derived, at=LATER) == 0
    assert whole(path) == before


def test_deleted_and_rebuilt_is_the_same(path: Path) -> None:
    full_case(path)
    before = whole(path)
    with Store.writer(path, LATER) as store:
        derived = Derived(
            store.incidents(), store.links(), store.disputes(), store.copies(), store.claims()
        )
        store.clear_derived()
        assert store.incidents() == store.links() == store.disputes() == store.copies() == ()
        store.replace_derived(derived, at=LATER)
    assert whole(path) == before


def test_the_revision_rises_only_with_the_content(path: Path) -> None:
    with Store.writer(path, NOW) as store:
        one, two = report_of("r1"), report_of("r2")
        put(store, one)
        put(store, two)
        a, b = incident_claim(one).id, incident_claim(two).id
        derive(store, [(a,), (b,)])
        derive(store, [(b,), (a,)])
        assert [i.revision for i in store.incidents()] == [1, 1]
        derive(store, [(a, b)])
        (merged,) = store.incidents()
        assert (merged.revision, len(merged.former_ids)) == (2, 1)
        assert store.incident(merged.former_ids[0]) == merged
        derive(store, [(a,), (b,)])
        assert {i.id: i.revision for i in store.incidents()}[merged.id] == 3


def test_an_incident_must_bear_its_own_id(path: Path) -> None:
    full_case(path)
    with Store.writer(path, NOW) as store:
        (incident,) = store.incidents()
        with pytest.raises(StoreError, match="should bear the id"):
            store.replace_derived(Derived((replace(incident, id="i1"),)), at=NOW)
        assert store.incidents() == (incident,)


def test_dates_narrowed_by_linking_are_kept_apart(path: Path) -> None:
    report = report_of("r1")
    claim = incident_claim(report)
    narrow = When("2024-02-07", DAY, DAY, 1, "the same strike in r2", True, "r2")
    dated = tuple(
        replace(s, value=narrow) if s.property is Property.DATE else s for s in claim.statements
    )
    with Store.writer(path, NOW) as store:
        put(store, report, (claim,))
        store.replace_derived(Derived(claims=(replace(claim, statements=dated),)), at=NOW)
        assert store.claims()[0].said(Property.DATE)[0].value == narrow
        assert store.claim(claim.id) == store.claims()[0]
        assert store.claims(anchored=False) == (claim,)
        store.replace_derived(Derived(claims=(claim,)), at=NOW)
        assert store.claims() == (claim,)


def test_places_narrowed_by_linking_are_kept_apart(path: Path) -> None:
    report = report_of("r1")
    claim = incident_claim(report)
    found = Place(None, "the hotel", country="IQ", lat=33.3, lon=44.4, precision=2, anchor="r2")
    placed = tuple(
        replace(s, value=found) if s.property is Property.PLACE else s for s in claim.statements
    )
    assert placed != claim.statements
    with Store.writer(path, NOW) as store:
        put(store, report, (claim,))
        store.replace_derived(Derived(claims=(replace(claim, statements=placed),)), at=NOW)
        assert store.claims()[0].said(Property.PLACE)[0].value == found
        assert store.claims(anchored=False) == (claim,)


def test_a_number_of_any_size_is_kept(path: Path) -> None:
    full_case(path)
    with Store.writer(path, NOW) as store:
        (incident,) = store.incidents()
        many = Reconciled(Property.INJURED, None, Status.AGREED, "x", low=10**30, best=10**30)
        more = replace(incident, fields=(*incident.fields, many))
        store.replace_derived(Derived((more,)), at=NOW)
        assert store.incidents()[0].fields == more.fields


def test_half_a_character_is_refused_and_nothing_stored(path: Path) -> None:
    with Store.writer(path, NOW) as store:
        with pytest.raises(StoreError, match="half a character"):
            put(store, report_of("r1", title="\ud800"), ())
        assert store.reports() == ()


def test_an_incident_keeps_its_id_when_its_claims_are_read_anew(path: Path) -> None:
    report = report_of("r1")
    old = incident_claim(report)
    new_id = "c" + digest("moved")[:16]
    said = tuple(replace(s, id=s.id + "x", claim_id=new_id) for s in old.statements)
    new = replace(
        old, id=new_id, account_id=new_id, trigger=find(report, "strike"), statements=said
    )
    with Store.writer(path, NOW) as store:
        put(store, report, (old,))
        (before,) = derive(store, [(old.id,)])
        put(store, report, (new,), coder="coder-2")
        (after,) = derive(store, [(new.id,)])
        assert after.id == before.id
        (identity,) = assign_ids([(new.id,)], store.members())
        assert identity.id == before.id


@pytest.mark.parametrize(
    ("trigger", "sentence", "kind", "heir"),
    [
        ("strike", None, "drone_strike", True),  # other words, same sentence
        ("drone strike", "killed at least three members of Kataib Hezbollah", "bombing", True),
        ("vowed", "The group vowed revenge.", "threat", False),  # another sentence
    ],
)
def test_a_claim_that_goes_has_the_heir_that_covers_its_words(
    path: Path, trigger: str, sentence: str | None, kind: str, heir: bool
) -> None:
    report = report_of("r1")
    old = incident_claim(report)
    new = replace(
        old,
        id="cnew",
        account_id="cnew",
        event_type=kind,
        trigger=find(report, trigger),
        evidence=find(report, sentence) if sentence else old.evidence,
        statements=(),
    )
    with Store.writer(path, NOW) as store:
        put(store, report, (old,))
        derive(store, [(old.id,)])
        put(store, report, (new,), coder="coder-2")
        (member,) = store.members()
        assert member.accounts == {"cnew" if heir else old.id}


def test_a_part_of_an_account_that_linking_made_its_own_keeps_its_incident(path: Path) -> None:
    report = report_of("r1")
    one = incident_claim(report)
    two = replace(one, id="c" + digest("part")[:16], trigger=find(report, "killed"), statements=())
    groups = [(one.id,), (two.id,)]
    with Store.writer(path, NOW) as store:
        put(store, report, (one, two))
        told = list(zip(assign_ids(groups, ()), (one, two), strict=True))
        parts = (replace(incident_of(i.id, [c]), accounts=(c.id,)) for i, c in told)
        store.replace_derived(Derived(incidents=tuple(parts)), at=NOW)
        again = assign_ids(groups, store.members({two.id: two.id}))
    assert list(again) == [i for i, _ in told]


def test_heirs_are_followed_through_revisions_of_the_text(path: Path) -> None:
    first = report_of("r1")
    second = report_of("r1", TEXT.replace("three", "four"), published=date(2024, 2, 9))
    third = report_of("r1", "All of it was wrong.", published=date(2024, 2, 10))
    one = incident_claim(first)
    told = replace(first, text=second.text, sha256=second.sha256)
    with Store.writer(path, NOW) as store:
        put(store, first, (one,))
        derive(store, [(one.id,)])
        words = find(told, one.evidence.quote.replace("three", "four"))
        bare = replace(one, statements=(), attribution=None, evidence=words)
        put(store, second, (replace(bare, id="c2", account_id="c2"),))
        assert store.members()[0].accounts == {"c2"}
        put(store, third, ())
        assert store.members()[0].accounts == {one.id}


def test_incidents_stand_in_order_of_time_with_the_undated_last(path: Path) -> None:
    with Store.writer(path, NOW) as store:
        claims = []
        for n in range(3):
            report = report_of(f"r{n}")
            claims.append(incident_claim(report))
            put(store, report, claims[-1:])
        found = []
        for n, i in enumerate(derive(store, [(c.id,) for c in claims])):
            day = date(2024, 3, 3 - n)
            when = When(str(day), day, day, 1, "x") if n else When(None, None, None, None, "none")
            fields = tuple(
                replace(f, value=when) if f.property is Property.DATE else f for f in i.fields
            )
            found.append(replace(i, fields=fields))
        store.replace_derived(Derived(tuple(found)), at=NOW)
        assert [i.id for i in store.incidents()] == [found[n].id for n in (2, 1, 0)]
