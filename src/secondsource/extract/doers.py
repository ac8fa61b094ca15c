"""Who did it: the perpetrators of an event, by grammar, by name inside a phrase, or as blamed.

In: a scene, an event and one of its triggers. Out: perpetrator `Argument`s, and weapons where a
weapon stands in the doer's place. It refuses pronouns and phrases that name another act.
"""

from __future__ import annotations

from collections.abc import Iterator

from secondsource.extract.chunks import Phrase, phrase_end, subject_of
from secondsource.extract.draft import Argument
from secondsource.extract.lexicon import Frame
from secondsource.extract.phrases import is_pronoun, kind_of, phrase_span, within
from secondsource.extract.rules import Event
from secondsource.extract.scene import Node, Scene, match_noun
from secondsource.extract.words import Tag, Word
from secondsource.model import Property

_DOERS = frozenset(
    {
        Frame.STRIKE,
        Frame.FIRE,
        Frame.HARM,
        Frame.RUIN,
        Frame.TAKE,
        Frame.SEIZE,
        Frame.INTERCEPT,
        Frame.PLANT,
        Frame.PROTEST,
        Frame.CLASH,
        Frame.BLAST,
    }
)


def doers_of(scene: Scene, event: Event, node: Node) -> Iterator[Argument]:
    """The perpetrators of a trigger, and the weapons that stand in their place."""
    if node.verb:
        if node.doer is not None and node.entry.frame in _DOERS:
            yield from _doer(scene, event, node, node.doer)
        return
    yield from _owner(scene, node)
    chunks = scene.chunks
    for j in range(node.chunk + 1, min(node.chunk + 9, event.last)):
        if chunks[j].kind is Phrase.VERB and (chunks[j].finite or j == node.chunk + 1):
            if scene.lemma(j) in (
                "launch",
                "carry",
                "conduct",
                "claim",
                "blame",
                "perpetrate",
                "commit",
                "stage",
                "fire",
            ):
                continue
            break
        if (
            chunks[j].kind is Phrase.PREP
            and scene.low(j) == "by"
            and chunks[j + 1].kind is Phrase.NOUN
        ):
            yield from _doer(scene, event, node, j + 1)
            break
    yield from _light_subject(scene, event, node)
    yield from _blamed(scene, event, node)


def _doer(scene: Scene, event: Event, node: Node, i: int) -> Iterator[Argument]:
    if any(n.chunk == i and not n.verb for n in event.nodes):
        return
    chunk = scene.chunks[i]
    if is_pronoun(scene, i):
        return
    if match_noun(scene, chunk.last, chunk.first)[0] is not None:
        return
    if _owns_act(scene, event, i) or _only_says_how(scene, node, i):
        return
    kind = kind_of(scene, i)
    start, end = phrase_span(scene, i)
    armed = any(scene.lexicon.has("weapons", low) for low in scene.lows(i))
    if kind == "weapon" or (kind in ("name", "thing") and armed):
        yield Argument(Property.WEAPON, *phrase_span(scene, i, whole=False), 0.7)
        yield from party_in(scene, i)
        yield from _whose(scene, i)
        return
    lifeless = kind in ("thing", "ship") and node.entry.frame is not Frame.INTERCEPT
    if lifeless and not within(scene.actors, start, end):
        return
    if (
        node.entry.frame is Frame.BLAST
        and kind != "people"
        and not within(scene.actors, start, end)
    ):
        yield Argument(Property.WEAPON, start, end, 0.6)
        return
    yield Argument(Property.PERPETRATOR, start, end, 0.75)
    for member in list_members(scene, i):
        yield Argument(Property.PERPETRATOR, *phrase_span(scene, member), 0.6)


def _owns_act(scene: Scene, event: Event, i: int) -> bool:
    """Whether a phrase names an act itself: "the targets of the attacks"."""
    end = phrase_end(scene.parse, i)
    return any(not n.verb and i <= n.chunk <= end for n in event.nodes)


def _only_says_how(scene: Scene, node: Node, i: int) -> bool:
    """Whether a lone word before a verb in -ing says how it went: "heavy shooting"."""
    chunk = scene.chunks[i]
    if not node.verb or node.chunk != i + 1 or chunk.first != chunk.last:
        return False
    word, act = scene.parse.words[chunk.first], scene.parse.words[scene.chunks[i + 1].first]
    named = kind_of(scene, i) == "people" or within(scene.actors, word.start, word.end)
    opens = word.start == scene.sentence.start or not word.capital
    return act.low.endswith("ing") and opens and not named and not word.low.endswith("s")


def list_members(scene: Scene, i: int) -> Iterator[int]:
    """The further noun phrases of a list that begins at chunk `i`."""
    chunks = scene.chunks
    j = phrase_end(scene.parse, i) + 1
    while j + 1 < len(chunks) and chunks[j].kind is Phrase.CONJ and scene.low(j) == "and":
        if chunks[j + 1].kind is not Phrase.NOUN or is_pronoun(scene, j + 1):
            return
        yield j + 1
        j = phrase_end(scene.parse, j + 1) + 1


def party_in(scene: Scene, i: int) -> Iterator[Argument]:
    """The party named inside a phrase: "U.S." in "a U.S. drone", "army" in "army helicopters"."""
    chunk = scene.chunks[i]
    words = scene.parse.words[chunk.first : chunk.last]
    start, end = words[0].start if words else 0, words[-1].end if words else 0
    named = within(scene.actors, start, end)
    if named:
        yield Argument(Property.PERPETRATOR, named[0].start, named[0].end, 0.75)
        return
    party = _capital_party(scene, words)
    if party is not None:
        yield Argument(Property.PERPETRATOR, *party, 0.6)


def _capital_party(scene: Scene, words: tuple[Word, ...]) -> tuple[int, int] | None:
    """Capitalised words or an army word before a trigger, places left aside."""
    run: list[Word] = []
    titled = _title_case(scene)
    for word in words:
        place = any(m.start <= word.start < m.end for m in scene.places)
        demonym = word.low.endswith(
            ("ish", "ese", "ian", "eli", "ican", "qi", "ni", "-led", "-backed")
        ) or word.low in ("us", "u.s.", "uk", "u.k.", "british", "french")
        if (word.tag is Tag.NOMINAL and word.low in scene.lexicon.sets["words.armies"]) or (
            word.tag is Tag.NOMINAL
            and word.capital
            and (demonym or not (place or titled))
            and word.start > scene.sentence.start
        ):
            run.append(word)
        elif run:
            break
    if not run or any(scene.lexicon.has("weapons", w.low) for w in run[:1]):
        return None
    return run[0].start, run[-1].end


def _title_case(scene: Scene) -> bool:
    """Whether a sentence is a headline in capitals, where capitals tell nothing of names."""
    longer = [w for w in scene.parse.words if len(w.low) > 3 and w.low.isalpha()]
    return len(longer) > 2 and sum(w.capital for w in longer) > 0.7 * len(longer)


def _owner(scene: Scene, node: Node) -> Iterator[Argument]:
    """The party before a noun trigger in its phrase: "an Israeli airstrike", "the army's raid"."""
    chunk = scene.chunks[node.chunk]
    words = scene.parse.words[chunk.first : node.first_word]
    if not words:
        return
    named = within(scene.actors, words[0].start, words[-1].end)
    if named:
        for mention in named[:2]:
            yield Argument(Property.PERPETRATOR, mention.start, mention.end, 0.75)
        return
    party = _capital_party(scene, words)
    if party is not None:
        yield Argument(Property.PERPETRATOR, *party, 0.55)
    for word in words:
        if scene.lexicon.has("weapons", word.low):
            yield Argument(Property.WEAPON, word.start, word.end, 0.5)


def _light_subject(scene: Scene, event: Event, node: Node) -> Iterator[Argument]:
    """The doer of "X carried out an attack" and the target of "X came under attack"."""
    chunks = scene.chunks
    for j in range(node.chunk - 1, max(-1, node.chunk - 7), -1):
        if chunks[j].kind is Phrase.SUB or chunks[j].kind is Phrase.STOP:
            return
        if chunks[j].kind is not Phrase.VERB:
            continue
        first = scene.parse.head(chunks[j]).lemma
        does = {p[0] for p in scene.lexicon.does}
        undergoes = {p[0] for p in scene.lexicon.undergoes}
        subject = _subject(scene, j)
        if subject is None or is_pronoun(scene, subject):
            return
        if first in undergoes and first not in does:
            if kind_of(scene, subject) != "weapon":
                yield Argument(Property.TARGET, *phrase_span(scene, subject), 0.65)
        elif first in does and not chunks[j].passive:
            yield from _doer(scene, event, node, subject)
        return


def _subject(scene: Scene, j: int) -> int | None:
    from_chunks = scene.chunks[j]
    if from_chunks.passive:
        return None
    return subject_of(scene.parse, j)


def _whose(scene: Scene, i: int) -> Iterator[Argument]:
    """The party after "of": "a drone of an Iran-backed militia"."""
    end = phrase_end(scene.parse, i)
    if end > i and kind_of(scene, end) != "weapon":
        start, stop = phrase_span(scene, end)
        if kind_of(scene, end) == "people" or within(scene.actors, start, stop):
            yield Argument(Property.PERPETRATOR, start, stop, 0.6)


def _blamed(scene: Scene, event: Event, node: Node) -> Iterator[Argument]:
    """Who is blamed: "attributed to X", "blamed on X", "X, held responsible for the attack"."""
    chunks = scene.chunks
    for j in range(node.chunk + 1, min(event.last, node.chunk + 8)):
        if chunks[j].kind is not Phrase.VERB or j + 2 >= len(chunks):
            continue
        link = (scene.lemma(j), scene.low(j + 1))
        if link in (("attribute", "to"), ("blame", "on")) and chunks[j + 2].kind is Phrase.NOUN:
            yield from _doer(scene, event, node, j + 2)
            return
    before = node.chunk - 1
    if before < 1 or chunks[before].kind is not Phrase.PREP:
        return
    prep = scene.low(before)
    verb = next(
        (j for j in range(before - 1, max(-1, before - 4), -1) if chunks[j].kind is Phrase.VERB),
        None,
    )
    if verb is None:
        return
    lemma = scene.lemma(verb)
    guilty = prep == "behind" or (prep in ("for", "of") and lemma in _BLAMES)
    responsible = any("responsible" in scene.lows(j) for j in range(verb + 1, before))
    if guilty or (prep == "for" and responsible):
        subject = subject_of(scene.parse, verb)
        if subject is not None and not is_pronoun(scene, subject):
            yield from _doer(scene, event, node, subject)


_BLAMES = frozenset({"blame", "accuse", "suspect"})
