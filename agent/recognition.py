"""What an uploaded picture shows, where the picture itself says so: pictures painted here carry their record.

Looks at no pixels.
"""

from pathlib import Path

from PIL import Image

from ..tools.records import record_in_png


def shown_in(path: Path) -> str:
    """The sentence that a picture was painted from, or "" where it carries none."""
    with Image.open(path.expanduser()) as image:
        record = record_in_png(dict(image.info))
    call = (record or {}).get("call") or {}
    told = call.get("tool") in ("generate", "compose")  # an edit's instruction says only what changed
    return str((record or {}).get("request", {}).get("prompt", "")) if told else ""
