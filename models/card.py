"""A model as data: where its files come from, under which licence, what it is good at. Loads nothing."""

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .image_model import Ability, ModelError, Settings

BYTES_IN_16_BITS = 2
WORKING_GB = 3.0  # beside the weights, for a picture of a megapixel and its VAE


class Weights(BaseModel):
    """What every card says; `threads` bounds them on a CPU.

    `title` says in English what it is good at; `titles` say so in other languages, by their ISO 639 codes.
    `source` is `package:FOLDER`, an absolute folder, or a hub repository with its `revision`. `sha256` says
    what its files must be. A licence that restricts has its `terms` on a page, which are accepted before the
    weights are fetched. `parameters` are billions of weights by part; `memory_gb` is what all of it takes in
    16 bits with room to work.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    titles: dict[str, str] = {}
    source: str
    revision: str
    sha256: dict[str, str] = {}
    licence: str
    terms: str | None = Field(default=None, pattern="^https://")
    parameters: dict[str, float] = {}
    memory_gb: float = Field(gt=0)
    threads: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _counted(cls, values: Any) -> Any:
        """The memory where the card counts weights instead."""
        if isinstance(values, dict) and "memory_gb" not in values and values.get("parameters"):
            weights = sum(values["parameters"].values()) * BYTES_IN_16_BITS
            return {**values, "memory_gb": round(weights + WORKING_GB, 1)}
        return values


class Gguf(BaseModel):
    """A transformer in GGUF: one `file` of a hub repository, or of an absolute folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    revision: str = "main"
    file: str


class PainterCard(Weights):
    """A model that paints; one of the `small_world` knows only the words of that world.

    `languages` are those of prompts that it understands well, as ISO 639 codes.
    """

    max_references: int = Field(default=0, ge=0)
    abilities: frozenset[Ability] = frozenset()
    small_world: bool = False
    languages: tuple[str, ...] = ("en",)
    settings: Settings


class Card(PainterCard):
    """A FLUX.2-klein model with causal references."""

    family: Literal["flux2"]
    abilities: frozenset[Ability] = frozenset({"adapters", "branches", "canvas", "directions", "regions"})
    text_layers: tuple[int, ...]
    text_lengths: tuple[int, ...]


class DiffusersCard(PainterCard):
    """A pipeline of diffusers, by the name of its class.

    It reads prompts of at most `text_length` tokens. `no_guidance` is the guidance scale by which it means
    none: most count from 1, some from 0. A model that edits wants at least `min_references`. Parts that its
    repository lacks are `borrowed` from others; `gguf` is the same transformer in some 4.5 bits.
    """

    family: Literal["diffusers"]
    abilities: frozenset[Ability] = frozenset({"adapters", "canvas"})
    pipeline: str = Field(pattern=r"^[A-Z][A-Za-z0-9]*Pipeline$")
    text_length: int = Field(ge=1)
    no_guidance: float = 1.0
    min_references: int = Field(default=0, ge=0)
    borrowed: dict[str, str] = {}
    gguf: Gguf | None = None


class VisionCard(Weights):
    """A model that looks at pictures and answers.

    A picture is shrunk to at most `max_visual_tokens`, or always seen at `picture_size` (width, height). Of
    the `parameters` those called `embeddings` stay in 16 bits where the others are shrunk. A model of the
    `small_world` describes pictures in that world's own terms.
    """

    family: Literal["qwen_vl", "smol_vlm"]
    max_visual_tokens: int = Field(ge=4)
    max_new_tokens: int = Field(ge=1, description="an answer that is not over by then is none")
    picture_size: tuple[int, int] | None = None
    small_world: bool = False


class SmallUpscalerCard(Weights):
    """The small network that enlarges drawn pictures, and whose pictures it learned from."""

    family: Literal["small_upscaler"]
    painters: frozenset[str] = frozenset()


class DiffusersUpscalerCard(Weights):
    """A pipeline of diffusers that enlarges pictures `factor` times, by the name of its class.

    It sees at most `side` pixels a side at once, in multiples of `multiple_of`. `noise_level` goes only to
    pipelines that take one; `prompt` is what it is told of every picture.
    """

    family: Literal["diffusers_upscaler"]
    pipeline: str = Field(pattern=r"^[A-Z][A-Za-z0-9]*Pipeline$")
    factor: Literal[2, 4]
    side: int = Field(ge=32)
    multiple_of: int = Field(default=64, ge=1)
    num_inference_steps: int = Field(ge=1)
    guidance_scale: float = 1.0
    noise_level: int | None = None
    prompt: str = ""


class EndpointCard(BaseModel):
    """A chat server that looks at pictures, as `EndpointSettings` names it.

    Pictures leave the machine for one that is not `local`. The provider's own variable has its key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    titles: dict[str, str] = {}
    family: Literal["endpoint"]
    model: str = Field(pattern=r"^[a-z_]+:.+$")
    base_url: str | None = None
    local: bool = False


UpscalerCard = SmallUpscalerCard | DiffusersUpscalerCard
AnyCard = Annotated[
    Card | DiffusersCard | VisionCard | UpscalerCard | EndpointCard, Field(discriminator="family")
]


def folder_of(card: Weights) -> str:
    """What `from_pretrained` takes: a folder or a repository's name, once its files are those of the card."""
    folder = _local_folder(card)
    for path, digest in card.sha256.items():
        if _sha256(folder / path if folder else _fetched(card, path)) != digest:
            raise ModelError(
                f"{path} of {card.name} is not the file with the sha256 {digest[:12]}… that its card names; "
                f"{_remedy(card)}"
            )
    return str(folder) if folder else card.source


def revision_of(card: Weights) -> dict[str, str]:
    """What else `from_pretrained` takes: the revision of a repository."""
    return {} if _local_folder(card) else {"revision": card.revision}


def packaged_folder(card: Weights) -> Path | None:
    """The folder of this package that holds the weights; None where they come from elsewhere."""
    if not card.source.startswith("package:"):
        return None
    return Path(str(files(__package__))) / card.source.removeprefix("package:")


def _local_folder(card: Weights) -> Path | None:
    folder = packaged_folder(card) or (Path(card.source) if Path(card.source).is_absolute() else None)
    if folder is not None and not folder.is_dir():
        raise ModelError(f"the weights of {card.name} are not in {folder}; {_remedy(card)}")
    return folder


def _fetched(card: Weights, path: str) -> Path:
    from huggingface_hub import hf_hub_download  # noqa: PLC0415 - only repositories need it

    try:
        return Path(hf_hub_download(card.source, path, revision=card.revision))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{path} of {card.name} cannot be fetched from {card.source} ({type(error).__name__}); "
            "check the network"
        ) from error


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _remedy(card: Weights) -> str:
    return "install triptych anew" if card.source.startswith("package:") else f"get {card.source} anew"
