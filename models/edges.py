"""A picture's outlines: what `control` shows a painter, and what the embedded painter learnt from.

Knows no model.
"""

import numpy as np
from PIL import Image

THRESHOLD = 0.12
"""Of the full range, how much lighter or darker two pixels apart must be."""


def edges_of(image: Image.Image) -> Image.Image:
    """White outlines on black, of the same size: where a colour changes sharply (central differences)."""
    values = np.asarray(image.convert("RGB"), dtype=np.float32) / 255
    padded = np.pad(values, ((1, 1), (1, 1), (0, 0)), mode="edge")
    across = padded[1:-1, 2:] - padded[1:-1, :-2]
    down = padded[2:, 1:-1] - padded[:-2, 1:-1]
    strength = np.sqrt(across**2 + down**2).max(axis=-1)
    return Image.fromarray(np.where(strength > THRESHOLD, 255, 0).astype(np.uint8)).convert("RGB")
