"""The JSON Schemas of the exports, made from the nouns and columns: no second model tree.

In: nothing. Out: one schema a format (draft 2020-12). It refuses nothing.
`python -m secondsource.export.schema docs/schema` writes the files; a test compares them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from secondsource.export.contract import LINES
from secondsource.export.geo import collection_schema
from secondsource.export.plain import Schema

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, Schema]:
    """Format name to the schema of one line, or of the whole file for `geojson`."""
    found = {name: _titled(f"One line of `{name}`", f.schema()) for name, f in LINES.items()}
    return found | {"geojson": _titled("The file `geojson`", collection_schema())}


def _titled(title: str, schema: Schema) -> Schema:
    return {"$schema": _DRAFT, "title": title, **schema}


def text_of(schema: Schema) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path) -> None:
    """Write every schema to a folder, one file a format."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / f"{name}.json").write_text(text_of(schema), encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
