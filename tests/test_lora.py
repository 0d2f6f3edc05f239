"""LoRAs of one request: files by their key names, weights, and that nothing of them stays anywhere."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from diffusers import FluxTransformer2DModel
from lora_fakes import adapter, block_layers, diffusers_state, merged, run_flux1, tiny_flux1, tiny_flux2
from PIL import Image
from tiny_pipelines import SAVED
from torch import Tensor
from triptych.models.conditions import Adapter, AdapterFile
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageModel, ImageRequest, ModelError, Painting
from triptych.models.lora import Adapted, sharing_weights, with_adapters
from triptych.models.lora_files import Pair, read_lora, write_lora
from triptych.models.pipelines import DiffusersPainter


@pytest.fixture(scope="module")
def flux1() -> FluxTransformer2DModel:
    return tiny_flux1()


def close(one: Tensor, two: Tensor) -> bool:
    return torch.allclose(one, two, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("weight", [1.0, 0.5, -1.0])
def test_a_lora_adds_its_product_to_the_weights(
    flux1: FluxTransformer2DModel, tmp_path: Path, weight: float
) -> None:
    state = diffusers_state(flux1, block_layers(flux1))
    worn = with_adapters(flux1, [adapter(tmp_path, state, weight=weight)])
    base, ours = run_flux1(flux1), run_flux1(worn)
    take_out = merged(flux1, state, weight)
    expected = run_flux1(flux1)
    take_out()
    assert close(ours, expected)
    assert not close(ours, base)
    assert torch.equal(run_flux1(flux1), base)


def test_several_loras_of_different_layers_and_ranks_add_up(
    flux1: FluxTransformer2DModel, tmp_path: Path
) -> None:
    layers = block_layers(flux1)
    one, two = diffusers_state(flux1, layers[:9]), diffusers_state(flux1, layers[5:], seed=1, rank=2)
    two |= diffusers_state(flux1, ["proj_out"], seed=2, rank=3)
    worn = with_adapters(flux1, [adapter(tmp_path, one, "one", 0.7), adapter(tmp_path, two, "two", 0.4)])
    ours = run_flux1(worn)
    undo = [merged(flux1, one, 0.7), merged(flux1, two, 0.4)]
    expected = run_flux1(flux1)
    for take_out in reversed(undo):
        take_out()
    assert close(ours, expected)


def test_a_lora_of_the_last_layer_leaves_layers_of_that_name_in_blocks_alone(
    flux1: FluxTransformer2DModel, tmp_path: Path
) -> None:
    worn = with_adapters(flux1, [adapter(tmp_path, diffusers_state(flux1, ["proj_out"]))])
    changed = {name for name, module in worn.named_modules() if hasattr(module, "lora_A")}
    assert changed == {"proj_out"}


def test_at_weight_zero_the_transformer_is_the_models_own(
    flux1: FluxTransformer2DModel, tmp_path: Path
) -> None:
    adapted = Adapted(flux1)
    nothing = adapter(tmp_path, diffusers_state(flux1, ["proj_out"]), weight=0.0)
    assert adapted.transformer([nothing]) is flux1
    assert adapted.transformer([]) is flux1


def test_the_last_ones_are_kept_by_content_and_weight(flux1: FluxTransformer2DModel, tmp_path: Path) -> None:
    adapted = Adapted(flux1)
    first = adapter(tmp_path, diffusers_state(flux1, ["proj_out"]), "first")
    renamed = first.model_copy(update={"name": "the same under another name"})
    worn = adapted.transformer([first])
    assert adapted.transformer([renamed]) is worn
    half = adapted.transformer([first.model_copy(update={"weight": 0.5})])
    assert not close(run_flux1(half), run_flux1(worn))
    for seed in range(1, 4):
        adapted.transformer([adapter(tmp_path, diffusers_state(flux1, ["proj_out"], seed), f"n{seed}")])
    assert adapted.transformer([first]) is not worn


def test_the_second_tree_shares_every_tensor_and_no_module(flux1: FluxTransformer2DModel) -> None:
    shared = sharing_weights(flux1)
    pairs = list(zip(flux1.parameters(), shared.parameters(), strict=True))
    assert all(one is two for one, two in pairs)
    assert not {id(module) for module in flux1.modules()} & {id(module) for module in shared.modules()}


def test_the_keys_of_the_released_loras_are_read(flux1: FluxTransformer2DModel, tmp_path: Path) -> None:
    """ai-toolkit's FLUX.1 LoRAs: rank 16, float16, every linear layer of the blocks."""
    state = diffusers_state(flux1, block_layers(flux1), rank=16)
    assert "transformer.single_transformer_blocks.1.proj_mlp.lora_A.weight" in state
    assert "transformer.transformer_blocks.0.norm1_context.linear.lora_B.weight" in state
    pairs = read_lora(adapter(tmp_path, state), flux1)
    assert len(pairs) == len(state) // 2
    assert pairs["transformer_blocks.0.attn.to_out.0"].rank == 16


def test_kohyas_keys_are_read_with_their_alphas(tmp_path: Path) -> None:
    """At FLUX.1's real width, on which diffusers' converter relies; no memory is taken for the model."""
    with torch.device("meta"):
        wide = tiny_flux1(
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=128,
            num_attention_heads=24,
            axes_dims_rope=(16, 56, 56),
        )
    state, generator = {}, torch.Generator().manual_seed(0)
    sizes = {
        "double_blocks_0_img_attn_qkv": (3072, 9216),
        "double_blocks_0_txt_mlp_2": (12288, 3072),
        "single_blocks_0_linear1": (3072, 21504),
        "single_blocks_0_linear2": (15360, 3072),
    }
    for name, (inputs, outputs) in sizes.items():
        state[f"lora_unet_{name}.lora_down.weight"] = torch.randn(2, inputs, generator=generator)
        state[f"lora_unet_{name}.lora_up.weight"] = torch.randn(outputs, 2, generator=generator)
        state[f"lora_unet_{name}.alpha"] = torch.tensor(1.0)
    pairs = read_lora(adapter(tmp_path, state), wide)
    single = {f"single_transformer_blocks.0.{name}" for name in ("attn.to_q", "proj_mlp", "proj_out")}
    double = {f"transformer_blocks.0.{name}" for name in ("attn.to_v", "ff_context.net.2")}
    assert single | double < set(pairs)
    last = pairs["single_transformer_blocks.0.proj_out"]
    whole = "lora_unet_single_blocks_0_linear2"
    expected = state[f"{whole}.lora_up.weight"] @ state[f"{whole}.lora_down.weight"][:, :5] / 2
    assert close(last.up @ last.down[:, :5], expected)


@pytest.mark.parametrize("where", ["keys", "metadata"])
def test_alpha_scales(flux1: FluxTransformer2DModel, tmp_path: Path, where: str) -> None:
    state = diffusers_state(flux1, ["proj_out"])
    plain = read_lora(adapter(tmp_path, state, "plain"), flux1)["proj_out"]
    if where == "keys":
        told = adapter(tmp_path, {**state, "transformer.proj_out.alpha": torch.tensor(8.0)})
    else:
        metadata = {"lora_adapter_metadata": json.dumps({"transformer.lora_alpha": 8, "transformer.r": 4})}
        told = adapter(tmp_path, state, metadata=metadata)
    assert torch.equal(read_lora(told, flux1)["proj_out"].up, plain.up * 2)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    transformer = tiny_flux2()
    pair = Pair(torch.randn(2, 16), torch.randn(16, 2))
    file = write_lora(tmp_path / "mine.safetensors", {"transformer_blocks.0.attn.to_q": pair})
    again = read_lora(Adapter(name="mine", file=file), transformer)["transformer_blocks.0.attn.to_q"]
    assert torch.equal(again.down, pair.down)
    assert torch.equal(again.up, pair.up)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("transformer.nowhere.lora_A.weight", None, "changes 1 layers that this FluxTransformer2DModel does"),
        ("transformer.proj_out.lora_A.weight", torch.zeros(4, 7), r"\(4, 4\) × \(4, 7\) for proj_out, which"),
        ("transformer.proj_out.lora_A.weight", torch.zeros(3, 16), r"for proj_out, which takes"),
        ("text_encoder.q_proj.lora_A.weight", torch.zeros(4, 4), "without their counterpart, such as 'text_"),
        ("transformer.proj_out.bias", torch.zeros(4), "1 keys without a meaning here"),
        ("transformer.proj_out.lora_magnitude.dora_scale", torch.zeros(4), "is a DoRA, but only plain LoRAs"),
        (
            "lora_unet_strange.lora_down.weight",
            torch.zeros(4, 4),
            "such as 'lora_unet_strange",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    flux1: FluxTransformer2DModel, tmp_path: Path, key: str, value: Tensor | None, words: str
) -> None:
    state = diffusers_state(flux1, ["proj_out"])
    if value is None:
        state |= {key: torch.zeros(4, 4), key.replace("lora_A", "lora_B"): torch.zeros(4, 4)}
    else:
        state[key] = value
    with pytest.raises(ModelError, match=words):
        read_lora(adapter(tmp_path, state), flux1)


@pytest.mark.parametrize(
    "key",
    ["lora_unet_down_blocks_0_attentions_0.lora_down.weight", "lora_te_text_model.lora_down.weight", "x"],
)
def test_a_lora_for_another_model_is_refused(flux1: FluxTransformer2DModel, tmp_path: Path, key: str) -> None:
    state = {key: torch.zeros(4, 4), key.replace("down", "up"): torch.zeros(4, 4)}
    with pytest.raises(ModelError, match=r"; get (a LoRA|it anew)"):
        read_lora(adapter(tmp_path, state), flux1)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is no safetensors file"), (b"\xff" * 20, "is no safetensors file"), (None, "cannot be read")],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "broken.safetensors"
    path.write_bytes(content or b"")
    broken = Adapter(name="broken", file=AdapterFile.of(path))
    if content is None:
        path.unlink()
    with pytest.raises(ModelError, match=words):
        read_lora(broken, tiny_flux2())


def test_a_file_that_changed_since_it_was_named_is_refused(
    flux1: FluxTransformer2DModel, tmp_path: Path
) -> None:
    named = adapter(tmp_path, diffusers_state(flux1, ["proj_out"]))
    adapter(tmp_path, diffusers_state(flux1, ["proj_out"], seed=9))
    with pytest.raises(ModelError, match="is not the file with the sha256"):
        read_lora(named, flux1)


def request(painter: Flux2Painter, *adapters: Adapter, **changes: object) -> ImageRequest:
    plain = painter.settings.request("a red cat in the snow", width=64, height=64, seed=7, adapters=adapters)
    return plain.model_copy(update={"num_inference_steps": 2, **changes})


def painted(painter: ImageModel, wanted: ImageRequest) -> bytes:
    *_, last = painter.paint(wanted)
    assert isinstance(last, Painting)
    return last.image.tobytes()


@pytest.fixture(scope="module")
def strange(pocket: Flux2Painter, tmp_path_factory: pytest.TempPathFactory) -> Adapter:
    state = diffusers_state(pocket.transformer, block_layers(pocket.transformer))
    return adapter(tmp_path_factory.mktemp("adapters"), state, "strange")


def test_an_adapter_changes_the_picture_at_weight_zero_not_a_bit(
    pocket: Flux2Painter, strange: Adapter
) -> None:
    base = painted(pocket, request(pocket))
    worn = painted(pocket, request(pocket, strange))
    assert worn != base
    assert painted(pocket, request(pocket, strange.model_copy(update={"weight": 0.0}))) == base
    assert painted(pocket, request(pocket, strange)) == worn
    assert painted(pocket, request(pocket)) == base


def test_nothing_leaks_after_a_cancel_or_a_refusal(
    pocket: Flux2Painter, strange: Adapter, tmp_path: Path
) -> None:
    base = painted(pocket, request(pocket))
    painting = pocket.paint(request(pocket, strange))
    next(painting)
    assert painted(pocket, request(pocket)) == base  # while the other one is half done
    painting.close()
    foreign = adapter(tmp_path, {"transformer.x.lora_A.weight": torch.zeros(1, 1)}, "foreign")
    with pytest.raises(ModelError, match="foreign"):
        next(pocket.paint(request(pocket, strange, foreign)))
    assert painted(pocket, request(pocket)) == base


def test_requests_with_and_without_it_side_by_side_are_those_alone(
    pocket: Flux2Painter, strange: Adapter
) -> None:
    wanted = [request(pocket, *(strange,) * (n % 2)) for n in range(4)]
    alone = [painted(pocket, one) for one in wanted]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda one: painted(pocket, one), wanted)) == alone


def test_references_are_read_with_the_adapter_too(pocket: Flux2Painter, strange: Adapter) -> None:
    snow = Image.new("RGB", (256, 256), "white")
    plain = request(pocket).model_dump() | {"references": (snow,)}
    without = ImageRequest.model_validate(plain)
    with_it = ImageRequest.model_validate(plain | {"adapters": (strange,)})
    pictures = [painted(pocket, one) for one in (without, with_it, without)]
    assert pictures[0] == pictures[2] != pictures[1]
    assert pocket.conditions.references(without, pocket.transformer)[0] is not None


@pytest.mark.parametrize("kind", SAVED)
def test_every_pipeline_paints_with_adapters(kind: str, tmp_path: Path) -> None:
    painter = DiffusersPainter(SAVED[kind](tmp_path / "model"))
    transformer = painter.pipeline.transformer
    attention = [
        name
        for name, module in transformer.named_modules()
        if isinstance(module, torch.nn.Linear) and name.endswith(("to_q", "to_v", "to_out.0"))
    ]
    strong = adapter(tmp_path, diffusers_state(transformer, attention))
    requests = [
        painter.settings.request("a cat", adapters=adapters)
        for adapters in ((), (strong,), (strong.model_copy(update={"weight": 0.0}),), ())
    ]
    base, worn, nothing, again = [painted(painter, one) for one in requests]
    assert worn != base
    assert nothing == again == base
    assert painter.pipeline.transformer is transformer
