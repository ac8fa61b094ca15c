"""The JSON Schemas and the written description of the exports, made from their columns.

In: nothing, or the page that describes the exports. Out: one schema a format (draft 2020-12); the
page with its tables of columns renewed. It refuses a page that names columns it does not know.
`python -m secondsource.export.schema docs` writes both; a test compares them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from secondsource.errors import DataError
from secondsource.export.claims import CLAIM, REACTION, TOTAL
from secondsource.export.columns import Column
from secondsource.export.contract import DECISION, DISPUTE, INCIDENT, LINES, LINK, REPORT
from secondsource.export.geo import collection_schema
from secondsource.export.plain import WORDS, Schema, either, form, joined, record
from secondsource.export.tables import CSV
from secondsource.export.tags import CLAIMS
from secondsource.model import Actor, Layer, Place, Property

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_COLUMNS: Mapping[str, Sequence[Column[Any]]] = {
    "claims": CLAIM,
    "totals": TOTAL,
    "reactions": REACTION,
    "incidents": INCIDENT,
    "disputes": DISPUTE,
    "reports": REPORT,
    "links": LINK,
    "decisions": DECISION,
    "csv": CSV,
}


def schemas() -> dict[str, Schema]:
    """Format name to the schema of one line, or of the whole file for `geojson`."""
    found = {name: _titled(f"One line of `{name}`", f.schema()) for name, f in LINES.items()}
    found["geojson"] = _titled("The file `geojson`", collection_schema())
    return found | {"tag": _titled("One line of `secondsource tag`", tag_schema())}


def tag_schema() -> Schema:
    """The JSON Schema of the lines of `secondsource tag`, layer by layer."""
    timex = record({k: form(str | None) for k in ("timex_type", "timex_value", "edtf")})
    said = joined(record({"property": form(Property)}), WORDS, record({"value": {}}))
    keys = ("claim_id", "account_id", "kind", "event_type", "stance", "negated", "score")
    known = {c.name: c.schema for c in CLAIM if c.name in keys}
    told = record({**known, "statements": {"type": "array", "items": said}})
    values = {
        Layer.DATES.value: timex,
        Layer.PLACES.value: either(form(Place), form(None)),
        Layer.ACTORS.value: either(form(Actor), form(None)),
        CLAIMS: told,
    }
    return {"oneOf": [_layer(name, value) for name, value in values.items()]}


def _layer(name: str, value: Schema) -> Schema:
    spans = {"type": "array", "items": joined(WORDS, record({"value": value}))}
    return record({"report_id": form(str), "layer": {"const": name}, "spans": spans})


def _titled(title: str, schema: Schema) -> Schema:
    return {"$schema": _DRAFT, "title": title, **schema}


def text_of(schema: Schema) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def described(page: str) -> str:
    """The page with the table of columns between each pair of its marks."""

    def table(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in _COLUMNS:
            raise DataError(f"The page names the columns of {name!r}; there are no such columns.")
        rows = [f"| `{column.name}` | {column.about} |" for column in _COLUMNS[name]]
        body = "\n".join(["| key | meaning |", "|---|---|", *rows])
        return f"<!-- columns {name} -->\n{body}\n<!-- end -->"

    return re.sub(r"<!-- columns (\w+) -->\n.*?<!-- end -->", table, page, flags=re.DOTALL)


def write_docs(docs: Path) -> None:
    """Renew the schemas and the tables of columns in the documentation."""
    folder = docs / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / f"{name}.json").write_text(text_of(schema), encoding="utf-8")
    page = docs / "export_formats.md"
    page.write_text(described(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write_docs(Path(sys.argv[1]))
