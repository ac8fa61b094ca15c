"""Which of the event mentions of ECB+ the product reads, and how it groups them across documents.

Run: `python benchmarks/ecb.py [--parts dev]`. In: documents under
`$SECONDSOURCE_EVAL/data/ecbplus` (default `../shared`). Out: for the action mentions of checked
sentences, how many have the trigger of a claim in them, and B3, CEAF-e, MUC and CoNLL over the
mentions that have, each once a document, chain and incident; beside it, what one incident a
subtopic would score. ECB+ marks every kind of event and the product reads violence only, so the
share that is read says little.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import tempfile
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from secondsource.model import Claim, Kind
from secondsource.pipeline import open_tools, run
from secondsource.scorers import evallib as ev
from secondsource.store import Store

Row = dict[str, Any]
Item = tuple[str, str, str]  # document, chain, incident
FOLDER = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared")) / "data" / "ecbplus"


def documents(part: str) -> list[Row]:
    """The documents of one part."""
    with gzip.open(FOLDER / f"docs_{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def case_of(rows: Sequence[Row]) -> tuple[tuple[Claim, ...], Mapping[str, str]]:
    """The claims of a temporary case, and the incident of each account."""
    at = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.jsonl"
        lines = (json.dumps({"id": r["id"], "text": r["text"]}) for r in rows)
        source.write_text("\n".join(lines), encoding="utf-8")
        with Store.writer(Path(folder) / "ecb.db", at) as store:
            run([str(source)], store, open_tools(), at=at)
            home = {a: i.id for i in store.incidents() for a in i.accounts}
            return store.claims(), home


def asked(rows: Sequence[Row]) -> Iterator[tuple[str, Row, str]]:
    """(document, mention, chain) of the actions in checked sentences; a lone one is its chain."""
    for row in rows:
        for mention in row["mentions"]:
            if mention["coarse"] == "ACTION" and mention["in_checked_sentence"]:
                alone = f"{row['id']}:{mention['id']}"
                yield row["id"], mention, mention.get("chain") or alone


def read_at(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """The incident claims of each document."""
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.kind is Kind.INCIDENT and not claim.negated:
            found.setdefault(claim.report_id, []).append(claim)
    return found


def hit(mention: Row, claims: Sequence[Claim]) -> Claim | None:
    """The surest claim whose trigger overlaps a mention."""
    mine = [c for c in claims if c.trigger and c.trigger.overlaps(mention["start"], mention["end"])]
    return max(mine, key=lambda c: (c.score, c.id), default=None)


def items(
    rows: Sequence[Row], claims: Sequence[Claim], home: Mapping[str, str]
) -> tuple[set[Item], int, int]:
    """What both tell of, how many mentions were read, and how many are asked for."""
    by, found, read, all_ = read_at(claims), set(), 0, 0
    for document, mention, chain in asked(rows):
        all_ += 1
        claim = hit(mention, by.get(document, ()))
        if claim is not None and claim.account_id in home:
            read += 1
            found.add((document, chain, home[claim.account_id]))
    return found, read, all_


def scores(found: set[Item], topics: Mapping[str, str]) -> Iterator[str]:
    """Cluster scores of the product, and of one cluster a subtopic."""
    key: dict[Hashable, Hashable] = {i: i[1] for i in found}
    for name, response in (
        ("incidents", {i: i[2] for i in found}),
        ("one a subtopic", {i: topics[i[0]] for i in found}),
    ):
        got = ev.cluster_scores(key, response)
        figures = " | ".join(f"{got[k]:.3f}" for k in ("b3_precision", "b3_recall", "conll_f1"))
        yield f"| {name} | {len(found)} | {figures} |"


def main() -> None:
    """Measure and print."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--parts", nargs="+", default=["dev"])
    given = wanted.parse_args()
    for part in given.parts:
        rows = documents(part)
        found, read, all_ = items(rows, *case_of(rows))
        print(f"{part}: {read} of {all_} action mentions read as incidents\n")
        print("| groups | items | B3 precision | B3 recall | CoNLL F1 |\n|---|---|---|---|---|")
        print("\n".join(scores(found, {r["id"]: str(r["subtopic"]) for r in rows})))


if __name__ == "__main__":
    main()
