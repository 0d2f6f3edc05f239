"""Models of full size with random weights through our loop: `python -m benchmarks gpu_sizes`.

What a picture takes does not depend on what was learned, so that no weights are needed. Without a GPU the
same runs with a few small layers, as a test of the way and not of any speed.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import triptych.models  # noqa: F401 - before diffusers: it prepares for torchvision
from diffusers import (
    AutoencoderKL,
    AutoencoderKLFlux2,
    FlowMatchEulerDiscreteScheduler,
    Flux2Transformer2DModel,
    FluxPipeline,
    FluxTransformer2DModel,
)
from PIL import Image
from pydantic import Field
from transformers import AutoTokenizer, Qwen3Config, Qwen3ForCausalLM
from triptych.models import catalog
from triptych.models.card import Card, DiffusersCard, packaged_folder
from triptych.models.flux2 import Flux2Painter
from triptych.models.flux2_parts import Flux2Parts
from triptych.models.image_model import ImageModel, ImageRequest, Painting
from triptych.models.picture import Picture
from triptych.models.pipelines import DiffusersPainter
from triptych.models.precision import best_dtype
from triptych.models.regional_attention import attend_to_regions
from triptych.models.switches import Switches

from benchmarks.benchmark import Benchmark
from benchmarks.table import Row, Table, time_row


@dataclass(frozen=True)
class Size:
    """A FLUX.2-klein model: blocks with two streams and with one, heads of 128, and its Qwen3 reader."""

    double: int
    single: int
    heads: int
    reader: dict[str, int]


QWEN3 = {"num_hidden_layers": 36, "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 151936}
KLEIN_4B = Size(5, 20, 24, {"hidden_size": 2560, "intermediate_size": 9728, **QWEN3})
KLEIN_9B = Size(8, 24, 32, {"hidden_size": 4096, "intermediate_size": 12288, **QWEN3})
SMALL_READER = {"num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 4096, "hidden_size": 64}
SMALL = Size(1, 1, 1, {**SMALL_READER, "num_hidden_layers": 28, "intermediate_size": 64})
# Seconds on one H200 in 16 bits: the least that its arithmetic allows, and what we want to reach.
BOUNDS = {"FLUX.1-dev": (2.64, 3.3), "klein-4B": (0.18, 0.26)}
GOALS = {"klein-9B, first turn": 1.4, "klein-9B, later turns": 0.8}


class GpuSizes(Benchmark):
    """Seconds and memory of FLUX.1-dev-, klein-4B- and klein-9B-size models with random weights."""

    runs: int = Field(default=10, ge=1, description="pictures that are timed, after one to warm up")
    side: int = Field(default=1024, ge=64, description="pixels of a side on a GPU; 128 without one")
    compile: bool = Field(default=False, description="compile the repeated blocks")

    def run(self) -> Table:
        """One model after the other, each freed before the next."""
        full = torch.cuda.is_available()
        side = self.side if full else 128
        rows: list[Row] = []
        for measure in (self._flux1, self._klein_4b, self._klein_9b):
            with fresh_memory():
                rows += measure(side, full=full)
        device = torch.cuda.get_device_name() if full else "CPU, small models: no speed of any GPU"
        note = "random weights of full size" if full else "no GPU here: a few small layers, to test the way"
        return Table(about={"device": device, "side": side}, rows=tuple(rows), notes=(note,))

    def _flux1(self, side: int, *, full: bool) -> list[Row]:
        card = catalog.card("flux.1-dev")
        assert isinstance(card, DiffusersCard)
        tiny = card.model_copy(update={"parameters": {}, "memory_gb": 0.1, "threads": None})
        painter = DiffusersPainter(
            tiny, switches=self._switches, load=lambda _, device, __: flux1(device, full=full)
        )
        steps = card.settings.num_inference_steps if full else 2
        return [
            self._row("FLUX.1-dev", painter, lambda n: _request(painter, side, n, num_inference_steps=steps))
        ]

    def _klein_4b(self, side: int, *, full: bool) -> list[Row]:
        painter = klein(KLEIN_4B if full else SMALL, self._switches, side)
        return [self._row("klein-4B", painter, lambda n: _request(painter, side, n))]

    def _klein_9b(self, side: int, *, full: bool) -> list[Row]:
        painter = klein(KLEIN_9B if full else SMALL, self._switches, side)
        kept = _pictures(side, 0)
        return [
            self._row(
                "klein-9B, first turn",
                painter,
                lambda n: _request(painter, side, n, references=_pictures(side, n)),
            ),
            self._row(
                "klein-9B, later turns", painter, lambda n: _request(painter, side, n, references=kept)
            ),
        ]

    @property
    def _switches(self) -> Switches:
        return Switches(compile=self.compile)

    def _row(self, name: str, painter: ImageModel, request: Callable[[int], ImageRequest]) -> Row:
        """The median of some pictures, with its memory and its ratio to the bound."""
        seconds = [_seconds(painter, request(n)) for n in range(self.runs + 1)][1:]
        beside: dict[str, float] = {}
        if torch.cuda.is_available():
            beside["GB"] = round(torch.cuda.max_memory_allocated() / 1e9, 1)
            bound, goal = BOUNDS.get(name, (None, GOALS.get(name)))
            middle = sorted(seconds)[len(seconds) // 2]
            beside |= {"times the bound": round(middle / bound, 2)} if bound else {}
            beside |= {"goal": goal} if goal else {}
        return time_row(name, seconds, part="random weights", beside=beside)


def flux1(device: torch.device, *, full: bool) -> FluxPipeline:
    """FLUX.1-dev without its readers: what they would say of a prompt is random, too."""
    dtype, shape = best_dtype(device), {} if full else {"num_layers": 1, "num_single_layers": 1}
    width = {} if full else {"num_attention_heads": 1, "joint_attention_dim": 64}
    with random_weights(device, dtype):
        transformer = FluxTransformer2DModel(guidance_embeds=True, **shape, **width)
        vae = _flux1_vae(full=full)
    pipeline = FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=vae.eval(),
        text_encoder=None,
        tokenizer=None,
        text_encoder_2=None,
        tokenizer_2=_tokenizer(),
        transformer=transformer.eval(),
    )
    pipeline.set_progress_bar_config(disable=True)
    words = transformer.config.joint_attention_dim

    def encode_prompt(**_: Any) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        texts = (torch.randn(shape, device=device, dtype=dtype) for shape in ((1, 512, words), (1, 768)))
        return (*texts, torch.zeros(512, 3, device=device, dtype=dtype))  # type: ignore[return-value]

    pipeline.encode_prompt = encode_prompt
    return pipeline


def klein(size: Size, switches: Switches, side: int) -> Flux2Painter:
    """A painter of this size, best at pictures of this side, whose references attend causally."""
    card = catalog.card("flux.2-klein-9b-kv")
    assert isinstance(card, Card)
    settings = card.settings.model_copy(update={"side": side})  # references are seen at this size
    card = card.model_copy(update={"settings": settings})
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    wide = size is not SMALL
    with random_weights(device, best_dtype(device)):
        reader = Qwen3ForCausalLM(Qwen3Config(head_dim=128 if wide else 32, **size.reader))
        vae = AutoencoderKLFlux2(**({} if wide else {"block_out_channels": (32,) * 4, "layers_per_block": 1}))
        transformer = Flux2Transformer2DModel(
            num_layers=size.double,
            num_single_layers=size.single,
            num_attention_heads=size.heads,
            joint_attention_dim=3 * size.reader["hidden_size"],
            guidance_embeds=False,
        )
    del reader.model.layers[max(card.text_layers) + 1 :]
    attend_to_regions(transformer)
    scheduler = FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True)
    parts = Flux2Parts(_tokenizer(), scheduler, reader.eval(), vae.eval(), transformer.eval())
    return Flux2Painter(card, switches, parts)


@contextmanager
def random_weights(device: torch.device, dtype: torch.dtype) -> Iterator[None]:
    """What is made inside lies on the device in this number format from the start."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with device, torch.no_grad():
            yield
    finally:
        torch.set_default_dtype(before)


@contextmanager
def fresh_memory() -> Iterator[None]:
    """Nothing of the model before is left, and its peak is forgotten."""
    yield
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


def _flux1_vae(*, full: bool) -> AutoencoderKL:
    channels = (128, 256, 512, 512) if full else (32,) * 4
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=channels,
        layers_per_block=2 if full else 1,
        latent_channels=16,
        use_quant_conv=False,
        use_post_quant_conv=False,
        scaling_factor=0.3611,
        shift_factor=0.1159,
    )


def _tokenizer() -> Any:
    folder = packaged_folder(catalog.card("pocket"))
    return AutoTokenizer.from_pretrained(Path(str(folder)) / "tokenizer")


def _request(painter: ImageModel, side: int, seed: int, **changes: Any) -> ImageRequest:
    """A new prompt each time, or it would not be read."""
    plain = painter.settings.request(f"picture {seed} of a fox", width=side, height=side, seed=seed)
    return plain.model_copy(update=changes)


def _pictures(side: int, seed: int) -> tuple[Picture, ...]:
    generator = np.random.default_rng(seed)
    pixels = generator.integers(0, 256, (4, side, side, 3), dtype=np.uint8)
    return tuple(Picture.of(Image.fromarray(one)) for one in pixels)


def _seconds(painter: ImageModel, request: ImageRequest) -> float:
    """From the words to the picture, which comes back from the device: nothing is left over."""
    start = time.monotonic()
    *_, last = painter.paint(request)
    assert isinstance(last, Painting)
    return time.monotonic() - start
