"""What differs from picture to picture, for a painter that knows all words: "in different places", said
alone, would be painted so many times the same. Knows no vocabulary.
"""

from collections.abc import Mapping, Sequence
from itertools import cycle, islice

WAYS: Mapping[str, tuple[str, ...]] = {
    "place": (
        "in a forest",
        "on a beach",
        "in the snow",
        "in a city street",
        "in a meadow",
        "at night under the stars",
        "in a cosy room",
        "in a desert",
        "in the mountains",
        "by a lake",
        "in a garden",
        "in a harbour",
    ),
    "style": (
        "as a watercolour",
        "as an ink drawing",
        "as an oil painting",
        "as a flat illustration",
        "as a pencil sketch",
        "as pixel art",
        "as a 3D render",
        "as a paper collage",
        "as a comic",
        "as a woodcut",
        "in pastels",
        "as a photograph",
    ),
    "season": ("in spring", "in summer", "in autumn", "in winter"),
    "color": tuple(
        f"in {color}"
        for color in (
            "red",
            "blue",
            "yellow",
            "green",
            "purple",
            "orange",
            "pink",
            "brown",
            "white",
            "black",
            "turquoise",
            "grey",
        )
    ),
}
"""What is varied → how each picture says it."""


def spelled(what: str, count: int) -> Sequence[str]:
    """`count` ways, in their order, over and over."""
    return tuple(islice(cycle(WAYS[what]), count))
