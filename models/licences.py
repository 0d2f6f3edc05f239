"""Licences that restrict: which of them this user has accepted. Fetches nothing."""

import json
import os
from pathlib import Path

from platformdirs import user_config_path

from .card import Weights
from .image_model import ModelError

FILE = "licences.json"


def accepted(card: Weights) -> bool:
    """Whether the licence does not restrict, or this user accepted it as it is on the card."""
    return card.terms is None or _key(card) in _known()


def accept(card: Weights) -> None:
    """Remember it; written as a whole or not at all."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".part")
    draft.write_text(json.dumps(sorted({*_known(), _key(card)}), indent=1) + "\n", encoding="utf-8")
    os.replace(draft, file)


def check_accepted(card: Weights) -> None:
    """Raise `ModelError` for a licence that nobody has accepted yet."""
    if not accepted(card):
        raise ModelError(
            f"{card.name} is under the {card.licence}, which restricts what you may do; read {card.terms}, "
            f"then accept it with `triptych fetch {card.name}`"
        )


def _key(card: Weights) -> str:
    return f"{card.source}: {card.licence}"


def _file() -> Path:
    return user_config_path("triptych") / FILE


def _known() -> frozenset[str]:
    try:
        return frozenset(map(str, json.loads(_file().read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError):
        return frozenset()
