"""Scores a case's claims and incidents against the incident gold: detection, fields, linking, incidents, evidence.

In: a gold folder (reports.jsonl, incidents.json), and the `claims` and `incidents` exports of one case built from
that reports.jsonl. Out: a table on stdout and, with --json, every figure with numerator, denominator and a 95 %
bootstrap interval over reports. Exit status 1 when any quote does not stand at its offsets. Definitions: README.md.
"""
from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from secondsource.scorers import evallib as ev
from secondsource.scorers.evallib import Bootstrap, Json, Tally, overlap, span_of, statements

Account = tuple[str, str]
COUNTS = ("killed", "injured")
DISPUTABLE = ("killed", "injured", "date", "place")
LONG = 14
NUMBERLESS = ("many", "some", "a number", "minor injuries")
COUNTRY_WORDS = frozenset("iraq syria jordan yemen egypt indonesia afghanistan somalia ukraine philippines israel lebanon gaza sudan iran pakistan tunisia kenya libya nigeria myanmar haiti mali niger russia red sea and the in eastern country".split())


@dataclass
class Gold:
    """The gold of one folder, optionally restricted to reports whose id starts with a prefix."""

    reports: dict[str, Json]
    meta: dict[str, Json]
    incidents: dict[str, Json]
    mentions: list[Json]
    totals: list[Json]
    uncertain: list[Json]
    as_reported: dict[tuple[str, str, str], Json]
    traps: list[Json]
    reactions: list[Json] = field(default_factory=list)
    copies: list[Sequence[str]] = field(default_factory=list)

    @classmethod
    def load(cls, folder: str | Path, only: str = "") -> Gold:
        """Reads reports.jsonl and incidents.json."""
        data = json.loads((Path(folder) / "incidents.json").read_text(encoding="utf-8"))
        reports = {str(r["id"]): r for r in ev.read_jsonl(Path(folder) / "reports.jsonl") if str(r["id"]).startswith(only)}
        mentions = [m for m in data["mentions"] if m["report_id"] in reports]
        here = {m["incident_id"] for m in mentions}
        incidents = {i["incident_id"]: dict(i, reports=sorted({m["report_id"] for m in mentions if m["incident_id"] == i["incident_id"]})) for i in data["incidents"] if i["incident_id"] in here}

        def inside(rows: list[Json]) -> list[Json]:
            return [r for r in rows if r["report_id"] in reports]

        marks = {(a["report_id"], a["incident_id"], a["property"]): a for a in inside(data["as_reported"])}
        traps = [t for t in data["traps"] if t["a"] in here and t["b"] in here]
        copies = [tuple(c) for c in data["copies"] if set(c) <= set(reports)]
        return cls(reports, data["reports"], incidents, mentions, inside(data["totals"]), inside(data["uncertain"]), marks, traps, inside(data.get("reactions", [])), copies)

    def unsure(self, incident: str) -> bool:
        """Whether the coder could not say with which other incident this one is identical."""
        return bool(self.incidents[incident]["possible_same_as"])

    def accounts(self) -> dict[Account, list[Json]]:
        """Mentions by (report, incident), optional ones left out."""
        out: dict[Account, list[Json]] = defaultdict(list)
        for m in self.mentions:
            if not m["optional"]:
                out[m["report_id"], m["incident_id"]].append(m)
        return dict(out)


@dataclass
class Matching:
    """What became of every system claim."""

    pairs: list[tuple[Json, Json]] = field(default_factory=list)
    optional: list[Json] = field(default_factory=list)
    as_total: list[Json] = field(default_factory=list)
    ignored: list[Json] = field(default_factory=list)
    repeats: list[Json] = field(default_factory=list)
    spurious: list[Json] = field(default_factory=list)
    negated: int = 0
    outside: int = 0

    def by_account(self) -> dict[Account, list[Json]]:
        """Matched claims of each account, with the repeats of a system account that holds this incident alone."""
        out: dict[Account, list[Json]] = defaultdict(list)
        held: dict[tuple[str, str], set[str]] = defaultdict(set)
        for claim, mention in self.pairs:
            out[mention["report_id"], mention["incident_id"]].append(claim)
            held[claim["report_id"], incident_of(claim)].add(mention["incident_id"])
        for claim in self.repeats:
            golds = held[claim["report_id"], incident_of(claim)]
            if len(golds) == 1:
                out[claim["report_id"], next(iter(golds))].append(claim)
        return dict(out)


def incident_of(claim: Json) -> str:
    """The system incident of a claim; an unlinked claim is an incident of its own."""
    return str(claim.get("incident_id") or f"unlinked:{claim.get('claim_id')}")


# ---------------------------------------------------------------- matching


def touches(claim: Json, span: tuple[int, int]) -> float:
    """How well a claim's trigger or evidence lies in a span: 2 for the trigger, up to 1 for the evidence, else 0."""
    trigger, evidence = span_of(claim.get("trigger")), span_of(claim.get("evidence"))
    if trigger and overlap(trigger, span):
        return 2.0 + (overlap(evidence, span) / max(1, evidence[1] - evidence[0]) if evidence else 0.0) / 2
    if not evidence:
        return 0.0
    shared, shorter = overlap(evidence, span), min(evidence[1] - evidence[0], span[1] - span[0])
    if shared < min(10, max(1, shorter / 2)):
        return 0.0
    return shared / max(1, evidence[1] - evidence[0]) * (0.5 if trigger else 1.0)


def affinity(claim: Json, mention: Json, incident: Json) -> float:
    """Tie-break among mentions of one sentence: how many of the mention's own words, values and figures the claim carries."""
    score = 0.3 * (claim.get("event_type") in (incident["event_type"], *incident["event_types_also"]))
    for name in ("date", "place", "perpetrator", "weapon"):
        said, gold = statements(claim, name), span_of(mention[name])
        if said and gold:
            score += 0.3 if any(overlap(span_of(s), gold) for s in said) else -0.1
    true = ev.interval(incident["date"])
    if true and any(ev.date_verdict(ev.interval(s.get("value")), true) in ("equal", "narrow") for s in statements(claim, "date")):
        score += 0.2
    _, km, _ = place_verdict([s.get("value") for s in statements(claim, "place")], incident["place"])
    score += 0.2 if km is not None and km <= 100 else 0.0
    for name in COUNTS:
        said = statements(claim, name)
        if said and mention[name]:
            score += 0.3 if any(c and ev.number_matches(mention[name], c) for c in (ev.as_count(s.get("value")) for s in said)) else -0.1
        elif said or mention[name]:
            score -= 0.05
    return score


def match(gold: Gold, claims: Sequence[Json]) -> Matching:
    """Pairs incident claims with gold mentions one-to-one in each report, then sorts the rest."""
    out, by_report = Matching(), defaultdict(list)
    for claim in claims:
        if claim.get("kind") != "incident":
            continue
        if claim.get("report_id") not in gold.reports:
            out.outside += 1
        elif claim.get("negated"):
            out.negated += 1
        else:
            by_report[claim["report_id"]].append(claim)
    for report, mine in by_report.items():
        mentions = [m for m in gold.mentions if m["report_id"] == report]
        weights = {}
        for i, c in enumerate(mine):
            for j, m in enumerate(mentions):
                base = touches(c, (m["start"], m["end"]))
                if base > 0:
                    weights[i, j] = 10 + base + affinity(c, m, gold.incidents[m["incident_id"]])
        chosen = ev.one_to_one(weights)
        _sort(out, gold, report, mine, mentions, chosen)
    return out


def _sort(out: Matching, gold: Gold, report: str, mine: list[Json], mentions: list[Json], chosen: dict[Any, Any]) -> None:
    matched: dict[str, set[str]] = defaultdict(set)
    for i, j in chosen.items():
        matched[incident_of(mine[i])].add(mentions[j]["incident_id"])
    totals = [(t["start"], t["end"]) for t in gold.totals if t["report_id"] == report]
    vague = [(u["start"], u["end"]) for u in gold.uncertain if u["report_id"] == report]
    for i, claim in enumerate(mine):
        if i in chosen:
            mention = mentions[chosen[i]]
            if mention["optional"]:
                out.optional.append(claim)
            else:
                out.pairs.append((claim, mention))
        elif any(touches(claim, t) > 0 for t in totals):
            out.as_total.append(claim)
        elif any(touches(claim, u) > 0 for u in vague):
            out.ignored.append(claim)
        elif len(matched[incident_of(claim)]) == 1:
            out.repeats.append(claim)
        else:
            out.spurious.append(claim)


# ---------------------------------------------------------------- detection


def account_detection(gold: Gold, m: Matching, boot: Bootstrap) -> Json:
    """Accounts (report x incident) found one-to-one: the primary detection figure, whatever the number of claims."""
    p, r, shared = Tally(), Tally(), Counter[tuple[Account, Account]]()
    system: set[Account] = set()
    for claim, mention in m.pairs:
        own = (claim["report_id"], incident_of(claim))
        system.add(own)
        shared[(mention["report_id"], mention["incident_id"]), own] += 1
    system |= {(c["report_id"], incident_of(c)) for c in m.spurious}
    pairs = ev.one_to_one({k: float(n) for k, n in shared.items()})
    for account in gold.accounts():
        r.add(account[0], account in pairs)
    right = set(pairs.values())
    for own in system:
        p.add(own[0], own in right)
    return ev.prf(p, r, boot)


def detection(gold: Gold, m: Matching, boot: Bootstrap) -> Json:
    """Precision over claims, recall over accounts (report x incident); the strict variant punishes repeats and totals."""
    p, strict, r, mr = Tally(), Tally(), Tally(), Tally()
    for claim, _ in m.pairs:
        p.add(claim["report_id"], 1)
        strict.add(claim["report_id"], 1)
    for claim in m.spurious:
        p.add(claim["report_id"], 0)
    for claim in (*m.spurious, *m.repeats, *m.as_total, *m.ignored):
        strict.add(claim["report_id"], 0)
    found = {(x["report_id"], x["incident_id"]) for _, x in m.pairs}
    hit = {x["mention_id"] for _, x in m.pairs}
    for account, mentions in gold.accounts().items():
        r.add(account[0], account in found)
        for x in mentions:
            mr.add(account[0], x["mention_id"] in hit)
    counts = {"matched": len(m.pairs), "spurious": len(m.spurious), "repeats_ignored": len(m.repeats), "vague_ignored": len(m.ignored) + len(m.optional),
              "totals_output_as_incidents": len(m.as_total), "negated_skipped": m.negated, "outside_gold_reports": m.outside}
    return {**ev.prf(p, r, boot), "precision_strict": ev.ratio(strict, boot), "mention_recall": ev.ratio(mr, boot), "counts": counts}


def totals(gold: Gold, claims: Sequence[Json], boot: Bootstrap) -> Json:
    """Running totals: detection, and count and modifier of the matched ones."""
    p, r, number, modifier = Tally(), Tally(), Tally(), Tally()
    weights, mine = {}, [c for c in claims if c.get("kind") == "total" and c.get("report_id") in gold.reports]
    for i, c in enumerate(mine):
        got = ev.as_count(c.get("count"))
        for j, t in enumerate(gold.totals):
            base = touches(c, (t["start"], t["end"])) if t["report_id"] == c["report_id"] else 0.0
            if base > 0:
                weights[i, j] = 10 + base + (1.0 if got and t["count"]["best"] is not None and ev.number_matches(t["count"], got) else 0.0)
    chosen = ev.one_to_one(weights)
    for i, c in enumerate(mine):
        if i in chosen:
            t = gold.totals[chosen[i]]
            if not t["optional"]:
                p.add(c["report_id"], 1)
            if t["count"]["best"] is not None:
                got = ev.as_count(c.get("count"))
                number.add(c["report_id"], bool(got and ev.number_matches(t["count"], got)))
                modifier.add(c["report_id"], bool(got and ev.count_matches(t["count"], got)))
        elif not any(u["report_id"] == c["report_id"] and touches(c, (u["start"], u["end"])) > 0 for u in (*gold.uncertain, *gold.totals)):
            p.add(c["report_id"], 0)
    for j, t in enumerate(gold.totals):
        if not t["optional"]:
            r.add(t["report_id"], j in chosen.values())
    return {**ev.prf(p, r, boot), "count_number": ev.ratio(number, boot), "count_with_modifier": ev.ratio(modifier, boot)}


# ---------------------------------------------------------------- fields of one account


def said_of(claims: Iterable[Json], *names: str) -> list[Json]:
    """Statements on the properties over several claims."""
    return [s for c in claims for s in statements(c, *names)]


def short(text: Any) -> str:
    """The text, or nothing where it has more than LONG words: a whole sentence is no answer to "who"."""
    words = str(text or "")
    return words if len(words.split()) <= LONG else ""


def account_date(claims: list[Json]) -> tuple[Any, tuple[date, date] | None]:
    """The account's date statement given most often; among equals the narrowest, then the first."""
    options = [(s, ev.interval(s.get("value"))) for s in said_of(claims, "date")]
    known = [(s, iv) for s, iv in options if iv]
    if not known:
        return (options[0][0] if options else None), None
    often = Counter(iv for _, iv in known)
    return min(known, key=lambda x: (-often[x[1]], ev.days(x[1])))


def yearless(statement: Json | None, gold: tuple[date, date]) -> bool:
    """Whether a date without year has the right month and day."""
    value = (statement or {}).get("value")
    m = re.match(r"(?:XXXX|-)?-?(\d\d)-(\d\d)$", str(value.get("edtf") if isinstance(value, dict) else value or ""))
    return bool(m) and any((d.month, d.day) == (int(m[1]), int(m[2])) for d in gold) if m else False


def gold_date(gold: Gold, account: Account, mentions: list[Json]) -> tuple[tuple[date, date], list[tuple[date, date]]]:
    """The date this report gives for the incident, and further right answers when its words are coarse."""
    mark = gold.as_reported.get((*account, "date"))
    true = ev.interval(mark["value"] if mark else gold.incidents[account[1]]["date"])
    assert true
    dated = [m["date"] for m in mentions if m["date"] and not m["date"]["clock_only"]]
    wide = [ev.interval(d["words_give"]) for d in dated if d.get("words_give")]
    return true, [w for w in wide if w] if len(wide) == len(dated) else []


def score_dates(gold: Gold, accounts: dict[Account, list[Json]], got: dict[Account, list[Json]], boot: Bootstrap) -> Json:
    """Date buckets over matched accounts whose report dates the incident; the rest is counted as undated."""
    exact, right, passed, buckets, undated = Tally(), Tally(), Tally(), Counter[str](), Counter[str]()
    for account, claims in got.items():
        mentions = accounts[account]
        true, wide = gold_date(gold, account, mentions)
        statement, iv = account_date(claims)
        verdict = ev.date_verdict(iv, true, wide)
        if iv is None and yearless(statement, true):
            verdict = "yearless"
        row = gold.reports[account[0]]
        published = ev.interval(row.get("published") or (gold.meta[account[0]] or {}).get("published_true"))
        if published and not (true[0] <= published[0] <= true[1]):
            passed.add(account[0], iv == published)
        if any(m["date"] and not m["date"]["clock_only"] for m in mentions):
            buckets[verdict] += 1
            exact.add(account[0], verdict == "equal")
            right.add(account[0], verdict in ("equal", "narrow"))
        else:
            undated["left open" if verdict == "unknown" else "right" if verdict in ("equal", "narrow") else "coarse" if verdict == "coarse" else "wrong"] += 1
    return {"equal": ev.ratio(exact, boot), "equal_or_narrow": ev.ratio(right, boot), "publication_date_passed_off": ev.ratio(passed, boot), "buckets": dict(buckets), "report_gives_no_date": dict(undated)}


def place_verdict(values: list[Any], gold_place: Json) -> tuple[str, float | None, bool | None]:
    """('given'|'unknown', kilometres or None, country right or None) of the most precise place value."""
    if not values:
        return "unknown", None, None
    value = min(values, key=lambda v: (v.get("precision") or 9) if isinstance(v, dict) else 9)
    where = ev.coordinates(value)
    country = value.get("country") if isinstance(value, dict) else None
    right = None if not gold_place["countries"] or not country else str(country).upper() in gold_place["countries"]
    km = ev.kilometres(*where, gold_place["lat"], gold_place["lon"]) if where else None
    return ("given" if where or country else "unknown"), km, right


def score_places(gold: Gold, accounts: dict[Account, list[Json]], got: dict[Account, list[Json]], boot: Bootstrap) -> Json:
    """Distance and country over matched accounts whose report places the incident."""
    near, mid, land, unknown = Tally(), Tally(), Tally(), Tally()
    for account, claims in got.items():
        words = [m["place"]["quote"] for m in accounts[account] if m["place"]]
        if not words:
            continue
        mark = gold.as_reported.get((*account, "place"))
        place = gold.incidents[account[1]]["place"]
        if mark:
            place = {"lat": mark["value"]["lat"], "lon": mark["value"]["lon"], "countries": [mark["value"]["country"]], "precision": 1}
        only_country = all(set(re.findall(r"[a-z]+", ev.fold(w))) <= COUNTRY_WORDS for w in words)
        state, km, right = place_verdict([s.get("value") for s in said_of(claims, "place")], place)
        unknown.add(account[0], state == "unknown")
        if place["countries"]:
            land.add(account[0], bool(right))
        if state == "unknown" or only_country:
            continue
        if place["precision"] <= 3:
            near.add(account[0], km is not None and km <= 25)
        if place["precision"] <= 5:
            mid.add(account[0], km is not None and km <= 100)
    return {"within_25_km": ev.ratio(near, boot), "within_100_km": ev.ratio(mid, boot), "country": ev.ratio(land, boot), "unknown_share": ev.ratio(unknown, boot)}


def perpetrator_names(incident: Json, mentions: Iterable[Json]) -> list[str]:
    """Names acceptable for one account: the coder's, and the words of this report."""
    return [*incident["perpetrator"]["names"], *(m["perpetrator"]["quote"] for m in mentions if m["perpetrator"])]


def score_actors(gold: Gold, accounts: dict[Account, list[Json]], got: dict[Account, list[Json]], boot: Bootstrap) -> Json:
    """Perpetrator (alias-aware) where the report names one, and target by shared content word."""
    hit, wrong, unsupported, target = Tally(), Tally(), Tally(), Tally()
    for account, claims in got.items():
        incident, mentions = gold.incidents[account[1]], accounts[account]
        names = perpetrator_names(incident, mentions)
        said = sorted({(short(ev.value_text(s)), short(s.get("quote"))) for s in said_of(claims, "perpetrator")})
        good = sum(any(ev.same_actor(x, names) for x in pair if x) for pair in said)
        right = good > 0 and 2 * good >= len(said)
        if any(m["perpetrator"] for m in mentions):
            hit.add(account[0], right)
            wrong.add(account[0], bool(said) and not right)
        elif incident["perpetrator"]["status"] not in ("named", "suspected"):
            unsupported.add(account[0], bool(said))
        goal = ev.content_words(incident["target"] or "") | ev.actor_tokens(incident["target"] or "")
        mine = [short(x) for s in said_of(claims, "target", "victim") for x in (ev.value_text(s), s.get("quote"))]
        if goal and incident["target"] not in ("unknown", "none"):
            target.add(account[0], any((ev.content_words(x) | ev.actor_tokens(x)) & goal for x in mine))
    return {"perpetrator": {"accuracy": ev.ratio(hit, boot), "wrong": ev.ratio(wrong, boot), "named_without_support": ev.ratio(unsupported, boot)}, "target_hit": ev.ratio(target, boot)}


def distinct_counts(claims: Iterable[Json], name: str) -> list[Json]:
    """The account's different count values on a property."""
    out: dict[tuple[Any, ...], Json] = {}
    for s in said_of(claims, name):
        c = ev.as_count(s.get("value"))
        if c:
            out[c["low"], c["best"], c["high"]] = c
    return list(out.values())


def distinct_gold(mentions: Iterable[Json], name: str, required: bool) -> list[Json]:
    """The account's different gold counts: printed totals when required; other scopes and inferred counts otherwise."""
    out: dict[tuple[Any, ...], Json] = {}
    for m in mentions:
        c = m[name]
        if c and (c["scope"] == "total" and not c["inferred"] and c["modifier"] not in NUMBERLESS) == required:
            out[c["low"], c["high"], c["modifier"] if c["low"] is None else ""] = c
    return list(out.values())


def _part_of_sum(gold: Json, got: Json) -> bool:
    """Whether a system value may be one addend of a sum the coder worked out ("three tourists and their guide")."""
    best = ev.best_of(got)
    return bool(gold["inferred"]) and best is not None and gold["best"] is not None and best <= gold["best"]


def score_counts(name: str, accounts: dict[Account, list[Json]], got: dict[Account, list[Json]], boot: Bootstrap) -> Json:
    """Slot scoring of killed or injured per account: exact, wrong, missing, spurious; partial counts never punished.

    Vague words ("dozens") are satisfied by any count of the account in their range and use none up.
    """
    exact, number, precise, buckets = Tally(), Tally(), Tally(), Counter[str]()
    for account, claims in got.items():
        need, extra, mine = distinct_gold(accounts[account], name, True), distinct_gold(accounts[account], name, False), distinct_counts(claims, name)
        vague = [g for g in need if g["low"] is None and g["high"] is None]
        need = [g for g in need if g not in vague]
        for g in vague:
            ok = any(ev.count_matches(g, c) for c in mine)
            buckets["exact" if ok else "missing" if not mine else "wrong"] += 1
            exact.add(account[0], ok)
            number.add(account[0], ok)
        pairs = ev.one_to_one({(i, j): 3.0 if ev.count_matches(g, c) else 2.0 for i, g in enumerate(need) for j, c in enumerate(mine) if ev.count_matches(g, c) or ev.number_matches(g, c)})
        left = [c for j, c in enumerate(mine) if j not in pairs.values()]
        left = [c for c in left if not any(ev.number_matches(g, c) or _part_of_sum(g, c) for g in (*need, *vague, *extra))]
        full = sum(ev.count_matches(need[i], mine[j]) for i, j in pairs.items())
        wrong = (len(pairs) - full) + min(len(need) - len(pairs), len(left))
        buckets.update(exact=full, wrong=wrong, missing=len(need) - full - wrong, spurious=max(0, len(left) - (len(need) - len(pairs))))
        for i in range(len(need)):
            exact.add(account[0], i in pairs and ev.count_matches(need[i], mine[pairs[i]]))
            number.add(account[0], i in pairs)
        for c in mine:
            precise.add(account[0], c not in left)
    return {"exact_low_high": ev.ratio(exact, boot), "number_right": ev.ratio(number, boot), "values_supported": ev.ratio(precise, boot), "buckets": dict(buckets)}


def score_types(gold: Gold, got: dict[Account, list[Json]], boot: Bootstrap) -> Json:
    """Event type of the account's best-scored claim: exact (or a coder-accepted alternative) and coarse group."""
    exact, group = Tally(), Tally()
    for account, claims in got.items():
        best = max(claims, key=lambda c: c.get("score") or 0.0)
        fine, coarse = type_verdict(best.get("event_type"), gold.incidents[account[1]])
        exact.add(account[0], fine)
        group.add(account[0], coarse)
    return {"exact": ev.ratio(exact, boot), "group": ev.ratio(group, boot)}


def type_verdict(got: Any, incident: Json) -> tuple[bool, bool]:
    """(exact, group) for one event type."""
    accepted = (incident["event_type"], *incident["event_types_also"])
    return got in accepted, ev.TYPE_GROUP.get(str(got)) in {ev.TYPE_GROUP[t] for t in accepted}


def score_voices(m: Matching, got: dict[Account, list[Json]], boot: Bootstrap) -> Json:
    """Attribution (who vouches) where the gold names a speaker, and stance of matched claims."""
    attribution, stance, marked = Tally(), Tally(), Tally()
    for claim, mention in m.pairs:
        account = (mention["report_id"], mention["incident_id"])
        if mention["attribution"]:
            near = [c for c in got[account] if touches(c, (mention["start"], mention["end"])) > 0]
            attribution.add(account[0], any(_speaks(c, mention["attribution"]) for c in near))
        if mention["stance"]:
            stance.add(account[0], claim.get("stance", "asserted") == mention["stance"])
            if mention["stance"] != "asserted":
                marked.add(account[0], claim.get("stance") == mention["stance"])
    return {"attribution_hit": ev.ratio(attribution, boot), "stance": ev.ratio(stance, boot), "stance_when_not_asserted": ev.ratio(marked, boot)}


def _speaks(claim: Json, gold: Json) -> bool:
    voices = [claim.get("attribution"), *(s.get("attribution") for s in claim.get("statements") or [])]
    words = ev.content_words(gold["quote"])
    for v in voices:
        if isinstance(v, dict) and short(v.get("quote") or "-") and (overlap(span_of(v), span_of(gold)) or ev.content_words(str(v.get("speaker") or "")) & words - {"said", "according", "told"}):
            return True
    return False


# ---------------------------------------------------------------- linking


def link_items(gold: Gold, m: Matching) -> tuple[dict[Any, Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]:
    """(key, response) over matched (report, gold, system) triples, then (key, response) end to end."""
    key: dict[Any, Any] = {}
    res: dict[Any, Any] = {}
    for claim, mention in m.pairs:
        if not gold.unsure(mention["incident_id"]):
            item = (claim["report_id"], mention["incident_id"], incident_of(claim))
            key[item], res[item] = item[1], item[2]
    all_key, all_res = dict(key), dict(res)
    seen = {(r, g) for r, g, _ in key}
    for r, g in gold.accounts():
        if (r, g) not in seen and not gold.unsure(g):
            all_key[r, g, None] = g
    for claim in m.spurious:
        all_res[claim["report_id"], None, incident_of(claim)] = incident_of(claim)
    return key, res, all_key, all_res


def linking(gold: Gold, m: Matching, boot: Bootstrap) -> Json:
    """Cluster scores on matched accounts and end to end, trap pairs merged, and the worst merges and splits."""
    key, res, all_key, all_res = link_items(gold, m)
    whole = ev.clustered(all_key, all_res, _report_of, boot)
    inside: dict[str, Counter[str]] = defaultdict(Counter)
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for _, g, s in key:
        inside[s][g] += 1
        parts[g][s] += 1
    merges = [{"system": s, "gold": dict(c), "wrong_pairs": _cross(c)} for s, c in sorted(inside.items(), key=lambda x: -_cross(x[1])) if len(c) > 1]
    splits = [{"gold": g, "system": dict(c), "lost_pairs": _cross(c)} for g, c in sorted(parts.items(), key=lambda x: -_cross(x[1])) if len(c) > 1]
    traps = Tally()
    for t in gold.traps:
        if t["a"] in parts and t["b"] in parts:
            where = [*gold.incidents[t["a"]]["reports"], *gold.incidents[t["b"]]["reports"]]
            traps.add(where, bool(set(parts[t["a"]]) & set(parts[t["b"]])))
    return {"matched": ev.clustered(key, res, _report_of, boot), "end_to_end": {k: v for k, v in whole.items() if k.startswith("b3")},
            "trap_pairs_merged": ev.ratio(traps, boot), "false_merges": len(merges), "false_splits": len(splits), "worst_merges": merges[:20], "worst_splits": splits[:20]}


def _report_of(item: Any) -> str:
    return str(item[0])


def _cross(counts: Counter[str]) -> int:
    n = sum(counts.values())
    return (n * n - sum(c * c for c in counts.values())) // 2


# ---------------------------------------------------------------- incidents


def align(gold: Gold, m: Matching) -> dict[str, str]:
    """Gold incident -> system incident, one-to-one, by number of shared accounts."""
    key, _, _, _ = link_items(gold, m)
    shared = Counter((g, s) for _, g, s in key)
    return {str(g): str(s) for g, s in ev.one_to_one({p: float(n) for p, n in shared.items()}).items()}


def incident_fields(gold: Gold, name: str, system: Json) -> dict[str, bool]:
    """Which applicable fields of one aligned incident are right: date, place, type, perpetrator, killed, injured."""
    inc, fields = gold.incidents[name], system.get("fields") or {}
    out: dict[str, bool] = {"type": type_verdict(system.get("event_type"), inc)[0]}
    if not re.search(r"external|not stated|weekday only|none in text", inc["date_note"]):
        true = ev.interval(inc["date"])
        assert true
        also = [true] if ev.days(true) > 3 else []
        got = ev.interval((fields.get("date") or {}).get("value"))
        verdict = ev.date_verdict(got, true, also)
        out["date"] = verdict == "equal" or (verdict == "narrow" and got is not None and ev.days(got) <= 3)
    state, km, land = place_verdict([fields["place"].get("value")] if fields.get("place") else [], inc["place"])
    limit = 25 if inc["place"]["precision"] <= 3 else 100
    out["place"] = bool(land) if inc["place"]["precision"] >= 6 else km is not None and km <= limit
    status, said = inc["perpetrator"]["status"], (fields.get("perpetrator") or {}).get("value")
    if status in ("named", "suspected"):
        values = said if isinstance(said, list) else [said]
        out["perpetrator"] = any(ev.same_actor(str(v.get("name") if isinstance(v, dict) else v), inc["perpetrator"]["names"]) for v in values if v)
    for prop in COUNTS:
        rng = inc[prop]["adjudicated"]
        if rng:
            best = (fields.get(prop) or {}).get("best")
            out[prop] = best is not None and rng["low"] <= best and (rng["high"] is None or best <= rng["high"])
    return out


def incident_level(gold: Gold, m: Matching, incidents: dict[str, Json], boot: Bootstrap) -> Json:
    """Field accuracy of aligned incidents, disputes, retaliation links and the headline incident_score."""
    pairs = align(gold, m)
    found, score, whole = Tally(), Tally(), Tally()
    by_field: dict[str, Tally] = defaultdict(Tally)
    eligible = [i for i in gold.incidents if not gold.incidents[i]["optional"] and not gold.unsure(i)]
    held = _holdings(m)
    detail = []
    for name in eligible:
        reports = gold.incidents[name]["reports"]
        system = pairs.get(name)
        found.add(reports, system is not None)
        fields = incident_fields(gold, name, incidents.get(system or "", {})) if system else {}
        for f, ok in fields.items():
            by_field[f].add(reports, ok)
        if len(reports) >= 2:
            one = _found_whole(gold, name, system, held)
            share = sum(fields.values()) / len(fields) if fields else 0.0
            whole.add(reports, one)
            score.add(reports, one * share)
            detail.append({"gold": name, "system": system, "whole": bool(one), "fields": fields})
    return {"incident_score": ev.ratio(score, boot), "found_whole": ev.ratio(whole, boot), "aligned": ev.ratio(found, boot), "fields": {f: ev.ratio(t, boot) for f, t in sorted(by_field.items())},
            "disputes": disputes(gold, eligible, pairs, incidents, boot), "retaliation_for": retaliation(gold, eligible, pairs, incidents, boot), "incidents": detail}


def _holdings(m: Matching) -> dict[str, Counter[tuple[str, str | None]]]:
    """For each system incident its accounts: (report, gold incident), or (report, None) when spurious."""
    held: dict[str, Counter[tuple[str, str | None]]] = defaultdict(Counter)
    for claim, mention in m.pairs:
        held[incident_of(claim)][mention["report_id"], mention["incident_id"]] += 1
    for claim in m.spurious:
        held[incident_of(claim)][claim["report_id"], None] += 1
    return held


def _found_whole(gold: Gold, name: str, system: str | None, held: dict[str, Counter[tuple[str, str | None]]]) -> bool:
    """At least 80 % of the incident's accounts in one system incident that holds nothing foreign."""
    if system is None:
        return False
    accounts = {(r, g) for r, g in gold.accounts() if g == name}
    own = {a for a in held[system] if a[1] == name}
    foreign = [a for a in held[system] if a[1] != name and not (a[1] is not None and gold.unsure(a[1]))]
    return bool(accounts) and len(own) >= 0.8 * len(accounts) and not foreign


def disputes(gold: Gold, names: list[str], pairs: dict[str, str], incidents: dict[str, Json], boot: Bootstrap) -> Json:
    """Status 'disputed' (for tolls also 'updated') against gold incident fields with reported values that cannot both be right."""
    p, r = Tally(), Tally()
    for name in names:
        inc = gold.incidents[name]
        fields = incidents.get(pairs.get(name, ""), {}).get("fields") or {}
        for prop in DISPUTABLE:
            status = (fields.get(prop) or {}).get("status")
            said, true = status == "disputed" or (status == "updated" and prop in ("killed", "injured")), prop in inc["disputed"]
            if true:
                r.add(inc["reports"], said)
            if said:
                p.add(inc["reports"], true)
    return ev.prf(p, r, boot)


def retaliation(gold: Gold, names: list[str], pairs: dict[str, str], incidents: dict[str, Json], boot: Bootstrap) -> Json:
    """Stated retaliation links between aligned incidents; links by timing alone are counted, not scored."""
    back = {s: g for g, s in pairs.items()}
    p, r, timing, unjudged = Tally(), Tally(), 0, 0
    said: set[tuple[str, str]] = set()
    for system, row in incidents.items():
        for link in row.get("retaliation_for") or []:
            if link.get("basis") == "timing":
                timing += 1
            elif system in back and link.get("incident_id") in back:
                said.add((back[system], back[link["incident_id"]]))
            else:
                unjudged += 1
    true = {(g, gold.incidents[g]["retaliation_for"]) for g in names if gold.incidents[g]["retaliation_for"] in names}
    for a, b in said:
        p.add(gold.incidents[a]["reports"], (a, b) in true)
    for a, b in true:
        r.add(gold.incidents[a]["reports"], (a, b) in said)
    return {**ev.prf(p, r, boot), "links_by_timing": timing, "links_not_judged": unjudged}


# ---------------------------------------------------------------- reactions, copies, references


def reactions(gold: Gold, claims: Sequence[Json], boot: Bootstrap) -> Json:
    """Reaction claims against the gold's reactions, where it lists them: found one-to-one by sentence, and of the right type."""
    p, r, kind = Tally(), Tally(), Tally()
    mine = [c for c in claims if c.get("kind") == "reaction" and c.get("report_id") in gold.reports]
    weights = {(i, j): 10 + touches(c, (g["start"], g["end"])) + (c.get("event_type") == g["event_type"])
               for i, c in enumerate(mine) for j, g in enumerate(gold.reactions) if c["report_id"] == g["report_id"] and touches(c, (g["start"], g["end"])) > 0}
    chosen = ev.one_to_one(weights)
    for i, c in enumerate(mine):
        p.add(c["report_id"], i in chosen)
        if i in chosen:
            kind.add(c["report_id"], c.get("event_type") == gold.reactions[chosen[i]]["event_type"])
    for j, g in enumerate(gold.reactions):
        r.add(g["report_id"], j in chosen.values())
    return {**ev.prf(p, r, boot), "type": ev.ratio(kind, boot)}


def copies_once(gold: Gold, pairs: dict[str, str], incidents: dict[str, Json], boot: Bootstrap) -> Json:
    """Aligned incidents told by a report and its copy: whether `independent_sources` counts the two at most once."""
    once = Tally()
    for name, system in pairs.items():
        told = set(gold.incidents[name]["reports"])
        twice = [c for c in gold.copies if set(c) <= told]
        count = incidents.get(system, {}).get("independent_sources")
        if twice:
            once.add(gold.incidents[name]["reports"], isinstance(count, int) and count <= len(told) - len({b for _, b in twice}))
    return ev.ratio(once, boot)


def unknown_references(claims: Sequence[Json], incidents: Sequence[Json]) -> int:
    """Statement ids that an incident field names and no exported claim carries."""
    known = {s.get("statement_id") for c in claims for s in c.get("statements") or []}
    return sum(i not in known for row in incidents for f in (row.get("fields") or {}).values() for side in ("supporting", "conflicting") for i in f.get(side) or [])


# ---------------------------------------------------------------- whole


def score(gold: Gold, claims: Sequence[Json], incidents: Sequence[Json], resamples: int = ev.RESAMPLES) -> Json:
    """Every metric as one tree."""
    reports = sorted(gold.reports)
    boot = Bootstrap(reports, resamples)
    m = match(gold, claims)
    accounts = gold.accounts()
    got = {a: c for a, c in m.by_account().items() if a in accounts}
    table = {str(i.get("incident_id")): i for i in incidents}
    level = incident_level(gold, m, table, boot)
    faults = ev.integrity([c for c in claims], {r: row["text"] for r, row in gold.reports.items()})
    return {
        "incident_score": level["incident_score"],
        "accounts": account_detection(gold, m, boot),
        "claims": detection(gold, m, boot),
        "totals": totals(gold, claims, boot),
        "reactions": reactions(gold, claims, boot) if gold.reactions else {},
        "event_type": score_types(gold, got, boot),
        "actors": score_actors(gold, accounts, got, boot),
        "date": score_dates(gold, accounts, got, boot),
        "place": score_places(gold, accounts, got, boot),
        **{c: score_counts(c, accounts, got, boot) for c in COUNTS},
        "voices": score_voices(m, got, boot),
        "linking": linking(gold, m, boot),
        "incidents": level,
        "copies_counted_once": copies_once(gold, align(gold, m), table, boot),
        "integrity": {"faults": len(faults), "unknown_statement_ids": unknown_references(claims, incidents), "first_faults": faults[:50]},
        "size": {"reports": len(reports), "gold_incidents": len(gold.incidents), "gold_accounts": len(accounts), "gold_mentions": len(gold.mentions), "system_claims": len(claims), "system_incidents": len(incidents)},
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--gold", required=True)
    p.add_argument("--claims", required=True)
    p.add_argument("--incidents", required=True)
    p.add_argument("--only", default="", help="restrict to reports whose id starts so, e.g. seed-")
    p.add_argument("--json")
    p.add_argument("--resamples", type=int, default=ev.RESAMPLES)
    a = p.parse_args(argv)
    result = score(Gold.load(a.gold, a.only), ev.read_jsonl(a.claims), ev.read_jsonl(a.incidents), a.resamples)
    print("\n".join(ev.table(result)))
    for title in ("worst_merges", "worst_splits"):
        for row in result["linking"][title]:
            print(title[:-1].replace("_", " "), json.dumps(row, ensure_ascii=False))
    for fault in result["integrity"]["first_faults"]:
        print("integrity", json.dumps(fault, ensure_ascii=False), file=sys.stderr)
    if a.json:
        ev.write_json(a.json, result)
    return 1 if result["integrity"]["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
