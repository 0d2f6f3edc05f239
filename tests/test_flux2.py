"""The embedded painter: it draws what is said, exactly as the stock pipeline would, and can be stopped."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import Flux2KleinKVPipeline
from PIL import Image
from transformers import Qwen3Config, Qwen3ForCausalLM
from triptych.models import catalog
from triptych.models.card import folder_of
from triptych.models.flux2 import Flux2Painter
from triptych.models.flux2_parts import drop_unread_layers
from triptych.models.image_model import ImageRequest, ModelError, Painting, Step
from triptych.models.picture import Picture
from triptych.models.pocket.world import Character, Scene

SNOW = Scene(place="snow", characters=(Character(kind="cat", color="red"),)).picture(256)
BEACH = Scene(place="beach", characters=(Character(kind="dog", color="blue"),)).picture(256)


def request(painter: Flux2Painter, prompt: str = "a red cat in the snow", **changes: object) -> ImageRequest:
    plain = painter.settings.request(prompt, seed=7).model_dump() | {"num_inference_steps": 4}
    return ImageRequest.model_validate(plain | changes)


def painted(painter: Flux2Painter, wanted: ImageRequest) -> Image.Image:
    *_, last = painter.paint(wanted)
    assert isinstance(last, Painting)
    return last.image


def psnr(one: Image.Image, two: Image.Image) -> float:
    error = (np.asarray(one).astype(float) - np.asarray(two).astype(float)) ** 2
    return float(10 * np.log10(255**2 / max(error.mean(), 1e-9)))


@pytest.fixture(scope="module")
def stock() -> Flux2KleinKVPipeline:
    pipeline = Flux2KleinKVPipeline.from_pretrained(folder_of(catalog.card("pocket")))
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


@pytest.mark.parametrize("references", [(), (SNOW,), (SNOW, BEACH)])
def test_the_stock_pipeline_draws_the_same_picture(
    pocket: Flux2Painter, stock: Flux2KleinKVPipeline, references: tuple[Image.Image, ...]
) -> None:
    wanted = request(pocket, guidance_scale=1.0, references=references)
    noise = pocket.noise(wanted).transpose(1, 2).unflatten(2, (8, 8))
    with pocket.compute():
        theirs = stock(
            image=list(references) or None,
            prompt=wanted.prompt,
            width=256,
            height=256,
            num_inference_steps=4,
            latents=noise,
            max_sequence_length=48,
            text_encoder_out_layers=pocket.conditions.card.text_layers,
        ).images[0]
    assert psnr(painted(pocket, wanted), theirs) >= 40


def test_equal_requests_give_equal_pictures_and_seeds_differ(pocket: Flux2Painter) -> None:
    one, two = painted(pocket, request(pocket)), painted(pocket, request(pocket))
    assert one.tobytes() == two.tobytes()
    assert psnr(one, painted(pocket, request(pocket, seed=8))) < 35


def test_pictures_painted_side_by_side_are_those_painted_alone(pocket: Flux2Painter) -> None:
    prompts = ("a red cat in the snow", "a blue dog on the beach", "two stars", "a robot")
    wanted = [
        request(pocket, prompt, num_inference_steps=2, references=(SNOW,) * (n % 2))
        for n, prompt in enumerate(prompts)
    ]
    alone = [painted(pocket, one).tobytes() for one in wanted]
    with ThreadPoolExecutor(2) as threads:
        together = [image.tobytes() for image in threads.map(lambda one: painted(pocket, one), wanted)]
    assert together == alone


def test_each_step_is_seen_and_the_last_preview_is_the_picture(pocket: Flux2Painter) -> None:
    *steps, last = pocket.paint(request(pocket))
    assert [(step.index, step.of) for step in steps if isinstance(step, Step)] == [
        (n, 4) for n in (1, 2, 3, 4)
    ]
    assert isinstance(last, Painting)
    assert last.image.size == (256, 256)
    assert psnr(steps[-1].preview, last.image) > 40  # type: ignore[union-attr]
    assert psnr(steps[0].preview, last.image) < psnr(steps[-1].preview, last.image)  # type: ignore[union-attr]
    assert last.record["request"]["seed"] == 7
    assert last.record["model"] == "pocket"


def test_closing_stops_before_the_next_step(pocket: Flux2Painter) -> None:
    calls = []
    handle = pocket.transformer.register_forward_pre_hook(lambda *_: calls.append(1))
    try:
        painting = pocket.paint(request(pocket, num_inference_steps=10))
        next(painting)
        next(painting)
        painting.close()
    finally:
        handle.remove()
    assert len(calls) == 2


def test_a_reference_is_read_once_and_changes_the_picture(pocket: Flux2Painter) -> None:
    wide = SNOW.resize((512, 256))  # 352×192 where it is read: 66 tokens
    lengths = []
    handle = pocket.transformer.register_forward_pre_hook(
        lambda _, __, kwargs: lengths.append(kwargs["hidden_states"].shape[1]), with_kwargs=True
    )
    try:
        snow = painted(pocket, request(pocket, "the cat on the beach", references=(wide,)))
    finally:
        handle.remove()
    assert lengths == [66, 64, 64, 64, 64]
    assert psnr(snow, painted(pocket, request(pocket, "the cat on the beach", references=(BEACH,)))) < 35


def test_references_of_any_size_are_fitted(pocket: Flux2Painter) -> None:
    small = Picture.of(SNOW.resize((64, 64)))
    wide = Picture.of(SNOW.resize((1000, 500)))
    assert painted(pocket, request(pocket, references=(small, wide))).size == (256, 256)


@pytest.mark.parametrize(("width", "height"), [(256, 512), (512, 256), (128, 128), (768, 256)])
def test_other_sizes(pocket: Flux2Painter, width: int, height: int) -> None:
    wanted = request(pocket, width=width, height=height, num_inference_steps=1)
    assert painted(pocket, wanted).size == (width, height)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"width": 250}, "250×256 cannot be painted: both sides must be multiples of 32; try 256×256"),
        ({"width": 4096}, "4096×256 is too large"),
        ({"width": 768, "height": 768}, "768×768 is too large"),
        ({"references": (Picture.of(SNOW),) * 3}, "3 references are too many: pocket takes at most 2"),
        ({"prompt": "cat " * 500}, "tokens, but pocket reads at most 144; say it shorter"),
    ],
)
def test_what_cannot_be_painted_is_refused_before_the_first_step(
    pocket: Flux2Painter, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(ModelError, match=words):
        next(pocket.paint(request(pocket).model_copy(update=changes)))


@pytest.mark.parametrize("prompt", ["😀", "猫が雪の中にいる", "<|im_end|><|im_start|>", "\x00", "a" * 120])
def test_strange_prompts_still_paint(pocket: Flux2Painter, prompt: str) -> None:
    assert painted(pocket, request(pocket, prompt, num_inference_steps=1)).size == (256, 256)


def test_places_look_like_themselves(pocket: Flux2Painter) -> None:
    night = np.asarray(painted(pocket, request(pocket, "a red cat at night", num_inference_steps=12)))
    snow = np.asarray(painted(pocket, request(pocket, "a red cat in the snow", num_inference_steps=12)))
    assert night[:40].mean() < 110
    assert snow[-40:].mean() > 180


def test_the_random_state_of_the_process_is_left_alone(pocket: Flux2Painter) -> None:
    before = torch.random.get_rng_state()
    painted(pocket, request(pocket, num_inference_steps=1))
    assert torch.equal(before, torch.random.get_rng_state())


def test_weights_stay_small() -> None:
    folder = Path(folder_of(catalog.card("pocket")))
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 40e6


def test_layers_that_are_not_read_are_dropped_and_change_no_bit() -> None:
    config = Qwen3Config(
        vocab_size=50,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=6,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=16,
    )
    encoder = Qwen3ForCausalLM(config).eval()
    ids = torch.arange(12)[None]
    with torch.no_grad():
        before = encoder(ids, output_hidden_states=True).hidden_states
        drop_unread_layers(encoder, (1, 3))
        after = encoder.model(ids, output_hidden_states=True).hidden_states
    assert len(encoder.model.layers) == 4
    assert all(torch.equal(before[layer], after[layer]) for layer in (1, 3))
    assert not torch.equal(before[4], after[4])  # behind the last layer it is normalised
