"""A model as data: where its files come from, under which licence, what it paints best. Loads nothing."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from .image_model import ModelError, Settings


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


def folder_of(card: Card) -> str:
    """What `from_pretrained` takes: the package's own folder, or the repository's name."""
    if not card.source.startswith("package:"):
        return card.source
    folder = Path(str(files(__package__))) / card.source.removeprefix("package:")
    if not folder.is_dir():
        raise ModelError(f"the weights of {card.name} are not in {folder}; install triptych anew")
    return str(folder)
