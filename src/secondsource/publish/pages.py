"""The pages of the site, made from the copy and from nothing else.

In: the publication copy. Out: the name and text of every page, and the rows that the scripts of
the overview filter and draw. Every word is escaped, and no page has an inline script or style. It
refuses to start without the template library, and says what to install.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any

from secondsource import __version__
from secondsource.errors import ConfigError
from secondsource.model import Place, Property, Status, When
from secondsource.publish.downloads import DOWNLOADS, EXTRA
from secondsource.publish.events import LABELS
from secondsource.publish.method import method_of
from secondsource.publish.nouns import Camp, Event, Field, Publication, Quote
from secondsource.wording import UNKNOWN, country_names, plural, say_day, say_range

CSP = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: "
    "data:; font-src 'self' file:; base-uri 'none'; form-action 'none'; object-src 'none'"
)
STATUS_WORDS: Mapping[Status, str] = {
    Status.AGREED: "Agreed",
    Status.SINGLE_SOURCE: "One source",
    Status.COMPATIBLE: "Compatible",
    Status.UPDATED: "Updated",
    Status.DISPUTED: "Disputed",
    Status.RULED: "Ruled",
    Status.NOT_SAID: "Not said",
}
REVIEW_WORDS: Mapping[str, str] = {
    "unreviewed": "Unreviewed",
    "in_part": "Checked in part",
    "checked": "Checked",
    "reopened": "Reopened",
}
WARNING_WORDS: Mapping[str, str] = {
    "machine_written": "says it is machine-written, so it counts 0 independent sources",
    "no_source": "names no publisher, so it counts 0 independent sources",
    "no_date": "bears no date",
    "no_named_source": "names no source of its own",
    "unverified": "says of itself that its facts are not verified",
    "truncated": "is cut off",
    "only_headline": "is a headline only",
    "not_english": "is not in English",
    "placeholder": "has gaps where words should stand",
}
GRADE_WORDS: Mapping[str, str] = {
    "confirmed": "Confirmed by the doer",
    "fair": "Fairly sourced",
    "weak": "Weakly sourced",
    "contested": "Contested",
    "discounted": "Only fighters harmed",
    "none": "No known source",
}
SHOWN = 3  # quotes of a camp that stand open
STRIP = (
    Property.DATE,
    Property.PLACE,
    Property.PERPETRATOR,
    Property.TARGET,
    Property.KILLED,
)


def page_texts(copy: Publication) -> Iterator[tuple[str, str]]:
    """Every page: its name in the site, and its text."""
    pages = _environment(copy)
    shown = {"root": "", "rows": [row_of(copy, e) for e in copy.events]}
    plain = {"reports.html": "Reports", "downloads.html": "Downloads"}
    yield "index.html", pages.get_template("overview.html").render(here="index.html", **shown)
    yield "embed.html", pages.get_template("embed.html").render(here="embed.html", **shown)
    for name in plain:
        page = pages.get_template(name)
        yield name, page.render(here=name, root="", downloads=DOWNLOADS, told=_told(copy))
    page = pages.get_template("methodology.html")
    yield "methodology.html", page.render(here="methodology.html", root="", method=method_of(copy))
    page = pages.get_template("incident.html")
    for number, event in enumerate(copy.events):
        around = copy.events[number - 1] if number else None, _next(copy, number)
        told = _incident(copy, event)
        text = page.render(root="../", event=event, around=around, **told)
        yield f"incidents/{event.id}.html", text


def _next(copy: Publication, number: int) -> Event | None:
    return copy.events[number + 1] if number + 1 < len(copy.events) else None


def _environment(copy: Publication) -> Any:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ModuleNotFoundError as missing:
        raise ConfigError(f"The site needs Jinja2, which is missing. {EXTRA}") from missing
    with as_file(files("secondsource")) as package:
        folders = [package / "publish" / "templates", package / "review" / "templates"]
        found = Environment(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
    found.globals |= {
        "copy": copy,
        "csp": CSP,
        "version": __version__,
        "pages": (
            ("index.html", "Incidents"),
            ("reports.html", "Reports"),
            ("methodology.html", "Methodology"),
            ("downloads.html", "Downloads"),
        ),
        "status_words": {status.value: words for status, words in STATUS_WORDS.items()},
        "review_words": REVIEW_WORDS,
        "warning_words": WARNING_WORDS,
        "grade_words": GRADE_WORDS,
        "by_number": {report.number: report for report in copy.reports},
        "by_id": {event.id: event for event in copy.events},
        "originals": lambda camp: _originals(copy, camp),
    }
    found.filters |= {"day": say_day, "plural": plural}
    return found


# --- the overview -----------------------------------------------------------------------------


def row_of(copy: Publication, event: Event) -> dict[str, Any]:
    """What the list says of an incident."""
    return {
        "event": event,
        "what": _what(event),
        "when": _says(event, Property.DATE),
        "by": _says(event, Property.PERPETRATOR),
        "on": _says(event, Property.TARGET) or _says(event, Property.VICTIM),
        "killed": _range(event, Property.KILLED),
        "strip": [(LABELS[p], _status(event, p)) for p in STRIP],
        "disputed": _disputed(event),
    }


def _what(event: Event) -> str:
    """The kind of incident and its place; its day has a column of its own."""
    where = _says(event, Property.PLACE)
    name = event.event_name[:1].upper() + event.event_name[1:]
    return f"{name} in {where}" if where else name


def _status(event: Event, prop: Property) -> str:
    field = event.field(prop)
    return (field.status if field else Status.NOT_SAID).value


def _says(event: Event, prop: Property) -> str:
    field = event.field(prop)
    return field.says if field and field.says != UNKNOWN else ""


def _range(event: Event, prop: Property) -> str:
    field = event.field(prop)
    return say_range(field.low, field.best, field.high) if field else UNKNOWN


def _disputed(event: Event) -> bool:
    return any(f.status is Status.DISPUTED for f in event.fields)


def rows_for_script(copy: Publication) -> dict[str, Any]:
    """What the scripts filter and draw: one record an incident, in the order of the list."""
    names = country_names()
    return {"draft": copy.draft, "incidents": [_record(event, names) for event in copy.events]}


def _record(event: Event, countries: Mapping[str, str]) -> dict[str, Any]:
    when, place = event.field(Property.DATE), event.field(Property.PLACE)
    day = when.value if when and isinstance(when.value, When) else None
    spot = place.value if place and isinstance(place.value, Place) else None
    known = spot is not None and spot.lat is not None and (spot.precision or 9) < 6
    return {
        "id": event.id,
        "title": event.title,
        "type": event.event_type,
        "kind": event.event_name,
        "country": countries.get(spot.country or "", "") if spot else "",
        "from": day.earliest.isoformat() if day and day.earliest else None,
        "to": day.latest.isoformat() if day and day.latest else None,
        "at": [spot.lat, spot.lon] if spot and known else None,
        "radius": spot.radius_km if spot and known else None,
        "grade": event.grade.value,
        "disputed": _disputed(event),
        "words": _words(event),
    }


def _words(event: Event) -> str:
    """All that can be searched of an incident."""
    said = [event.title, *(f.says for f in event.fields)]
    quotes = [q for f in event.fields for c in f.camps for q in c.quotes]
    said += [f"{q.before}{q.words}{q.after}" for q in quotes]
    return " ".join(dict.fromkeys(said)).casefold()


@dataclass(frozen=True, slots=True)
class Told:
    """The quotes of a camp: the first ones, the others, and the reports that only repeat them."""

    first: tuple[Quote, ...]
    more: tuple[Quote, ...]
    copies: tuple[str, ...]


def _originals(copy: Publication, camp: Camp) -> Told:
    """The quotes of a camp without those of copies whose original is in it."""
    copy_of = {report.number: report.copy_of for report in copy.reports}
    numbers = {quote.report for quote in camp.quotes}
    own = [q for q in camp.quotes if copy_of[q.report] not in numbers]
    copies = [q.report for q in camp.quotes if copy_of[q.report] in numbers]
    return Told(tuple(own[:SHOWN]), tuple(own[SHOWN:]), tuple(dict.fromkeys(copies)))


# --- other pages ------------------------------------------------------------------------------


def _incident(copy: Publication, event: Event) -> dict[str, Any]:
    """The parts of an incident page: disputed fields first, those that nobody gives last."""
    silent = [f for f in event.fields if f.status is Status.NOT_SAID]
    told = sorted(
        (f for f in event.fields if f.status is not Status.NOT_SAID),
        key=lambda f: f.status is not Status.DISPUTED,
    )
    answers = [e for e in copy.events if event.id in {r.incident_id for r in e.retaliation_for}]
    return {
        "here": "index.html",
        "told": told,
        "silent": silent,
        "answers": answers,
        "contradictions": [c for c in copy.contradictions if c.about == event.id],
        "sentence": _sentence(event),
        "place": _spot(event.field(Property.PLACE)),
    }


def _sentence(event: Event) -> str:
    """How an incident stands, in a sentence."""
    disputed = [f.label.lower() for f in event.fields if f.status is Status.DISPUTED]
    known = plural(event.independent_sources, "independent source")
    said = f"{plural(len(event.reports), 'report')} from {known} of known origin"
    if event.unknown_sources:
        said += f" and {event.unknown_sources} of unknown origin"
    held = f"; disputed: {', '.join(disputed)}" if disputed else "; nothing disputed"
    return f"{said}{held}."


def _spot(field: Field | None) -> Place | None:
    value = field.value if field else None
    if isinstance(value, Place) and value.lat is not None and (value.precision or 9) < 6:
        return value
    return None


def _told(copy: Publication) -> dict[str, list[Event]]:
    """Report number to the incidents it tells of."""
    found: dict[str, list[Event]] = {report.number: [] for report in copy.reports}
    for event in copy.events:
        for number in event.reports:
            found[number].append(event)
    return found
