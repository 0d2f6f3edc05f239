"""A sentence without one thing: all else that it says stays said."""

import re
from random import Random

import pytest
from triptych.models.pocket.captions import caption
from triptych.models.pocket.scenes import thing_scene
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.tools.reworded import names_of
from triptych.tools.taken_out import without

LEFT = (
    ("a cat to the left of a red ball in the snow", "ball", "a cat in the snow"),
    ("a red ball left of a blue cat", "ball", "a blue cat"),
    ("At home, a yellow star above a blue dog", "star", "At home, a blue dog"),
    ("a red hare, a brown ball over its head indoors", "ball", "a red hare indoors"),
    ("on the left a red tree, on the right a fox at night", "tree", "on the right a fox at night"),
    ("In the snow, on the left a fox, on the right a red tree", "tree", "In the snow, on the left a fox"),
    ("in the meadow a brown rabbit beside an orange ship", "boat", "in the meadow a brown rabbit"),
    ("three yellow stars on the beach", "star", "on the beach"),
    ("a blue cat wearing a red hat in the snow", "hat", "a blue cat in the snow"),
    ("a cat and a dog wearing a red hat together", "dog", "a cat together"),
    ("a dog with a red scarf next to a cat at night", "dog", "a cat at night"),
)


@pytest.mark.parametrize(("sentence", "what", "left"), LEFT)
def test_one_thing_goes_with_what_ties_it_to_the_rest(sentence: str, what: str, left: str) -> None:
    assert without(sentence, what, VOCABULARY) == left


@pytest.mark.parametrize("sentence", ["a red ball", "a cat in the snow"])
def test_what_is_not_said_or_is_all_that_is_said_stays(sentence: str) -> None:
    assert without(sentence, "ball", VOCABULARY) == sentence


def test_in_every_way_to_say_a_scene_the_thing_goes_and_its_owner_stays_dressed() -> None:
    for seed in range(600):
        rng = Random(seed)
        scene = thing_scene(rng)
        said = caption(scene, rng, facing_said=0)
        assert scene.thing is not None
        who, thing = scene.characters[0], scene.thing.kind
        left = without(said, thing, VOCABULARY)
        assert left != said, said
        # "among the trees" and "in the house" are places.
        if (thing, scene.place) not in (("tree", "forest"), ("house", "room")):
            assert not _names(thing, left), (said, left)
        assert _names(who.kind, left), (said, left)
        assert who.clothing == "none" or _names(who.clothing, left), (said, left)


def _names(what: str, sentence: str) -> bool:
    return bool(re.search(rf"\b(?:{'|'.join(names_of(what, VOCABULARY))})s?\b", sentence, re.IGNORECASE))
