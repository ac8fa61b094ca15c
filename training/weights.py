"""Estimates the weights of linking from the train part of the clusters.

In: `$SECONDSOURCE_EVAL/data/clusters/reports.jsonl.gz` (claims in words with the incident each tells
of; only records with split "train") and the texts of `data/claims` for the rarity of words. Out:
`src/secondsource/data/weights.json`. Every step is a function of these files: two runs give the
same file. It refuses to look at the dev part and at the development gold.

    python training/weights.py            estimates and writes
    python training/weights.py --check    leaves the file alone and says how groups come out

Accounts of different reports are compared; pairs of one cluster count fully, pairs of different
clusters, which are easy, a tenth. Every report stands in the training twice, once without its day
of publication, because half of the reports in the wild come without. Words are quoted as the
annotators marked them and resolved by the package, so that the weights know the resolver's errors.
The fit is a logistic regression with a ridge, in which better levels never weigh less than worse.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from secondsource.link import Weights, find_copies, link_accounts
from secondsource.link.pairs import Finding, compare
from secondsource.link.profile import WORD, Rarity, profiles, stem
from secondsource.model import (
    COUNTED,
    Attribution,
    Claim,
    Count,
    Group,
    GroupStatus,
    Kind,
    Property,
    Report,
    Scope,
    Stance,
    Statement,
)
from secondsource.resolve import open_actors, open_gazetteer, resolve_claims, tag_report
from secondsource.text import sentences

OUT = Path(__file__).resolve().parents[1] / "src" / "secondsource" / "data" / "weights.json"
RIDGE = 1.0
ELSEWHERE = 0.1  # what a pair of different clusters counts
SHOWN_OFTEN = 3  # texts a word must stand in to have its count shipped

PLAIN = """
a an and are as at be been but by for from had has have he her his in into is it its of on or she
that the their them they this to was were which who with will would not no one two three four five
six after before during when where while also said say says told according reported reports report
monday tuesday wednesday thursday friday saturday sunday january february march april may june july
august september october november december jan feb mar apr jun jul aug sep sept oct nov dec mr mrs
ms dr gen lt col maj capt sgt day days week month year years ago last early late morning night
afternoon evening yesterday today there than more least about some other others over up out all
both between under against through him we our you i if then so only just still most being did do
does can could might must shall should new first second what how these those such near
""".split()

KIN = (
    "drone_strike air_strike missile_strike rocket_attack shelling assassination massacre "
    "other_violence interception",
    "bombing suicide_bombing landmine assassination massacre other_violence ship_attack",
    "armed_assault assassination massacre armed_clash other_violence",
    "armed_assault ship_attack abduction hostage_taking",
    "armed_assault bombing suicide_bombing",
    "armed_assault arson looting massacre",
    "armed_assault hostage_taking massacre",
    "armed_clash shelling air_strike",
    "massacre arson",
    "suicide_bombing armed_assault hostage_taking",
    "ship_attack drone_strike missile_strike rocket_attack other_violence interception",
    "protest riot other_violence arrest massacre",
    "sexual_violence other_violence",
    "abduction hostage_taking arrest other_violence",
    "arson looting other_violence",
)
"""Event types that can name one incident, depending on what a reporter knew or stressed."""

LEVELS = {
    "date": (
        "before_it_happened|far_apart|weeks_apart",
        "week_apart|other_weekday",
        "days_apart|next_weekday|old_news",
        "one_day_apart",
        "within_year",
        "within_month|recent_news|published_apart",
        "within_week|published_close|news_of_the_day",
        "same_weekday",
        "same_day|same_yearless",
    ),
    "place": (
        "other_country|far",
        "apart",
        "same_country|same_region|near",
        "next_door|same_town",
        "same_spot",
    ),
    "spot": ("none", "some", "many", "most"),
    "type": ("different", "akin", "same"),
    "perpetrator": ("swapped|different", "nameless", "related", "same"),
    "target": ("different", "same_kind", "same_party", "like_words", "same_words"),
    "person": ("none", "some", "many", "most"),
    "weapon": ("none", "some", "many", "most"),
    "name": ("none", "some", "many", "most"),
    "killed": (
        "far_apart",
        "some_or_none|differ",
        "can_grow",
        "close_few|same_none",
        "same_one|can_agree_few|same_part",
        "can_agree|same_few|same_part_rare",
        "close",
        "same_many",
        "same_rare",
    ),
    "words": ("none", "little", "some", "much", "more", "nearly_all"),
    "position": ("none_lead|one_lead", "both_lead"),
}
LEVELS["injured"] = LEVELS["killed"]
"""The levels of each feature, from what parts most to what joins most; | joins levels in one."""


# --- the clusters as claims --------------------------------------------------------------------


@dataclass(frozen=True)
class Example:
    """Reports with resolved claims, and the incident each account tells of."""

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    truth: dict[str, str]


def records(folder: Path, split: str) -> list[dict[str, Any]]:
    """The records of one split of the clusters."""
    path = folder / "data" / "clusters" / "reports.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [r for line in lines if (r := json.loads(line))["split"] == split]


def report_of(record: dict[str, Any]) -> Report:
    """A record as a report."""
    digest = sha256(record["text"].encode()).hexdigest()
    day = record.get("published")
    return Report(
        id=record["id"],
        text=record["text"],
        sha256=digest,
        original_sha256=digest,
        source=record.get("source"),
        title=record.get("title"),
        published=date.fromisoformat(day[:10]) if day else None,
    )


def claims_in_words(record: dict[str, Any], report: Report) -> Iterator[tuple[Claim, str | None]]:
    """The claims of a record as quoted words, each with the incident it tells of."""
    parts = sentences(report.text)
    first: dict[str, str] = {}
    names = [f"{report.id}#{n:02}" for n in range(len(record["claims"]))]
    for n, row in enumerate(record["claims"]):
        trigger = row.get("trigger")
        if trigger is None:
            continue
        kind = Kind(row["kind"])
        incident = row.get("incident")
        if incident is None and "same_as" in row:
            incident = record["claims"][row["same_as"]].get("incident")
        account = names[n]
        if kind is Kind.INCIDENT and incident:
            account = first.setdefault(incident, names[n])
        span = next(
            ((s.start, s.end) for s in parts if s.start <= trigger["start"] < s.end),
            (trigger["start"], trigger["end"]),
        )
        back = row.get("retaliation_for")
        claim = Claim(
            id=names[n],
            account_id=account,
            report_id=report.id,
            kind=kind,
            event_type=row["event_type"],
            evidence=report.evidence(*span),
            trigger=report.evidence(trigger["start"], trigger["end"]),
            statements=tuple(_statements(row, names[n], report)),
            attribution=_attribution(row, report),
            stance=Stance(row["stance"]),
            negated=bool(row["negated"]),
            retaliation_for=None if back is None else names[back],
        )
        yield claim, incident if kind is Kind.INCIDENT else None


def _statements(row: dict[str, Any], name: str, report: Report) -> Iterator[Statement]:
    rows = list(row["statements"])
    if row.get("actor"):
        rows.append({"property": "actor", **row["actor"]})
    for k, said in enumerate(rows):
        prop = Property(said["property"])
        words = report.evidence(said["start"], said["end"])
        value = _count(said, words.quote) if prop in COUNTED else None
        yield Statement(f"{name}s{k}", name, prop, value, words)


def _count(said: dict[str, Any], words: str) -> Count:
    group, scope = said.get("group"), Scope(said.get("scope") or "total")
    if group == "perpetrator" and scope is Scope.TOTAL:
        scope = Scope.PERPETRATORS
    status = {"civilian": GroupStatus.CIVILIAN, "militant": GroupStatus.COMBATANT}
    whom = Group(status.get(group or "", GroupStatus.UNKNOWN), occupation=group)
    return Count(said.get("low"), said.get("best"), said.get("high"), words, None, scope, whom)


def _attribution(row: dict[str, Any], report: Report) -> Attribution | None:
    speaker = (row.get("attribution") or {}).get("speaker")
    if not speaker:
        return None
    return Attribution(speaker["quote"], report.evidence(speaker["start"], speaker["end"]))


def example(folder: Path, split: str, *, dated: bool = True) -> Example:
    """One split of the clusters as resolved claims; undated, no report has a publication day."""
    gazetteer, actors = open_gazetteer(), open_actors()
    reports, claims, truth = [], [], {}
    for record in records(folder, split):
        report = report_of(record)
        if not dated:
            report = replace(report, published=None)
        told = list(claims_in_words(record, report))
        mentions = tag_report(report, gazetteer, actors)
        claims += resolve_claims(
            tuple(claim for claim, _ in told), report, mentions, gazetteer, actors
        )
        truth |= {c.account_id: incident for c, incident in told if incident}
        reports.append(report)
    return Example(tuple(reports), tuple(claims), truth)


# --- pairs and fit -----------------------------------------------------------------------------


def rarity_of(folder: Path) -> Rarity:
    """In how many texts of `data/claims` each word stands."""
    texts, counts = 0, Counter[str]()
    for path in sorted((folder / "data" / "claims").glob("*.jsonl.gz")):
        if path.name.startswith("second"):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                texts += 1
                counts.update({stem(w) for w in WORD.findall(json.loads(line)["text"])})
    kept = {
        w: n
        for w, n in sorted(counts.items())
        if n >= SHOWN_OFTEN and w not in plain() and not w.isdigit()
    }
    return Rarity(texts, kept)


def plain() -> frozenset[str]:
    """Words that never tell one incident from another."""
    return frozenset(PLAIN) | frozenset(map(stem, PLAIN))


def kin() -> dict[str, frozenset[str]]:
    """For each event type the types that can name the same incident."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in KIN:
        for name in line.split():
            found[name] |= set(line.split()) - {name}
    return {name: frozenset(others) for name, others in found.items()}


@dataclass(frozen=True)
class Pair:
    """Two compared accounts: what was found, whether they are one, and what the pair counts."""

    found: tuple[Finding, ...]
    same: bool
    counts: float


def pairs_of(data: Example, rarity: Rarity) -> list[Pair]:
    """Every pair of accounts of different reports."""
    known = [p for p in profiles(data.claims, data.reports, rarity, plain()) if p.id in data.truth]
    types = kin()
    return [
        Pair(
            compare(a, b, types),
            data.truth[a.id] == data.truth[b.id],
            1.0 if a.report_id[:6] == b.report_id[:6] else ELSEWHERE,
        )
        for n, a in enumerate(known)
        for b in known[n + 1 :]
        if a.report_id != b.report_id
    ]


def fit(pairs: Sequence[Pair]) -> tuple[float, dict[str, dict[str, float]]]:
    """The prior and the worth of each level in log2 odds; worth never falls along the levels."""
    start, width = {}, 1
    for feature, steps in LEVELS.items():
        start[feature] = width
        width += len(steps)
    rank = {
        f: {n: k for k, s in enumerate(steps) for n in s.split("|")} for f, steps in LEVELS.items()
    }
    design = np.zeros((len(pairs), width))
    design[:, 0] = 1
    for i, pair in enumerate(pairs):
        for found in pair.found:
            first = start[found.feature]
            design[i, first : first + rank[found.feature][found.level] + 1] = 1
    same = np.array([p.same for p in pairs], float)
    counts = np.array([p.counts for p in pairs])
    ridge = _ridge(start, width)

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        z = design @ b
        miss = same - 1 / (1 + np.exp(-z))
        likelihood = (counts * (same * z - np.logaddexp(0, z))).sum()
        return -likelihood + 0.5 * b @ ridge @ b, -design.T @ (counts * miss) + ridge @ b

    free = {0, *start.values()}
    bounds = [(None, None) if i in free else (0, None) for i in range(width)]
    best = minimize(loss, np.zeros(width), jac=True, method="L-BFGS-B", bounds=bounds,
                    options={"maxiter": 5000})  # fmt: skip
    b = best.x / math.log(2)
    worth = {
        f: {
            n: round(float(b[first : first + k + 1].sum()), 2)
            for k, step in enumerate(LEVELS[f])
            for n in step.split("|")
        }
        for f, first in start.items()
    }
    return round(float(b[0]), 2), worth


def _ridge(start: dict[str, int], width: int) -> np.ndarray:
    """A ridge on the worth of levels, which are sums of steps."""
    sums = np.zeros((width, width))
    sums[0, 0] = 0.1
    for feature, first in start.items():
        for k in range(len(LEVELS[feature])):
            sums[first + k, first : first + k + 1] = 1
    return RIDGE * sums.T @ sums


# --- thresholds --------------------------------------------------------------------------------


def b_cubed(data: Example, weights: Weights) -> tuple[float, float]:
    """Precision and recall (B3) of the groups of an example."""
    copies = find_copies(data.reports)
    linking = link_accounts(data.claims, data.reports, copies, (), weights)
    home = {a: n for n, group in enumerate(linking.groups) for a in group if a in data.truth}
    both = Counter((home[a], data.truth[a]) for a in home)
    mine, theirs = Counter(home.values()), Counter(data.truth[a] for a in home)
    precision = sum(both[home[a], data.truth[a]] / mine[home[a]] for a in home) / len(home)
    recall = sum(both[home[a], data.truth[a]] / theirs[data.truth[a]] for a in home) / len(home)
    return precision, recall


def main() -> None:
    """Estimates the weights and writes them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="say how groups come out; write nothing"
    )
    parser.add_argument("--threshold", type=float, default=-1.2)
    chosen = parser.parse_args()
    folder = Path(os.environ.get("SECONDSOURCE_EVAL", "../shared"))
    rarity = rarity_of(folder)
    examples = [example(folder, "train", dated=d) for d in (True, False)]
    prior, levels = fit([p for data in examples for p in pairs_of(data, rarity)])
    weights = Weights(
        prior=prior,
        copied=12.0,
        threshold=chosen.threshold,
        apart=-4.0,
        most=4.0,
        levels=levels,
        kin=kin(),
        plain=plain(),
        rarity=rarity,
    )
    for threshold in (-2.0, -1.5, -1.2, -1.0, -0.5, 0.0):
        rows = [b_cubed(data, replace(weights, threshold=threshold)) for data in examples]
        print(threshold, *(f"P {p:.3f} R {r:.3f} F {2 * p * r / (p + r):.3f}" for p, r in rows))
    if not chosen.check:
        write(weights)


def write(weights: Weights) -> None:
    """The weights as the data file of the package."""
    data = {
        "prior": weights.prior,
        "copied": weights.copied,
        "threshold": weights.threshold,
        "apart": weights.apart,
        "most": weights.most,
        "levels": weights.levels,
        "kin": {t: sorted(k) for t, k in sorted(weights.kin.items())},
        "plain": sorted(weights.plain),
        "rarity": {"documents": weights.rarity.documents, "counts": dict(weights.rarity.counts)},
    }
    OUT.write_text(json.dumps(data, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
