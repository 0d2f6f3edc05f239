"""A book as EPUB 3 in fixed layout: one XHTML a sheet, with real text, its fonts, and alt texts.

Knows nothing of the store.
"""

import hashlib
import io
import uuid
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

from .book_html import environment
from .fonts import families
from .volume import Volume

PIXELS_A_MM = 6
MIMETYPE = b"application/epub+zip"


def epub(volume: Volume) -> bytes:
    """The book as one file; its first entry says what it is, uncompressed, as the format demands."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        for name, content in _entries(volume).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _entries(volume: Volume) -> Mapping[str, bytes | str]:
    templates = environment(lambda length: f"{length * PIXELS_A_MM:.2f}px")
    fonts = [(face, f"fonts/{face.name}.woff") for face in volume.faces]
    known = {"title": volume.title, "format": volume.format, "sheets": volume.sheets, "faces": fonts}
    size = {side: round(getattr(volume.format, side) * PIXELS_A_MM) for side in ("width", "height")}
    entries: dict[str, bytes | str] = {
        "META-INF/container.xml": templates.get_template("container.xml").render(),
        "book/style.css": templates.get_template("sheet.css.jinja").render(
            known, families=families(volume.faces)
        ),
        "book/nav.xhtml": templates.get_template("nav.xhtml.jinja").render(known),
    }
    entries |= {f"book/{source}": face.woff for face, source in fonts}
    page = templates.get_template("sheet.xhtml.jinja")
    for sheet in volume.sheets:
        source = f"images/{sheet.name}.jpg"
        entries[f"book/{sheet.name}.xhtml"] = page.render(known, **size, sheet=sheet, source=source).lstrip()
        if sheet.shown:
            entries[f"book/{source}"] = sheet.shown.jpeg
    package = templates.get_template("package.opf.jinja")
    return entries | {"book/package.opf": package.render(known, **_metadata(volume, entries))}


def _metadata(volume: Volume, entries: Mapping[str, bytes | str]) -> Mapping[str, object]:
    """The same pages give the same identifier."""
    content = hashlib.sha256()
    for entry in entries.values():
        content.update(entry if isinstance(entry, bytes) else entry.encode())
    languages = dict.fromkeys(passage.language for passage in volume.texts)
    return {
        "identifier": uuid.uuid5(uuid.NAMESPACE_OID, content.hexdigest()).urn,
        "modified": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "languages": list(languages),
    }
