"""Feature caches, attention backends and compilation do what they say, or are refused with the reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import torch
from tiny_families import FAMILIES
from tiny_pipelines import SETTINGS, card
from triptych.models import catalog
from triptych.models.card import Card
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageModel, ModelError, Painting
from triptych.models.pipelines import DiffusersPainter
from triptych.models.switches import FEW_STEPS, Switches, from_environment

STEPS = 14
MANY = SETTINGS.model_copy(update={"num_inference_steps": STEPS})
FLUX = {"name": "flux.1-dev", "settings": MANY}


@pytest.fixture(scope="module")
def folders() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


def painter(folders: Path, pipeline: str, switches: Switches, **changes: object) -> DiffusersPainter:
    folder = folders / pipeline
    if not folder.exists():
        FAMILIES[pipeline](folder)
    return DiffusersPainter(card(folder, pipeline, **{"settings": MANY, **changes}), switches=switches)


@contextmanager
def attention() -> Iterator[list[str]]:
    """What of attention is computed, in whichever copy of the transformer."""
    computed: list[str] = []

    def count(module: torch.nn.Module, _: object) -> None:
        if type(module).__name__ in ("FluxAttention", "Flux2Attention", "Flux2ParallelSelfAttention"):
            computed.append(type(module).__name__)

    handle = torch.nn.modules.module.register_module_forward_pre_hook(count)
    yield computed
    handle.remove()


def painted(model: ImageModel, **changes: object) -> bytes:
    settings = {"num_inference_steps": STEPS, **changes}
    request = model.settings.request("a red cat", width=128, height=64).model_copy(update=settings)
    *_, last = model.paint(request)
    assert isinstance(last, Painting)
    return last.image.tobytes()


@pytest.mark.parametrize(
    ("pipeline", "cache", "changes"),
    [
        ("FluxPipeline", "taylor_seer", FLUX),
        ("FluxPipeline", "mag", FLUX),
        ("FluxFillPipeline", "taylor_seer", {}),
        ("FluxKontextPipeline", "taylor_seer", {}),
    ],
)
def test_a_cache_leaves_attention_out_and_the_same_again_is_the_same(
    folders: Path, pipeline: str, cache: Any, changes: dict[str, object]
) -> None:
    plain = painter(folders, pipeline, Switches(), **changes)
    quick = painter(folders, pipeline, Switches(cache=cache), **changes)
    with attention() as every:
        slowly = painted(plain)
    with attention() as some:
        once = painted(quick)
    assert 0 < len(some) <= 0.7 * len(every)
    assert once != slowly, "a cache is an approximation"
    assert painted(quick) == once, "each picture has a cache of its own"
    assert not quick.pipeline.transformer.is_cache_enabled


def test_our_own_loop_opens_the_context_that_a_cache_needs(pocket: Flux2Painter) -> None:
    card = catalog.card("pocket")
    assert isinstance(card, Card)
    model = Flux2Painter(card, Switches(cache="taylor_seer"))
    with attention() as every:
        slowly = painted(pocket)
    with attention() as some:
        once = painted(model)
    assert 0 < len(some) <= 0.7 * len(every)
    assert painted(model) == once != slowly


def test_a_cache_that_does_nothing_or_fails_is_refused(folders: Path) -> None:
    for pipeline, cache, words in (
        ("Flux2KleinPipeline", "first_block", r"does nothing good on .*: taylor_seer does"),
        ("FluxFillPipeline", "mag", r"cache mag does nothing good on .*: first_block or taylor_seer does"),
        ("StableDiffusion3Pipeline", "first_block", "no cache does; leave TRIPTYCH_CACHE out"),
        ("QwenImage21Pipeline", "taylor_seer", "no cache does; leave TRIPTYCH_CACHE out"),
    ):
        with pytest.raises(ModelError, match=words):
            painter(folders, pipeline, Switches(cache=cache))
    few = SETTINGS.model_copy(update={"num_inference_steps": FEW_STEPS})
    with pytest.raises(ModelError, match="paints in 8 steps, of which a cache can leave out none"):
        painter(folders, "FluxPipeline", Switches(cache="first_block"), settings=few)


def test_attention_backends_are_set_where_there_are_any(folders: Path) -> None:
    model = painter(folders, "FluxPipeline", Switches(attention="native"))
    processors = [part.processor for part in model.transformer.modules() if hasattr(part, "processor")]
    assert all(processor._attention_backend == "native" for processor in processors)
    assert len(painted(model)) == 128 * 64 * 3
    with pytest.raises(ModelError, match="TRIPTYCH_ATTENTION=no-such cannot be used on tiny-FluxPipeline: "):
        painter(folders, "FluxPipeline", Switches(attention="no-such"))
    with pytest.raises(ModelError, match="has no backends: TRIPTYCH_ATTENTION would do nothing"):
        painter(folders, "SanaPipeline", Switches(attention="native"))


def test_only_blocks_that_repeat_can_be_compiled(folders: Path) -> None:
    model = painter(folders, "FluxPipeline", Switches(compile=True))
    blocks = [*model.transformer.transformer_blocks, *model.transformer.single_transformer_blocks]
    assert all(block._compiled_call_impl is not None for block in blocks)
    with pytest.raises(ModelError, match="names no repeated blocks: TRIPTYCH_COMPILE would do nothing"):
        painter(folders, "HiDreamImagePipeline", Switches(compile=True))
    with pytest.raises(ModelError, match="set TRIPTYCH_COMPILE or TRIPTYCH_CACHE, not both"):
        painter(folders, "FluxPipeline", Switches(compile=True, cache="first_block"))


def test_the_environment_sets_them_and_mistakes_name_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_environment() == Switches()
    monkeypatch.setenv("TRIPTYCH_CACHE", "taylor_seer")
    monkeypatch.setenv("TRIPTYCH_COMPILE", "no")
    assert from_environment() == Switches(cache="taylor_seer")
    monkeypatch.setenv("TRIPTYCH_CACHE", "magic")
    with pytest.raises(
        ModelError, match="TRIPTYCH_CACHE cannot be used: Input should be 'first_block', 'mag'"
    ):
        from_environment()
