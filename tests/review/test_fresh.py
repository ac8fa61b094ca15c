"""What the desk keeps between requests is never older than the case."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from conftest import AT
from secondsource import decide
from secondsource.decide import Act
from secondsource.model import Incident, Kind, Property
from secondsource.pipeline import Tools, run
from secondsource.review import Settings, create_app
from secondsource.review.index import read_index
from secondsource.store import Store
from secondsource.store.parties import parties_of

NOBODY = (
    "Fighters of the Red Lantern Brigade shelled a market in Goma on 3 March 2024, killing six "
    "people. The Red Lantern Brigade said it had aimed at soldiers."
)
PAGES = ("incidents", "incidents/3", "review", "disputes", "totals", "sources", "actors", "case")


@pytest.fixture
def case(example_case: Path, tmp_path: Path, tools: Tools) -> Path:
    """The example case with a report of a party that no list knows."""
    copy = Path(shutil.copy(example_case, tmp_path / "example.db"))
    (tmp_path / "nobody.txt").write_text(NOBODY, "utf-8")
    with Store.writer(copy, AT) as store:
        run([str(tmp_path / "nobody.txt")], store, tools, at=AT)
    return copy


def said(client: TestClient) -> dict[str, Any]:
    """All that a desk shows of its case."""
    shown = {name: client.get(f"/{name}.json").json() for name in (*PAGES, "decisions")}
    return shown | {"points": client.get("/overview/points.json").json()}


def ruling(store: Store, act: Act) -> object:
    """The toll of one incident."""
    return decide.rule(store, store.incidents()[2], "killed", "77", act, decide.Grounds())


def judgement(store: Store, act: Act) -> object:
    """Two incidents are one."""
    incidents = store.incidents()
    return decide.merge(store, incidents[2], incidents[4], act)


def rejection(store: Store, act: Act) -> object:
    """There is no such claim."""
    claims = (c for c in store.claims() if c.kind is Kind.INCIDENT)
    return decide.reject(store, next(claims), act)


def no_total(store: Store, act: Act) -> object:
    """There is no such total."""
    return decide.reject(store, store.claims(kind=Kind.TOTAL)[0], act)


def name(store: Store, act: Act) -> object:
    """Who a provisional party is."""
    party = next(a for a, _ in store.parties().named if a.provisional)
    known = next(a for a, _ in store.parties().named if not a.provisional)
    assert act.tools
    return decide.identify(store, party.id, known.id, act, act.tools)


def missed(store: Store, act: Act) -> object:
    """A claim that was missed."""
    report = store.reports()[0]
    assert act.tools
    found = decide.Found(report.evidence(0, 40), Kind.INCIDENT, "armed_clash")
    return decide.add(store, report, found, act, act.tools)


def undoing(store: Store, act: Act) -> object:
    """The last decision does not hold."""
    return decide.undo(store, store.decisions()[-1].id, act)


ACTS = (ruling, judgement, rejection, no_total, name, missed, undoing)


def test_what_another_connection_writes_is_shown_at_once(case: Path, tools: Tools) -> None:
    def opened() -> TestClient:
        return TestClient(create_app(Settings(now=lambda: AT, case=case, by="Ana")))

    with opened() as kept:
        before = said(kept)
        for does in ACTS:
            with Store.writer(case, AT) as store:
                does(store, Act("Ben", AT, None, tools))
            now = said(kept)
            assert now != before, does.__name__
            with opened() as fresh:
                assert now == said(fresh), does.__name__
            before = now


def test_only_what_changed_is_read_and_drawn_again(case: Path, tools: Tools) -> None:
    with Store.reader(case) as store:
        before = read_index(store)
        again = read_index(store, before)
        assert all(a is b for a, b in zip(before.incidents, again.incidents, strict=True))
        assert all(a is b for a, b in zip(before.table.rows, again.table.rows, strict=True))
    with Store.writer(case, AT) as store:
        ruling(store, Act("Ben", AT, None, tools))
    with Store.reader(case) as store:
        after = read_index(store, before)
        assert after == read_index(store)
    assert after.incidents != before.incidents
    same = [i.id for i in after.incidents if i is before.by_id[i.id]]
    assert len(same) == len(before.incidents) - 1
    killed = after.incidents[2].field(Property.KILLED)
    assert after.incidents[2].id not in same and killed and killed.best == 77


@pytest.mark.parametrize("does", [(), ACTS[:6]], ids=["undecided", "decided"])
def test_what_is_read_in_part_is_what_reading_all_gives(
    case: Path, tools: Tools, does: tuple[Callable[[Store, Act], object], ...]
) -> None:
    with Store.writer(case, AT) as store:
        for act in does:
            act(store, Act("Ben", AT, None, tools))
    with Store.reader(case) as store:
        claims = store.claims()
        assert store.parties() == parties_of(claims)
        for kind in Kind:
            assert store.claims(kind=kind) == tuple(c for c in claims if c.kind is kind)
        heads = [(h.id, h.source, h.title, h.lang, h.published) for h in store.heads()]
        assert heads == [
            (r.id, r.source, r.title, r.lang, r.published.isoformat() if r.published else None)
            for r in store.reports()
        ]
        incidents = store.incidents()
        assert tuple(store.incidents_by_version({}).values()) == incidents


def test_an_incident_is_known_by_all_that_it_says(case: Path, tools: Tools) -> None:
    with Store.reader(case) as store:
        first = store.incidents_by_version({})
    versions: list[dict[str, Incident]] = [first]
    for does in (ruling, undoing):
        with Store.writer(case, AT) as store:
            does(store, Act("Ben", AT, None, tools))
            versions.append(store.incidents_by_version(versions[-1]))
            assert tuple(versions[-1].values()) == store.incidents()
    assert [len(v.keys() - first.keys()) for v in versions] == [0, 1, 1]
    with Store.writer(case, AT) as store:
        store.clear_derived()
        assert store.incidents_by_version(first) == {}
