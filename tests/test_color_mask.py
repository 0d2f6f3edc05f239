"""What of a mask has the colour that somebody says."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from triptych.models.color_mask import in_color
from triptych.models.morphology import Mask


def hat_on_a_head(hat: str, brim: str) -> tuple[Image.Image, Mask, Mask]:
    """A picture, a mask of its upper half, and the hat with its brim, (h, w) bool."""
    picture = Image.new("RGB", (128, 128), "#8fd0f0")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((34, 50, 94, 120), fill="#f0f0e8")
    draw.rectangle((40, 20, 88, 44), fill=hat)
    draw.rectangle((40, 45, 88, 54), fill=brim)
    rough = np.zeros((128, 128), dtype=bool)
    rough[10:80, 25:105] = True
    truth = np.zeros_like(rough)
    truth[20:55, 40:89] = True
    return picture, rough, truth


@pytest.mark.parametrize(
    ("said", "hat", "brim"),
    [("red", "#da3234", "#e87476"), ("brown", "#885838", "#a07050"), ("green", "#409e54", "#88c496")],
)
def test_a_hat_is_told_from_the_head_and_keeps_its_brim(said: str, hat: str, brim: str) -> None:
    picture, rough, truth = hat_on_a_head(hat, brim)
    found = in_color(rough, picture, said)
    assert (found & truth).sum() / (found | truth).sum() > 0.9


def test_a_color_nobody_knows_leaves_the_mask_as_it_is() -> None:
    picture, rough, _ = hat_on_a_head("#da3234", "#e87476")
    assert (in_color(rough, picture, "tartan") == rough).all()


def test_an_empty_mask_stays_empty() -> None:
    picture, rough, _ = hat_on_a_head("#da3234", "#e87476")
    assert not in_color(np.zeros_like(rough), picture, "red").any()


def test_a_picture_of_one_color_has_all_of_its_mask() -> None:
    rough = np.zeros((64, 96), dtype=bool)
    rough[10:40, 10:60] = True
    found = in_color(rough, Image.new("RGB", (96, 64), "grey"), "grey")
    assert found[rough].all()
