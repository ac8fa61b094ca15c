"""The event type of an event, from its triggers, means, doer and target.

In: a scene, an event and its arguments. Out: a code of the closed list, and how sure. It refuses
to name means that the sentence does not: a bare "attack" stays other_violence.
"""

from __future__ import annotations

from collections.abc import Iterable

from secondsource.extract.chunks import phrase_end
from secondsource.extract.draft import Argument
from secondsource.extract.lexicon import Frame
from secondsource.extract.phrases import perpetrator_words, words_between
from secondsource.extract.rules import Event
from secondsource.extract.scene import Scene
from secondsource.extract.words import Tag
from secondsource.model import Property

_FIRM = (
    "suicide_bombing",
    "interception",
    "abduction",
    "hostage_taking",
    "sexual_violence",
    "arson",
    "looting",
    "ship_attack",
    "riot",
    "protest",
    "landmine",
)
_MEANS = ("drone_strike", "missile_strike", "rocket_attack", "air_strike", "shelling", "bombing")


def event_type(scene: Scene, event: Event, arguments: tuple[Argument, ...]) -> str:
    """The most specific code that the sentence supports."""
    types = [n.entry.type for n in event.nodes]
    words = words_between(scene, event.first, event.last)
    context = set(_near(scene, event, arguments))
    if "suicide" in context or "suicide_bombing" in types or {"kamikaze"} & context:
        return "drone_strike" if _has(context, "drone") else "suicide_bombing"
    if "interception" in types:
        return "interception"
    if _ship(scene, event, arguments) and any(t not in ("protest", "arrest") for t in types):
        return "ship_attack"
    for code in _FIRM:
        if code in types:
            return code
    if set(types) & {"protest", "riot", "armed_clash"} and _crowd(words):
        return "riot" if set(types) & {"riot", "armed_clash"} else "protest"
    taken = _captured(scene, event)
    if taken:
        return taken
    code = _by_means(scene, types, context, arguments)
    if code:
        return code
    code = _by_hand(scene, event, arguments, types, words)
    return _by_default(scene, event, arguments) if code == "other_violence" else code


def _crowd(words: list[str]) -> bool:
    """Whether a crowd is one side of a clash."""
    return _has(
        words,
        "protest",
        "demonstrat",
        "riot",
        "fans",
        "supporters",
        "crowd",
        "stone-throw",
        "students",
    ) and not _has(words, "rebel", "militant", "insurgent", "troops", "soldier", "fighter")


_OWN_DEFAULT = {
    "strike": "air_strike",
    "strikes": "air_strike",
    "raids": "air_strike",
    "operation": "armed_clash",
    "operations": "armed_clash",
    "assault": "armed_clash",
    "assaults": "armed_clash",
}


def _by_default(scene: Scene, event: Event, arguments: tuple[Argument, ...]) -> str:
    """What a trigger most often means where the sentence names no means."""
    node = event.main
    head = scene.parse.words[node.last_word].low
    if not node.verb and head in _OWN_DEFAULT:
        lead = scene.parse.words[node.first_word - 1].low if node.first_word else ""
        return (
            "other_violence"
            if lead in ("general", "hunger", "on", "police", "labour", "labor")
            else _OWN_DEFAULT[head]
        )
    hits = node.verb and node.entry.parts[0] in ("strike", "hit", "target", "bomb", "pound")
    if hits and _state_air(scene, set(), arguments):
        return "air_strike"
    return "other_violence"


_TAKEN = frozenset({"capture", "recapture", "catch", "seize", "surround"})


def _captured(scene: Scene, event: Event) -> str:
    """What capturing a person is: an arrest by a state, an abduction by others; else nothing."""
    node = event.main
    if (
        node.entry.parts[0] not in _TAKEN
        or node.patient is None
        or node.entry.frame is not Frame.SEIZE
    ):
        return ""
    i = node.patient
    start, end = scene.span(i)
    words = scene.parse.words[scene.chunks[i].first : scene.chunks[i].last + 1]
    heads = {scene.head(i), scene.head(phrase_end(scene.parse, i))}
    placed = any(m.start < end and start < m.end and m.end >= end - 1 for m in scene.places)
    if placed or any(
        scene.lexicon.has("things", h)
        or h in ("territory", "ground", "areas", "city", "hill", "hills", "control", "power")
        for h in heads
    ):
        return ""
    person = any(scene.lexicon.has("people", h) for h in heads) or words[-1].tag is Tag.PRON
    named = words[-1].capital and not scene.lexicon.has("things", words[-1].low) and node.passive
    if not person and not named:
        return ""
    doer = {low for low in scene.lows(node.doer)} if node.doer is not None else set()
    return "abduction" if doer & scene.lexicon.sets["words.irregulars"] else "arrest"


def _near(scene: Scene, event: Event, arguments: tuple[Argument, ...]) -> Iterable[str]:
    """The words of triggers with their phrases, of weapons, doers and munitions."""
    for node in event.nodes:
        yield from scene.lows(node.chunk)
        if node.entry.frame in (Frame.LAND, Frame.FIRE, Frame.BLAST):
            for i in (node.doer, node.patient):
                if i is not None:
                    end = phrase_end(scene.parse, i, lists=True)
                    for j in range(i, end + 1):
                        yield from scene.lows(j)
    spans = [
        (a.start, a.end)
        for a in arguments
        if a.property in (Property.WEAPON, Property.PERPETRATOR, Property.MUNITIONS)
    ]
    for start, end in spans:
        yield from (word.low for word in scene.parse.words if start <= word.start < end)


def _has(words: Iterable[str], *stems: str) -> bool:
    return any(w.startswith(stems) for w in words)


def _ship(scene: Scene, event: Event, arguments: tuple[Argument, ...]) -> bool:
    lexicon = scene.lexicon
    for a in arguments:
        if a.property not in (Property.TARGET, Property.DESTROYED):
            continue
        words = [w for w in scene.parse.words if a.start <= w.start < a.end]
        if any(lexicon.has("ships", w.low) for w in words) and not any(
            w.low == "port" for w in words
        ):
            return True
        if words and words[0].low in ("mv", "m/v", "uss", "hms", "ms", "mt"):
            return True
    return False


def _by_means(
    scene: Scene, types: list[str], context: set[str], arguments: tuple[Argument, ...]
) -> str:
    state = _state_air(scene, context, arguments)
    if "drone_strike" in types or (
        _has(context, "drone", "uav", "quadcopter", "owaua", "shahed", "unmanned", "uncrewed")
        and _attacks(types)
    ):
        return "drone_strike"
    if "air_strike" in types:
        return "air_strike"
    if "missile_strike" in types or (_has(context, "missile") and _attacks(types)):
        return (
            "air_strike"
            if _has(context, "warplane", "jet", "aircraft", "helicopter")
            else "missile_strike"
        )
    if "rocket_attack" in types or (
        _has(context, "rocket", "katyusha", "grad")
        and _attacks(types)
        and "rocket-propelled" not in context
    ):
        return "rocket_attack"
    if _has(
        context,
        "warplane",
        "jet",
        "aircraft",
        "helicopter",
        "airplane",
        "gunship",
        "bomber-jet",
        "fighter-jet",
        "airforce",
        "aerial",
        "barrel",
        "f-16",
        "f-15",
        "ac-130",
        "warplanes",
    ) and _attacks(types):
        return "air_strike"
    if {"air", "force"} <= context and _attacks(types):
        return "air_strike"
    if "shelling" in types or (
        _has(context, "mortar", "artillery", "shell", "howitzer", "tank") and _attacks(types)
    ):
        return "shelling"
    if {"mine", "landmine", "landmines", "mines"} & context and (
        "bombing" in types or _attacks(types)
    ):
        return "landmine"
    if "bombing" in types:
        air = _verb_bomb(context) and (
            state or (not scene.lexicon.sets["words.irregulars"] & context and "bombed" in context)
        )
        return "air_strike" if air else "bombing"
    if _has(
        context, "bomb", "ied", "explosive", "grenade", "dynamite", "car-bomb", "improvised"
    ) and _attacks(types):
        return "bombing"
    if state and {"strike", "strikes"} & context:
        return "air_strike"
    return ""


def _verb_bomb(context: set[str]) -> bool:
    return (
        bool({"bombed", "bombs", "bombing", "bombings"} & context)
        and "car" not in context
        and "suicide" not in context
        and "roadside" not in context
    )


def _attacks(types: list[str]) -> bool:
    return any(
        t
        in (
            "execution",
            "other_violence",
            "killing",
            "wounding",
            "bombing",
            "destruction",
            "air_strike",
            "shelling",
            "armed_assault",
            "massacre",
        )
        for t in types
    )


def _state_air(scene: Scene, context: set[str], arguments: tuple[Argument, ...]) -> bool:
    words = perpetrator_words(scene, arguments)
    return any(scene.lexicon.has("state_air", w.removesuffix("'s")) for w in [*words, *context])


def _by_hand(
    scene: Scene,
    event: Event,
    arguments: tuple[Argument, ...],
    types: list[str],
    words: list[str],
) -> str:
    for code in ("assassination", "massacre", "armed_clash", "arrest"):
        if code in types:
            return code
    if "execution" in types:
        return "massacre" if _plural_victims(scene, arguments) else "assassination"
    context = set(words)
    armed = "armed_assault" in types or _has(
        context, "gunm", "gunfire", "shot", "gun", "knife", "machete", "stab"
    )
    if armed:
        return (
            "assassination"
            if _singled_out(scene, arguments) and _killed(types)
            else "armed_assault"
        )
    if "killing" in types:
        if _singled_out(scene, arguments):
            return "assassination"
        return "armed_assault" if perpetrator_words(scene, arguments) else "other_violence"
    return "other_violence"


def _killed(types: list[str]) -> bool:
    return any(t in ("killing", "assassination", "armed_assault") for t in types)


def _plural_victims(scene: Scene, arguments: tuple[Argument, ...]) -> bool:
    for a in arguments:
        if a.property is Property.KILLED:
            words = [w for w in scene.parse.words if a.start <= w.start < a.end]
            if words and words[0].low in ("a", "an", "one"):
                return False
            return any(w.tag is Tag.NUM for w in words)
    return False


def _singled_out(scene: Scene, arguments: tuple[Argument, ...]) -> bool:
    """Whether the one victim has a name or an office."""
    victims = [a for a in arguments if a.property is Property.VICTIM]
    counts = [a for a in arguments if a.property is Property.KILLED]
    if any(
        w.tag is Tag.NUM and w.low not in ("one",)
        for a in counts
        for w in scene.parse.words
        if a.start <= w.start < a.end
    ):
        return False
    for a in victims:
        words = [w for w in scene.parse.words if a.start <= w.start < a.end]
        if any(w.low in scene.lexicon.sets["words.offices"] for w in words):
            return True
        if (
            len(words) >= 2
            and all(w.capital for w in words)
            and not any(scene.lexicon.has("people", w.low) for w in words)
        ):
            return True
    return False
