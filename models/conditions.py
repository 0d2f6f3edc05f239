"""What a request can hold beside prompt and references: regions, a canvas known in part, adapters.

Frozen values in pixels; sizes are checked against the picture by the model that paints. Knows no model.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

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

    Both have the size of the request. Where a `wanted` part is named, only that is decoded, and the finished
    picture is that part alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    picture: Reference
    mask: Reference
    wanted: Box | None = None


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
