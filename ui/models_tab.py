"""The tab Models: what is installed, what each model can do, and what this machine can run. Loads none."""

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

import gradio as gr

from ..models.machine import Machine, measured
from .keyed import Piece, keyed
from .markup import markup
from .model_table import Row, rows
from .model_words import said
from .scene import Scene
from .tab import QUIET, Page
from .words import language_of

LANGUAGE = "() => [navigator.language]"


class ModelsTab:
    """A card for each model, those that are here first. It shows no thread."""

    name = "models"

    def build(self) -> list[gr.HTML]:
        """Filled once the page has opened: reading all cards takes a moment."""
        self._cards = keyed("tri-models")
        return []

    def listen(self, page: Page) -> None:
        """Fill it."""
        models = page.projects.models
        used = tuple(one.name for one in (models.painter, models.eyes, models.reader) if one)

        def fill(language: str) -> list[Piece]:
            return _pieces(used, language_of(language))

        page.blocks.load(fill, page.language, self._cards, js=LANGUAGE, **QUIET)

    def shown(self, scene: Scene) -> Sequence[Any]:  # noqa: ARG002
        """Nothing of a thread."""
        return []


@cache
def _known() -> tuple[Machine, tuple[Row, ...]]:
    """As the server found them when somebody first asked."""
    machine = measured()
    return machine, rows(machine)


def _pieces(used: Sequence[str], language: str) -> list[Piece]:
    machine, table = _known()
    servers = [row for row in table if row.server]
    here = [row for row in table if row.installed and not row.server]
    others = [row for row in table if not row.installed and not row.server]
    fitting, too_large = ([row for row in others if row.can_load is can] for can in (True, False))
    says = partial(said, machine=machine, language=language)
    groups = (
        ("models_here", here),
        ("models_fit", fitting),
        ("models_servers", servers),
        ("models_too_large", too_large),
    )
    return [
        ("machine", markup("models_machine", language, machine=machine)),
        *(
            (title, markup("models_group", language, title=title, rows=found, used=used, said=says))
            for title, found in groups
            if found
        ),
    ]
