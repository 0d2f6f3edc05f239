"""The models there are: one TOML file in `catalog/` is one model. Knows where weights are, not what they do.

A card says where a model's files come from (a folder of this package or a hub repository with its
revision), under which licence, what it is good at and how much memory it takes. Some models paint, some
look at pictures: `load` gives a painter, `load_vision` a vision model.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from .card import AnyCard, Card, DiffusersCard, PainterCard, VisionCard
from .image_model import ImageModel, ModelError
from .vision_model import VisionModel

_ADAPTER: TypeAdapter[Card | DiffusersCard | VisionCard] = TypeAdapter(AnyCard)


def cards() -> tuple[PainterCard | VisionCard, ...]:
    """Every model's card: painters (`PainterCard`), then vision models (`VisionCard`), embedded first."""
    every = [_read(path) for path in _folder() if path.name.endswith(".toml")]
    return tuple(sorted(every, key=_order))


def names() -> tuple[str, ...]:
    """Every painter's name, the embedded one first."""
    return tuple(card.name for card in cards() if isinstance(card, PainterCard))


def vision_names() -> tuple[str, ...]:
    """Every vision model's name, the embedded one first."""
    return tuple(card.name for card in cards() if isinstance(card, VisionCard))


def card(name: str) -> PainterCard:
    """The card of a painter; `ModelError` where there is none."""
    for card in cards():
        if isinstance(card, PainterCard) and card.name == name:
            return card
    raise ModelError(f"there is no model {name[:40]!r}; the models are {', '.join(names())}")


def vision_card(name: str) -> VisionCard:
    """The card of a vision model; `ModelError` where there is none."""
    for card in cards():
        if isinstance(card, VisionCard) and card.name == name:
            return card
    raise ModelError(
        f"there is no vision model {name[:40]!r}; the vision models are {', '.join(vision_names())}"
    )


@lru_cache(maxsize=2)
def load(name: str) -> ImageModel:
    """The model, ready to paint; loaded once a process."""
    chosen = card(name)
    if isinstance(chosen, DiffusersCard):
        from .pipelines import DiffusersPainter  # noqa: PLC0415 - torch and diffusers are slow to import

        return DiffusersPainter(chosen)
    from .flux2 import Flux2Painter  # noqa: PLC0415 - as above

    assert isinstance(chosen, Card)
    return Flux2Painter(chosen)


@lru_cache(maxsize=2)
def load_vision(name: str) -> VisionModel:
    """The model, ready to look; loaded once a process. Its usage is counted by `for_turn()`."""
    chosen = vision_card(name)
    if chosen.small_world:
        from .pocket.eyes import Eyes  # noqa: PLC0415 - torch and transformers are slow to import

        return Eyes(chosen)
    from .qwen_vl import QwenVL  # noqa: PLC0415 - as above

    return QwenVL(chosen)


def _order(card: PainterCard | VisionCard) -> tuple[bool, bool, str]:
    return isinstance(card, VisionCard), not card.source.startswith("package:"), card.name


def _folder() -> list[Path]:
    return sorted((Path(str(files(__package__))) / "catalog").iterdir())


def _read(path: Path) -> PainterCard | VisionCard:
    try:
        return _ADAPTER.validate_python(
            {"name": path.name.removesuffix(".toml"), **tomllib.loads(path.read_text(encoding="utf-8"))}
        )
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"the card {path.name} cannot be read: {error}; correct it") from error
