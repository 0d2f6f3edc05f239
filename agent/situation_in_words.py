"""The situation as a language model reads it: pictures, version tree, wishes and what the painter can do.

Writes lines of text from stored values; decides nothing and opens no picture.
"""

import contextlib
import json
from collections.abc import Iterator

from ..models.image_model import ModelError, Settings
from ..models.vocabulary import Vocabulary
from ..prompts.plain_text import plain_line
from .drafts import MOST_OUTPUTS
from .situation import Situation
from .state import Brief, Moment, Output, Seen, output_name

LISTED = 48
SHAPES = ((1, 1), (4, 3), (3, 4), (3, 2), (2, 3), (16, 9), (9, 16))


def pictures(situation: Situation, previewed: list[str]) -> str:
    """A line for each picture that can be named, those of this message last."""
    table = situation.table.images if situation.table else ()
    old = [_picture(seen, _place(seen.id, table), previewed) for seen in situation.seen[-LISTED:]]
    new = [
        _picture(seen, f"upload {n} of this message", previewed)
        for n, seen in enumerate(situation.uploads, start=1)
    ]
    return "\n".join([*old, *new])


def versions(situation: Situation) -> str:
    """A line for each moment of the version tree, in the order it grew."""
    return "\n".join(_moment(moment, situation.head) for moment in situation.moments[-LISTED:])


def wishes(situation: Situation) -> str:
    """The standing wishes, numbered from 1."""
    return "\n".join(f"{n}. {plain_line(wish)}" for n, wish in enumerate(situation.wishes, start=1))


def loras(situation: Situation) -> str:
    """The names of the LoRAs that this project has."""
    return ", ".join(situation.adapters) or "none yet"


def limits(situation: Situation) -> str:
    """How many pictures, how many references, and which sizes."""
    settings = situation.settings
    return (
        f"At most {MOST_OUTPUTS} outputs. At most {situation.most_references} reference pictures. Without a "
        f"size a picture is {settings.side}×{settings.side}. Both sides are multiples of "
        f"{settings.multiple_of}, at most {settings.max_side}, with at most {settings.max_area} pixels in "
        f"all. Good sizes: {', '.join(_sizes(settings))}."
    )


def words(vocabulary: Vocabulary | None) -> str:
    """What the painter can draw, where it does not know all words."""
    if vocabulary is None:
        return "The painter knows all words."
    groups = [f"{group}: {', '.join(names)}." for group, names in vocabulary.groups().items()]
    return "\n".join(["The painter can draw only what these words say.", *groups])


def _picture(seen: Seen, place: str, previewed: list[str]) -> str:
    marks = [place, f"preview {previewed.index(seen.id) + 1}" if seen.id in previewed else ""]
    said = f" ({', '.join(filter(None, marks))})" if any(marks) else ""
    return f"{seen.id}{said}: {plain_line(seen.shows)[:300] or 'not known what it shows'}"


def _place(id: str, table: tuple[str, ...]) -> str:
    return f"number {table.index(id) + 1} on the table" if id in table else ""


def _moment(moment: Moment, head: str) -> str:
    made = ", ".join(moment.images) or "no pictures"
    book = f", the book “{plain_line(moment.title)}”" if moment.title else ""
    after = f"after turn {moment.parent}" if moment.parent else "the beginning"
    table = " — this lies on the table" if moment.turn == head else ""
    return f"turn {moment.turn} ({after}): {made}{book}{table}"


def _sizes(settings: Settings) -> Iterator[str]:
    for across, down in SHAPES:
        width, height = settings.fit(across, down)
        with contextlib.suppress(ModelError):
            settings.check(width, height)
            yield f"{width}×{height} for {across}:{down}"


def asked(brief: Brief) -> str:
    """The Brief as JSON, as far as its plan depends on it; each prompt under its name."""
    outputs = {output_name(n): _asked(n, output) for n, output in enumerate(brief.outputs, 1)}
    images = [use.model_dump() for use in brief.images]
    shared = {"shared": brief.shared} if brief.shared else {}
    parts = {"operation": brief.operation, "images": images, **shared, "outputs": outputs}
    return json.dumps(parts, ensure_ascii=False, indent=1)


def _asked(number: int, output: Output) -> dict[str, object]:
    boxes = [box.description for box in output.boxes]
    return {f"prompt:{number}": output.prompt} | ({"boxes": boxes} if boxes else {})
