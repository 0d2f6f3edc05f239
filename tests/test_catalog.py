"""Models as data: cards are read, weights are the ones the card names, mistakes are told."""

import hashlib
import tomllib
from pathlib import Path

import pytest
from triptych.models import catalog
from triptych.models.card import folder_of
from triptych.models.image_model import ModelError


def test_every_card_can_be_read_and_the_embedded_model_comes_first() -> None:
    assert catalog.names()[0] == "pocket"
    for name in catalog.names():
        card = catalog.card(name)
        assert card.licence
        assert card.settings.side % card.settings.multiple_of == 0


def test_the_weights_are_those_the_card_names() -> None:
    card = catalog.card("pocket")
    assert card.sha256
    for path, digest in card.sha256.items():
        assert hashlib.sha256((Path(folder_of(card)) / path).read_bytes()).hexdigest() == digest


def test_an_unknown_model_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ModelError, match=r"there is no model 'dall-e'; the models are pocket"):
        catalog.card("dall-e")
    with pytest.raises(ModelError, match=r"there is no model '\.\./secret'"):
        catalog.card("../secret")


def test_missing_weights_are_told() -> None:
    card = catalog.card("pocket").model_copy(update={"source": "package:pocket/weights/nowhere"})
    with pytest.raises(ModelError, match="install triptych anew"):
        folder_of(card)


def test_a_repository_is_loaded_by_its_name() -> None:
    card = catalog.card("pocket").model_copy(update={"source": "somebody/some-model"})
    assert folder_of(card) == "somebody/some-model"


def test_cards_are_packed() -> None:
    root = Path(__file__).parents[1]
    data = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    assert "catalog/*.toml" in data["triptych.models"]
