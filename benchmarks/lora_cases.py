"""Image sets with a relation that the embedded painter does not know, and how well it is kept.

In a set the second picture is the first one as a cyanotype: the same scene in one ink, from dark blue to
white. No picture that the painter learned from looks like that. The caption says the first picture and of the
second only "the same …", so that the style can come from nothing but what was taught. Whether a panel is in
the ink is an exact statistic of its pixels; whether both show the same sort of character, the examiner reads
(it knows no cyanotypes, so its reading of the right pictures is the upper bound). Knows no painter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from triptych.models.lora_canvas import ImageSet
from triptych.models.panel_grid import Grid
from triptych.models.picture import Picture
from triptych.models.pocket.captions import caption
from triptych.models.pocket.scenes import HELD_OUT, solo_scene
from triptych.models.pocket.world import Scene

from benchmarks.examiner.examiner import Examiner
from benchmarks.wilson import Share

SIDE = 256
GRID = Grid(1, 2, SIDE, SIDE)
TAUGHT, HELD = HELD_OUT + 8_000_000, HELD_OUT + 9_000_000
DARK, LIGHT = np.array([16.0, 40.0, 110.0]), np.array([245.0, 250.0, 255.0])
LUMINANCE = np.array([0.299, 0.587, 0.114])
OFF_INK = 7.0
"""A picture is in the ink where its pixels are at most this far from the ink's tones, in the mean."""


@dataclass(frozen=True)
class Pair:
    """A scene, and the caption of the scene and its cyanotype."""

    scene: Scene
    caption: str

    @property
    def first(self) -> Image.Image:
        """The scene in its own colours."""
        return self.scene.picture(SIDE)

    @property
    def second(self) -> Image.Image:
        """What was taught."""
        return cyanotype(self.first)

    def as_set(self, name: str) -> ImageSet:
        """As a LoRA is taught from it."""
        return ImageSet(name, (Picture.of(self.first), Picture.of(self.second)), self.caption, panels=2)

    def canvas(self) -> Image.Image:
        """What a perfect pupil paints."""
        whole = Image.new("RGB", GRID.size)
        whole.paste(self.first, (0, 0))
        whole.paste(self.second, (SIDE, 0))
        return whole


def pairs(first_seed: int, count: int) -> list[Pair]:
    """The same numbers give the same pairs."""
    return [_pair(Random(first_seed + n)) for n in range(count)]


def _pair(rng: Random) -> Pair:
    scene = solo_scene(rng)
    text = f"[SCENE-1] {caption(scene, rng)} [SCENE-2] the same {scene.characters[0].kind}"
    return Pair(scene, text)


def cyanotype(image: Image.Image) -> Image.Image:
    """Each pixel's luminance as a tone of the ink."""
    return Image.fromarray(_inked(_luminance(image)).round().astype(np.uint8))


def kept(examiner: Examiner, canvases: Sequence[Image.Image]) -> dict[str, Share]:
    """How often the second panel agrees with the first one in what was taught."""
    panels = [GRID.split(canvas) for canvas in canvases]
    ink = [off_ink(second) <= OFF_INK for _, second in panels]
    plain = [off_ink(first) > OFF_INK for first, _ in panels]
    first_read, second_read = (examiner.read(side) for side in zip(*panels, strict=True))
    same = [one.get("kind") == two.get("kind") for one, two in zip(first_read, second_read, strict=True)]
    return {
        "second in ink": _share(ink),
        "first in colour": _share(plain),
        "same kind": _share(same),
        "what was taught": _share([all(one) for one in zip(ink, plain, same, strict=True)]),
    }


def off_ink(image: Image.Image) -> float:
    """How far its pixels are from the ink's tones of their luminance: the mean over pixels, 0..255."""
    values = np.asarray(image.convert("RGB"), float)
    lightness = (_luminance(image) - DARK @ LUMINANCE) / ((LIGHT - DARK) @ LUMINANCE)
    tones = DARK + np.clip(lightness, 0, 1)[..., None] * (LIGHT - DARK)
    return float(np.abs(values - tones).mean())


def _luminance(image: Image.Image) -> NDArray[np.float64]:
    """(H, W) in 0..255."""
    luminance: NDArray[np.float64] = np.asarray(image.convert("RGB"), float) @ LUMINANCE
    return luminance


def _inked(luminance: NDArray[np.float64]) -> NDArray[np.float64]:
    tones: NDArray[np.float64] = DARK + luminance[..., None] / 255 * (LIGHT - DARK)
    return tones


def _share(hits: Sequence[bool]) -> Share:
    return Share(sum(hits), len(hits))
