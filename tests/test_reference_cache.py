"""What was read is kept: never a wrong value, one extraction a reference set, bit-equal to reading anew."""

import random
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from lora_fakes import adapter, block_layers, diffusers_state
from triptych.models.flux2 import Flux2Painter
from triptych.models.flux2_condition import ConditionReader
from triptych.models.image_model import ImageRequest, Painting
from triptych.models.picture import Picture
from triptych.models.pocket.world import Character, Scene
from triptych.models.reference_cache import Kept, Key, PictureKey, PromptKey, ReferenceCache, ReferencesKey

SNOW = Picture.of(Scene(place="snow", characters=(Character(kind="cat", color="red"),)).picture(256))
BEACH = Scene(place="beach", characters=(Character(kind="dog", color="blue"),)).picture(256)
WIDE = Picture.of(BEACH.resize((512, 256)))


def reader(painter: Flux2Painter, limit: int) -> ConditionReader:
    return replace(painter.conditions, cache=ReferenceCache(limit))


@pytest.fixture
def fresh(pocket: Flux2Painter) -> Iterator[Flux2Painter]:
    """The painter with a cache of its own, empty."""
    before = pocket.conditions
    pocket.conditions = reader(pocket, limit=10**8)
    yield pocket
    pocket.conditions = before


def request(painter: Flux2Painter, prompt: str = "a red cat in the snow", **changes: object) -> ImageRequest:
    plain = painter.settings.request(prompt, seed=7, width=64, height=64).model_dump()
    plain |= {"num_inference_steps": 2}
    return ImageRequest.model_validate(plain | changes)


def painted(painter: Flux2Painter, wanted: ImageRequest) -> bytes:
    *_, last = painter.paint(wanted)
    assert isinstance(last, Painting)
    return last.image.tobytes()


def equal(one: Kept, two: Kept) -> bool:
    return len(one) == len(two) and all(map(torch.equal, one, two))


def picture_key(number: int, size: int = 32) -> PictureKey:
    return PictureKey("tiny@1", str(number), size, size)


def value_of(key: Key) -> Kept:
    """Tensors of 8 to 96 bytes that only this key has."""
    number = zlib.crc32(repr(key).encode())
    return torch.tensor([number]), torch.arange(number % 12)


def any_key(chance: random.Random) -> Key:
    """Keys that differ in little: order, size, slot, adapter's weight."""
    pictures = tuple(picture_key(chance.randrange(3), chance.choice((32, 64))) for _ in range(2))
    keys: list[Key] = [
        PromptKey("tiny@1", str(chance.randrange(3)), chance.choice((48, 80))),
        pictures[0],
        ReferencesKey(
            model=chance.choice(("tiny@1", "tiny@2")),
            adapters=chance.choice(((), (("ink", 1.0),), (("ink", 0.5),), (("chalk", 1.0),))),
            pictures=pictures,
            slots=chance.choice(((1, 2), (2, 1))),
        ),
    ]
    return chance.choice(keys)


@pytest.mark.parametrize("seed", range(8))
def test_no_history_gives_a_wrong_value_or_passes_the_bound(seed: int) -> None:
    chance = random.Random(seed)
    cache = ReferenceCache(limit=chance.choice((0, 100, 1000, 10**6)))
    made: list[Key] = []

    def make(key: Key, fails: bool) -> Kept:
        if fails:
            raise RuntimeError("cancelled")
        made.append(key)
        return value_of(key)

    for _ in range(600):
        key, fails = any_key(chance), chance.random() < 0.2
        try:
            found = cache.get(key, lambda key=key, fails=fails: make(key, fails))  # type: ignore[misc]
        except RuntimeError:
            continue
        assert equal(found, value_of(key))
        assert cache.size <= cache.limit
    assert cache.made.total() == len(made)
    assert cache.extractions == sum(isinstance(key, ReferencesKey) for key in made)


def test_what_was_used_last_goes_last() -> None:
    cache = ReferenceCache(limit=2 * 8)
    made: list[int] = []

    def use(number: int) -> None:
        def make() -> Kept:
            made.append(number)
            return (torch.zeros(1, dtype=torch.long),)

        cache.get(picture_key(number), make)

    for number in (1, 2, 1, 3, 1, 2):
        use(number)
    assert made == [1, 2, 3, 2]


def test_a_value_over_the_bound_is_served_and_drives_nothing_out() -> None:
    cache = ReferenceCache(limit=8)
    small, large = torch.zeros(1, dtype=torch.long), torch.zeros(2, dtype=torch.long)
    cache.get(picture_key(1), lambda: (small,))
    assert cache.get(picture_key(2), lambda: (large,))[0] is large
    assert cache.get(picture_key(1), lambda: (large,))[0] is small


def test_two_threads_make_a_value_once() -> None:
    cache = ReferenceCache(limit=1000)
    begun, go_on = threading.Event(), threading.Event()
    value = (torch.ones(1),)

    def slowly() -> Kept:
        begun.set()
        assert go_on.wait(10)
        return value

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(cache.get, picture_key(1), slowly)
        assert begun.wait(10)
        second = threads.submit(cache.get, picture_key(1), lambda: (torch.zeros(1),))
        # Another key does not wait for the one that is being made.
        assert cache.get(picture_key(2), lambda: value) is value
        go_on.set()
        assert first.result(10) is second.result(10) is value
    assert cache.made.total() == 2


def test_who_waited_for_a_cancelled_one_makes_it_himself() -> None:
    cache = ReferenceCache(limit=1000)
    begun, go_on = threading.Event(), threading.Event()
    value = (torch.ones(1),)

    def cancelled() -> Kept:
        begun.set()
        assert go_on.wait(10)
        raise KeyboardInterrupt

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(cache.get, picture_key(1), cancelled)
        assert begun.wait(10)
        second = threads.submit(cache.get, picture_key(1), lambda: value)
        go_on.set()
        assert second.result(10) is value
        with pytest.raises(KeyboardInterrupt):
            first.result(10)


@pytest.mark.parametrize("guidance_scale", [1.0, 3.0])
@pytest.mark.parametrize("references", [(SNOW,), (WIDE, SNOW)])
def test_a_picture_has_the_same_bits_whatever_is_kept(
    fresh: Flux2Painter, references: tuple[Picture, ...], guidance_scale: float
) -> None:
    wanted = request(fresh, references=references, guidance_scale=guidance_scale)
    first = painted(fresh, wanted)
    painted(fresh, request(fresh, "a dog at night", references=references[:1], guidance_scale=2.0))
    assert painted(fresh, wanted) == first
    fresh.conditions = reader(fresh, limit=0)
    assert painted(fresh, wanted) == first
    assert fresh.conditions.cache.size == 0


def test_ten_turns_read_their_references_once(fresh: Flux2Painter) -> None:
    for turn in range(10):
        painted(
            fresh,
            request(
                fresh,
                f"{turn + 2} cats",
                references=(SNOW, WIDE),
                num_inference_steps=1 + turn % 2,
                seed=turn,
            ),
        )
    cache = fresh.conditions.cache
    assert cache.extractions == 1
    assert cache.made[PictureKey] == 2
    assert cache.made[PromptKey] == 11  # ten prompts, and the empty one of guidance


def test_pictures_that_are_known_are_not_encoded_again_in_another_order(fresh: Flux2Painter) -> None:
    for references in ((SNOW,), (SNOW, WIDE), (WIDE, SNOW)):
        painted(fresh, request(fresh, references=references, num_inference_steps=1))
    assert fresh.conditions.cache.extractions == 3
    assert fresh.conditions.cache.made[PictureKey] == 2


def test_a_cancelled_picture_leaves_what_it_read(fresh: Flux2Painter) -> None:
    wanted = request(fresh, references=(SNOW,))
    painting = fresh.paint(wanted)
    next(painting)
    painting.close()
    kept = painted(fresh, wanted)
    assert fresh.conditions.cache.extractions == 1
    fresh.conditions = reader(fresh, limit=0)
    assert painted(fresh, wanted) == kept


def test_an_interrupted_extraction_leaves_nothing_broken(fresh: Flux2Painter) -> None:
    wanted = request(fresh, references=(SNOW,))

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    handle = fresh.transformer.single_transformer_blocks[3].register_forward_pre_hook(interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            painted(fresh, wanted)
    finally:
        handle.remove()
    assert fresh.conditions.cache.extractions == 0
    after = painted(fresh, wanted)
    fresh.conditions = reader(fresh, limit=0)
    assert painted(fresh, wanted) == after


def test_two_sessions_at_once_share_one_extraction(fresh: Flux2Painter) -> None:
    wanted = [request(fresh, f"{n} cats", references=(SNOW, WIDE)) for n in (2, 3, 4, 5)]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(lambda one: painted(fresh, one), wanted))
    assert fresh.conditions.cache.extractions == 1
    assert together == [painted(fresh, one) for one in wanted]


@pytest.mark.parametrize("seed", range(2))
def test_adapters_and_eviction_never_serve_another_ones_references(
    pocket: Flux2Painter, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    settings = pocket.settings.model_copy(update={"side": 64})  # references are read small, so quickly
    card = pocket.conditions.card.model_copy(update={"settings": settings})
    own = replace(reader(pocket, limit=chance.choice((10**5, 10**6))), card=card)
    loras = [
        adapter(tmp_path, diffusers_state(pocket.transformer, ["x_embedder"], seed=number), name)
        for number, name in enumerate(("ink", "chalk"))
    ]
    for _ in range(20):
        worn = chance.sample(loras, chance.choice((0, 1, 1, 2)))
        adapters = tuple(one.model_copy(update={"weight": chance.choice((0.0, 1.0))}) for one in worn)
        references = tuple(chance.sample((SNOW, WIDE), chance.choice((1, 2))))
        wanted = request(pocket, references=references, adapters=adapters)
        with pocket.compute():
            anew = replace(own, cache=ReferenceCache(0)).read(wanted).references
            assert equal(own.read(wanted).references, anew)
    assert own.cache.extractions < 20


def test_an_adapter_at_weight_zero_reads_what_the_plain_model_read(
    fresh: Flux2Painter, tmp_path: Path
) -> None:
    state = diffusers_state(fresh.transformer, block_layers(fresh.transformer))
    plain = painted(fresh, request(fresh, references=(SNOW,)))
    off, on = (adapter(tmp_path, state, weight=weight) for weight in (0.0, 1.0))
    assert painted(fresh, request(fresh, references=(SNOW,), adapters=(off,))) == plain
    assert fresh.conditions.cache.extractions == 1
    assert painted(fresh, request(fresh, references=(SNOW,), adapters=(on,))) != plain
    assert fresh.conditions.cache.extractions == 2
    assert painted(fresh, request(fresh, references=(SNOW,))) == plain
