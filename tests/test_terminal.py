"""What a person sees: order, width, marks, quotes, and nothing a report can forge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console, RenderableType

from making import claims_of, find, full_case, incident_claim, incident_of, report_of
from secondsource import terminal
from secondsource.errors import InputError
from secondsource.model import (
    Claim,
    Copy,
    Dispute,
    DisputeKind,
    Incident,
    Property,
    Reconciled,
    Report,
    Side,
    Status,
    When,
)
from secondsource.store import Store
from secondsource.store.rows import by_date
from secondsource.terminal.quotes import merged, one_line, quoted
from secondsource.terminal.shown import Shown


def text_of(page: RenderableType, width: int = 100) -> str:
    """A page as plain text."""
    console = Console(width=width, color_system=None, markup=False, emoji=False, highlight=False)
    with console.capture() as caught:
        console.print(page)
    return caught.get()


def shown_of(
    incidents: list[Incident], claims: list[Claim], reports: list[Report], **more: Any
) -> Shown:
    return Shown.of(incidents, claims, reports, more.pop("warnings", {}), **more)


@pytest.fixture
def shown(tmp_path: Path) -> Shown:
    """A whole small case."""
    with Store.reader(full_case(tmp_path / "my.db")) as store:
        return Shown.of(
            store.incidents(),
            store.claims(),
            store.reports(),
            store.warnings(),
            store.disputes(),
            store.copies(),
            case=" --case my.db",
        )


def on(incident_id: str, when: When | None, claim: Claim) -> Incident:
    """An incident on a date."""
    incident = incident_of(incident_id, [claim])
    others = tuple(f for f in incident.fields if f.property != Property.DATE)
    status = Status.SINGLE_SOURCE if when else Status.NOT_SAID
    return replace(incident, fields=(Reconciled(Property.DATE, when, status, "r"), *others))


def day(year: int, month: int, number: int) -> When:
    found = date(year, month, number)
    return When(found.isoformat(), found, found, 1, "said")


def partial(edtf: str) -> When:
    return When(edtf, None, None, None, "said")


# --- the table --------------------------------------------------------------------------------


def test_incidents_stand_by_date_and_those_without_a_year_last() -> None:
    claim = incident_claim(report_of("a"))
    dates = {
        "i5": None,
        "i4": partial("XXXX-11-20"),
        "i3": partial("XXXX-01-28"),
        "i2": day(2024, 2, 7),
        "i1": day(2023, 10, 8),
    }
    told = sorted((on(n, w, claim) for n, w in dates.items()), key=by_date)
    case = shown_of(told, [claim], [report_of("a")])
    assert [i.id for i in case.incidents] == ["i1", "i2", "i3", "i4", "i5"]
    assert [case.number(f"i{n}") for n in range(1, 6)] == [1, 2, 3, 4, 5]
    table = text_of(terminal.incident_table(case, width=160), 160)
    assert "20 Nov (no year)" in table
    assert "28 Jan (no year)" in table


@pytest.mark.parametrize("width", [60, 80, 96, 100, 110, 130, 160])
def test_the_table_keeps_to_its_width_and_cuts_no_word(shown: Shown, width: int) -> None:
    table = text_of(terminal.incident_table(shown, width=width), width)
    assert all(len(line) <= width for line in table.splitlines())
    assert "…" not in table
    flat = " ".join(table.split())
    for word in ("Killed", "Injured", "Drone", "Baghdad,", "Iraq"):
        assert word in flat


def test_what_is_disputed_is_marked(shown: Shown) -> None:
    first = shown.incidents[0]
    fields = tuple(replace(f, status=Status.DISPUTED) for f in first.fields)
    disputed = replace(shown, incidents=(replace(first, fields=fields),))
    assert "≠" not in text_of(terminal.incident_table(shown, width=110), 110)
    assert "≠" in text_of(terminal.incident_table(disputed, width=110), 110)
    assert any("--case my.db" in line for line in terminal.source_lines(disputed))


def test_the_lines_below_explain_the_signs_and_name_the_publishers(shown: Shown) -> None:
    lines = "\n".join(terminal.source_lines(shown))
    assert "1 known + 1 unknown" in lines
    assert "≠" in lines
    assert "secondsource show 1 --case my.db" in lines


# --- quotes -----------------------------------------------------------------------------------


def test_quoted_words_stand_out_with_and_without_bold(shown: Shown) -> None:
    report = next(iter(shown.reports.values()))
    words = find(report, "Baghdad")
    assert "«Baghdad»" in quoted(shown, words).plain
    bold = quoted(replace(shown, marks=False), words)
    assert "«" not in bold.plain
    assert [bold.plain[s.start : s.end] for s in bold.spans if s.style == "bold"] == ["Baghdad"]


def test_a_report_cannot_write_over_the_screen() -> None:
    text = "Bad\x1b[2J\x1b]0;title\x07 [bold]news[/bold] :bomb: killed\r\x08 three\x9b5m."
    report = report_of("a", text)
    case = shown_of([], [], [report])
    page = text_of(terminal.report_page(case, report, every=True))
    assert not {c for c in page if ord(c) < 32 and c != "\n"}
    assert "\x9b" not in page
    assert "[bold]news[/bold] :bomb:" in page
    assert len(one_line("a\x1bb")) == 3


def test_marked_words_of_a_report_are_those_of_its_claims() -> None:
    report = report_of("a")
    claims = claims_of(report)
    case = shown_of([], list(claims), [report])
    page = " ".join(text_of(terminal.report_page(case, report, every=False), 300).split())
    for claim in claims:
        assert f"{' '.join(claim.evidence.quote.split())}»" in page
    assert page.startswith("“A U.S. drone strike")
    assert "3 claims" in page


def test_long_reports_are_cut_and_say_so() -> None:
    report = report_of("a", "Word after word. " * 2000)
    case = shown_of([], [], [report])
    page = text_of(terminal.report_page(case, report, every=False))
    assert "more characters: --all" in page
    assert "more characters" not in text_of(terminal.report_page(case, report, every=True))


def test_spans_that_overlap_are_marked_once() -> None:
    assert merged([(5, 9), (0, 3), (7, 12), (12, 14)]) == [(0, 3), (5, 12), (12, 14)]


# --- disputes ---------------------------------------------------------------------------------


def disputed_case(reports: int = 4, copies: tuple[Copy, ...] = ()) -> Shown:
    """A case in which some reports say three were killed, and one says five."""
    told = [report_of(f"report-{n}", source=f"Paper {n}") for n in range(reports)]
    claims = [incident_claim(report) for report in told]
    incident = incident_of("i1", claims)
    said = [next(s for s in c.statements if s.property == Property.KILLED) for c in claims]
    three = Side("3", tuple(s.id for s in said[1:]), tuple(s.evidence for s in said[1:]))
    five = Side("5", (said[0].id,), (said[0].evidence,))
    dispute = Dispute(
        "d1", DisputeKind.BETWEEN, "i1", "killed", (three, five), 1.0, "3 is better supported."
    )
    return shown_of(
        [incident], claims, told, disputes=[dispute], copies=copies, case=" --case my.db"
    )


def test_a_dispute_is_a_question_with_both_sides_in_their_words() -> None:
    case = disputed_case()
    page = text_of(terminal.dispute_list(case, case.disputes, every=False))
    assert page.startswith("1  How many were killed in the drone strike in Baghdad, Iraq")
    assert page.count("«at least three members»") == 3  # two of three quotes of a side, and one
    assert "and 1 more report: --all" in page
    assert "Iraqi officials, in Paper 0" in page
    assert "3 is better supported." in page
    assert "Look closer: secondsource show 1 --case my.db" in page
    whole = text_of(terminal.dispute_list(case, case.disputes, every=True))
    assert whole.count("«at least three members»") == 4
    assert "--all" not in whole


def test_dates_of_a_dispute_are_written_as_people_write_them() -> None:
    told = report_of("a")
    claim = incident_claim(told)
    words = next(s for s in claim.statements if s.property == Property.DATE)
    one, two = (
        replace(words, id=f"s{n}", value=value)
        for n, value in enumerate((day(2024, 2, 7), partial("XXXX-07")))
    )
    claim = replace(claim, statements=(*claim.statements, one, two))
    sides = (
        Side("2024-02-07", (one.id,), (one.evidence,)),
        Side("XXXX-07", (two.id,), (two.evidence,)),
    )
    note = "2024-02-07 stands."
    dispute = Dispute("d1", DisputeKind.BETWEEN, None, "date", sides, 1.0, note)
    case = shown_of([incident_of("i1", [claim])], [claim], [told], disputes=[dispute])
    page = text_of(terminal.dispute_list(case, case.disputes, every=False))
    assert "Jul (no year)" in page and "7 Feb 2024 stands." in page
    assert "XXXX" not in page and "2024-02-07" not in page


def test_copies_are_named_and_not_quoted_again() -> None:
    case = disputed_case(copies=(Copy("report-2", "report-1", 1.0, True),))
    page = text_of(terminal.dispute_list(case, case.disputes, every=False))
    assert "and 1 copy: report-2" in page
    assert "Paper 2" not in page


def test_no_disputes_is_said_in_a_sentence(shown: Shown) -> None:
    assert "No report contradicts another" in text_of(terminal.dispute_list(shown, (), every=False))


# --- pages ------------------------------------------------------------------------------------


def test_an_incident_shows_a_few_statements_and_all_when_asked() -> None:
    case = disputed_case(reports=12)
    short = text_of(terminal.incident_page(case, case.incidents[0], every=False))
    assert "and 4 more sentences: --all" in short
    every = text_of(terminal.incident_page(case, case.incidents[0], every=True))
    assert "--all" not in every
    assert len(every) > len(short)


def test_every_page_of_a_case_can_be_drawn(shown: Shown) -> None:
    for incident in shown.incidents:
        assert incident.id in text_of(terminal.incident_page(shown, incident, every=False))
    for report in shown.reports.values():
        assert report.id in text_of(terminal.report_page(shown, report, every=False))
    for claim in shown.claims.values():
        assert claim.id in text_of(terminal.claim_page(shown, claim))


# --- names ------------------------------------------------------------------------------------


def test_hashed_ids_are_shortened_as_far_as_they_stay_apart() -> None:
    ids = ["r27fde71d7b4beb74", "r27fde9aaaaaaaaaa", "wire-kramatorsk"]
    case = shown_of([], [], [report_of(i) for i in ids])
    labels = [case.label(i) for i in ids]
    assert labels == ["r27fde7", "r27fde9", "wire-kramatorsk"]
    assert [terminal.find(case, name) for name in labels] == [case.reports[i] for i in ids]


@pytest.mark.parametrize("name", ["0", "99", "nothing", ""])
def test_what_names_nothing_is_said_with_the_next_step(shown: Shown, name: str) -> None:
    with pytest.raises(InputError, match=r"number from 1 to 1, or an id"):
        terminal.find(shown, name)


def test_what_names_several_things_asks_for_more() -> None:
    case = shown_of([], [], [report_of("raid-1"), report_of("raid-2")])
    with pytest.raises(InputError, match="any of 2"):
        terminal.find(case, "raid")
