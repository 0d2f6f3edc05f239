"""What another assistant gets back: a sentence, values, small previews, and links to full pictures."""

import base64
import re

from mcp import types

from ..tools.assets import Store
from ..tools.records import StoreError
from .as_json import Json
from .pictures import made_small

PREVIEW = 256
"""Pixels of the longer side: some kilobytes, and enough to see what there is."""
URI = "triptych://images/{id}.png"


def answer(text: str, structured: Json, *more: types.ContentBlock) -> types.CallToolResult:
    """A sentence, the same as values, and pictures."""
    content: list[types.ContentBlock] = [types.TextContent(text=text), *more]
    return types.CallToolResult(content=content, structured_content=structured)


def refused(sentence: str) -> types.CallToolResult:
    """An error that the other assistant can read and mend."""
    return types.CallToolResult(content=[types.TextContent(text=sentence)], is_error=True)


def link(id: str) -> types.ResourceLink:
    """Where a full picture can be read."""
    return types.ResourceLink(name=id, uri=URI.format(id=id), mime_type="image/png")


def preview(store: Store, id: str, size: int) -> types.ImageContent:
    """A picture with `size` pixels on its longer side at most, as WebP."""
    small = made_small(store.open(id), size)
    return types.ImageContent(data=base64.b64encode(small).decode(), mime_type="image/webp")


def png(store: Store, uri: str) -> bytes:
    """The file of the picture that a resource names. Raises `StoreError` where there is none."""
    match = re.fullmatch(r"triptych://images/(i[1-9][0-9]*)\.png", uri)
    if not match:
        raise StoreError(f"there is no resource {uri[:80]!r}; a picture is {URI.format(id='i3')}")
    return store.path(match[1]).read_bytes()
