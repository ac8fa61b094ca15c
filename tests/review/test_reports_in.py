"""Reports in: files, words and sheets come in from the browser, and what came of them is said."""

from __future__ import annotations

import csv
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook

from review.conftest import AT, token_of
from secondsource.errors import CaseBusy
from secondsource.review import Settings, create_app
from secondsource.review.intake import Came, Intake, Job, name_of
from secondsource.store import Store

NEWS = (
    "KYIV, March 8 2024 - A Russian missile strike on an apartment building in the Ukrainian city "
    "of Sumy on Thursday killed at least four people, the regional governor said."
)
LATER = (
    "KYIV, March 9 2024 - The death toll from Thursday's Russian missile strike on an apartment "
    "building in the Ukrainian city of Sumy has risen to six, rescuers said."
)
SHEET = (
    "Ref,Day,Town,Country,Type,Perpetrator,Dead,Source,Notes\n"
    "1,2024-03-07,Sumy,Ukraine,missile strike,Russian forces,3,Local monitor,Missiles hit flats.\n"
    "2,2024-05-02,Odesa,Ukraine,missile strike,Russian forces,1,Local monitor,A depot was hit.\n"
)
HOSTILE = '<script>alert("x")</script><b>KYIV</b>'


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A case without reports."""
    path = tmp_path / "empty.db"
    Store.writer(path, AT).close()
    return path


@pytest.fixture
def client(empty: Path) -> Iterator[TestClient]:
    """A desk over an empty case."""
    with TestClient(create_app(Settings(now=lambda: AT, case=empty, by="Ana"))) as desk:
        yield desk


def send(client: TestClient, path: str, files: Any = None, **values: str) -> Any:
    """Post a form of the desk."""
    data = {**values, "token": token_of(client)}
    return client.post(path, data=data, files=files, follow_redirects=False)


def done(client: TestClient) -> dict[str, Any]:
    """The batch when it is read."""
    for _ in range(600):
        batch: dict[str, Any] = client.get("/reports-in.json").json()["batch"]
        if not batch["running"]:
            return batch
        time.sleep(0.05)
    pytest.fail("the batch did not end")


def test_files_are_read_and_what_joined_is_told(client: TestClient) -> None:
    sent = [("files", ("day/one.txt", NEWS.encode())), ("files", ("day/.hidden", b"x"))]
    answer = send(client, "/reports-in/files", sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports-in#batch")
    first = done(client)
    assert (first["what"], first["read"], len(first["fresh"])) == ("1 file", 1, 1)
    send(client, "/reports-in/files", [("files", ("two.txt", LATER.encode()))])
    second = done(client)
    assert (second["fresh"], len(second["joined"])) == ([], 1)
    assert second["joined"][0]["id"] == first["fresh"][0]["id"]
    page = client.get("/reports-in/progress").text
    assert "Joined what was there: 1" in page and "hx-get" not in page
    send(client, "/reports-in/files", [("files", ("two.txt", LATER.encode()))])
    assert (done(client)["read"], done(client)["known"]) == (0, 1)


def test_what_failed_is_told_by_the_name_it_was_sent_under(client: TestClient, empty: Path) -> None:
    name = "../../etc/<img src=x onerror=alert(1)>.pdf"
    send(client, "/reports-in/files", [("files", (name, b"\x00\x01\x02binary\xff\xfe" * 40))])
    batch = done(client)
    assert len(batch["failed"]) == 1
    page = client.get("/reports-in").text
    assert "&lt;img src=x" in page and "<img" not in page
    assert "secondsource-" not in page and str(empty.parent) not in page
    with Store.reader(empty) as store:
        assert not [i for i in store.issues() if i.file and i.file.startswith(("/", ".."))]


def test_pasted_words_are_one_report(client: TestClient, empty: Path) -> None:
    words = f"{NEWS} {HOSTILE}"
    send(client, "/reports-in/text", text=words, source="Sumy Post", published="2024-03-08")
    assert done(client)["read"] == 1
    with Store.reader(empty) as store:
        (report,) = store.reports()
    assert (report.text, report.source) == (words, "Sumy Post")
    assert report.published and report.published.isoformat() == "2024-03-08"
    page = client.get(f"/reports/{report.id}").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_words_without_source_and_day_stay_without(client: TestClient, empty: Path) -> None:
    send(client, "/reports-in/text", text="Shells fell on a market in Sumy and killed two people.")
    done(client)
    with Store.reader(empty) as store:
        (report,) = store.reports()
    assert (report.source, report.published) == (None, None)


@pytest.mark.parametrize("words", ["", "  ", "file:///etc/passwd", "https://a.example ftp://b"])
def test_only_addresses_of_pages_are_fetched(client: TestClient, words: str) -> None:
    answer = send(client, "/reports-in/addresses", addresses=words)
    assert answer.status_code == 422 and "nothing was fetched" in answer.text
    assert client.get("/reports-in.json").json()["batch"] is None


def test_a_file_of_addresses_is_not_fetched(client: TestClient) -> None:
    send(client, "/reports-in/files", [("files", ("links.txt", b"http://127.0.0.1:1/x\n"))])
    batch = done(client)
    assert batch["read"] == 0 and "not fetched" in " ".join(batch["doubts"] + batch["failed"])


def test_a_sheet_is_looked_at_before_it_is_brought_in(client: TestClient, empty: Path) -> None:
    answer = send(client, "/reports-in/files", [("files", ("tracker.csv", SHEET.encode()))])
    where = answer.headers["location"]
    assert re.fullmatch(r"/reports-in/sheets/\w+", where)
    page = client.get(where).text
    found = re.search(r'<textarea id="map"[^>]*>(.*?)</textarea>', page, re.S)
    assert found and "place = &#34;Town&#34;" in found.group(1)
    with Store.reader(empty) as store:
        assert not store.reports()
    wrong = send(client, where, map='[columns]\nplace = "City"', do="import")
    assert wrong.status_code == 422 and "no column &#39;City&#39;" in wrong.text
    broken = send(client, where, map="[columns", do="look")
    assert "The map is not TOML" in broken.text and "secondsource-" not in broken.text
    own = (
        'name = "team"\n[columns]\nid = "Ref"\ndate = "Day"\nplace = "Town"\ncountry = "Country"\n'
        'event_type = "Type"\nperpetrator = "Perpetrator"\nkilled = "Dead"\nnotes = "Notes"\n'
    )
    assert send(client, where, map=own, do="import").status_code == 303
    batch = done(client)
    assert (batch["read"], len(batch["fresh"]), batch["failed"]) == (2, 2, [])
    with Store.reader(empty) as store:
        assert sorted(r.id for r in store.reports()) == ["team:1", "team:2"]
    assert "no longer here" in client.get(where).text


def test_a_workbook_is_a_sheet_whatever_stands_in_it(client: TestClient, empty: Path) -> None:
    book, out = Workbook(), BytesIO()
    for row in csv.reader(SHEET.splitlines()):
        book.worksheets[0].append(["=1+1" if cell == "A depot was hit." else cell for cell in row])
    book.save(out)
    sent = [("files", ("a <b>.xlsx", out.getvalue())), ("files", ("one.txt", NEWS.encode()))]
    send(client, "/reports-in/files", sent)
    assert done(client)["read"] == 1  # the text is read, the sheet waits
    (sheet,) = client.get("/reports-in.json").json()["sheets"]
    page = client.get(f"/reports-in/sheets/{sheet['key']}").text
    assert "a &lt;b&gt;.xlsx" in page and "<td>Town</td>" in page


def test_a_sheet_that_is_none_is_said(client: TestClient) -> None:
    where = send(client, "/reports-in/files", [("files", ("a.xlsx", b"PK\x03\x04no"))])
    page = client.get(where.headers["location"])
    assert page.status_code == 422 and "a.xlsx" in page.text and "secondsource-" not in page.text


def test_a_sheet_can_be_left(client: TestClient) -> None:
    answer = send(client, "/reports-in/files", [("files", ("tracker.csv", SHEET.encode()))])
    assert "tracker.csv" in client.get("/reports-in").text
    send(client, answer.headers["location"], do="leave")
    assert "tracker.csv" not in client.get("/reports-in").text


def test_one_batch_at_a_time_and_nothing_sent_is_lost(client: TestClient, empty: Path) -> None:
    intake: Intake = client.app.state.desk.intake  # type: ignore[attr-defined]
    go = threading.Event()

    def work(job: Job) -> Came:
        go.wait(20)
        return Came(0, 0, (), (), (), ())

    where = send(client, "/reports-in/files", [("files", ("a.csv", SHEET.encode()))])
    where = where.headers["location"]
    intake.start(empty, "Two files", work)
    refused = send(client, "/reports-in/text", text=NEWS)
    assert refused.status_code == 409 and "Two files are still being read" in refused.text
    with pytest.raises(CaseBusy):
        client.app.state.desk.open(empty)  # type: ignore[attr-defined]
    page = client.get(where).text
    own = unescape(re.findall(r'<textarea id="map"[^>]*>(.*?)</textarea>', page, re.S)[0])
    assert send(client, where, map=own, do="import").status_code == 409
    go.set()
    done(client)
    assert send(client, where, map=own, do="import").status_code == 303
    assert done(client)["read"] == 2


def test_what_others_write_is_said_plainly(client: TestClient, empty: Path) -> None:
    with Store.writer(empty, AT):
        send(client, "/reports-in/text", text=NEWS)
        batch = done(client)
    assert batch["fault"] and str(empty.parent) not in batch["fault"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a.txt", "a.txt"),
        ("day/a.txt", "day/a.txt"),
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\Users\\x\\a.txt", "C:/Users/x/a.txt"),
        ("/", "a file without a name"),
        ("a\x00b\u202etxt.exe", "a�btxt.exe"),
        ("x" * 500, "x" * 120),
    ],
)
def test_names_of_files_are_words(sent: str, kept: str) -> None:
    assert name_of(sent) == kept


# --- in a browser -------------------------------------------------------------------------------


@pytest.fixture
def page(serving: Callable[[Settings], str], browser_page: Any, empty: Path) -> Any:
    """The page for reports of an empty case, in a browser."""
    address = serving(Settings(now=lambda: AT, case=empty, by="Ana"))
    browser_page.goto(f"{address}/reports-in")
    return browser_page


def test_dropped_files_are_read_while_the_page_looks_on(page: Any) -> None:
    page.evaluate(
        """files => {
          const data = new DataTransfer();
          for (const [name, words] of files) data.items.add(new File([words], name));
          const event = new DragEvent("drop", { bubbles: true, cancelable: true });
          Object.defineProperty(event, "dataTransfer", { value: data });
          document.getElementById("drop").dispatchEvent(event);
        }""",
        [["one.txt", NEWS], ["<b>two</b>.txt", LATER]],
    )
    page.wait_for_selector("#batch h2:has-text('2 files: done')")
    assert page.locator("#batch .lines li").count() == 1
    page.locator("#batch .lines a.link").first.click()
    page.wait_for_url("**/incidents/*")


def test_a_sheet_comes_in_and_stands_in_the_overview(page: Any, tmp_path: Path) -> None:
    sheet = tmp_path / "tracker.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(str(sheet))
    with page.expect_navigation():
        page.get_by_role("button", name="Read them", exact=True).click()
    assert page.locator("h1").inner_text() == "tracker.csv"
    page.get_by_role("button", name="Bring the rows in").click()
    page.wait_for_selector("#batch h2:has-text('done')")
    page.goto(page.url.split("/reports-in")[0] + "/incidents")
    page.wait_for_selector("body[data-drawn]")
    rows = page.locator("#rows tr.row").all_inner_texts()
    assert len(rows) == 2 and any("Odesa" in row for row in rows)


def test_words_are_pasted_by_keyboard_alone(page: Any) -> None:
    page.locator("#text").focus()
    page.keyboard.insert_text(NEWS)
    for _ in range(3):
        page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("#batch h2:has-text('The pasted words: done')")
    assert json.loads(page.request.get(page.url.split("#")[0] + ".json").text())["incidents"] == 1
