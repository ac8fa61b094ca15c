"""The desk is closed to other hosts, other sites, other people, and to code in reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from review.conftest import AT
from secondsource.review import Settings, create_app
from secondsource.review.security import is_outside, policy

TEMPLATES = Path(__file__).parents[2] / "src" / "secondsource" / "review" / "templates"


def test_every_answer_forbids_inline_code(desk: TestClient) -> None:
    for path in ("/disputes", "/disputes.json", "/nowhere", "/static/desk.js"):
        found = desk.get(path).headers["content-security-policy"]
        assert "script-src 'self';" in found and "unsafe" not in found, path


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_no_template_has_inline_code_or_styles(template: Path) -> None:
    text = template.read_text("utf-8")
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, script
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", text)
    assert "|safe" not in text.replace(" ", ""), "report words are hostile; never mark them safe"


def test_another_host_name_is_refused(desk: TestClient) -> None:
    answer = desk.get("/disputes", headers={"host": "evil.example"})
    assert answer.status_code == 421


def test_a_form_of_another_session_changes_nothing(desk: TestClient) -> None:
    refused = desk.post("/me", data={"name": "Mallory", "token": "0" * 64}, follow_redirects=False)
    assert refused.status_code == 403
    assert "desk_name" not in refused.headers.get("set-cookie", "")


def test_a_form_of_this_session_is_taken(desk: TestClient, post: Callable[..., Any]) -> None:
    assert post("/me", name="Zoë Q").status_code == 303
    assert "Zoë Q" in desk.get("/disputes").text


def test_a_body_that_is_too_large_is_refused(desk: TestClient) -> None:
    answer = desk.post("/me", content=b"x", headers={"content-length": str(10**9)})
    assert answer.status_code == 413


def test_a_desk_open_to_a_network_asks_for_its_token(case: Path) -> None:
    app = create_app(Settings(now=lambda: AT, case=case, token="s3cret"))
    with TestClient(app) as client:
        assert client.get("/disputes", follow_redirects=False).headers["location"] == "/login"
        assert client.get("/disputes.json", follow_redirects=False).status_code == 303
        form = re.search(r'name="token" value="(\w+)"', client.get("/login").text)
        assert form
        sent = {"token": form.group(1), "secret": "guess"}
        assert client.post("/login", data=sent, follow_redirects=False).status_code == 403
        sent["secret"] = "s3cret"
        assert client.post("/login", data=sent, follow_redirects=False).status_code == 303
        assert client.get("/disputes").status_code == 200


def test_tiles_may_be_fetched_only_from_where_they_were_set() -> None:
    assert "https://*.tiles.example" in policy("https://{s}.tiles.example/{z}/{x}/{y}.png")
    assert "http" not in policy(None)


def test_no_path_of_the_machine_is_shown(tmp_path: Path) -> None:
    gone = tmp_path / "gone.db"
    with TestClient(create_app(Settings(now=lambda: AT, case=gone))) as client:
        answer = client.get("/disputes")
    assert answer.status_code == 422
    assert str(tmp_path) not in answer.text


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("http://127.0.0.1:8000/x", False),
        ("http://localhost/", False),
        ("http://[::1]/", False),
        ("http://10.1.2.3/", False),
        ("http://192.168.0.1/", False),
        ("http://169.254.169.254/latest", False),
        ("http://8.8.8.8/", True),
        ("file:///etc/passwd", False),
    ],
)
def test_only_addresses_outside_are_fetched_for_others(address: str, outside: bool) -> None:
    assert is_outside(address) is outside
