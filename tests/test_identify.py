"""Who a provisional party is: said once, followed everywhere, taken back whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from secondsource.decide import Act, identify, undo
from secondsource.errors import InputError
from secondsource.model import Actor, Claim, Property
from secondsource.pipeline import run
from secondsource.store import Store

AT = datetime(2026, 1, 1, tzinfo=UTC)
TEXTS = {
    "one": "Fighters of the Red Lantern Brigade shelled a market in Goma on 3 March 2024, "
    "killing six people. The Red Lantern Brigade said it had aimed at soldiers.",
    "two": "On 3 March 2024 the M23 shelled a market in Goma and killed six people, police said.",
}


@pytest.fixture
def case(tmp_path: Path, tools: Any) -> Path:
    """A case of two reports, one of which names the doer by a name that no list has."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    path = tmp_path / "case.db"
    with Store.writer(path, AT) as store:
        run([str(folder)], store, tools, at=AT)
    return path


def doers(claims: tuple[Claim, ...]) -> dict[str, Actor]:
    """The doers that claims name, by id."""
    said = (s.value for c in claims for s in c.said(Property.PERPETRATOR))
    return {a.id: a for a in said if isinstance(a, Actor)}


def two(store: Store) -> tuple[Actor, Actor]:
    """The provisional doer of the case, and the known one."""
    found = doers(store.claims())
    (one,) = (a for a in found.values() if a.provisional)
    (other,) = (a for a in found.values() if not a.provisional)
    return one, other


def test_every_claim_follows_and_undoing_brings_the_name_back(case: Path, tools: Any) -> None:
    with Store.writer(case, AT) as store:
        before = doers(store.claims())
        one, other = two(store)
        act = Act("ana", AT, "same men", tools)
        (said,) = identify(store, one.name, other.id, act, tools)
        assert set(doers(store.claims())) == {other.id}
        assert set(doers(store.claims_in({c.report_id for c in store.claims()}))) == {other.id}
        fields = [i.field(Property.PERPETRATOR) for i in store.incidents()]
        assert {f.value for f in fields if f} == {other}
        undo(store, said.id, act)
        assert doers(store.claims()) == before


def test_it_outlives_another_reading(case: Path, tools: Any) -> None:
    with Store.writer(case, AT) as store:
        one, other = two(store)
        identify(store, one.id, other.name, Act("ana", AT, None, tools), tools)
        run([], store, replace(tools, coder="another"), at=AT)
        assert set(doers(store.claims())) == {other.id}


def test_only_what_is_provisional_is_identified(case: Path, tools: Any) -> None:
    with Store.writer(case, AT) as store:
        one, other = two(store)
        act = Act("ana", AT, None, tools)
        with pytest.raises(InputError, match="provisional parties"):
            identify(store, other.id, one.id, act, tools)
        with pytest.raises(InputError, match="named twice"):
            identify(store, one.id, one.name, act, tools)
        with pytest.raises(InputError, match="names no party"):
            identify(store, one.id, "nobody at all", act, tools)
        assert store.decisions() == ()
