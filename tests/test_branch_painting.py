"""Two branches on the embedded painter: off is off, the same is the same, and each rule does its work."""

from typing import Any

import numpy as np
import pytest
import torch
from fakes import FakePainter
from PIL import Image
from triptych.models.branch_source import finer
from triptych.models.conditions import Branch, Canvas
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageRequest, ModelError, Painting, check_abilities
from triptych.models.layer_roles import LayerRoles, read_roles
from triptych.models.picture import Picture, psnr
from triptych.models.pocket.world import Character, Scene

SOURCE, TARGET = "a red cat in the snow", "a blue cat in the snow"
SNOW = Scene(place="snow", characters=(Character(kind="cat", color="red"),))


def mask_of(name: str = "cat", size: int = 128) -> Image.Image:
    return Image.fromarray(SNOW.masks(size)[name].astype(np.uint8) * 255)


def request(painter: Flux2Painter, prompt: str = TARGET, **changes: Any) -> ImageRequest:
    plain = painter.settings.request(prompt, seed=7, width=128, height=128)
    return plain.model_copy(update={"num_inference_steps": 4, **changes})


def branch(rule: str = "recolor_closely", **more: Any) -> Branch:
    return Branch.model_validate({"rule": rule, "prompt": SOURCE, **more})


def painting(painter: Flux2Painter, wanted: ImageRequest) -> Painting:
    *_, last = painter.paint(wanted)
    assert isinstance(last, Painting)
    return last


def pixels(painter: Flux2Painter, wanted: ImageRequest) -> np.ndarray[Any, Any]:
    return np.asarray(painting(painter, wanted).image).astype(float)


def test_at_strength_0_the_picture_is_the_one_without_a_source(pocket: Flux2Painter) -> None:
    plain = pixels(pocket, request(pocket))
    off = branch(strength=0.0, picture=SNOW.picture(128), words=("blue",), word_strength=2.0)
    assert (pixels(pocket, request(pocket, branch=off)) == plain).all()


@pytest.mark.parametrize("rule", ["recolor", "recolor_closely", "background", "pose"])
def test_the_same_prompt_and_noise_give_the_same_picture(pocket: Flux2Painter, rule: str) -> None:
    plain = pixels(pocket, request(pocket, SOURCE))
    found = pixels(pocket, request(pocket, SOURCE, branch=branch(rule)))
    assert np.abs(found - plain).mean() < 2


@pytest.mark.parametrize("guidance_scale", [1.0, 3.0])
def test_a_picture_is_kept_where_its_latents_are(pocket: Flux2Painter, guidance_scale: float) -> None:
    picture = SNOW.picture(128)
    kept = branch(picture=picture, mask=Image.new("L", (128, 128)), pinned=True)
    wanted = request(pocket, branch=kept, guidance_scale=guidance_scale)
    assert psnr(painting(pocket, wanted).image, pocket.round_trip(picture)) > 45


def test_the_colour_changes_inside_the_mask_only(pocket: Flux2Painter) -> None:
    mask = Image.new("L", (128, 128))
    mask.paste(255, (64, 0, 128, 128))
    before = pixels(pocket, request(pocket, SOURCE))
    change = np.abs(pixels(pocket, request(pocket, branch=branch(mask=mask, pinned=True))) - before).mean(
        (0, 2)
    )
    assert change[64:].mean() > 3 * change[:40].mean()


def test_the_record_says_how_well_a_picture_was_inverted(pocket: Flux2Painter) -> None:
    record = painting(pocket, request(pocket, branch=branch(picture=SNOW.picture(128)))).record
    assert record["source_psnr"] > 15
    assert "source_psnr" not in painting(pocket, request(pocket, branch=branch())).record


def test_words_are_heeded_more_or_less(pocket: Flux2Painter) -> None:
    plain = pixels(pocket, request(pocket, branch=branch()))
    louder = branch(words=("blue",), word_strength=2.0)
    assert (pixels(pocket, request(pocket, branch=louder)) != plain).any()
    with pytest.raises(ModelError, match="'hat' is not in the prompt 'a blue cat in the snow'; name one"):
        next(pocket.paint(request(pocket, branch=branch(words=("hat",), word_strength=1.0))))


@pytest.mark.parametrize("rule", ["move", "add", "subject"])
def test_every_rule_paints(pocket: Flux2Painter, rule: str) -> None:
    wanted = branch(rule, picture=SNOW.picture(128), mask=mask_of(), shift=(32, 0), pinned=rule != "subject")
    plain = pixels(pocket, request(pocket))
    assert (pixels(pocket, request(pocket, branch=wanted)) != plain).any()


def test_nothing_stays_after_a_painting_was_closed(pocket: Flux2Painter) -> None:
    plain = pixels(pocket, request(pocket))
    processors = dict(pocket.transformer.attn_processors)
    started = pocket.paint(request(pocket, branch=branch()))
    next(started)
    assert pocket.transformer.attn_processors == processors
    started.close()
    assert (pixels(pocket, request(pocket)) == plain).all()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"branch": branch(picture=Image.new("RGB", (64, 64)))}, "picture has 64×64 .* 128×128 are asked"),
        ({"branch": branch(mask=Image.new("RGB", (64, 64)))}, "mask has 64×64 pixels"),
        (
            {
                "branch": branch(),
                "canvas": Canvas.model_validate(
                    {"picture": SNOW.picture(128), "mask": Image.new("L", (128, 128), 255)}
                ),
            },
            "together with a canvas part; ask for one",
        ),
        ({"image_guidance_scale": 1.5}, "image_guidance_scale 1.5 needs references"),
    ],
)
def test_what_does_not_fit_is_refused(pocket: Flux2Painter, changes: dict[str, Any], words: str) -> None:
    wanted = ImageRequest.model_validate({**dict(request(pocket)), **changes})
    with pytest.raises(ModelError, match=words):
        next(pocket.paint(wanted))


def test_a_painter_without_branches_is_refused_a_source(pocket: Flux2Painter) -> None:
    with pytest.raises(ModelError, match="fake cannot paint with branches"):
        check_abilities(FakePainter(), request(pocket, branch=branch()))


def test_three_way_guidance_needs_one_pass_more_and_is_off_by_default(pocket: Flux2Painter) -> None:
    passes: list[int] = []
    handle = pocket.transformer.register_forward_pre_hook(
        lambda _, __, kwargs: passes.append(len(kwargs["encoder_hidden_states"])), with_kwargs=True
    )
    references = {"references": (Picture.of(SNOW.picture(128)),)}
    try:
        plain = pixels(pocket, request(pocket, "make it blue", **references))
        assert 1 not in passes[-4:]
        found = pixels(pocket, request(pocket, "make it blue", image_guidance_scale=1.5, **references))
        assert passes[-8:] == [2, 1] * 4
    finally:
        handle.remove()
    assert (found != plain).any()


def test_a_finer_schedule_has_less_noise_between_the_same_ends() -> None:
    sigmas = torch.tensor([1.0, 0.6, 0.3, 0.0])
    found = finer(sigmas, 1.5)
    assert found[[0, 3]].tolist() == [1.0, 0.0]
    assert (found[1:3] < sigmas[1:3]).all()
    assert torch.allclose(finer(finer(sigmas, 1.5), 1 / 1.5), sigmas)


def test_roles_are_the_extremes_of_what_was_measured(pocket: Flux2Painter) -> None:
    figures = {"moved": (9.0, 30.0, 20.0, 21.0), "bypassed": (20.0, 21.0, 8.0, 22.0)}
    roles = LayerRoles(model="m", revision="1", pictures=1, **figures)
    assert [set(role) for role in (roles.position, roles.content, roles.vital)] == [{0}, {1}, {2}]
    shipped = read_roles(pocket.conditions.card)
    assert len(shipped.moved) == len(shipped.bypassed) == 8
    other = pocket.conditions.card.model_copy(update={"revision": "0"})
    with pytest.raises(ModelError, match="this is pocket 0; run “triptych probe pocket” once"):
        read_roles(other)
