"""The rules at work on one report, sentence by sentence, as far as they are asked.

In: a text, its sentences and mentions, and the word lists. Out: the rules' drafts of a sentence
when somebody asks for them. Where the trained model proposes nothing, nobody asks: the rules alone
make no claim beside a model, but for table rows. What a sentence takes from those before it (who
speaks, how far the last concrete event lies behind) is looked up as far back as it is needed, so
that the drafts of a sentence are the same whoever asked for which others before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from secondsource.extract.attribution import SILENT, Voice, in_voice, stance_of, voice_of
from secondsource.extract.background import (
    Candidate,
    concrete_score,
    events_in,
    placed_after,
)
from secondsource.extract.draft import Draft
from secondsource.extract.kinds import event_type
from secondsource.extract.lexicon import Lexicon
from secondsource.extract.reactions import reactions_of
from secondsource.extract.rowdoers import with_doers_of_all
from secondsource.extract.rules import trigger_span
from secondsource.extract.scene import Scene, scene_of
from secondsource.extract.tables import Columns, row_draft
from secondsource.extract.totals import totals_of
from secondsource.model import Kind, Mention
from secondsource.text import Sentence, UnitKind

CONCRETE = 0.5
"""The least probability of an event that becomes a claim (best F1 on the annotated claims)."""

FAR = 3  # sentences from which on it makes no difference how far the last event lies behind
_BEFORE = Voice((-1, -1))
"""Stands for whoever spoke before, until that is looked up."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """One sentence parsed, with what it tells by itself."""

    scene: Scene
    totals: tuple[Draft, ...]
    events: tuple[Candidate, ...]
    voice: Voice  # its speaker may be that of `_BEFORE`

    @property
    def concrete(self) -> bool:
        """Whether an event in it looks concrete."""
        return any(c.looks_concrete for c in self.events)


@dataclass(slots=True)
class Rules:
    """What the rules read in the sentences of one report, worked out when asked for."""

    text: str
    read: Sequence[Sentence]
    mentions: Sequence[Mention]
    lexicon: Lexicon
    columns: Columns
    concrete: Mapping[str, float]  # weights of what makes an event concrete
    rows: dict[int, Draft] = field(init=False)
    _numbers: dict[tuple[int, int], int] = field(init=False)
    _seen: dict[int, _Seen] = field(default_factory=dict)
    _told: dict[int, tuple[Draft, ...]] = field(default_factory=dict)
    _voices: dict[int, Voice] = field(default_factory=dict)  # the last speaker up to a sentence
    _quiet: int = 0  # no sentence before this one holds a concrete event
    _first: int | None = None  # the first sentence known to hold one

    def __post_init__(self) -> None:
        """Read the table rows: they stand without the model."""
        rows = (
            (n, row_draft(self.text, s, self.mentions, self.lexicon, self.columns))
            for n, s in enumerate(self.read)
            if s.unit.kind is UnitKind.ROW
        )
        known = {n: row for n, row in rows if row is not None}
        self.rows = with_doers_of_all(
            known, self.read, self.text, self.mentions, self.columns.doers
        )
        self._numbers = {(s.start, s.end): n for n, s in enumerate(self.read)}

    def everything(self) -> tuple[Draft, ...]:
        """The drafts of all sentences, in order."""
        return tuple(d for n in range(len(self.read)) for d in self._drafts(n))

    def beside(self, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
        """The table rows, and the drafts of all sentences in which some draft stands, in order."""
        asked = {self._numbers[d.sentence] for d in drafts if d.sentence in self._numbers}
        return tuple(d for n in sorted(asked | self.rows.keys()) for d in self._drafts(n))

    def of(self, sentence: tuple[int, int]) -> tuple[Draft, ...]:
        """The drafts of the sentence between two offsets."""
        number = self._numbers.get(sentence)
        return () if number is None else self._drafts(number)

    def _drafts(self, n: int) -> tuple[Draft, ...]:
        if n in self.rows:
            return (self.rows[n],)
        if n not in self._told:
            self._told[n] = tuple(self._tell(n))
        return self._told[n]

    def _tell(self, n: int) -> list[Draft]:
        seen = self._sight(n)
        scene = seen.scene
        events = placed_after(seen.events, self._since(n)) if seen.events else ()
        drafts = [*seen.totals, *_incidents(scene, events, self.concrete), *reactions_of(scene)]
        if not drafts:
            return drafts
        spoken = self._spoken(n)
        return sorted((in_voice(scene, d, spoken) for d in drafts), key=_position)

    def _sight(self, n: int) -> _Seen:
        seen = self._seen.get(n)
        if seen is None:
            scene = scene_of(self.text, self.read[n], self.mentions, self.lexicon)
            totals = totals_of(scene)
            seen = _Seen(scene, totals, events_in(scene, totals), voice_of(scene, _BEFORE))
            self._seen[n] = seen
            if seen.concrete and (self._first is None or n < self._first):
                self._first = n
        return seen

    def _since(self, n: int) -> int | None:
        """Sentences from the last event that looked concrete; None where there was none."""
        for m in self._before(n, max(0, n - FAR + 1)):
            if self._sight(m).concrete:
                return n - m
        if self._first is not None and self._first <= n - FAR:
            return FAR
        for m in self._before(n, self._quiet):
            if self._sight(m).concrete:
                return n - m
        self._quiet = max(self._quiet, n)
        return None

    def _spoken(self, n: int) -> Voice:
        """Who says a sentence."""
        seen = self._sight(n)
        if seen.voice.speaker != _BEFORE.speaker:
            return seen.voice
        return voice_of(seen.scene, self._voice_before(n))

    def _voice_before(self, n: int) -> Voice:
        """The last speaker before a sentence."""
        voice, open_ones = SILENT, []
        for m in self._before(n, 0):
            said = self._voices.get(m) or self._sight(m).voice
            if said.speaker == _BEFORE.speaker:
                open_ones.append(m)
            elif said.speaker is not None:
                voice = said
                break
        for m in reversed(open_ones):
            spoken = voice_of(self._sight(m).scene, voice)
            voice = spoken if spoken.speaker is not None else voice
            self._voices[m] = voice
        return voice

    def _before(self, n: int, down_to: int) -> Iterator[int]:
        """The sentences before one, backwards, without table rows."""
        return (m for m in range(n - 1, down_to - 1, -1) if m not in self.rows)


def _position(draft: Draft) -> int:
    return draft.trigger[0] if draft.trigger else draft.arguments[0].start


def _incidents(
    scene: Scene, candidates: Sequence[Candidate], weights: Mapping[str, float]
) -> list[Draft]:
    found = []
    for candidate in candidates:
        score = concrete_score(candidate.features, weights)
        if score < CONCRETE:
            continue
        event = candidate.event
        stance, negated = stance_of(scene, event)
        found.append(
            Draft(
                Kind.INCIDENT,
                event_type(scene, event, candidate.arguments),
                (scene.sentence.start, scene.sentence.end),
                trigger_span(event),
                candidate.arguments,
                stance=stance,
                negated=negated,
                score=score,
            )
        )
    return found
