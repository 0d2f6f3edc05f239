"""`triptych doctor`: what this machine has, which models fit, which would be slow, and a picture as proof.

Everything is measured when it is asked for. Knows no project.
"""

import platform
import time
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from huggingface_hub import constants
from rich.console import Console

from ..models import catalog
from ..models.card import DiffusersCard, PainterCard
from ..models.image_model import Painting
from ..models.machine import QUANTISERS, Machine, free_disk_gb, measured
from ..models.pipeline_dialects import dialect_of
from .model_table import Row, rows

PROMPT = "a red fox in the snow"
LIBRARIES = ("triptych", "torch", "diffusers", "transformers", "huggingface_hub", "accelerate", *QUANTISERS)
SLOW_SECONDS = 60


def report(picture: Path | None) -> dict[str, Any]:
    """All that is known, for programs; with a `picture` the embedded painter paints it there."""
    machine = measured()
    table = [row for row in rows(machine) if row.does in ("paints", "looks") and not row.server]
    speed = flops(machine)
    return {
        "device": machine.device,
        "name": machine.name,
        "cores": machine.cores,
        "memory_gb": round(machine.memory_gb, 2),
        "memory_free_gb": round(machine.free_gb, 2),
        "ram_gb": round(machine.ram_gb, 2),
        "ram_free_gb": round(machine.ram_free_gb, 2),
        "cache": constants.HF_HUB_CACHE,
        "disk_free_gb": round(free_disk_gb(Path(constants.HF_HUB_CACHE)), 2),
        "tflops": round(speed / 1e12, 3),
        "versions": versions(),
        "fits": {row.name: row.fits for row in table if row.can_load},
        "does_not_fit": {row.name: row.fits for row in table if not row.can_load},
        "slow": _slow(table, speed),
        "self_test": _painted(picture) if picture else None,
    }


def print_report(told: Mapping[str, Any]) -> None:
    """For people, a line for each thing."""
    out = Console(highlight=False, soft_wrap=True)
    device = f"{told['name']} ({told['device']})"
    out.print(f"device     {device}, {told['cores']} cores, {told['tflops']:g} TFLOP/s")
    out.print(f"memory     {told['memory_free_gb']:g} of {told['memory_gb']:g} GB free on the device")
    out.print(f"           {told['ram_free_gb']:g} of {told['ram_gb']:g} GB free in the computer")
    out.print(f"disk       {told['disk_free_gb']:g} GB free for models, at {told['cache']}")
    out.print(f"versions   {', '.join(f'{name} {number}' for name, number in told['versions'].items())}")
    for name, how in told["fits"].items():
        slow = f"; slow: {told['slow'][name]}" if name in told["slow"] else ""
        out.print(f"fits       {name}: {how}{slow}", markup=False)
    for why in told["does_not_fit"].values():
        out.print(f"too large  {why}", markup=False)
    if test := told["self_test"]:
        out.print(f"self-test  {PROMPT!r} in {test['seconds']:g} s: {test['picture']}", markup=False)


def flops(machine: Machine) -> float:
    """Floating-point operations a second of a matrix product in the best format, measured within a second."""
    import torch  # noqa: PLC0415 - seconds to import

    from ..models.precision import best_dtype  # noqa: PLC0415 - as above

    device = torch.device(machine.device)
    side = 4096 if machine.device == "cuda" else 1024
    matrix = torch.ones(side, side, device=device, dtype=best_dtype(device))
    done, start = 0, 0.0
    for index in range(1000):
        product = matrix @ matrix
        product[0, 0].item()  # waits for the device
        if index == 0:  # the first one warms up
            start = time.monotonic()
            continue
        done += 1
        if time.monotonic() - start > 0.5:
            break
    return 2 * side**3 * done / (time.monotonic() - start)


def versions() -> dict[str, str]:
    """Of Python and the libraries that are installed."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _slow(table: list[Row], speed: float) -> dict[str, str]:
    """Those whose picture takes over a minute in the transformer alone, or that move layer by layer."""
    told = {}
    for row in table:
        if row.does != "paints" or not row.can_load:
            continue
        seconds = _seconds(catalog.card(row.name), speed)
        if seconds > SLOW_SECONDS:
            told[row.name] = f"about {_long(seconds)} a picture"
        elif "layer by layer" in row.fits:
            told[row.name] = "its layers are moved in every step"
    return told


def _long(seconds: float) -> str:
    """Over a minute, as one says it."""
    minutes = max(2, round(seconds / 60))
    return f"{minutes} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"


def _seconds(card: PainterCard, speed: float) -> float:
    """2 operations for each weight of the transformer and each token, in every step."""
    billions = card.parameters.get("transformer", 0.0)
    token = dialect_of(card.pipeline).token if isinstance(card, DiffusersCard) else card.settings.multiple_of
    tokens = (card.settings.side / token) ** 2
    doubled = isinstance(card, DiffusersCard) and "negative_prompt" in card.abilities
    passes = 2 if doubled and card.settings.guidance_scale > 1 else 1
    return 2e9 * billions * tokens * card.settings.num_inference_steps * passes / speed


def _painted(file: Path) -> dict[str, Any]:
    """The embedded painter's picture, and how long it took without loading."""
    painter = catalog.load("pocket")
    start = time.monotonic()
    *_, last = painter.paint(painter.settings.request(PROMPT, seed=1))
    assert isinstance(last, Painting)
    seconds = round(time.monotonic() - start, 1)
    file.parent.mkdir(parents=True, exist_ok=True)
    last.image.save(file)
    return {"seconds": seconds, "picture": str(file.absolute())}
