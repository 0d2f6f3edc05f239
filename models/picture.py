"""Pixels as a value that can be compared and hashed. Knows no model."""

import hashlib
import math
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
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


def psnr(one: Image.Image, two: Image.Image) -> float:
    """How like two pictures of one size are, in dB; 99 at most."""
    difference = np.asarray(one.convert("RGB"), np.float64) - np.asarray(two.convert("RGB"), np.float64)
    error = float(np.mean(difference**2))
    return 99.0 if error == 0 else min(99.0, 10 * math.log10(255**2 / error))


def _picture(value: Any) -> Picture:
    if isinstance(value, Picture):
        return value
    if isinstance(value, Image.Image):
        return Picture.of(value)
    raise ValueError(f"a reference must be a Picture or a PIL image, got {type(value).__name__}")


Reference = Annotated[Picture, PlainValidator(_picture), PlainSerializer(lambda picture: picture.sha256)]
