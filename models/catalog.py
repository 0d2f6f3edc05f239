"""The models there are: one TOML file in `catalog/` is one model. Knows where weights are, not what they do.

A card says where a model's files come from (a folder of this package or a hub repository with its
revision), under which licence, what it is good at and how much memory it takes. Some models paint, some
look at pictures, some enlarge them: `load` gives a painter, `load_vision` a vision model, `load_upscaler` an
upscaler.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from .card import (
    AnyCard,
    Card,
    DiffusersCard,
    DiffusersUpscalerCard,
    EndpointCard,
    PainterCard,
    SmallUpscalerCard,
    UpscalerCard,
    VisionCard,
)
from .image_model import ImageModel, ModelError
from .licences import check_accepted
from .upscaler import LANCZOS, Upscaler
from .vision_model import VisionModel

ModelCard = PainterCard | VisionCard | UpscalerCard
_ADAPTER: TypeAdapter[Card | DiffusersCard | VisionCard | UpscalerCard | EndpointCard] = TypeAdapter(AnyCard)


def cards() -> tuple[ModelCard, ...]:
    """Every model's card: painters (`PainterCard`), then vision models (`VisionCard`), then upscalers
    (`UpscalerCard`), embedded first.
    """
    return tuple(sorted((card for card in _every() if not isinstance(card, EndpointCard)), key=_order))


def endpoints() -> dict[str, EndpointCard]:
    """Chat servers by name, those on this machine first."""
    found = [card for card in _every() if isinstance(card, EndpointCard)]
    return {card.name: card for card in sorted(found, key=lambda card: (not card.local, card.name))}


def names() -> tuple[str, ...]:
    """Every painter's name, the embedded one first."""
    return tuple(card.name for card in cards() if isinstance(card, PainterCard))


def vision_names() -> tuple[str, ...]:
    """Every vision model's name, the embedded one first."""
    return tuple(card.name for card in cards() if isinstance(card, VisionCard))


def upscaler_names() -> tuple[str, ...]:
    """Every upscaler's name, the one that needs no weights first."""
    return (LANCZOS.name, *(card.name for card in cards() if isinstance(card, UpscalerCard)))


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
        f"there is no vision model {name[:40]!r}; the vision models are "
        f"{', '.join((*vision_names(), *endpoints()))}"
    )


@lru_cache(maxsize=2)
def load(name: str) -> ImageModel:
    """The model, ready to paint; loaded once a process."""
    chosen = card(name)
    check_accepted(chosen)
    if isinstance(chosen, DiffusersCard):
        from .pipelines import DiffusersPainter  # noqa: PLC0415 - torch and diffusers are slow to import

        return DiffusersPainter(chosen)
    from .flux2 import Flux2Painter  # noqa: PLC0415 - as above

    assert isinstance(chosen, Card)
    return Flux2Painter(chosen)


@lru_cache(maxsize=2)
def load_vision(name: str) -> VisionModel:
    """The model, ready to look; loaded once a process. Its usage is counted by `for_turn()`."""
    if server := endpoints().get(name):
        from .chat_endpoint import ChatEndpoint  # noqa: PLC0415 - langchain is slow to import
        from .endpoint_settings import EndpointSettings  # noqa: PLC0415 - as above

        return ChatEndpoint(EndpointSettings(model=server.model, base_url=server.base_url))
    chosen = vision_card(name)
    check_accepted(chosen)
    if chosen.small_world:
        from .pocket.eyes import Eyes  # noqa: PLC0415 - torch and transformers are slow to import

        return Eyes(chosen)
    from .local_vision import LocalVision  # noqa: PLC0415 - as above

    return LocalVision(chosen)


def upscaler_for(painter: str | None) -> str:
    """The upscaler that learned from the pictures of a painter; Lanczos for those of others."""
    small = (card for card in cards() if isinstance(card, SmallUpscalerCard))
    return next((card.name for card in small if painter in card.painters), LANCZOS.name)


@lru_cache(maxsize=2)
def load_upscaler(name: str) -> Upscaler:
    """The upscaler, ready to enlarge; loaded once a process. `ModelError` where there is none."""
    if name == LANCZOS.name:
        return LANCZOS
    chosen = next((card for card in cards() if isinstance(card, UpscalerCard) and card.name == name), None)
    if chosen is None:
        raise ModelError(
            f"there is no upscaler {name[:40]!r}; the upscalers are {', '.join(upscaler_names())}"
        )
    if isinstance(chosen, DiffusersUpscalerCard):
        from .diffusers_upscaler import DiffusersUpscaler  # noqa: PLC0415 - torch and diffusers are slow

        return DiffusersUpscaler(chosen)
    from .small_upscaler import SmallUpscaler  # noqa: PLC0415 - as above

    assert isinstance(chosen, SmallUpscalerCard)
    return SmallUpscaler(chosen)


def _order(card: ModelCard) -> tuple[int, bool, str]:
    kind = 0 if isinstance(card, PainterCard) else 1 if isinstance(card, VisionCard) else 2
    return kind, not card.source.startswith("package:"), card.name


def _folder() -> list[Path]:
    return sorted((Path(str(files(__package__))) / "catalog").iterdir())


def _every() -> list[ModelCard | EndpointCard]:
    return [_read(path) for path in _folder() if path.name.endswith(".toml")]


def _read(path: Path) -> ModelCard | EndpointCard:
    try:
        return _ADAPTER.validate_python(
            {"name": path.name.removesuffix(".toml"), **tomllib.loads(path.read_text(encoding="utf-8"))}
        )
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"the card {path.name} cannot be read: {error}; correct it") from error
