"""What a turn tells while it runs. Every event names its turn; a `Replied` or `ApprovalAsked` ends it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ..tools.records import ImageRecord
from .state import Critique, Outcome, Plan


@dataclass(frozen=True)
class Understood:
    """The plan is made: what will be done, at what cost, and what is to be said before."""

    turn: str
    notes: tuple[str, ...]
    plan: Plan


@dataclass(frozen=True)
class ApprovalAsked:
    """The turn waits for `approve` or `refuse`, for these reasons; it waits after a restart, too."""

    turn: str
    plan: Plan
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """Denoising step `step` of `steps` of picture `picture` of `of` is done (all from 1).

    `draw` gives the picture as predicted so far; it takes a moment, so ask only for what is shown.
    """

    turn: str
    picture: int
    of: int
    step: int
    steps: int
    prompt: str
    draw: Callable[[], Image.Image]


@dataclass(frozen=True)
class PictureReady:
    """Picture `picture` of `of` is stored; `shows` says what it shows, `text` is its page text.

    `draft` counts the tries at this picture from 1.
    """

    turn: str
    picture: int
    of: int
    record: ImageRecord
    shows: str = ""
    text: str = ""
    draft: int = 1


@dataclass(frozen=True)
class Judged:
    """The critic looked at a draft of picture `picture`; `best` says whether it is the best so far.

    `language` is the user's.
    """

    turn: str
    picture: int
    critique: Critique
    best: bool
    language: str = "en"


@dataclass(frozen=True)
class Replied:
    """The turn is over; `images` and `files` exist.

    `outcome` is "done", "asked" where a question goes back, "stopped" by the user, or "failed" where a tool
    refused.
    """

    turn: str
    text: str
    outcome: Outcome
    images: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


Event = Understood | ApprovalAsked | Progress | PictureReady | Judged | Replied
