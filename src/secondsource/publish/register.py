"""Who is named in the reports of a case, and whose names may go out beside which reports.

In: the reports that go out with what was read in them, the tools that tag them, and any other text
that goes out. Out: a register of names by their first word, and `Released`, which says of a name
whether two independent known sources give it. It refuses a name that one source gives, one that
only machine-written reports or reports of unknown origin give, and one that two outlets have from
the same side's officials.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.export.case import Case
from secondsource.model import (
    Actor,
    ActorKind,
    Attribution,
    Claim,
    Layer,
    Mention,
    Place,
    Report,
    SpeakerRole,
    Thing,
    ThingKind,
)
from secondsource.publish.persons import (
    UNKNOWN_ROLE,
    Name,
    names_in,
    open_lists,
    words_of,
)
from secondsource.reconcile.sources import Sources
from secondsource.sides import side_of

SOURCES_OF_A_NAME = 2
DOUBTFUL_ROLE = "a name"
OFFICIALS = frozenset({SpeakerRole.GOVERNMENT, SpeakerRole.MILITARY, SpeakerRole.ARMED_GROUP})
SPEAKERS: Mapping[SpeakerRole, str] = {
    SpeakerRole.GOVERNMENT: "an official",
    SpeakerRole.MILITARY: "a military speaker",
    SpeakerRole.POLICE: "a police speaker",
    SpeakerRole.ARMED_GROUP: "a speaker of an armed group",
    SpeakerRole.MEDICAL: "a medical worker",
    SpeakerRole.MONITOR: "a monitor",
    SpeakerRole.UN: "a UN official",
    SpeakerRole.NGO: "a worker of an organisation",
    SpeakerRole.MEDIA: "a journalist",
    SpeakerRole.WITNESS: "a witness",
    SpeakerRole.RELATIVE: "a relative",
    SpeakerRole.OTHER: UNKNOWN_ROLE,
}


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a person is named: the words, and the role that can stand for them."""

    keys: tuple[str, ...]
    words: str
    role: str
    sure: bool
    actor_id: str | None
    shared: bool = False  # one word that is a place's or party's name in the case as well


@dataclass(frozen=True, slots=True)
class Given:
    """A name as one report gives it: by which source, on whose word."""

    keys: frozenset[str]
    actor_id: str | None
    source: str | None  # None for machine-written reports and those of unknown origin
    access: str  # the side whose officials say it, else the source


@dataclass(frozen=True, slots=True)
class Register:
    """Every form of every name, by its first word, and who gives it in which report."""

    forms: Mapping[str, tuple[Form, ...]]  # the longest first
    given: Mapping[str, tuple[Given, ...]]  # report id to the names in it

    def released(self, reports: Iterable[str], *, roles: bool) -> Callable[[Form], bool]:
        """Says of a form whether it may go out with these reports; with `roles` no person's may."""
        behind = [g for r in reports for g in self.given.get(r, ())]
        known: dict[Form, bool] = {}

        def may_go_out(form: Form) -> bool:
            if form not in known:
                known[form] = _may_go_out(form, behind, roles)
            return known[form]

        return may_go_out


def _may_go_out(form: Form, behind: Sequence[Given], roles: bool) -> bool:
    if form.shared and not any(frozenset(form.keys) <= g.keys for g in behind):
        return True  # here it is the place or the party
    return not (roles and form.sure) and _enough(form, behind)


def _enough(form: Form, behind: Sequence[Given]) -> bool:
    """Whether two sources with two accesses give a name."""
    keys = frozenset(form.keys)
    mine = [
        g
        for g in behind
        if g.source and (keys <= g.keys or (form.actor_id and g.actor_id == form.actor_id))
    ]
    sources, accesses = {g.source for g in mine}, {g.access for g in mine}
    return min(len(sources), len(accesses)) >= SOURCES_OF_A_NAME


@dataclass(frozen=True, slots=True)
class Tagging:
    """What tags the names of a text, and says whether a word is a people's or a faith's."""

    mentions: Callable[[Report], tuple[Mention, ...]]
    explained: Callable[[str], bool]


def open_register(
    case: Case, reports: Sequence[Report], tagging: Tagging, others: Sequence[str] = ()
) -> Register:
    """The names in reports, with their titles, and in `others`: reasons and notes of decisions."""
    sources = _sources(case)
    names: list[Name] = []
    taken: set[str] = set()
    given: dict[str, tuple[Given, ...]] = {}
    for report in reports:
        claims = case.claims_in.get(report.id, ())
        mentions = (*tagging.mentions(report), *_sites(claims))
        found = names_in(report.text, mentions, _spans(claims), tagging.explained)
        names += [_with_role(name, claims) for name in found]
        taken |= _taken(mentions)
        given[report.id] = tuple(_given(n, claims, report, sources) for n in found)
    titles = [r.title for r in reports if r.title]
    for text in (*titles, *others):
        mentions = tagging.mentions(replace(reports[0], text=text)) if reports else ()
        names += names_in(text, mentions, (), tagging.explained)
    names += _canonical(c for r in reports for c in case.claims_in.get(r.id, ()))
    names = [n for n in names if n.sure or n.keys[0] not in taken]
    return Register(_by_first(_forms(names, taken, tagging.explained)), given)


def _sites(claims: Sequence[Claim]) -> tuple[Mention, ...]:
    """The words that claims take for a place, where no gazetteer knows them."""
    return tuple(
        Mention(Layer.PLACES, s.evidence.start, s.evidence.end, s.evidence.quote, s.value)
        for c in claims
        for s in c.statements
        if isinstance(s.value, Place) and s.value.id is None
    )


def _taken(mentions: Sequence[Mention]) -> set[str]:
    """The words of places and parties."""
    parties = (m for m in mentions if m.layer is not Layer.DATES)
    others = (
        m for m in parties if not (isinstance(m.value, Actor) and m.value.kind is ActorKind.PERSON)
    )
    return {w.key for m in others for w in words_of(m.quote)}


def _sources(case: Case) -> Sources:
    warnings = case.warnings.items()
    machine = {r for r, found in warnings if any(w.code == "machine_written" for w in found)}
    return Sources.of(case.reports, tuple(case.copy_of.values()), machine)


def _spans(claims: Sequence[Claim]) -> tuple[tuple[int, int], ...]:
    """The words that the claims know to hold a person's name."""
    found = []
    for claim in claims:
        for said in (claim.attribution, *(s.attribution for s in claim.statements)):
            if said is not None and said.named:
                found.append((said.evidence.start, said.evidence.end))
        for statement in claim.statements:
            value = statement.value
            thing = isinstance(value, Thing) and value.kind is ThingKind.PERSON
            if thing or (isinstance(value, Actor) and value.kind is ActorKind.PERSON):
                found.append((statement.evidence.start, statement.evidence.end))
    return tuple(found)


def _speaking(name: Name, claims: Sequence[Claim]) -> Attribution | None:
    """The attribution in which a name stands."""
    for claim in claims:
        for said in (claim.attribution, *(s.attribution for s in claim.statements)):
            if said is not None and said.evidence.overlaps(name.start, name.end):
                return said
    return None


def _with_role(name: Name, claims: Sequence[Claim]) -> Name:
    """The name with the role of the speaker, where the words beside it say none."""
    if name.role != UNKNOWN_ROLE:
        return name
    said = _speaking(name, claims)
    return name._replace(role=SPEAKERS[said.role] if said else UNKNOWN_ROLE)


def _given(name: Name, claims: Sequence[Claim], report: Report, sources: Sources) -> Given:
    lineage = sources.lineage(report.id)
    access = lineage.key
    for claim in claims:
        said = claim.attribution
        inside = claim.evidence.start <= name.start < claim.evidence.end
        if inside and said is not None and said.speaker_actor and said.role in OFFICIALS:
            access = f"side:{side_of(said.speaker_actor)}"
    known = lineage.key if lineage.known else None
    return Given(frozenset(name.keys), name.actor_id, known, access)


def _canonical(claims: Iterable[Claim]) -> list[Name]:
    """The names that the list of actors gives to persons, whatever the reports write."""
    found = []
    for claim in claims:
        for statement in claim.statements:
            value = statement.value
            if isinstance(value, Actor) and _of_the_list(value):
                keys = tuple(w.key for w in words_of(value.name))
                found.append(Name(0, 0, value.name, keys, UNKNOWN_ROLE, True, value.id))
    return found


def _of_the_list(actor: Actor) -> bool:
    return actor.kind is ActorKind.PERSON and not actor.provisional


def _forms(names: Sequence[Name], taken: set[str], explained: Callable[[str], bool]) -> list[Form]:
    """Every name and, of a person's, every word of it that can stand for the whole."""
    roles: dict[frozenset[str], Counter[str]] = {}
    for name in names:
        if name.role != UNKNOWN_ROLE:
            for key in name.keys:
                roles.setdefault(frozenset({key}), Counter())[name.role] += 1
    found: dict[tuple[str, ...], Form] = {}
    for name in sorted(names, key=lambda n: (not n.sure, n.actor_id is None, n.text)):
        role = _role_of(name, roles)
        shared = len(name.keys) == 1 and name.keys[0] in taken
        form = Form(name.keys, name.text, role, name.sure, name.actor_id, shared)
        found.setdefault(form.keys, form)
    for form in [f for f in found.values() if f.sure and len(f.keys) > 1]:
        for word in words_of(form.words):
            if _stands_alone(word.key) and not explained(word.text):
                shared = word.key in taken
                alone = Form((word.key,), word.text, form.role, True, form.actor_id, shared)
                if not found.setdefault(alone.keys, alone).sure:
                    found[alone.keys] = alone
    return list(found.values())


def _role_of(name: Name, roles: Mapping[frozenset[str], Counter[str]]) -> str:
    if not name.sure:
        return DOUBTFUL_ROLE
    if name.role != UNKNOWN_ROLE:
        return name.role
    for key in reversed(name.keys):
        said = roles.get(frozenset({key}))
        if said:
            return min(said, key=lambda role: (-said[role], role))
    return UNKNOWN_ROLE


def _stands_alone(key: str) -> bool:
    lists = open_lists()
    other = lists.particles | lists.openers | lists.nouns | lists.before
    return len(key) > 1 and key not in other and key not in lists.titles


def _by_first(forms: Sequence[Form]) -> dict[str, tuple[Form, ...]]:
    found: dict[str, list[Form]] = {}
    for form in sorted(forms, key=lambda f: (-len(f.keys), f.keys)):
        if form.keys:
            found.setdefault(form.keys[0], []).append(form)
    return {first: tuple(rest) for first, rest in found.items()}
