"""What a picture model is: a frozen request in, steps with previews out, a painting at the end.

Knows pixels and numbers only: no tool, no store, no plan, no user.
"""

import hashlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator

from .vocabulary import Vocabulary


class ModelError(ValueError):
    """A request the model cannot serve; the message names the value, the expectation and the remedy."""


@dataclass(frozen=True)
class Picture:
    """An RGB image with the sha256 of its size and pixels, so that requests can be compared and hashed."""

    image: Image.Image
    sha256: str

    @classmethod
    def of(cls, image: Image.Image) -> "Picture":
        """Wrap any PIL image; it is converted to RGB."""
        rgb = image.convert("RGB")
        digest = hashlib.sha256(f"{rgb.width}x{rgb.height}:".encode() + rgb.tobytes()).hexdigest()
        return cls(rgb, digest)


def _picture(value: Any) -> Picture:
    if isinstance(value, Picture):
        return value
    if isinstance(value, Image.Image):
        return Picture.of(value)
    raise ValueError(f"a reference must be a Picture or a PIL image, got {type(value).__name__}")


Reference = Annotated[Picture, PlainValidator(_picture), PlainSerializer(lambda picture: picture.sha256)]


class ImageRequest(BaseModel):
    """Everything that decides a picture; equal requests give equal pictures on one machine.

    `width` and `height` are pixels. `guidance_scale` 1 means no classifier-free guidance.
    References are clean pictures in the order in which the prompt speaks of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: str = Field(min_length=1)
    references: tuple[Reference, ...] = ()
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    num_inference_steps: int = Field(ge=1, le=200)
    guidance_scale: float = Field(ge=1.0, le=30.0)
    seed: int = Field(default=0, ge=0, lt=2**63)


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

    def request(
        self,
        prompt: str,
        *,
        references: tuple[Picture, ...] = (),
        width: int | None = None,
        height: int | None = None,
        seed: int = 0,
    ) -> ImageRequest:
        """A request with this model's own size, steps and guidance where none are given."""
        return ImageRequest(
            prompt=prompt,
            references=references,
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

    `vocabulary` is what it can draw, or None where it knows all words.
    """

    name: str
    revision: str
    max_references: int
    settings: Settings
    vocabulary: Vocabulary | None

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """Yield a `Step` after each denoising step and a `Painting` at last.

        Raises `ModelError` before the first step where the request cannot be served.
        """
        ...
