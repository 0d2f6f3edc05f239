"""FLUX.1 dev and Fill, Stable Diffusion 3 and Z-Image as tiny random checkpoints, driven by one painter."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import DDIMScheduler
from PIL import Image
from tiny_pipelines import SAVED, SETTINGS, card, save_flux
from triptych.models.card import DiffusersCard
from triptych.models.conditions import Adapter, AdapterFile, Box, Canvas
from triptych.models.image_model import ImageRequest, ModelError, Painting, Step
from triptych.models.latent_layout import pack
from triptych.models.panel_grid import Grid
from triptych.models.panel_prompt import joint_prompt
from triptych.models.panels import panels_request
from triptych.models.picture import Picture
from triptych.models.pipelines import DiffusersPainter
from triptych.models.threads import bounded
from triptych.tools.assets import Store
from triptych.tools.in_context import most_references
from triptych.tools.tool import Bench, ToolError, make_call

WIDTH, HEIGHT = 128, 64


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DiffusersPainter]:
    return {name: DiffusersPainter(save(tmp_path_factory.mktemp(name))) for name, save in SAVED.items()}


@pytest.fixture(params=SAVED)
def painter(request: pytest.FixtureRequest, tiny: dict[str, DiffusersPainter]) -> DiffusersPainter:
    return tiny[request.param]


def noise(width: int = WIDTH, height: int = HEIGHT, seed: int = 0) -> Picture:
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Picture.of(Image.fromarray(values))


def request(**changes: Any) -> ImageRequest:
    plain = SETTINGS.request("two red cats", width=WIDTH, height=HEIGHT, seed=7)
    return ImageRequest.model_validate({**dict(plain), **changes})


def mask(tone: int, left: int = 0) -> Picture:
    """Black up to `left` pixels, and of one tone from there on."""
    image = Image.new("L", (WIDTH, HEIGHT))
    image.paste(tone, (left, 0, WIDTH, HEIGHT))
    return Picture.of(image)


def painted(painter: DiffusersPainter, wanted: ImageRequest) -> Image.Image:
    *_, last = painter.paint(wanted)
    assert isinstance(last, Painting)
    return last.image


class Counted:
    """Counts the calls of a module, with the shape of what went in."""

    def __init__(self, module: torch.nn.Module) -> None:
        self.shapes: list[tuple[int, ...]] = []
        self._handle = module.register_forward_pre_hook(self._count, with_kwargs=True)

    def _count(self, _: torch.nn.Module, inputs: tuple[Any, ...], named: dict[str, Any]) -> None:
        first = (*inputs, *named.values())[0]
        self.shapes.append(tuple(first.shape) if isinstance(first, torch.Tensor) else (len(first),))

    def __enter__(self) -> "Counted":
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.remove()


def test_the_stock_pipeline_draws_the_same_picture(painter: DiffusersPainter) -> None:
    wanted = request()
    parts = painter.pipeline.components
    stock = type(painter.pipeline)(**{**parts, "scheduler": copy.deepcopy(parts["scheduler"])})
    stock.set_progress_bar_config(disable=True)
    latents = painter.noise(wanted)
    kind = type(stock).__name__
    sees = {"image": Image.new("RGB", (WIDTH, HEIGHT)), "mask_image": mask(255).image}
    with bounded(1):  # as many threads as ours: sums in another order round otherwise
        (theirs,) = stock(
            prompt=wanted.prompt,
            width=WIDTH,
            height=HEIGHT,
            num_inference_steps=wanted.num_inference_steps,
            guidance_scale=2.5 if kind == "ZImagePipeline" else 3.5,
            latents=pack(latents) if "Flux" in kind else latents,
            generator=torch.Generator().manual_seed(7),
            max_sequence_length=400,
            output_type="latent",
            return_dict=False,
            **(sees if kind == "FluxFillPipeline" else {}),
        )
        assert painter.decode(theirs, wanted).tobytes() == painted(painter, wanted).tobytes()


def test_each_step_is_seen_and_the_last_preview_is_the_picture(painter: DiffusersPainter) -> None:
    *steps, last = painter.paint(request())
    assert [(step.index, step.of) for step in steps if isinstance(step, Step)] == [(1, 3), (2, 3), (3, 3)]
    assert isinstance(last, Painting)
    assert last.image.size == (WIDTH, HEIGHT)
    previews = [step.preview.tobytes() for step in steps if isinstance(step, Step)]
    assert previews[-1] == last.image.tobytes()
    assert previews[0] != last.image.tobytes()
    assert (last.record["model"], last.record["request"]["seed"]) == (painter.name, 7)
    json.dumps(last.record)


def test_equal_requests_give_equal_pictures_and_seeds_differ(painter: DiffusersPainter) -> None:
    assert painted(painter, request()).tobytes() == painted(painter, request()).tobytes()
    assert painted(painter, request()).tobytes() != painted(painter, request(seed=8)).tobytes()
    assert painted(painter, request()).tobytes() != painted(painter, request(prompt="a dog")).tobytes()


def test_pictures_painted_side_by_side_are_those_painted_alone(painter: DiffusersPainter) -> None:
    """Pipelines keep state; each call must have its own, also with other steps and guidance beside it."""
    wanted = [
        request(seed=n, num_inference_steps=2 + n % 2, guidance_scale=1.0 + 2 * (n % 2)) for n in range(4)
    ]
    alone = [painted(painter, one).tobytes() for one in wanted]
    with ThreadPoolExecutor(2) as threads:
        together = [image.tobytes() for image in threads.map(lambda one: painted(painter, one), wanted)]
    assert together == alone


def test_closing_stops_before_the_next_step(painter: DiffusersPainter) -> None:
    with Counted(painter.pipeline.transformer) as calls:
        painting = painter.paint(request(num_inference_steps=10))
        next(painting)
        next(painting)
        painting.close()
    assert len(calls.shapes) == 2
    assert painted(painter, request()).size == (WIDTH, HEIGHT), "and it paints on"


def test_a_prompt_is_read_once(painter: DiffusersPainter) -> None:
    wanted = request(prompt=f"{painter.name} reads this once")
    with Counted(painter.pipeline.text_encoder) as calls:
        first = painted(painter, wanted)
        read = len(calls.shapes)
        assert read > 0
        assert painted(painter, wanted).tobytes() == first.tobytes()
        assert len(calls.shapes) == read
        painted(painter, request(prompt=f"{painter.name} reads that, too"))
        assert len(calls.shapes) > read


@pytest.mark.parametrize("name", ["sd3", "z-image"])
def test_guidance_one_is_no_guidance(tiny: dict[str, DiffusersPainter], name: str) -> None:
    for guidance, batch in ((1.0, 1), (3.5, 2)):
        with Counted(tiny[name].pipeline.transformer) as calls:
            painted(tiny[name], request(guidance_scale=guidance, num_inference_steps=2))
        assert [shape[0] for shape in calls.shapes] == [batch, batch]


# --- A canvas known in part ---


def test_a_black_mask_gives_the_picture_back(painter: DiffusersPainter) -> None:
    picture = noise()
    image = painted(painter, request(canvas=Canvas(picture=picture, mask=mask(0))))
    assert image.tobytes() == picture.image.tobytes()


def test_a_white_mask_is_no_canvas(painter: DiffusersPainter) -> None:
    canvas = Canvas(picture=noise(), mask=mask(255))
    assert painted(painter, request(canvas=canvas)).tobytes() == painted(painter, request()).tobytes()


@pytest.mark.parametrize("left", [64, 48, 37])
def test_what_is_known_is_kept_exactly_and_the_rest_is_painted(painter: DiffusersPainter, left: int) -> None:
    picture = noise()
    steps = list(painter.paint(request(canvas=Canvas(picture=picture, mask=mask(255, left)))))
    assert isinstance(steps[-1], Painting)
    for image in (steps[-1].image, steps[0].preview):  # type: ignore[union-attr]
        known, new = (0, 0, left, HEIGHT), (left, 0, WIDTH, HEIGHT)
        assert image.crop(known).tobytes() == picture.image.crop(known).tobytes()
        assert (np.asarray(image.crop(new)) != np.asarray(picture.image.crop(new))).mean() > 0.9


def test_what_is_known_is_seen(painter: DiffusersPainter) -> None:
    new = (64, 0, WIDTH, HEIGHT)
    ones, others = (
        painted(painter, request(canvas=Canvas(picture=picture, mask=mask(255, 64)))).crop(new)
        for picture in (noise(seed=1), Picture.of(Image.new("RGB", (WIDTH, HEIGHT), "white")))
    )
    assert ones.tobytes() != others.tobytes()


def test_a_canvas_is_encoded_once_and_only_the_wanted_part_is_decoded(painter: DiffusersPainter) -> None:
    wanted = request(
        canvas=Canvas(picture=noise(), mask=mask(255, 64), wanted=Box(left=64, top=16, width=64, height=32))
    )
    vae = painter.pipeline.vae
    with Counted(vae.encoder) as encoded, Counted(vae.decoder) as decoded:
        image = painted(painter, wanted)
    assert image.size == (64, 32)
    assert len(encoded.shapes) == 1
    assert [shape[2:] for shape in decoded.shapes] == [(4, 8)]


def test_the_wanted_part_may_hold_known_pixels(painter: DiffusersPainter) -> None:
    picture, box = noise(), Box(left=32, top=0, width=64, height=64)
    image = painted(painter, request(canvas=Canvas(picture=picture, mask=mask(255, 64), wanted=box)))
    assert image.crop((0, 0, 32, 64)).tobytes() == picture.image.crop((32, 0, 64, 64)).tobytes()


def test_a_fill_model_does_not_see_what_is_to_be_painted(tiny: dict[str, DiffusersPainter]) -> None:
    one, two = noise(seed=1).image, noise(seed=1).image.copy()
    two.paste("red", (64, 0, WIDTH, HEIGHT))
    images = [
        painted(tiny["fill"], request(canvas=Canvas(picture=picture, mask=mask(255, 64))))
        for picture in (one, two)
    ]
    assert images[0].tobytes() == images[1].tobytes()


@pytest.mark.parametrize(("rows", "columns", "known"), [(1, 2, 1), (2, 2, 3), (2, 2, 1), (1, 3, 2)])
def test_panels(painter: DiffusersPainter, rows: int, columns: int, known: int) -> None:
    grid = Grid(rows, columns, 64, 32)
    pictures = [noise(64, 32, seed) for seed in range(known)]
    prompt = joint_prompt([f"a cat {n}" for n in range(grid.panels)])
    wanted = panels_request(prompt, pictures, grid, SETTINGS, seed=3)
    assert wanted.canvas is not None
    image = painted(painter, wanted)
    assert image.size == ((64, 32) if known == grid.panels - 1 else grid.size)
    whole = wanted.model_copy(update={"canvas": wanted.canvas.model_copy(update={"wanted": None})})
    parts = grid.split(painted(painter, whole))
    assert [part.tobytes() for part in parts[:known]] == [one.image.tobytes() for one in pictures]
    assert len({part.tobytes() for part in parts}) == grid.panels


# --- What is refused ---


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"width": 100}, "100×64 cannot be painted: both sides must be multiples of 16; try 96×64"),
        ({"width": 512}, "512×64 is too large"),
        ({"references": (noise(),)}, "takes no references, but got 1; show them as panels"),
        ({"prompt": "cat " * 200}, r"the prompt has \d+ tokens, but tiny-\w+ reads at most 400; say it"),
        ({"canvas": Canvas(picture=noise(64), mask=mask(255))}, "the canvas's picture has 64×64 pixels, but"),
        ({"canvas": Canvas(picture=noise(), mask=noise(8, 8))}, "the canvas's mask has 8×8 pixels, but"),
    ],
)
def test_what_cannot_be_painted_is_refused_before_the_first_step(
    painter: DiffusersPainter, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(ModelError, match=words):
        next(painter.paint(request(**changes)))


@pytest.mark.parametrize("box", [(8, 0, 64, 64), (0, 0, 72, 64), (96, 0, 64, 64), (0, 48, 64, 32)])
def test_a_wanted_part_off_the_canvas_or_its_tokens_is_refused(
    painter: DiffusersPainter, box: tuple[int, int, int, int]
) -> None:
    wanted = Box(left=box[0], top=box[1], width=box[2], height=box[3])
    canvas = Canvas(picture=noise(), mask=mask(255), wanted=wanted)
    with pytest.raises(ModelError, match=r"the wanted part .* move its edges to multiples of 16 inside"):
        next(painter.paint(request(canvas=canvas)))


def test_an_adapter_whose_file_is_gone_is_refused(painter: DiffusersPainter) -> None:
    adapter = Adapter(name="storyboard", file=AdapterFile(Path("x.safetensors"), "0"))
    with pytest.raises(ModelError, match="cannot be read"):
        next(painter.paint(request(adapters=(adapter,))))


def test_an_error_inside_the_pipeline_is_told_and_leaves_nothing_behind(painter: DiffusersPainter) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of memory\nand much more")

    handle = painter.pipeline.transformer.register_forward_pre_hook(fail)
    with pytest.raises(ModelError, match=r"could not paint 128×64 \(RuntimeError: out of memory\); try a"):
        list(painter.paint(request()))
    handle.remove()
    assert painted(painter, request()).size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("prompt", ["😀", "猫が雪の中にいる", "</s><pad>", "\x00", "[PANEL-1]"])
def test_strange_prompts_still_paint(painter: DiffusersPainter, prompt: str) -> None:
    assert painted(painter, request(prompt=prompt, num_inference_steps=1)).size == (WIDTH, HEIGHT)


def test_the_random_state_of_the_process_is_left_alone(painter: DiffusersPainter) -> None:
    before = torch.random.get_rng_state()
    painted(painter, request(num_inference_steps=1))
    assert torch.equal(before, torch.random.get_rng_state())


def test_what_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"how to call NoSuchPipeline is not known; .* are FluxPipeline, "):
        DiffusersPainter(card(tmp_path, "NoSuchPipeline"))
    with pytest.raises(ModelError, match="cannot be loaded from"):
        DiffusersPainter(card(tmp_path, "FluxPipeline"))
    with pytest.raises(ValueError, match="pattern"):
        card(tmp_path, "os.system")


def test_a_pipeline_with_another_scheduler_is_refused(tmp_path: Path) -> None:
    known = save_flux(tmp_path)
    DDIMScheduler().save_pretrained(tmp_path / "scheduler")
    index = tmp_path / "model_index.json"
    parts = json.loads(index.read_text()) | {"scheduler": ["diffusers", "DDIMScheduler"]}
    index.write_text(json.dumps(parts))
    with pytest.raises(ModelError, match="is a DDIMScheduler, but only pipelines with a FlowMatchEuler"):
        DiffusersPainter(known)


# --- The tools ---


@pytest.fixture
def bench(painter: DiffusersPainter, tmp_path: Path) -> Bench:
    return Bench(Store(tmp_path), painter)


def test_compose_paints_beside_its_references(bench: Bench) -> None:
    for seed in range(3):
        bench.store.add(noise(96, 96, seed).image)
    call = make_call("compose", {"prompt": "all in the snow", "references": ["i2", "i1", "i3"], "seed": 4})
    (record,) = call.run(bench).images
    assert (record.width, record.height) == (64, 64)
    assert record.parents == ("i2", "i1", "i3")
    assert record.request is not None
    assert record.request["prompt"] == (
        "[4-PANEL] A grid of 2 × 2 pictures that belong together; the last one is new: "
        "[TOP-LEFT] picture 1, as it is given [TOP-RIGHT] picture 2, as it is given "
        "[BOTTOM-LEFT] picture 3, as it is given [BOTTOM-RIGHT] all in the snow"
    )


def test_compose_paints_the_size_that_is_asked_for_or_says_which_one_fits(bench: Bench) -> None:
    bench.store.add(noise(96, 96).image)
    wanted = {"prompt": "a cat", "references": ["i1"], "width": 96}
    (record,) = make_call("compose", wanted).run(bench).images
    assert (record.width, record.height) == (96, 64)
    with pytest.raises(ToolError, match=r"240×64 is too large for each of 2 panels .*; try 112×32"):
        make_call("compose", {**wanted, "width": 240}).run(bench)


def test_edit_keeps_the_shape_of_its_source(bench: Bench) -> None:
    bench.store.add(noise(400, 200).image)
    (record,) = make_call("edit", {"image": "i1", "instruction": "make it blue"}).run(bench).images
    assert (record.width, record.height, record.parents) == (80, 32, ("i1",))


def test_refine_shows_every_try(bench: Bench) -> None:
    for seed in range(3):
        bench.store.add(noise(64, 64, seed).image)
    drafts = [{"image": f"i{n}", "advice": f"mend {n}"} for n in (3, 1, 2)]
    (record,) = make_call("refine", {"prompt": "a cat", "drafts": drafts}).run(bench).images
    assert (record.width, record.height, record.parents) == (64, 64, ("i3", "i1", "i2"))
    assert record.request is not None
    assert "In picture 1, mend 3. In picture 2, mend 1. In picture 3, mend 2." in record.request["prompt"]


def test_a_planner_is_told_how_many_pictures_a_painter_sees(painter: DiffusersPainter) -> None:
    assert most_references(painter.max_references, painter.abilities) == 11
    assert most_references(2, frozenset()) == most_references(2, frozenset({"canvas"})) == 2
    assert most_references(0, frozenset()) == 0


def test_a_painter_that_sees_no_other_pictures_is_refused(tmp_path: Path) -> None:
    blind = DiffusersPainter(_blind(save_flux(tmp_path / "model")))
    bench = Bench(Store(tmp_path / "project"), blind)
    bench.store.add(noise(64, 64).image)
    with pytest.raises(ToolError, match="tiny-FluxPipeline cannot see other pictures; choose another"):
        make_call("edit", {"image": "i1", "instruction": "make it blue"}).run(bench)


def _blind(card: DiffusersCard) -> DiffusersCard:
    return card.model_copy(update={"abilities": frozenset()})
