"""The embedded eyes: a Qwen-VL that says what a picture of the small world shows before it is asked.

Knows no picture's id, no plan and no user.
"""

from collections.abc import Sequence

from PIL import Image

from ..card import VisionCard
from ..local_vision import LocalVision
from ..picture import Picture
from ..vision_model import Box, VisionError
from .description import DESCRIBE, SceneDescription, SeenCharacter, SeenThings
from .testimony import answer_from
from .words import NOUNS


class Eyes(LocalVision):
    """A model of the small world from a catalog card. Safe to use from several threads: they take turns."""

    def __init__(self, card: VisionCard) -> None:
        super().__init__(card)
        self._seen: tuple[str, SceneDescription | None] = ("", None)

    def probability(self, question: str, images: Sequence[Image.Image]) -> float:
        """P(yes) in 0..1: the mean of the answer to the question and of the description, where that says it.

        The two err apart: of what is painted softly, questions suggest more than a description finds.
        """
        p = super().probability(question, images)
        seen = self._describe(images[0]) if len(images) == 1 else None
        said = None if seen is None else answer_from(question, seen)
        return p if said is None else (p + said) / 2

    def describe(self, image: Image.Image) -> str:
        """What the picture shows, in one sentence."""
        return self.ask(DESCRIBE, [image], SceneDescription).sentence()

    def find(self, image: Image.Image, noun: str) -> Box | None:
        """The box round the only figure of a kind, or the only thing; what it wears belongs to it."""
        seen = self._describe(image)
        boxes = [one.box for one in _figures(seen) if noun.lower() in NOUNS[one.kind]] if seen else []
        if len(boxes) != 1:
            return None
        left, top, right, bottom = (side / 100 for side in boxes[0])
        return (left, top, right, bottom) if left < right and top < bottom else None

    def _describe(self, image: Image.Image) -> SceneDescription | None:
        """Kept while questions about one picture follow; None where the model finds no end."""
        picture = Picture.of(image).sha256
        if self._seen[0] != picture:
            try:
                self._seen = picture, self.ask(DESCRIBE, [image], SceneDescription)
            except VisionError:
                self._seen = picture, None
        return self._seen[1]


def _figures(seen: SceneDescription) -> list[SeenCharacter | SeenThings]:
    """What has a box of its own: several things share one."""
    return [*seen.characters, *(things for things in seen.things if things.count == 1)]
