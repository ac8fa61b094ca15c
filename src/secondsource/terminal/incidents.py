"""The table of incidents, with the lines above and below it.

In: a `Shown` and a width. Out: a rich table and sentences. It refuses to leave a sign of the table
unexplained: what `≠`, `?` and the count of sources mean stands below it.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from secondsource.model import Incident, Kind, Property, ReviewState, Status, When
from secondsource.terminal.quotes import one_line
from secondsource.terminal.shown import Shown
from secondsource.wording import UNKNOWN, in_brief, plural, say_field, say_sources, say_when

DISPUTED = "≠"
NARROW = 96  # columns; below, who and whom stand under what and where
WIDE = 130  # columns; from here on, dates and sources stand on one line
FOLD = 11  # characters of a date or of sources that stand on one line everywhere
MOST_WORDS = 60  # characters of a target in the table; `show` gives all
PUBLISHERS = 6  # named below the table


def case_page(shown: Shown, name: str, *, width: int) -> RenderableType:
    """The table of a case with the lines above and below it; no table where nothing was found."""
    blocks: list[RenderableType] = [Text(f"{summary(shown)} · {name}", style="bold")]
    blocks.extend(Text(line) for line in warning_lines(shown))
    if not shown.incidents:
        nothing = "No incident was found in them." if shown.reports else "Nothing was read."
        return Group(*blocks, Text(nothing))
    blocks.extend((Text(), incident_table(shown, width=width), Text()))
    return Group(*blocks, *(Text(line) for line in source_lines(shown)))


def incident_table(shown: Shown, *, width: int) -> Table:
    """Every incident: when, what and where, who on whom, tolls, reports and sources."""
    table = Table(box=None, pad_edge=False, header_style="bold", width=width, padding=(0, 2, 0, 0))
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("When", min_width=11, max_width=13 if width < WIDE else None)
    if width < NARROW:
        table.add_column("What, where; by whom on whom", ratio=1)
    else:
        table.add_column("What, where", ratio=5)
        table.add_column("By whom on whom", ratio=6)
    table.add_column("Killed", justify="right", max_width=9)
    table.add_column("Injured", justify="right", max_width=9)
    table.add_column("Reports: sources" if width >= WIDE else "Reports:\nsources", no_wrap=True)
    for n, incident in enumerate(shown.incidents, 1):
        what = _marked(incident, Property.PLACE, what_and_where(incident, shown))
        whom = who_on_whom(incident, shown)
        table.add_row(
            Text(str(n)),
            _marked(incident, Property.DATE, _folded(when_of(incident), width)),
            *([Group(what, Padding(whom, (0, 0, 0, 2)))] if width < NARROW else [what, whom]),
            _toll(incident, Property.KILLED, shown),
            _toll(incident, Property.INJURED, shown),
            Text(_folded(_sources(incident), width)),
            style="dim" if incident.id in shown.outside else None,
        )
    return table


def _toll(incident: Incident, prop: Property, shown: Shown) -> Text:
    return _marked(incident, prop, say_field(incident.field(prop), shown.countries))


def _sources(incident: Incident) -> str:
    known, unknown = incident.independent_sources, incident.unknown_sources
    return f"{len(incident.reports)}: {say_sources(known, unknown, brief=True)}"


def _folded(words: str, width: int) -> str:
    """Words on two lines where the terminal has little room and they have a place to part."""
    if width >= WIDE or len(words) <= FOLD:
        return words
    return words.replace(" (no", "\n(no").replace(" – ", " –\n").replace(" + ", "\n+ ")


def _marked(incident: Incident, prop: Property, words: str) -> Text:
    field = incident.field(prop)
    if field is not None and field.status == Status.DISPUTED:
        return Text.assemble(words, " ", (DISPUTED, "bold red"))
    return Text(words)


def when_of(incident: Incident) -> str:
    """An incident's date for people, or a dash; "20 Nov (no year)" where no report gives one."""
    field = incident.field(Property.DATE)
    if field is None or not isinstance(field.value, When):
        return UNKNOWN
    return date_of(field.value)


def date_of(when: When) -> str:
    """A date for people, which says so where it has no year."""
    words = say_when(when)
    partial = when.earliest is None and words != UNKNOWN
    return f"{words} (no year)" if partial else words


def what_of(incident: Incident) -> str:
    """The kind of incident in words: "Drone strike"."""
    return incident.event_type.replace("_", " ").capitalize()


def what_and_where(incident: Incident, shown: Shown) -> str:
    """The kind of incident and its place: "Drone strike, Baghdad, Iraq"."""
    where = one_line(say_field(incident.field(Property.PLACE), shown.countries))
    return what_of(incident) if where == UNKNOWN else f"{what_of(incident)}, {where}"


def who_on_whom(incident: Incident, shown: Shown) -> Text:
    """Perpetrator and target or victim: "US forces on a militia commander"."""
    who = one_line(say_field(incident.field(Property.PERPETRATOR)))
    prop = Property.TARGET
    whom = say_field(incident.field(prop))
    if whom == UNKNOWN:
        prop = Property.VICTIM
        whom = say_field(incident.field(prop))
    if whom == UNKNOWN:
        return _marked(incident, Property.PERPETRATOR, who)
    left = _marked(incident, Property.PERPETRATOR, "?" if who == UNKNOWN else who)
    right = _marked(incident, prop, in_brief(one_line(whom), MOST_WORDS))
    return Text.assemble(left, " on ", right)


# --- above and below the table ----------------------------------------------------------------


def summary(shown: Shown) -> str:
    """One line that counts what a case holds."""
    kinds = [claim.kind for claim in shown.claims.values()]
    return " · ".join(
        (
            plural(len(shown.reports), "report"),
            plural(len(shown.within), "incident"),
            plural(kinds.count(Kind.TOTAL), "running total"),
            plural(kinds.count(Kind.REACTION), "reaction"),
        )
    )


def warning_lines(shown: Shown) -> Iterator[str]:
    """What a reader should know of the reports before trusting the table."""
    undated = sum(r.published is None for r in shown.reports.values())
    if undated:
        yield f"{plural(undated, 'report has', 'reports have')} no date of publication."
    warned = {
        code: sorted(r for r, found in shown.warnings.items() if any(w.code == code for w in found))
        for code in ("machine_written", "not_english")
    }
    for code, one, many in (
        ("machine_written", "report says it is machine-written", "reports say they are"),
        ("not_english", "report is not in English and was not coded", "reports are not in English"),
    ):
        if warned[code]:
            name = shown.label(warned[code][0])
            told = {"machine_written": " machine-written", "not_english": " and were not coded"}
            number = plural(len(warned[code]), one, many + told[code])
            yield f"{number}: secondsource show {name}{shown.case}"


def source_lines(shown: Shown) -> Iterator[str]:
    """What the signs of the table mean, which publishers are known, and how to look closer."""
    yield "“2: 1 known + 1 unknown”: two reports, of one known publisher and one unknown origin."
    yield "A copy counts once, an unknown origin as no source. – nobody says; ≠ reports disagree."
    known = sorted({one_line(r.source) for r in shown.reports.values() if r.source})
    if known:
        names = ", ".join(known[:PUBLISHERS]) + (" …" if len(known) > PUBLISHERS else "")
        yield f"Known publishers: {len(known)} ({names})."
    unknown = sum(not r.source for r in shown.reports.values())
    if unknown:
        yield f"{plural(unknown, 'report names', 'reports name')} no publisher."
    if shown.outside:
        numbers = (n for n, i in enumerate(shown.incidents, 1) if i.id in shown.outside)
        rows = ", ".join(map(str, numbers))
        yield f"Outside the scope of the case, and not counted: {rows}."
    disputed = sum(f.status == Status.DISPUTED for i in shown.within for f in i.fields)
    if disputed:
        fields = plural(disputed, "field is", "fields are")
        yield f"{fields} disputed: secondsource disputes{shown.case}"
    checked = sum(i.review_state == ReviewState.CHECKED for i in shown.within)
    yield (
        f"A person has checked {plural(checked, 'incident')} of {len(shown.within)}."
        if checked
        else "Nothing here has been checked by a person yet."
    )
    yield f"Look closer: secondsource show 1{shown.case}"
