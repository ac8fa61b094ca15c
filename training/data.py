r"""Annotated and plain texts as word pieces with labels, in one file for `train.py`.

    python training/data.py --data $SECONDSOURCE_EVAL/data --tokenizer tokenizer.json \
        --out training/runs/data.json.gz

In: the folders `claims`, `clusters` (train part only) and the sets of names and plain texts that
may train a shipped model. Out: one JSON document, gzip: `{"examples": [...]}`, each example one
report. What is share-alike, evaluation only or kept for evaluation is left out here, by name.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vary import with_other_names

from secondsource.extract.labels import GROUPS, LAYERS, NAMES, TYPES, layer_of
from secondsource.extract.pieces import Words, scope_of, windows_of, words_of
from secondsource.extract.wordpiece import WordPieces, open_pieces
from secondsource.model import Report
from secondsource.plaincase import in_plain_case
from secondsource.text import sentences

SCOPE_WORDS = 96
KINDS = {"incident": 0, "reaction": 1, "total": 2}
STANCES = ["asserted", "claimed", "alleged", "denied", "threatened"]
SCOPES = ["total", "partial", "leader_only", "superseded", "combined"]
OWN_TEXTS = Path(__file__).with_name("texts.jsonl.gz")  # written for this project
CLAIM_FILES = ("fakes", "re3d", "sentences", "voa", "muc4", "own")
NAME_TYPES = {
    "LOC": "place", "PER": "person", "ORG": "organisation", "MISC": "other",
    "Location": "place", "Person": "person", "Organisation": "organisation",
    "Temporal": "time", "Nationality": "other",
    "location": "place", "group": "organisation", "corporation": "organisation",
    "creative-work": "other", "product": "other",
}  # fmt: skip


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON Lines file, plain or gzip."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            yield json.loads(line)


def share_of(key: str) -> float:
    """A number in [0, 1) that depends on the id alone."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 16**8


def held_out(name: str, record: dict[str, Any]) -> bool:
    """Whether a record is kept for measuring: batch A1 of fakes, a share of the others.

    Of the texts written for this project whole parts are kept, for the weights that come after.
    """
    if name == "fakes":
        return record.get("part") == "A1"
    if name == "written":
        return share_of(record["part"]) < 0.15
    share = {"own": 0.08, "muc4": 0.08, "sentences": 0.05, "voa": 0.05, "re3d": 0.0}.get(name, 0.0)
    return share_of(record["id"]) < share


def span_of(words: Words, start: int, end: int) -> tuple[int, int] | None:
    """The words that overlap two offsets, as (first, last + 1)."""
    inside = [i for i, (a, b) in enumerate(zip(words.starts, words.ends, strict=True))
              if a < end and start < b]  # fmt: skip
    return (inside[0], inside[-1] + 1) if inside else None


def frame(name: str, record: dict[str, Any], tokenizer: WordPieces) -> tuple[dict[str, Any], Words]:
    """An example without labels, and its words; what is set in capitals in ordinary case."""
    text = in_plain_case(Report(record["id"], record["text"], "", "")).text
    words = words_of(text, sentences(text), tokenizer)
    example = {
        "id": record["id"], "set": name, "task": "pool",
        "starts": words.starts, "ends": words.ends, "sent": words.sentences,
        "shape": words.shapes, "pieces": words.pieces, "win": windows_of(words),
    }  # fmt: skip
    return example, words


def claims_example(
    name: str, record: dict[str, Any], tokenizer: WordPieces
) -> dict[str, Any] | None:
    """One annotated report with its triggers, arguments and links."""
    example, words = frame(name, record, tokenizer)
    if not len(words):
        return None
    found: dict[tuple[int, int], dict[str, Any]] = {}
    home: dict[int, tuple[int, int]] = {}
    for at, claim in enumerate(record["claims"]):
        anchor = claim.get("trigger") or claim.get("count")
        span = span_of(words, anchor["start"], anchor["end"]) if anchor else None
        if span is None:
            continue
        home[at] = span
        trigger = found.get(span)
        if trigger is None:
            kind = KINDS[claim["kind"]]
            trigger = found[span] = {
                "span": span, "kind": kind, "claims": [],
                "type": TYPES.index(claim["event_type"]) if kind < 2 else -1,
                "stance": STANCES.index(claim["stance"]), "neg": int(claim["negated"]),
                "args": [],
            }  # fmt: skip
        trigger["claims"].append(at)
        trigger["args"].extend(arguments(claim, words))
    triggers = sorted(found.values(), key=lambda t: t["span"])
    spots = {t["span"]: i for i, t in enumerate(triggers)}
    accounts = accounts_of(record["claims"])
    for trigger in triggers:
        window = next(w for w in example["win"] if w[0] <= trigger["span"][0] < w[1])
        trigger["scope"] = scope_of(words, window, trigger["span"], SCOPE_WORDS)
        first = trigger.pop("claims")
        claim = record["claims"][first[0]]
        trigger["account"] = accounts[first[0]]
        for key in ("retaliation_for", "about"):
            to = claim.get(key)
            trigger[key] = spots[home[to]] if to in home else -1
    example.update(task="claims", held=held_out(name, record), triggers=triggers)
    example["names"] = silver_names(triggers)
    return example


def arguments(claim: dict[str, Any], words: Words) -> list[list[int]]:
    """The arguments of a claim as [layer, label, first, last + 1, scope, group]."""
    quotes = [(s["property"], s) for s in claim["statements"]]
    quotes += [(k, claim[k]) for k in ("actor", "what", "period") if claim.get(k)]
    said = claim.get("attribution") or {}
    quotes += [(k, said[k]) for k in ("speaker", "via") if said.get(k)]
    rows = []
    for role, quote in quotes:
        span = span_of(words, quote["start"], quote["end"])
        if span is None or layer_of(role) is None:
            continue
        layer, label = layer_of(role)
        scope = SCOPES.index(quote["scope"]) if quote.get("scope") in SCOPES else -1
        group = -1
        if "scope" in quote:
            word = quote.get("group")
            group = 0 if word is None else (
                GROUPS.index(word) if word in GROUPS else GROUPS.index("nationality"))  # fmt: skip
        rows.append([layer, label, *span, scope, group])
    return rows


def accounts_of(claims: list[dict[str, Any]]) -> list[int]:
    """For each claim the first claim of its account."""
    home = list(range(len(claims)))
    for at, claim in enumerate(claims):
        to = claim.get("same_as")
        if to is not None and to != at:
            home[at] = to
    for at in range(len(claims)):
        seen = set()
        while home[at] != home[home[at]] and at not in seen:
            seen.add(at)
            home[at] = home[home[at]]
    return home


def silver_names(triggers: list[dict[str, Any]]) -> list[list[int]]:
    """Places and time expressions that arguments show; the rest of the text is not judged."""
    found = set()
    for trigger in triggers:
        for layer, label, first, last, *_ in trigger["args"]:
            role = LAYERS[layer][label]
            if role in ("place", "launched_from"):
                found.add((first, last, NAMES.index("place")))
            elif role in ("date", "period"):
                found.add((first, last, NAMES.index("time")))
    return sorted(found)


def names_example(
    name: str, record: dict[str, Any], spans: list[tuple[int, int, str]], tokenizer: WordPieces
) -> dict[str, Any] | None:
    """One text with all its names."""
    example, words = frame(name, record, tokenizer)
    if not len(words):
        return None
    rows = []
    for start, end, label in sorted(spans, key=lambda s: s[0] - s[1]):
        span = span_of(words, start, end)
        if span:
            rows.append([*span, NAMES.index(label)])
    example.update(task="names", held=share_of(record["id"]) < 0.05, names=rows)
    return example


def named(folder: Path) -> Iterator[tuple[str, dict[str, Any], list[tuple[int, int, str]]]]:
    """Texts whose names are all marked."""
    for name, path in (("wikigold", "wikigold/sentences.jsonl"), ("re3d", "re3d/docs.jsonl"),
                       ("wnut17", "wnut17/sentences.jsonl.gz")):  # fmt: skip
        for record in read_lines(folder / path):
            if record.get("share_alike") or record["split"] != "train":
                continue
            yield name, record, [
                (e["start"], e["end"], NAME_TYPES[e["type"]])
                for e in record["entities"] if e["type"] in NAME_TYPES
            ]  # fmt: skip
    for record in read_lines(folder / "meantime/docs.jsonl.gz"):
        kinds = {"ORG": "organisation", "PER": "person", "LOC": "place", "PRO": "other"}
        spans = [(e["start"], e["end"], kinds[e["class"]]) for e in record["entities"]
                 if e.get("syntactic_type") == "NAM" and e.get("class") in kinds]  # fmt: skip
        spans += [(t["start"], t["end"], "time") for t in record["timex"] if "start" in t]
        yield "meantime", record, spans


def plain(folder: Path, known: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Texts without annotation for a teacher to read; `known` texts are annotated already."""
    kept = set((folder / "event_location/dev_ids.txt").read_text().split())
    seen = set(known)
    for name, path in (
        ("pool", "claims/pool/sentences.jsonl.gz"), ("pool", "claims/pool/voa.jsonl.gz"),
        ("muc4", "muc4/dev.jsonl.gz"), ("event_location", "event_location/train.jsonl.gz"),
        ("causalnews", "causalnews/train.jsonl"), ("re3d", "re3d/docs.jsonl"),
        ("ecbplus", "ecbplus/docs_train.jsonl.gz"), ("geneva", "geneva/sentences.jsonl.gz"),
        ("meantime", "meantime/docs.jsonl.gz"),
    ):  # fmt: skip
        for record in read_lines(folder / path):
            text = record["text"].strip()
            if record.get("share_alike") or record["id"] in kept or text in seen:
                continue
            seen.add(text)
            yield name, record


def examples(folder: Path, tokenizer: WordPieces) -> Iterator[dict[str, Any] | None]:
    """Every example of the training file."""
    known = set()
    ids = set()
    records: list[tuple[str, dict[str, Any]]] = []
    kept = set((folder / "event_location/dev_ids.txt").read_text().split())
    for name in CLAIM_FILES:
        for record in read_lines(folder / "claims" / f"{name}.jsonl.gz"):
            known.add(record["text"].strip())
            ids.add(record["id"])
            if record["id"] in kept or "CC BY-SA" in str(record.get("licence")):
                continue
            records.append((name, record))
    for record in read_lines(folder / "clusters/reports.jsonl.gz"):
        if record["split"] == "train":
            records.append(("clusters", record))
    records += [("written", record) for record in read_lines(OWN_TEXTS)]
    for name, record in records:
        yield claims_example(name, record, tokenizer)
    for name, record in with_other_names([(n, r) for n, r in records if not held_out(n, r)]):
        example = claims_example(name, record, tokenizer)
        yield example and example | {"varied": True, "held": False}
    for name, record, spans in named(folder):
        yield names_example(name, record, spans, tokenizer)
    for name, record in plain(folder, known):
        if record["id"] not in ids:
            yield frame(name, record, tokenizer)[0]


def main() -> None:
    """Write the training file and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    tokenizer = open_pieces(options.tokenizer.read_bytes())
    rows = [r for r in examples(options.data, tokenizer) if r is not None and r["pieces"]]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(options.out, "wt", encoding="utf-8") as out:
        json.dump({"scope_words": SCOPE_WORDS, "examples": rows}, out, separators=(",", ":"))
    count: dict[str, list[int]] = {}
    for row in rows:
        key = f"{row['task']} {row['set']}{' held' if row.get('held') else ''}"
        seen = count.setdefault(key, [0, 0, 0])
        seen[0] += 1
        seen[1] += len(row["starts"])
        seen[2] += len(row.get("triggers", ()))
    for key, (texts, words, triggers) in sorted(count.items()):
        print(f"{key}: {texts} texts, {words} words, {triggers} triggers")


if __name__ == "__main__":
    main()
