"""What a tab asks a session to do without a sentence: one tool call, with masks that were painted by hand.

It runs as any turn does; a call that cannot be is told in the conversation. Knows no widgets.
"""

import base64
import binascii
import io
from collections.abc import Iterator, Mapping
from typing import Any

from PIL import Image

from ..agent.events import Event
from ..agent.session import Session, SessionError
from ..tools.records import StoreError
from ..tools.tool import ToolError, make_call
from .jobs import Jobs
from .view import TurnView

PNG = "data:image/png;base64,"
MOST_LETTERS = 8_000_000
MOST_PIXELS = 4096 * 4096


def call(
    jobs: Jobs, thread: str, words: str, tool: str, arguments: Mapping[str, Any], *, mask: str = ""
) -> bool:
    """Begin a tool call, told as `words`; False where the thread is still busy.

    `mask` is a PNG as a data URI: what is painted in it may change; "" is no mask.
    """

    def act(session: Session) -> Iterator[Event]:
        try:
            given = dict(arguments)
            if mask:
                given["mask"] = jobs.project.store.add(painted(mask), parents=[given["image"]]).id
            asked = make_call(tool, given)
        except (ToolError, StoreError) as error:
            raise SessionError(str(error)) from error
        yield from session.run(asked, words=words)

    if not jobs.begin(thread, TurnView(words), act):
        return False
    jobs.titles.begin(thread, words)
    return True


def painted(mask: str) -> Image.Image:
    """Black and white RGB: white where the PNG has anything painted at all (alpha above 0)."""
    try:
        if not mask.startswith(PNG) or len(mask) > MOST_LETTERS:
            raise ValueError
        opened = Image.open(io.BytesIO(base64.b64decode(mask[len(PNG) :], validate=True)), formats=["PNG"])
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError
        alpha = opened.convert("RGBA").getchannel("A")
    except (ValueError, OSError, binascii.Error, Image.DecompressionBombError) as error:
        raise ToolError("the painted mask cannot be read; clear it, and paint it again") from error
    if not alpha.getbbox():
        raise ToolError("nothing is painted in the mask; paint over what may change, or leave the mask away")
    return alpha.point(lambda value: 255 if value else 0).convert("RGB")
