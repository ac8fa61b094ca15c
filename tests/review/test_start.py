"""The start page: a desk without a case gets one, and says no more of the machine than it must."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from review.conftest import AT
from secondsource import review
from secondsource.cli import main
from secondsource.codes import open_codes
from secondsource.decide import Act, limit
from secondsource.pipeline import two_person
from secondsource.review import Settings, create_app
from secondsource.review.recent import read_recent, remember
from secondsource.scope import Scope
from secondsource.store import Store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A desk without a case."""
    return Settings(
        now=lambda: AT, by="Ana", recent=tmp_path / "mine" / "recent.json", cases=tmp_path / "cases"
    )


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of a desk without a case."""
    with TestClient(create_app(settings)) as client:
        yield client


def send(client: TestClient, where: str, **values: str) -> Any:
    """Post a form of the start page."""
    token = client.get("/start").text.split('name="desk-token" content="', 1)[1].split('"', 1)[0]
    return client.post(where, data={**values, "token": token}, follow_redirects=False)


def test_without_a_case_every_way_leads_to_the_start(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/start"
    assert "start page" in client.get("/incidents").text


def test_a_new_case_is_empty_and_remembered(
    client: TestClient, tmp_path: Path, settings: Settings
) -> None:
    answer = send(client, "/start/new", name="sahel-2026")
    assert answer.headers["location"] == "/reports-in"
    case = tmp_path / "cases" / "sahel-2026.db"
    with Store.reader(case) as store:
        assert store.reports() == ()
    assert [r.path for r in read_recent(settings.recent)] == [case]
    again = send(client, "/start/new", name="sahel-2026")
    assert again.status_code == 422 and "is there already" in again.text
    assert str(tmp_path) not in client.get("/start").text


@pytest.mark.parametrize("name", ["", "a/b", "../x", "/etc/x"])
def test_a_name_of_a_case_is_no_path(client: TestClient, tmp_path: Path, name: str) -> None:
    assert send(client, "/start/new", name=name).status_code == 422
    assert not list(tmp_path.rglob("*.db"))


def test_a_case_is_opened_by_its_path_and_by_its_name(
    client: TestClient, case: Path, tmp_path: Path
) -> None:
    wrong = send(client, "/start/open", path=str(tmp_path / "none.db"))
    assert wrong.status_code == 422 and not (tmp_path / "none.db").exists()
    assert send(client, "/start/open", path=str(case)).headers["location"] == "/incidents"
    send(client, "/start/new", name="other")
    (first, second) = client.get("/start.json").json()["recent"]
    assert (first["name"], first["here"], second["name"]) == ("other.db", True, "example.db")
    send(client, "/start/recent", key=second["key"])
    assert client.get("/case.json").json()["name"] == "example.db"
    assert send(client, "/start/recent", key="none").status_code == 422


def test_what_is_no_case_is_not_opened(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("my notes")
    assert send(client, "/start/open", path=str(tmp_path / "notes.txt")).status_code == 422
    assert client.get("/", follow_redirects=False).headers["location"] == "/start"


def test_what_is_remembered_may_be_lost(tmp_path: Path) -> None:
    file = tmp_path / "recent.json"
    for words in ("", "{", "[1]", '[{"path": 3, "opened": ""}]'):
        file.write_text(words)
        assert read_recent(file) == ()
    remember(None, tmp_path / "a.db", AT)


def test_the_example_is_made_and_read(
    serving: Callable[[Settings], str], browser_page: Any, settings: Settings, tmp_path: Path
) -> None:
    page = browser_page
    page.goto(serving(settings))
    page.get_by_role("button", name="Make the example case").click()
    page.wait_for_selector("#batch h2:has-text('The example reports: done')", timeout=90_000)
    assert page.locator("#batch .lines li").count() > 10
    assert str(tmp_path) not in page.content()
    assert (tmp_path / "cases" / "example.db").is_file()


def test_an_empty_case_says_what_to_do(
    serving: Callable[[Settings], str], browser_page: Any, tmp_path: Path
) -> None:
    case = tmp_path / "empty.db"
    Store.writer(case, AT).close()
    home = serving(Settings(now=lambda: AT, case=case, by="Ana"))
    for path in ("review", "disputes", "totals", "sources", "actors", "case", "decisions",
                 "publish", "reports-in", "enter", "incidents"):  # fmt: skip
        assert browser_page.goto(f"{home}/{path}").status == 200, path
    browser_page.wait_for_selector("body[data-drawn]")
    assert browser_page.locator("a[href='/reports-in']").count() > 1


def test_a_scope_that_nothing_lies_in_leaves_the_list(
    serving: Callable[[Settings], str], browser_page: Any, case: Path
) -> None:
    with Store.writer(case, AT) as store:
        told = {incident.event_type for incident in store.incidents()}
        other = next(code for code in open_codes().types if code not in told)
        limit(store, Scope(types=(other,)), Act("Ana", AT))
    browser_page.goto(f"{serving(Settings(now=lambda: AT, case=case, by='Ana'))}/incidents")
    browser_page.wait_for_selector("body[data-drawn]")
    assert browser_page.locator("#rows tr.row").count() > 10
    assert "0 incidents" in browser_page.locator("#said").inner_text()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Settings]:
    """The settings of desks that the command line would serve."""
    found: list[Settings] = []
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(review, "serve", lambda settings, host, port: found.append(settings))
    return found


def test_the_command_opens_the_start_page_or_a_case(served: list[Settings], case: Path) -> None:
    for words in ([], ["--case", str(case), "--two-person"]):
        with pytest.raises(SystemExit) as end:
            main(["review", "--no-browser", *words])
        assert end.value.code in (0, None)
    without, with_case = served
    assert (without.case, with_case.case) == (None, case)
    assert without.recent and without.recent.name == "recent.json" and without.cases
    with Store.reader(case) as store:
        assert two_person(store)


@pytest.mark.parametrize("words", [["--two-person"], ["--host", "0.0.0.0"]])
def test_only_a_desk_of_this_machine_alone_chooses_a_case(
    served: list[Settings], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["review", "--no-browser", *words])
    assert end.value.code == 1 and not served
    assert "Name the --case" in capsys.readouterr().err


def test_what_is_no_case_is_said_without_the_words_of_the_command(
    client: TestClient, tmp_path: Path
) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("no case at all, but long enough to be looked at", encoding="utf-8")
    for path, words in ((other, "Open another."), (tmp_path / "none.db", "There is no file at")):
        answer = send(client, "/start/open", path=str(path))
        assert answer.status_code == 422
        assert words in answer.text
        assert "--case" not in answer.text


def test_an_empty_case_says_what_to_do_next(client: TestClient) -> None:
    send(client, "/start/new", name="empty")
    assert "There are no reports yet" in client.get("/review").text
    assert "0 of 0" not in client.get("/disputes").text
