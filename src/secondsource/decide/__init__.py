"""Acts of review, put into words the ledger keeps.

In: an open case and what a person says of its claims and incidents. Out: the decisions that were
noted, worked into the incidents at once where tools are given. It refuses what makes no sense: a
claim that tells of no incident, a thing set beside itself, a number that is none, an act undone
twice; and with `Clash`, writing nothing, what others have decided since the person looked.

Every act takes an `Act(by, at, reason=None, tools=None, seen=None)` and gives back a tuple of the
decisions it noted; those of one act share `Decision.act`, and undoing one undoes all of it. `seen`
is the number of entries the ledger had when the person read it (`len(store.decisions())`).

    judge(store, verdict, left, right, act)             same, different, unsure
    merge(store, left, right, act)                      two incidents are one
    split(store, incident, part, act)                   these claims are another incident
    rule(store, incident, field, words, act, grounds)   the value of one field
    check(store, thing, act, fields=())                 an incident, some fields of it, or a claim
    reject(store, claim, act, incident=None)            no such claim; or not of this incident
    retype(store, claim, event_type, act)
    note(store, thing, text, act, field=None)           on a claim, incident, field or report
    limit(store, scope, act)                            the scope of the case; None lifts it
    add(store, report, found, act, tools)               a claim that was missed: `Found`
    identify(store, party, meant, act, tools)           who a provisional party is
    fill(store, claim, read, act, tools, instead=True)  words that give a field of a claim: `Read`
    translate(store, report_id, text, act)              a translation beside a report
    undo(store, what, act)

    Found(words, kind, event_type, trigger=None, reads=(), incident=None)
    Read(property, words, value=None)                   words: Evidence; value as in a ruling
    value_read(read, report, tools, claim=None)         how the words will be kept, before an act

What others show of it: `clash`, `history`; `Reconciled.review` (unreviewed, in_part =
needs a second name, checked, reopened) and `Incident.review_state`; `scope.in_scope`;
`pipeline.two_person` and `pipeline.switch_two_person`.
"""

from __future__ import annotations

from secondsource.decide.acts import Act, day_of, limit, note, record, translate, undo
from secondsource.decide.claims import (
    Found,
    Read,
    add,
    fill,
    find_words,
    identify,
    kind_of,
    read_of,
    reject,
    retype,
    value_read,
)
from secondsource.decide.fields import Grounds, bounded, check, find_statement, rule
from secondsource.decide.ledger import Entry, clash, entries, find_decision, history
from secondsource.decide.pairs import judge, merge, split

__all__ = [
    "Act",
    "Entry",
    "Found",
    "Grounds",
    "Read",
    "add",
    "bounded",
    "check",
    "clash",
    "day_of",
    "entries",
    "fill",
    "find_decision",
    "find_statement",
    "find_words",
    "history",
    "identify",
    "judge",
    "kind_of",
    "limit",
    "merge",
    "note",
    "read_of",
    "record",
    "reject",
    "retype",
    "rule",
    "split",
    "translate",
    "undo",
    "value_read",
]
