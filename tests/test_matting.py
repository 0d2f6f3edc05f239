"""A thing is lifted off its surroundings: its own colours stay, a mask's rim of the old place does not."""

import numpy as np
import torch
from PIL import Image
from triptych.models.branch_rules import RULES, Ground, Layers
from triptych.models.fidelity import put_back
from triptych.models.layer_roles import LayerRoles
from triptych.models.matting import cut_out


def square(side: int, left: int, right: int) -> np.ndarray:
    mask = np.zeros((side, side), dtype=bool)
    mask[left:right, left:right] = True
    return mask


def test_the_old_place_in_a_masks_rim_becomes_transparent() -> None:
    truth, loose = square(128, 40, 90), square(128, 36, 94)
    picture = Image.fromarray(np.where(truth[..., None], (200, 30, 30), (120, 180, 250)).astype(np.uint8))
    lifted = np.asarray(cut_out(picture, loose, 6))
    assert (lifted[square(128, 44, 86)] == (200, 30, 30, 255)).all()
    rim = loose & ~square(128, 38, 92)
    assert lifted[rim][:, 3].mean() < 30


def test_where_a_thing_and_its_place_look_alike_the_mask_is_believed() -> None:
    thing = square(128, 40, 90)
    alpha = np.asarray(cut_out(Image.new("RGB", (128, 128), "white"), thing, 6))[..., 3]
    assert (alpha[square(128, 42, 88)] == 255).all()
    assert (alpha[~square(128, 36, 94)] == 0).all()


def test_a_background_does_not_take_tokens_that_are_half_the_old_place() -> None:
    def no_roles() -> LayerRoles:
        raise AssertionError("not asked for")

    ground = Ground(torch.tensor([[0.0, 0.5, 0.9]]))
    assert RULES["background"](Layers(1, no_roles), ground).places.tolist() == [-1, -1, 2]


def test_what_is_anew_is_taken_though_it_looks_as_before() -> None:
    source = Image.new("RGB", (96, 96), (100, 100, 100))
    painted = Image.new("RGB", (96, 96), (104, 100, 100))
    mask = ~square(96, 30, 60)
    kept = put_back(source, painted, mask=mask, anew=True)
    assert kept.fidelity.whole
    assert kept.image.getpixel((4, 4)) == (104, 100, 100)
    assert kept.image.getpixel((45, 45)) == (100, 100, 100)
    assert put_back(source, painted, mask=mask).image.getpixel((4, 4)) == (100, 100, 100)
