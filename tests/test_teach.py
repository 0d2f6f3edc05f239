"""Teaching a LoRA from image sets: folders, captions, canvases, a training that goes on exactly, its name."""

import copy
import json
import signal
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch
from cli_with_fakes import loaders
from fakes import SETTINGS, FakePainter
from lora_fakes import tiny_flux2
from PIL import Image
from rich.console import Console
from tiny_pipelines import save_flux
from triptych.agent.events import Progress, Replied
from triptych.agent.session import Project
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Lesson, Plan
from triptych.agent.steps import steps_for
from triptych.models.causal_references import attend_causally
from triptych.models.conditions import Adapter
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageModel, ModelError
from triptych.models.lora import Adapted
from triptych.models.lora_canvas import ImageSet, canvas, grid_for
from triptych.models.lora_captions import in_grammar, scenes_of, written
from triptych.models.lora_files import read_lora
from triptych.models.lora_lessons import lesson
from triptych.models.lora_recipe import Recipe
from triptych.models.lora_student import Student
from triptych.models.lora_training import Taught, TeachingStep, teach
from triptych.models.panel_grid import Grid
from triptych.models.picture import Picture
from triptych.models.pipelines import DiffusersPainter
from triptych.models.pocket.scenes import solo_scene
from triptych.models.vision_model import Schema, Usage
from triptych.tools.adapters import AdapterCard, adapter_names, adapters_of, card_of, keep_card
from triptych.tools.assets import Store
from triptych.tools.records import StoreError
from triptych.tools.teaching import AdapterReady, teach_adapter
from triptych.tools.teaching_sets import read_sets
from triptych.tools.tool import Bench, Cancelled, PaintingStep, ToolError, make_call
from triptych.ui.assembly import Loaders
from triptych.ui.cli import app
from triptych.ui.teach import Lessons, followed
from typer.testing import CliRunner

RECIPE = Recipe(steps=4, batch=2, rate=1e-2, rank=2, sheet_every=2, save_every=2)
CAPTION = "[SCENE-1] a red cat in the snow, [SCENE-2] a red cat on the beach"


@pytest.fixture(scope="module")
def painter(pocket: Flux2Painter) -> Flux2Painter:
    """The embedded painter with a tiny random transformer, in a hurry: small pictures in one step."""
    hurried = copy.copy(pocket)
    torch.manual_seed(0)
    tiny = tiny_flux2(
        in_channels=128, attention_head_dim=16, joint_attention_dim=576, axes_dims_rope=(4, 4, 4, 4)
    ).requires_grad_(False)
    attend_causally(tiny)
    hurried.transformer = tiny
    small = {"side": 64, "num_inference_steps": 1, "guidance_scale": 1.0}
    hurried.settings = pocket.settings.model_copy(update=small)
    parts = replace(pocket.conditions.parts, transformer=tiny)
    hurried.conditions = replace(pocket.conditions, parts=parts, adapted=Adapted(tiny))
    return hurried


def picture(seed: int, side: int = 64) -> Image.Image:
    return solo_scene(Random(seed)).picture(side)


def image_sets(count: int = 5, caption: str = CAPTION) -> list[ImageSet]:
    return [
        ImageSet(f"set {n}", (Picture.of(picture(2 * n)), Picture.of(picture(2 * n + 1))), caption, panels=2)
        for n in range(count)
    ]


def write_sets(folder: Path, count: int = 5, caption: str = CAPTION) -> Path:
    for n in range(1, count + 1):
        one = folder / str(n)
        one.mkdir(parents=True)
        for number in (1, 2):
            picture(2 * n + number).save(one / f"{number}.png")
        if caption:
            (one / "caption.txt").write_text(caption)
    return folder


@dataclass
class Describer:
    """Describes pictures by their size, and sets by the number of their pictures."""

    name: str = "describer"
    revision: str = "1"
    usage: Usage = field(default_factory=Usage)
    asked: list[str] = field(default_factory=list)

    def for_turn(self) -> "Describer":
        return self

    def ask(self, prompt: str, images: Sequence[Image.Image], schema: type[Schema]) -> Schema:
        self.asked.append(prompt)
        scenes = [f"scene {n}" for n in range(1, len(images) + 1)]
        return schema.model_validate({"overall": "A set.", "scenes": scenes})

    def probability(self, question: str, images: Sequence[Image.Image]) -> float:
        raise NotImplementedError

    def describe(self, image: Image.Image) -> str:
        self.asked.append("describe")
        return f"a cat of {image.width} pixels"


# Captions


def test_a_caption_is_read_in_its_parts() -> None:
    text = "[MOVIE-SHOTS] In a festival, [SCENE-1] we find <Leo>, a boy; [SCENE-2] he wins."
    assert scenes_of(text) == ("[MOVIE-SHOTS] In a festival", ("we find <Leo>, a boy", "he wins."))
    assert scenes_of("[2-PANEL] [PANEL-1] a cat [PANEL-2] a dog") == ("", ("a cat", "a dog"))
    assert scenes_of("a cat") == ("a cat", ())


def test_the_embedded_painter_gets_its_own_grammar() -> None:
    assert in_grammar(CAPTION, 2, small_world=True) == (
        "[2-PANEL] [PANEL-1] a red cat in the snow [PANEL-2] a red cat on the beach"
    )
    assert in_grammar(f"Two views.\n{CAPTION}", 2, small_world=False) == f"Two views. {CAPTION}"
    assert in_grammar("no tags at all", 2, small_world=False) == "no tags at all"


def test_ten_scenes_are_not_taken_for_one() -> None:
    ten = " ".join(f"[SCENE-{n}] part {n}" for n in range(1, 11))
    assert scenes_of(ten)[1] == tuple(f"part {n}" for n in range(1, 11))


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("a cat", "the caption has 0 scenes for 2 pictures; write"),
        ("[SCENE-1] a cat", "the caption has 1 scenes for 2"),
        ("[SCENE-2] a [SCENE-1] b", "numbered 2, 1; number them from"),
        ("[SCENE-1] a [SCENE-1] b", "numbered 1, 1; number"),
        ("[SCENE-1] , [SCENE-2] b", r"nothing is said after \[SCENE-1\]"),
    ],
)
def test_a_caption_that_does_not_fit_says_why(caption: str, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        in_grammar(caption, 2, small_world=True)


def test_captions_are_written_by_whoever_looks() -> None:
    images = [picture(1), picture(2)]
    assert written(Describer(), images, small_world=False) == "A set. [SCENE-1] scene 1, [SCENE-2] scene 2"
    small = written(Describer(), images, small_world=True)
    assert small == "[SCENE-1] a cat of 64 pixels, [SCENE-2] a cat of 64 pixels"


def test_a_set_asks_for_as_many_scenes_as_it_has_pictures() -> None:
    class Short(Describer):
        def ask(self, prompt: str, images: Sequence[Image.Image], schema: type[Schema]) -> Schema:
            with pytest.raises(ValueError, match="at least 2 items"):
                schema.model_validate({"overall": "A set.", "scenes": ["one"]})
            return super().ask(prompt, images, schema)

    written(Short(), [picture(1), picture(2)], small_world=False)


# Canvases


@pytest.mark.parametrize(
    ("count", "size", "grid"),
    [
        (2, (64, 64), Grid(1, 2, 256, 256)),
        (3, (64, 64), Grid(1, 3, 256, 256)),
        (4, (64, 64), Grid(2, 2, 256, 256)),
        (6, (64, 64), Grid(2, 3, 192, 192)),
        (2, (96, 64), Grid(2, 1, 288, 192)),
    ],
)
def test_the_grid_is_square_and_stays_in_the_bounds(
    pocket: Flux2Painter, count: int, size: tuple[int, int], grid: Grid
) -> None:
    pictures = (Picture.of(Image.new("RGB", size)),) * count
    assert grid_for([ImageSet("a", pictures, "", panels=count)], pocket.settings) == grid
    pocket.settings.check(*grid.size)


def test_panels_stand_row_by_row_and_a_canvas_is_taken_as_it_is() -> None:
    colors = ("red", "lime", "blue", "white")
    pictures = tuple(Picture.of(Image.new("RGB", (64, 64), color)) for color in colors)
    grid = Grid(2, 2, 32, 32)
    whole = canvas(ImageSet("a", pictures, "", panels=4), grid)
    corners = [whole.getpixel(at) for at in ((5, 5), (50, 5), (5, 50), (50, 50))]
    assert corners == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
    one = ImageSet("c", (Picture.of(Image.new("RGB", (1024, 1536))),), "", panels=3)
    assert (grid_for([one], SETTINGS).rows, grid_for([one], SETTINGS).columns) == (3, 1)
    again = canvas(ImageSet("b", (Picture.of(whole),), "", panels=4), grid)
    assert again.tobytes() == whole.tobytes()


# Folders


def test_a_folder_of_sets_is_read_in_the_order_of_the_numbers(tmp_path: Path) -> None:
    sets = read_sets(write_sets(tmp_path / "sets", 11), small_world=True)
    assert [one.name for one in sets] == [str(n) for n in range(1, 12)]
    assert [picture.image.size for picture in sets[0].pictures] == [(64, 64), (64, 64)]
    assert sets[0].caption == CAPTION


def test_a_folder_of_canvases_is_read(tmp_path: Path) -> None:
    for n in range(5):
        picture(n).resize((128, 64)).save(tmp_path / f"{n}.jpg")
        (tmp_path / f"{n}.txt").write_text(CAPTION, encoding="utf-8-sig")
    sets = read_sets(tmp_path, small_world=True)
    assert [(one.panels, len(one.pictures), one.is_canvas) for one in sets] == [(2, 1, True)] * 5


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    folder = write_sets(tmp_path / "sets", 6)
    (folder / "2" / "1.png").write_bytes(b"not a picture")
    (folder / "3" / "caption.txt").write_text("[SCENE-1] only one")
    (folder / "4" / "caption.txt").write_bytes(b"\xff\xfe\xff")
    (folder / "5" / "caption.txt").write_text("")
    with pytest.raises(StoreError) as caught:
        read_sets(folder, small_world=True)
    message = str(caught.value)
    assert message.startswith("4 sets cannot be used")
    for part in ("2/1.png", "the caption of 3: the caption has 1 scenes", "4/caption.txt", "5/caption.txt"):
        assert part in message
    assert (folder / "2" / "1.png").read_bytes() == b"not a picture"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "6.png").touch(), "6.txt, which 6.png needs, names no"),
        (lambda folder: picture(1).save(folder / "1" / "3.png"), "scenes for 3 pictures"),
        (lambda folder: [(folder / "1" / name).unlink() for name in ("1.png", "caption.txt")], "1 pictures"),
        (lambda folder: [p.unlink() for n in "12" for p in (folder / n).iterdir()], "has 0 pictures"),
    ],
)
def test_sets_of_other_sizes_are_refused(tmp_path: Path, spoil: Any, words: str) -> None:
    folder = write_sets(tmp_path / "sets")
    spoil(folder)
    with pytest.raises(StoreError, match=words):
        read_sets(folder, small_world=True)


def test_too_few_sets_and_no_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there are 4 image sets; give 5 to 100"):
        read_sets(write_sets(tmp_path / "sets", 4), small_world=True)
    with pytest.raises(StoreError, match="cannot be read"):
        read_sets(tmp_path / "nowhere", small_world=True)


# Training


def taught(painter: ImageModel, folder: Path, recipe: Recipe = RECIPE, stop: int = 0) -> list[Any]:
    """The events; with `stop`, closed after so many steps."""
    folder.mkdir(exist_ok=True)
    events, seen = teach(painter, image_sets(), folder, recipe), []
    for event in events:
        seen.append(event)
        if len(seen) == stop:
            events.close()
            break
    return seen


@pytest.fixture(scope="module")
def straight(painter: Flux2Painter, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    return taught(painter, tmp_path_factory.mktemp("straight"))


def test_each_step_is_told_and_the_lora_comes_last(painter: Flux2Painter, straight: list[Any]) -> None:
    *steps, last = straight
    assert [(step.index, step.of) for step in steps] == [(n, 4) for n in (1, 2, 3, 4)]
    assert [step.sheet is not None for step in steps] == [False, True, False, False]
    assert steps[1].sheet.size == (128, 128)
    assert isinstance(last, Taught)
    assert last.grid == Grid(1, 2, 64, 64)
    assert last.captions[0].startswith("[2-PANEL] [PANEL-1] a red cat")
    pairs = read_lora(Adapter(name="x", file=last.file), painter.transformer)
    assert len(pairs) == 12 + 2
    assert all(pair.rank == 2 and pair.up.abs().sum() > 0 for pair in pairs.values())


def test_what_is_learnt_lowers_the_loss(painter: Flux2Painter, tmp_path: Path) -> None:
    """Against the same steps at a rate of nearly nothing: the noise is the same."""
    recipe = replace(RECIPE, steps=30, batch=4, rank=8, sheet_every=100)
    fast, slow = (
        [event.loss for event in taught(painter, tmp_path / name, replace(recipe, rate=rate))[:-1]]
        for name, rate in (("fast", 1e-2), ("slow", 1e-9))
    )
    assert fast[0] == slow[0]
    assert sum(fast[-5:]) < 0.98 * sum(slow[-5:])


@pytest.mark.parametrize("stop", [1, 2, 3])
def test_a_cancelled_run_goes_on_exactly(
    painter: Flux2Painter, straight: list[Any], tmp_path: Path, stop: int
) -> None:
    taught(painter, tmp_path, stop=stop)
    *steps, last = taught(painter, tmp_path)
    assert [step.index for step in steps] == list(range(stop + 1, 5))
    assert [step.loss for step in steps] == [step.loss for step in straight[stop:4]]
    assert last.file.sha256 == straight[-1].file.sha256


def test_a_killed_run_goes_on_from_its_checkpoint(
    painter: Flux2Painter, straight: list[Any], tmp_path: Path
) -> None:
    taught(painter, tmp_path, stop=2)
    checkpoint = (tmp_path / "run.pt").read_bytes()
    taught(painter, tmp_path, stop=1)
    (tmp_path / "run.pt").write_bytes(checkpoint)
    *_, last = taught(painter, tmp_path)
    assert last.file.sha256 == straight[-1].file.sha256


@pytest.mark.parametrize("content", [b"", b"half a checkpoint", None])
def test_another_runs_checkpoint_or_half_of_one_is_not_gone_on_with(
    painter: Flux2Painter, straight: list[Any], tmp_path: Path, content: bytes | None
) -> None:
    if content is None:
        taught(painter, tmp_path, replace(RECIPE, seed=5), stop=2)
    else:
        (tmp_path / "run.pt").write_bytes(content)
    *steps, last = taught(painter, tmp_path)
    assert len(steps) == 4
    assert last.file.sha256 == straight[-1].file.sha256


def test_the_painter_is_left_as_it_was(painter: Flux2Painter, tmp_path: Path) -> None:
    before = {name: p.clone() for name, p in painter.transformer.state_dict().items()}
    state = torch.random.get_rng_state()
    taught(painter, tmp_path, stop=2)
    assert torch.equal(state, torch.random.get_rng_state())
    after = painter.transformer.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert not any(p.requires_grad for p in painter.transformer.parameters())


def test_the_real_painter_can_be_taught(pocket: Flux2Painter, tmp_path: Path) -> None:
    step = taught(pocket, tmp_path, stop=1)[0]
    assert 0 < step.loss < 2
    state = torch.load(tmp_path / "run.pt", weights_only=True)
    assert len(state["parameters"]) == 2 * (2 * 12 + 6 * 2)
    assert {p.dtype for p in state["parameters"].values()} == {torch.float32}


def test_flux1_learns_too(tmp_path: Path) -> None:
    tiny = DiffusersPainter(save_flux(tmp_path / "model"))
    before = {name: p.clone() for name, p in tiny.pipeline.transformer.state_dict().items()}
    *steps, last = taught(tiny, tmp_path / "run")
    assert [step.index for step in steps] == [1, 2, 3, 4]
    assert last.captions[0] == CAPTION  # the grammar of In-Context LoRA itself
    pairs = read_lora(Adapter(name="x", file=last.file), tiny.pipeline.transformer)
    assert {"transformer_blocks.0.attn.add_k_proj", "single_transformer_blocks.0.proj_mlp"} < set(pairs)
    assert all(pair.up.abs().sum() > 0 for name, pair in pairs.items() if "0.to_add_out" not in name)
    assert all(torch.equal(before[name], p) for name, p in tiny.pipeline.transformer.state_dict().items())


def test_an_unchanged_student_gives_the_painters_own_velocity(tmp_path: Path) -> None:
    """So what it is told of text, positions and guidance is what the pipeline tells."""
    painter = DiffusersPainter(save_flux(tmp_path))
    image, calls = picture(1), []
    one = lesson(painter, image, "a cat")
    painter.pipeline.transformer.register_forward_pre_hook(
        lambda _, __, kwargs: calls.append(kwargs), with_kwargs=True
    )
    request = painter.settings.request("a cat", width=64, height=64)
    next(painter.paint(request.model_copy(update={"guidance_scale": 1.0})))
    sigma = calls[0]["timestep"].float()
    with torch.no_grad():
        theirs = painter.pipeline.transformer(**calls[0])[0]
        ours = Student(painter, 2, 0).velocity(calls[0]["hidden_states"], sigma, [one], [True])
    assert torch.allclose(ours, theirs.float(), atol=1e-2)


def test_what_cannot_be_taught_is_refused_by_name(painter: Flux2Painter, tmp_path: Path) -> None:
    long = image_sets(caption="[SCENE-1] a cat " + "cat " * 300 + "[SCENE-2] a dog")
    with pytest.raises(ModelError, match=r"set 'set 0': the prompt has \d+ tokens"):
        next(teach(painter, long, tmp_path, RECIPE))
    with pytest.raises(ModelError, match=r"fake cannot be taught: only FLUX\.2 and FLUX\.1 models can"):
        next(teach(FakePainter(), image_sets(), tmp_path, RECIPE))


# By its name


def finished(project: Path, painter: Flux2Painter, name: str = "storyboard") -> AdapterReady:
    *_, last = teach_adapter(project, painter, name, image_sets(), steps=1)
    assert isinstance(last, AdapterReady)
    return last


@pytest.fixture(scope="module")
def project(painter: Flux2Painter, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the adapter "storyboard"."""
    folder = Store(tmp_path_factory.mktemp("project")).folder
    finished(folder, painter)
    return folder


def test_a_finished_adapter_has_a_card_and_a_sheet_and_nothing_else(
    project: Path, painter: Flux2Painter
) -> None:
    folder = project / "adapters"
    names = {f"storyboard.{kind}" for kind in ("safetensors", "toml", "png")}
    assert {path.name for path in folder.iterdir()} == names
    card = AdapterCard.model_validate(tomllib.loads((folder / "storyboard.toml").read_text()))
    assert card == card_of(folder / "storyboard.safetensors")
    assert (card.model, card.revision, card.rows, card.columns) == ("pocket", painter.revision, 1, 2)
    assert (card.sets, card.steps, card.rank, card.panel_width) == (5, 1, 16, 64)
    assert adapters_of(project, ["storyboard"], "pocket")[0].file.sha256 == card.sha256
    assert adapter_names(project) == ("storyboard",)


def test_it_is_used_by_its_name(project: Path, painter: Flux2Painter) -> None:
    bench = Bench(Store(project), painter)
    arguments = {"prompts": ["a red cat"], "seed": 3}
    for uses in ([], ["storyboard:0"], ["storyboard:0.5", "storyboard"]):
        make_call("generate", {**arguments, "adapters": uses}).run(bench)
    plain, nothing, both = bench.store.records()[-3:]
    assert bench.store.open(plain.id).tobytes() == bench.store.open(nothing.id).tobytes()
    assert both.request is not None
    assert both.call is not None
    assert [(one["name"], one["weight"]) for one in both.request["adapters"]] == [
        ("storyboard", 0.5),
        ("storyboard", 1.0),
    ]
    assert both.call["arguments"]["adapters"] == ["storyboard:0.5", "storyboard"]
    box = {"description": "a cat", "left": 0, "top": 0, "width": 0.5, "height": 1}
    for tool, more in (
        ("compose", {"prompt": "a cat", "references": [plain.id]}),
        ("edit", {"image": plain.id, "instruction": "make it blue"}),
        ("refine", {"prompt": "a cat", "drafts": [{"image": plain.id, "advice": "make it blue"}]}),
        ("control", {"prompt": "a dog", "image": plain.id}),
        ("restore", {"image": plain.id}),
        ("layout", {"prompt": "a cat", "unit": "fraction", "boxes": [box]}),
        ("image_set", {"prompt": "a cat", "prompts": ["a cat in the snow", "a cat at night"]}),
    ):
        record = make_call(tool, {**more, "adapters": ["storyboard"]}).run(bench).images[0]
        assert record.request is not None
        assert record.request["adapters"][0]["name"] == "storyboard"


@pytest.mark.parametrize(
    ("use", "words"),
    [
        ("comic", "there is no adapter 'comic' in this project; its adapters are storyboard"),
        ("storyboard:3", "the weight of 'storyboard:3' is out of bounds; give one from -2 to 2"),
        ("../storyboard", "adapters"),
        ("storyboard:x", "adapters"),
    ],
)
def test_a_name_that_means_nothing_is_refused(
    project: Path, painter: Flux2Painter, use: str, words: str
) -> None:
    with pytest.raises(ToolError, match=words):
        make_call("generate", {"prompts": ["a cat"], "adapters": [use]}).run(Bench(Store(project), painter))


def test_an_adapter_paints_with_its_own_model_only(project: Path) -> None:
    with pytest.raises(ToolError, match="was taught to pocket, not to fake; paint with pocket"):
        make_call("generate", {"prompts": ["a cat"], "adapters": ["storyboard"]}).run(
            Bench(Store(project), FakePainter())
        )


def test_cards_hold_any_text(tmp_path: Path, project: Path) -> None:
    card = card_of(project / "adapters" / "storyboard.safetensors")
    assert card is not None
    strange = card.model_copy(update={"captions": ('quoted " \\ \n \x7f \x00 🦊', "")})
    keep_card(tmp_path / "x.safetensors", strange)
    assert card_of(tmp_path / "x.safetensors") == strange


@pytest.mark.parametrize("name", ["", "Story", "a/b", "..", ".hidden", "x" * 41, "a b", "ä"])
def test_names_that_are_no_file_names_are_refused(tmp_path: Path, painter: Flux2Painter, name: str) -> None:
    with pytest.raises(StoreError, match="cannot be the name of an adapter"):
        next(teach_adapter(tmp_path, painter, name, image_sets(), steps=1))
    assert not list(tmp_path.iterdir())


def test_a_taken_name_is_never_written_over(project: Path, painter: Flux2Painter) -> None:
    with pytest.raises(StoreError, match="there is an adapter 'storyboard' in this project already"):
        next(teach_adapter(project, painter, "storyboard", image_sets(), steps=1))


def test_missing_captions_are_written_once(tmp_path: Path, painter: Flux2Painter) -> None:
    eyes, silent = Describer(), image_sets(caption="")
    for _ in range(2):  # the second time it goes on
        events = teach_adapter(tmp_path, painter, "told", silent, eyes=eyes, steps=3)
        assert isinstance(next(events), TeachingStep)
        events.close()
    assert len(eyes.asked) == 10
    kept = json.loads((tmp_path / "adapters" / ".told" / "captions.json").read_text())
    assert set(kept.values()) == {"[SCENE-1] a cat of 64 pixels, [SCENE-2] a cat of 64 pixels"}
    with pytest.raises(StoreError, match="5 sets have no caption, such as set 0, set 1, set 2; write"):
        next(teach_adapter(tmp_path, painter, "blind", silent, steps=3))


def test_one_name_is_taught_by_one_at_a_time(tmp_path: Path, painter: Flux2Painter) -> None:
    first = teach_adapter(tmp_path, painter, "busy", image_sets(), steps=3)
    next(first)
    with pytest.raises(StoreError, match="'busy' is being taught already"):
        next(teach_adapter(tmp_path, painter, "busy", image_sets(), steps=3))
    first.close()
    events = teach_adapter(tmp_path, painter, "busy", image_sets(), steps=3)
    second = next(events)
    events.close()
    assert isinstance(second, TeachingStep)
    assert second.index == 2


# The tool and the command


def filled(folder: Path, painter: Flux2Painter) -> tuple[Bench, list[list[str]]]:
    """A bench with five sets of two stored pictures."""
    store = Store(folder)
    ids = [store.add(picture(n), request={"prompt": f"a cat {n}"}, model="m").id for n in range(10)]
    return Bench(store, painter), [ids[n : n + 2] for n in range(0, 10, 2)]


def test_the_tool_teaches_from_pictures_of_the_session(tmp_path: Path, painter: Flux2Painter) -> None:
    bench, sets = filled(tmp_path, painter)
    seen: list[Any] = []

    def stop_after_two(event: Any) -> None:
        seen.append(event)
        if sum(isinstance(one, PaintingStep) for one in seen) == 2:
            bench.cancelled.set()

    call = make_call("teach", {"adapter": "mine", "sets": sets})
    with pytest.raises(Cancelled):
        call.run(replace(bench, report=stop_after_two))
    assert [one.index for one in seen if isinstance(one, PaintingStep)] == [1, 2]
    assert seen[-1].preview.size == (64, 64)
    assert (bench.store.folder / "adapters" / ".mine" / "run.pt").is_file()
    assert not adapter_names(bench.store.folder)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sets": [["i1", "i2"]]}, "sets"),
        ({"sets": [["i1", "i2"]] * 4 + [["i1", "i2", "i3"]]}, "has 3 pictures, but i1, i2 has 2"),
        ({"sets": [["i1", "i99"]] * 5}, "there is no image 'i99'"),
        ({"captions": ["only one"]}, "teach got 1 captions for 5 sets"),
        ({"captions": ["no scenes"] * 5}, "set 'i1, i2': the caption has 0 scenes for 2 pictures"),
        ({"adapter": "../mine"}, "adapter"),
    ],
)
def test_the_tool_refuses_what_cannot_be_taught(
    tmp_path: Path, painter: Flux2Painter, changes: dict[str, Any], words: str
) -> None:
    bench, sets = filled(tmp_path, painter)
    with pytest.raises(ToolError, match=words):
        make_call("teach", {"adapter": "mine", "sets": sets, **changes}).run(bench)


def test_the_tool_teaches_from_a_folder_of_the_project(tmp_path: Path, painter: Flux2Painter) -> None:
    bench = Bench(Store(tmp_path), painter)
    write_sets(tmp_path / "sets")
    steps: list[int] = []

    def stop(event: Any) -> None:
        if isinstance(event, PaintingStep):
            steps.append(event.index)
            bench.cancelled.set()

    with pytest.raises(Cancelled):
        make_call("teach", {"adapter": "mine", "folder": "sets/"}).run(replace(bench, report=stop))
    assert steps == [1]


@pytest.mark.parametrize("folder", ["..", "/", "../sets", "none"])
def test_no_folder_from_elsewhere_is_read(tmp_path: Path, painter: Flux2Painter, folder: str) -> None:
    write_sets(tmp_path / "sets")
    bench = Bench(Store(tmp_path / "project"), painter)
    with pytest.raises(ToolError, match="in the project or where Triptych was started"):
        make_call("teach", {"adapter": "mine", "folder": folder}).run(bench)


def test_the_tool_wants_sets_or_a_folder(tmp_path: Path, painter: Flux2Painter) -> None:
    with pytest.raises(ToolError, match="teach got neither sets nor a folder; give one of them"):
        make_call("teach", {"adapter": "mine"}).run(Bench(Store(tmp_path), painter))


def test_a_lesson_in_conversation_shows_its_steps_and_can_be_stopped(
    tmp_path: Path, painter: Flux2Painter
) -> None:
    class Hasty:
        def brief(self, text: str, situation: Situation) -> Brief:
            assert not situation.uploads
            return Brief(task="teach", operation="teach", lesson=Lesson(adapter="mine", folder=text))

        def plan(self, brief: Brief, situation: Situation, seed: int | None) -> Plan:
            assert situation.adapters == ()
            return Plan(steps=steps_for(brief, seed))

    write_sets(tmp_path / "sets")
    with Project(tmp_path, painter, planner=Hasty()) as project:
        session = project.session()
        list(session.say("sets"))
        events = []
        for event in session.approve():
            events.append(event)
            if isinstance(event, Progress):
                session.cancel()
    steps = [event for event in events if isinstance(event, Progress)]
    assert 1 <= len(steps) < 300
    assert [(step.step, step.steps, step.prompt) for step in steps] == [
        (n, 300, "teaching") for n in range(1, len(steps) + 1)
    ]
    assert steps[0].draw().size == (64, 64)
    assert isinstance(events[-1], Replied)
    assert events[-1].text == "Stopped."
    assert (tmp_path / "adapters" / ".mine" / "run.pt").is_file()


def test_uploads_need_captions(tmp_path: Path, painter: Flux2Painter) -> None:
    store = Store(tmp_path)
    ids = [store.add(picture(n)).id for n in range(2)]
    with pytest.raises(ToolError, match="nothing says what i1 shows"):
        make_call("teach", {"adapter": "mine", "sets": [ids] * 5}).run(Bench(store, painter))


def test_the_eyes_write_captions_for_uploads(tmp_path: Path, painter: Flux2Painter) -> None:
    store, eyes = Store(tmp_path), Describer()
    ids = [store.add(picture(n)).id for n in range(2)]
    bench = Bench(store, painter, eyes=eyes)

    def stop(event: Any) -> None:
        if isinstance(event, PaintingStep):
            bench.cancelled.set()

    with pytest.raises(Cancelled):
        make_call("teach", {"adapter": "mine", "sets": [ids] * 5}).run(replace(bench, report=stop))
    assert eyes.asked


def test_the_command_teaches_a_folder(tmp_path: Path, painter: Flux2Painter) -> None:
    folder = write_sets(tmp_path / "sets")
    models = Loaders(painter=lambda _: painter, vision=lambda _: Describer())
    words = ["teach", str(folder), "--name", "storyboard", "--project", str(tmp_path / "p"), "--steps", "1"]
    result = CliRunner().invoke(app, words, obj=models)
    assert result.exit_code == 0, result.stderr
    first, *paths = result.stdout.splitlines()
    assert first == "storyboard is ready: 5 sets, 1 × 2 panels, 128×64 pixels for pocket"
    assert [Path(line.split(maxsplit=1)[1]).is_file() for line in paths] == [True] * 3
    again = CliRunner().invoke(app, words, obj=models)
    assert again.exit_code == 2
    assert again.stderr.startswith("there is an adapter 'storyboard' in this project already")


def test_the_command_refuses_in_one_sentence(tmp_path: Path) -> None:
    words = ["teach", str(write_sets(tmp_path / "sets", 2)), "--project", str(tmp_path / "p"), "--name"]
    for name, expected in (("Story", "'Story' cannot be the name"), ("story", "there are 2 image sets")):
        result = CliRunner().invoke(app, [*words, name], obj=loaders())
        assert result.exit_code == 2
        assert result.stderr.startswith(expected)
        assert len(result.stderr.splitlines()) == 1


def test_ctrl_c_ends_after_the_step_and_closes_the_training() -> None:
    seen: list[int] = []

    def lessons() -> Lessons:
        try:
            for index in range(1, 100):
                seen.append(index)
                if index == 3:
                    signal.raise_signal(signal.SIGINT)
                yield TeachingStep(index, 100, 0.5)
        finally:
            seen.append(0)

    before = signal.getsignal(signal.SIGINT)
    assert followed(lessons(), "x", Console(quiet=True)) is None
    assert seen == [1, 2, 3, 0]
    assert signal.getsignal(signal.SIGINT) is before
