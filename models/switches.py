"""Ways to paint faster: feature caches, attention backends, regional compilation; each only where it works.

What would do nothing on a model is refused with the reason. Knows no request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import torch
from diffusers import FirstBlockCacheConfig, MagCacheConfig, TaylorSeerCacheConfig
from diffusers.hooks.mag_cache import FLUX_MAG_RATIOS
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from torch import nn

from .card import PainterCard
from .image_model import ModelError
from .lora import sharing_weights

Cache = Literal["first_block", "mag", "taylor_seer"]

# Tried by counting the attention that is left out; the other models' caches are no-ops, or fail.
CACHES: dict[str, tuple[Cache, ...]] = {
    "FluxTransformer2DModel": ("first_block", "mag", "taylor_seer"),
    "Flux2Transformer2DModel": ("taylor_seer",),
}
# MagCache's ratios were measured on this model and its 28 steps.
MAG_MODELS = frozenset({"flux.1-dev"})
FEW_STEPS = 8  # with so few each step is too far from the last one


class Switches(BaseSettings):
    """`TRIPTYCH_CACHE=first_block` and the like.

    `cache` takes what a step would compute from the steps before it, which changes the picture a little.
    `attention` is one of diffusers' backends, such as `flash` or `sage`. `compile` compiles the blocks at the
    first picture, which takes a minute once.
    """

    model_config = SettingsConfigDict(
        env_prefix="TRIPTYCH_", env_ignore_empty=True, frozen=True, extra="forbid"
    )

    cache: Cache | None = None
    attention: str | None = None
    compile: bool = False


def from_environment() -> Switches:
    """What is set; `ModelError` names what cannot be used."""
    try:
        return Switches()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ModelError(f"TRIPTYCH_{str(first['loc'][0]).upper()} cannot be used: {first['msg']}") from error


def switch_on(card: PainterCard, transformer: Any, switches: Switches) -> None:
    """Attention and compilation, for good; checks the cache, too. Raises `ModelError`."""
    if switches.cache:
        _check_cache(card, transformer, switches.cache)
    if switches.attention:
        _set_attention(card, transformer, switches.attention)
    if switches.compile:
        if switches.cache:
            raise ModelError(
                "compiled blocks cannot be left out; set TRIPTYCH_COMPILE or TRIPTYCH_CACHE, not both"
            )
        if not getattr(transformer, "_repeated_blocks", None):
            raise ModelError(
                f"{card.name} names no repeated blocks: TRIPTYCH_COMPILE would do nothing; leave it out"
            )
        transformer.compile_repeated_blocks(fullgraph=True)


def with_cache(transformer: nn.Module, cache: Cache, steps: int) -> Any:
    """The same weights with a cache of their own, for one picture."""
    cached = sharing_weights(transformer)
    cached.enable_cache(_config(cache, steps))  # type: ignore[operator]
    return cached


@contextmanager
def cache_of(transformer: Any) -> Iterator[None]:
    """Some pipelines open no `cache_context`, and then a cache has nowhere to keep what it knows."""
    if getattr(transformer, "is_cache_enabled", False):
        with transformer.cache_context("cond"):
            yield
    else:
        yield


def _config(cache: Cache, steps: int) -> Any:
    if cache == "first_block":
        return FirstBlockCacheConfig(threshold=0.08)
    if cache == "mag":
        return MagCacheConfig(mag_ratios=FLUX_MAG_RATIOS, num_inference_steps=steps)
    # Lite mode leaves out whole blocks; without it FLUX.1 would skip attention alone.
    return TaylorSeerCacheConfig(
        cache_interval=3,
        disable_cache_before_step=3,
        max_order=1,
        taylor_factors_dtype=torch.float32,
        use_lite_mode=True,
    )


def _check_cache(card: PainterCard, transformer: Any, cache: Cache) -> None:
    known = CACHES.get(type(transformer).__name__, ())
    if cache not in known or (cache == "mag" and card.name not in MAG_MODELS):
        others = [name for name in known if name != "mag" or card.name in MAG_MODELS]
        instead = f"{' or '.join(others)} does" if others else "no cache does; leave TRIPTYCH_CACHE out"
        raise ModelError(f"the cache {cache} does nothing good on {card.name}: {instead}")
    if card.settings.num_inference_steps <= FEW_STEPS:
        raise ModelError(
            f"{card.name} paints in {card.settings.num_inference_steps} steps, of which a cache can leave "
            "out none; leave TRIPTYCH_CACHE out"
        )


def _set_attention(card: PainterCard, transformer: Any, backend: str) -> None:
    if not any(
        hasattr(getattr(part, "processor", None), "_attention_backend") for part in transformer.modules()
    ):
        raise ModelError(
            f"the attention of {card.name} has no backends: TRIPTYCH_ATTENTION would do nothing; leave it out"
        )
    try:
        transformer.set_attention_backend(backend)
    except (ImportError, RuntimeError, ValueError) as error:
        raise ModelError(
            f"TRIPTYCH_ATTENTION={backend} cannot be used on {card.name}: {str(error).splitlines()[0][:160]}"
        ) from error
