"""Models as data: cards are read, weights are the ones the card names, mistakes are told."""

import hashlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from triptych.models import catalog
from triptych.models.card import Card, DiffusersCard, PainterCard, VisionCard, folder_of, revision_of
from triptych.models.image_model import ModelError
from triptych.models.vision_model import VisionError


def test_every_card_can_be_read_and_the_embedded_model_comes_first() -> None:
    assert catalog.names()[0] == "pocket"
    for name in catalog.names():
        card = catalog.card(name)
        assert card.licence
        assert card.settings.side % card.settings.multiple_of == 0


def test_painters_and_vision_models_are_told_apart() -> None:
    kinds = {card.name: type(card) for card in catalog.cards()}
    assert kinds["pocket"] is Card
    assert kinds["flux.1-dev"] is kinds["z-image-turbo"] is DiffusersCard
    assert kinds["qwen3-vl-4b"] is kinds["qwen2.5-vl-7b"] is VisionCard
    assert set(catalog.names()) == {name for name, kind in kinds.items() if issubclass(kind, PainterCard)}
    assert set(catalog.vision_names()) == {name for name, kind in kinds.items() if kind is VisionCard}
    assert catalog.vision_card("qwen3-vl-4b").source == "Qwen/Qwen3-VL-4B-Instruct"


def test_chat_servers_are_examples_that_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    servers = catalog.endpoints()
    assert list(servers) == ["lm-studio", "ollama", "vllm", "anthropic", "gemini", "openai"]
    for name, card in servers.items():
        assert card.local == (card.base_url is not None)
        assert card.local or "are sent there" in card.title
        if card.local:
            assert catalog.load_vision(name).name == card.model
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(VisionError, match="'openai:gpt-5-mini' cannot be used: "):
        catalog.load_vision("openai")
    with pytest.raises(VisionError, match=r"'anthropic:.*' cannot be used: .*langchain-anthropic"):
        catalog.load_vision("anthropic")


def test_a_painter_is_no_vision_model() -> None:
    with pytest.raises(
        ModelError, match=r"there is no vision model 'pocket'; the vision models are .*qwen3-vl-4b"
    ):
        catalog.vision_card("pocket")
    with pytest.raises(ModelError, match="there is no vision model 'dall-e'"):
        catalog.load_vision("dall-e")
    with pytest.raises(ModelError, match="there is no model 'qwen3-vl-4b'"):
        catalog.card("qwen3-vl-4b")


def test_reading_cards_loads_nothing_heavy() -> None:
    code = "from triptych.models import catalog; import sys; catalog.cards(); print(*sys.modules)"
    assert not {"torch", "transformers", "diffusers"} & set(_run(code).split())


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


def test_other_weights_than_the_card_names_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"right")
    right = {"model.safetensors": hashlib.sha256(b"right").hexdigest()}
    card = catalog.vision_card("qwen3-vl-4b").model_copy(update={"source": str(tmp_path), "sha256": right})
    assert folder_of(card) == str(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"wrong")
    with pytest.raises(
        ModelError, match=r"model\.safetensors of qwen3-vl-4b is not the file with the sha256"
    ):
        folder_of(card)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"is not the file .*; get .* anew$"):
        folder_of(card)


def test_a_repository_is_loaded_by_its_name_and_revision() -> None:
    card = catalog.card("pocket").model_copy(update={"source": "somebody/some-model", "sha256": {}})
    assert folder_of(card) == "somebody/some-model"
    assert revision_of(card) == {"revision": card.revision}
    assert revision_of(catalog.card("pocket")) == {}


@pytest.mark.parametrize(("content", "answer"), [(b"right", "somebody/some-model"), (b"wrong", "refused")])
def test_the_files_of_a_repository_are_checked_too(tmp_path: Path, content: bytes, answer: str) -> None:
    commit = "0" * 40
    cache = tmp_path / "models--somebody--some-model"
    (cache / "snapshots" / commit).mkdir(parents=True)
    (cache / "snapshots" / commit / "model.safetensors").write_bytes(content)
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text(commit)
    code = f"""
from triptych.models import card, catalog, image_model
digest = {{"model.safetensors": "{hashlib.sha256(b"right").hexdigest()}"}}
changes = {{"source": "somebody/some-model", "revision": "main", "sha256": digest}}
known = catalog.vision_card("qwen3-vl-4b").model_copy(update=changes)
try:
    print(card.folder_of(known))
except image_model.ModelError as error:
    print("refused")
"""
    assert _run(code, HF_HUB_CACHE=str(tmp_path), HF_HUB_OFFLINE="1") == answer


def test_a_repository_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    code = """
from triptych.models import card, catalog, image_model
known = catalog.vision_card("qwen3-vl-4b").model_copy(update={"sha256": {"model.safetensors": "0"}})
try:
    card.folder_of(known)
except image_model.ModelError as error:
    print(error)
"""
    told = _run(code, HF_HUB_CACHE=str(tmp_path), HF_HUB_OFFLINE="1")
    assert told.startswith(
        "model.safetensors of qwen3-vl-4b cannot be fetched from Qwen/Qwen3-VL-4B-Instruct"
    )
    assert "\n" not in told


def test_a_pipeline_that_cannot_be_fetched_is_told(tmp_path: Path) -> None:
    code = """
from triptych.models import catalog, image_model, pipelines
try:
    small = catalog.card("flux.1-fill-dev").model_copy(update={"parameters": {}, "memory_gb": 0.1})
    pipelines.DiffusersPainter(small)
except image_model.ModelError as error:
    print(error)
"""
    told = _run(code, HF_HUB_CACHE=str(tmp_path), HF_HUB_OFFLINE="1")
    assert told.startswith("flux.1-fill-dev cannot be loaded from black-forest-labs/FLUX.1-Fill-dev")


def test_cards_are_packed() -> None:
    root = Path(__file__).parents[1]
    data = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    assert "catalog/*.toml" in data["triptych.models"]


def _run(code: str, **environment: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
