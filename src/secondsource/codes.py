"""Event types and their codes in the schemes of others: PLOVER, CAMEO, GTD, MUC-4, ACLED, UCDP.

In: `data/event_types.toml`. Out: the closed list of types, and the rules that give ACLED's
sub-event and UCDP's type of violence from type, parties, target and means. It refuses a type that
is not on the list, and gives no code where the words do not allow one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

from secondsource.errors import DataError
from secondsource.model import ActorKind, ThingKind


class SideKind(StrEnum):
    """What a party is to a codebook: a state's, an organised group's, unarmed, a crowd, unknown."""

    STATE = "state"
    GROUP = "group"
    CIVILIAN = "civilian"
    CROWD = "crowd"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of the closed list; an empty code means that the scheme has none."""

    code: str
    name: str
    reaction: bool
    plover: str  # category, or category and mode
    cameo: str
    gtd: int  # attack type 1-9; 0 outside GTD
    muc4: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What the rules look at: a type, the sides in it, and the words of means and sentence."""

    event_type: str
    doers: frozenset[SideKind] = frozenset()
    targets: frozenset[SideKind] = frozenset()
    means: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class AcledRule:
    """When a scene has one sub-event type; an empty condition always holds."""

    sub_event: str
    types: frozenset[str]
    doers: frozenset[SideKind]
    targets: frozenset[SideKind]
    means: re.Pattern[str] | None
    sentence: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def fits(self, scene: Scene) -> bool:
        """Whether every condition of the rule holds."""
        words = f"{scene.means} {scene.sentence}".lower()
        return (
            scene.event_type in self.types
            and (not self.doers or not self.doers.isdisjoint(scene.doers))
            and (not self.targets or not self.targets.isdisjoint(scene.targets))
            and (self.means is None or bool(self.means.search(scene.means.lower())))
            and (self.sentence is None or bool(self.sentence.search(scene.sentence.lower())))
            and (self.unless is None or not self.unless.search(words))
        )


@dataclass(frozen=True, slots=True)
class UcdpRule:
    """Which type of violence one side's doing to another is."""

    doer: SideKind
    target: SideKind
    violence: int  # 1 state-based, 2 non-state, 3 one-sided


@dataclass(frozen=True, slots=True)
class Codes:
    """The closed list of event types with the rules of the codebooks."""

    types: Mapping[str, EventType]
    acled_event_types: Mapping[str, str]  # sub-event type to event type
    acled_rules: tuple[AcledRule, ...]
    ucdp_types: frozenset[str]
    ucdp_rules: tuple[UcdpRule, ...]
    actor_sides: Mapping[ActorKind, SideKind]
    thing_sides: Mapping[ThingKind, SideKind]

    def event_type(self, code: str) -> EventType:
        """The type of a code; DataError for one that is not on the list."""
        if code not in self.types:
            raise DataError(f"{code!r} is no event type. The list stands in data/event_types.toml.")
        return self.types[code]

    def sides(
        self, actors: Iterable[ActorKind] = (), things: Iterable[ThingKind] = ()
    ) -> frozenset[SideKind]:
        """What sides actors and things stand for; things that stand for none are left out."""
        named = {self.actor_sides[kind] for kind in actors}
        return frozenset(named | {s for k in things if (s := self.thing_sides.get(k))})

    def acled_sub_event(self, scene: Scene) -> str | None:
        """ACLED's sub-event type, or None where ACLED records no such event."""
        self.event_type(scene.event_type)
        return next((r.sub_event for r in self.acled_rules if r.fits(scene)), None)

    def ucdp_violence(self, scene: Scene) -> int | None:
        """UCDP's type of violence, or None where the sides are not both known."""
        if scene.event_type not in self.ucdp_types:
            return None
        if scene.event_type == "armed_clash" and not scene.targets:
            return self._clash(scene.doers)
        for rule in self.ucdp_rules:
            if rule.doer in scene.doers and rule.target in scene.targets:
                return rule.violence
        return None

    def _clash(self, sides: frozenset[SideKind]) -> int | None:
        """A clash whose two sides are both named as doers; one known side alone settles nothing."""
        armed = sides & {SideKind.STATE, SideKind.GROUP}
        return 1 if len(armed) == 2 else None


def open_codes() -> Codes:
    """The event types that ship with the package."""
    text = files("secondsource").joinpath("data/event_types.toml").read_text("utf-8")
    return read_codes(text)


def read_codes(text: str) -> Codes:
    """The event types of a TOML text; DataError where a rule names what is not on its list."""
    try:
        data = tomllib.loads(text)
        codes = Codes(
            types=_types(data),
            acled_event_types=dict(data["acled"]["event_types"]),
            acled_rules=tuple(_acled_rule(row) for row in data["acled"]["rules"]),
            ucdp_types=frozenset(data["ucdp"]["types"]),
            ucdp_rules=tuple(_ucdp_rule(row) for row in data["ucdp"]["rules"]),
            actor_sides={ActorKind(k): SideKind(v) for k, v in data["sides"]["actors"].items()},
            thing_sides={ThingKind(k): SideKind(v) for k, v in data["sides"]["things"].items()},
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise DataError(f"data/event_types.toml is damaged: {error}. Install it again.") from error
    _check(codes)
    return codes


def _types(data: Mapping[str, Any]) -> dict[str, EventType]:
    return {
        code: EventType(code, reaction=part == "reaction", **row)
        for part in ("incident", "reaction")
        for code, row in data[part].items()
    }


def _acled_rule(row: Mapping[str, Any]) -> AcledRule:
    return AcledRule(
        sub_event=row["sub_event"],
        types=frozenset(row["types"]),
        doers=frozenset(map(SideKind, row.get("doer", ()))),
        targets=frozenset(map(SideKind, row.get("target", ()))),
        means=_phrases(row.get("means", ())),
        sentence=_phrases(row.get("sentence", ())),
        unless=_phrases(row.get("unless", ())),
    )


def _ucdp_rule(row: Mapping[str, Any]) -> UcdpRule:
    return UcdpRule(SideKind(row["doer"]), SideKind(row["target"]), int(row["violence"]))


def _phrases(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for whole phrases; a star at the end of a word stands for any ending."""
    parts = [re.escape(p).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for p in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


def _check(codes: Codes) -> None:
    """Refuse rules that name an unknown type or sub-event, and actor kinds without a side."""
    used = frozenset().union(*(r.types for r in codes.acled_rules), codes.ucdp_types)
    unknown = sorted(used - set(codes.types))
    unknown += sorted({r.sub_event for r in codes.acled_rules} - set(codes.acled_event_types))
    unknown += sorted(set(ActorKind) - set(codes.actor_sides))
    if unknown:
        raise DataError(f"data/event_types.toml does not say what {', '.join(unknown)} is.")
