"""What an upscaler is: a picture in, the same picture with twice or four times as long sides out.

And the one that knows nothing: Lanczos, for any picture. Knows no store and no user.
"""

from collections.abc import Callable, Hashable
from typing import Literal, Protocol

from PIL import Image

Factor = Literal[2, 4]
Watch = Callable[[int, int], None]
"""Told how many parts of how many are done; what it raises ends the work."""


def unwatched(_: int, __: int) -> None:
    """Nobody looks."""


class Upscaler(Hashable, Protocol):
    """Enlarges pictures of any size; safe to use from several threads."""

    name: str
    revision: str

    def enlarge(self, image: Image.Image, factor: Factor, watch: Watch = unwatched) -> Image.Image:
        """An RGB picture → one of `factor` times the width and the height.

        Raises `ModelError` where the model cannot do it.
        """
        ...


class Lanczos:
    """Pillow's filter: no pixel is invented. Edges stay as soft as they were, and ring a little."""

    name = "lanczos"
    revision = "1"

    def enlarge(self, image: Image.Image, factor: Factor, watch: Watch = unwatched) -> Image.Image:
        """See `Upscaler`."""
        size = (factor * image.width, factor * image.height)
        enlarged = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        watch(1, 1)
        return enlarged


LANCZOS = Lanczos()
