"""What goes out of a case: who is named, what is held back, how fine a place is."""

from __future__ import annotations

import shutil
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from publishing import AIRPORT, AT, STATION, Prepare, the
from secondsource.decide import Act, limit
from secondsource.model import Place, Property, ReviewState, Status
from secondsource.publish import DRAFT, Snap
from secondsource.publish.quoting import LONGEST
from secondsource.scope import Scope
from secondsource.store import Store

CHECKED = {"Missile strike in Kramatorsk, Ukraine, 8 Apr 2022"}
TAGS = 2  # an ellipsis at either end of a quote


def strings(thing: Any) -> list[str]:
    """Every string anywhere in a noun."""
    if isinstance(thing, str) and not isinstance(thing, Enum):
        return [thing]
    if isinstance(thing, tuple):
        return [s for part in thing for s in strings(part)]
    if is_dataclass(thing):
        return [s for f in fields(thing) for s in strings(getattr(thing, f.name))]
    return []


def test_only_what_a_person_checked_goes_out(prepared: Prepare) -> None:
    copy, account = prepared()
    assert len(copy.events) == 2
    assert {e.review_state for e in copy.events} == {ReviewState.CHECKED}
    assert copy.draft is None and {e.draft for e in copy.events} == {None}
    assert copy.left_out == {"nobody has checked it": account_of(account, "incident")}


def account_of(account: Any, what: str) -> int:
    return sum(h.what == what for h in account.held_back)


def test_drafts_are_asked_for_and_marked(prepared: Prepare) -> None:
    copy, _ = prepared(drafts=True)
    assert len(copy.events) > 20
    assert copy.draft == DRAFT
    assert {e.draft for e in copy.events} == {DRAFT}
    assert {t.draft for t in copy.totals} == {DRAFT}


def test_a_name_of_one_source_is_nowhere_in_the_copy(prepared: Prepare) -> None:
    copy, account = prepared()
    said = " ".join(strings(copy)).casefold()
    for name in ("McKenzie", "Kenneth", "Biden", "Zaw Min Tun"):
        assert name.casefold() not in said
    assert "a general" in said
    assert "Kenneth McKenzie" in {h.which for h in account.held_back}


def test_a_name_that_two_independent_sources_give_goes_out(prepared: Prepare) -> None:
    copy, _ = prepared()
    assert "Pavlo Kyrylenko" in " ".join(strings(copy))


def test_a_copy_of_a_report_is_no_second_source_of_a_name(prepared: Prepare) -> None:
    copy, _ = prepared()
    assert "Zelenskiy" not in " ".join(strings(copy))  # Morning Wire, and its copy


def test_names_are_roles_where_that_is_asked(prepared: Prepare) -> None:
    copy, _ = prepared(roles=True)
    assert "Kyrylenko" not in " ".join(strings(copy))


def test_a_reviewer_is_not_named(prepared: Prepare) -> None:
    copy, _ = prepared()
    (event,) = [e for e in copy.events if e.rulings]
    assert "ana" not in " ".join(strings(copy)).split()
    assert "ana.k" not in " ".join(strings(copy))
    assert event.rulings[0].reason == "As [a general] said."
    field = event.field(Property.KILLED)
    assert field is not None and field.status is Status.RULED
    assert field.rule == "ruled by a reviewer"


def test_quotes_are_short_and_stand_in_a_report(prepared: Prepare, checked_case: Any) -> None:
    copy, _ = prepared()
    with Store.reader(checked_case) as store:
        texts = [" ".join(r.text.split()) for r in store.reports()]
    quotes = [q for e in copy.events for f in e.fields for c in f.camps for q in c.quotes]
    assert quotes
    for quote in quotes:
        whole = f"{quote.before}{quote.words}{quote.after}"
        assert len(whole) <= LONGEST + TAGS
        if "[" not in whole:
            assert any(whole.strip("… ") in text for text in texts), whole


def test_no_text_of_a_report_goes_out_whole(prepared: Prepare, checked_case: Any) -> None:
    copy, _ = prepared(drafts=True)
    said = "\n".join(strings(copy))
    with Store.reader(checked_case) as store:
        for report in store.reports():
            assert report.text not in said
            assert report.id not in said.split()


def test_only_reports_of_what_goes_out_are_listed(prepared: Prepare) -> None:
    copy, _ = prepared()
    assert {r.number for r in copy.reports} == {n for e in copy.events for n in e.reports}
    assert "State Bulletin" not in {r.source for r in copy.reports}


def test_disputes_go_out_where_they_are_about_what_does(prepared: Prepare) -> None:
    copy, account = prepared()
    assert {c.about for c in copy.contradictions} <= {e.id for e in copy.events}
    everything, _ = prepared(drafts=True)
    assert len(everything.contradictions) > len(copy.contradictions)
    assert [h.which for h in account.held_back if h.what == "disputes"]


def test_incidents_outside_the_scope_stay_in(
    prepared: Prepare, checked_case: Path, tmp_path: Path
) -> None:
    case = tmp_path / "example.db"
    shutil.copy(checked_case, case)
    with Store.writer(case, AT) as store:
        limit(store, Scope(places=("AF",)), Act("ana.k", AT))
        station = the(store.incidents(), *STATION)
    copy, account = prepared(case=case)
    assert [e.event_type for e in copy.events] == [AIRPORT[1]]
    assert any(h.which == station.id and "scope" in h.why for h in account.held_back)


def test_places_are_moved_to_their_region(prepared: Prepare) -> None:
    fine, _ = prepared()
    copy, _ = prepared(snap=Snap.ADMIN1)
    said = " ".join(strings(copy))
    assert "Kramatorsk" in " ".join(strings(fine))
    for name in ("Kramatorsk", "Abbey Gate"):
        assert name not in said
    for event in copy.events:
        place = event.field(Property.PLACE)
        assert place is not None and isinstance(place.value, Place)
        assert place.value.precision is not None and place.value.precision >= 4
        before = next(e for e in fine.events if e.id == event.id).field(Property.PLACE)
        assert before is not None and isinstance(before.value, Place)
        assert (place.value.radius_km or 0) > (before.value.radius_km or 0)
        assert (place.value.lat, place.value.lon) != (before.value.lat, before.value.lon)


def test_second_order_regions_are_finer_than_first(prepared: Prepare) -> None:
    copy, _ = prepared(snap=Snap.ADMIN2)
    precisions = set()
    for event in copy.events:
        place = event.field(Property.PLACE)
        assert place is not None and isinstance(place.value, Place)
        precisions.add(place.value.precision)
    assert min(p for p in precisions if p) >= 3


def test_recent_incidents_wait(prepared: Prepare) -> None:
    day = datetime(2022, 4, 11, 12, tzinfo=UTC)  # two days and a half after 8 April ended
    copy, account = prepared(at=day, delay=timedelta(hours=72))
    assert {e.event_type for e in copy.events} == {AIRPORT[1]}
    assert [h.why for h in account.held_back if "8 Apr 2022" in h.why]
    later, _ = prepared(at=day + timedelta(hours=12), delay=timedelta(hours=72))
    assert len(later.events) == 2


def test_an_undated_incident_goes_by_its_first_report(prepared: Prepare) -> None:
    day = datetime(2022, 1, 1, tzinfo=UTC)
    copy, _ = prepared(at=day, delay=timedelta(hours=72), drafts=True)
    for event in copy.events:
        field = event.field(Property.DATE)
        assert field is not None or not event.reports, event.title
