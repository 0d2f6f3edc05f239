"""Turns → messages of the chat. Pictures go in as links to stored files, never as pixels."""

import re
from collections.abc import Sequence
from typing import Any

from .addresses import image_url
from .view import WAITING, TurnView

Message = dict[str, Any]


def messages(turns: Sequence[TurnView]) -> list[Message]:
    """The whole conversation."""
    return [message for turn in turns for message in _turn(turn)]


def _turn(turn: TurnView) -> list[Message]:
    shown = " ".join(_picture(id, id) for id in turn.uploads)
    said = "\n\n".join(filter(None, [shown, turn.text]))
    told: list[Message] = [{"role": "user", "content": said}] if said else []
    if turn.notes:
        told.append({"role": "assistant", "content": "\n\n".join(turn.notes)})
    if turn.asks:
        told.append({"role": "assistant", "content": _question(turn)})
    elif turn.outcome:
        parts = [_pictures(turn), turn.reply]
        told.append({"role": "assistant", "content": "\n\n".join(filter(None, parts))})
    else:
        told.append(
            {
                "role": "assistant",
                "content": _status(turn),
                "metadata": {"title": "Painting", "status": "pending"},
            }
        )
    return told


def _question(turn: TurnView) -> str:
    """What is to be answered with the buttons; each line of a plan begins with its number."""
    parts = ["May I do this?", *turn.plan] if turn.outcome == WAITING else [_pictures(turn)]
    return "\n\n".join(filter(None, [*parts, turn.reply]))


def _pictures(turn: TurnView) -> str:
    """The pictures of a turn in a row; a book has its own tab, and its pages would only fill the chat."""
    if turn.is_book:
        return ""
    return " ".join(
        _picture(picture.id, f"{picture.id}: {picture.caption}") for picture in turn.pictures if picture.id
    )


def _picture(id: str, alt: str) -> str:
    """A picture in Markdown."""
    plain = re.sub(r"[^\w\s:,.-]", " ", alt)
    return f"![{plain}]({image_url(id)})"


def _status(turn: TurnView) -> str:
    if turn.waiting:
        return "Waiting for my brushes …"
    number = next(
        (n for n, picture in enumerate(turn.pictures, start=1) if not picture.id), len(turn.pictures)
    )
    picture = turn.pictures[number - 1] if turn.pictures else None
    if picture is None or picture.id:
        return "Binding the book …" if turn.is_book else "Thinking …"
    what = "page" if turn.is_book else "picture"
    return f"{what.capitalize()} {number} of {len(turn.pictures)}: {picture.caption or '…'}"
