"""What the eyes are taught: true answers, canonical sentences, rows that equal single chats."""

from collections import Counter
from itertools import chain
from random import Random

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import Qwen2TokenizerFast
from triptych.models import questions
from triptych.models.pocket.description import DESCRIBE, Flaws, SceneDescription, describe, percent_boxes
from triptych.models.pocket.eyes_architecture import SIZE, build_processor, build_tokenizer
from triptych.models.pocket.eyes_claims import Claim, truths, unclear
from triptych.models.pocket.eyes_flaws import flawed, flaws
from triptych.models.pocket.eyes_lessons import (
    LENGTH,
    Seen,
    branches,
    comparisons,
    corpus,
    patchify,
    seen,
)
from triptych.models.pocket.eyes_packing import Branch, Packer
from triptych.models.pocket.eyes_pool import record
from triptych.models.pocket.eyes_questions import ask, say
from triptych.models.pocket.eyes_scenes import other_of, scene_of
from triptych.models.pocket.words import COLOR_WORDS, NOUNS
from triptych.models.pocket.world import Character, Scene, Thing

CAT = Character(kind="cat", color="red", clothing="hat", clothing_color="blue", facing="left")
PALE_CAT = Character(kind="cat", color="pink")
DOG = Character(kind="dog", color="brown", clothing="scarf", clothing_color="green")
STARS = Thing(kind="star", color="yellow", count=3)
SCENE = Scene(place="snow", style="ink", characters=(CAT,), thing=STARS, relation="above")


@pytest.fixture(scope="module")
def tokenizer() -> Qwen2TokenizerFast:
    return build_tokenizer(corpus(400))


def test_the_description_is_what_the_scene_says() -> None:
    description = describe(SCENE, percent_boxes(SCENE))
    assert (description.style, description.place) == ("ink", "snow")
    (cat,), (stars,) = description.characters, description.things
    assert (cat.kind, cat.color, cat.clothing, cat.clothing_color, cat.facing) == (
        "cat",
        "red",
        "hat",
        "blue",
        "left",
    )
    assert (stars.kind, stars.color, stars.count) == ("star", "yellow", 3)
    assert stars.box[3] < cat.box[3]
    assert description.sentence() == (
        "A red cat wearing a blue hat and three yellow stars in the snow, ink style."
    )


def test_several_alike_each_have_a_box_from_left_to_right() -> None:
    scene = Scene(place="room", characters=(PALE_CAT,), count=3)
    description = describe(scene, percent_boxes(scene))
    lefts = [who.box[0] for who in description.characters]
    assert len(lefts) == 3
    assert lefts == sorted(lefts)
    assert description.things == ()


def test_truths_of_a_lone_character_with_things() -> None:
    known = truths(SCENE)
    assert Claim("colored", noun="cat", color="red") in known
    assert Claim("wears", noun="cat", clothing="hat", color="blue") in known
    assert Claim("faces", noun="cat", side="left") in known
    assert Claim("number", noun="star", number=3) in known
    assert Claim("beside", noun="cat", thing="star", side="above") in known
    assert Claim("placed", value="snow") in known
    assert Claim("bare", noun="cat") not in known
    assert Claim("number", noun="star", number=2) not in known


def test_two_of_a_kind_are_told_apart_by_side() -> None:
    scene = Scene(place="snow", characters=(CAT, PALE_CAT))
    known, open_ = truths(scene), unclear(scene)
    assert Claim("colored", noun="cat", where="left", color="red") in known
    assert Claim("colored", noun="cat", where="right", color="pink") in known
    assert Claim("colored", noun="cat", color="red") in open_ - known
    assert Claim("number", noun="cat", number=2) in known
    assert Claim("number", noun="character", number=2) in known


def test_answers_are_true_of_their_scene() -> None:
    scene = Scene(place="beach", style="pastel", characters=(CAT, DOG))
    told = {text: answer for seed in range(400) for text, answer in ask(scene, 4, Random(seed))}
    expected = {
        "Is the cat red?": True,
        "Is the cat brown?": False,
        "Is the dog on the right brown?": True,
        "Is the cat wearing a blue hat?": True,
        "Is the cat wearing nothing?": False,
        "Are there two characters?": True,
        "Is it on the beach?": True,
        "Is the style pastel?": True,
        "Is the cat looking to the left?": True,
        "Is there a dog?": True,
    }
    assert {text: told.get(text) for text in expected} == expected


def test_all_canonical_sentences_occur_and_answers_are_balanced() -> None:
    told = [item for seed in range(1500) for item in ask(scene_of("render", seed), 8, Random(seed))]
    texts = {text for text, _ in told}
    canonical = {
        questions.exists("cat"),
        questions.exists("stars", "three"),
        questions.exists("cats", "two"),
        questions.exists("characters", "two"),
        questions.colored("cat", "red"),
        questions.colored("cat on the left", "red"),
        questions.colored("stars", "yellow", several=True),
        questions.wears("cat", "hat"),
        questions.wears("cat", "hat", "blue"),
        questions.bare("cat"),
        questions.beside("star", "left", "cat"),
        questions.faces("cat", "left"),
        questions.placed("in the snow"),
        questions.styled("ink"),
    }
    starts = {" ".join(text.split()[:2]) for text in texts}
    assert {"Is there", "Are there", "Is the", "Are the", "Is it"} <= starts
    assert len(canonical & texts) >= 12
    assert 0.45 < sum(answer for _, answer in told) / len(told) < 0.55


def test_every_synonym_is_asked_about() -> None:
    heard = Counter(
        chain.from_iterable(
            text.removesuffix("?").split() for seed in range(1500) for text, _ in _asked(seed)
        )
    )
    nouns = {word.split()[-1] for words in NOUNS.values() for word in words}
    colors = {word for words in COLOR_WORDS.values() for word in words}
    assert not {word for word in nouns | colors if not heard[word]}


def _asked(seed: int) -> list[tuple[str, bool]]:
    return ask(scene_of("render", seed), 8, Random(seed))


def test_flaws_name_each_difference() -> None:
    asked = SCENE.model_copy(update={"place": "beach", "thing": STARS.model_copy(update={"count": 2})})
    assert flaws(SCENE, asked) == ["it should be on the beach", "there should be two stars"]
    assert flaws(SCENE, SCENE) == []
    for seed in range(200):
        scene = scene_of("render", seed)
        prompt, wrong = flawed(scene, Random(seed))
        assert prompt
        assert Flaws(wrong=tuple(wrong))


def test_the_tokenizer_gives_back_what_it_took(tokenizer: Qwen2TokenizerFast) -> None:
    for seed in range(50):
        scene = scene_of("render", seed)
        boxes = [[0, 7, 55, 100]] * 4
        answer = describe(scene, boxes).model_dump_json()
        ids = tokenizer(answer, add_special_tokens=False)["input_ids"]
        assert tokenizer.decode(ids) == answer
        assert SceneDescription.model_validate_json(tokenizer.decode(ids)) == describe(scene, boxes)
    single = ["yes", "no", *(str(number) for number in range(101))]
    assert all(len(tokenizer(text)["input_ids"]) == 1 for text in single)
    assert tokenizer.eos_token == "<|im_end|>"


def test_a_packed_question_is_the_chat_of_the_processor(tokenizer: Qwen2TokenizerFast) -> None:
    """Ids and positions of the second branch are those of a chat with that question alone."""
    pictures = 2
    rows = [[Branch(DESCRIBE, "{}"), Branch("Is there a cat?", "yes")]]
    ids, targets, _, positions, mask = Packer(tokenizer).pack(rows, 192, pictures)
    sight = mask[0, 0] == 0
    last = int((targets[0] == tokenizer.convert_tokens_to_ids("<|im_end|>")).nonzero().max())
    seen_by_last = sight[last].nonzero()[:, 0]
    processor = build_processor(tokenizer)
    content = [{"type": "image"}] * pictures + [{"type": "text", "text": "Is there a cat?"}]
    chat = [{"role": "user", "content": content}, {"role": "assistant", "content": "yes"}]
    image = Image.new("RGB", (SIZE, SIZE))
    whole = processor(
        text=[processor.apply_chat_template([chat], tokenize=False)[0]],
        images=[image] * pictures,
        return_tensors="pt",
    )
    alone = whole["input_ids"][0]
    assert ids[0, seen_by_last].tolist() == alone[: len(seen_by_last)].tolist()
    assert alone[len(seen_by_last)] == tokenizer.eos_token_id
    text = (alone[: len(seen_by_last)] != tokenizer.convert_tokens_to_ids("<|image_pad|>")).numpy()
    steps = np.diff(positions[0, 0, seen_by_last].numpy()[text])
    assert set(steps.tolist()) == {1, 9}


def test_no_branch_sees_another(tokenizer: Qwen2TokenizerFast) -> None:
    rows = [[Branch("Is there a cat?", "yes"), Branch("Is there a dog?", "no")]]
    ids, _, _, _, mask = Packer(tokenizer).pack(rows, 128, 1)
    dog = tokenizer(" dog")["input_ids"][0]
    cat = tokenizer(" cat")["input_ids"][0]
    where = {token: int((ids[0] == token).nonzero()[0]) for token in (cat, dog)}
    assert mask[0, 0, where[dog], where[cat]] < 0
    assert mask[0, 0, where[dog], 5] == 0


def test_rows_hold_all_that_is_asked(tokenizer: Qwen2TokenizerFast) -> None:
    packer = Packer(tokenizer)
    pictures = [_seen(seed) for seed in range(6)]
    rows = [branches(picture, 5000, Random(n)) for n, picture in enumerate(pictures)]
    _, targets, _, _, _ = packer.pack(rows, LENGTH["one"], 1)
    yes_no = torch.isin(targets, torch.tensor(tokenizer.convert_tokens_to_ids(["yes", "no"])))
    assert yes_no.sum(1).min() >= 3
    assert yes_no.sum(1).float().mean() >= 7


def test_a_shift_moves_boxes_with_the_picture() -> None:
    scene = scene_of("render", 0)
    row = record(scene, np.asarray(scene.picture(SIZE)), 0)
    moved = [seen("render", row, Random(seed)) for seed in range(8)]
    assert len({tuple(picture.boxes[0].tolist()) for picture in moved}) > 1
    for picture in moved:
        found = [
            (x, y)
            for x in range(-4, 5)
            for y in range(-4, 5)
            if np.array_equal(
                picture.pixels[:, 20:100, 20:100], row["pixels"][:, 20 - y : 100 - y, 20 - x : 100 - x]
            )
        ]
        change = (picture.boxes[0].astype(int) - row["boxes"][0]) * SIZE / 100
        assert len(found) == 1
        assert abs(change[0] - found[0][0]) < 0.7
        assert abs(change[1] - found[0][1]) < 0.7


def test_patches_are_those_of_the_stock_processor(tokenizer: Qwen2TokenizerFast) -> None:
    image = scene_of("render", 3).picture(SIZE)
    stock = build_processor(tokenizer).image_processor(images=[image], return_tensors="pt")["pixel_values"]
    pixels = torch.from_numpy(np.asarray(image).transpose(2, 0, 1).copy()).float() / 127.5 - 1
    ours = patchify(pixels[None])[0].view(64, 3, 1, 256).expand(-1, -1, 2, -1).reshape(64, -1)
    assert torch.allclose(ours, stock, atol=1e-5)


def test_pairs_know_who_is_the_same() -> None:
    seed = next(n for n in range(0, 100, 2) if len(scene_of("render", n).characters) == 1)
    one, two = _seen(seed), _seen(seed + 1)
    assert comparisons(one, one)[0].answer == "yes"
    same = one.scene.characters[0].model_copy(update={"facing": "left"}) == (
        two.scene.characters[0].model_copy(update={"facing": "left"})
    )
    assert comparisons(one, two)[0].answer == ("yes" if same else "no")


def _seen(seed: int) -> Seen:
    scene = scene_of("render", seed)
    return seen("render", record(scene, np.asarray(scene.picture(SIZE)), seed), Random(seed))


@pytest.mark.parametrize("seed", range(60))
def test_of_a_blend_only_what_both_scenes_show_is_there(seed: int) -> None:
    scene, other = scene_of("blended", seed), other_of("blended", seed)
    assert other is not None
    assert other != scene
    only = {say(claim, scene, Random(1)) for claim in truths(scene) ^ truths(other)}
    both = {say(claim, scene, Random(1)) for claim in truths(scene) & truths(other)}
    asked = [pair for n in range(40) for pair in ask(scene, 4, Random(n), other)]
    assert not [text for text, answer in asked if answer and text in only - both]
    assert not [text for text, answer in asked if not answer and text in both - only]
    assert any(text in only and not answer for text, answer in asked)
