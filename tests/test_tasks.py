"""What the painter is taught: sentences say what the scene shows, edits change one thing."""

import re
from random import Random

import pytest
from triptych.models.pocket.captions import caption
from triptych.models.pocket.scenes import random_scene, solo_scene
from triptych.models.pocket.tasks import GROUP, Task, lesson, random_group, say_edit
from triptych.models.pocket.words import COLOR_WORDS, NOUNS, NUMBERS, PLACE_PHRASES, STYLE_PHRASES, plural
from triptych.models.pocket.world import Scene


def says(sentence: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", sentence, re.IGNORECASE) for word in words)


def nouns(name: str) -> tuple[str, ...]:
    return NOUNS[name] + tuple(plural(noun) for noun in NOUNS[name])


@pytest.mark.parametrize("seed", range(200))
def test_a_caption_says_all_that_is_seen(seed: int) -> None:
    rng = Random(seed)
    scene = random_scene(rng)
    sentence = caption(scene, rng)
    for person in scene.characters:
        assert says(sentence, nouns(person.kind))
        assert says(sentence, COLOR_WORDS[person.color])
        if person.clothing != "none" and person.clothing_color is not None:
            assert says(sentence, nouns(person.clothing))
            assert says(sentence, COLOR_WORDS[person.clothing_color])
    if scene.thing is not None:
        assert says(sentence, nouns(scene.thing.kind))
        if scene.thing.count > 1:
            assert says(sentence, (NUMBERS[scene.thing.count], str(scene.thing.count)))
    if scene.place != "meadow":
        assert says(sentence, PLACE_PHRASES[scene.place])
    if scene.style != "flat":
        assert says(sentence, STYLE_PHRASES[scene.style])


def test_there_are_many_ways_to_say_one_scene() -> None:
    scene = random_scene(Random(12))
    assert len({caption(scene, Random(seed)) for seed in range(100)}) > 60


def test_a_caption_without_looks_leaves_them_to_the_reference() -> None:
    for seed in range(60):
        scene = solo_scene(Random(seed)).model_copy(update={"place": "snow"})
        sentence = caption(scene, Random(seed), name_looks=False, unsaid_style=scene.style)
        assert not says(sentence, tuple(word for words in COLOR_WORDS.values() for word in words)), sentence
        assert not says(sentence, nouns("hat") + nouns("scarf"))


@pytest.mark.parametrize("task", ["sentence", "edit", "again", "together", "panels"])
def test_lessons_point_into_their_group(task: Task) -> None:
    for seed in range(80):
        rng = Random(seed)
        group = random_group(rng)
        item = lesson(group, task, rng, 2, 2)
        assert len(group) == GROUP
        assert item.prompt
        assert all(0 <= member < GROUP for member in (*item.panels, *item.references))
        assert not set(item.panels) & set(item.references)
        assert len(item.panels) == item.rows * item.columns == (4 if task == "panels" else 1)
        assert len(item.references) == {"edit": 1, "again": 1, "together": 2}.get(task, 0)


def test_panels_and_references_show_the_same_character() -> None:
    for seed in range(60):
        rng = Random(seed)
        group = random_group(rng)
        hero = group[0].characters[0]
        again = lesson(group, "again", rng)
        for member in (*again.panels, *again.references):
            assert group[member].characters[0].model_copy(update={"facing": hero.facing}) == hero
        together = lesson(group, "together", rng)
        cast = [group[member].characters[0] for member in together.references]
        looks = [(p.kind, p.color, p.clothing) for p in group[together.panels[0]].characters]
        assert [(p.kind, p.color, p.clothing) for p in cast] == looks


def test_an_edit_changes_one_thing_and_says_it() -> None:
    for seed in range(300):
        rng = Random(seed)
        group = random_group(rng)
        before, after = group[0], group[1]
        Scene.model_validate(after.model_dump())
        changed = [
            name for name in ("place", "style", "characters") if getattr(before, name) != getattr(after, name)
        ]
        if (before.thing, before.relation) != (after.thing, after.relation):
            changed.append("thing")
        assert len(changed) == 1
        sentence = say_edit(before, after, rng)
        if changed == ["place"]:
            assert says(sentence, PLACE_PHRASES[after.place])
        if changed == ["style"]:
            assert says(sentence, STYLE_PHRASES[after.style])
        if changed == ["characters"] and before.characters[0].color != after.characters[0].color:
            assert says(sentence, COLOR_WORDS[after.characters[0].color])
