"""The models there are: one TOML file in `catalog/` is one model. Knows where weights are, not what they do.

A card says where a model's files come from (a folder of this package or a hub repository with its
revision), under which licence, what it paints best and how much memory it takes. `load` gives the model.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from .card import Card
from .image_model import ImageModel, ModelError


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


def _folder() -> list[Path]:
    return sorted((Path(str(files(__package__))) / "catalog").iterdir())
