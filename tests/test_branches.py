"""Two branches: what is shared, by whom, and that nothing is changed where nothing is shared."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from diffusers import FirstBlockCacheConfig, Flux2Transformer2DModel, FluxTransformer2DModel
from tiny_transformers import tiny_flux2
from triptych.models.branches import Rule, in_lockstep
from triptych.models.causal_references import attend_causally, positions
from triptych.models.image_model import ModelError
from triptych.models.reference_kv import extract, splice
from triptych.models.regional_attention import attend_to_regions
from triptych.models.shared_attention import Sharing

TOKENS = 6
EVERY = torch.arange(TOKENS)
ALL = torch.ones(TOKENS, dtype=torch.bool)
NOWHERE = -torch.ones(TOKENS, dtype=torch.long)
SHARINGS = {
    "nothing": Sharing(),
    "maps": Sharing(maps=True),
    "maps and values": Sharing(maps=True, values=EVERY),
    "queries and keys": Sharing(queries=ALL, keys=ALL, values=EVERY),
    "keys and values": Sharing(keys=ALL, values=EVERY),
}
Make = Callable[[], Any]


def tiny_flux1() -> FluxTransformer2DModel:
    torch.manual_seed(0)
    return FluxTransformer2DModel(
        in_channels=8,
        num_layers=1,
        num_single_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=12,
        pooled_projection_dim=4,
        axes_dims_rope=(4, 6, 6),
    ).eval()


def tiny_flux2_kv() -> Flux2Transformer2DModel:
    transformer = tiny_flux2()
    attend_causally(transformer)
    return transformer


def tiny_flux2_regions() -> Flux2Transformer2DModel:
    transformer = tiny_flux2()
    attend_to_regions(transformer)
    return transformer


TINY: dict[str, Make] = {
    "flux1": tiny_flux1,
    "flux2": tiny_flux2,
    "flux2 kv": tiny_flux2_kv,
    "flux2 regions": tiny_flux2_regions,
}


@torch.no_grad()
def forward(transformer: Any, image: torch.Tensor, text: torch.Tensor, **more: Any) -> torch.Tensor:
    """One pass over 2 × 3 tokens beside the text."""
    flux1 = isinstance(transformer, FluxTransformer2DModel)
    axes = 3 if flux1 else 4
    if flux1:
        more["pooled_projections"] = torch.ones(len(text), 4, dtype=transformer.dtype)
    output: torch.Tensor = transformer(
        hidden_states=image.to(transformer.dtype),
        encoder_hidden_states=text.to(transformer.dtype),
        timestep=torch.full((len(text),), 0.5, dtype=transformer.dtype),
        img_ids=positions(2, 3)[:, :axes].float(),
        txt_ids=torch.zeros(text.shape[1], axes),
        return_dict=False,
        **more,
    )[0]
    return output.float()


def drawn(seed: int, *shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def always(sharing: Sharing | None) -> Rule:
    return lambda _, __: sharing


def shared(transformer: Any, sharing: Sharing, image: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
    with in_lockstep(transformer, always(sharing), text.shape[1]):
        return forward(transformer, image, text)


@pytest.mark.parametrize("texts", [32, 512])
@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("make", TINY.values(), ids=TINY)
class TestEveryTransformer:
    """The invariants, for both numbers formats, batches and text lengths."""

    def test_a_rule_that_says_nothing_is_the_stock_model_bit_by_bit(
        self, make: Make, dtype: torch.dtype, batch: int, texts: int
    ) -> None:
        transformer = make().to(dtype)
        image, text = drawn(1, 2 * batch, TOKENS, 8), drawn(2, 2 * batch, texts, 12)
        stock = forward(transformer, image, text)
        with in_lockstep(transformer, always(None), texts):
            assert torch.equal(forward(transformer, image, text), stock)
        assert torch.equal(forward(transformer, image, text), stock)

    def test_the_source_is_what_it_is_alone(
        self, make: Make, dtype: torch.dtype, batch: int, texts: int
    ) -> None:
        transformer = make().to(dtype)
        image, text = drawn(1, 2 * batch, TOKENS, 8), drawn(2, 2 * batch, texts, 12)
        alone = forward(transformer, image, text)[:batch]
        tolerance = 1e-5 if dtype == torch.float32 else 0.05
        for name, sharing in SHARINGS.items():
            found = shared(transformer, sharing, image, text)[:batch]
            assert torch.allclose(found, alone, atol=tolerance), name

    def test_the_same_picture_and_prompt_stay_the_same(
        self, make: Make, dtype: torch.dtype, batch: int, texts: int
    ) -> None:
        transformer = make().to(dtype)
        image, text = drawn(1, batch, TOKENS, 8).repeat(2, 1, 1), drawn(2, batch, texts, 12).repeat(2, 1, 1)
        tolerance = 1e-5 if dtype == torch.float32 else 0.05
        for name, sharing in SHARINGS.items():
            source, target = shared(transformer, sharing, image, text).chunk(2)
            assert torch.allclose(source, target, atol=tolerance), name


@pytest.mark.parametrize("make", TINY.values(), ids=TINY)
def test_what_is_shared_reaches_the_target(make: Make) -> None:
    transformer = make()
    image, text = drawn(1, 2, TOKENS, 8), drawn(2, 2, 5, 12)
    plain = forward(transformer, image, text)
    more = {
        "a subject": Sharing(subject=ALL),
        "a bias": Sharing(bias=torch.full((1, 5), 2.0)),
        "a moved value": Sharing(values=torch.tensor([-1, -1, 0, -1, -1, -1])),
    }
    for name, sharing in (SHARINGS | more).items():
        found = shared(transformer, sharing, image, text)
        assert torch.allclose(found[0], plain[0], atol=1e-5), name
        assert torch.allclose(found[1], plain[1], atol=1e-5) == (name == "nothing"), name


@pytest.mark.parametrize("make", TINY.values(), ids=TINY)
def test_a_bias_of_0_and_no_place_change_nothing(make: Make) -> None:
    transformer = make()
    image, text = drawn(1, 2, TOKENS, 8), drawn(2, 2, 5, 12)
    plain = forward(transformer, image, text)
    for sharing in (
        Sharing(values=NOWHERE),
        Sharing(bias=torch.zeros(1, 5)),
        Sharing(queries=~ALL, keys=~ALL),
        Sharing(subject=~ALL),
    ):
        assert torch.allclose(shared(transformer, sharing, image, text), plain, atol=1e-5)


def test_attention_is_shared_beside_references() -> None:
    transformer = tiny_flux2_regions()
    image, text = drawn(1, 1, TOKENS, 8).repeat(2, 1, 1), drawn(2, 1, 5, 12).repeat(2, 1, 1)
    kept = extract(transformer, drawn(3, 1, 4, 8), positions(2, 2, 1))
    plain = forward(transformer, image, text, **splice(transformer, kept, 2))
    for name, sharing in (SHARINGS | {"bias": Sharing(bias=torch.zeros(1, 5))}).items():
        with in_lockstep(transformer, always(sharing), 5):
            found = forward(transformer, image, text, **splice(transformer, kept, 2))
        assert torch.allclose(found, plain, atol=1e-5), name


@pytest.mark.parametrize("make", [tiny_flux1, tiny_flux2])
def test_fused_projections_give_the_same(make: Make) -> None:
    transformer = make()
    image, text = drawn(1, 2, TOKENS, 8), drawn(2, 2, 5, 12)
    before = shared(transformer, SHARINGS["maps and values"], image, text)
    transformer.fuse_qkv_projections()
    after = shared(transformer, SHARINGS["maps and values"], image, text)
    assert torch.allclose(after, before, atol=1e-5)


def test_a_rule_is_asked_for_each_layer_and_step() -> None:
    transformer, asked = tiny_flux2(), []

    def rule(layer: int, step: int) -> None:
        asked.append((layer, step))

    with in_lockstep(transformer, rule, 5) as lockstep:
        for lockstep.step in (0, 1):
            forward(transformer, drawn(1, 2, TOKENS, 8), drawn(2, 2, 5, 12))
    assert asked == [(layer, step) for step in (0, 1) for layer in (0, 1, 2)]


@pytest.mark.parametrize("make", TINY.values(), ids=TINY)
def test_processors_are_restored_after_an_exception(make: Make) -> None:
    transformer = make()
    before = dict(transformer.attn_processors)

    def failing(_: int, __: int) -> None:
        raise RuntimeError("no more memory")

    with pytest.raises(RuntimeError, match="no more memory"), in_lockstep(transformer, failing, 5):
        forward(transformer, drawn(1, 2, TOKENS, 8), drawn(2, 2, 5, 12))
    assert transformer.attn_processors == before


def test_a_feature_cache_a_compiled_graph_and_other_models_are_refused() -> None:
    transformer = tiny_flux1()
    transformer.enable_cache(FirstBlockCacheConfig(threshold=0.2))
    with pytest.raises(ModelError, match=r"while a feature cache skips blocks .* call its disable_cache\(\)"):
        in_lockstep(transformer, always(None), 5).__enter__()
    transformer.disable_cache()
    with in_lockstep(transformer, always(None), 5):
        pass
    transformer.transformer_blocks[0].compile()
    with pytest.raises(ModelError, match="compiled FluxTransformer2DModel, whose graph would run without"):
        in_lockstep(transformer, always(None), 5).__enter__()
    with pytest.raises(ModelError, match="cannot be shared in a Linear; choose a model with a FLUX"):
        in_lockstep(torch.nn.Linear(1, 1), always(None), 5).__enter__()
