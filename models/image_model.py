"""What a picture model is: a frozen request in, steps with previews out, a painting at the end.

Knows pixels and numbers only: no tool, no store, no plan, no user.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from .conditions import Adapter, Branch, Canvas, Direction, Regional, RuleName
from .picture import Picture, Reference
from .vocabulary import Vocabulary

Ability = Literal["regions", "canvas", "branches", "directions", "adapters", "negative_prompt"]


class ModelError(ValueError):
    """A request the model cannot serve; the message names the value, the expectation and the remedy."""


class ImageRequest(BaseModel):
    """Everything that decides a picture; equal requests give equal pictures on one machine.

    `width` and `height` are pixels. `guidance_scale` 1 means no classifier-free guidance.
    `image_guidance_scale` guides by the references apart from the text (three-way guidance, as HiDream-E1);
    None leaves it to the model. `negative_prompt` is what guidance leads away from.
    References are clean pictures in the order in which the prompt speaks of them. Regions have prompts of
    their own, a canvas is a picture known in part, a branch is a source whose attention is shared, a
    direction is a step from word to word, adapters are LoRAs for this one request: what of these a model can
    do, its `abilities` say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: str = Field(min_length=1)
    negative_prompt: str = ""
    references: tuple[Reference, ...] = ()
    regional: Regional | None = None
    canvas: Canvas | None = None
    branch: Branch | None = None
    direction: Direction | None = None
    adapters: tuple[Adapter, ...] = ()
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    num_inference_steps: int = Field(ge=1, le=200)
    guidance_scale: float = Field(ge=1.0, le=30.0)
    image_guidance_scale: float | None = Field(default=None, ge=0.0, le=10.0)
    seed: int = Field(default=0, ge=0, lt=2**63)


class Instructions(BaseModel):
    """The sentences with which a model is asked for what is more than a prompt, as it learnt them.

    `boxes` goes with a picture of boxes as the reference; "" where the model has not learnt to read one.
    `tries` goes with earlier pictures as references and an `advice` for each; "" where the model understands
    one picture with its advice alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    restore: str = "Restore the picture: remove noise, blur and blocks; change nothing else."
    outlines: str = "Paint a picture with exactly these outlines: {prompt}"
    boxes: str = ""
    tries: str = "{prompt}\nThe references are earlier tries. Paint it anew and correct them. {advice}"
    advice: str = "In picture {n}, {advice}."


class Branching(BaseModel):
    """How a model edits best in two branches: the rule for a colour, which rules hold latents, too, and how a
    subject is seen (`gain`, `every_layer`, as `Branch` has them).

    `preferred` are rules whose edits were measured to come out better than by a reference ("add" also takes
    away).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    recolor: RuleName = "recolor"
    preferred: frozenset[RuleName] = frozenset()
    pinned: frozenset[RuleName] = frozenset()
    gain: float = 1.1
    every_layer: bool = False


class Settings(BaseModel):
    """What a model paints best: sizes in pixels, steps, guidance.

    Sides are multiples of `multiple_of`, at most `max_side` long, and at most `max_area` pixels in all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    side: int
    multiple_of: int
    max_side: int
    max_area: int
    num_inference_steps: int
    guidance_scale: float
    instructions: Instructions = Instructions()
    branching: Branching = Branching()

    def request(
        self,
        prompt: str,
        *,
        references: tuple[Picture, ...] = (),
        width: int | None = None,
        height: int | None = None,
        seed: int = 0,
        regional: Regional | None = None,
        canvas: Canvas | None = None,
        branch: Branch | None = None,
        adapters: tuple[Adapter, ...] = (),
    ) -> ImageRequest:
        """A request with this model's own size, steps and guidance where none are given."""
        return ImageRequest(
            prompt=prompt,
            references=references,
            regional=regional,
            canvas=canvas,
            branch=branch,
            adapters=adapters,
            width=width or self.side,
            height=height or self.side,
            num_inference_steps=self.num_inference_steps,
            guidance_scale=self.guidance_scale,
            seed=seed,
        )

    def fit(self, width: int, height: int) -> tuple[int, int]:
        """The size of the same shape that the model paints best: about `side`² pixels, in whole tokens."""
        scale = self.side / (width * height) ** 0.5
        return self._whole(width * scale), self._whole(height * scale)

    def _whole(self, side: float) -> int:
        return max(self.multiple_of, round(side / self.multiple_of) * self.multiple_of)

    def check(self, width: int, height: int) -> None:
        """Raise `ModelError` for a size that cannot be painted."""
        if width % self.multiple_of or height % self.multiple_of:
            raise ModelError(
                f"{width}×{height} cannot be painted: both sides must be multiples of {self.multiple_of}; "
                f"try {self._whole(width)}×{self._whole(height)}"
            )
        if max(width, height) > self.max_side or width * height > self.max_area:
            raise ModelError(
                f"{width}×{height} is too large: sides up to {self.max_side} and {self.max_area} pixels "
                f"in all can be painted; try {self.side}×{self.side}"
            )


@dataclass(frozen=True)
class Step:
    """One denoising step is done: `index` of `of` (from 1). The preview is decoded when it is asked for."""

    index: int
    of: int
    draw: Callable[[], Image.Image]

    @property
    def preview(self) -> Image.Image:
        """The clean picture as predicted so far."""
        return self.draw()


@dataclass(frozen=True)
class Painting:
    """The finished picture and what made it: the request, the model's name and revision, seconds."""

    image: Image.Image
    record: dict[str, Any]


class ImageModel(Protocol):
    """Any model that paints. Closing the generator cancels within one step.

    `vocabulary` is what it can draw, or None where it knows all words. `abilities` are the parts of a request
    that it can serve beside prompt and references; others it refuses with a `ModelError`.
    """

    name: str
    revision: str
    max_references: int
    settings: Settings
    vocabulary: Vocabulary | None
    abilities: frozenset[Ability]

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """Yield a `Step` after each denoising step and a `Painting` at last.

        Raises `ModelError` before the first step where the request cannot be served.
        """
        ...


def check_abilities(model: ImageModel, request: ImageRequest) -> None:
    """Raise `ModelError` where the request has parts that the model cannot serve."""
    if request.image_guidance_scale is not None and (
        not request.references or request.guidance_scale == 1 or request.branch
    ):
        raise ModelError(
            f"image_guidance_scale {request.image_guidance_scale} needs references and a guidance scale "
            "above 1, and no branch; leave it out"
        )
    if request.negative_prompt and request.guidance_scale == 1:
        raise ModelError(
            "a negative prompt needs a guidance scale above 1; raise it, or leave the prompt out"
        )
    parts: dict[Ability, object] = {
        "regions": request.regional,
        "canvas": request.canvas,
        "branches": request.branch,
        "directions": request.direction,
        "adapters": request.adapters,
        "negative_prompt": request.negative_prompt,
    }
    for ability, part in parts.items():
        if part and ability not in model.abilities:
            raise ModelError(
                f"{model.name} cannot paint with {ability.replace('_', ' ')}; choose another model, or leave "
                "them out"
            )
