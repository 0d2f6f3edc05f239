"""What came of an edit whose right outcome is known: read by the examiner, and measured in pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from triptych.models.change_map import change_map
from triptych.models.flux2 import Flux2Painter
from triptych.models.morphology import dilate

from benchmarks.editing_cases import BLEED, SIZE, EditCase
from benchmarks.examiner.examiner import Examiner
from benchmarks.figure_boxes import apart, box_iou
from benchmarks.layout_cases import colored

TOKEN = 32


@dataclass(frozen=True)
class Verdict:
    """One edit; `untouched` and `beyond` in dB, `in_place` None where the place is to be another."""

    obeyed: bool
    kept: bool
    in_place: bool | None
    arrived: bool
    leaked: bool
    untouched: float
    beyond: float


class Judge:
    """Examiner and pixels; one for all ways."""

    def __init__(self, painter: Flux2Painter) -> None:
        self._painter, self._examiner = painter, Examiner.load()

    def verdict(self, case: EditCase, painted: Image.Image) -> Verdict:
        """What the painting made of the case."""
        (reading,) = self._examiner.read([painted])
        seen = self._painter.round_trip(case.before.picture(SIZE))
        found, right = (colored(one, case.color) for one in (painted, case.after.picture(SIZE)))
        return Verdict(
            obeyed=all(reading.get(name) == answer for name, answer in case.asked.items()),
            kept=all(reading.get(name) == answer for name, answer in case.kept.items()),
            in_place=self._in_place(case, painted),
            arrived=apart(found, right) <= 0.1,
            leaked=reading.get("place") == case.before.place != case.after.place,
            untouched=_psnr(painted, seen, case.untouched),
            beyond=_psnr(painted, seen, case.untouched & ~_tokens(case)),
        )

    def _in_place(self, case: EditCase, painted: Image.Image) -> bool | None:
        if case.before.place != case.after.place:
            return None
        empty = case.after.model_copy(update={"characters": (), "thing": None})
        place = self._painter.round_trip(empty.picture(SIZE))
        right = self._painter.round_trip(case.after.picture(SIZE))
        found, true = (change_map(place, one) & ~_things(case) for one in (painted, right))
        return box_iou(found, true) >= 0.8


def _things(case: EditCase) -> NDArray[np.bool_]:
    """(256, 256): what is not the figure's, with the pixels round it that the VAE touches, too."""
    masks = case.after.masks(SIZE)
    masks.pop(case.after.characters[0].kind)
    return dilate(np.any([np.zeros((SIZE, SIZE), dtype=bool), *masks.values()], axis=0), BLEED // 2)


def _tokens(case: EditCase) -> NDArray[np.bool_]:
    """(256, 256): the tokens that the mask touches, and those where it is moved to."""
    mask = np.asarray(case.mask.convert("L")) > 127
    mask = mask | np.roll(mask, case.shift[0], axis=1)
    cells = mask.reshape(SIZE // TOKEN, TOKEN, SIZE // TOKEN, TOKEN).any((1, 3))
    return np.kron(cells, np.ones((TOKEN, TOKEN), dtype=bool))


def _psnr(one: Image.Image, two: Image.Image, where: NDArray[np.bool_]) -> float:
    if not where.any():
        return float("nan")
    difference = np.asarray(one, float)[where] - np.asarray(two, float)[where]
    return float(10 * np.log10(255**2 / max(np.mean(difference**2), 1e-3)))
