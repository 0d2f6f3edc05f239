"""How predictions without and with a condition become one: classifier-free guidance of one or two.

Knows no model and no step.
"""

from torch import Tensor


def guided(velocity: Tensor, scale: float) -> Tensor:
    """(1, N, C) of the rows (2, N, C) without and with the prompt, or of the only one (1, N, C)."""
    if len(velocity) == 1:
        return velocity
    without, with_prompt = velocity.chunk(2)
    return without + scale * (with_prompt - without)


def three_way(
    nothing: Tensor, image: Tensor, both: Tensor, *, text_scale: float, image_scale: float
) -> Tensor:
    """(B, N, C) of predictions without text and references, with references, with both (HiDream-E1).

    The text's guidance never makes a prediction longer than `both` is (norm clip), so that a high scale does
    not burn; then the references' guidance, by a scale of their own; 1 leaves that of the text.
    """
    text = image + text_scale * (both - image)
    text = text * (_length(both) / _length(text).clamp(min=1e-12)).clamp(max=1)
    return nothing + image_scale * (text - nothing)


def _length(prediction: Tensor) -> Tensor:
    length: Tensor = prediction.flatten(1).norm(dim=1)
    return length.view(-1, 1, 1)
