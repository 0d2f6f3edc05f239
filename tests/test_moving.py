"""A thing moves: its pixels arrive, what was behind it is painted, and the sentence claims no old side."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakePainter
from PIL import Image, ImageDraw
from triptych.models.conditions import Canvas
from triptych.models.filling import without_part
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import Painting
from triptych.models.picture import Picture, psnr
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.models.pocket.world import Character, Scene
from triptych.tools.assets import Store
from triptych.tools.reworded import color_of, posed, unplaced, worn_by
from triptych.tools.tool import Bench, ToolError, make_call
from triptych.tools.where import as_picture

BALL = (0.125, 0.125, 0.25, 0.25)
SNOW = Scene(place="snow", characters=(Character(kind="cat", color="red"),))


def bench(folder: Path, **painter: Any) -> Bench:
    made = Bench(Store(folder), FakePainter(**{"abilities": frozenset({"canvas"}), **painter}))
    image = Image.new("RGB", (256, 256), "white")
    ImageDraw.Draw(image).rectangle((36, 36, 90, 90), fill="red")
    request = {"prompt": "a red ball on the left", "seed": 1, "width": 256, "height": 256}
    made.store.add(image, request=request, model="fake", revision="1", seed=1)
    return made


def test_a_thing_arrives_pixel_by_pixel_and_its_place_is_painted_half_way(tmp_path: Path) -> None:
    made = bench(tmp_path)
    call = {"image": "i1", "what": "ball", "right": 0.5, "down": 0.25, "box": BALL, "seed": 2}
    result = make_call("move", call).run(made)
    before, after = (np.asarray(made.store.open(id)).astype(int) for id in ("i1", "i2"))
    assert (after[105:150, 170:215] == before[41:86, 42:87]).all()
    assert (after[60:64, 60:64] != (255, 0, 0)).any(-1).all()
    assert (after[200:] == before[200:]).all()
    assert isinstance(made.painter, FakePainter)
    (request,) = made.painter.requests
    assert request.prompt == "a red ball"
    assert request.canvas is not None
    assert 0 < request.canvas.noise < 1
    assert np.asarray(request.canvas.picture.image)[64, 64].min() > 200, "white has flown in"
    assert "nothing outside where the ball was and is" in result.note


@pytest.mark.parametrize(
    ("painter", "arguments", "words"),
    [
        ({}, {}, "move does not know where to; give right or down"),
        ({"abilities": frozenset({"branches"})}, {"right": 0.3}, "fake cannot paint with canvas"),
    ],
)
def test_what_cannot_be_moved_is_refused(
    tmp_path: Path, painter: dict[str, Any], arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(ToolError, match=words):
        make_call("move", {"image": "i1", "what": "ball", "box": BALL, **arguments}).run(
            bench(tmp_path, **painter)
        )


def test_colours_flow_into_a_gap_and_nothing_else_changes() -> None:
    picture = Image.linear_gradient("L").convert("RGB")
    gap = np.zeros((256, 256), dtype=bool)
    gap[100:140, 90:150] = True
    spoilt = np.asarray(picture).copy()
    spoilt[gap] = (0, 255, 0)
    found = np.asarray(without_part(Image.fromarray(spoilt), gap)).astype(int)
    assert (found[~gap] == spoilt[~gap]).all()
    assert np.abs(found - np.asarray(picture))[gap].mean() < 12
    assert not np.asarray(without_part(picture, np.ones_like(gap))).any()


def test_a_canvas_at_little_noise_is_nearly_what_it_shows(pocket: Flux2Painter) -> None:
    picture = SNOW.picture(128)
    mask = Picture.of(as_picture(SNOW.masks(128)["cat"]))

    def painted(noise: float) -> Image.Image:
        canvas = Canvas(picture=Picture.of(picture), mask=mask, noise=noise)
        plain = pocket.settings.request("a blue dog", width=128, height=128, seed=7, canvas=canvas)
        *_, last = pocket.paint(plain.model_copy(update={"num_inference_steps": 4}))
        assert isinstance(last, Painting)
        return last.image

    assert psnr(picture, painted(0.3)) > psnr(picture, painted(1.0)) + 3


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("a cat with two balls on the left in the snow", "a cat with two balls in the snow"),
        ("a ball to the left of a cat", "a ball beside a cat"),
        ("a cat and a ball to the right of it, ink style", "a cat and a ball, ink style"),
        ("On the left a ball, on the right a cat at night", "a ball and a cat at night"),
        ("two kites above a cat", "two kites beside a cat"),
        ("a cat with a kite above in the city", "a cat with a kite in the city"),
        ("a cat in the right place", "a cat in the right place"),
    ],
)
def test_a_moved_thing_has_no_side_in_its_sentence(sentence: str, found: str) -> None:
    assert unplaced(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "noun", "color", "worn"),
    [
        ("a blue puppy who wears a pink beanie by the sea", "dog", "blue", "beanie"),
        ("a dog in the snow with a red ball", "dog", None, None),
        ("a horse wearing a golden crown", "horse", None, "crown"),
    ],
)
def test_a_color_and_clothes_are_said_of_somebody(
    sentence: str, noun: str, color: str | None, worn: str | None
) -> None:
    words = VOCABULARY if noun == "dog" else None
    assert color_of(sentence, noun, words) == color
    assert worn_by(sentence, noun, words) == worn


def test_a_pose_is_said_after_the_clothes_in_the_place_of_another() -> None:
    dressed = "A blue puppy wearing a pink beanie by the sea"
    assert posed(dressed, "dog", "facing left", VOCABULARY) == (
        "A blue puppy wearing a pink beanie facing left by the sea"
    )
    assert (
        posed("a cat facing right at night", "cat", "facing left", VOCABULARY) == "a cat facing left at night"
    )
    assert posed("a horse", "horse", "jumping", None) == "a horse jumping"
    assert posed("a horse", "cow", "jumping", None) is None
