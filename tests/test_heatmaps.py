"""Heats of words: watching changes nothing, words find their objects, masks are sharp, explain tells it."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import FluxTransformer2DModel
from fakes import FakePainter
from PIL import Image
from torch import nn
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ModelError, Painting
from triptych.models.picture import Picture
from triptych.models.pocket.world import Character, Scene, Thing
from triptych.models.word_attention import watched
from triptych.models.word_heat import without_word
from triptych.models.word_mask import mask_from_heat
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, ToolError, make_call

DOG = Character(kind="dog", color="blue")
SCENE = Scene(
    place="beach", characters=(DOG,), thing=Thing(kind="ball", color="red"), relation="left", spot="right"
)
PROMPT = "a blue dog with a red ball on the left on the beach"


def iou(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


def flux1() -> FluxTransformer2DModel:
    torch.manual_seed(0)
    return FluxTransformer2DModel(
        patch_size=1,
        in_channels=12,
        num_layers=2,
        num_single_layers=2,
        attention_head_dim=32,
        num_attention_heads=2,
        joint_attention_dim=48,
        pooled_projection_dim=48,
        axes_dims_rope=(8, 12, 12),
        guidance_embeds=False,
    ).eval()


def flux1_input(texts: int, dtype: torch.dtype = torch.float32) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    ids = torch.cartesian_prod(torch.zeros(1), torch.arange(4.0), torch.arange(4.0))
    return {
        "hidden_states": torch.randn(2, 16, 12, generator=generator).to(dtype),
        "encoder_hidden_states": torch.randn(2, texts, 48, generator=generator).to(dtype),
        "pooled_projections": torch.randn(2, 48, generator=generator).to(dtype),
        "timestep": torch.full((2,), 0.5).to(dtype),
        "img_ids": ids,
        "txt_ids": torch.zeros(texts, 3),
    }


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_watching_a_flux1_changes_no_bit_and_sees_every_block(dtype: torch.dtype) -> None:
    model, given = flux1().to(dtype), flux1_input(7, dtype)
    with torch.no_grad():
        before = model(**given).sample
        with watched(model, 7) as seen:
            during = model(**given).sample
        after = model(**given).sample
    assert torch.equal(before, during)
    assert torch.equal(before, after)
    heat = seen.mean()
    assert heat.shape == (16, 7)
    assert ((heat > 0) & (heat < 1)).all()
    assert not any(block.attn._forward_pre_hooks for block in model.transformer_blocks)


def test_a_word_that_stands_elsewhere_in_the_text_is_attended_to_as_much() -> None:
    """To FLUX.1 a text is a set of tokens."""
    model, given = flux1(), flux1_input(5)
    rolled = given | {"encoder_hidden_states": given["encoder_hidden_states"].roll(1, dims=1)}
    seen = []
    for one in (given, rolled):
        with torch.no_grad(), watched(model, 5) as heat:
            model(**one)
        seen.append(heat.mean())
    assert torch.allclose(seen[1].roll(-1, dims=1), seen[0], atol=1e-5)
    assert seen[0].std(1).min() > 0


def test_other_transformers_are_refused() -> None:
    with (
        pytest.raises(ModelError, match="attention of a Linear cannot be watched"),
        watched(nn.Linear(2, 2), 3),
    ):
        pass


def test_words_find_their_objects_and_leave_the_painter_as_it_was(pocket: Flux2Painter) -> None:
    request = pocket.settings.request(PROMPT, seed=2)
    *_, before = pocket.paint(request)
    truth = SCENE.masks(256)
    heats = pocket.word_heat(Picture.of(SCENE.picture(256)), PROMPT, ["dog", "red"])
    size = (256, 256)
    dog, ball = (mask_from_heat(heats[word].heat(size), SCENE.picture(256)) for word in ("dog", "red"))
    assert iou(dog, truth["dog"]) > 0.5
    assert iou(ball, truth["ball"]) > 0.3
    assert iou(dog, truth["ball"]) < 0.1
    *_, after = pocket.paint(request)
    assert isinstance(before, Painting)
    assert isinstance(after, Painting)
    assert after.image.tobytes() == before.image.tobytes()


def test_a_word_that_the_prompt_lacks_is_refused(pocket: Flux2Painter) -> None:
    with pytest.raises(ModelError, match="'hat' is not in the prompt"):
        pocket.word_heat(Picture.of(SCENE.picture(256)), PROMPT, ["hat"])


def test_a_prompt_without_a_word() -> None:
    assert without_word("a red ball, red as fire", "red") == "a ball, as fire"
    assert without_word("Cat", "cat") == " "


def test_a_coarse_heat_becomes_a_mask_with_the_pictures_edges() -> None:
    truth = SCENE.masks(256)["dog"]
    coarse = Image.fromarray(truth.astype(np.float32)).resize((8, 8), Image.Resampling.BOX)
    heat = np.asarray(coarse.resize((256, 256), Image.Resampling.BICUBIC)).clip(0, 1)
    assert iou(mask_from_heat(heat, SCENE.picture(256)), truth) > iou(heat > 0.4, truth) + 0.05
    assert mask_from_heat(np.zeros((256, 256), np.float32), SCENE.picture(256)).any()


def test_explain_gives_overlays_numbers_and_places(tmp_path: Path, pocket: Flux2Painter) -> None:
    bench = Bench(Store(tmp_path), pocket)
    bench.store.add(SCENE.picture(256))
    call = {"image": "i1", "words": ["ball", "dog"], "shows": PROMPT}
    result = make_call("explain", call).run(bench)
    assert [record.parents for record in result.images] == [("i1",), ("i1",)]
    assert result.images[0].report is not None
    assert result.images[0].report["word"] == "ball"
    (numbers,) = result.files
    told = json.loads(numbers.read_text())
    assert set(told["words"]) == {"ball", "dog"}
    left, _, width, _ = told["words"]["dog"]["box"]
    assert left + width / 2 > 0.5
    assert np.shape(told["words"]["dog"]["attention"]) == (8, 8)
    assert "i3 is “dog”" in result.note


def test_explain_takes_the_words_of_the_prompt(tmp_path: Path, pocket: Flux2Painter) -> None:
    bench = Bench(Store(tmp_path), pocket)
    bench.store.add(SCENE.picture(256))
    result = make_call("explain", {"image": "i1", "shows": "a blue dog on the beach"}).run(bench)
    assert [(record.report or {})["word"] for record in result.images] == ["blue", "dog", "beach"]


def test_a_painter_that_cannot_explain_says_so(tmp_path: Path) -> None:
    bench = Bench(Store(tmp_path), FakePainter())
    bench.store.add(Image.new("RGB", (64, 64)))
    with pytest.raises(ToolError, match="fake cannot say where words are"):
        make_call("explain", {"image": "i1", "shows": "a cat"}).run(bench)
