"""The trained model and what surrounds it: pieces, windows, spans, drafts."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from secondsource.errors import DataError
from secondsource.extract import tagger as module
from secondsource.extract.decode import spans_of
from secondsource.extract.draft import Draft
from secondsource.extract.labels import INCIDENT_TYPES, LAYERS, TYPES, layer_of
from secondsource.extract.pieces import (
    CAPITALISED,
    DIGITS,
    LOWER,
    MIXED,
    SIGN,
    UPPER,
    Words,
    scope_of,
    shape_of,
    shouts,
    windows_of,
    words_of,
)
from secondsource.extract.tagger import Scale, Tagger, open_tagger
from secondsource.model import Kind, Property
from secondsource.text import sentences

TEXT = """Drone strike kills three in Port Sudan

PORT SUDAN, May 6 — A drone attack on a fuel depot in Port Sudan killed at least three people and \
wounded 12 others on Tuesday, the Sudanese army said.

An air raid on Nyala airport on Saturday killed dozens of fighters, a military source told AFP. \
More than 70 attacks have been reported in the state since January.

The UN secretary-general condemned the attack on the depot.
"""


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    opened = open_tagger()
    if opened is None:
        pytest.skip("no model is shipped with this copy")
    return opened


@pytest.fixture(scope="module")
def drafts(tagger: Tagger) -> tuple[Draft, ...]:
    return tagger.drafts(TEXT, sentences(TEXT))


def said(draft: Draft, prop: Property) -> list[str]:
    return [TEXT[a.start : a.end] for a in draft.arguments if a.property is prop]


def made_words(lengths: list[int], pieces: int = 1) -> Words:
    count = sum(lengths)
    places = tuple(k for k, n in enumerate(lengths) for _ in range(n))
    line = tuple(range(count))
    return Words(line, tuple(k + 1 for k in line), places, (1,) * count, ((7,) * pieces,) * count)


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("killed", LOWER),
        ("Kyiv", CAPITALISED),
        ("A", CAPITALISED),
        ("UNIFIL", UPPER),
        ("McCain", MIXED),
        ("120mm", DIGITS),
        ("—", SIGN),
    ],
)
def test_shape(word: str, shape: int) -> None:
    assert shape_of(word) == shape


def test_capitals_tell_nothing_where_all_is_in_capitals() -> None:
    assert shouts("GUERRILLAS ATTACKED THE TOWN OF SAN MIGUEL")
    assert not shouts("The BBC and the AFP were in Goma")


@pytest.mark.parametrize("lengths", [[3], [100, 100, 100], [250, 10, 250], [400], [20] * 40])
def test_windows_hold_every_word_once_and_no_sentence_is_cut_that_fits(lengths: list[int]) -> None:
    words = made_words(lengths)
    windows = windows_of(words, 254)
    assert [k for a, b in windows for k in range(a, b)] == list(range(len(words)))
    assert all(b - a <= 254 for a, b in windows)
    cuts = {a for a, _ in windows[1:]}
    inner = {k for k in range(1, len(words)) if words.sentences[k] == words.sentences[k - 1]}
    if max(lengths) <= 254:
        assert not cuts & inner


def test_no_words_no_windows() -> None:
    assert windows_of(made_words([])) == ()


@pytest.mark.parametrize(
    ("lengths", "trigger", "limit", "scope"),
    [
        ([10, 10, 10], (12, 13), 14, (8, 22)),  # neighbours on both sides
        ([10, 10, 10], (2, 3), 14, (0, 14)),  # no left neighbour
        ([10, 10, 10], (25, 26), 14, (16, 30)),  # no right neighbour
        ([60], (30, 31), 20, (20, 40)),  # a sentence too long for the limit
        ([60], (58, 59), 20, (40, 60)),
        ([5], (1, 2), 96, (0, 5)),
    ],
)
def test_scope(
    lengths: list[int], trigger: tuple[int, int], limit: int, scope: tuple[int, int]
) -> None:
    words = made_words(lengths)
    assert scope_of(words, (0, len(words)), trigger, limit) == scope


def test_spans_start_where_begin_outweighs_inside() -> None:
    rows = [
        [0.9, 0.05, 0.05, 0, 0],
        [0.1, 0.8, 0.1, 0, 0],
        [0.2, 0.1, 0.7, 0, 0],
        [0.1, 0.6, 0.3, 0, 0],  # a new span of the same label
        [0.1, 0, 0, 0.7, 0.2],  # another label
        [0.6, 0, 0, 0.2, 0.2],  # below the threshold
    ]
    spans = spans_of(np.array(rows, dtype=np.float32), [0.5, 0.5])
    assert [(s.first, s.last, s.label) for s in spans] == [(1, 3, 0), (3, 4, 0), (4, 5, 1)]
    assert spans[0].score == pytest.approx(0.85)
    lower = spans_of(np.array(rows, dtype=np.float32), [0.5, 0.3])
    assert (lower[-1].first, lower[-1].last) == (4, 6)


def test_no_words_no_spans() -> None:
    assert spans_of(np.zeros((0, 5), dtype=np.float32), [0.5, 0.5]) == []


def test_labels_stand_where_the_model_has_them() -> None:
    assert TYPES[INCIDENT_TYPES - 1] == "other_violence"
    assert TYPES[INCIDENT_TYPES] == "claim_of_responsibility"
    roles = [role for layer in LAYERS for role in layer]
    assert len(roles) == len(set(roles))
    assert all(layer_of(role) is not None for role in roles)
    assert layer_of("claimed_by") is None


def test_a_scale_keeps_the_order_of_scores() -> None:
    scale = Scale(0.8, -0.2)
    scores = [scale(s) for s in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert scores == sorted(scores)
    assert 0 < scores[0] < scores[-1] < 1


def test_words_stand_at_their_offsets(tagger: Tagger) -> None:
    words = words_of(TEXT, sentences(TEXT), tagger.pieces)
    spoken = [TEXT[a:b] for a, b in zip(words.starts, words.ends, strict=True)]
    assert spoken[:6] == ["Drone", "strike", "kills", "three", "in", "Port"]
    assert "".join(spoken) == "".join(TEXT.split())


def test_an_incident_has_its_own_arguments(drafts: tuple[Draft, ...]) -> None:
    strike = next(d for d in drafts if "depot" in TEXT[slice(*d.sentence)])
    raid = next(d for d in drafts if "Nyala" in TEXT[slice(*d.sentence)])
    assert (strike.kind, strike.event_type) == (Kind.INCIDENT, "drone_strike")
    assert said(strike, Property.KILLED) == ["at least three people"]
    assert said(strike, Property.INJURED) == ["12 others"]
    assert strike.speaker is not None
    assert TEXT[slice(*strike.speaker)] == "the Sudanese army"
    assert raid.event_type == "air_strike"
    assert said(raid, Property.DATE) == ["Saturday"]


def test_a_total_is_its_count(drafts: tuple[Draft, ...]) -> None:
    total = next(d for d in drafts if d.kind is Kind.TOTAL)
    assert total.trigger is None
    assert total.event_type is None
    assert said(total, Property.PERIOD) == ["since January"]
    assert "70" in said(total, Property.COUNT)[0]


def test_a_reaction_has_its_actor(drafts: tuple[Draft, ...]) -> None:
    reaction = next(d for d in drafts if d.kind is Kind.REACTION)
    assert reaction.event_type == "condemnation"
    assert said(reaction, Property.ACTOR) == ["The UN secretary-general"]


def test_drafts_stand_in_the_order_of_the_text(drafts: tuple[Draft, ...]) -> None:
    anchors = [d.trigger or (d.arguments[0].start, d.arguments[0].end) for d in drafts]
    assert anchors == sorted(anchors)
    assert all(d.origin == "model" and 0 < d.score < 1 for d in drafts)
    for k, draft in enumerate(drafts):
        assert draft.same_as is None or draft.same_as < k
        assert all(link is None or 0 <= link < len(drafts) for link in (draft.about,))


def test_a_report_reads_the_same_after_others(tagger: Tagger, drafts: tuple[Draft, ...]) -> None:
    tagger.drafts("Gunmen shot dead two aid workers in Maiduguri.", sentences("x"))
    assert tagger.drafts(TEXT, sentences(TEXT)) == drafts


@pytest.mark.parametrize("threads", [1, 3])
def test_the_number_of_threads_changes_nothing(drafts: tuple[Draft, ...], threads: int) -> None:
    opened = open_tagger(threads)
    assert opened is not None
    assert opened.drafts(TEXT, sentences(TEXT)) == drafts


def test_only_drafts_that_hold_are_read_to_their_arguments(tagger: Tagger) -> None:
    asked: list[Draft] = []

    def holding(drafts: Sequence[Draft]) -> list[bool]:
        asked.extend(drafts)
        return [d.kind is Kind.TOTAL for d in drafts]

    (total,) = tagger.drafts(TEXT, sentences(TEXT), holding)
    assert said(total, Property.PERIOD) == ["since January"]
    assert {d.kind for d in asked} == set(Kind)
    assert all(d.event_type is None and d.score > 0 for d in asked)


def test_others_may_be_read_beside_those_that_hold(
    tagger: Tagger, drafts: tuple[Draft, ...]
) -> None:
    first, *others = (d for d in drafts if d.kind is Kind.INCIDENT)

    def holding(found: Sequence[Draft]) -> list[bool]:
        return [d.trigger == first.trigger for d in found]

    def beside(found: Sequence[Draft], held: Sequence[bool]) -> list[bool]:
        assert list(held) == holding(found)
        return [d.trigger == others[0].trigger for d in found]

    one, other = tagger.drafts(TEXT, sentences(TEXT), holding, beside)
    assert [one.weak, other.weak] == [False, True]
    assert (other.trigger, other.event_type) == (others[0].trigger, others[0].event_type)
    assert (other.same_as, other.alike) == (None, ())


@pytest.mark.parametrize("text", ["", "\n\n", "Rain is expected on Monday.", "—" * 40, "x" * 5000])
def test_odd_texts(tagger: Tagger, text: str) -> None:
    assert isinstance(tagger.drafts(text, sentences(text)), tuple)


def test_it_opens_fast() -> None:
    began = time.perf_counter()
    open_tagger()
    assert time.perf_counter() - began < 5.0  # under 1 s on an idle machine


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    folder = Path(module.__file__).parents[1] / "data" / "model"
    if not (folder / "model.json").is_file():
        pytest.skip("no model is shipped with this copy")
    notes = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    for name in notes["digest"]:
        (tmp_path / name).write_bytes(b"short")
    with pytest.raises(DataError, match="damaged"):
        module.opened(tmp_path, notes)
    with pytest.raises(DataError, match="labels"):
        module.opened(tmp_path, {**notes, "interface": 0})


def test_the_digests_are_those_of_the_files() -> None:
    folder = Path(module.__file__).parents[1] / "data" / "model"
    if not (folder / "model.json").is_file():
        pytest.skip("no model is shipped with this copy")
    notes = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    sizes = 0
    for name, digest in notes["digest"].items():
        content = (folder / name).read_bytes()
        sizes += len(content)
        assert hashlib.sha256(content).hexdigest() == digest
    assert sizes < 30_000_000


def named_in(text: str, tagger: Tagger, *kinds: tuple[str, Kind, float]) -> list[tuple[str, float]]:
    """What triggers of a sentence become, given by their words, kinds and scores."""
    words = words_of(text, sentences(text), tagger.pieces)
    found = []
    for word, kind, score in kinds:
        at = words.starts.index(text.index(word))
        mark = (words.starts[at], words.ends[at])
        draft = Draft(kind, None, (0, len(text)), mark, score=score, origin="model")
        found.append(module._Trigger(at, at + 1, module.KINDS.index(kind), (0, len(words)), draft))
    read = module._deeds(found, words, text)
    assert all(module.KINDS[t.kind] is t.draft.kind for t in read)
    assert all(words.ends[t.last - 1] == (t.draft.trigger or (0, 0))[1] for t in read)
    return [(text[slice(*t.draft.trigger)], t.draft.score) for t in read if t.draft.trigger]


def test_a_reaction_that_names_a_deed_is_an_incident(tagger: Tagger) -> None:
    text = "It led to retaliatory strikes on two depots."
    reaction, incident = ("retaliatory", Kind.REACTION, 0.4), ("strikes", Kind.INCIDENT, 0.3)
    assert named_in(text, tagger, reaction) == [("retaliatory strikes", 0.4)]
    assert named_in(text, tagger, reaction, incident) == [("strikes", 0.7)]
    meant = "It vowed retaliatory strikes on two depots."
    assert named_in(meant, tagger, reaction) == [("retaliatory", 0.4)]
