"""Described boxes or masks → one picture that has each thing in its place. Designs no layout.

A painter that has learnt to read a picture of boxes is shown one; others read each box's description in its
part of the picture (regional attention).
"""

from itertools import pairwise
from typing import Annotated

from PIL import Image
from pydantic import Field, ValidationError, ValidationInfo, field_validator

from ..models.conditions import Region, Regional
from ..models.image_model import ImageModel, ImageRequest
from ..models.picture import Picture
from ..models.vocabulary import Vocabulary
from .arguments import ADAPTERS, Adapters, Prompt, Seed, Side, resolve_seed
from .boxes import Box, Boxes, Unit, in_fractions, in_words
from .tool import Bench, Tool, ToolError, ToolResult

UNTIL = 0.3
"""Share of the steps in which regions hold: where things are is decided early."""
STRENGTH = 0.5
"""A region reads its own description and the whole prompt alike: its own alone makes a picture of its own."""


class Layout(Tool):
    """Paint one picture with things in given places: up to ten boxes or masks, each with its own description.

    Later boxes are in front of earlier ones. The prompt names everything that is to be seen.
    """

    prompt: Prompt = Field(description="what the whole picture shows")
    unit: Unit = Field(
        description="what the boxes are measured in: fraction (of the picture's sides, 0 to 1) or pixels"
    )
    boxes: Annotated[tuple[Box, ...], Field(min_length=1, max_length=10)] = Field(
        description="what is where, those behind first"
    )
    width: Side | None = Field(default=None, description="pixels; left out, what the painter does best")
    height: Side | None = Field(default=None, description="pixels; left out, what the painter does best")
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    @field_validator("boxes")
    @classmethod
    def _sane(cls, boxes: tuple[Box, ...], info: ValidationInfo) -> tuple[Box, ...]:
        """Fractions can be judged without knowing the picture's size."""
        if info.data.get("unit") == "fraction":
            _in_fractions(boxes, "fraction", 1, 1)
        return boxes

    def run(self, bench: Bench) -> ToolResult:
        """Paint it; masks become the picture's parents."""
        settings = bench.painter.settings
        seed = resolve_seed(self.seed)
        width, height = self.width or settings.side, self.height or settings.side
        try:
            layout = _in_fractions(self.boxes, self.unit, width, height)
        except ValueError as error:
            raise ToolError(f"{error}; the picture is {width}×{height}") from error
        masked = tuple(dict.fromkeys(box.mask for box in self.boxes if box.mask))
        shown = settings.instructions.boxes and not masked
        ask = _as_reference if shown else _as_regions
        request = ask(bench, self.prompt, layout, (width, height), seed)
        call = self.model_copy(update={"seed": seed}).as_call()
        record = bench.paint(bench.adapted(request, self.adapters), call=call, parents=masked)
        return ToolResult(images=(record,))


def _in_fractions(boxes: tuple[Box, ...], unit: Unit, width: int, height: int) -> Boxes:
    """Raises `ValueError` with the rule that was broken, in one sentence."""
    try:
        return in_fractions(boxes, unit, width, height)
    except ValidationError as error:
        raise ValueError(error.errors()[0]["ctx"]["error"]) from error


def _as_reference(bench: Bench, prompt: str, layout: Boxes, size: tuple[int, int], seed: int) -> ImageRequest:
    """The boxes as a picture, each thing named in their order."""
    from ..models.pocket.controls import boxes_picture  # noqa: PLC0415 - only painters that learnt it need it

    settings = bench.painter.settings
    drawn = boxes_picture([(box.left, box.top, box.right, box.bottom) for box in layout.boxes], settings.side)
    named = "; ".join(box.description for box in layout.boxes)
    sentence = settings.instructions.boxes.replace("{boxes}", named)
    return settings.request(
        sentence.replace("{prompt}", _setting(prompt, bench.painter)),
        references=(Picture.of(drawn.resize(settings.fit(*size), Image.Resampling.NEAREST)),),
        width=size[0],
        height=size[1],
        seed=seed,
    )


def _setting(prompt: str, painter: ImageModel) -> str:
    """The words for place and style, where the painter knows only those; else the whole prompt."""
    words = painter.vocabulary
    return prompt if words is None else ", ".join(_phrases(prompt.lower(), words))


def _phrases(prompt: str, words: Vocabulary) -> list[str]:
    """The longest phrase for the place, and that for the style, as far as the prompt has them."""
    groups = (
        [phrase for ways in group.values() for phrase in ways] for group in (words.places, words.styles)
    )
    found = ([phrase for phrase in phrases if phrase in prompt] for phrases in groups)
    return [max(phrases, key=len) for phrases in found if phrases]


def _as_regions(bench: Bench, prompt: str, layout: Boxes, size: tuple[int, int], seed: int) -> ImageRequest:
    """The boxes as regions, which hold in the first steps; the prompt says where they stand, too."""
    regions = tuple(_region(bench, box, *size) for box in layout.boxes)
    return bench.painter.settings.request(
        _with_places(prompt, layout, bench.painter),
        width=size[0],
        height=size[1],
        seed=seed,
        regional=Regional(regions=regions, strength=STRENGTH, until=UNTIL),
    )


def _with_places(prompt: str, layout: Boxes, painter: ImageModel) -> str:
    """A painter of few words understands how two things stand to each other, and no more than that."""
    relations = [in_words(*pair) for pair in pairwise(layout.boxes)]
    if painter.vocabulary is None:
        return "; ".join([prompt, *relations])
    return " ".join([*relations, _setting(prompt, painter)]).strip() if len(relations) == 1 else prompt


def _region(bench: Bench, box: Box, width: int, height: int) -> Region:
    """The box in whole pixels inside the picture."""
    left, top = min(round(box.left * width), width - 1), min(round(box.top * height), height - 1)
    return Region(
        prompt=box.description,
        left=left,
        top=top,
        width=max(1, min(round(box.right * width), width) - left),
        height=max(1, min(round(box.bottom * height), height) - top),
        mask=_mask(bench, box.mask, width, height) if box.mask else None,
    )


def _mask(bench: Bench, id: str, width: int, height: int) -> Picture:
    return Picture.of(bench.picture(id).image.resize((width, height), Image.Resampling.NEAREST))
