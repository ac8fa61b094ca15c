"""What is no incident: plans, capabilities, habits, conditions, series.

In: a scene and an event. Out: what speaks for and against its telling of one concrete act, as
features to which fitted weights give a score. It refuses to judge truth: a denied or alleged act
is concrete.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from secondsource.extract.arguments import arguments_of
from secondsource.extract.chunks import Phrase, phrase_end
from secondsource.extract.draft import Argument, Draft
from secondsource.extract.lexicon import Frame
from secondsource.extract.rules import Event, events_of
from secondsource.extract.scene import Node, Scene, nodes_of
from secondsource.extract.totals import counted, is_series
from secondsource.extract.words import Tag, read_lexicon
from secondsource.model import Property

_TELLING = frozenset(
    {Property.DATE, Property.KILLED, Property.INJURED, Property.ABDUCTED, Property.ARRESTED}
)
_SAID = frozenset(
    {
        Property.DISPLACED,
        Property.TARGET,
        Property.VICTIM,
        Property.PERPETRATOR,
        Property.PLACE,
        *_TELLING,
        Property.DESTROYED,
        Property.MUNITIONS,
        Property.WEAPON,
    }
)


Weights = Mapping[str, float]
"""Log-odds that a feature adds to "this event is one concrete act"."""


def open_concrete() -> Weights:
    """The weights that ship with the package; `training/extract_weights.py` fits them."""
    return {str(k): float(v) for k, v in read_lexicon("concrete")["weights"].items()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event with its arguments and what tells a concrete act from talk of violence."""

    event: Event
    arguments: tuple[Argument, ...]
    features: Mapping[str, float]
    looks_concrete: bool


def candidates_of(
    scene: Scene, totals: tuple[Draft, ...], since: int | None
) -> tuple[Candidate, ...]:
    """The events of a sentence that may be incidents.

    `since` counts the sentences from the last event that looked concrete (None: there was none).
    """
    return placed_after(events_in(scene, totals), since)


def placed_after(candidates: Sequence[Candidate], since: int | None) -> tuple[Candidate, ...]:
    """Candidates with the features of how far the last concrete event lies behind."""
    return tuple(
        replace(c, features={**c.features, **_discourse(c.features, since)}) for c in candidates
    )


def events_in(scene: Scene, totals: Sequence[Draft]) -> tuple[Candidate, ...]:
    """The events of a sentence that may be incidents, as far as the sentence itself tells."""
    found = []
    for event in events_of(scene, nodes_of(scene)):
        main = event.main
        if counted(scene, event.first, event.last, main.start, totals):
            continue
        if not main.verb and is_series(scene, main.last_word):
            continue
        arguments = arguments_of(scene, event)
        if is_possible(scene, event, arguments):
            features = concrete(scene, event, arguments)
            found.append(Candidate(event, arguments, features, bool(features.get("rule"))))
    return tuple(found)


def _discourse(features: Mapping[str, float], since: int | None) -> dict[str, float]:
    """Features of how far the last concrete event lies behind, by kind of trigger."""
    step = "none" if since is None else str(min(since, 3))
    found = {f"since={step}": 1.0}
    for name in ("effect", "definite", "plural", "indefinite"):
        if features.get(name):
            found[f"since={step}&{name}"] = 1.0
    return found


def concrete_score(features: Mapping[str, float], weights: Weights) -> float:
    """The probability that an event is one concrete act."""
    total = math.fsum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def concrete(scene: Scene, event: Event, arguments: tuple[Argument, ...]) -> dict[str, float]:
    """The features of an event that tell a concrete act from talk about violence."""
    main = event.main
    entry = main.entry
    found = {"bias": 1.0, f"frame={entry.frame}": 1.0, f"type={entry.type}": 1.0}
    found[f"entry={'_'.join(entry.parts)}"] = 1.0
    said = {a.property for a in arguments}
    found |= {f"said={p}": 1.0 for p in said}
    if not said:
        found["said=nothing"] = 1.0
    found["nodes"] = float(len(event.nodes) > 1)
    found["outcome"] = float(any(n.effect for n in event.nodes) and not main.effect)
    found["effect"] = float(main.effect)
    found["rule"] = float(_is_concrete(scene, event, arguments))
    found["supposed"] = float(any(_supposed(scene, n) for n in event.nodes))
    found["habitual"] = float(_habitual(scene, event))
    found[f"unit={scene.sentence.unit.kind}"] = 1.0
    found["question"] = float(scene.parse.words[-1].low == "?" if scene.parse.words else False)
    found |= _verb_features(scene, main) if main.verb else _noun_features(scene, event, main, said)
    return {name: value for name, value in found.items() if value}


def _verb_features(scene: Scene, main: Node) -> dict[str, float]:
    chunk = scene.chunks[main.chunk]
    form = scene.parse.head(chunk).form
    first = scene.parse.words[chunk.first].low
    shape = (
        "inf" if chunk.infinitive else "modal" if chunk.modal else "passive" if main.passive else ""
    )
    if not shape:
        shape = "ing" if "G" in form else "past" if "D" in form else "present"
    found = {f"verb={shape}": 1.0, f"aux={first}": float(chunk.first != chunk.head)}
    found["no_doer"] = float(main.doer is None)
    found["no_patient"] = float(main.patient is None)
    found["negated"] = float(chunk.negated)
    for role, i in (("doer", main.doer), ("patient", main.patient)):
        if i is not None:
            found[f"{role}={_sort(scene, i)}"] = 1.0
    before = scene.chunks[main.chunk - 1] if main.chunk else None
    found[f"before={before.kind if before else 'start'}"] = 1.0
    if before is not None and before.kind in (Phrase.SUB, Phrase.PREP):
        found[f"before={scene.low(main.chunk - 1)}"] = 1.0
    return found


def _sort(scene: Scene, i: int) -> str:
    """A coarse sense of a noun phrase."""
    lows = scene.lows(i)
    words = scene.parse.words[scene.chunks[i].first : scene.chunks[i].last + 1]
    if all(w.tag is Tag.PRON for w in words):
        return "pronoun"
    for name in ("people", "weapons", "ships", "things"):
        if scene.lexicon.has(name, lows[-1]):
            return name
    if any(w.tag is Tag.NUM for w in words):
        return "counted"
    return "name" if words[-1].capital else "other"


def _noun_features(scene: Scene, event: Event, main: Node, said: set[Property]) -> dict[str, float]:
    words = scene.parse.words
    chunk = scene.chunks[main.chunk]
    lead = [w.low for w in words[chunk.first : main.first_word]]
    plural = words[main.last_word].low.endswith("s")
    found = {"plural": float(plural), "weak": float(main.entry.weak)}
    found["definite"] = float(
        any(low in ("the", "this", "that", "those", "these", "its", "their") for low in lead)
    )
    found["indefinite"] = float(any(low in ("a", "an", "another") for low in lead))
    found["bare"] = float(not lead)
    found["counted"] = float(any(w.tag is Tag.NUM for w in words[chunk.first : main.first_word]))
    generic = scene.lexicon.sets["background.generic_before"]
    found["generic"] = float(any(low in generic for low in lead))
    found["not_last"] = float(main.last_word < chunk.last)
    if plural:
        found |= {
            f"plural&said={p}": 1.0
            for p in said & _TELLING
            | said & {Property.PLACE, Property.TARGET, Property.PERPETRATOR}
        }
    before = scene.chunks[main.chunk - 1] if main.chunk else None
    found[f"noun_before={before.kind if before else 'start'}"] = 1.0
    if before is not None and before.kind in (Phrase.SUB, Phrase.PREP, Phrase.VERB):
        key = (
            scene.lemma(main.chunk - 1) if before.kind is Phrase.VERB else scene.low(main.chunk - 1)
        )
        found[f"noun_after={key}"] = 1.0
    verb = next(
        (
            j
            for j in range(main.chunk - 1, max(-1, main.chunk - 6), -1)
            if scene.chunks[j].kind is Phrase.VERB
        ),
        None,
    )
    if verb is not None:
        found[f"governor={scene.lemma(verb)}"] = 1.0
        found["governor_finite"] = float(scene.chunks[verb].finite)
    follow = next(
        (
            j
            for j in range(main.chunk + 1, min(len(scene.chunks), main.chunk + 4))
            if scene.chunks[j].kind is Phrase.VERB
        ),
        None,
    )
    if follow is not None:
        found[f"follower={scene.lemma(follow)}"] = 1.0
    return found


def _is_concrete(scene: Scene, event: Event, arguments: tuple[Argument, ...]) -> bool:
    """Whether an event looks like one concrete act and no plan, habit or possibility."""
    said = {a.property for a in arguments} & _SAID
    if any(_supposed(scene, n) for n in event.nodes if n.verb or n is event.main):
        return False
    main = event.main
    if _habitual(scene, event) and not said & _TELLING:
        return False
    if main.verb:
        return _verb_concrete(scene, event, main, said)
    return _noun_concrete(scene, event, main, said)


def is_possible(scene: Scene, event: Event, arguments: tuple[Argument, ...]) -> bool:
    """Whether an event can be violence at all: what is fired, dropped or planted is a weapon."""
    main = event.main
    if not main.verb:
        return True
    said = {a.property for a in arguments}
    frame = main.entry.frame
    if frame is Frame.FIRE:
        return _fires_arms(scene, event, main)
    if frame is Frame.LAND:
        return _armed(scene, main)
    if frame is Frame.PLANT or main.entry.type == "interception":
        return _armed_object(scene, main)
    if main.entry.parts[0] == "board":
        return main.patient is not None and scene.lexicon.has("ships", scene.head(main.patient))
    return main.entry.type != "displacement" or Property.DISPLACED in said


def _verb_concrete(scene: Scene, event: Event, main: Node, said: set[Property]) -> bool:
    chunk = scene.chunks[main.chunk]
    if chunk.infinitive:
        return _carried_through(scene, main) or Property.DATE in said
    if main.entry.frame is Frame.FIRE and not said & {
        Property.WEAPON,
        Property.MUNITIONS,
        Property.TARGET,
    }:
        return False
    if main.entry.frame is Frame.FIRE and not _fires_arms(scene, event, main):
        return False
    if main.entry.frame is Frame.LAND and not _armed(scene, main):
        return False
    if main.entry.type == "displacement" and Property.DISPLACED not in said:
        return False
    if main.entry.type == "interception" and not _armed_object(scene, main):
        return False
    if (
        main.entry.frame is Frame.CLASH
        and _ongoing(scene, main)
        and not said & (_TELLING | {Property.PLACE})
    ):
        return False
    if main.entry.frame is Frame.PLANT and not _armed_object(scene, main):
        return False
    present = scene.parse.head(chunk).form.startswith("B") and chunk.finite and not _headline(scene)
    if present and "D" not in scene.parse.head(chunk).form and not said & _TELLING:
        return False
    if (
        main.entry.parts[0]
        in (
            "hit",
            "strike",
            "beat",
            "march",
            "fight",
            "evacuate",
            "flee",
            "down",
            "battle",
            "target",
            "surround",
            "rally",
            "burn",
            "damage",
            "die",
        )
        and not said
    ):
        return False
    return bool(said)


def _ongoing(scene: Scene, main: Node) -> bool:
    """ "Has battled militants for years", "troops fighting rebels": a state, no incident."""
    chunk = scene.chunks[main.chunk]
    form = scene.parse.head(chunk).form
    return "G" in form or scene.parse.words[chunk.first].low in ("has", "have")


def _fires_arms(scene: Scene, event: Event, main: Node) -> bool:
    """Whether what is launched or dropped is a weapon, or an attack of its own."""
    if any(not n.verb for n in event.nodes):
        return True
    for i in (main.patient, main.doer):
        if i is not None and any(
            scene.lexicon.has("weapons", low) or low in scene.lexicon.sets["words.shots"]
            for low in scene.lows(i)
        ):
            return True
    nearby = [scene.head(j) for j in range(main.chunk + 1, min(main.chunk + 5, len(scene.chunks)))]
    if main.entry.parts[0] == "fire":
        return (
            any(
                low in ("at", "on", "into")
                for low in [
                    scene.low(j)
                    for j in range(main.chunk + 1, min(main.chunk + 4, len(scene.chunks)))
                ]
            )
            and "position" not in nearby
        )
    return any(scene.lexicon.has("weapons", h) for h in nearby[:3])


def _armed(scene: Scene, main: Node) -> bool:
    return (
        main.doer is not None
        and any(scene.lexicon.has("weapons", low) for low in scene.lows(main.doer))
    ) or main.entry.parts[0] == "ram"


def _armed_object(scene: Scene, main: Node) -> bool:
    if main.patient is None:
        return main.entry.parts[0] in ("intercept", "shoot")
    end = phrase_end(scene.parse, main.patient, lists=True)
    lows = [low for j in range(main.patient, end + 1) for low in scene.lows(j)]
    return any(
        scene.lexicon.has("weapons", low) or low in scene.lexicon.sets["words.brought_down"]
        for low in lows
    )


def _noun_concrete(scene: Scene, event: Event, main: Node, said: set[Property]) -> bool:
    words = scene.parse.words
    first = scene.chunks[main.chunk].first
    lead = [w.low for w in words[first : main.first_word]]
    plural = words[main.last_word].low.endswith("s") and not words[main.last_word].low.endswith(
        "ss"
    )
    generic = scene.lexicon.sets["background.generic_before"]
    if any(low in generic for low in lead) and not said & _TELLING:
        return False
    before = words[first - 1].low if first else ""
    if before in scene.lexicon.sets["background.purpose"] and not said & _TELLING:
        return False
    if (
        main.last_word + 1 < len(words)
        and words[main.last_word].low == "bomb"
        and not event.nodes[1:]
    ):
        return False
    if main.entry.weak:
        return _weak_concrete(event, lead, said)
    if plural:
        counted = any(w.tag is Tag.NUM for w in words[first : main.first_word])
        firm = said & (_TELLING | {Property.PLACE})
        return bool(firm) or counted or (len(said) > 1 and len(event.nodes) > 1)
    definite = any(low in ("the", "this", "that", "those", "these") for low in lead)
    if definite and len(event.nodes) == 1:
        return bool(said & (_TELLING | {Property.PLACE, Property.PERPETRATOR})) or len(said) > 1
    return bool(said) or len(event.nodes) > 1


def _weak_concrete(event: Event, lead: list[str], said: set[Property]) -> bool:
    if len(event.nodes) > 1 and any(n.effect or n.verb for n in event.nodes):
        return True
    strong = said & (_TELLING | {Property.PLACE})
    return bool(strong) and len(said) > 1


def _supposed(scene: Scene, node: Node) -> bool:
    """Whether a modal, a plan or a condition governs the trigger."""
    chunks = scene.chunks
    chunk = chunks[node.chunk]
    if node.verb and chunk.modal and not _past_modal(scene, node):
        return True
    if node.verb and chunk.infinitive and _planned(scene, node.chunk):
        return True
    for j in range(node.chunk - 1, max(-1, node.chunk - 10), -1):
        if chunks[j].kind is Phrase.SUB and scene.low(j) in ("if", "unless", "whether"):
            return True
        if chunks[j].kind is Phrase.PREP and not node.verb and j < node.chunk - 1:
            return False
        if chunks[j].kind is Phrase.PREP and scene.low(j) in ("over", "after", "following"):
            return False
        if chunks[j].kind is Phrase.VERB:
            return bool(not node.verb and (chunks[j].modal or _risks(scene, j)))
    return False


def _past_modal(scene: Scene, node: Node) -> bool:
    chunk = scene.chunks[node.chunk]
    lows = [w.low for w in scene.parse.words[chunk.first : chunk.last + 1]]
    return "have" in lows and chunk.modal in ("may", "might", "must")


def _planned(scene: Scene, i: int) -> bool:
    verbs = scene.lexicon.sets["background.verbs"]
    for j in range(i - 1, max(-1, i - 5), -1):
        low = scene.head(j)
        if low in verbs or (scene.chunks[j].kind is Phrase.VERB and scene.chunks[j].modal):
            return True
    return False


def _risks(scene: Scene, j: int) -> bool:
    return scene.lemma(j) in scene.lexicon.sets["words.risks"]


def _carried_through(scene: Scene, node: Node) -> bool:
    """ "used drones to attack", "managed to kill": done, though in the infinitive."""
    for j in range(node.chunk - 1, max(-1, node.chunk - 4), -1):
        if scene.chunks[j].kind is Phrase.VERB:
            return scene.lemma(j) in (
                "use",
                "manage",
                "begin",
                "start",
                "proceed",
                "go",
                "continue",
                "force",
                "try",
                "attempt",
            )
    return False


def _habitual(scene: Scene, event: Event) -> bool:
    habit = scene.lexicon.sets["background.habitual"]
    words = scene.parse.words[scene.chunks[event.first].first : scene.chunks[event.last].last + 1]
    near = [w.low for w in words]
    return any(low in habit for low in near)


def _headline(scene: Scene) -> bool:
    words = scene.parse.words
    return not words or words[-1].low not in (".", "!", "?", "”", '"')
