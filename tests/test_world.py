"""The small world: what is drawn is what a scene says, and only what changes changes."""

from random import Random

import numpy as np
import pytest
from pydantic import ValidationError
from triptych.models.pocket.pen import PALETTE
from triptych.models.pocket.scenes import HELD_OUT, pair_scene, random_scene, solo_scene, thing_scene
from triptych.models.pocket.words import COLORS, KINDS, PLACES, STYLES, THINGS
from triptych.models.pocket.world import Character, Scene, Thing

CAT = Character(kind="cat", color="red")


def array(scene: Scene, size: int = 128) -> np.ndarray:
    return np.asarray(scene.picture(size)).astype(int)


@pytest.mark.parametrize("size", [(64, 64), (256, 256), (300, 200), (1, 1)])
def test_a_scene_is_drawn_at_any_size(size: tuple[int, int]) -> None:
    assert Scene(place="meadow", characters=(CAT,)).picture(*size).size == size


def test_the_same_scene_is_the_same_picture_and_another_seed_is_not() -> None:
    scene = Scene(place="snow", characters=(CAT,), seed=3)
    assert (array(scene) == array(scene.model_copy())).all()
    assert (array(scene) != array(scene.model_copy(update={"seed": 4}))).any()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("color", COLORS)
def test_characters_are_mostly_their_colour(kind: str, color: str) -> None:
    scene = Scene.model_validate({"place": "room", "characters": [{"kind": kind, "color": color}]})
    pixels = array(scene)[scene.masks(128)[kind]]
    near = {name: (np.abs(pixels - np.array(rgb)).sum(1) < 40).mean() for name, rgb in PALETTE.items()}
    assert max(near, key=near.__getitem__) == color
    assert near[color] > 0.3


@pytest.mark.parametrize("kind", THINGS)
def test_things_show_their_colour(kind: str) -> None:
    scene = Scene(place="snow", thing=Thing(kind=kind, color="purple"))
    pixels = array(scene)[scene.masks(128)[kind]]
    assert (np.abs(pixels - np.array(PALETTE["purple"])).sum(1) < 40).mean() > 0.15


@pytest.mark.parametrize("style", STYLES)
def test_colours_stay_apart_in_every_style(style: str) -> None:
    tones = {}
    for color in COLORS:
        thing = {"kind": "ball", "color": color}
        scene = Scene.model_validate({"place": "room", "style": style, "thing": thing})
        values, counts = np.unique(array(scene)[scene.masks(128)["ball"]], axis=0, return_counts=True)
        tones[color] = values[(counts * (values.min(1) < 240)).argmax()]
    for one in COLORS:
        for two in COLORS:
            assert one == two or np.abs(tones[one] - tones[two]).sum() > 60, (one, two)


def test_boxes_and_masks_follow_the_words() -> None:
    thing = Thing(kind="star", color="yellow", count=2)
    boxes = Scene(place="night", characters=(CAT,), thing=thing, relation="left", spot="right").boxes()
    assert set(boxes) == {"cat", "star 1", "star 2"}
    assert all(boxes[name][2] <= boxes["cat"][0] + 0.05 for name in ("star 1", "star 2"))
    above = Scene(
        place="night", characters=(CAT,), thing=Thing(kind="star", color="red"), relation="above"
    ).boxes()
    assert above["star"][3] <= above["cat"][1] + 0.05
    pair = Scene(place="beach", characters=(CAT, Character(kind="dog", color="blue"))).boxes()
    assert pair["cat 1"][2] < pair["dog 2"][2]


@pytest.mark.parametrize("seed", range(6))
def test_counts_are_counts(seed: int) -> None:
    rng = Random(HELD_OUT + seed)
    scene = thing_scene(rng)
    assert scene.thing is not None
    assert len([name for name in scene.masks(64) if name.startswith(scene.thing.kind)]) == scene.thing.count


def test_every_figure_can_be_seen() -> None:
    for seed in range(60):
        scene = random_scene(Random(HELD_OUT + seed))
        for name, mask in scene.masks(128).items():
            assert mask.sum() > 90, (scene, name)


def test_scenes_that_differ_in_one_thing_share_all_other_pixels() -> None:
    scene = Scene(place="forest", characters=(CAT,), seed=11)
    blue = scene.model_copy(update={"characters": (CAT.model_copy(update={"color": "blue"}),)})
    changed = (array(scene) != array(blue)).any(-1)
    assert changed.any()
    assert not (changed & ~_grown(scene.masks(128)["cat"])).any()
    starry = scene.model_copy(update={"thing": Thing(kind="star", color="pink"), "relation": "left"})
    changed = (array(scene) != array(starry)).any(-1)
    assert not (changed & ~_grown(starry.masks(128)["star"])).any()


def _grown(mask: np.ndarray) -> np.ndarray:
    """The mask with a border for anti-aliasing."""
    out = mask.copy()
    for axis in (0, 1):
        for shift in (-2, -1, 1, 2):
            out |= np.roll(mask, shift, axis)
    corners = np.roll(mask, (1, 1), (0, 1)) | np.roll(mask, (-1, -1), (0, 1))
    return np.asarray(out | corners)


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "moon", "characters": [{"kind": "cat", "color": "red"}]},
        {"place": "snow"},
        {"place": "snow", "characters": [{"kind": "cat", "color": "red", "clothing": "hat"}]},
        {"place": "snow", "characters": [{"kind": "cat", "color": "red", "clothing_color": "red"}]},
        {"place": "snow", "thing": {"kind": "ball", "color": "red", "count": 5}},
        {"place": "snow", "characters": [{"kind": "cat", "color": "red"}] * 3},
        {"place": "snow", "characters": [{"kind": "cat", "color": "red"}] * 2, "count": 2},
        {
            "place": "snow",
            "characters": [{"kind": "cat", "color": "red"}],
            "thing": {"kind": "house", "color": "red"},
            "relation": "above",
        },
        {
            "place": "snow",
            "characters": [{"kind": "cat", "color": "red"}],
            "thing": {"kind": "house", "color": "red"},
            "relation": "left",
            "spot": "left",
        },
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Scene.model_validate(wrong)


def test_random_scenes_use_the_whole_world() -> None:
    rng = Random(1)
    scenes = [random_scene(rng) for _ in range(600)]
    people = [person for scene in scenes for person in scene.characters]
    things = [scene.thing for scene in scenes if scene.thing is not None]
    assert {person.kind for person in people} == set(KINDS)
    assert {person.color for person in people} == set(COLORS)
    assert {scene.place for scene in scenes} == set(PLACES)
    assert {scene.style for scene in scenes} == set(STYLES)
    assert {thing.kind for thing in things} == set(THINGS)
    assert {thing.count for thing in things} == {1, 2, 3, 4}
    assert all(person.clothing_color != person.color for person in people)
    assert len(solo_scene(rng).characters) == 1
    assert len(pair_scene(rng).characters) == 2
