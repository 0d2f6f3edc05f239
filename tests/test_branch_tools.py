"""Tools of two branches: which source, words and mask a call becomes, and what it is refused for."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakePainter
from tiny_pipelines import save_flux
from triptych.models.branches import attention_blocks
from triptych.models.conditions import Branch
from triptych.models.fidelity import Fidelity
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageRequest, ModelError
from triptych.models.layer_probe import probe
from triptych.models.pipelines import DiffusersPainter
from triptych.models.pocket.world import Character, Scene
from triptych.models.vocabulary import Vocabulary
from triptych.tools.assets import Store
from triptych.tools.described import shown
from triptych.tools.recolored_before import before_recolored
from triptych.tools.reworded import elsewhere, recolored
from triptych.tools.tool import Bench, ToolError, make_call

CAT = "a red cat with an orange ball in the snow"
BOX = (0.0, 0.0, 0.5, 1.0)


def bench(folder: Path, painter: FakePainter | None = None) -> Bench:
    made = Bench(Store(folder), painter or FakePainter(abilities=frozenset({"branches"})))
    make_call("generate", {"prompts": [CAT], "seed": 1}).run(made)
    return made


def asked(made: Bench, tool: str, **arguments: Any) -> tuple[ImageRequest, Branch]:
    """The request that a call becomes, and its branch."""
    make_call(tool, {"image": "i1", "box": BOX, "seed": 2, **arguments}).run(made)
    assert isinstance(made.painter, FakePainter)
    request = made.painter.requests[-1]
    assert request.branch is not None
    return request, request.branch


def white(branch: Branch) -> float:
    assert branch.mask is not None
    return float(np.asarray(branch.mask.image.convert("L")).mean() / 255)


def test_recolor_says_the_other_colour_and_shares_with_the_picture(tmp_path: Path) -> None:
    made = bench(tmp_path)
    request, branch = asked(made, "recolor", what="cat", color="blue", strength=0.5, color_strength=1)
    assert (request.prompt, branch.prompt) == ("a blue cat with an orange ball in the snow", CAT)
    assert (branch.rule, branch.strength, branch.words, branch.word_strength) == (
        "recolor",
        0.5,
        ("blue",),
        1,
    )
    assert branch.picture is not None
    assert white(branch) == 0.5
    record = made.store.get("i2")
    assert record.parents == ("i1",)
    assert record.report is not None
    assert (record.report["way"], record.seed) == ("branches", 2)


def test_a_thing_that_is_recoloured_again_is_painted_from_its_first_colour(
    tmp_path: Path, pocket: Flux2Painter
) -> None:
    made = Bench(Store(tmp_path), pocket)
    made.store.add(Scene(place="forest", characters=(Character(kind="cat", color="purple"),)).picture())
    shows = "a {} cat in the forest"
    for number, (before, after) in enumerate((("purple", "orange"), ("orange", "red")), start=1):
        call = {"image": f"i{number}", "what": "cat", "color": after, "seed": 1}
        make_call("recolor", {**call, "shows": shows.format(before)}).run(made)
    first, again = (made.store.get(id) for id in ("i2", "i3"))
    assert first.request
    assert again.request
    assert again.request["branch"]["picture"] == first.request["branch"]["picture"]
    assert again.request["branch"]["prompt"] == shows.format("purple")
    assert again.request["prompt"] == shows.format("red")
    assert "from the first one in i1" in (again.report or {})["why"]


@pytest.mark.parametrize(
    ("again", "first", "marked", "prompt"),
    [
        ("cat", CAT, {}, CAT),
        ("ball", CAT, {}, None),
        ("cat", "a cat with an orange ball in the snow", {}, None),
        ("cat", CAT, {"box": BOX}, None),
    ],
)
def test_only_all_of_the_same_thing_in_a_first_colour_that_was_said_is_taken_back(
    tmp_path: Path, again: str, first: str, marked: dict[str, Any], prompt: str | None
) -> None:
    made = bench(tmp_path)
    fidelity = Fidelity(changed=0.1, kept=0.9, outside=0.0).model_dump(mode="json")
    made.store.add(
        made.store.open("i1"),
        parents=("i1",),
        call={"tool": "recolor", "arguments": {"image": "i1", "what": "cat", "color": "blue", **marked}},
        request={"branch": {"prompt": first}},
        report={"way": "branches", "why": "", "fidelity": fidelity},
    )
    source = shown(made, "i2", "a blue cat with an orange ball in the snow")
    found = before_recolored(made, "i2", again, source)
    assert (found and found.seen.prompt) == prompt


@pytest.mark.parametrize(
    ("tool", "arguments", "prompt", "rule"),
    [
        (
            "background",
            {"what": "cat", "place": "on the beach"},
            "a red cat with an orange ball on the beach",
            "background",
        ),
        ("add", {"what": "a star"}, f"{CAT} with a star on the left", "add"),
        ("add", {"what": "a kite", "box": (0.3, 0, 0.4, 0.4)}, f"{CAT} with a kite above", "add"),
        ("add", {"what": "a star", "box": (0.3, 0.4, 0.4, 0.4)}, f"{CAT} with a star", "add"),
        ("remove", {"what": "ball"}, "a red cat in the snow", "add"),
        ("subject", {"what": "cat", "prompt": "a cat at night"}, "a cat at night", "subject"),
    ],
)
def test_each_tool_asks_for_its_rule(
    tmp_path: Path, tool: str, arguments: dict[str, Any], prompt: str, rule: str
) -> None:
    request, branch = asked(bench(tmp_path), tool, **arguments)
    assert (request.prompt, branch.rule, branch.prompt) == (prompt, rule, CAT)


def test_what_the_picture_shows_can_be_said(tmp_path: Path) -> None:
    request, branch = asked(bench(tmp_path), "recolor", what="dog", color="green", shows="a dog, brown")
    assert (request.prompt, branch.prompt) == ("a green dog, brown", "a dog, brown")


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("recolor", {"what": "hat", "color": "red", "box": BOX}, "does not speak of 'hat'; name it as it is"),
        ("remove", {"what": "hat", "box": BOX}, "does not speak of 'hat'"),
        ("add", {"what": "a star"}, "add does not know where 'a star' is to be; give a box or a mask"),
        ("recolor", {"what": "cat", "color": "blue"}, "fake cannot say where words are"),
    ],
)
def test_what_cannot_be_done_is_refused(
    tmp_path: Path, tool: str, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(ToolError, match=words):
        make_call(tool, {"image": "i1", **arguments}).run(bench(tmp_path))


def test_a_painter_without_branches_says_so(tmp_path: Path) -> None:
    with pytest.raises(
        ToolError, match="fake cannot paint with branches; choose another painter, or use edit"
    ):
        make_call("remove", {"image": "i1", "what": "ball"}).run(bench(tmp_path, FakePainter()))


def test_sentences_are_said_otherwise(pocket: Flux2Painter) -> None:
    words = pocket.vocabulary
    assert isinstance(words, Vocabulary)
    assert recolored("An orange teddy bear", "bear", "blue", words) == "A blue teddy bear"
    assert recolored("a kitten with a red hat", "cat", "orange", words) == "an orange kitten with a red hat"
    assert recolored("a red cat", "dog", "blue", words) is None
    assert elsewhere("In the town, a fox", "at night", words) == "at night, a fox"
    assert elsewhere("a fox", "at night", None) == "a fox at night"


def test_the_cat_itself_turns_blue_and_nothing_else(tmp_path: Path, pocket: Flux2Painter) -> None:
    made = Bench(Store(tmp_path), pocket)
    make_call("generate", {"prompts": ["a red cat in the snow"], "seed": 3}).run(made)
    make_call("recolor", {"image": "i1", "what": "cat", "color": "blue", "seed": 3}).run(made)
    before, after = (np.asarray(made.store.open(id)).astype(int) for id in ("i1", "i2"))
    changed = np.abs(after - before).max(-1) > 0
    assert 0.02 < changed.mean() < 0.5
    inside = changed & (np.abs(after - before).max(-1) > 60)
    assert after[inside][:, 2].mean() > before[inside][:, 2].mean() + 40


def test_a_probe_measures_every_layer_of_any_flux_model(tmp_path: Path) -> None:
    painter = DiffusersPainter(save_flux(tmp_path))
    told: list[tuple[int, int]] = []
    roles = probe(painter, ("a cat",), lambda done, of: told.append((done, of)))
    assert len(roles.moved) == len(roles.bypassed) == len(attention_blocks(painter.transformer)) == 2
    assert (roles.model, roles.revision, roles.pictures) == (painter.name, "0", 1)
    assert told[-1] == (11, 11)
    with pytest.raises(ModelError, match="cannot be shared in a NoneType"):
        probe(FakePainter())
