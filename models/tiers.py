"""How a model is loaded so that it fits: number format, what stays off the device, a VAE in tiles.

Chosen from the billions of weights on its card and the memory of a machine, best first. Loads nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from .card import DiffusersCard, VisionCard, Weights, packaged_folder
from .image_model import ModelError
from .machine import Machine

Precision = Literal["stored", "fp32", "bf16", "int8", "nf4", "gguf"]
Offload = Literal["parts", "layers"]
Place = tuple[Precision, Offload | None, bool]  # and whether the VAE is tiled

BYTES: dict[Precision, float] = {"fp32": 4, "bf16": 2, "int8": 1.06, "nf4": 0.57, "gguf": 0.57}
LIBRARIES: dict[Precision, str] = {"int8": "torchao", "nf4": "bitsandbytes", "gguf": "gguf"}
_NAMES: dict[Precision, str] = {
    "stored": "weights as they are stored",
    "fp32": "32-bit weights",
    "bf16": "16-bit weights",
    "int8": "8-bit weights",
    "nf4": "4-bit weights",
    "gguf": "a 4-bit transformer (GGUF)",
}
UNSHRUNK = frozenset({"vae", "embeddings"})  # small, or lose most: they stay in 16 bits
USABLE = 0.92  # of what is free; the rest goes to the driver and to fragments
DENOISING_GB = 1.0  # activations of a megapixel
VAE_GB = 2.5
TILED_VAE_GB = 0.8
LOOKING_GB = 1.5  # pictures while they are read, and the keys and values of some thousand tokens
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


def tiers(card: Weights, machine: Machine) -> tuple[Tier, ...]:
    """All that fit, best first."""
    every = _every(card, machine)
    # What ships is small: it loads however little is free.
    return tuple(tier for tier in every if packaged_folder(card) or _fits(tier, machine))


def choose(card: Weights, machine: Machine) -> Tier:
    """The best that fits; `ModelError` says what is missing."""
    found = tiers(card, machine)
    if found:
        return found[0]
    if library := shrinking_library(card, machine):
        raise ModelError(
            f"{card.name} does not fit {machine.free_gb:.1f} GB as it is; pip install "
            f"{library} to load it in fewer bits, or choose a smaller model"
        )
    weights = sum(card.parameters.values())
    size = f"has {weights:.1f} billion weights" if weights else f"takes {card.memory_gb:.1f} GB"
    raise ModelError(
        f"{card.name} {size}, too much for {machine.free_gb:.1f} GB free on {machine.name}; choose a smaller "
        "model (`triptych models` says which fit), or close other programs"
    )


def shrinking_library(card: Weights, machine: Machine) -> str | None:
    """The library that is missing here and with which it would fit in fewer bits."""
    shrunk = tiers(card, replace(machine, quantisers=frozenset(LIBRARIES.values())))
    return LIBRARIES.get(shrunk[0].precision) if shrunk else None


def memory_by_format(card: Weights) -> dict[Precision, float]:
    """GB that all of it takes on a device at once, with room to work."""
    if not card.parameters:
        return {"stored": card.memory_gb}
    formats: list[Precision] = ["bf16"]
    if isinstance(card, DiffusersCard | VisionCard):
        formats += ["int8", "nf4"]
    if isinstance(card, DiffusersCard) and card.gguf:
        formats.append("gguf")
    return {one: round(_tier(card, one, None, False).device_gb, 1) for one in formats}


def _every(card: Weights, machine: Machine) -> Iterator[Tier]:
    """Best first: what is exact before what is rounded, what stays on the device before what moves."""
    full: Precision = "bf16" if machine.fast_bf16 else "fp32"
    if not card.parameters:
        own: Precision = "stored" if isinstance(card, VisionCard) else full
        yield Tier(own, None, tiling=False, device_gb=card.memory_gb, ram_gb=0)
        return
    formats: tuple[Precision, ...] = (full, "int8", "nf4")
    places: list[Place]
    if isinstance(card, VisionCard):
        places = [(one, None, False) for one in formats if _able(one, card, machine)]
    elif isinstance(card, DiffusersCard):
        places = _places(card, machine, full)
    else:  # our own loop loads its parts as they are
        places = [(full, None, False)]
    yield from (_tier(card, *place) for place in places)


def _places(card: DiffusersCard, machine: Machine, full: Precision) -> list[Place]:
    """Those of a pipeline of diffusers, whose parts can take turns."""
    formats = [one for one in (full, *LIBRARIES) if _able(one, card, machine)]
    fine, coarse = ([one for one in formats if (one in (full, "int8")) is kind] for kind in (True, False))
    moves = machine.device == "cuda"
    places: list[Place] = [(one, None, tiling) for one in fine for tiling in (False, True)]
    places += [(one, "parts", True) for one in fine if moves]
    places += [(one, None, True) for one in coarse]
    places += [(one, "parts", True) for one in coarse if moves]
    return [*places, (full, "layers", True)] if moves else places


def _able(precision: Precision, card: Weights, machine: Machine) -> bool:
    """Whether a library is here that shrinks; a GGUF file is second to 4 bits of every part."""
    library = LIBRARIES.get(precision)
    if library and library not in machine.quantisers:
        return False
    if precision == "gguf":
        known = isinstance(card, DiffusersCard) and card.gguf is not None
        return known and not _able("nf4", card, machine)
    return precision != "nf4" or machine.device == "cuda"


def _tier(card: Weights, precision: Precision, offload: Offload | None, tiling: bool) -> Tier:
    parts = {part: billions * _bytes(part, precision) for part, billions in card.parameters.items()}
    vae = TILED_VAE_GB if tiling else VAE_GB
    whole, largest = sum(parts.values()), max(parts.values())
    if isinstance(card, VisionCard):
        return Tier(precision, offload, tiling, whole + LOOKING_GB, 0)
    if offload is None:
        return Tier(precision, offload, tiling, whole + max(DENOISING_GB, vae), 0)
    resident = largest if offload == "parts" else largest / 20
    return Tier(precision, offload, tiling, max(resident + DENOISING_GB, VAE_GB / 2 + vae), whole)


def _bytes(part: str, precision: Precision) -> float:
    """Of a weight of a part. A GGUF file is a transformer alone."""
    shrunk = (
        precision in LIBRARIES and part not in UNSHRUNK and (precision != "gguf" or part == "transformer")
    )
    return BYTES[precision] if shrunk or precision == "fp32" else BYTES["bf16"]


def _fits(tier: Tier, machine: Machine) -> bool:
    if machine.device != "cuda":
        return tier.device_gb <= machine.free_gb * USABLE
    return tier.device_gb <= machine.free_gb * USABLE and tier.ram_gb + RAM_LEFT_GB <= machine.ram_free_gb
