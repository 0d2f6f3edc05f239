"""Every painter of the catalog, with its own card, on a tiny random checkpoint of its real classes."""

import json
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from tiny_families import FAMILIES, save_schnell
from triptych.models import catalog
from triptych.models.card import Card, DiffusersCard, PainterCard
from triptych.models.conditions import Branch, Canvas
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageRequest, ModelError, Painting, Step
from triptych.models.picture import Picture
from triptych.models.pipelines import DiffusersPainter

ENTRIES = [name for name in catalog.names() if not catalog.card(name).source.startswith("package:")]
EDITORS = [name for name in ENTRIES if catalog.card(name).max_references]
SEVERAL = [name for name in EDITORS if catalog.card(name).max_references > 1]
WIDTH, HEIGHT = 128, 64
Painter = DiffusersPainter | Flux2Painter

# diffusers' multistep solvers hand torch's tensors to numpy the old way.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept:DeprecationWarning")


@pytest.fixture(scope="module")
def folders() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def painter(request: pytest.FixtureRequest, folders: Path) -> Painter:
    return tiny(request.param, folders)


@lru_cache
def tiny(name: str, folders: Path) -> Painter:
    """The entry's own card, with nothing but source and sizes changed; one checkpoint a family."""
    card = catalog.card(name)
    pipeline = card.pipeline if isinstance(card, DiffusersCard) else "Flux2KleinPipeline"
    save = (
        save_schnell
        if card.settings.guidance_scale == 1 and pipeline == "FluxPipeline"
        else FAMILIES[pipeline]
    )
    folder = folders / save.__name__
    if not folder.exists():
        save(folder)
    settings = card.settings.model_copy(
        update={"side": 64, "max_side": 256, "max_area": 16384, "num_inference_steps": 2}
    )
    changes = {"source": str(folder), "sha256": {}, "threads": 1, "settings": settings}
    changes |= {"parameters": {}, "memory_gb": 0.1}  # what the tiny one takes
    changes |= {"borrowed": {}} if isinstance(card, DiffusersCard) else {}
    small = card.model_copy(update=changes)
    return DiffusersPainter(small) if isinstance(small, DiffusersCard) else Flux2Painter(cardof(small))


def cardof(card: PainterCard) -> Card:
    assert isinstance(card, Card)
    return card


def noise(seed: int = 0, width: int = 64, height: int = 64) -> Picture:
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Picture.of(Image.fromarray(values))


def request(painter: Painter, **changes: Any) -> ImageRequest:
    """What the card's own settings ask for; an editor gets the picture it needs."""
    plain = dict(painter.settings.request("two red cats", width=WIDTH, height=HEIGHT, seed=7))
    card = catalog.card(painter.name)
    if isinstance(card, DiffusersCard) and card.min_references:
        plain |= {"references": (noise(),) * card.min_references, "guidance_scale": 1.0}
    return ImageRequest.model_validate({**plain, **changes})


def painted(painter: Painter, wanted: ImageRequest) -> bytes:
    *_, last = painter.paint(wanted)
    assert isinstance(last, Painting)
    return last.image.tobytes()


def entries(names: list[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("painter", names, indirect=True)


def test_each_class_of_the_catalog_has_a_tiny_checkpoint() -> None:
    cards = [catalog.card(name) for name in ENTRIES]
    assert {card.pipeline for card in cards if isinstance(card, DiffusersCard)} == set(FAMILIES)


@entries(ENTRIES)
def test_it_loads_and_draws_each_step_and_a_seed_draws_it_again(painter: Painter) -> None:
    *steps, last = painter.paint(request(painter))
    assert [(step.index, step.of) for step in steps if isinstance(step, Step)] == [(1, 2), (2, 2)]
    assert isinstance(last, Painting)
    assert isinstance(steps[-1], Step)
    assert last.image.size == (WIDTH, HEIGHT)
    assert np.asarray(last.image).std() > 1
    assert steps[-1].preview.tobytes() == last.image.tobytes()
    assert painted(painter, request(painter)) == last.image.tobytes()
    assert painted(painter, request(painter, seed=8)) != last.image.tobytes()


@entries(ENTRIES)
def test_the_mask_is_respected(painter: Painter) -> None:
    picture, mask = noise(3, WIDTH, HEIGHT), Image.new("L", (WIDTH, HEIGHT))
    mask.paste(255, (40, 0, WIDTH, HEIGHT))
    canvas = Canvas(picture=picture, mask=Picture.of(mask))
    *_, last = painter.paint(request(painter, canvas=canvas))
    assert isinstance(last, Painting)
    known, new = (0, 0, 40, HEIGHT), (40, 0, WIDTH, HEIGHT)
    assert last.image.crop(known).tobytes() == picture.image.crop(known).tobytes()
    assert (np.asarray(last.image.crop(new)) != np.asarray(picture.image.crop(new))).mean() > 0.9


@entries(ENTRIES)
def test_closing_stops_before_the_next_step(painter: Painter) -> None:
    calls: list[int] = []
    handle = painter.transformer.register_forward_pre_hook(lambda *_: calls.append(1))
    painting = painter.paint(request(painter))
    next(painting)
    once = len(calls)
    painting.close()
    handle.remove()
    assert len(calls) == once > 0


@entries(SEVERAL)
def test_references_are_seen_in_their_order(painter: Painter) -> None:
    one, two = noise(1), noise(2)
    pictures = {
        painted(painter, request(painter, references=references))
        for references in ((one,), (one, two), (two, one))
    }
    assert len(pictures) == 3


@entries([name for name in EDITORS if name not in SEVERAL])
def test_its_reference_is_seen(painter: Painter) -> None:
    pictures = {painted(painter, request(painter, references=(noise(seed),))) for seed in (1, 2)}
    assert len(pictures) == 2


@entries(
    [name for name in ENTRIES if "negative_prompt" in catalog.card(name).abilities and "plus" not in name]
)
def test_a_negative_prompt_leads_away(painter: Painter) -> None:
    plain = request(painter, guidance_scale=3.0)
    away = request(painter, guidance_scale=3.0, negative_prompt="a very blurry dog")
    assert painted(painter, plain) != painted(painter, away)
    with pytest.raises(ModelError, match="a negative prompt needs a guidance scale above 1; raise"):
        next(painter.paint(request(painter, guidance_scale=1.0, negative_prompt="a dog")))


@entries(ENTRIES)
def test_what_it_cannot_do_is_refused_with_a_reason_and_a_way_out(painter: Painter) -> None:
    card = catalog.card(painter.name)
    refused: list[tuple[dict[str, Any], str]] = [
        ({"references": (noise(),) * (card.max_references + 1)}, r"takes? (no|at most)|are too many"),
        ({"width": WIDTH + 4}, "both sides must be multiples of .*; try"),
        ({"width": 512}, "is too large: .*; try"),
        ({"prompt": "cat " * 3000}, r"the prompt has \d+ tokens, but .* reads at most .*; say it shorter"),
        ({"branch": Branch(rule="recolor", prompt="a cat")}, "cannot paint with branches; choose another"),
    ]
    if isinstance(card, DiffusersCard) and card.min_references:
        refused.append(({"references": ()}, "changes pictures, but got none; give it a reference, or choose"))
    if "negative_prompt" not in card.abilities:
        changes = {"negative_prompt": "a dog", "guidance_scale": 3.0}
        refused.append((changes, "cannot paint with negative prompt; choose another model"))
    for changes, words in refused:
        with pytest.raises(ModelError, match=words):
            next(painter.paint(request(painter, **changes)))


@entries(["flux.1-schnell", "flux.2-klein-4b", "flux.2-klein-9b"])
def test_guidance_that_would_do_nothing_is_refused(painter: Painter) -> None:
    with pytest.raises(ModelError, match=r"distilled to paint without guidance, but .* is 3; leave it at 1"):
        next(painter.paint(request(painter, guidance_scale=3.0)))


@entries(["flux.2-klein-9b", "qwen-image-2.1"])
def test_only_omnigen_is_guided_by_references_apart(painter: Painter, folders: Path) -> None:
    changes = {"references": (noise(),), "guidance_scale": 3.0, "image_guidance_scale": 2.0}
    with pytest.raises(ModelError, match=r"image_guidance_scale|without guidance"):
        next(painter.paint(request(painter, **changes)))
    omnigen = tiny("omnigen", folders)
    less = {**changes, "image_guidance_scale": 1.0}
    assert painted(omnigen, request(omnigen, **changes)) != painted(omnigen, request(omnigen, **less))


@entries(["qwen-image-2.1"])
def test_qwen_image_2_keeps_the_keys_and_values_of_its_references(painter: Painter) -> None:
    lengths: list[int] = []
    block = painter.transformer.transformer_blocks[0]
    handle = block.register_forward_pre_hook(
        lambda _, inputs, named: lengths.append(max(one.shape[1] for one in _tensors(inputs, named))),
        with_kwargs=True,
    )
    painted(painter, request(painter, references=(noise(),)))
    handle.remove()
    assert len(lengths) == 2
    assert lengths[1] == WIDTH * HEIGHT // 256 < lengths[0]


def test_a_part_that_the_repository_lacks_is_borrowed(tmp_path: Path) -> None:
    """HiDream's repository has no Llama; the card says where there is one."""
    FAMILIES["HiDreamImagePipeline"](tmp_path / "whole")
    less = Path(shutil.copytree(tmp_path / "whole", tmp_path / "less"))
    index = json.loads((less / "model_index.json").read_text())
    lacking = ("text_encoder_4", "tokenizer_4")
    for part in lacking:
        shutil.rmtree(less / part)
        index[part] = [None, None]
    (less / "model_index.json").write_text(json.dumps(index))
    card = catalog.card("hidream-i1")
    assert isinstance(card, DiffusersCard)
    assert tuple(card.borrowed) == lacking
    settings = card.settings.model_copy(update={"side": 64, "num_inference_steps": 2})
    changes = {"source": str(less), "threads": 1, "settings": settings, "parameters": {}, "memory_gb": 0.1}
    pictures = set()
    for source, borrowed in ((tmp_path / "whole", ()), (less, lacking)):
        parts = {part: str(tmp_path / "whole" / part) for part in borrowed}
        small = card.model_copy(update={**changes, "source": str(source), "borrowed": parts})
        pictures.add(
            painted(DiffusersPainter(small), settings.request("a red cat", width=WIDTH, height=HEIGHT))
        )
    assert len(pictures) == 1


def _tensors(inputs: tuple[Any, ...], named: dict[str, Any]) -> list[torch.Tensor]:
    return [one for one in (*inputs, *named.values()) if isinstance(one, torch.Tensor) and one.ndim == 3]
