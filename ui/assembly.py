"""Puts together what the commands work with: painter, critic, planner, project. Loads only what is asked for.

Models that take seconds to load are imported when they are needed; planning alone needs none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PIL import Image
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from ..agent.costs import Costs
from ..agent.estimate import at_most, with_lessons
from ..agent.limits import Limits
from ..agent.planner import Planner
from ..agent.rehearsal import Rehearsal
from ..agent.rules import rules
from ..agent.sketches import sketches
from ..agent.state import Brief, Estimate, Plan
from ..models import catalog
from ..models.image_model import ImageModel, ModelError
from ..models.pocket.vocabulary import VOCABULARY
from ..models.vision_model import VisionError, VisionModel
from ..models.vocabulary import Vocabulary
from ..tools.adapters import adapter_names
from ..tools.in_context import most_references
from ..tools.records import StoreError

if TYPE_CHECKING:
    from ..agent.session import Project

PHRASEBOOK = "phrasebook"
ENDPOINT = "endpoint"
NO_EYES = "none"
EMBEDDED = "package:"
COSTS_FILE = "costs.json"
OpenImage = Callable[[str], Image.Image]
Settings = TypeVar("Settings", bound=BaseSettings)


class Refused(Exception):
    """The input cannot be used; the message is one sentence for stderr."""


@dataclass(frozen=True)
class Choice:
    """Who paints, judges and plans, by name; eyes None are the embedded ones where the catalog has them."""

    model: str = "pocket"
    eyes: str | None = None
    planner: str = PHRASEBOOK


def _vision(name: str) -> VisionModel:
    if name == ENDPOINT:
        return _endpoint()
    return catalog.load_vision(name)


def _endpoint() -> VisionModel:
    from ..models.chat_endpoint import ChatEndpoint  # noqa: PLC0415 (slow to import)
    from ..models.endpoint_settings import EndpointSettings  # noqa: PLC0415

    settings = from_environment(EndpointSettings)
    if not settings.model:
        raise Refused(
            "no chat server is set; set TRIPTYCH_VLM_MODEL, such as openai:NAME, and TRIPTYCH_VLM_BASE_URL"
        )
    return ChatEndpoint(settings)


def from_environment(kind: type[Settings]) -> Settings:
    """The settings that the environment gives, or a refusal that names the variable."""
    try:
        return kind()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = f"{kind.model_config['env_prefix']}{'_'.join(map(str, first['loc']))}".upper()
        raise Refused(f"{name} cannot be used: {first['msg']}; correct it") from error


@dataclass(frozen=True)
class Loaders:
    """Where models come from by name."""

    painter: Callable[[str], ImageModel] = catalog.load
    vision: Callable[[str], VisionModel] = _vision


@dataclass(frozen=True)
class Models:
    """What is loaded once and works for any number of projects; `reader` is the language model that plans."""

    painter: ImageModel
    eyes: VisionModel | None
    reader: VisionModel | None
    limits: Limits

    def project(self, folder: Path) -> "Project":
        """The project in `folder`, ready to paint."""
        from ..agent.session import Project, SessionError  # noqa: PLC0415 (slow to import)
        from ..tools.assets import Store  # noqa: PLC0415

        try:
            planner = _planner(self.reader, self.painter.vocabulary, Store(folder).open)
            return Project(folder, self.painter, planner=planner, eyes=self.eyes, limits=self.limits)
        except (SessionError, StoreError) as error:
            raise Refused(str(error)) from error


def load_models(choice: Choice, loaders: Loaders) -> Models:
    """Painter, eyes and the language model, where one plans."""
    try:
        painter = loaders.painter(choice.model)
        eyes, reader = eyes_of(choice.eyes, loaders), _reader(choice.planner, loaders)
        return Models(painter, eyes, reader, from_environment(Limits))
    except (ModelError, VisionError) as error:
        raise Refused(str(error)) from error


def open_project(folder: Path, choice: Choice, loaders: Loaders) -> "Project":
    """The project in `folder`, ready to paint."""
    return load_models(choice, loaders).project(folder)


def rehearsals(
    folder: Path, choice: Choice, loaders: Loaders, open_image: OpenImage
) -> Callable[[], Rehearsal]:
    """Gives new conversations that are only planned, at the costs measured in `folder`; loads no painter."""
    try:
        card = catalog.card(choice.model)
        vocabulary = VOCABULARY if card.small_world else None
        planner = _planner(_reader(choice.planner, loaders), vocabulary, open_image)
    except (ModelError, VisionError) as error:
        raise Refused(str(error)) from error
    limits, judged = from_environment(Limits), _eyes_name(choice.eyes) != NO_EYES
    costs = Costs(folder.expanduser() / COSTS_FILE)
    each, measured = costs.seconds_a_picture(card), costs.measured(card)

    def price(plan: Plan, brief: Brief) -> Estimate:
        cost = at_most(plan, brief, limits, each, judged=judged)
        return with_lessons(cost, plan, measured, card.settings, small_world=card.small_world)

    most = most_references(card.max_references, card.abilities)
    names = adapter_names(folder.expanduser()) if "adapters" in card.abilities else ()
    seen = sketches(open_image)
    return lambda: Rehearsal(planner, card.settings, most, price, card.abilities, names, seen)


def eyes_of(name: str | None, loaders: Loaders) -> VisionModel | None:
    """Who looks at pictures; the embedded eyes where none are named."""
    name = _eyes_name(name)
    return None if name == NO_EYES else loaders.vision(name)


def _eyes_name(name: str | None) -> str:
    """The embedded eyes where none are named."""
    cards = (catalog.vision_card(known) for known in catalog.vision_names())
    return name or next((card.name for card in cards if card.source.startswith(EMBEDDED)), NO_EYES)


def _reader(name: str, loaders: Loaders) -> VisionModel | None:
    return None if name == PHRASEBOOK else loaders.vision(name)


def _planner(reader: VisionModel | None, vocabulary: Vocabulary | None, open_image: OpenImage) -> Planner:
    if reader is None:
        return rules(vocabulary)
    from ..agent.language_planner import LanguagePlanner  # noqa: PLC0415

    return LanguagePlanner(reader, rules(vocabulary), open_image, vocabulary)
