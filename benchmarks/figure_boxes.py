"""Where the figure of a colour is: boxes of masks (h, w) bool, and how well two agree. Knows no picture."""

import numpy as np
from numpy.typing import NDArray


def edges(mask: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    """The box that holds all but the last hundredth of a colour on each side."""
    if not mask.any():
        return None
    rows, columns = np.nonzero(mask)
    left, right = np.quantile(columns, (0.02, 0.98))
    top, bottom = np.quantile(rows, (0.02, 0.98))
    return int(left), int(top), int(right) + 1, int(bottom) + 1


def box_iou(one: NDArray[np.bool_], two: NDArray[np.bool_]) -> float:
    """Intersection over union of the boxes round two colours; 0 where one is not there."""
    a, b = edges(one), edges(two)
    if a is None or b is None:
        return 0.0
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0, across) * max(0, down)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return float(shared / (sum(areas) - shared))


def apart(one: NDArray[np.bool_], two: NDArray[np.bool_]) -> float:
    """How far the middles of two boxes are apart along the worse side, as a share of the picture."""
    a, b = edges(one), edges(two)
    if a is None or b is None:
        return 1.0
    across, down = abs(a[0] + a[2] - b[0] - b[2]), abs(a[1] + a[3] - b[1] - b[3])
    return max(across, down) / (2 * len(one))
