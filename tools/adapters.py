"""The LoRAs of a project by name: `adapters/NAME.safetensors`, its card `NAME.toml`, a sheet `NAME.png`.

Knows names, files and cards; loads no weights.
"""

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ..models.conditions import Adapter, AdapterFile
from .files import write_atomically
from .records import StoreError

FOLDER = "adapters"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class AdapterCard(BaseModel):
    """What a taught LoRA is for: the model, the grid of its canvas in pixels, how its captions are said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    model: str
    revision: str
    sha256: str
    sets: int
    steps: int
    rank: int
    rows: int
    columns: int
    panel_width: int
    panel_height: int
    captions: tuple[str, ...]

    def as_toml(self) -> bytes:
        """One line a field; JSON's strings are TOML's, but for one character."""
        values = self.model_dump(mode="json").items()
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values]
        return "".join(lines).replace("\x7f", "\\u007f").encode(errors="replace")


def checked_name(name: str) -> str:
    """A name that is safe as a file's; raises `StoreError`."""
    if not NAME.fullmatch(name):
        raise StoreError(
            f"{name[:60]!r} cannot be the name of an adapter; give small letters, digits, - and _, at most 40"
        )
    return name


def adapter_path(project: Path, name: str) -> Path:
    """Where the weights of an adapter of that name are, or will be."""
    return project / FOLDER / f"{checked_name(name)}.safetensors"


def adapter_names(project: Path) -> tuple[str, ...]:
    """What was taught in this project, or put there."""
    files = sorted((project / FOLDER).glob("*.safetensors"))
    return tuple(path.stem for path in files if NAME.fullmatch(path.stem))


def adapters_of(project: Path, uses: Sequence[str], model: str) -> tuple[Adapter, ...]:
    """The adapters of uses such as "storyboard" or "storyboard:0.8"; raises `StoreError`."""
    return tuple(_adapter(project, use, model) for use in uses)


def keep_card(path: Path, card: AdapterCard) -> Path:
    """Write the card beside the weights."""
    return write_atomically(path.with_suffix(".toml"), card.as_toml())


def card_of(path: Path) -> AdapterCard | None:
    """The card beside the weights; a file that was put there needs none."""
    try:
        values = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
        return AdapterCard.model_validate(values)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoreError(
            f"the card {path.stem}.toml cannot be read ({type(error).__name__}); mend it, or take it away"
        ) from error


def _adapter(project: Path, use: str, model: str) -> Adapter:
    name, _, weight = use.partition(":")
    path = adapter_path(project, name)
    if not path.is_file():
        known = ", ".join(adapter_names(project)) or "none yet; teach one first"
        raise StoreError(f"there is no adapter {name!r} in this project; its adapters are {known}")
    card = card_of(path)
    if card is not None and card.model != model:
        raise StoreError(
            f"the adapter {name!r} was taught to {card.model}, not to {model}; paint with {card.model}"
        )
    try:
        return Adapter(name=name, file=AdapterFile.of(path), weight=float(weight or 1))
    except ValidationError as error:
        raise StoreError(f"the weight of {use!r} is out of bounds; give one from -2 to 2") from error
    except (OSError, ValueError) as error:
        raise StoreError(
            f"the adapter {use!r} cannot be used ({error}); write NAME or NAME:WEIGHT"
        ) from error
