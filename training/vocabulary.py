"""MPNet's number for each of MiniLM's word pieces: both cut words alike and number them apart.

python training/vocabulary.py MINILM_VOCAB.txt MPNET_VOCAB.txt OUT.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

MARKS = {
    "[CLS]": "<s>",
    "[SEP]": "</s>",
    "[PAD]": "<pad>",
    "[UNK]": "<unk>",
    "[MASK]": "<mask>",
}


def table(ours: list[str], theirs: list[str]) -> list[int]:
    """The numbers, in the order of our pieces."""
    numbers = {piece: at for at, piece in enumerate(theirs)}
    return [numbers.get(MARKS.get(piece, piece), numbers["<unk>"]) for piece in ours]


def main() -> None:
    """Writes the table."""
    ours, theirs = (Path(p).read_text(encoding="utf-8").split("\n") for p in sys.argv[1:3])
    Path(sys.argv[3]).write_text(json.dumps(table(ours[:30522], theirs)))


if __name__ == "__main__":
    main()
