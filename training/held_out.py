"""What the whole extraction makes of the texts held out from the model: figures and reliability.

    PYTHONPATH=src python training/held_out.py --data $SECONDSOURCE_EVAL/data

In: the annotated texts that `data.py` holds out. Out: tables in Markdown on stdout: claims found,
spans of each property, and how often a claim or statement of a given score is right. A claim is
right where an annotated one of its kind has an overlapping trigger or count; a statement is right
where its claim is, and the annotated claim has an overlapping quote of that property.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from data import CLAIM_FILES, OWN_TEXTS, held_out, read_lines
from tally import Tally

from secondsource.extract import extract_claims, open_reader
from secondsource.model import Claim, Property, Report
from secondsource.plaincase import in_plain_case
from secondsource.resolve import open_actors, open_gazetteer, tag_report

STEPS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
Row = dict[str, Any]


def texts(folder: Path) -> Iterator[tuple[str, Row]]:
    """The held-out records with the name of their set."""
    files = [(n, folder / "claims" / f"{n}.jsonl.gz") for n in CLAIM_FILES]
    for name, path in [*files, ("written", OWN_TEXTS)]:
        for record in read_lines(path):
            if held_out(name, record):
                yield name, record


def report_of(record: Row) -> Report:
    """A record as a report."""
    text, said = record["text"], record["published"]
    mark = hashlib.sha256(text.encode()).hexdigest()
    return Report(
        record["id"], text, mark, mark, published=date.fromisoformat(said[:10]) if said else None
    )


def anchor(claim: Claim) -> tuple[int, int]:
    """The span of a claim's trigger, or of the count of a total."""
    said = claim.said(Property.COUNT)
    words = claim.trigger or (said[0].evidence if said else claim.evidence)
    return words.start, words.end


def matched(claims: Iterable[Claim], record: Row) -> dict[str, Row]:
    """Claims with the annotated claim of their kind whose trigger they overlap, one to one."""
    pairs = []
    for claim in claims:
        start, end = anchor(claim)
        for at, gold in enumerate(record["claims"]):
            words = gold.get("trigger") or gold.get("count")
            if not words or gold["kind"] != claim.kind:
                continue
            if words["start"] < end and start < words["end"]:
                shared = len(spans_in_common(claim, gold))
                pairs.append((-(gold.get("event_type") == claim.event_type), -shared, at, claim.id))
    found: dict[str, Row] = {}
    used: set[int] = set()
    for *_, at, name in sorted(pairs):
        if name not in found and at not in used:
            used.add(at)
            found[name] = record["claims"][at]
    return found


def quotes(gold: Row) -> list[tuple[str, int, int]]:
    """What an annotated claim quotes, by property."""
    rows = [(s["property"], s) for s in gold["statements"]]
    rows += [(k, gold[k]) for k in ("actor", "what", "period") if gold.get(k)]
    speaker = (gold.get("attribution") or {}).get("speaker")
    rows += [("speaker", speaker)] if speaker else []
    return [(name, q["start"], q["end"]) for name, q in rows]


def spans(claim: Claim) -> list[tuple[str, int, int, float]]:
    """What a claim quotes, by property, with the score of each."""
    rows = [
        (str(s.property), s.evidence.start, s.evidence.end, s.score)
        for s in claim.statements
        if s.property is not Property.COUNT
    ]
    said = claim.attribution
    if said is not None and said.evidence is not None:
        rows.append(("speaker", said.evidence.start, said.evidence.end, 1.0))
    return rows


def spans_in_common(claim: Claim, gold: Row) -> list[tuple[str, int, int, float]]:
    """The quotes of a claim that an annotated one has too."""
    wanted = quotes(gold)
    return [s for s in spans(claim)
            if any(n == s[0] and a < s[2] and s[1] < b for n, a, b in wanted)]  # fmt: skip


class Tables:
    """Everything counted."""

    def __init__(self) -> None:
        self.kinds: dict[str, Tally] = defaultdict(Tally)
        self.properties: dict[str, Tally] = defaultdict(Tally)
        self.given: dict[str, Tally] = defaultdict(Tally)
        self.trust: dict[str, list[tuple[float, bool]]] = defaultdict(list)

    def add(self, name: str, record: Row, claims: Iterable[Claim]) -> None:
        """One text."""
        claims = [c for c in claims if not c.negated]
        record = record | {"claims": [c for c in record["claims"] if not c["negated"]]}
        pairs = matched(claims, record)
        for gold in record["claims"]:
            for key in (gold["kind"], f"typed {gold['kind']}", f"of {name}"):
                self.kinds[key].wanted += 1
            for prop, *_ in quotes(gold):
                self.properties[prop].wanted += 1
        for claim in claims:
            gold = pairs.get(claim.id)
            typed = gold is not None and gold.get("event_type") == claim.event_type
            hits = {f"typed {claim.kind}": typed} | dict.fromkeys(
                (str(claim.kind), f"of {name}"), gold is not None
            )
            for key, good in hits.items():
                self.kinds[key].found += 1
                self.kinds[key].right += good
            self.trust[str(claim.kind)].append((claim.score, gold is not None))
            self._statements(claim, gold)

    def _statements(self, claim: Claim, gold: Row | None) -> None:
        mine = spans(claim)
        common = [] if gold is None else spans_in_common(claim, gold)
        for said in mine:
            self.properties[said[0]].found += 1
            self.trust["statement"].append((said[3], said in common))
        if gold is None:
            return
        for prop in {s[0] for s in mine} | {q[0] for q in quotes(gold)}:
            found = {s[1:3] for s in mine if s[0] == prop}
            wanted = {q[1:] for q in quotes(gold) if q[0] == prop}
            before = self.given[prop].right
            self.given[prop].add(found, wanted)
            self.properties[prop].right += self.given[prop].right - before

    def markdown(self) -> Iterator[str]:
        """The tables, line by line."""
        yield from self._scores("claims", self.kinds)
        yield from self._scores("spans, whole chain", self.properties)
        yield from self._scores("spans, of claims found", self.given)
        for name, said in self.trust.items():
            yield f"\n| score of a {name} | number | right |\n|---|---|---|"
            for low, high in pairwise(STEPS):
                good = [g for s, g in said if low <= s < high]
                if good:
                    share = sum(good) / len(good)
                    yield f"| {low:.2f} to {min(high, 1):.2f} | {len(good)} | {share:.2f} |"

    def _scores(self, title: str, tallies: dict[str, Tally]) -> Iterator[str]:
        yield f"\n| {title} | precision | recall | F1 | wanted |\n|---|---|---|---|---|"
        for key, tally in sorted(tallies.items(), key=lambda t: -t[1].wanted):
            p, r, f, n = tally.row()
            yield f"| {key} | {p:.2f} | {r:.2f} | {f:.2f} | {n:.0f} |"


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data
    reader, gazetteer, actors = open_reader(), open_gazetteer(), open_actors()
    tables = Tables()
    for name, record in texts(folder):
        report = in_plain_case(report_of(record))
        mentions = tag_report(report, gazetteer, actors)
        told = extract_claims(report, mentions, reader)
        tables.add(name, record, tuple(c for c in told if not c.weak))
    print("\n".join(tables.markdown()))


if __name__ == "__main__":
    main()
