"""Why something is in a picture: where each word of its sentence is, as overlays and numbers.

Shows what the painter attends to and what each word makes; knows no reasons.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from PIL import Image
from pydantic import Field

from ..models.morphology import Mask
from .arguments import ImageId, Prompt
from .described import SHOWS, shown
from .tool import Bench, Tool, ToolResult
from .words_seen import MOST, WordsSeen, words_seen

Word = Annotated[str, Field(min_length=1, max_length=60)]
_WARM = (255, 96, 0)


class Explain(Tool):
    """Show which part of an existing picture each word of its prompt made: why is there a star, where is the
    hat? Gives a picture with a warm glow for each word, and the numbers as a file.
    """

    image: ImageId = Field(description="id of the picture to explain")
    words: Annotated[tuple[Word, ...], Field(max_length=MOST)] = Field(
        default=(), description="words of its prompt, such as “hat”; left out, all that matter"
    )
    shows: Prompt | None = Field(default=None, description=SHOWS)

    def run(self, bench: Bench) -> ToolResult:
        """Look at it; each overlay has the picture as its parent."""
        seen = words_seen(bench, shown(bench, self.image, self.shows), self.words)
        masks = {word: seen.mask(word) for word in seen.heats}
        records = tuple(
            bench.keep(
                glowing(seen, word),
                call=self.as_call(),
                parents=(self.image,),
                report={"word": word, **_figures(masks[word])},
                output=n,
            )
            for n, word in enumerate(seen.heats)
        )
        numbers = json.dumps(_numbers(seen, masks), ensure_ascii=False, indent=1).encode()
        files = bench.export(f"explained-{self.image}", {"words.json": numbers})
        told = "; ".join(
            f"{record.id} is “{word}”, {_place(masks[word])}"
            for record, word in zip(records, masks, strict=True)
        )
        return ToolResult(
            images=records, files=files, note=f"{self.image} comes from “{seen.prompt}”: {told}."
        )


def glowing(seen: WordsSeen, word: str) -> Image.Image:
    """The picture, grey where the word has no say and glowing where it has."""
    image = seen.picture.image
    heat = seen.heats[word].heat(image.size)
    grey = Image.blend(image, image.convert("L").convert("RGB"), 0.7)
    warm = Image.blend(image, Image.new("RGB", image.size, _WARM), 0.45)
    return Image.composite(warm, grey, Image.fromarray((heat * 255).round().astype(np.uint8)))


def _numbers(seen: WordsSeen, masks: Mapping[str, Mask]) -> dict[str, Any]:
    """What a program can go on with: maps as lists of rows, boxes as fractions of the sides."""
    words = {
        word: {
            **_figures(masks[word]),
            "attention": np.round(heat.attention, 5).tolist(),
            "effect": np.round(heat.effect, 5).tolist(),
        }
        for word, heat in seen.heats.items()
    }
    return {"prompt": seen.prompt, "words": words}


def _figures(mask: Mask) -> dict[str, Any]:
    """The share of the picture and the box round it: left, top, width and height."""
    height, width = mask.shape
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    left, top = columns[0] / width, rows[0] / height
    box = left, top, (columns[-1] + 1) / width - left, (rows[-1] + 1) / height - top
    return {"share": round(float(mask.mean()), 4), "box": [round(float(side), 4) for side in box]}


def _place(mask: Mask) -> str:
    """ "8% of the picture, at the top right"."""
    figures = _figures(mask)
    left, top, width, height = figures["box"]
    x, y = left + width / 2, top + height / 2
    across = "left" if x < 0.4 else "right" if x > 0.6 else ""
    down = "top" if y < 0.4 else "bottom" if y > 0.6 else ""
    where = f"at the {' '.join(filter(None, (down, across)))}" if across or down else "in the middle"
    return f"{figures['share']:.0%} of the picture, {where}"
