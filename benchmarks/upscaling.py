"""Are enlarged pictures right? `python -m benchmarks upscaling --n 24`.

Held-out scenes are drawn at 256 pixels, or painted there (their latents noised a little and painted anew by
the embedded painter, so that the truth is known), and enlarged. Against the same scene drawn large: PSNR,
SSIM, and the halo: how far pixels at edges lie beyond all that the truth has round about. And whether the
eyes describe the large picture as the small one, of the upscaler that is measured.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from pydantic import Field
from torch.nn import functional as F
from triptych.models import catalog
from triptych.models.card import folder_of
from triptych.models.pocket.captions import caption
from triptych.models.pocket.eyes_painted import Repainter
from triptych.models.pocket.scenes import HELD_OUT, random_scene
from triptych.models.pocket.upscaler_pool import painted_anew
from triptych.models.pocket.world import Scene
from triptych.models.upscaler import LANCZOS, Factor, Upscaler, unwatched
from triptych.models.vision_model import VisionModel

from benchmarks.benchmark import Benchmark
from benchmarks.progress import counted
from benchmarks.table import Row, Table, mean_row, share_row
from benchmarks.wilson import Share

FIRST = HELD_OUT + 17_000_000
"""Seeds of its own, apart from those of the other benchmarks."""
SMALL = 256
FACTORS: tuple[Factor, ...] = (2, 4)
EDGE = 32
"""An edge is where the truth differs by so many levels within the halo's reach."""
WINDOW = 7


class Bicubic:
    """Pillow's filter, to compare with."""

    name, revision = "bicubic", "1"

    def enlarge(self, image: Image.Image, factor: Factor, _: Any = unwatched) -> Image.Image:
        """See `Upscaler`."""
        return image.resize((factor * image.width, factor * image.height), Image.Resampling.BICUBIC)


@dataclass(frozen=True)
class Score:
    """One enlarged picture: decibels, SSIM, the halo in levels of 255, and whether the eyes see the same."""

    upscaler: str
    source: str
    factor: int
    psnr: float
    ssim: float
    halo: float
    same: bool | None


class Upscaling(Benchmark):
    """Are enlarged pictures right? Against the same scenes drawn large, beside Lanczos and bicubic."""

    quick: ClassVar = {"n": 4}

    n: int = Field(default=24, ge=1, description="held-out scenes")
    upscaler: str = Field(default="pocket-upscaler", description="a name of the catalog")
    sheet: Path | None = Field(default=None, description="write some enlarged details here as a PNG")

    def run(self) -> Table:
        """Measure each upscaler on each source and factor."""
        own = catalog.load_upscaler(self.upscaler)
        upscalers: list[Upscaler] = [own, LANCZOS, Bicubic()]
        painter = Repainter(Path(folder_of(catalog.card("pocket"))))
        eyes = catalog.load_vision("pocket-eyes")
        scores, details = list[Score](), list[NDArray[np.uint8]]()
        for number in counted(range(self.n), "enlarging"):
            rng = Random(FIRST + number)
            scene = random_scene(rng)
            for source, small in _sources(scene, painter, rng).items():
                scores += _scores(scene, source, small, upscalers, eyes)
                if self.sheet and number < len(DETAILS):
                    details.append(_details(scene, small, upscalers, DETAILS[number]))
        if self.sheet:
            Image.fromarray(np.concatenate(details)).save(self.sheet)
        rows = tuple(row for name in upscalers for row in _rows(name.name, scores, main=name is own))
        return Table(about={"upscaler": own.name, "revision": own.revision}, rows=rows)


def _sources(scene: Scene, painter: Repainter, rng: Random) -> dict[str, Image.Image]:
    drawn = scene.picture(SMALL)
    (painted,) = painted_anew([drawn], [caption(scene, rng)], painter, rng)
    return {"drawn": drawn, "painted": painted}


def _scores(
    scene: Scene, source: str, small: Image.Image, upscalers: list[Upscaler], eyes: VisionModel
) -> Iterator[Score]:
    told = eyes.describe(small)
    own = upscalers[0]
    for factor in FACTORS:
        truth = np.asarray(scene.picture(factor * SMALL))
        for upscaler in upscalers:
            large = upscaler.enlarge(small, factor)
            pixels = np.asarray(large)
            same = eyes.describe(large) == told if upscaler is own else None
            figures = psnr(truth, pixels), ssim(truth, pixels), halo(truth, pixels, factor)
            yield Score(upscaler.name, source, factor, *figures, same)


def psnr(truth: NDArray[np.uint8], large: NDArray[np.uint8]) -> float:
    """In dB over levels 0..255."""
    error = np.mean((truth.astype(np.float64) - large) ** 2)
    return float(10 * np.log10(255**2 / max(float(error), 1e-9)))


def ssim(truth: NDArray[np.uint8], large: NDArray[np.uint8]) -> float:
    """Structural similarity (Wang et al. 2004) in uniform windows of 7 pixels, the mean of the channels."""
    x, y = (torch.from_numpy(one.copy()).permute(2, 0, 1)[None].double() for one in (truth, large))
    mean_x, mean_y, xx, yy, xy = (F.avg_pool2d(v, WINDOW, 1) for v in (x, y, x * x, y * y, x * y))
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    likeness = (2 * mean_x * mean_y + c1) * (2 * (xy - mean_x * mean_y) + c2)
    spread = (mean_x**2 + mean_y**2 + c1) * (xx - mean_x**2 + yy - mean_y**2 + c2)
    return float((likeness / spread).mean())


def halo(truth: NDArray[np.uint8], large: NDArray[np.uint8], factor: int) -> float:
    """How many levels pixels at edges lie beyond the darkest and lightest within 2 · factor pixels, mean."""
    x, y = (torch.from_numpy(one.copy()).permute(2, 0, 1)[None].float() for one in (truth, large))
    most, least = _most(x, 2 * factor), -_most(-x, 2 * factor)
    beyond = (y - most).clamp(min=0) + (least - y).clamp(min=0)
    return float(beyond[most - least > EDGE].mean())


def _most(x: torch.Tensor, reach: int) -> torch.Tensor:
    """The largest value within `reach` pixels, along columns and then along rows."""
    down = F.max_pool2d(x, (2 * reach + 1, 1), 1, padding=(reach, 0))
    return F.max_pool2d(down, (1, 2 * reach + 1), 1, padding=(0, reach))


DETAILS = ((96, 40), (64, 96), (130, 120), (90, 70))
"""Left and top of details of 64 pixels on the sheet."""


def _details(
    scene: Scene, small: Image.Image, upscalers: list[Upscaler], corner: tuple[int, int]
) -> NDArray[np.uint8]:
    """A detail of 64 pixels, four times enlarged by each, and the truth."""
    left, top = (4 * at for at in corner)
    box = (left, top, left + SMALL, top + SMALL)
    pictures = [upscaler.enlarge(small, 4) for upscaler in upscalers]
    return np.concatenate([np.asarray(p.crop(box)) for p in (*pictures, scene.picture(4 * SMALL))], axis=1)


def _rows(upscaler: str, scores: list[Score], *, main: bool) -> Iterator[Row]:
    for source in ("drawn", "painted"):
        for factor in FACTORS:
            of = (upscaler, source, factor)
            own = [s for s in scores if (s.upscaler, s.source, s.factor) == of]
            part = f"{source}, {factor} times, {upscaler}"
            yield mean_row("PSNR", [s.psnr for s in own], part=part, unit="dB", judge="renders", main=main)
            yield mean_row("SSIM", [s.ssim for s in own], part=part, judge="renders", main=main)
            yield mean_row(
                "halo",
                [s.halo for s in own],
                part=part,
                unit="levels",
                judge="renders",
                better="lower",
                main=main,
            )
            if main:
                same = Share(sum(bool(s.same) for s in own), len(own))
                yield share_row("described as before", same, part=part, judge="pocket-eyes", main=True)
