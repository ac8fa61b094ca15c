"""Web pages: the report without the page round it, its structure kept Markdown-like.

In: HTML. Out: text with headings, lists and tables, the title, the publisher, and the day of
publication with what it rests on. It refuses to guess that day from dates in the prose.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import lxml.html
import trafilatura
from lxml.etree import LxmlError

from secondsource.read.published import parse_published
from secondsource.read.reading import Found

_DATES = (
    ("property", "article:published_time"),
    ("name", "article:published_time"),
    ("property", "og:published_time"),
    ("itemprop", "datePublished"),
    ("name", "pubdate"),
    ("name", "publish-date"),
    ("name", "publishdate"),
    ("name", "date"),
    ("name", "dc.date"),
    ("name", "dcterms.date"),
    ("name", "dcterms.created"),
    ("name", "citation_publication_date"),
    ("name", "parsely-pub-date"),
    ("name", "sailthru.date"),
)
_SITE = (
    ("property", "og:site_name"),
    ("name", "application-name"),
    ("name", "publisher"),
    ("name", "dc.publisher"),
)
_TITLE = (("property", "og:title"), ("name", "twitter:title"), ("name", "dc.title"))
_URL = (("property", "og:url"),)
_FAILURES = (  # of trafilatura on broken pages
    LxmlError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    IndexError,
    RecursionError,
)


logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # issues tell what is lost


def read_page(text: str, data: bytes, *, url: str | None) -> Found:
    """What a page gives for one report."""
    tree = _tree(text)
    if tree is None:
        return Found(re.sub(r"<[^>]*>", " ", text), data, url=url)
    published, basis = _published(tree)
    source = _meta(tree, _SITE) or _linked(tree, "publisher")
    return Found(
        text=_body(text, tree),
        original=data,
        title=_title(tree, source),
        source=source,
        url=url or _canonical(tree) or _meta(tree, _URL),
        published=published,
        basis=basis,
        lang=_lang(tree),
    )


def _tree(text: str) -> lxml.html.HtmlElement | None:
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        tree = lxml.html.document_fromstring(bare)
    except (LxmlError, ValueError):
        return None
    return tree


def _body(text: str, tree: lxml.html.HtmlElement) -> str:
    """The prose of a page, or all of its words where none can be told from the rest."""
    try:
        body = trafilatura.extract(
            text,
            output_format="markdown",
            include_comments=False,
            include_tables=True,
            include_images=False,
            include_links=False,
            favor_recall=True,
        )
    except _FAILURES:
        body = None
    if body and body.strip():
        return _without_emphasis(body)
    for element in tree.xpath("//script|//style|//noscript"):
        element.drop_tree()
    return re.sub(r"\s*\n\s*", "\n\n", str(tree.text_content())).strip()


def _without_emphasis(body: str) -> str:
    """The words without the stars of bold and italic type, and the escapes, of Markdown."""
    bare = re.sub(r"(\*\*|__)(?=\S)([^*_\n]+?)(?<=\S)\1", r"\2", body)
    bare = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"\1", bare)
    return re.sub(r"\\([*_#\[\]`])", r"\1", bare)


def _meta(tree: lxml.html.HtmlElement, names: tuple[tuple[str, str], ...]) -> str | None:
    found = {
        (key, str(element.get(key)).lower()): str(element.get("content") or "")
        for element in tree.iter("meta")
        for key in ("property", "name", "itemprop")
        if element.get(key)
    }
    return next((v.strip() for n in names if (v := found.get((n[0], n[1].lower()), ""))), None)


def _title(tree: lxml.html.HtmlElement, source: str | None) -> str | None:
    """The title of a page, without the name of its publisher behind it."""
    title = _meta(tree, _TITLE) or _first(tree, "//title") or _first(tree, "//h1")
    if title and source:
        return re.sub(rf"\s*[-–—|:·]\s*{re.escape(source)}\s*$", "", title) or title
    return title


def _first(tree: lxml.html.HtmlElement, path: str) -> str | None:
    element = next(iter(tree.xpath(path)), None)
    words = " ".join(str(element.text_content()).split()) if element is not None else ""
    return words or None


def _canonical(tree: lxml.html.HtmlElement) -> str | None:
    address = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None)
    return str(address) if address and str(address).startswith("http") else None


def _lang(tree: lxml.html.HtmlElement) -> str | None:
    named = re.match(r"[a-z]{2}(?=$|[-_])", str(tree.get("lang") or "").lower())
    return named.group() if named else None


def _published(tree: lxml.html.HtmlElement) -> tuple[str | None, str | None]:
    """The day of publication as the page states it, and where."""
    for key, name in _DATES:
        value = _meta(tree, ((key, name),))
        if value and parse_published(value) is not None:
            return value, f"meta tag {name} of the page"
    value = _linked(tree, "datePublished")
    if value and parse_published(value) is not None:
        return value, "datePublished in the page's JSON-LD"
    marked = "//time[@pubdate or @itemprop='datePublished']/@datetime"
    stated = [str(v) for v in (*tree.xpath(marked), *tree.xpath("//article//time/@datetime"))]
    day = next((v for v in stated if parse_published(v) is not None), None)
    return (day, "time element of the page") if day else (None, None)


def _linked(tree: lxml.html.HtmlElement, key: str) -> str | None:
    """A field of the page's JSON-LD: a word, or the name of a thing."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            record = json.loads(str(script), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(record):
            value = item.get(key)
            if isinstance(value, dict):
                value = value.get("name")
            if isinstance(value, str) and value.strip():
                return value.strip()
    return None


def _items(record: object) -> Iterator[dict[str, object]]:
    if isinstance(record, dict):
        yield record
        yield from _items(record.get("@graph"))
    elif isinstance(record, list):
        for item in record[:50]:
            yield from _items(item)
