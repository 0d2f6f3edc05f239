"""A picture that goes on beyond its edge → without the step in colour there. Knows no painter.

After Pérez et al. 2003 (Poisson image editing), in one direction: the step is undone where it is, and fades.
"""

import numpy as np
from numpy.typing import NDArray

Colors = NDArray[np.float32]
_MOST = 24.0
"""Of 255: a larger step is the edge of a thing, not of the painting."""
_FADE = 8
"""A step has faded at the seam's length divided by this, or in half of the new part where that is less."""


def leveled(old: Colors, new: Colors) -> Colors:
    """`new` (h, w, 3), right of `old` (h, any, 3), begins as that ends; both in 0..255."""
    step = (old[:, -1] - new[:, 0]).clip(-_MOST, _MOST)
    above, below = (np.roll(np.pad(step, ((1, 1), (0, 0)), mode="edge"), by, 0)[1:-1] for by in (1, -1))
    wide = max(1, min(new.shape[1] // 2, new.shape[0] // _FADE))
    fading = np.clip(1 - np.arange(new.shape[1]) / wide, 0, 1)[:, None]
    smooth = (above + step + below) / 3
    return np.asarray((new + smooth[:, None] * fading).clip(0, 255), dtype=np.float32)
