"""The models there are: one TOML file in `catalog/` is one model. Knows where weights are, not what they do.

A card says where a model's files come from (a folder of this package or a hub repository with its
revision), under which licence, what it paints best and how much memory it takes. `load` gives the model.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from .image_model import ImageModel, ModelError, Settings


class Card(BaseModel):
    """One model as data. `source` is `package:FOLDER` or a hub repository; `threads` bounds them on a CPU."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    family: Literal["flux2"]
    title: str
    source: str
    revision: str
    sha256: dict[str, str] = {}
    licence: str
    max_references: int
    memory_gb: float
    text_layers: tuple[int, ...]
    text_lengths: tuple[int, ...]
    small_world: bool = False
    threads: int | None = None
    settings: Settings


def names() -> tuple[str, ...]:
    """Every model's name, the embedded one first."""
    return tuple(
        sorted(
            (path.name[:-5] for path in _folder() if path.name.endswith(".toml")),
            key=lambda n: (n != "pocket", n),
        )
    )


def card(name: str) -> Card:
    """The card of a model; `ModelError` where there is none."""
    path = next((path for path in _folder() if path.name == f"{name}.toml"), None)
    if path is None:
        raise ModelError(f"there is no model {name[:40]!r}; the models are {', '.join(names())}")
    try:
        return Card.model_validate({"name": name, **tomllib.loads(path.read_text(encoding="utf-8"))})
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise ModelError(
            f"the card {path.name} of model {name!r} cannot be read: {error}; correct it"
        ) from error


@lru_cache(maxsize=2)
def load(name: str) -> ImageModel:
    """The model, ready to paint; loaded once a process."""
    from .flux2 import Flux2Painter  # noqa: PLC0415 - torch and diffusers are slow to import

    return Flux2Painter(card(name))


def folder_of(card: Card) -> str:
    """What `from_pretrained` takes: the package's own folder, or the repository's name."""
    if not card.source.startswith("package:"):
        return card.source
    folder = Path(str(files(__package__))) / card.source.removeprefix("package:")
    if not folder.is_dir():
        raise ModelError(f"the weights of {card.name} are not in {folder}; install triptych anew")
    return str(folder)


def _folder() -> list[Path]:
    return sorted((Path(str(files(__package__))) / "catalog").iterdir())
