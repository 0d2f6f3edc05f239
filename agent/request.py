"""What comes in: a message checked as a whole, and the state that begins a turn. Stores nothing."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from ..tools.intake import read_picture
from .message import check_uploads, readable
from .state import Brief, Operation, Plan, Seen, State

PER_TURN = ("wave", "filled", "drafts", "files", "remarks", "problem")
"""Parts of the state that None empties."""


def checked(text: str, images: Sequence[str | os.PathLike[str]]) -> str:
    """The text as it is read; all pictures are looked at before the first is stored.

    Raises `MessageError` and `StoreError`.
    """
    check_uploads(len(images))
    for path in images:
        read_picture(Path(path).expanduser())
    return readable(text)


def brief_of_move(state: State, operation: Operation, target: str) -> Brief:
    """What is asked without words keeps the wishes, and the language of what was said before."""
    language = state["brief"].language if "brief" in state else "en"
    wishes = tuple(state.get("wishes", ()))
    return Brief(task="edit", operation=operation, target=target, wishes=wishes, language=language)


def brief_of_pictures(state: State, ids: Sequence[str]) -> Brief:
    """What is asked with pictures alone: nothing yet."""
    wishes = tuple(state.get("wishes", ()))
    return Brief(task="chat", operation="chat", wishes=wishes, answer=f"Here they are: {', '.join(ids)}.")


def new_turn(
    turn: str,
    text: str,
    *,
    uploads: Sequence[Seen] = (),
    seed: int | None = None,
    preset: Brief | None = None,
    given: Plan | None = None,
) -> State:
    """What begins a turn, with everything emptied that belongs to the turn before."""
    values: dict[str, Any] = {
        "turn": turn,
        "text": text,
        "uploads": list(uploads),
        "seed": seed,
        "preset": preset,
        "given": given,
        "plan": Plan(),
        "answered": "",
        "reply": "",
    }
    return cast("State", values | dict.fromkeys(PER_TURN))
