"""The account of a copy, for the person who publishes: what goes out, what is held back, and why.

In: the desk, the copy and the incidents held back. Out: the account. It refuses to be published: it
names what is held back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from secondsource.publish.desk import Desk
from secondsource.publish.nouns import Account, HeldBack, Publication
from secondsource.publish.register import Form
from secondsource.wording import plural


def account_of(desk: Desk, copy: Publication, held: Sequence[HeldBack]) -> Account:
    """What goes out and what does not, with the reason for each."""
    quotes = sum(len(c.quotes) for e in copy.events for f in e.fields for c in f.camps)
    names = tuple(_names_held_back(desk))
    left = len(desk.case.disputes) - len(copy.contradictions)
    others = (
        (HeldBack("disputes", plural(left, "dispute"), "not about what goes out"),) if left else ()
    )
    return Account(len(copy.events), len(copy.reports), quotes, (*held, *names, *others))


def _names_held_back(desk: Desk) -> Iterable[HeldBack]:
    """Each person whose name goes out with no report, by the fullest form of it."""
    released = [
        desk.register.released(i.reports, roles=desk.options.roles) for i in desk.chosen.values()
    ]
    for forms in desk.register.forms.values():
        for form in forms:
            if form.sure and len(form.keys) > 1 and not any(one(form) for one in released):
                why = "no person's name goes out" if desk.options.roles else _why(desk, form)
                yield HeldBack("name", form.words, f"{why}; {form.role} stands for it")


def _why(desk: Desk, form: Form) -> str:
    keys = frozenset(form.keys)
    behind = [
        desk.numbers[r]
        for r, given in desk.register.given.items()
        if any(keys <= g.keys or (form.actor_id and g.actor_id == form.actor_id) for g in given)
    ]
    if not behind:
        return "no report gives this form of it"
    return f"not two independent known sources of one incident give it ({', '.join(behind)})"
