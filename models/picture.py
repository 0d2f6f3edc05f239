"""Pixels as a value that can be compared and hashed. Knows no model."""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

from PIL import Image
from pydantic import PlainSerializer, PlainValidator


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
