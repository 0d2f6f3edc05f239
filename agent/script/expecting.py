"""Whether a turn came to what a task file expects: compares, asks the eyes, and tells what was found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from ...models.vision_model import VisionError, VisionModel
from ...tools.records import StoreError
from ..state import Outcome
from .format import PASS, Asked, Between, Expect
from .manifest import Held, PictureMade


@dataclass(frozen=True)
class Came:
    """What a turn came to; `files` are their names, `open` gives the pixels of a picture."""

    outcome: Outcome
    reply: str
    pictures: Sequence[PictureMade]
    files: Sequence[str]
    open: Callable[[str], Image.Image]


def compared(expect: Expect, came: Came, eyes: VisionModel | None) -> Iterator[Held]:
    """Each expectation, held or not."""
    yield _held(f"outcome {expect.outcome}", came.outcome == expect.outcome, came.outcome)
    if expect.pictures is not None:
        yield _counted(expect.pictures, len(came.pictures))
    if expect.size is not None:
        sizes = [f"{one.width}x{one.height}" for one in came.pictures]
        yield _held(f"size {expect.size}", bool(sizes) and set(sizes) == {expect.size}, ", ".join(sizes))
    for wanted, given, what in (
        (expect.ids, [one.id for one in came.pictures], "ids"),
        (expect.pixels, [one.pixels for one in came.pictures], "pixels"),
    ):
        if wanted is not None:
            yield _held(f"{what} {', '.join(wanted)}", wanted == given, ", ".join(given))
    for ending in expect.files:
        found = [name for name in came.files if name.lower().endswith(f".{ending.lower().lstrip('.')}")]
        yield _held(f"a {ending} file", bool(found), ", ".join(came.files))
    for part in expect.reply:
        yield _held(f"a reply with “{part}”", part.casefold() in came.reply.casefold(), came.reply)
    for question in expect.questions:
        yield from _answered(Asked(ask=question) if isinstance(question, str) else question, came, eyes)


def _counted(wanted: int | Between, number: int) -> Held:
    if isinstance(wanted, int):
        return _held(f"{wanted} pictures", number == wanted, str(number))
    told = f"{wanted.at_least} to {wanted.at_most} pictures"
    return _held(told, wanted.at_least <= number <= wanted.at_most, str(number))


def _answered(asked: Asked, came: Came, eyes: VisionModel | None) -> Iterator[Held]:
    """The question about each picture, or the one that it is about."""
    least = PASS if asked.at_least is None and asked.at_most is None else asked.at_least or 0.0
    most = 1.0 if asked.at_most is None else asked.at_most
    bounds = f"P(yes) from {least:g} to {most:g}" if least and most < 1 else f"P(yes) ≤ {most:g}"
    bounds = f"P(yes) ≥ {least:g}" if most == 1 else bounds
    numbers = range(1, len(came.pictures) + 1) if asked.picture is None else [asked.picture]
    if not numbers:
        yield _held(f"{asked.ask} {bounds}", False, "no picture")
    for number in numbers:
        if number > len(came.pictures):
            yield _held(f"picture {number}: {asked.ask} {bounds}", False, f"{len(came.pictures)} pictures")
            continue
        id = came.pictures[number - 1].id
        try:
            p = eyes.probability(asked.ask, [came.open(id)]) if eyes else 0.0
        except (VisionError, StoreError) as error:
            yield _held(f"{id}: {asked.ask} {bounds}", False, str(error))
        else:
            yield _held(f"{id}: {asked.ask} {bounds}", least <= p <= most, f"{p:.3f}")


def _held(expected: str, held: Any, found: str) -> Held:
    return Held(expected=expected, held=bool(held), found=found or "nothing")
