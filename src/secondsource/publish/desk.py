"""What the parts of the copy are made with: the incidents that go out and all they rest on.

In: a case, the incidents that go out, the gazetteer and the actors. Out: a `Desk`, which numbers
the reports and says what is held back beside which of them. It refuses to look at a report that no
incident that goes out rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.export.case import Case
from secondsource.model import Claim, Incident, Mention, Place, Report, Statement
from secondsource.plaincase import in_plain_case
from secondsource.publish.nouns import DRAFT, Options
from secondsource.publish.redact import Redactor
from secondsource.publish.register import Form, Register, Tagging, open_register
from secondsource.publish.snap import Regions, open_regions
from secondsource.resolve import Actors, Gazetteer
from secondsource.resolve.actors import tag_actors
from secondsource.resolve.page import open_words
from secondsource.resolve.places import tag_places
from secondsource.wording import country_names


@dataclass(frozen=True, slots=True)
class Desk:
    """What the parts of the copy are made with."""

    case: Case
    options: Options
    chosen: Mapping[str, Incident]
    numbers: Mapping[str, str]  # report id to its number in the copy
    reports: Mapping[str, Report]
    said: Mapping[str, tuple[Claim, Statement]]
    register: Register
    regions: Regions | None
    countries: Mapping[str, str]

    def redactor(self, *groups: Iterable[str]) -> Redactor:
        """What is held back from a part that rests on reports; on several groups, from any."""
        released = [self.register.released(g, roles=self.options.roles) for g in groups]

        def may_go_out(form: Form) -> bool:
            if self.regions is not None and not form.sure:
                return False
            return any(one(form) for one in released)

        return Redactor(self.register.forms, may_go_out, self.regions)

    def draft(self) -> str | None:
        """The mark of a draft."""
        return DRAFT if self.options.drafts else None


def open_desk(
    case: Case,
    options: Options,
    chosen: Sequence[Incident],
    gazetteer: Gazetteer,
    actors: Actors,
) -> Desk:
    """The desk for the incidents that go out, and the reports behind them."""
    wanted = {r for incident in chosen for r in incident.reports}
    reports = [r for r in case.reports if r.id in wanted]
    reports.sort(key=lambda r: (r.published is None, r.published, r.id))
    tagging = tagging_of(gazetteer, actors)
    plain = [in_plain_case(r) for r in reports]
    texts = [t for s in case.standings for t in (s.decision.reason, s.decision.value) if t]
    claims = [c for r in reports for c in case.claims_in.get(r.id, ())]
    return Desk(
        case,
        options,
        {i.id: i for i in chosen},
        {r.id: f"R{n}" for n, r in enumerate(reports, 1)},
        {r.id: r for r in reports},
        {s.id: (c, s) for c in claims for s in c.statements},
        open_register(case, plain, tagging, texts),
        _regions(options, gazetteer, claims, plain, tagging),
        country_names(),
    )


def tagging_of(gazetteer: Gazetteer, actors: Actors) -> Tagging:
    """What finds the parties and places of a text; dates are no names."""
    peoples = open_words().lists["never"]

    def names(report: Report) -> tuple[Mention, ...]:
        parties = tag_actors(report, actors)
        return (*parties, *tag_places(report, gazetteer, parties))

    return Tagging(names, lambda word: word in peoples or gazetteer.people_of(word) is not None)


def _regions(
    options: Options,
    gazetteer: Gazetteer,
    claims: Sequence[Claim],
    reports: Sequence[Report],
    tagging: Tagging,
) -> Regions | None:
    if options.snap is None:
        return None
    values = [s.value for c in claims for s in c.statements if isinstance(s.value, Place)]
    titles = [replace(r, text=r.title) for r in reports if r.title]
    mentions = [m for r in (*reports, *titles) for m in tagging.mentions(r)]
    return open_regions(options.snap, gazetteer, values, mentions)
