"""The account of a copy, for the person who publishes: what goes out, what is held back, and why.

In: the desk, the copy and the incidents held back. Out: the account. It refuses to be published: it
names what is held back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secondsource.publish.desk import Desk
from secondsource.publish.nouns import Account, HeldBack, Publication
from secondsource.publish.register import Form
from secondsource.wording import plural


def account_of(desk: Desk, copy: Publication, held: Sequence[HeldBack]) -> Account:
    """What goes out and what does not, with the reason for each."""
    quotes = sum(len(c.quotes) for e in copy.events for f in e.fields for c in f.camps)
    out, names = _names(desk)
    left = len(desk.case.disputes) - len(copy.contradictions)
    others = [HeldBack("disputes", plural(left, "dispute"), "not about what goes out")]
    back = (*held, *names, *(others if left else ()))
    return Account(len(copy.events), len(copy.reports), quotes, out, back)


def lines_of(account: Account) -> Iterator[str]:
    """The account in lines: what goes out, then what is held back, by reason."""
    yield (
        f"Goes out: {plural(account.incidents, 'incident')}, {plural(account.quotes, 'quote')}, "
        f"{plural(account.reports, 'report')} listed without their text."
    )
    if account.names:
        yield f"Names that go out: {', '.join(account.names)}."
    for what, words in (("incident", "incidents"), ("name", "names"), ("disputes", "disputes")):
        held = [h for h in account.held_back if h.what == what]
        if held:
            yield f"Held back, {words}:"
            for one in held:
                title = f"{one.title} ({one.which})" if one.title else one.which
                yield f"  {title}: {one.why}"
    if not account.held_back:
        yield "Nothing is held back."


def _names(desk: Desk) -> tuple[tuple[str, ...], list[HeldBack]]:
    """Names of persons in full that go out with some report, and those that go out with none."""
    roles = desk.options.roles
    released = [desk.register.released(i.reports, roles=roles) for i in desk.chosen.values()]
    whole = [f for forms in desk.register.forms.values() for f in forms if _in_full(f)]
    out = {form.words for form in whole if any(one(form) for one in released)}
    held = [
        HeldBack("name", form.words, f"{_why(desk, form)}; {form.role} stands for it")
        for form in whole
        if form.words not in out
    ]
    return tuple(sorted(out)), held


def _in_full(form: Form) -> bool:
    return form.sure and len(form.keys) > 1


def _why(desk: Desk, form: Form) -> str:
    if desk.options.roles:
        return "no person's name goes out"
    keys = frozenset(form.keys)
    behind = [
        desk.numbers[r]
        for r, given in desk.register.given.items()
        if any(keys <= g.keys or (form.actor_id and g.actor_id == form.actor_id) for g in given)
    ]
    if not behind:
        return "no report gives this form of it"
    return f"not two independent known sources of one incident give it ({', '.join(behind)})"
