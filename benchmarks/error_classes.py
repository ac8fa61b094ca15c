"""The errors of the whole chain on a gold folder, counted by class, with examples.

Run: `python benchmarks/error_classes.py GOLD [--only seed-] [--list CLASS]`. In: a gold folder
(reports.jsonl, incidents.json). Out: one line a class, the largest first; with `--list`, every
error of a class with its words. It measures nothing that `secondsource evaluate` does not: it says
where the figures are lost.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from secondsource.evaluate import exports_of
from secondsource.pipeline import open_tools
from secondsource.scorers import evallib as ev
from secondsource.scorers import score_incidents as scorer

Row = dict[str, Any]
Error = tuple[str, str]


def errors(gold: scorer.Gold, claims: Sequence[Row], incidents: Sequence[Row]) -> Iterator[Error]:
    """Every error as (class, words)."""
    match = scorer.match(gold, claims)
    accounts = gold.accounts()
    got = {a: c for a, c in match.by_account().items() if a in accounts}
    yield from accounts_wrong(match, accounts, got)
    yield from fields_wrong(gold, accounts, got)
    yield from totals_wrong(gold, claims, match)
    yield from links_wrong(gold, match, claims, incidents)


def accounts_wrong(match: Any, accounts: Row, got: Row) -> Iterator[Error]:
    """Accounts missed, invented, mixed or split."""
    for account in accounts:
        if account not in got:
            yield "account missed", f"{account[0]} {account[1]}: {accounts[account][0]['quote']}"
    holds: dict[Any, Counter[str]] = defaultdict(Counter)
    words: dict[Any, str] = {}
    for claim, mention in match.pairs:
        holds[claim["report_id"], claim["account_id"]][mention["incident_id"]] += 1
    for claim in match.spurious:
        key = claim["report_id"], claim["account_id"]
        words.setdefault(key, claim["evidence"]["quote"])
    for key, quote in words.items():
        if key not in holds:
            yield "account told by no gold incident", f"{key[0]}: {quote}"
    homes: dict[Any, set[Any]] = defaultdict(set)
    for key, held in holds.items():
        if len(held) > 1:
            yield "two incidents in one account", f"{key[0]}: {', '.join(sorted(held))}"
        for incident in held:
            homes[key[0], incident].add(key)
    for told, keys in homes.items():
        if len(keys) > 1:
            yield "one incident in two accounts of a report", f"{told[0]}: {told[1]}"


def fields_wrong(gold: scorer.Gold, accounts: Row, got: Row) -> Iterator[Error]:
    """Types, parties, dates, places and tolls that are wrong or missing."""
    for account, claims in got.items():
        incident = gold.incidents[account[1]]
        best = max(claims, key=lambda c: c.get("score") or 0.0)
        said = f"{account[0]} {account[1]}: {best['evidence']['quote']}"
        if not scorer.type_verdict(best["event_type"], incident)[0]:
            yield (
                "event type not exact",
                f"{best['event_type']} for {incident['event_type']}; {said}",
            )
        yield from date_wrong(gold, account, accounts[account], claims, said)
        yield from place_wrong(accounts[account], claims, incident, said)
        names = scorer.perpetrator_names(incident, accounts[account])
        doers = scorer.said_of(claims, "perpetrator")
        if names and any(m["perpetrator"] for m in accounts[account]):
            if not doers:
                yield "perpetrator missing", said
            elif not any(ev.same_actor(ev.value_text(d), names) for d in doers):
                yield "perpetrator wrong", f"{[d['quote'] for d in doers]}; {said}"
        for name in scorer.COUNTS:
            wanted = scorer.distinct_gold(accounts[account], name, True)
            given = scorer.distinct_counts(claims, name)
            for count in wanted:
                if not any(ev.count_matches(count, g) for g in given):
                    what = "missing" if not given else "wrong"
                    yield f"{name} {what}", f"{count.get('best')}; {said}"


def date_wrong(
    gold: scorer.Gold, account: Any, mentions: list[Row], claims: list[Row], said: str
) -> Iterator[Error]:
    """The date of an account, where its report dates the incident."""
    if not any(m["date"] and not m["date"].get("clock_only") for m in mentions):
        return
    truth, also = scorer.gold_date(gold, account, mentions)
    statement, got = scorer.account_date(claims)
    verdict = ev.date_verdict(got, truth, also)
    if verdict in ("equal", "narrow"):
        return
    undated = not gold.reports[account[0]].get("published")
    where = " (report without a date)" if undated else ""
    quote = statement["quote"] if statement else "nothing"
    yield f"date {verdict}{where}", f"{quote}; {said}"


def place_wrong(
    mentions: list[Row], claims: list[Row], incident: Row, said: str
) -> Iterator[Error]:
    """The place of an account, where its report gives one."""
    if not any(m["place"] for m in mentions) or incident["place"]["precision"] > 5:
        return
    values = [s.get("value") for s in scorer.said_of(claims, "place")]
    state, km, _ = scorer.place_verdict(values, incident["place"])
    if state == "unknown":
        yield "place missing", said
    elif km is None or km > (25 if incident["place"]["precision"] <= 3 else 100):
        yield "place wrong", f"{km and round(km)} km; {said}"


def totals_wrong(gold: scorer.Gold, claims: Sequence[Row], match: Any) -> Iterator[Error]:
    """Running totals missed, invented, or given as incidents."""
    mine = [c for c in claims if c["kind"] == "total"]
    for claim in match.as_total:
        yield "total given as an incident", f"{claim['report_id']}: {claim['evidence']['quote']}"
    for total in gold.totals:
        span = (total["start"], total["end"])
        here = [c for c in mine if c["report_id"] == total["report_id"]]
        if not total["optional"] and not any(
            ev.overlap(ev.span_of(c["count"]), span) for c in here
        ):
            yield "total missed", f"{total['report_id']}: {total['quote']}"
    for claim in mine:
        span = ev.span_of(claim["count"])
        here = [t for t in gold.totals if t["report_id"] == claim["report_id"]]
        if not any(ev.overlap(span, (t["start"], t["end"])) for t in here):
            yield "total the gold does not list", f"{claim['report_id']}: {claim['count']['quote']}"


def links_wrong(
    gold: scorer.Gold, match: Any, claims: Sequence[Row], incidents: Sequence[Row]
) -> Iterator[Error]:
    """Pairs of accounts of two reports that were joined or parted wrongly."""
    held: dict[Any, set[str]] = defaultdict(set)
    for claim, mention in match.pairs:
        held[claim["report_id"], claim["account_id"]].add(mention["incident_id"])
    home = {(c["report_id"], c["account_id"]): scorer.incident_of(c) for c in claims}
    keys = sorted(k for k, h in held.items() if len(h) == 1)
    for n, a in enumerate(keys):
        for b in keys[n + 1 :]:
            same, joined = held[a] == held[b], home[a] == home[b]
            if a[0] != b[0] and same != joined:
                what = (
                    "pairs of accounts joined wrongly" if joined else "pairs of accounts left apart"
                )
                yield what, f"{a[0]} and {b[0]}: {min(held[a])}, {min(held[b])}"


def main() -> None:
    """Count the errors of a gold folder by class."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--list", default="", help="print every error of this class")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        now = datetime.now(UTC)
        exports = exports_of(chosen.gold, chosen.only, Path(folder), open_tools(), now)
        claims = ev.read_jsonl(exports / "claims.jsonl")
        incidents = ev.read_jsonl(exports / "incidents.jsonl")
    found = list(errors(scorer.Gold.load(chosen.gold, chosen.only), claims, incidents))
    for name, number in Counter(name for name, _ in found).most_common():
        print(f"{number:5}  {name}")
    for name, words in found:
        if chosen.list and name.startswith(chosen.list):
            print(json.dumps([name, " ".join(words.split())[:300]], ensure_ascii=False))


if __name__ == "__main__":
    main()
