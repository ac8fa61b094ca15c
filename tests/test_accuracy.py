"""Quality is a test: figures on the development gold must not fall below floors that only rise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import AT
from secondsource import scorers
from secondsource.evaluate import below_floor, evaluate, flat
from secondsource.model import Property, Status, When
from secondsource.pipeline import Tools, run
from secondsource.store import Store

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))
GOLD = {"development": "eval/gold", "clusters": "data/clusters/gold/dev", "seeds": "eval/gold"}


@pytest.mark.gold
@pytest.mark.parametrize("name", sorted(GOLD))
def test_no_figure_falls_below_its_floor(name: str, eval_folder: Path, tools: Tools) -> None:
    only = "seed-" if name == "seeds" else ""
    figures = evaluate(eval_folder / GOLD[name], tools, at=AT, only=only, resamples=2)
    assert figures["integrity"]["faults"] == 0
    assert figures["integrity"]["unknown_statement_ids"] == 0
    assert below_floor(figures, FLOORS[name]) == []
    if name == "seeds":  # a total is never an incident; two strikes on one city are two
        assert figures["claims"]["counts"]["totals_output_as_incidents"] == 0
        assert figures["linking"]["trap_pairs_merged"]["num"] == 0


@pytest.mark.gold
def test_the_seeds_read_as_files_keep_the_strike_whose_day_is_disputed(
    eval_folder: Path, tools: Tools, tmp_path: Path
) -> None:
    """Ids made from the texts lead to the same incident as ids that are given."""
    with Store.writer(tmp_path / "seeds.db", AT) as store:
        run([str(eval_folder / "seeds")], store, tools, at=AT)
        dates = [f for i in store.incidents() if (f := i.field(Property.DATE))]
    days = [f.value for f in dates if f.status is Status.DISPUTED]
    disputed = {day.edtf for day in days if isinstance(day, When)}
    assert "2024-02-01" in disputed


@pytest.mark.gold
def test_the_scorers_are_those_published(eval_folder: Path) -> None:
    """They differ in nothing but their import lines, so the figures are the same."""
    for name in ("evallib", "score_incidents", "score_contradictions"):
        published = (eval_folder / "eval" / f"{name}.py").read_text("utf-8").splitlines()
        shipped = Path(scorers.__file__).with_name(f"{name}.py").read_text("utf-8").splitlines()
        differing = [b for a, b in zip(published, shipped, strict=True) if a != b]
        assert all("secondsource.scorers" in line for line in differing)


def test_floors_name_figures_that_exist() -> None:
    assert set(FLOORS) == set(GOLD)
    assert all(0 <= floor <= 1 for floors in FLOORS.values() for floor in floors.values())


def test_a_figure_below_its_floor_is_named() -> None:
    figures = {"accounts": {"f1": {"value": 0.5, "num": None, "den": None}}}
    assert dict(flat(figures)) == {"accounts.f1": 0.5}
    assert below_floor(figures, {"accounts.f1": 0.4}) == []
    assert "accounts.f1 is 0.500" in below_floor(figures, {"accounts.f1": 0.6})[0]
    assert "no longer measured" in below_floor(figures, {"gone": 0.1})[0]
