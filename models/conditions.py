"""What a request can hold beside prompt and references: regions, canvas, source, direction, adapters.

Frozen values in pixels; sizes are checked against the picture by the model that paints. Knows no model.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator

from .picture import Reference

MAX_REGIONS = 10


class Box(BaseModel):
    """A part of a picture, in pixels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    left: int = Field(ge=0)
    top: int = Field(ge=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)

    @property
    def edges(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom, as Pillow crops."""
        return self.left, self.top, self.left + self.width, self.top + self.height


class Region(Box):
    """What one part of the picture shows: a box, or the white of a mask, which has the picture's size."""

    prompt: str = Field(min_length=1)
    mask: Reference | None = None


class Regional(BaseModel):
    """Regions with prompts of their own, by regional attention (AutoT2IS, RAG-Diffusion).

    `strength` δ mixes what a region sees of its own prompt with what the whole picture sees: 0 is the
    picture without regions, bit by bit. Regions hold for the first `until` of the steps (a share); in the
    first `bound_steps` each one is also denoised alone. `separate` regions are pictures of their own that see
    each other, such as panels: positions in each count from its corner.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    regions: Annotated[tuple[Region, ...], Field(min_length=1, max_length=MAX_REGIONS)]
    strength: float = Field(default=1.0, ge=0.0, le=1.0)
    until: float = Field(default=1.0, ge=0.0, le=1.0)
    bound_steps: int = Field(default=0, ge=0)
    separate: bool = False


class Canvas(BaseModel):
    """A picture that is known in part: the white of `mask` is painted, its black is kept exactly.

    Both have the size of the request. Below `noise` 1, what the picture shows under the white is made noisy
    to that level and painted anew from there (SDEdit, Meng et al. 2022). Where a `wanted` part is named, only
    that is decoded, and the finished picture is that part alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    picture: Reference
    mask: Reference
    noise: float = Field(default=1.0, gt=0.0, le=1.0)
    wanted: Box | None = None


RuleName = Literal["recolor", "recolor_closely", "background", "move", "pose", "add", "subject"]


class Branch(BaseModel):
    """A source that is denoised in lock-step with the picture and shares its attention (two branches).

    The source is what `prompt` gives from the request's own seed, or `picture`; picture and mask have the
    request's size. `mask` is white on what the rule is about: what is recoloured, what stays before a new
    background, what moves (by `shift` pixels, right and down), where the new thing may be, the subject. The
    rule holds for the first `strength` of the steps; 0 is the picture without a source, bit by bit. `pinned`:
    what takes the source's values takes its latents, too. A subject is seen in the vital layers, or in
    `every_layer`, with `gain` as a factor on its keys. The picture
    reads those of its prompt's words that are in `words` the more the higher `word_strength`, a bias on
    scores; below 0, less.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: RuleName
    prompt: str = Field(min_length=1)
    picture: Reference | None = None
    mask: Reference | None = None
    shift: tuple[int, int] = (0, 0)
    strength: float = Field(default=1.0, ge=0.0, le=1.0)
    pinned: bool = False
    gain: float = Field(default=1.1, gt=0, le=2)
    every_layer: bool = False
    words: tuple[str, ...] = ()
    word_strength: float = Field(default=0.0, ge=-4.0, le=4.0)


class Direction(BaseModel):
    """A step from the word `less` towards the word `more`, in −1..1; at 0 nothing changes, bit by bit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    less: str = Field(min_length=1)
    more: str = Field(min_length=1)
    strength: float = Field(ge=-1.0, le=1.0)


@dataclass(frozen=True)
class AdapterFile:
    """A LoRA's safetensors file with its sha256, by which requests are compared."""

    path: Path
    sha256: str

    @classmethod
    def of(cls, path: Path) -> "AdapterFile":
        """Read the file once for its hash; `OSError` where it cannot be read."""
        with path.open("rb") as stream:
            return cls(path, hashlib.file_digest(stream, "sha256").hexdigest())


def _adapter_file(value: Any) -> AdapterFile:
    if isinstance(value, AdapterFile):
        return value
    raise ValueError(f"an adapter must be an AdapterFile, got {type(value).__name__}")


class Adapter(BaseModel):
    """A LoRA that a request is painted with; at weight 0 it changes nothing, bit by bit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    file: Annotated[AdapterFile, PlainValidator(_adapter_file), PlainSerializer(lambda file: file.sha256)]
    weight: float = Field(default=1.0, ge=-2.0, le=2.0)
