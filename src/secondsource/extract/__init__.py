"""Report and mentions in, claims in words out: the one door of the reader.

In: a `Report`, its `Mention`s and an opened `Reader`. Out: `Claim`s, every word of which is quoted,
with statements whose values are still None (counts carry wording, scope and group). It refuses to
resolve words to things and to look beyond the one report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from re import Pattern

from secondsource.extract.accounts import Weights, open_weights, with_accounts
from secondsource.extract.assemble import claims_of, merge
from secondsource.extract.attribution import SILENT, in_voice, stance_of, voice_of
from secondsource.extract.background import Candidate, candidates_of, concrete_score, open_concrete
from secondsource.extract.background import Weights as Concrete
from secondsource.extract.draft import Draft, Drafter
from secondsource.extract.kinds import event_type
from secondsource.extract.lexicon import Lexicon, open_lexicon
from secondsource.extract.onedate import one_day, told_days
from secondsource.extract.outcome import open_outcomes, with_types_of_accounts
from secondsource.extract.reactions import about, reactions_of
from secondsource.extract.reprisals import Cues, open_cues, with_reprisals
from secondsource.extract.rules import trigger_span
from secondsource.extract.scene import Scene, scene_of
from secondsource.extract.tables import Columns, open_columns, row_draft
from secondsource.extract.tagger import open_tagger
from secondsource.extract.totals import running, totals_of, without_spelt_out
from secondsource.extract.trim import trimmed
from secondsource.extract.votes import Weights as Votes
from secondsource.extract.votes import holding, open_votes, weighed
from secondsource.extract.whom import with_targets
from secondsource.model import Claim, Kind, Mention, Report
from secondsource.text import Sentence, UnitKind, sentences

__all__ = ["Reader", "extract_claims", "open_reader", "open_rules", "sentences_read"]


CONCRETE = 0.5
"""The least probability of an event that becomes a claim (best F1 on the annotated claims)."""

ACCOUNT = 0.6
"""The least probability of the best claim of an account; below it all its claims are left out."""

_SKIPPED = frozenset({UnitKind.BOILERPLATE, UnitKind.DATELINE, UnitKind.TABLE_HEAD})


@dataclass(frozen=True, slots=True)
class Reader:
    """What a worker opens once to read reports: the word lists, and the trained model if any."""

    lexicon: Lexicon
    columns: Columns
    weights: Weights
    concrete: Concrete
    cues: Cues
    outcomes: Pattern[str]
    tagger: Drafter | None = None
    votes: Votes | None = None  # how rules and model weigh on one another


def open_rules() -> Reader:
    """The reader with the rules alone."""
    return Reader(
        open_lexicon(),
        open_columns(),
        open_weights(),
        open_concrete(),
        open_cues(),
        open_outcomes(),
    )


def open_reader() -> Reader:
    """The reader with the data files that ship with the package, the model among them if any."""
    return replace(open_rules(), tagger=open_tagger(), votes=open_votes())


def extract_claims(
    report: Report, mentions: Sequence[Mention], reader: Reader
) -> tuple[Claim, ...]:
    """The claims of one report, in the order of its text."""
    said = sentences(report.text)
    read = [s for s in said if s.unit.kind not in _SKIPPED]
    lines = [s for s in said if _is_line(report.text, s)]
    told = drafts_of(report.text, read, mentions, reader, lines)
    linked = with_accounts(told, report.text, read, mentions, reader.weights, least=ACCOUNT)
    typed = with_types_of_accounts(linked, report.text, reader.outcomes)
    dated = told_days(typed, mentions, report.text)
    answered = with_reprisals(dated, report.text, reader.cues)
    return claims_of(report, _with_about(answered))


def sentences_read(text: str) -> list[Sentence]:
    """The sentences of a text that may tell of something."""
    return [s for s in sentences(text) if s.unit.kind not in _SKIPPED]


def _is_line(text: str, sentence: Sentence) -> bool:
    """Whether a sentence is a date line, without the labels of a monitoring service behind it."""
    return sentence.unit.kind is UnitKind.DATELINE and text[sentence.end - 1] != "]"


def drafts_of(
    text: str,
    read: Sequence[Sentence],
    mentions: Sequence[Mention],
    reader: Reader,
    lines: Sequence[Sentence] = (),
) -> tuple[Draft, ...]:
    """What rules and model together read in some sentences, before it is joined into accounts.

    `lines` are date lines: the model sees them, as it did when it learnt, but nothing is taken
    from them.
    """
    drafts = _rule_drafts(text, read, mentions, reader)
    model: tuple[Draft, ...] = ()
    if reader.tagger and reader.votes:
        model = _model_drafts(text, read, lines, reader.tagger, holding(drafts, reader.votes))
        drafts, model = weighed(drafts, model, reader.votes)
    elif reader.tagger:
        model = _model_drafts(text, read, lines, reader.tagger, lambda draft: True)
    merged = trimmed(merge(drafts, model), text, reader.lexicon.sets["empty"])
    merged = with_targets(merged, text, reader.lexicon)
    counted = running(merged, text, reader.lexicon)
    return without_spelt_out(one_day(counted, mentions, text))


def _model_drafts(
    text: str,
    read: Sequence[Sentence],
    lines: Sequence[Sentence],
    tagger: Drafter,
    holds: Callable[[Draft], bool],
) -> tuple[Draft, ...]:
    held = [(s.start, s.end) for s in lines]
    if not held:
        return tagger.drafts(text, read, holds)
    shown = sorted([*lines, *read], key=lambda s: s.start)
    found = tagger.drafts(text, shown, lambda d: d.sentence not in held and holds(d))
    return tuple(
        replace(d, arguments=tuple(a for a in d.arguments if not _inside(a.start, held)))
        for d in found
    )


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _rule_drafts(
    text: str, read: Sequence[Sentence], mentions: Sequence[Mention], reader: Reader
) -> tuple[Draft, ...]:
    found: list[Draft] = []
    voice = SILENT
    last: int | None = None  # the sentence of the last event that looked concrete
    for n, sentence in enumerate(read):
        if sentence.unit.kind is UnitKind.ROW:
            row = row_draft(text, sentence, mentions, reader.lexicon, reader.columns)
            if row is not None:
                found.append(row)
                continue
        scene = scene_of(text, sentence, mentions, reader.lexicon)
        spoken = voice_of(scene, voice)
        if spoken.speaker is not None:
            voice = spoken
        totals = totals_of(scene)
        candidates = candidates_of(scene, totals, None if last is None else n - last)
        drafts = [*totals, *_incidents(scene, candidates, reader), *reactions_of(scene)]
        voiced = [in_voice(scene, d, spoken) for d in drafts]
        found += sorted(voiced, key=_position)
        if any(c.looks_concrete for c in candidates):
            last = n
    return tuple(found)


def _position(draft: Draft) -> int:
    return draft.trigger[0] if draft.trigger else draft.arguments[0].start


def _incidents(scene: Scene, candidates: Sequence[Candidate], reader: Reader) -> list[Draft]:
    found = []
    for candidate in candidates:
        score = concrete_score(candidate.features, reader.concrete)
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


def _with_about(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    return tuple(
        replace(d, about=about(k, drafts)) if d.kind is Kind.REACTION and d.about is None else d
        for k, d in enumerate(drafts)
    )
