"""A report more, worked in where it reaches, gives what linking and reconciling all anew gives."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import AT
from secondsource.derive import grow
from secondsource.derive.chunks import WEAK
from secondsource.derive.kept import Kept
from secondsource.extract import open_rules
from secondsource.link import block, compared, copies, profile, usual
from secondsource.link import weak as unsure
from secondsource.pipeline import Tools, rebuild
from secondsource.store import Store
from test_decide import CLUSTERS, Coded, coded, doubted, feed
from test_derive import act, enrich, pass_on, retell, tables, worked_in

EXAMPLES = Path(__file__).parents[1] / "examples" / "reports"
STEPS = 6


@pytest.fixture(scope="module")
def rules(tools: Tools) -> Tools:
    """The tools without the model: another reader, and a quick one."""
    return replace(tools, reader=open_rules())


@pytest.fixture(scope="module")
def told(rules: Tools) -> Coded:
    """Reports that disagree and copy one another, some without a date."""
    return [*coded(rules, CLUSTERS), *coded(rules, EXAMPLES)]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Has a small case be taken for a large one: shares in fifths, few partners, small crowds.

    Whole reports are soon held to tell one story, and weak accounts soon fit an incident.
    """
    alike = frozenset({"little", "much", "more", "nearly_all"})

    def small() -> None:
        monkeypatch.setattr(usual, "EXACT", 5)
        monkeypatch.setattr(compared, "MUCH_ALIKE", alike)
        monkeypatch.setattr(profile, "LONG", 5)
        monkeypatch.setattr(block, "EVERY", 20)
        monkeypatch.setattr(block, "PARTNERS", 5)
        monkeypatch.setattr(block, "CROWD", 12)
        monkeypatch.setattr(copies, "CROWD", 3)
        monkeypatch.setattr(grow, "MOST_NEW", 1.0)
        monkeypatch.setattr(grow, "MOST_TOUCHED", 1.0)
        monkeypatch.setattr(unsure, "FITS", -3.0)
        monkeypatch.setattr(unsure, "ENOUGH", 4)

    return small


SEEDS = [(seed, weak, None) for seed in range(4) for weak in (False, True)]


@pytest.mark.parametrize(
    ("seed", "weak", "share"),
    [*SEEDS, (12, True, 1.0)],  # the last has an undated report lose a weak account
)
def test_every_report_worked_in_gives_what_all_anew_gives(
    seed: int,
    weak: bool,
    share: float | None,
    told: Coded,
    rules: Tools,
    steps: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps()
    for name in ("WORDS_SHARE", "NAMES_SHARE") if share else ():
        monkeypatch.setattr(profile, name, share)
    chance = random.Random(seed)
    mixed = chance.sample(doubted(told, 2) if weak else told, len(told))
    later, reached = mixed[-STEPS:], 0
    with Store.writer(tmp_path / "quick.db", AT) as store:
        feed(store, mixed[:-STEPS], "one")
        rebuild(store, rules, at=AT)
        if seed % 2:
            enrich(store, chance, rules)
            rebuild(store, rules, at=AT)
    shutil.copy(tmp_path / "quick.db", tmp_path / "whole.db")
    with (
        Store.writer(tmp_path / "quick.db", AT) as quick,
        Store.writer(tmp_path / "whole.db", AT) as whole,
    ):
        for report in later:
            for store in (quick, whole):
                feed(store, [report], "one")
            if chance.random() < 0.3:
                act(quick, chance)
            pass_on(quick, whole)
            reached += worked_in(quick, rules, monkeypatch)
            rebuild(whole, rules, at=AT)
            mine, theirs = tables(quick), tables(whole)
            for name, rows in theirs.items():
                wrong = set(mine[name]) ^ set(rows)
                assert not wrong, f"{name} after {report[0].report.id}: {sorted(wrong)[:4]}"
            assert quick.claims() == whole.claims()
            assert quick.issues() == whole.issues()
            names = WEAK.names(len(told))
            assert quick.kept(names) == whole.kept(names) != {}
    assert reached > STEPS / 2


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_claims_given_rejected_and_retyped_are_worked_in(
    seed: int,
    weak: bool,
    told: Coded,
    rules: Tools,
    steps: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps()
    chance = random.Random(seed)
    mixed = chance.sample(doubted(told, 2) if weak else told, len(told))
    reached = 0
    with (
        Store.writer(tmp_path / "quick.db", AT) as quick,
        Store.writer(tmp_path / "whole.db", AT) as whole,
    ):
        for store in (quick, whole):
            feed(store, mixed[3:], "one")
            rebuild(store, rules, at=AT)
        for n in range(2 * STEPS):
            retell(quick, chance, rules)
            pass_on(quick, whole)
            if n % 4 == 3:
                for store in (quick, whole):
                    feed(store, [mixed[n // 4]], "one")
            reached += worked_in(quick, rules, monkeypatch)
            rebuild(whole, rules, at=AT)
            mine, theirs = tables(quick), tables(whole)
            for name, rows in theirs.items():
                wrong = set(mine[name]) ^ set(rows)
                said = quick.decisions()[-1].kind
                assert not wrong, f"{name} after {said}, {n}: {sorted(wrong, key=str)[:4]}"
            assert quick.claims() == whole.claims()
            assert quick.issues() == whole.issues()
            names = WEAK.names(len(Kept.of(whole).unsure))
            assert quick.kept(names) == whole.kept(names)
            assert names
    assert reached > STEPS


def test_a_report_that_changed_is_not_worked_in(
    told: Coded,
    rules: Tools,
    steps: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps()
    with Store.writer(tmp_path / "case.db", AT) as store:
        feed(store, told, "one")
        rebuild(store, rules, at=AT)
        feed(store, told[:1], "two")
        assert not worked_in(store, rules, monkeypatch)


def test_a_small_case_is_linked_anew(
    told: Coded, rules: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.writer(tmp_path / "case.db", AT) as store:
        feed(store, told[1:], "one")
        rebuild(store, rules, at=AT)
        feed(store, told[:1], "one")
        assert not worked_in(store, rules, monkeypatch)
