"""What fits which machine, and that a model steps down by itself where memory runs out."""

import logging
import os
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_gguf import write_gguf
from tiny_pipelines import SETTINGS, card, save_flux
from triptych.models import catalog
from triptych.models.card import DiffusersCard
from triptych.models.image_model import ModelError, Painting
from triptych.models.machine import Machine, free_disk_gb, measured
from triptych.models.picture import psnr
from triptych.models.pipeline_parts import load_pipeline
from triptych.models.pipelines import DiffusersPainter
from triptych.models.tiers import LIBRARIES, LOOKING_GB, Tier, choose, tiers

EVERY = frozenset(LIBRARIES.values())


def gpu(gb: float, ram: float = 64, quantisers: frozenset[str] = EVERY) -> Machine:
    return Machine("cuda", f"a card with {gb} GB", gb, 0.97 * gb, ram, 0.9 * ram, 8, quantisers)


def cpu(gb: float, quantisers: frozenset[str] = EVERY, *, fast_bf16: bool = True) -> Machine:
    return Machine("cpu", "a laptop", gb, gb, gb, gb, 4, quantisers, fast_bf16)


def place(name: str, machine: Machine) -> tuple[str, str | None]:
    tier = choose(catalog.card(name), machine)
    return tier.precision, tier.offload


# --- Which tier ---


@pytest.mark.parametrize(
    ("gb", "name", "expected"),
    [
        (80, "flux.1-dev", ("bf16", None)),
        (80, "qwen-image", ("bf16", None)),
        (80, "hidream-i1", ("bf16", None)),
        (24, "flux.1-dev", ("int8", None)),
        (24, "flux.2-klein-4b", ("bf16", None)),
        (24, "stable-diffusion-3.5-medium", ("bf16", None)),
        (24, "qwen-image", ("nf4", None)),
        (12, "flux.1-dev", ("nf4", "parts")),
        (12, "flux.2-klein-4b", ("int8", None)),
        (12, "sana-1.6b", ("bf16", None)),
        (8, "flux.1-dev", ("bf16", "layers")),
        (8, "sana-1.6b", ("int8", None)),
        (8, "z-image-turbo", ("nf4", None)),
    ],
)
def test_cards_of_8_12_24_and_80_gb_get_sensible_tiers(
    gb: float, name: str, expected: tuple[str, str | None]
) -> None:
    assert place(name, gpu(gb)) == expected


@pytest.mark.parametrize("gb", [8, 12, 24, 80])
@pytest.mark.parametrize("name", catalog.names())
def test_what_is_chosen_fits_and_more_memory_is_never_worse(gb: float, name: str) -> None:
    chosen = tiers(catalog.card(name), gpu(gb))
    assert all(tier.device_gb < gb and tier.ram_gb < 64 for tier in chosen)
    more = tiers(catalog.card(name), gpu(2 * gb))
    assert {(t.precision, t.offload, t.tiling) for t in chosen} <= {
        (t.precision, t.offload, t.tiling) for t in more
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("qwen3-vl-2b", ("bf16", "bf16", "bf16", "bf16")),
        ("qwen3-vl-4b", ("int8", "bf16", "bf16", "bf16")),
        ("qwen3-vl-8b", (None, "nf4", "bf16", "bf16")),
        ("qwen3-vl-32b", (None, None, None, "bf16")),
        ("smolvlm-500m", ("bf16", "bf16", "bf16", "bf16")),
    ],
)
def test_what_looks_is_shrunk_where_it_does_not_fit(name: str, expected: tuple[str | None, ...]) -> None:
    card = catalog.vision_card(name)
    found = [next(iter(tiers(card, gpu(gb))), None) for gb in (8, 12, 24, 80)]
    assert tuple(tier and tier.precision for tier in found) == expected
    assert not any(tier and (tier.offload or tier.tiling) for tier in found)


def test_the_table_of_a_model_is_not_shrunk() -> None:
    """8.77 billion weights, of which 1.24 are in tables of words."""
    every = {tier.precision: tier.device_gb for tier in tiers(catalog.vision_card("qwen3-vl-8b"), gpu(80))}
    assert every["bf16"] == pytest.approx(2 * 8.77 + LOOKING_GB)
    assert every["nf4"] == pytest.approx(0.57 * 7.53 + 2 * 1.24 + LOOKING_GB)


def test_what_our_own_loop_drives_is_loaded_whole() -> None:
    card = catalog.card("flux.2-klein-9b-kv")
    assert [tier.precision for tier in tiers(card, gpu(80))] == ["bf16"]
    assert not tiers(card, gpu(24))


def test_what_ships_loads_however_little_is_free() -> None:
    for name in ("pocket", "pocket-eyes"):
        card = next(card for card in catalog.cards() if card.name == name)
        assert choose(card, cpu(0.01)).device_gb == card.memory_gb


def test_without_libraries_nothing_is_rounded() -> None:
    assert place("flux.1-dev", gpu(24, quantisers=frozenset())) == ("bf16", "layers")
    assert place("flux.1-dev", gpu(24, quantisers=frozenset({"gguf"}))) == ("gguf", None)
    assert place("flux.1-kontext-dev", gpu(24, quantisers=frozenset({"gguf"}))) == ("bf16", "layers")


def test_a_cpu_takes_what_its_memory_holds_and_says_what_would_help() -> None:
    flux = catalog.card("flux.1-dev")
    assert [choose(flux, cpu(64, fast_bf16=fast)).precision for fast in (True, False)] == ["bf16", "int8"]
    assert choose(flux, cpu(96, fast_bf16=False)).precision == "fp32"
    with pytest.raises(
        ModelError, match=r"flux\.1-dev does not fit 24\.0 GB as it is; pip install torchao to"
    ):
        choose(flux, cpu(24, frozenset()))
    with pytest.raises(
        ModelError, match=r"has 16\.9 billion weights, too much for 8\.0 GB free on a laptop; ch"
    ):
        choose(flux, cpu(8))


def test_weights_that_wait_in_main_memory_must_fit_there() -> None:
    with pytest.raises(ModelError, match=r"too much for 7\.8 GB free"):
        choose(catalog.card("qwen-image"), gpu(8, ram=16))


def test_a_tier_says_what_it_is() -> None:
    tier = Tier("nf4", "parts", tiling=True, device_gb=7.84, ram_gb=9.7)
    assert str(tier) == "4-bit weights, one part at a time on the device, the VAE in tiles: about 7.8 GB"


# --- What there is ---


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="only Linux has /proc")
def test_the_machine_is_what_proc_says() -> None:
    lines = (line.split() for line in Path("/proc/meminfo").read_text().splitlines())
    kilobytes = {line[0].rstrip(":"): int(line[1]) for line in lines}
    machine = measured()
    assert machine.ram_gb <= kilobytes["MemTotal"] * 1024 / 1e9 + 0.001
    assert machine.ram_free_gb == pytest.approx(kilobytes["MemAvailable"] * 1024 / 1e9, abs=2) or (
        machine.ram_gb < kilobytes["MemTotal"] * 1024 / 1e9
    )
    assert machine.cores == len(os.sched_getaffinity(0))
    assert (machine.device == "cuda") == torch.cuda.is_available()
    if machine.device == "cpu":
        assert machine.name in Path("/proc/cpuinfo").read_text()
        assert (machine.memory_gb, machine.free_gb) == (machine.ram_gb, machine.ram_free_gb)


def test_the_disk_of_a_folder_to_come_is_measured(tmp_path: Path) -> None:
    there = os.statvfs(tmp_path)
    free = free_disk_gb(tmp_path / "not" / "yet" / "there")
    assert free == pytest.approx(there.f_bavail * there.f_frsize / 1e9, rel=0.05)


# --- Out of memory ---


@pytest.fixture
def painter(tmp_path: Path) -> DiffusersPainter:
    save_flux(tmp_path)
    small = card(tmp_path, "FluxPipeline", parameters={"transformer": 0.001, "vae": 0.001})
    return DiffusersPainter(small, replace(measured(), quantisers=frozenset()))


def exhausted(*_: object) -> None:
    raise torch.OutOfMemoryError("CUDA out of memory")


def test_out_of_memory_steps_down_once_tries_again_and_says_so(
    painter: DiffusersPainter, caplog: pytest.LogCaptureFixture
) -> None:
    request = SETTINGS.request("a red cat", width=128, height=64)
    painter.pipeline.transformer.register_forward_pre_hook(exhausted)
    failed = weakref.ref(painter.pipeline.transformer)
    with caplog.at_level(logging.INFO):
        *_, last = painter.paint(request)
    assert isinstance(last, Painting)
    assert last.image.size == (128, 64)
    assert failed() is None, "its memory is free"
    assert painter.pipeline.vae.use_tiling, "the tier below decodes in tiles"
    (said,) = caplog.messages
    assert said.startswith("tiny-FluxPipeline ran out of memory with ")
    assert "; it is loaded again with " in said
    assert "the VAE in tiles" in said.partition("again")[2]


def test_out_of_memory_at_the_last_tier_is_told_and_it_paints_on(painter: DiffusersPainter) -> None:
    request = SETTINGS.request("a red cat", width=128, height=64)
    painter.pipeline.transformer.register_forward_pre_hook(exhausted)
    list(painter.paint(request))
    handle = painter.pipeline.transformer.register_forward_pre_hook(exhausted)
    with pytest.raises(ModelError, match=r"ran out of memory with .*, and nothing smaller is left; paint a"):
        list(painter.paint(request))
    handle.remove()
    assert isinstance(list(painter.paint(request))[-1], Painting)


def test_out_of_memory_twice_is_told(tmp_path: Path) -> None:
    save_flux(tmp_path)
    small = card(tmp_path, "FluxPipeline", parameters={"transformer": 0.001, "vae": 0.001})

    def load(card: DiffusersCard, device: torch.device, tier: Tier) -> Any:
        pipeline = load_pipeline(card, device, tier)
        pipeline.transformer.register_forward_pre_hook(exhausted)
        return pipeline

    painter = DiffusersPainter(small, replace(measured(), quantisers=frozenset()), load=load)
    with pytest.raises(
        ModelError, match=r"ran out of memory with .* VAE in tiles.*, as it did with .*; paint"
    ):
        list(painter.paint(SETTINGS.request("a red cat", width=128, height=64)))


# --- GGUF ---


def test_a_transformer_in_gguf_paints_as_the_whole_one_does(tmp_path: Path) -> None:
    save_flux(tmp_path)
    weights = tmp_path / "transformer" / "diffusion_pytorch_model.safetensors"
    file = write_gguf(weights, tmp_path / "tiny.gguf")
    request = SETTINGS.request("a red cat", width=128, height=64)
    whole = DiffusersPainter(card(tmp_path, "FluxPipeline", memory_gb=1), cpu(12, frozenset({"gguf"})))
    whole.pipeline.vae.enable_tiling()
    weights.unlink()
    large = {"transformer": 10, "vae": 0.001}
    small = card(
        tmp_path, "FluxPipeline", parameters=large, gguf={"source": str(tmp_path), "file": file.name}
    )
    painter = DiffusersPainter(small, cpu(12, frozenset({"gguf"})))
    assert "GGUFLinear" in {type(part).__name__ for part in painter.transformer.modules()}
    one, other = (list(model.paint(request))[-1] for model in (whole, painter))
    assert isinstance(one, Painting)
    assert isinstance(other, Painting)
    assert 25 < psnr(one.image, other.image) < 99
    assert other.record["precision"] == "gguf"
    file.unlink()
    with pytest.raises(ModelError, match="get it with `triptych fetch tiny-FluxPipeline` where"):
        DiffusersPainter(small, cpu(12, frozenset({"gguf"})))


def test_what_is_loaded_is_said_before_it_loads(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    nowhere = card(tmp_path, "FluxPipeline")
    with caplog.at_level(logging.INFO), pytest.raises(ModelError, match="triptych fetch tiny-FluxPipeline"):
        DiffusersPainter(nowhere)
    assert caplog.messages[0].startswith("tiny-FluxPipeline is loaded with ")
