from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from secondsource.model import Issue, Report
from secondsource.read import Reading, read_sources

AT = datetime(2026, 1, 1, tzinfo=UTC)


def read(*sources: str | Path, stdin: bytes = b"") -> list[Reading | Issue]:
    names = [str(source) for source in sources]
    return list(read_sources(names, retrieved_at=AT, stdin=io.BytesIO(stdin)))


def reports(found: list[Reading | Issue]) -> list[Report]:
    return [item.report for item in found if isinstance(item, Reading)]


def issues(found: list[Reading | Issue]) -> list[Issue]:
    return [item for item in found if isinstance(item, Issue)]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_json_lines_keep_ids_and_text_as_they_are(tmp_path: Path) -> None:
    text = "  Two killed\r\nin Kyïv 😢 “so”\u0000\u200f قتل\ud800 \n"
    line = json.dumps({"id": "A 1", "text": text, "title": " T  x", "source": "Desk", "extra": [1]})
    path = write(tmp_path, "a.jsonl", "\ufeff\n" + line + "\r\n\n")
    (found,) = reports(read(path))
    assert found.text == "  Two killed\nin Kyïv 😢 “so”\ufffd\u200f قتل\ufffd \n"
    assert (found.id, found.title, found.source) == ("A 1", "T x", "Desk")
    assert found.sha256 == hashlib.sha256(found.text.encode()).hexdigest()
    assert found.retrieved_at == AT
    (reading,) = read(path)
    assert isinstance(reading, Reading)
    assert reading.original == line.encode()
    assert found.original_sha256 == hashlib.sha256(line.encode()).hexdigest()


def test_a_report_without_id_is_named_by_its_bytes(tmp_path: Path) -> None:
    content = b"Two people were killed, police said."
    (found,) = reports(read(write(tmp_path, "a.txt", content)))
    assert found.id == "r" + hashlib.sha256(content).hexdigest()[:16]
    (again,) = reports(read("-", stdin=content))
    assert again.id == found.id


def test_the_same_id_with_new_text_is_read_twice(tmp_path: Path) -> None:
    lines = '{"id":"a","text":"Two dead."}\n{"id":"a","text":"Three dead."}\n'
    assert [r.text for r in reports(read(write(tmp_path, "a.jsonl", lines)))] == [
        "Two dead.",
        "Three dead.",
    ]


def test_a_bad_line_costs_that_line_only(tmp_path: Path) -> None:
    lines = [
        '{"id":"a","text":"Two dead."}',
        '{"id":"b","text":',
        "[1]",
        '{"id":"c"}',
        '{"id":"d","text":" \\n"}',
        '{"id":"e","text":7}',
        '{"id":"f","text":"Three dead.","published":"sometime"}',
    ]
    found = read(write(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [r.id for r in reports(found)] == ["a", "f"]
    told = [(i.code, i.line, i.failed) for i in issues(found)]
    assert told == [
        ("bad_json", 2, True),
        ("bad_record", 3, True),
        ("no_text", 4, True),
        ("empty", 5, True),
        ("no_text", 6, True),
        ("unreadable_date", 7, False),
    ]
    for issue in issues(found):
        assert issue.stage == "read"
        assert issue.file == str(tmp_path / "a.jsonl")
        assert issue.message.endswith(".")


def test_json_that_is_no_lines(tmp_path: Path) -> None:
    write(tmp_path, "1.json", '[{"id":1,"text":"One dead."},{"x":1}]')
    write(tmp_path, "2.json", '{"reports":[{"id":"two","text":"Two dead."}]}')
    write(tmp_path, "3.json", '{\n "id": "three",\n "text": "Three dead."\n}')
    write(tmp_path, "4.json", '{"id":"four","text":"Four dead."}\n{"id":"five","text":"5 dead."}')
    write(tmp_path, "5.json", "[]")
    write(tmp_path, "6.json", "[1,")
    found = read(tmp_path)
    assert [r.id for r in reports(found)] == ["1", "two", "three", "four", "five"]
    assert [i.code for i in issues(found)] == ["no_text", "empty", "bad_json"]


def test_tables(tmp_path: Path) -> None:
    table = (
        "ID;Publisher;Published;Text\n"
        'a;Desk;5 Jan 2024;"Two killed;\npolice ""said""."\n'
        "\n"
        "b;Desk;;\n"
        "c;Desk;8/2/2024;Three killed.\n"
    )
    found = read(write(tmp_path, "a.csv", table))
    first, second = reports(found)
    assert (first.text, first.published) == ('Two killed;\npolice "said".', date(2024, 1, 5))
    assert (second.id, second.source, second.published) == ("c", "Desk", None)
    assert [(i.code, i.line) for i in issues(found)] == [("no_text", 5), ("unreadable_date", 6)]
    assert reports(read("-", stdin=table.encode()))[0].id == "a"
    (issue,) = issues(read(write(tmp_path, "b.csv", "a,b\n1,2\n")))
    assert (issue.code, issue.failed) == ("no_text", True)


def test_prose_with_commas_is_no_table(tmp_path: Path) -> None:
    text = "The text, its source, and the date.\nTwo people, police said, died.\n"
    assert [r.text for r in reports(read(write(tmp_path, "a.txt", text)))] == [text]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_of_unicode(tmp_path: Path, encoding: str) -> None:
    text = "Two people were killed in Kyïv, “police” said.\n"
    found = read(write(tmp_path, "a.txt", text.encode(encoding)))
    assert [r.text for r in reports(found)] == [text]
    assert not issues(found)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Dix personnes ont été tuées à Ménaka, d’après “la police”."),
        ("latin-1", "Un atentado mató a diez policías en Bogotá, según la fiscalía."),
        ("cp1251", "Двое погибли в результате удара по городу, сообщили власти. " * 5),
        ("cp1256", "قتل شخصان في هجوم على قرية في شمال البلاد وقال شهود إن ذلك " * 5),
    ],
)
def test_other_encodings_are_guessed_and_the_guess_is_told(
    tmp_path: Path, encoding: str, text: str
) -> None:
    found = read(write(tmp_path, "a.txt", text.encode(encoding)))
    assert [r.text for r in reports(found)] == [text]
    assert [(i.code, i.failed) for i in issues(found)] == [("encoding_guessed", False)]


def test_a_stray_byte_does_not_spoil_the_rest(tmp_path: Path) -> None:
    content = "Two killed in Kyïv and Šibenik, “police” said – and more’s to come. ".encode() * 20
    found = read(write(tmp_path, "a.txt", content + b"\xff end."))
    (report,) = reports(found)
    assert report.text.count("\ufffd") == 1
    assert [i.code for i in issues(found)] == ["encoding_guessed"]


PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Strike kills two - The Desk</title><meta property="og:site_name" content="The Desk">
{meta}</head><body><nav><a href="/">Home</a><a href="/w">World</a></nav><article>
<h1>Strike kills two</h1>{time}
<p>A strike killed two people in <b>Mosul</b> on <a href="/x">Wednesday</a>, police said on
March 3, 2019. It was the second strike on the city in a week, and more may follow.</p>
<h2>Background</h2><ul><li>Jan 4: one person was killed in a drone strike</li>
<li>Feb 1: two people were killed in a rocket attack</li></ul>
<table><tr><th>Date</th><th>Place</th></tr><tr><td>4 Jan</td><td>Mosul</td></tr></table>
<p>The army did not comment on the strike, and the governor asked for calm.</p>
</article><aside><h3>Related Posts</h3><a href="/y">Ten best phones</a></aside>
<footer>© The Desk</footer></body></html>"""


@pytest.mark.parametrize(
    ("meta", "time", "day", "basis"),
    [
        (
            '<meta property="article:published_time" content="2024-02-08T01:00:00+03:00">',
            "",
            date(2024, 2, 8),
            "meta tag article:published_time of the page",
        ),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle",'
            '"datePublished":"2024-02-08"}]}</script>',
            "",
            date(2024, 2, 8),
            "datePublished in the page's JSON-LD",
        ),
        (
            "",
            '<time datetime="2024-02-08T10:00">Thursday</time>',
            date(2024, 2, 8),
            "time element of the page",
        ),
        ("", "", None, None),
    ],
    ids=["meta", "json-ld", "time", "none: a day in the prose is no day of publication"],
)
def test_pages(tmp_path: Path, meta: str, time: str, day: date | None, basis: str | None) -> None:
    page = PAGE.replace("{meta}", meta).replace("{time}", time)
    (found,) = reports(read(write(tmp_path, "a.html", page)))
    assert (found.published, found.published_basis) == (day, basis)
    assert (found.title, found.source, found.lang) == ("Strike kills two", "The Desk", "en")
    for words in (
        "A strike killed two people in Mosul on Wednesday, police said",
        "## Background",
        "- Jan 4: one person was killed",
        "| 4 Jan | Mosul |",
        "asked for calm.",
    ):
        assert words in found.text
    assert "phones" not in found.text
    assert "Home" not in found.text


def test_a_page_of_one_line_is_still_read(tmp_path: Path) -> None:
    page = "<html><body><p>Two people were killed.</p><script>x()</script></body></html>"
    (found,) = reports(read(write(tmp_path, "page", page)))
    assert found.text.strip() == "Two people were killed."


def test_a_block_of_fields_on_top_is_no_text(tmp_path: Path) -> None:
    fields = 'id: m1\ntitle: "On it"\npublisher: Desk\ndate: 5 Jan 2024\nx\n'
    text = f"---\n{fields}---\n\n# Head\n\nBody.\n"
    (found,) = reports(read(write(tmp_path, "a.md", text)))
    assert (found.id, found.title, found.source) == ("m1", "On it", "Desk")
    assert (found.text, found.published) == ("# Head\n\nBody.\n", date(2024, 1, 5))
    plain = "---\nTwo people died.\n---\n"
    assert [r.text for r in reports(read("-", stdin=plain.encode()))] == [plain]


def test_days_that_a_text_or_address_gives(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "text": "KABUL, Jan 5, 2024 (X) - Two died.", "published": "2024-01-06"},
        {"id": "b", "text": "KABUL, Jan 5, 2024 (X) - Two died."},
        {"id": "c", "text": "Two died.", "url": "https://x.example/2024/01/05/a"},
        {"id": "d", "text": "Two died on Jan 5, 2024."},
    ]
    path = write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))
    assert [(r.published and r.published.day, r.published_basis) for r in reports(read(path))] == [
        (6, "given with the report"),
        (5, "date line of the text"),
        (5, "URL"),
        (None, None),
    ]


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".hidden.txt", ".git/x.txt", "c/3.txt"):
        write(tmp_path, name, f"Report {name} of two people killed.")
    found = reports(read(tmp_path))
    assert [r.text.split()[1] for r in found] == ["b.txt", "a/1.txt", "a/2.txt", "c/3.txt"]


def test_what_is_no_text_is_named_with_what_to_do(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    write(tmp_path, "a.pdf", b"%PDF-1.7 ...")
    write(tmp_path, "b.docx", b"PK\x03\x04" + bytes(50))
    write(tmp_path, "c.bin", bytes(range(256)) * 8)
    write(tmp_path, "d.xml", '<?xml version="1.0"?><rss><channel/></rss>')
    write(tmp_path, "e.txt", b"")
    sqlite3.connect(tmp_path / "f.db").executescript("create table t(x)").connection.close()
    found = issues(read(tmp_path, tmp_path / "missing.txt", "http://["))
    assert [(i.code, i.failed) for i in found] == [
        ("damaged", True),
        ("not_unpacked", True),
        ("not_text", True),
        ("not_supported", True),
        ("empty", True),
        ("not_text", False),
        ("missing", True),
        ("not_fetched", True),
    ]
    assert "save it as text" in found[1].message


def test_an_outsized_report_is_lost_and_the_next_is_read(tmp_path: Path) -> None:
    long = "Two people died. " * 400_000
    lines = (
        json.dumps({"id": "long", "text": long}).encode()
        + b"\n"
        + b'{"text":"'
        + b"x" * (50 * 1024 * 1024)
        + b'"}\n'
        + b'{"id":"next","text":"One died."}\n'
    )
    found = read(write(tmp_path, "a.jsonl", lines))
    assert [(i.code, i.line) for i in issues(found)] == [("too_large", 1), ("too_large", 2)]
    assert [r.id for r in reports(found)] == ["next"]


def test_addresses_in_a_folder_are_not_fetched(tmp_path: Path) -> None:
    path = write(tmp_path, "list.txt", "# pages\nhttp://[1\nhttp://[2\n")
    (issue,) = issues(read(tmp_path))
    assert (issue.code, issue.failed) == ("addresses_not_fetched", False)
    assert [i.code for i in issues(read(path))] == ["not_fetched", "not_fetched"]


def test_the_examples_are_read_without_loss() -> None:
    folder = Path(__file__).parents[2] / "examples" / "reports"
    found = read(folder)
    assert not issues(found)
    texts = [r.text for r in reports(found)]
    assert len(texts) >= 15
    assert all("Example text; facts not verified." in text for text in texts)
    project = tomllib.loads((folder.parents[1] / "pyproject.toml").read_text("utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert "examples/reports" in packed
