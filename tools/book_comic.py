"""A book as CBZ: the pictures of its pages in one archive, as comic readers want it. Knows no texts."""

import io
import zipfile
from collections.abc import Sequence


def comic(pages: Sequence[bytes]) -> bytes:
    """PNGs named so that they sort in their order; they are compressed already."""
    buffer = io.BytesIO()
    digits = len(str(len(pages)))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for number, page in enumerate(pages, start=1):
            archive.writestr(f"{number:0{digits}}.png", page)
    return buffer.getvalue()
