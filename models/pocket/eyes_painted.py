"""Pictures by the painter itself with nearly true labels: a scene's latents, half forgotten, painted anew.

Noised to a middle sigma, latents keep who stands where; denoised with the true caption and the painter's
usual guidance they show it the way this painter paints. What it gets wrong even so stays in as noise of
the labels. Painted with the mean of two captions from nearly nothing, they show what the painter makes
when it fails: neither of the two.
Knows no eyes.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel
from numpy.typing import NDArray
from torch import Tensor
from transformers import Qwen2TokenizerFast, Qwen3ForCausalLM

from ..causal_references import attend_causally
from ..latents import decode
from .architecture import TEXT_LAYERS
from .captions import caption
from .coverage import SIDE
from .eyes_pool import record, small, write_shard
from .eyes_scenes import Source, other_of, scene_of
from .lessons import SHARD, position_ids, text_length
from .tasks import GROUP

SIGMAS: dict[Source, tuple[float, float]] = {"painted": (0.45, 0.85), "blended": (0.85, 0.98)}
STEPS = 6
GUIDANCE = 3.0
BATCH = 2 * GROUP


class Repainter:
    """The painter's parts from its folder, without references."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Qwen2TokenizerFast.from_pretrained(folder / "tokenizer")
        self.text_encoder = Qwen3ForCausalLM.from_pretrained(folder / "text_encoder").eval()
        self.vae = AutoencoderKLFlux2.from_pretrained(folder / "vae").eval()
        self.transformer = Flux2Transformer2DModel.from_pretrained(folder / "transformer").eval()
        attend_causally(self.transformer)

    @torch.no_grad()
    def repaint(self, latents: Tensor, captions: list[list[str]], first: float, rng: Random) -> Tensor:
        """(B, 64, 128) latents → painted anew from sigma `first`, following the mean of the captions.

        `captions` are lists of B prompts: one, or several to paint between.
        """
        generator = torch.Generator().manual_seed(rng.getrandbits(40))
        tokens = torch.lerp(latents, torch.randn(latents.shape, generator=generator), first)
        sigmas = np.linspace(first, 0, STEPS + 1).tolist()
        with torch.autocast("cpu", torch.bfloat16):
            unsaid, *texts = self._embed([[""] * len(latents), *captions])
            for sigma, following in pairwise(sigmas):
                unguided = self._velocity(tokens, unsaid, sigma)
                said = torch.stack([self._velocity(tokens, text, sigma) for text in texts]).mean(dim=0)
                tokens = tokens + (following - sigma) * torch.lerp(unguided, said, GUIDANCE)
        return tokens

    def _embed(self, lists: list[list[str]]) -> list[Tensor]:
        """One (B, L, D) for each list of B prompts."""
        text = [f"<|im_start|>{prompt}<|im_end|>" for prompts in lists for prompt in prompts]
        length = text_length(max(map(len, self.tokenizer(text)["input_ids"])))
        inputs = self.tokenizer(
            text, padding="max_length", max_length=length, truncation=True, return_tensors="pt"
        )
        states = self.text_encoder.model(**inputs, output_hidden_states=True, use_cache=False).hidden_states
        embeds = torch.cat([states[layer] for layer in TEXT_LAYERS], dim=-1)
        return list(embeds.split([len(prompts) for prompts in lists]))

    def _velocity(self, tokens: Tensor, text: Tensor, sigma: float) -> Tensor:
        ids = torch.zeros(text.shape[1], 4, dtype=torch.long)
        ids[:, 3] = torch.arange(text.shape[1])
        velocity: Tensor = self.transformer(
            hidden_states=tokens,
            encoder_hidden_states=text,
            timestep=torch.full((len(tokens),), sigma),
            img_ids=position_ids(SIDE, SIDE, 0),
            txt_ids=ids,
            return_dict=False,
        )[0]
        return velocity.float()


def write_painted(folder: Path, source: Source, index: int, latents: Path, painter: Repainter) -> None:
    """Shard `index` of "painted" or "blended" scenes, from the painter's shard of that number."""
    write_shard(folder, source, index, _painted(source, index, latents, painter))


def _painted(source: Source, index: int, latents: Path, painter: Repainter) -> Iterator[NDArray[Any]]:
    with np.load(latents / f"shard-{index:05}.npz") as shard:
        tokens = torch.from_numpy(shard["latents"]).float().flatten(0, 1)
    for first in range(0, SHARD * GROUP, BATCH):
        seeds = [index * SHARD * GROUP + first + n for n in range(BATCH)]
        rng = Random(f"{source} {seeds[0]}")
        scenes = [scene_of(source, seed) for seed in seeds]
        others = [other for seed in seeds if (other := other_of(source, seed))]
        captions = [[caption(scene, rng) for scene in shown] for shown in (scenes, others) if shown]
        anew = painter.repaint(tokens[first : first + BATCH], captions, rng.uniform(*SIGMAS[source]), rng)
        with torch.autocast("cpu", torch.bfloat16):
            images = decode(painter.vae, anew, SIDE, SIDE)
        for seed, scene, image in zip(seeds, scenes, images, strict=True):
            yield record(scene, small(image), seed)
