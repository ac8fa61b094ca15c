"""The whole chain on a case: stopping, resuming, revising, copying, and what cannot be coded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import AT
from secondsource.model import Claim
from secondsource.pipeline import Tools, code_report, explain_accounts, rebuild, run
from secondsource.read import Reading, read_sources
from secondsource.store import Store
from telling import judge
from test_laws import exports

ROWS = (
    {
        "id": "a",
        "source": "Agency A",
        "published": "2021-03-05",
        "text": "Rebel fighters shelled a market in Goma on Wednesday, killing at least nine "
        "civilians, the health ministry said.",
    },
    {
        "id": "b",
        "source": "Paper B",
        "published": "2021-03-06",
        "text": "The shelling of a market in Goma on 3 March killed 14 civilians, a hospital "
        "official said.",
    },
    {
        "id": "c",
        "source": "Paper C",
        "published": "2021-03-06",
        "text": "Rebel fighters shelled a market in Goma on Wednesday, killing at least nine "
        "civilians, the health ministry said.",
    },
    {
        "id": "d",
        "text": "A car bomb exploded outside a bank in Maiduguri on 9 May 2019, wounding "
        "12 people.",
    },
)


def write(folder: Path, rows: tuple[dict[str, Any], ...] = ROWS) -> str:
    """A JSON Lines source of these rows."""
    source = folder / "source.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(source)


class Killed(BaseException):
    """Stands for a run that is stopped from outside."""


@pytest.mark.parametrize("after", [1, 2, 4])
def test_a_killed_run_is_completed_by_the_next(tmp_path: Path, tools: Tools, after: int) -> None:
    source = write(tmp_path)

    def stop(done: int, what: str) -> None:
        if done == after:
            raise Killed

    with Store.writer(tmp_path / "killed.db", AT) as store, pytest.raises(Killed):
        run([source], store, tools, at=AT, progress=stop)
    with Store.writer(tmp_path / "killed.db", AT) as store:
        ran = run([source], store, tools, at=AT)
        assert ran.unchanged == after
        assert ran.new == len(ROWS) - after
        completed = exports(store)
    with Store.writer(tmp_path / "whole.db", AT) as store:
        run([source], store, tools, at=AT)
        assert exports(store) == completed


def test_copies_count_once_and_tolls_that_differ_are_disputed(tmp_path: Path, tools: Tools) -> None:
    with Store.writer(tmp_path / "case.db", AT) as store:
        run([write(tmp_path)], store, tools, at=AT)
        shelling = max(store.incidents(), key=lambda i: len(i.reports))
        assert shelling.reports == ("a", "b", "c")
        assert shelling.independent_sources == 2
        assert [(c.report_id, c.copy_of) for c in store.copies()] == [("c", "a")]


def test_a_revised_report_replaces_its_claims_and_keeps_the_old_text(
    tmp_path: Path, tools: Tools
) -> None:
    with Store.writer(tmp_path / "case.db", AT) as store:
        run([write(tmp_path)], store, tools, at=AT)
        text = ROWS[3]["text"].replace("12 people", "15 people")
        revised = {**ROWS[3], "text": text, "published": "2019-05-11"}
        run([write(tmp_path, (revised,))], store, tools, at=AT)
        assert len(store.revisions("d")) == 2
        report = store.report("d")
        assert report is not None
        assert report.text == text
        quotes = [
            s.evidence.quote
            for c in store.claims()
            if c.report_id == "d"
            for s in c.statements
            if s.property == "injured"
        ]
        assert all("12" not in quote for quote in quotes)


def test_a_report_that_cannot_be_coded_is_kept_listed_and_tried_again(
    tmp_path: Path, tools: Tools
) -> None:
    broken: Any = None
    source = write(tmp_path)
    with Store.writer(tmp_path / "case.db", AT) as store:
        ran = run([source], store, replace(tools, reader=broken), at=AT)
        assert len(ran.failed) == len(ROWS)
        assert len(store.reports()) == len(ROWS)
        assert {i.report_id for i in store.issues()} == {row["id"] for row in ROWS}
        ran = run([source], store, tools, at=AT)
        assert ran.failed == ()
        assert store.issues() == ()
        assert store.incidents()


def test_bad_files_among_good_ones_lose_nothing(tmp_path: Path, tools: Tools) -> None:
    source = write(tmp_path)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "broken.jsonl").write_text('{"id": "x", "text": "A bomb\n{]\n', encoding="utf-8")
    with Store.writer(tmp_path / "case.db", AT) as store:
        run([source], store, tools, at=AT)
        before = exports(store)
        ran = run([str(tmp_path), str(tmp_path / "missing.txt")], store, tools, at=AT)
        assert ran.failed
        assert all(issue.file and issue.message.endswith((".", "!", "?")) for issue in ran.failed)
        assert exports(store) == before


def test_a_decision_follows_its_claim_and_is_listed_without_one(
    tmp_path: Path, tools: Tools
) -> None:
    for name, text in (("a", "Rebels shelled Goma."), ("b", "A bomb killed two in Mosul.")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    found = read_sources([str(tmp_path)], retrieved_at=AT)
    first, second = (r for r in found if isinstance(r, Reading))
    told, other = (code_report(r.report, tools) for r in (first, second))
    with Store.writer(tmp_path / "my.db", AT) as store:

        def put(reading: Reading, claims: Sequence[Claim], coder: str) -> None:
            store.put_report(reading.report, reading.original, claims, coder=coder, at=AT)
            rebuild(store, tools, at=AT)

        put(first, told, "one")
        put(second, other, "one")
        assert len(store.incidents()) == 2
        store.put_decision(judge("same", told[0].account_id, other[0].account_id))
        put(first, [_renamed(c) for c in told], "two")
        assert len(store.incidents()) == 1
        assert store.issues() == ()
        put(first, (), "three")
        assert [i.code for i in store.issues()] == ["homeless_decision"]


def _renamed(claim: Claim) -> Claim:
    """The same claim under another id, as another reading of its sentence would have it."""
    said = tuple(replace(s, id=f"s{s.id}", claim_id=f"x{claim.id}") for s in claim.statements)
    ids = {"id": f"x{claim.id}", "account_id": f"x{claim.account_id}"}
    return replace(claim, **ids, statements=said)


def test_what_one_report_says_weakly_is_shown_where_another_says_it_surely(
    tmp_path: Path, tools: Tools
) -> None:
    texts = (
        "A car bomb exploded at a market in Mosul on 4 May 2021, killing nine people.",
        "Nine people died when a car bomb exploded at the market in Mosul on 4 May 2021.",
    )
    for name, text in zip("ab", texts, strict=True):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    found = read_sources([str(tmp_path)], retrieved_at=AT)
    first, second = (r for r in found if isinstance(r, Reading))
    told, other = (code_report(r.report, tools) for r in (first, second))
    weak = tuple(replace(c, weak=True) for c in other)
    with Store.writer(tmp_path / "my.db", AT) as store:

        def put(reading: Reading, claims: Sequence[Claim], coder: str) -> None:
            store.put_report(reading.report, reading.original, claims, coder=coder, at=AT)
            rebuild(store, tools, at=AT)

        put(second, weak, "one")
        assert not store.claims()
        assert not store.incidents()
        put(first, told, "one")
        (incident,) = store.incidents()
        assert {*incident.accounts} == {told[0].account_id, weak[0].account_id}
        assert len(exports(store)["claims"]) == len(told) + len(weak)
        link = explain_accounts(store, weak[0].account_id, told[0].account_id, tools)
        assert link in store.links()
        assert link.joined
        store.put_decision(judge("different", told[0].account_id, weak[0].account_id))
        rebuild(store, tools, at=AT)
        assert len(store.incidents()) == 2
