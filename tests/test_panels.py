"""Panels on one canvas: grids for every number and shape, prompts with exact names, known panels kept."""

import math
import re
from random import Random

import numpy as np
import pytest
import torch
from PIL import Image
from triptych.models import catalog
from triptych.models.conditions import Canvas
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageRequest, ModelError, Painting, Settings
from triptych.models.panel_grid import MAX_PANELS, Grid, grid_like, grid_of, grid_of_size
from triptych.models.panel_prompt import joint_prompt, named_by_place
from triptych.models.panels import UNKNOWN, Group, as_panel, canvas_of, groups, panels_request
from triptych.models.picture import Picture
from triptych.models.pocket.tasks import lesson, random_group
from triptych.models.pocket.world import Character, Scene

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=768, max_area=262144, num_inference_steps=2, guidance_scale=1
)
LARGE = catalog.card("flux.1-dev").settings
SNOW = Picture.of(Scene(place="snow", characters=(Character(kind="cat", color="red"),)).picture(256))
BEACH = Picture.of(Scene(place="beach", characters=(Character(kind="dog", color="blue"),)).picture(256))


def noise(width: int, height: int, seed: int = 0) -> Picture:
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Picture.of(Image.fromarray(values))


@pytest.mark.parametrize("settings", [card.settings for card in map(catalog.card, catalog.names())])
@pytest.mark.parametrize("panels", range(1, MAX_PANELS + 1))
def test_every_grid_is_full_and_can_be_painted(settings: Settings, panels: int) -> None:
    for aspect in (1 / 12, 0.3, 0.5, 2 / 3, 0.99, 1, 1.01, 16 / 9, 2, 3.3, 12):
        grid = grid_of(panels, aspect, settings)
        assert grid.panels == panels
        settings.check(*grid.size)
        assert not grid.panel_width % settings.multiple_of
        assert not grid.panel_height % settings.multiple_of
        assert grid.panel_width * grid.panel_height <= settings.side**2


@pytest.mark.parametrize("panels", range(1, MAX_PANELS + 1))
@pytest.mark.parametrize("aspect", [0.5, 0.75, 1, 1.5, 2])
def test_no_other_full_grid_of_the_panels_is_nearer_to_a_square(panels: int, aspect: float) -> None:
    def distance(rows: int, columns: int) -> float:
        return abs(math.log(columns * aspect / rows))

    grid = grid_of(panels, aspect, LARGE)
    others = [(rows, panels // rows) for rows in range(1, panels + 1) if panels % rows == 0]
    assert distance(grid.rows, grid.columns) <= min(distance(*other) for other in others) + 1e-6


@pytest.mark.parametrize("panels", range(1, MAX_PANELS + 1))
@pytest.mark.parametrize("aspect", [0.5, 1, 2])
def test_large_models_keep_the_shape_and_use_their_canvas(panels: int, aspect: float) -> None:
    grid = grid_of(panels, aspect, LARGE)
    assert 0.85 < grid.panel_width / grid.panel_height / aspect < 1.18
    if not max(grid.size) > LARGE.max_side * 0.9:
        share = min(LARGE.side**2, LARGE.max_area / panels)
        assert 0.85 * share <= grid.panel_width * grid.panel_height <= share


@pytest.mark.parametrize(
    ("panels", "aspect", "rows", "columns"),
    [
        *((1, 1, 1, 1), (2, 1, 1, 2), (2, 2, 2, 1), (2, 0.5, 1, 2), (3, 1, 1, 3), (4, 1, 2, 2), (6, 1, 2, 3)),
        *((6, 2, 3, 2), (7, 1, 1, 7), (8, 1, 2, 4), (9, 1, 3, 3), (12, 1, 3, 4), (12, 2, 4, 3)),
    ],
)
def test_grids(panels: int, aspect: float, rows: int, columns: int) -> None:
    grid = grid_of(panels, aspect, LARGE)
    assert (grid.rows, grid.columns) == (rows, columns)


def test_panels_have_the_shape_that_the_pictures_have_in_the_middle() -> None:
    assert grid_like([(100, 100), (200, 100), (4000, 100)], 4, LARGE) == grid_of(4, 2, LARGE)
    assert grid_like([(100, 100), (400, 100)], 3, LARGE) == grid_of(3, 2, LARGE)
    assert grid_like([], 4, SETTINGS) == Grid(2, 2, 256, 256)


def test_a_size_that_is_asked_for_is_exact_or_refused_with_one_that_fits() -> None:
    assert grid_of_size(2, (320, 256), SETTINGS) == Grid(2, 1, 320, 256)
    with pytest.raises(ModelError, match=r"384×384 is too large for each of 4 panels .*; try 256×256"):
        grid_of_size(4, (384, 384), SETTINGS)
    with pytest.raises(ModelError, match="both sides must be multiples of 32"):
        grid_of_size(2, (250, 256), SETTINGS)


@pytest.mark.parametrize("panels", [0, -1, 13])
def test_a_number_of_panels_that_no_canvas_holds_is_refused(panels: int) -> None:
    with pytest.raises(ModelError, match=f"{panels} panels do not fit on a canvas: 1 to 12 do"):
        grid_of(panels, 1, SETTINGS)


def test_a_model_too_small_for_so_many_panels_says_so() -> None:
    with pytest.raises(ModelError, match="12 panels do not fit on one canvas of at most"):
        grid_of(12, 1, SETTINGS.model_copy(update={"max_side": 64}))


def test_a_split_canvas_gives_every_pixel_once() -> None:
    canvas = noise(6 * 8, 4 * 8).image
    grid = Grid(2, 3, 16, 16)
    parts = grid.split(canvas)
    again = Image.new("RGB", canvas.size)
    for panel, part in enumerate(parts):
        again.paste(part, grid.box(panel).edges)
    assert len(parts) == 6
    assert again.tobytes() == canvas.tobytes()


@pytest.mark.parametrize("task_grid", [(1, 2), (1, 3), (2, 2)])
def test_the_joint_prompt_is_the_one_that_the_painter_learned(task_grid: tuple[int, int]) -> None:
    rng = Random(3)
    learned = lesson(random_group(rng), "panels", rng, *task_grid).prompt
    captions = [part.strip() for part in re.split(r"\[PANEL-\d+\]|\[\d+-PANEL\]", learned)][2:]
    assert len(captions) == task_grid[0] * task_grid[1]
    assert joint_prompt(captions) == learned


def test_names_are_whole_tokens() -> None:
    prompt = joint_prompt([f"scene {n}" for n in range(1, 13)], "Twelve scenes")
    assert prompt.startswith("[12-PANEL] Twelve scenes [PANEL-1] scene 1 [PANEL-2] scene 2 ")
    assert prompt.count("[PANEL-1]") == 1
    assert named_by_place(prompt, Grid(3, 4, 32, 32)) == prompt, "there are no words for so many places"
    nine = joint_prompt([f"scene {n}" for n in range(1, 10)])
    assert named_by_place(nine, Grid(3, 3, 32, 32)) == (
        "[9-PANEL] [TOP-LEFT] scene 1 [TOP-MIDDLE] scene 2 [TOP-RIGHT] scene 3 [MIDDLE-LEFT] scene 4 "
        "[MIDDLE] scene 5 [MIDDLE-RIGHT] scene 6 [BOTTOM-LEFT] scene 7 [BOTTOM-MIDDLE] scene 8 "
        "[BOTTOM-RIGHT] scene 9"
    )


@pytest.mark.parametrize(
    ("grid", "expected"),
    [
        (Grid(1, 2, 32, 32), "[2-PANEL] [LEFT] a [RIGHT] b"),
        (Grid(2, 1, 32, 32), "[2-PANEL] [TOP] a [BOTTOM] b"),
    ],
)
def test_names_by_place(grid: Grid, expected: str) -> None:
    assert named_by_place(joint_prompt(["a", "b"]), grid) == expected


def test_a_name_that_somebody_writes_is_no_panel() -> None:
    prompt = joint_prompt(["see [PANEL-2]", "a [12-PANEL] comic"], "of [PANEL-1]")
    assert prompt == "[2-PANEL] of PANEL-1 [PANEL-1] see PANEL-2 [PANEL-2] a 12-PANEL comic"
    assert named_by_place("[PANEL-10] [PANEL-1]", Grid(1, 2, 32, 32)) == "[PANEL-10] [LEFT]"


def test_groups() -> None:
    assert groups(0, 1) == (Group((), (), (0,)),)
    assert groups(0, 4) == (Group((), (), (0, 1, 2, 3)),)
    assert groups(0, 6) == (
        Group((), (), (0, 1, 2, 3)),
        Group((), (0, 1, 2), (4,)),
        Group((), (0, 1, 2), (5,)),
    )
    assert groups(1, 1) == (Group((0,), (), (0,)),)
    assert groups(1, 3) == (Group((0,), (), (0,)), Group((0,), (0,), (1,)), Group((0,), (0, 1), (2,)))
    assert groups(3, 1) == (Group((0, 1, 2), (), (0,)),)
    assert groups(2, 2) == (Group((0, 1), (), (0,)), Group((0, 1), (), (1,)))


@pytest.mark.parametrize("given", range(MAX_PANELS))
@pytest.mark.parametrize("outputs", [1, 2, 4, 5, 11, 16])
def test_every_output_is_painted_once_beside_what_is_there_by_then(given: int, outputs: int) -> None:
    done: list[int] = []
    for group in groups(given, outputs):
        assert set(group.painted) <= set(done)
        assert set(group.given) == set(range(given))
        assert len(group.given) + len(group.painted) + len(group.outputs) <= MAX_PANELS
        done += group.outputs
    assert done == list(range(outputs))


@pytest.mark.parametrize(("given", "outputs"), [(12, 1), (-1, 1), (1, 0)])
def test_groups_that_cannot_be(given: int, outputs: int) -> None:
    with pytest.raises(ModelError, match=f"{outputs} pictures from {given} cannot be painted"):
        groups(given, outputs)


def test_a_canvas_holds_the_known_panels_exactly_and_wants_the_last_one() -> None:
    grid = Grid(2, 2, 64, 32)
    known = [noise(64, 32, seed) for seed in range(3)]
    canvas = canvas_of(known, grid)
    assert canvas is not None
    assert canvas.wanted == grid.box(3)
    parts = grid.split(canvas.picture.image)
    assert [part.tobytes() for part in parts[:3]] == [one.image.tobytes() for one in known]
    assert parts[3].getcolors() == [(64 * 32, UNKNOWN)]
    masks = [part.getcolors() for part in grid.split(canvas.mask.image)]
    assert masks == [[(64 * 32, (tone, tone, tone))] for tone in (0, 0, 0, 255)]


def test_a_canvas_with_more_to_paint_is_wanted_whole() -> None:
    grid = Grid(1, 3, 32, 32)
    canvas = canvas_of([noise(32, 32)], grid)
    assert canvas is not None
    assert canvas.wanted is None
    assert canvas_of([], grid) is None
    with pytest.raises(ModelError, match="3 pictures leave no panel of 3 to paint"):
        canvas_of([noise(32, 32)] * 3, grid)


def test_a_picture_of_another_shape_is_cut_to_its_panel_and_not_squeezed() -> None:
    wide = Image.new("RGB", (400, 100), "red")
    wide.paste("blue", (150, 0, 250, 100))
    panel = as_panel(wide, Grid(1, 2, 64, 64))
    assert panel.size == (64, 64)
    assert panel.getpixel((32, 32)) == (0, 0, 255)
    assert panel.getpixel((6, 32)) == (0, 0, 255), "the edges are cut off"


# --- The embedded painter ---


def painted(painter: Flux2Painter, request: ImageRequest) -> Image.Image:
    *_, last = painter.paint(request)
    assert isinstance(last, Painting)
    return last.image


def half_known(painter: Flux2Painter, known: Picture, **changes: object) -> ImageRequest:
    prompt = joint_prompt(["a red cat in the snow", "a red cat on the beach"])
    grid = grid_of(2, 1, painter.settings)
    request = panels_request(prompt, [known], grid, painter.settings, seed=3)
    return request.model_copy(update={"num_inference_steps": 2, **changes})


def with_mask(request: ImageRequest, tone: int) -> ImageRequest:
    """The same request with a mask of one tone for the whole canvas."""
    size = (request.width, request.height)
    canvas = Canvas(picture=noise(*size), mask=Picture.of(Image.new("L", size, tone)))
    return request.model_copy(update={"canvas": canvas})


def test_the_painter_gives_the_wanted_panel_alone_and_sees_the_known_one(pocket: Flux2Painter) -> None:
    request = half_known(pocket, SNOW)
    image = painted(pocket, request)
    assert image.size == (256, 256)
    assert image.tobytes() != painted(pocket, half_known(pocket, BEACH)).tobytes()


def test_the_painter_decodes_nothing_else(pocket: Flux2Painter) -> None:
    request, sizes = half_known(pocket, SNOW), []
    handle = pocket.vae.decoder.register_forward_pre_hook(
        lambda _, inputs: sizes.append(tuple(inputs[0].shape[2:]))
    )
    try:
        *steps, _ = pocket.paint(request)
        assert steps[-1].preview.size == (256, 256)  # type: ignore[union-attr]
    finally:
        handle.remove()
    assert sizes == [(16, 16)] * 2


def test_the_painter_keeps_known_panels_exactly(pocket: Flux2Painter) -> None:
    request = half_known(pocket, SNOW)
    assert request.canvas is not None
    whole = request.canvas.model_copy(update={"wanted": None})
    image = painted(pocket, request.model_copy(update={"canvas": whole}))
    kept, new = grid_of(2, 1, pocket.settings).split(image)
    assert kept.tobytes() == SNOW.image.tobytes()
    assert new.tobytes() != SNOW.image.tobytes()


def test_a_black_mask_gives_the_painter_the_picture_back(pocket: Flux2Painter) -> None:
    request = with_mask(half_known(pocket, SNOW, num_inference_steps=1), 0)
    assert request.canvas is not None
    assert painted(pocket, request).tobytes() == request.canvas.picture.image.tobytes()


def test_a_white_mask_is_no_canvas_to_the_painter(pocket: Flux2Painter) -> None:
    request = half_known(pocket, SNOW, canvas=None)
    assert painted(pocket, with_mask(request, 255)).tobytes() == painted(pocket, request).tobytes()


def test_known_tokens_end_as_the_picture_s_own(pocket: Flux2Painter) -> None:
    request = half_known(pocket, SNOW)
    assert request.canvas is not None
    *_, (tokens, _) = pocket.denoise(pocket.noise(request), pocket.condition(request), request)
    clean = pocket.conditions.tokens(request.canvas.picture, (request.width, request.height))
    known = torch.arange(tokens.shape[1]) % 16 < 8
    assert torch.equal(tokens[:, known], clean[:, known])
    assert not torch.equal(tokens[:, ~known], clean[:, ~known])
