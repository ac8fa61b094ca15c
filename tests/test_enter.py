"""Rows of sheets, entries by hand and translations: what becomes of them in a case."""

from __future__ import annotations

import csv
import datetime as clock
import io
import json
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import AT
from secondsource.cli import main
from secondsource.decide import Act, translate, undo
from secondsource.enter import Imported, code_told, enter_incident, import_sheet
from secondsource.errors import ConfigError, DataError, InputError
from secondsource.export import export_case
from secondsource.model import (
    Actor,
    Claim,
    Count,
    Force,
    Issue,
    Place,
    Property,
    Report,
    Thing,
    When,
)
from secondsource.pipeline import Tools, code_report, run
from secondsource.read import layout_of, tell_rows
from secondsource.read.workbook import Row, Sheet
from secondsource.store import Store

CASES = tomllib.loads((Path(__file__).parent / "cases" / "sheets.toml").read_text("utf-8"))["case"]
DAY = clock.timedelta(days=1)
COLUMNS = ("Ref", "Date", "Town", "Country", "Type", "Perpetrator", "Killed", "Source", "Notes")
STRIKE = ("17", "2024-03-07", "Kramatorsk", "Ukraine", "missile strike", "Russian forces", "3",
          "Local monitor", "Missiles struck an apartment building in Kramatorsk.")  # fmt: skip
NEXT = ("18", "2024-03-08", "Kramatorsk", "Ukraine", "missile strike", "Russian forces", "",
        "Local monitor", "Again a missile struck Kramatorsk.")  # fmt: skip
NEWS = (
    "KYIV, March 8 - A Russian missile strike on an apartment building in the Ukrainian city of "
    "Kramatorsk on Thursday killed at least four people, the regional governor said."
)


def sheet(folder: Path, *rows: Sequence[str], columns: Sequence[str] = COLUMNS) -> Path:
    """A CSV file of rows."""
    path = folder / "tracker.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([columns, *rows])
    return path


def bring(path: Path, case: Path, tools: Tools, days: int = 0, **more: Any) -> Imported:
    at = AT + days * DAY
    with Store.writer(case, at) as store:
        return import_sheet(path, store, tools, by="amina", at=at, **more)


def dead(store: Store) -> list[int]:
    """How many were killed in each incident that says so."""
    found = (i.field(Property.KILLED) for i in store.incidents())
    return [f.best for f in found if f and f.best is not None]


def counts(done: Imported) -> tuple[int, int, int]:
    return done.new, done.changed, done.unchanged


# --- one row ------------------------------------------------------------------------------------


def told(claim: Claim) -> dict[str, object]:
    """What a claim says, as the table of cases writes it."""
    found: dict[str, object] = {"type": claim.event_type}
    for statement in claim.statements:
        value, name = statement.value, statement.property.value
        match value:
            case When():
                found[name] = value.edtf or ""
            case Count():
                parts = (value.low, value.best, value.high)
                found[name] = "/".join("" if n is None else str(n) for n in parts)
            case Place():
                found |= {"place": value.name, "country": value.country or ""}
                found |= {"precision": value.precision, "point": f"{value.lat} {value.lon}"}
            case Actor():
                found[name] = value.id
            case Thing():
                found[name] = value.actor_id or value.name
    return found


@pytest.mark.parametrize("case", CASES, ids=[c.get("note", str(c["row"])[:40]) for c in CASES])
def test_a_row_says_what_its_cells_say(case: dict[str, Any], tools: Tools) -> None:
    page = Sheet(tuple(case["row"]), (Row(2, {k: v for k, v in case["row"].items() if v}),))
    layout = layout_of(page.columns, "tracker", case.get("map"))
    issues, found = [], {}
    for one in tell_rows(page, layout, "tracker.csv", retrieved_at=AT):
        if isinstance(one, Issue):
            issues.append(one.code)
            continue
        claim, doubts = code_told(one, tools)
        issues += ["unreadable_cell" for _ in doubts]
        found = told(claim)
        for words in (claim.evidence, *(s.evidence for s in claim.statements)):
            one.report.check(words)
        assert {s.origin for s in claim.statements} <= {"table"}
        cells = set(case["row"].values()) | set(case.get("map", {}).get("constant", {}).values())
        for statement in claim.statements:
            assert any(cell in statement.evidence.quote for cell in cells if cell)
    wanted = case.get("says", {})
    assert {key: found.get(key, "") for key in wanted} == wanted
    if "open" in case:
        assert [s.evidence.quote for s in claim.said(Property.DATE)] == [case["open"]]
    assert issues == case.get("issues", [])


def test_a_day_that_can_be_read_one_way_reads_the_others(tmp_path: Path, tools: Tools) -> None:
    rows = (("1", "07/03/2024", *STRIKE[2:]), ("2", "13/03/2024", *NEXT[2:]))
    done = bring(sheet(tmp_path, *rows), tmp_path / "c.db", tools)
    with Store.reader(tmp_path / "c.db") as store:
        days = [s.value for c in store.claims() for s in c.said(Property.DATE)]
    assert [d.edtf for d in days if isinstance(d, When)] == ["2024-03-07", "2024-03-13"]
    assert not done.issues


# --- a sheet in a case --------------------------------------------------------------------------


def test_a_row_joins_the_news_of_its_incident(tmp_path: Path, tools: Tools) -> None:
    case = tmp_path / "c.db"
    news = tmp_path / "news.txt"
    news.write_text(f"---\nsource: Agency\ndate: 2024-03-08\n---\n{NEWS}", encoding="utf-8")
    assert counts(bring(sheet(tmp_path, STRIKE, NEXT), case, tools)) == (2, 0, 0)
    with Store.writer(case, AT) as store:
        run([str(news)], store, tools, at=AT)
        both = [set(i.reports) for i in store.incidents() if "tracker:17" in i.reports]
        apart = [i for i in store.incidents() if "tracker:18" in i.reports]
        (name,) = {r.id for r in store.reports()} - {"tracker:17", "tracker:18"}
    assert both == [{"tracker:17", name}]
    assert [i.reports for i in apart] == [("tracker:18",)]


def test_rows_alike_in_all_but_their_id_stay_apart(tmp_path: Path, tools: Tools) -> None:
    case = tmp_path / "c.db"
    bring(sheet(tmp_path, STRIKE, ("18", *STRIKE[1:])), case, tools)
    with Store.reader(case) as store:
        assert sorted(i.reports for i in store.incidents()) == [("tracker:17",), ("tracker:18",)]
        (link,) = store.links()
        assert link.reasons[-1].feature == "sheet"
        assert not store.copies()


def test_a_row_that_repeats_a_report_is_its_copy(tmp_path: Path, tools: Tools) -> None:
    case = tmp_path / "c.db"
    news = tmp_path / "news.txt"
    news.write_text(f"---\nsource: Agency\ndate: 2024-03-08\n---\n{NEWS}", encoding="utf-8")
    bring(sheet(tmp_path, (*STRIKE[:-1], NEWS), ("18", *NEXT[1:-1], NEWS)), case, tools)
    with Store.writer(case, AT) as store:
        run([str(news)], store, tools, at=AT)
        (name,) = {r.id for r in store.reports()} - {"tracker:17", "tracker:18"}
        assert [(c.report_id, c.copy_of) for c in store.copies()] == [
            ("tracker:17", name),
            ("tracker:18", name),
        ]


def test_importing_again_updates_and_never_doubles(tmp_path: Path, tools: Tools) -> None:
    case = tmp_path / "c.db"
    path = sheet(tmp_path, STRIKE, NEXT)
    bring(path, case, tools)
    with Store.reader(case) as store:
        first = [i.id for i in store.incidents()]
    assert counts(bring(path, case, tools, 1)) == (0, 0, 2)
    more = (*STRIKE[:6], "5", *STRIKE[7:])
    assert counts(bring(sheet(tmp_path, more, NEXT), case, tools, 2)) == (0, 1, 1)
    with Store.reader(case) as store:
        assert [i.id for i in store.incidents()] == first
        assert dead(store) == [5]
        assert len(store.revisions("tracker:17")) == 2
    assert counts(bring(sheet(tmp_path, STRIKE, NEXT), case, tools, 3)) == (0, 1, 1)
    with Store.reader(case) as store:  # what was there before holds again
        assert dead(store) == [3]
        assert len(store.revisions("tracker:17")) == 2
        assert len(store.reports()) == 2


def test_rows_without_ids_are_known_by_what_they_are_about(tmp_path: Path, tools: Tools) -> None:
    case = tmp_path / "c.db"
    columns = COLUMNS[1:]
    bring(sheet(tmp_path, STRIKE[1:], NEXT[1:], columns=columns), case, tools)
    more = (*STRIKE[1:6], "5", *STRIKE[7:])
    done = bring(sheet(tmp_path, NEXT[1:], more, columns=columns), case, tools, 1)
    assert counts(done) == (0, 1, 1)
    with Store.reader(case) as store:
        assert len(store.reports()) == 2


def test_two_rows_of_one_id_are_kept_and_told(tmp_path: Path, tools: Tools) -> None:
    case = tmp_path / "c.db"
    done = bring(sheet(tmp_path, STRIKE, ("17", *NEXT[1:])), case, tools)
    assert [(i.code, i.line, i.failed) for i in done.issues] == [("same_id", 3, False)]
    with Store.reader(case) as store:
        assert [r.id for r in store.reports()] == ["tracker:17", "tracker:17#2"]


def test_no_reader_codes_a_row_anew(tmp_path: Path, tools: Tools) -> None:
    case = tmp_path / "c.db"
    bring(sheet(tmp_path, STRIKE), case, tools)
    other = tmp_path / "other.txt"
    other.write_text("A car bomb killed two people in Mogadishu on Friday.", encoding="utf-8")
    with Store.writer(case, AT) as store:
        (before,) = store.claims(anchored=False)
        run([str(other)], store, replace(tools, coder="another reader"), at=AT)
        (after,) = (c for c in store.claims(anchored=False) if c.report_id == "tracker:17")
        assert store.told() == {"tracker:17": "person:amina"}
        (report,) = (r for r in store.reports() if r.id == "tracker:17")
        assert store.has_report(report, "a third reader")
        assert not store.uncoded("another reader")
    assert after == before


def test_what_cannot_be_read_is_an_issue_until_it_is_mended(tmp_path: Path, tools: Tools) -> None:
    case = tmp_path / "c.db"
    bad = (*STRIKE[:6], "abc", *STRIKE[7:])
    empty = ("19", *[""] * 6, "Local monitor", "")
    done = bring(sheet(tmp_path, bad, empty, NEXT), case, tools)
    assert counts(done) == (2, 0, 0)
    assert [(i.line, i.code) for i in done.failed] == [(3, "empty")]
    assert [(i.line, i.code) for i in done.issues if not i.failed] == [(2, "unreadable_cell")]
    with Store.reader(case) as store:
        assert len(store.issues()) == 2
    bring(sheet(tmp_path, STRIKE, NEXT), case, tools, 1)
    with Store.reader(case) as store:
        assert not store.issues()


def test_a_workbook_is_read_as_a_sheet(tmp_path: Path, tools: Tools) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Our tracker"])
    book.active.append(list(COLUMNS))
    book.active.append([17, clock.datetime(2024, 3, 7), *STRIKE[2:6], 3.0, *STRIKE[7:]])
    book.save(tmp_path / "tracker.xlsx")
    case = tmp_path / "c.db"
    assert counts(bring(tmp_path / "tracker.xlsx", case, tools)) == (1, 0, 0)
    assert counts(bring(sheet(tmp_path, STRIKE), case, tools, 1)) == (0, 0, 1)
    more = tmp_path / "map.toml"
    more.write_text('sheet = "Other"', encoding="utf-8")
    with pytest.raises(InputError, match="has no sheet 'Other'"):
        bring(tmp_path / "tracker.xlsx", case, tools, 2, own_map=more)


def test_a_missing_extra_says_what_to_install(
    tmp_path: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    openpyxl.Workbook().save(tmp_path / "t.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ConfigError, match=r"secondsource\[desk\]"):
        bring(tmp_path / "t.xlsx", tmp_path / "c.db", tools)


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        ('[columns]\nwho = "Date"', DataError, "no role"),
        ('[columns]\ndate = "Day"', InputError, "no column 'Day'"),
        ('dates = "backwards"', DataError, "day first"),
        ('colums = "x"', DataError, "a map has"),
        ('[drop]\nplace = "("', DataError, "pattern"),
        ("= =", DataError, "not TOML"),
        ('[columns]\nkilled = "Killed"', InputError, "--map"),
    ],
)
def test_a_map_that_makes_no_sense_is_refused(
    words: str, error: type[Exception], says: str, tmp_path: Path, tools: Tools
) -> None:
    own = tmp_path / "map.toml"
    own.write_text(words, encoding="utf-8")
    with pytest.raises(error, match=says):
        bring(sheet(tmp_path, STRIKE), tmp_path / "c.db", tools, own_map=own)


def test_the_guess_is_a_map(tmp_path: Path, tools: Tools) -> None:
    told_: list[str] = []
    path, own = sheet(tmp_path, STRIKE), tmp_path / "map.toml"
    bring(path, tmp_path / "a.db", tools, tell_layout=lambda got: told_.append(got.as_map()))
    own.write_text(told_[0], encoding="utf-8")
    bring(path, tmp_path / "b.db", tools, own_map=own)
    with Store.reader(tmp_path / "a.db") as one, Store.reader(tmp_path / "b.db") as two:
        assert one.claims() == two.claims()


@pytest.mark.parametrize(("lost", "code"), [((), 0), ((("19", *[""] * 8),), 3)])
def test_the_command_tells_what_it_read_and_ends_with_3_where_a_row_is_lost(
    lost: tuple[tuple[str, ...], ...],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    path = sheet(tmp_path, (*STRIKE[:6], "abc", *STRIKE[7:]), NEXT, *lost)
    with pytest.raises(SystemExit) as end:
        main(["import", str(path), "--by", "amina"])
    out = capsys.readouterr()
    assert end.value.code == code
    assert 'killed = "Killed"' in out.err
    assert "2 new rows" in out.err
    assert "line 2" in out.err
    assert "Kramatorsk" in out.out


# --- by hand ------------------------------------------------------------------------------------


def test_an_incident_is_entered_by_hand_with_its_source(tmp_path: Path, tools: Tools) -> None:
    fields = {
        "place": "Goma", "country": "DR Congo", "date": "2024-02-07", "killed": "at least 3",
        "source": "Radio K", "published": "2024-02-08", "notes": "Shells fell on Goma.",
    }  # fmt: skip
    with Store.writer(tmp_path / "c.db", AT) as store:
        done = enter_incident(fields, store, tools, by="amina", at=AT)
        again = enter_incident(fields, store, tools, by="amina", at=AT + DAY)
        (incident,) = store.incidents()
        (report,) = store.reports()
        assert store.told() == {report.id: "person:amina"}
    assert done.report.id == again.report.id == report.id
    assert (report.source, report.published) == ("Radio K", clock.date(2024, 2, 8))
    assert report.text.startswith("Shells fell on Goma.\n\nDate: 2024-02-07\nPlace: Goma\n")
    assert {s.origin for s in done.claim.statements} == {"person"}
    assert incident.claims == (done.claim.id,)
    assert not done.issues


def test_the_command_enters_what_its_words_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ends = []
    for words in (["place=Goma", "killed=3"], ["place=Goma", "killed=many"], ["Goma"]):
        with pytest.raises(SystemExit) as end:
            main(["enter", *words, "--by", "amina", "--json"])
        ends.append(end.value.code or 0)
    out = capsys.readouterr()
    assert ends == [0, 0, 1]
    rows = [json.loads(line) for line in out.out.splitlines()]
    assert [[s["property"] for s in row["statements"]] for row in rows] == [
        ["place", "killed"],
        ["place"],
    ]
    assert "'Goma' is no field" in out.err


def test_another_entry_of_one_day_and_place_is_another_report(tmp_path: Path, tools: Tools) -> None:
    fields = {"place": "Goma", "date": "2024-02-07", "source": "Radio K", "killed": "3"}
    with Store.writer(tmp_path / "c.db", AT) as store:
        enter_incident(fields, store, tools, by="amina", at=AT)
        enter_incident(fields | {"killed": "5"}, store, tools, by="amina", at=AT)
        assert len(store.reports()) == 2
        enter_incident(fields | {"id": "x"}, store, tools, by="amina", at=AT)
        enter_incident(fields | {"id": "x", "killed": "9"}, store, tools, by="amina", at=AT + DAY)
        assert len(store.reports()) == 3


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"colour": "red"}, "no field"), ({"source": "Radio K"}, "says nothing of what happened")],
)
def test_a_form_that_says_nothing_is_refused(
    fields: dict[str, str], says: str, tmp_path: Path, tools: Tools
) -> None:
    with Store.writer(tmp_path / "c.db", AT) as store, pytest.raises(InputError, match=says):
        enter_incident(fields, store, tools, by="amina", at=AT)


# --- other languages ----------------------------------------------------------------------------

SPANISH = (
    "Al menos 12 soldados murieron y ocho resultaron heridos en un ataque con drones del ELN en "
    "Saravena. El gobernador dijo que la explosión de un carro bomba mató a dos civiles."
)


def test_no_claims_are_read_from_another_language(tools: Tools) -> None:
    report = Report("es", f"{NEWS} {SPANISH}", "", "", lang="es")
    assert code_report(report, tools) == ()
    assert code_report(replace(report, lang="en"), tools)


def test_a_row_in_another_language_is_kept_with_its_claim(tmp_path: Path, tools: Tools) -> None:
    row = (
        "17",
        "2024-03-07",
        "Saravena",
        "Colombia",
        "drone strike",
        "ELN",
        "12",
        "Diario",
        SPANISH,
    )
    bring(sheet(tmp_path, row), tmp_path / "c.db", tools)
    with Store.reader(tmp_path / "c.db") as store:
        (report,), (claim,) = store.reports(), store.claims()
        assert report.lang == "es"
        assert "not_english" not in {w.code for w in store.warnings(report.id).get(report.id, ())}
    assert told(claim)["killed"] == "12/12/12"


def test_a_translation_is_kept_beside_its_report(tmp_path: Path, tools: Tools) -> None:
    path = tmp_path / "es.txt"
    path.write_text(SPANISH, encoding="utf-8")
    with Store.writer(tmp_path / "c.db", AT) as store:
        run([str(path)], store, tools, at=AT)
        (report,) = store.reports()
        (first,) = translate(store, report.id, "At least 12 soldiers …", Act("amina", AT + DAY))
        (second,) = translate(store, report.id, " At least twelve … ", Act("amina", AT + 2 * DAY))
        assert store.translations()[report.id].value == "At least twelve …"
        assert second.supersedes == first.id
        assert second.external == report.sha256
        assert [s.force for s in store.standings()] == [Force.REPLACED, Force.IN_FORCE]
        run([str(path)], store, replace(tools, coder="another"), at=AT + 3 * DAY)
        assert store.translations()[report.id].id == second.id
        export_case(store, "decisions", out := io.StringIO())
        rows = [json.loads(line) for line in out.getvalue().splitlines()]
        assert [(r["kind"], r["subject"]) for r in rows] == 2 * [("translation", [report.id])]
        undo(store, second.id, Act("amina", AT + 4 * DAY))
        assert store.translations()[report.id].id == first.id
        for name, words in (("nowhere", "x"), (report.id, "  ")):
            with pytest.raises(InputError):
                translate(store, name, words, Act("amina", AT))


def test_a_translation_is_shown_with_its_report(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tools: Tools,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "es.txt").write_text(SPANISH, encoding="utf-8")
    (tmp_path / "en.txt").write_text("At least twelve soldiers died.", encoding="utf-8")
    with Store.writer(tmp_path / "case.db", AT) as store:
        run(["es.txt"], store, tools, at=AT)
        (report,) = store.reports()
    for words in (["translate", report.id, "en.txt", "--by", "amina"], ["show", report.id]):
        with pytest.raises(SystemExit) as end:
            main(words)
        assert end.value.code in (0, None)
    out = capsys.readouterr().out
    assert "Translation, by amina" in out
    assert "At least twelve soldiers died." in out
