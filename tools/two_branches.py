"""A change of a described picture by two branches: from a rule and masks to the finished edit.

Knows no words and no attention.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ..models.color_mask import in_color
from ..models.conditions import Branch, RuleName
from ..models.matting import cut_out
from ..models.morphology import Mask, dilate
from ..models.picture import Picture
from .after_edit import Target, Way, paint_edit
from .arguments import ImageId, resolve_seed
from .described import Described
from .reworded import color_of, is_worn, worn_by
from .tool import Bench, Tool, ToolResult
from .where import Part, as_picture, place
from .words_seen import mask_of_words

EDGE = 128
"""A change may reach over the edge of its thing by the picture's side, divided by this."""
RIM = 32
"""So wide, by the picture's side divided by this, is the rim of a thing in which its mask may be wrong."""
HEM = 40
"""So wide, by the picture's side divided by this, is the blurred edge of what somebody wears."""


@dataclass(frozen=True)
class Change:
    """What becomes of a source: the prompt of the new picture, and the rule with what its mask covers.

    `may_change` (h, w) bool is all that may differ in pixels at last, `name` what it is called. None: the
    change itself says what it touched. `first` is the picture before an earlier change of the same thing,
    `over` (RGBA) what lies over all that is painted. `anew`: all that may change is taken as painted.
    """

    image: ImageId
    source: Described
    target: str
    rule: RuleName
    about: Mask | None
    may_change: Mask | None
    name: str
    why: str
    first: Image.Image | None = None
    over: Image.Image | None = None
    anew: bool = False

    def laid_over(self, painted: Image.Image) -> Image.Image:
        """What was painted, with what lies over it."""
        return painted if self.over is None else Image.composite(self.over.convert("RGB"), painted, self.over)


def thing_in(
    bench: Bench,
    image: ImageId,
    what: str,
    source: Described,
    *,
    mask: ImageId | None,
    box: Part | None,
    dressed: bool = False,
    shade: bool = False,
) -> Mask:
    """The pixels of a named thing, (h, w) bool: as somebody marked it, or where the painter sees the noun.

    `dressed`: with all that it wears. `shade`: of something worn, only what has its colour; attention to it
    spills over the wearer.
    """
    given = place(bench, image, source.picture.image.size, mask=mask, box=box)
    if given is not None:
        return given
    words = bench.painter.vocabulary
    color, worn = (say(source.prompt, what, words) for say in (color_of, worn_by))
    also = [word for word in (color, worn if dressed else None) if word]
    found = mask_of_words(bench, source, what, also=also, but=[worn] if worn and not dressed else [])
    if not (shade and color and is_worn(what, words)):
        return found
    colored = in_color(found, source.picture.image, color)
    return np.asarray(found & dilate(colored, max(found.shape) // HEM))


def over_the_edge(mask: Mask) -> Mask:
    """A thing with its soft edge."""
    return dilate(mask, max(mask.shape) // EDGE)


def lifted(picture: Image.Image, thing: Mask) -> Image.Image:
    """RGBA: a thing (h, w) bool of a picture without the rim of its surroundings that a mask has."""
    return cut_out(picture, thing, max(picture.size) // RIM)


def paint_change(bench: Bench, call: Tool, change: Change, *, seed: int | None, **more: Any) -> ToolResult:
    """Paint it beside its source, which becomes the new picture's parent; `more` is the branch's."""
    settings, picture = bench.painter.settings, change.source.picture
    branch = Branch(
        rule=change.rule,
        prompt=change.source.prompt,
        picture=picture,
        mask=None if change.about is None else Picture.of(as_picture(change.about)),
        pinned=change.rule in settings.branching.pinned,
        **more,
    )
    width, height = picture.image.size
    request = settings.request(
        change.target, width=width, height=height, seed=resolve_seed(seed), branch=branch
    )
    made = call.model_copy(update={"seed": request.seed}).as_call()
    where = Target(change.image, change.may_change, change.name, change.first, anew=change.anew)
    way = Way("branches", change.why)
    return paint_edit(bench, request, where, way, call=made, first=change.laid_over)
