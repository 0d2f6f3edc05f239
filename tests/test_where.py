"""Where a word is in a picture: in the box that the eyes see, else where the painter's attention has it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import FakePainter
from PIL import Image
from triptych.models import catalog
from triptych.models.flux2 import Flux2Painter
from triptych.models.morphology import Mask
from triptych.models.pocket.world import Character, Scene, Thing
from triptych.models.vision_model import Box, FindsThings, Schema, Usage, VisionError
from triptych.models.word_mask import mask_in_box
from triptych.tools.assets import Store
from triptych.tools.described import shown
from triptych.tools.tool import Bench, ToolError, make_call
from triptych.tools.two_branches import thing_in

DOG = Character(kind="dog", color="blue", clothing="hat", clothing_color="red")
SCENE = Scene(
    place="beach", characters=(DOG,), thing=Thing(kind="ball", color="red"), relation="left", spot="right"
)


class PointingEyes:
    """See each noun in a box, or cannot answer."""

    name, revision, usage = "pointing", "1", Usage()

    def __init__(self, boxes: dict[str, Box] | None) -> None:
        self.boxes = boxes

    def for_turn(self) -> "PointingEyes":
        return self

    def ask(self, prompt: str, images: Sequence[Image.Image], schema: type[Schema]) -> Schema:
        raise VisionError(f"no {schema.__name__} for {prompt!r} and {len(images)} pictures")

    def probability(self, question: str, images: Sequence[Image.Image]) -> float:  # noqa: ARG002
        return 0.5

    def describe(self, image: Image.Image) -> str:
        return f"A picture of {image.size}."

    def find(self, image: Image.Image, noun: str) -> Box | None:  # noqa: ARG002
        if self.boxes is None:
            raise VisionError("no end")
        return self.boxes.get(noun)


def iou(one: Mask, other: Mask) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize(("noun", "least"), [("dog", 0.8), ("ball", 0.6)])
def test_a_box_becomes_a_mask_with_the_pictures_edges(noun: str, least: float) -> None:
    found = mask_in_box(SCENE.boxes()[noun], SCENE.picture())
    assert iou(found, SCENE.masks()[noun]) > least


@pytest.mark.parametrize("box", [(0.0, 0.0, 1.0, 1.0), (0.999, 0.999, 1.0, 1.0), (0.4, 0.4, 0.4001, 0.4001)])
def test_any_box_has_a_mask(box: Box) -> None:
    assert mask_in_box(box, SCENE.picture()).any()


def test_the_embedded_eyes_find_what_is_there_once() -> None:
    eyes = catalog.load_vision("pocket-eyes")
    assert isinstance(eyes, FindsThings)
    picture = SCENE.picture()
    box = eyes.find(picture, "puppy")
    assert box is not None
    assert np.abs(np.subtract(box, SCENE.boxes()["dog"])).max() < 0.06
    assert eyes.find(picture, "hat") is None
    assert eyes.find(picture, "cat") is None


def bench(folder: Path, boxes: dict[str, Box] | None) -> Bench:
    painter = FakePainter(abilities=frozenset({"canvas"}))
    made = Bench(Store(folder), painter, eyes=PointingEyes(boxes))
    made.store.add(SCENE.picture())
    return made


def test_what_the_eyes_see_says_where_for_a_painter_that_cannot_tell(tmp_path: Path) -> None:
    made = bench(tmp_path, SCENE.boxes())
    call = {"image": "i1", "instruction": "make it yellow", "where": "the dog", "seed": 1}
    (record,) = make_call("edit", call).run(made).images
    before, after = (np.asarray(made.store.open(id)) for id in ("i1", record.id))
    changed = (before != after).any(-1)
    assert iou(changed, SCENE.masks()["dog"]) > 0.7
    left, top, right, bottom = (round(256 * side) for side in SCENE.boxes()["dog"])
    changed[top:bottom, left:right] = False
    assert not changed.any()


def test_what_is_worn_keeps_its_pixels_where_its_wearer_is_recoloured(
    tmp_path: Path, pocket: Flux2Painter
) -> None:
    scene = SCENE.model_copy(update={"thing": None, "relation": "none"})
    made = Bench(Store(tmp_path), pocket, eyes=PointingEyes(scene.boxes()))
    made.store.add(scene.picture())
    source = shown(made, "i1", "a blue dog wearing a red hat on the beach")
    found = thing_in(made, "i1", "dog", source, mask=None, box=None)
    bare = scene.model_copy(update={"characters": (DOG.model_copy(update={"clothing_color": "green"}),)})
    hat = (np.asarray(scene.picture()) != np.asarray(bare.picture())).any(-1)
    assert found[hat].mean() < 0.3
    assert found[scene.masks()["dog"] & ~hat].mean() > 0.7


@pytest.mark.parametrize("boxes", [{}, None])
def test_where_the_eyes_find_nothing_attention_must_tell(
    tmp_path: Path, boxes: dict[str, Box] | None
) -> None:
    call = {"image": "i1", "instruction": "make it yellow", "where": "dog", "seed": 1}
    with pytest.raises(ToolError, match="fake cannot say where words are"):
        make_call("edit", call).run(bench(tmp_path, boxes))
