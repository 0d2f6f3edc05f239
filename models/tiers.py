"""How a model is loaded so that it fits: number format, what stays off the device, a VAE in tiles.

Chosen from the billions of weights on its card and the memory of a machine, best first. Loads nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from .card import DiffusersCard, Weights
from .image_model import ModelError
from .machine import Machine

Precision = Literal["fp32", "bf16", "int8", "nf4", "gguf"]
Offload = Literal["parts", "layers"]

BYTES: dict[Precision, float] = {"fp32": 4, "bf16": 2, "int8": 1.06, "nf4": 0.57, "gguf": 0.57}
LIBRARIES: dict[Precision, str] = {"int8": "torchao", "nf4": "bitsandbytes", "gguf": "gguf"}
_NAMES: dict[Precision, str] = {
    "fp32": "32-bit weights",
    "bf16": "16-bit weights",
    "int8": "8-bit weights",
    "nf4": "4-bit weights",
    "gguf": "a 4-bit transformer (GGUF)",
}
USABLE = 0.92  # of what is free; the rest goes to the driver and to fragments
DENOISING_GB = 1.0  # activations of a megapixel
VAE_GB = 2.5
TILED_VAE_GB = 0.8
RAM_LEFT_GB = 1.0


@dataclass(frozen=True)
class Tier:
    """One way to load: `device_gb` is what it takes on the device at most, `ram_gb` beside it.

    With `parts` off the device only the part at work is on it; with `layers`, only the layer.
    """

    precision: Precision
    offload: Offload | None
    tiling: bool
    device_gb: float
    ram_gb: float

    def __str__(self) -> str:
        places = {
            None: "",
            "parts": ", one part at a time on the device",
            "layers": ", layer by layer (slow)",
        }
        tiles = ", the VAE in tiles" if self.tiling else ""
        return f"{_NAMES[self.precision]}{places[self.offload]}{tiles}: about {self.device_gb:.1f} GB"


def tiers(card: Weights, machine: Machine, *, fast_bf16: bool = True) -> tuple[Tier, ...]:
    """All that fit, best first; `fast_bf16` is whether the device computes in it."""
    full: Precision = "bf16" if machine.device != "cpu" or fast_bf16 else "fp32"
    return tuple(tier for tier in _every(card, machine, full) if _fits(tier, machine))


def choose(card: Weights, machine: Machine, *, fast_bf16: bool = True) -> Tier:
    """The best that fits; `ModelError` says what is missing."""
    found = tiers(card, machine, fast_bf16=fast_bf16)
    if found:
        return found[0]
    generous = replace(machine, quantisers=frozenset(LIBRARIES.values()))
    shrunk = tiers(card, generous, fast_bf16=fast_bf16)
    if shrunk:
        raise ModelError(
            f"{card.name} does not fit {machine.free_gb:.1f} GB as it is; pip install "
            f"{LIBRARIES[shrunk[0].precision]} to load it in fewer bits, or choose a smaller model"
        )
    raise ModelError(
        f"{card.name} has {sum(card.parameters.values()):.1f} billion weights, too many for "
        f"{machine.free_gb:.1f} GB free on {machine.name}; choose a smaller model (`triptych models` says "
        "which fit), or close other programs"
    )


def _every(card: Weights, machine: Machine, full: Precision) -> Iterator[Tier]:
    """Best first: what is exact before what is rounded, what stays on the device before what moves."""
    if not card.parameters:
        yield Tier(full, None, tiling=False, device_gb=card.memory_gb, ram_gb=0)
        return
    formats = [one for one in (full, *LIBRARIES) if _able(one, card, machine)]
    moves = machine.device == "cuda"
    places: list[tuple[Precision, Offload | None, bool]] = [
        (one, None, tiling) for one in formats if one in (full, "int8") for tiling in (False, True)
    ]
    if moves and isinstance(card, DiffusersCard):
        places += [(one, "parts", True) for one in formats if one in (full, "int8")]
    places += [(one, None, True) for one in formats if one in ("nf4", "gguf")]
    if moves and isinstance(card, DiffusersCard):
        places += [(one, "parts", True) for one in formats if one in ("nf4", "gguf")]
        places.append((full, "layers", True))
    yield from (_tier(card, *place) for place in places)


def _able(precision: Precision, card: Weights, machine: Machine) -> bool:
    library = LIBRARIES.get(precision)
    if library and library not in machine.quantisers:
        return False
    if precision == "gguf":
        return isinstance(card, DiffusersCard) and card.gguf is not None
    return precision != "nf4" or machine.device == "cuda"


def _tier(card: Weights, precision: Precision, offload: Offload | None, tiling: bool) -> Tier:
    parts = {part: billions * _bytes(part, precision) for part, billions in card.parameters.items()}
    vae = TILED_VAE_GB if tiling else VAE_GB
    whole, largest = sum(parts.values()), max(parts.values())
    if offload is None:
        return Tier(precision, offload, tiling, whole + max(DENOISING_GB, vae), 0)
    resident = largest if offload == "parts" else largest / 20
    return Tier(precision, offload, tiling, max(resident + DENOISING_GB, VAE_GB / 2 + vae), whole)


def _bytes(part: str, precision: Precision) -> float:
    """A VAE is small and loses most: it stays as it is. A GGUF file is a transformer alone."""
    if part == "vae" or (precision == "gguf" and part != "transformer"):
        return BYTES["bf16"]
    return BYTES[precision]


def _fits(tier: Tier, machine: Machine) -> bool:
    if machine.device != "cuda":
        return tier.device_gb <= machine.free_gb * USABLE
    return tier.device_gb <= machine.free_gb * USABLE and tier.ram_gb + RAM_LEFT_GB <= machine.ram_free_gb
