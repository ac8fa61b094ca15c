"""Acts of review through the desk: each holds, shows in the export, and can be undone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from review.conftest import AT
from secondsource.export import export_case
from secondsource.review import Settings
from secondsource.store import Store


def exported(case: Path, name: str = "incidents") -> list[dict[str, Any]]:
    """The rows of an export of the case as it stands."""
    out = StringIO()
    with Store.reader(case) as store:
        export_case(store, name, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def incident_of(case: Path, name: str) -> dict[str, Any]:
    """The exported incident of an id."""
    return next(r for r in exported(case) if name in (r["incident_id"], *r["former_ids"]))


def disputed(desk: TestClient) -> dict[str, Any]:
    """A field of an incident on which reports disagree."""
    for row in desk.get("/disputes.json").json()["rows"]:
        if row["incident"] and row["property"]:
            view = desk.get(f"/incidents/{row['incident']}.json").json()
            found = [f for f in view["fields"] if f["name"] == row["property"]]
            if found and len(found[0]["camps"]) > 1 and found[0]["camps"][0]["rule_as"]:
                return {"id": view["id"], "ledger": view["ledger"], **found[0]}
    pytest.fail("the example case has no disputed field")


def undo_id(address: str) -> str:
    """The decision that an address offers to undo."""
    found = re.search(r"done=(\w+)", address)
    assert found, address
    return found.group(1)


def test_a_ruling_holds_in_the_export_and_can_be_undone(
    desk: TestClient, post: Callable[..., Any], case: Path
) -> None:
    field = disputed(desk)
    value = field["camps"][0]["rule_as"]
    evidence = [q["id"] for q in field["camps"][0]["quotes"]]
    sent = {
        "incident": field["id"],
        "field": field["name"],
        "seen": field["ledger"],
    }
    before = incident_of(case, field["id"])["fields"][field["name"]]
    answer = post("/act/rule", value=value, reason="nearer", evidence=evidence, **sent)
    assert answer.status_code == 303
    after = incident_of(case, field["id"])["fields"][field["name"]]
    assert (before["status"], after["status"]) == ("disputed", "ruled")
    assert "nearer" in after["rule"]
    assert post("/act/undo", what=undo_id(answer.headers["location"])).status_code == 303
    assert incident_of(case, field["id"])["fields"][field["name"]] == before


def test_two_who_decide_at_once_see_both_versions(
    desk: TestClient, post: Callable[..., Any], case: Path
) -> None:
    field = disputed(desk)
    sent = {"incident": field["id"], "field": field["name"], "seen": field["ledger"]}
    first, second = (c["rule_as"] or "2020-01-01" for c in field["camps"][:2])
    assert post("/act/rule", value=first, reason="A", **sent).status_code == 303
    post("/me", name="Ben")
    clash = post("/act/rule", value=second, reason="B", **sent)
    assert clash.status_code == 409
    assert "Ana" in clash.text and "nothing is lost" in clash.text
    assert incident_of(case, field["id"])["fields"][field["name"]]["rule"].count("Ana")
    kept = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', clash.text)
    form = {k: v for k, v in kept if k in ("incident", "field", "value", "reason", "seen")}
    assert post("/act/rule", **form).status_code == 303
    assert incident_of(case, field["id"])["fields"][field["name"]]["rule"].count("Ben")


def test_checking_every_field_checks_the_incident(
    desk: TestClient, post: Callable[..., Any], case: Path
) -> None:
    view = desk.get("/incidents/1.json").json()
    post("/act/check", thing=view["id"], field=view["fields"][0]["name"], seen=view["ledger"])
    assert incident_of(case, view["id"])["review_state"] == "in_part"
    post("/act/check", thing=view["id"])
    assert incident_of(case, view["id"])["review_state"] == "checked"
    queue = desk.get("/review.json").json()["queue"]
    assert f"i-{view['id']}" not in [q["key"] for q in queue]


def test_what_cannot_be_done_is_said_in_a_sentence(post: Callable[..., Any]) -> None:
    answer = post("/act/merge", incident="1", other="no such thing")
    assert answer.status_code == 422
    assert "no incident" in answer.text


def test_going_back_never_leads_elsewhere(desk: TestClient, post: Callable[..., Any]) -> None:
    view = desk.get("/incidents/1.json").json()
    answer = post("/act/note", thing=view["id"], text="look", next="https://evil.example/x?y=1")
    assert answer.headers["location"].startswith("/x?y=1&done=")
    answer = post("/act/note", thing=view["id"], text="look", next="//evil.example/x")
    assert answer.headers["location"].startswith("/")
    assert "evil" not in answer.headers["location"]


# --- in a browser -------------------------------------------------------------------------------


def base(page: Any) -> str:
    """The address of the desk that a page stands on."""
    return "/".join(page.url.split("/", 3)[:3])


def test_a_dispute_is_settled_by_keyboard_alone(
    open_desk: Any, desk: TestClient, case: Path
) -> None:
    field = disputed(desk)
    page = open_desk
    page.goto(f"{base(page)}/incidents/{field['id']}")
    page.keyboard.press("1")  # leads to the reason first
    page.keyboard.type("read it in both")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".toast").is_visible()
    assert incident_of(case, field["id"])["fields"][field["name"]]["status"] == "ruled"
    with page.expect_navigation():
        page.keyboard.press("u")
    assert incident_of(case, field["id"])["fields"][field["name"]]["status"] == "disputed"


def test_incidents_are_joined_and_parted_again(open_desk: Any, case: Path) -> None:
    page = open_desk
    rows = exported(case)
    page.goto(f"{base(page)}/incidents/1")
    page.keyboard.press("m")
    page.locator("#join input[name=other]").fill("2")
    with page.expect_navigation():
        page.locator("#join button").first.click()
    joined = exported(case)
    assert len(joined) == len(rows) - 1
    with page.expect_navigation():
        page.keyboard.press("u")
    again = exported(case)
    assert [sorted(r["claims"]) for r in again] == [sorted(r["claims"]) for r in rows]


def test_an_incident_is_split(open_desk: Any, desk: TestClient, case: Path) -> None:
    rows = exported(case)
    number, row = next((n, r) for n, r in enumerate(rows, 1) if len(r["reports"]) > 1)
    page = open_desk
    page.goto(f"{base(page)}/incidents/{number}")
    claims = {c["claim_id"]: c for c in exported(case, "claims")}
    part = [c for c in row["claims"] if claims[c]["report_id"] == row["reports"][0]]
    page.keyboard.press("p")
    for claim in part:
        page.locator(f"#split input[value={claim}]").check()
    with page.expect_navigation():
        page.locator("#split button").first.click()
    home = {c: r["incident_id"] for r in exported(case) for c in r["claims"]}
    rest = [c for c in row["claims"] if c not in part]
    assert len({home[c] for c in part}) == 1
    assert {home[c] for c in part}.isdisjoint({home[c] for c in rest})


def select(page: Any, words: str) -> None:
    """Select words of a report's text as a mouse would."""
    page.evaluate(
        """words => {
          const text = document.getElementById("text");
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          let whole = "", nodes = [];
          while (walker.nextNode()) {
            nodes.push([walker.currentNode, whole.length]);
            whole += walker.currentNode.data;
          }
          const at = whole.indexOf(words), end = at + words.length;
          const range = document.createRange();
          for (const [node, from] of nodes) {
            const to = from + node.data.length;
            if (from <= at && at < to) range.setStart(node, at - from);
            if (from < end && end <= to) range.setEnd(node, end - from);
          }
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          document.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
        }""",
        words,
    )


def test_selected_words_fill_a_field(open_desk: Any, case: Path) -> None:
    claim = next(
        c
        for c in exported(case, "claims")
        if c["kind"] == "incident" and not any(s["property"] == "motive" for s in c["statements"])
    )
    page = open_desk
    page.goto(f"{base(page)}/reports/{claim['report_id']}")
    words = " ".join(claim["evidence"]["quote"].split(" ")[:3])
    select(page, words)
    page.locator("#fill").wait_for(state="visible")
    page.locator("#fill [data-fill] select[name=field]").select_option("motive")
    page.locator("#fill [data-fill] select[name=claim]").select_option(claim["claim_id"])
    with page.expect_navigation():
        page.locator("#fill [data-fill] button.primary").click()
    filled = next(c for c in exported(case, "claims") if c["claim_id"] == claim["claim_id"])
    said = [s for s in filled["statements"] if s["property"] == "motive"]
    assert [(s["quote"], s["origin"]) for s in said] == [(words, "person")]


def test_a_claim_that_was_missed_is_added(open_desk: Any, case: Path) -> None:
    claims = exported(case, "claims")
    reports = {r["report_id"]: r["text"] for r in exported(case, "reports")}
    report, text = next((r, t) for r, t in reports.items() if t.count(". ") > 2)
    covered = [c["evidence"] for c in claims if c["report_id"] == report]
    sentences = [m.span(1) for m in re.finditer(r"(?:^|\. )([A-Z][^.\n]{30,})", text)]
    start, end = next(
        (a, b) for a, b in sentences if all(e["end"] <= a or b <= e["start"] for e in covered)
    )
    page = open_desk
    page.goto(f"{base(page)}/reports/{report}")
    select(page, text[start:end])
    page.locator("#fill").wait_for(state="visible")
    page.keyboard.press("c")
    page.locator("#fill [data-add] select[name=event_type]").select_option("bombing")
    with page.expect_navigation():
        page.locator("#fill [data-add] button").last.click()
    added = [c for c in exported(case, "claims") if c["evidence"]["quote"] == text[start:end]]
    assert [c["event_type"] for c in added] == ["bombing"]
    assert added[0]["incident_id"]


def test_two_browsers_in_conflict(
    serving: Callable[[Settings], str], browser_page: Any, desk: TestClient, case: Path
) -> None:
    field = disputed(desk)
    address = serving(Settings(now=lambda: AT, case=case, by="Ana"))
    mine = browser_page
    mine.goto(f"{address}/incidents/{field['id']}")
    other = mine.context.browser.new_context().new_page()
    other.goto(f"{address}/incidents/{field['id']}")
    other.locator("button[data-open=me]").click()
    other.locator("#me input[name=name]").fill("Ben")
    other.locator("#me button.primary").click()
    other.locator(f"#f-{field['name']} .rulefor input[name=reason]").first.fill("I saw it")
    with other.expect_navigation():
        other.locator(f"#f-{field['name']} .rulefor button").first.click()
    mine.locator(f"#f-{field['name']} .rulefor input[name=reason]").nth(0).fill("so it was")
    mine.locator(f"#f-{field['name']} .rulefor button").nth(0).click()
    mine.locator("[role=alertdialog]").wait_for(state="visible")
    assert mine.url.endswith(f"/incidents/{field['id']}")
    assert "Ben" in mine.locator("[role=alertdialog]").inner_text()
    with mine.expect_navigation():
        mine.keyboard.press("y")
    assert "Ana" in incident_of(case, field["id"])["fields"][field["name"]]["rule"]


def test_a_refusal_stands_where_it_was_asked(open_desk: Any, case: Path) -> None:
    page = open_desk
    page.goto(f"{base(page)}/incidents/1")
    page.keyboard.press("m")
    page.locator("#join input[name=other]").fill("999")
    page.locator("#join input[name=reason]").fill("one and the same")
    page.locator("#join button").first.click()
    said = page.locator("#join [role=alert]")
    said.wait_for(state="visible")
    assert "no incident '999'" in said.inner_text()
    assert page.locator("#join input[name=reason]").input_value() == "one and the same"
    assert page.url.endswith("/incidents/1")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"field": "date", "value": "2024"}, "Incident is missing"),
        ({"incident": "1", "field": "date", "value": "2024", "seen": "x"}, "Seen is not what"),
    ],
)
def test_a_form_that_is_not_whole_is_said_in_a_sentence(
    post: Callable[..., Any], sent: dict[str, str], words: str
) -> None:
    answer = post("/act/rule", **sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<h1>" in answer.text


def test_a_date_is_ruled_as_people_write_it(
    desk: TestClient, post: Callable[..., Any], case: Path
) -> None:
    field = disputed(desk)
    post("/act/rule", incident=field["id"], field="date", value="7 February 2024", reason="seen")
    date = incident_of(case, field["id"])["fields"]["date"]
    assert (date["status"], date["value"]["edtf"]) == ("ruled", "2024-02-07")


def test_a_case_that_another_program_writes_is_said_to_be_busy(
    post: Callable[..., Any], case: Path
) -> None:
    with Store.writer(case, AT):
        answer = post("/act/check", thing="1")
    assert answer.status_code == 409
    assert "Another program is writing to this case" in answer.text
    assert "process" not in answer.text


def test_a_case_file_that_is_gone_is_said_on_every_page(desk: TestClient, case: Path) -> None:
    case.rename(case.with_name("elsewhere.db"))
    for path in ("/incidents", "/case", "/review"):
        page = desk.get(path).text
        assert "example.db is no longer where it was" in page
        assert 'href="/start"' in page
