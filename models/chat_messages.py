"""What goes to a chat server and what it weighs: a text with pictures, and their tokens. Knows no server."""

import base64
import io
from collections.abc import Sequence
from typing import Any

from PIL import Image

LONGEST_SIDE = 768
TOKENS_PER_IMAGE = 1000
CHARACTERS_PER_TOKEN = 3

Messages = list[dict[str, Any]]


def user_message(prompt: str, images: Sequence[Image.Image]) -> Messages:
    """One message in OpenAI's form, which langchain turns into that of every other provider.

    The text stands first: servers that cache prefixes reuse it when only the pictures change.
    """
    pictures = [{"type": "image_url", "image_url": {"url": _data_url(image)}} for image in images]
    return [{"role": "user", "content": [{"type": "text", "text": prompt}, *pictures]}]


def guessed_tokens(prompt: str, images: Sequence[Image.Image]) -> int:
    """About what a message will take, rather too much than too little."""
    return len(prompt) // CHARACTERS_PER_TOKEN + TOKENS_PER_IMAGE * len(images) + 1


def told_tokens(reply: Any) -> int | None:
    """What the server says a call took, read and written; None where it does not say."""
    message = reply["raw"] if isinstance(reply, dict) else reply
    return max(0, message.usage_metadata["total_tokens"]) if message.usage_metadata else None


def _data_url(image: Image.Image) -> str:
    """The picture, at most `LONGEST_SIDE` pixels on either side, as JPEG with full colour resolution."""
    small = image.convert("RGB")
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    data = io.BytesIO()
    small.save(data, "JPEG", quality=92, subsampling=0)
    return f"data:image/jpeg;base64,{base64.b64encode(data.getvalue()).decode()}"
