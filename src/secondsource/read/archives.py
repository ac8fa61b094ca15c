"""Files that are ZIP archives inside: workbooks and office documents, and whether to unpack them.

In: bytes. Out: the reason why not, or None. It refuses encrypted archives and those that unpack to
far more than they hold, before anything is unpacked.
"""

from __future__ import annotations

import io
import zipfile

LARGEST_FILE = 64 * 1024 * 1024  # bytes of a workbook or document
LARGEST_UNPACKED = 512 * 1024 * 1024
MOST_PARTS = 10_000
_SQUEEZED = 200  # times: sheets of one repeated row reach 60, a bomb 1,000
_SMALL = 16 * 1024 * 1024  # unpacked bytes that no ratio makes dangerous


def unsafe(data: bytes) -> str | None:
    """Why an archive should not be unpacked; None where nothing speaks against it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as fault:
        return f"it is damaged ({fault})"
    if any(part.flag_bits & 1 for part in parts):
        return "it is protected by a password"
    size = sum(part.file_size for part in parts)
    squeezed = size > _SMALL and size > _SQUEEZED * max(1, len(data))
    if len(parts) > MOST_PARTS or size > LARGEST_UNPACKED or squeezed:
        return f"it would unpack to {size // 1024 // 1024:,} MB in {len(parts):,} parts"
    return None
