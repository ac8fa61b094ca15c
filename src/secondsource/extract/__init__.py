"""Report and mentions in, claims in words out: the one door of the reader.

In: a `Report`, its `Mention`s and an opened `Reader`. Out: `Claim`s, every word of which is quoted,
with statements whose values are still None (counts carry wording, scope and group). It refuses to
resolve words to things and to look beyond the one report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from re import Pattern

from secondsource.extract.accounts import Weights, open_weights, with_accounts
from secondsource.extract.assemble import claims_of, merge, statement_of
from secondsource.extract.background import Weights as Concrete
from secondsource.extract.background import open_concrete
from secondsource.extract.draft import (
    Argument,
    Beside,
    Draft,
    Drafter,
    Holding,
    all_hold,
    none_beside,
    relinked,
    without,
)
from secondsource.extract.dying import Dying, open_dying, with_lone_deaths
from secondsource.extract.lexicon import Lexicon, open_lexicon
from secondsource.extract.motives import Motives, open_motives, with_motives
from secondsource.extract.nodoers import without_false_doers
from secondsource.extract.onedate import one_day, told_days
from secondsource.extract.oneverb import each_act
from secondsource.extract.outcome import open_outcomes, with_types_of_accounts
from secondsource.extract.ownhand import OwnHand, open_own_hand, with_own_deaths
from secondsource.extract.reactions import about
from secondsource.extract.reading import Rules
from secondsource.extract.reprisals import Reasons, open_reasons, with_reprisals
from secondsource.extract.tables import Columns, open_columns
from secondsource.extract.tagger import open_tagger
from secondsource.extract.told import claim_told
from secondsource.extract.totals import running, without_spelt_out
from secondsource.extract.trim import trimmed
from secondsource.extract.unsure import beside, unsure_acts
from secondsource.extract.votes import Weights as Votes
from secondsource.extract.votes import holding, open_votes, weighed
from secondsource.extract.whom import with_targets
from secondsource.model import Claim, Kind, Mention, Report
from secondsource.text import Sentence, UnitKind, sentences

__all__ = [
    "Argument",
    "Draft",
    "Reader",
    "claim_told",
    "claims_of",
    "extract_claims",
    "open_reader",
    "open_rules",
    "sentences_read",
    "statement_of",
]


ACCOUNT = 0.69
"""The least probability of the best claim of an account that stands alone; below it is weak."""

WEAK = 0.55
"""The least probability of the best claim of a weak account; below it all is left out."""

_SKIPPED = frozenset({UnitKind.BOILERPLATE, UnitKind.DATELINE, UnitKind.TABLE_HEAD})


@dataclass(frozen=True, slots=True)
class Reader:
    """What a worker opens once to read reports: the word lists, and the trained model if any."""

    lexicon: Lexicon
    columns: Columns
    weights: Weights
    concrete: Concrete
    reasons: Reasons
    motives: Motives
    own_hand: OwnHand
    dying: Dying
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
        open_reasons(),
        open_motives(),
        open_own_hand(),
        open_dying(),
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
    read = _kept(said)
    lines = [s for s in said if _is_line(report.text, s)]
    told = drafts_of(report.text, read, mentions, reader, lines)
    linked = with_accounts(
        told, report.text, read, mentions, reader.weights, least=WEAK, sure=ACCOUNT
    )
    typed = with_types_of_accounts(linked, report.text, reader.outcomes)
    dated = told_days(typed, mentions, report.text)
    why = with_motives(dated, report.text, reader.motives)
    return claims_of(report, _answering(why, report.text, reader.reasons))


def _answering(drafts: tuple[Draft, ...], text: str, reasons: Reasons) -> tuple[Draft, ...]:
    """The drafts with what they answer or are about; weak ones are none of it."""
    weak = {k for k, draft in enumerate(drafts) if draft.weak}
    sure = _with_about(with_reprisals(without(drafts, weak), text, reasons))
    if not weak:
        return sure
    found = [d._replace(retaliation_for=None, about=None) for d in drafts]
    places = [k for k in range(len(drafts)) if k not in weak]
    for k, draft in zip(places, sure, strict=True):
        found[k] = relinked(draft, places.__getitem__)
    return tuple(found)


def sentences_read(text: str) -> list[Sentence]:
    """The sentences of a text that may tell of something."""
    return _kept(sentences(text))


def _kept(said: Sequence[Sentence]) -> list[Sentence]:
    return [s for s in said if s.unit.kind not in _SKIPPED]


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
    rules = _rules(text, read, mentions, reader)
    unsure: tuple[Draft, ...] = ()
    if reader.tagger and reader.votes:
        votes = holding(tuple(rules.rows.values()), rules.of, reader.votes)
        asked = _model_drafts(text, read, lines, reader.tagger, votes, beside(mentions))
        told = rules.beside(asked)
        held = without(asked, {k for k, draft in enumerate(asked) if draft.weak})
        drafts, model = weighed(told, held, reader.votes)
        unsure = unsure_acts(asked, model, told, reader.votes)
    elif reader.tagger:
        drafts = rules.everything()
        model = _model_drafts(text, read, lines, reader.tagger)
    else:
        drafts, model = rules.everything(), ()
    merged = trimmed(merge(drafts, (*model, *unsure)), text, reader.lexicon.sets["empty"])
    merged = with_own_deaths(merged, text, reader.own_hand)
    merged = with_lone_deaths(merged, text, reader.dying)
    merged = without_false_doers(merged, text, mentions)
    merged = with_targets(merged, text, reader.lexicon)
    merged = each_act(merged, mentions, text)
    counted = running(merged, text, reader.lexicon)
    return without_spelt_out(one_day(counted, mentions, text))


def _model_drafts(
    text: str,
    read: Sequence[Sentence],
    lines: Sequence[Sentence],
    tagger: Drafter,
    holding: Holding = all_hold,
    beside: Beside = none_beside,
) -> tuple[Draft, ...]:
    held = [(s.start, s.end) for s in lines]
    if not held:
        return tagger.drafts(text, read, holding, beside)
    shown = sorted([*lines, *read], key=lambda s: s.start)

    def outside(drafts: Sequence[Draft]) -> list[bool]:
        found = zip(drafts, holding(drafts), strict=True)
        return [holds and draft.sentence not in held for draft, holds in found]

    found = tagger.drafts(text, shown, outside, beside)
    return tuple(
        d._replace(arguments=tuple(a for a in d.arguments if not _inside(a.start, held)))
        for d in found
    )


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _rules(
    text: str, read: Sequence[Sentence], mentions: Sequence[Mention], reader: Reader
) -> Rules:
    return Rules(text, read, mentions, reader.lexicon, reader.columns, reader.concrete)


def _rule_drafts(
    text: str, read: Sequence[Sentence], mentions: Sequence[Mention], reader: Reader
) -> tuple[Draft, ...]:
    return _rules(text, read, mentions, reader).everything()


def _with_about(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    return tuple(
        d._replace(about=about(k, drafts)) if d.kind is Kind.REACTION and d.about is None else d
        for k, d in enumerate(drafts)
    )
