"""Layouts: boxes that make sense, how they reach the painter, and boxes from words and sketches."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from fakes import SETTINGS, FakePainter
from PIL import Image, ImageDraw
from pydantic import ValidationError
from region_fakes import RegionPainter
from triptych.agent.layout_designer import design, from_sketch
from triptych.models.image_model import ImageRequest, Instructions
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.tools.assets import Store
from triptych.tools.boxes import Box, Boxes, faults, in_words, overlap
from triptych.tools.sketch import blobs
from triptych.tools.tool import Bench, ToolError, make_call

CAT = {"description": "a red cat", "left": 0.1, "top": 0.3, "width": 0.4, "height": 0.6}
STAR = {"description": "a yellow star", "left": 0.6, "top": 0.1, "width": 0.25, "height": 0.25}
READS_BOXES = SETTINGS.model_copy(update={"instructions": Instructions(boxes="boxes: {boxes}. {prompt}")})


@pytest.fixture
def painter() -> RegionPainter:
    return RegionPainter()


@pytest.fixture
def bench(tmp_path: Path, painter: RegionPainter) -> Bench:
    return Bench(Store(tmp_path / "project"), painter)


def call(*boxes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"prompt": "a red cat and a yellow star in the snow", "unit": "fraction", "boxes": boxes, **more}


def request_of(bench: Bench, *boxes: dict[str, Any], **more: Any) -> ImageRequest:
    make_call("layout", call(*boxes, **more)).run(bench)
    assert isinstance(bench.painter, FakePainter)
    return bench.painter.requests[-1]


# Boxes reach the painter.


def test_boxes_are_regions_in_pixels_in_their_order(bench: Bench) -> None:
    regional = request_of(bench, CAT, STAR, width=512, height=256).regional
    assert regional is not None
    found = [(region.prompt, *region.edges) for region in regional.regions]
    assert found == [("a red cat", 51, 77, 256, 230), ("a yellow star", 307, 26, 435, 90)]
    assert 0 < regional.until < 1
    assert not regional.separate


def test_pixels_and_fractions_are_the_same_layout(bench: Bench) -> None:
    pixels = {"description": "a red cat", "left": 64, "top": 32, "width": 128, "height": 96}
    fractions = {"description": "a red cat", "left": 0.25, "top": 0.125, "width": 0.5, "height": 0.375}
    one = request_of(bench, pixels, unit="pixels", seed=1)
    assert one == request_of(bench, fractions, seed=1)


def test_boxes_that_fill_the_picture_stay_inside_it(bench: Bench) -> None:
    thirds = [{**CAT, "left": n / 3, "top": 0.0, "width": 1 / 3, "height": 1.0} for n in range(3)]
    regional = request_of(bench, *thirds).regional
    assert regional is not None
    assert [region.edges for region in regional.regions] == [
        (0, 0, 85, 256),
        (85, 0, 171, 256),
        (171, 0, 256, 256),
    ]


def test_a_mask_is_stretched_over_the_picture_and_becomes_a_parent(bench: Bench) -> None:
    mask = Image.new("RGB", (64, 64))
    mask.paste("white", (0, 0, 32, 64))
    bench.store.add(mask)
    (record,) = make_call("layout", call({**CAT, "mask": "i1"}, STAR)).run(bench).images
    regional = bench.painter.requests[-1].regional  # type: ignore[attr-defined]
    shown = regional.regions[0].mask.image
    assert (shown.size, shown.getpixel((127, 255)), shown.getpixel((128, 0))) == (
        (256, 256),
        (255, 255, 255),
        (0, 0, 0),
    )
    assert regional.regions[1].mask is None
    assert record.parents == ("i1",)


def test_the_prompt_says_how_two_things_stand_to_each_other(tmp_path: Path) -> None:
    of_few_words = RegionPainter(vocabulary=VOCABULARY)
    bench = Bench(Store(tmp_path), of_few_words)
    assert request_of(bench, CAT, STAR).prompt == "a red cat to the left of a yellow star in the snow"
    assert request_of(bench, CAT).prompt == "a red cat and a yellow star in the snow"
    of_all_words = Bench(Store(tmp_path / "2"), RegionPainter())
    assert request_of(of_all_words, STAR, CAT).prompt == (
        "a red cat and a yellow star in the snow; a red cat to the left of a yellow star"
    )


def test_a_painter_that_reads_boxes_is_shown_them(tmp_path: Path) -> None:
    bench = Bench(Store(tmp_path), FakePainter(settings=READS_BOXES, vocabulary=VOCABULARY))
    request = request_of(bench, CAT, STAR)
    assert request.regional is None
    assert request.prompt == "boxes: a red cat; a yellow star. in the snow"
    (reference,) = request.references
    inside = reference.image.getpixel((100, 150)), reference.image.getpixel((180, 50))
    assert len({*inside, reference.image.getpixel((5, 5))}) == 3


def test_a_painter_that_reads_boxes_gets_masks_as_regions(bench: Bench) -> None:
    painter = RegionPainter(settings=READS_BOXES)
    bench.store.add(Image.new("RGB", (64, 64), "white"))
    assert request_of(Bench(bench.store, painter), {**CAT, "mask": "i1"}).regional is not None


# Wrong layouts.


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        (
            [{**CAT, "left": 0.7}],
            r"box 1 \('a red cat'\) reaches to 1.10 × 0.90 of the picture; keep it inside",
        ),
        (
            [{**CAT, "width": 0.05, "height": 0.1}],
            r"box 1 .* covers 0.50% of the picture; give it at least 1%",
        ),
        ([{**CAT, "width": 0}], r"boxes\.0\.width"),
        ([{**CAT, "left": -0.1}], r"boxes\.0\.left"),
        ([{**CAT, "left": 64, "width": 128}], "box 1 .* has sides above 1, but the unit is fraction"),
        (
            [CAT, {**CAT, "description": "a dog"}],
            r"1 \('a red cat'\) and box 2 \('a dog'\) cover each other by",
        ),
        ([{**CAT, "description": " "}], r"boxes\.0\.description"),
        ([{**CAT, "mask": "../x"}], r"boxes\.0\.mask"),
        ([], "boxes"),
        ([{**CAT, "left": n / 20, "width": 0.2} for n in range(11)], "boxes"),
        ([{**CAT, "left": float("nan")}], r"boxes\.0\.left|keep it inside"),
    ],
)
def test_wrong_boxes_are_refused_in_one_sentence(boxes: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ToolError, match=words) as caught:
        make_call("layout", call(*boxes))
    assert "\n" not in str(caught.value)


def test_the_unit_must_be_said() -> None:
    arguments = call(CAT)
    del arguments["unit"]
    with pytest.raises(ToolError, match="layout lacks unit; give it"):
        make_call("layout", arguments)
    with pytest.raises(ToolError, match="unit = 'percent'"):
        make_call("layout", call(CAT, unit="percent"))


def test_pixels_outside_are_refused_with_the_pictures_size(bench: Bench) -> None:
    wide = {"description": "a red cat", "left": 64, "top": 32, "width": 300, "height": 96}
    with pytest.raises(ToolError, match=r"reaches to 1\.42 × 0\.50 .*; the picture is 256×256"):
        request_of(bench, wide, unit="pixels")


def test_a_painter_without_regions_says_so(bench: Bench) -> None:
    class Plain(FakePainter):
        def paint(self, request: ImageRequest) -> Any:
            from triptych.models.image_model import check_abilities  # noqa: PLC0415

            check_abilities(self, request)
            return super().paint(request)

    with pytest.raises(ToolError, match="fake cannot paint with regions; choose another model"):
        request_of(Bench(bench.store, Plain()), CAT)


def box(left: float, top: float, width: float = 0.2, height: float = 0.2, said: str = "x") -> Box:
    return Box(description=said, left=left, top=top, width=width, height=height)


def test_overlap_is_intersection_over_union() -> None:
    assert overlap(box(0, 0), box(0, 0)) == 1
    assert overlap(box(0, 0), box(0.5, 0.5)) == 0
    assert overlap(box(0, 0), box(0.1, 0)) == pytest.approx(1 / 3)


def test_all_faults_of_a_layout_are_named() -> None:
    assert faults([box(0, 0), box(0.5, 0.5)]) == ()
    assert len(faults([box(0, 0), box(0, 0.001), box(0.9, 0.9), box(0.5, 0.5, 0.01, 0.01)])) == 3
    with pytest.raises(ValidationError, match="cover each other"):
        Boxes(boxes=(box(0, 0), box(0, 0.001)))


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        (box(0.1, 0.5, said="a"), box(0.6, 0.4, said="b"), "a to the left of b"),
        (box(0.6, 0.5, said="a"), box(0.1, 0.4, said="b"), "b to the left of a"),
        (box(0.5, 0.1, said="a"), box(0.6, 0.7, said="b"), "a above b"),
        (box(0.5, 0.7, said="a"), box(0.6, 0.1, said="b"), "b above a"),
    ],
)
def test_two_boxes_in_words(one: Box, two: Box, said: str) -> None:
    assert in_words(one, two) == said


# Boxes from words.


def designed(text: str) -> dict[str, Box]:
    layout = design(text)
    assert layout is not None
    return {one.description: one for one in layout.boxes}


def middle(one: Box) -> tuple[float, float]:
    return (one.left + one.right) / 2, (one.top + one.bottom) / 2


@pytest.mark.parametrize(
    "text",
    [
        "a red cat on the left and a blue dog on the right",
        "on the left a red cat, on the right a blue dog",
        "a red cat to the left of a blue dog",
        "a blue dog to the right of a red cat",
        "a red cat left of a blue dog.",
        "draw a red cat, a blue dog",
        "a red cat, a blue dog next to it",
    ],
)
def test_left_and_right(text: str) -> None:
    boxes = designed(text)
    cat, dog = boxes["a red cat"], boxes["a blue dog"]
    assert cat.right <= dog.left + 0.02
    assert abs(cat.bottom - dog.bottom) < 0.05


@pytest.mark.parametrize(
    "text", ["a star above a cat", "a cat below a star", "a cat, a star above it", "a cat; above it a star"]
)
def test_above_and_below(text: str) -> None:
    boxes = designed(text)
    assert boxes["a star"].bottom <= boxes["a cat"].top + 0.02


def test_what_is_behind_comes_first_and_stands_higher() -> None:
    layout = design("a cat, a big house behind it and a ball in front of the cat")
    assert layout is not None
    assert [one.description for one in layout.boxes] == ["a big house", "a cat", "a ball"]
    assert layout.boxes[0].bottom < layout.boxes[2].bottom


def test_corners_and_grounds() -> None:
    boxes = designed("a star in the top left corner, a moon in the upper right corner, a robot at the bottom")
    assert middle(boxes["a star"])[0] < 0.4
    assert middle(boxes["a moon"])[0] > 0.6
    assert max(middle(boxes["a star"])[1], middle(boxes["a moon"])[1]) < 0.4 < middle(boxes["a robot"])[1]
    behind = design("a small cat in the foreground and a house in the background")
    assert behind is not None
    assert [one.description for one in behind.boxes] == ["a house", "a small cat"]


def test_between_and_both() -> None:
    boxes = designed("a ball between the cat and a dog")
    assert middle(boxes["the cat"])[0] < middle(boxes["a ball"])[0] < middle(boxes["a dog"])[0]
    boxes = designed("a cat next to a dog and a star above them")
    assert boxes["a star"].bottom <= min(boxes["a cat"].top, boxes["a dog"].top) + 0.02


def test_sizes_are_heard() -> None:
    boxes = designed("a huge bear on the left and a tiny fox on the right")
    assert boxes["a huge bear"].width > 1.5 * boxes["a tiny fox"].width


def test_nothing_said_is_no_layout() -> None:
    assert design("") is None
    assert design(" . ") is None


PIECES = (
    "a cat", "a dog on the left", "a fox on the left", "a star above the cat", "a house behind it",
    "a ball in front of the dog", "two trees in the background", "a car at the bottom",
)  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(8)))[::1009])
def test_whatever_is_said_the_layout_is_sane(order: tuple[int, ...]) -> None:
    for count in range(1, 9):
        layout = design(", ".join(PIECES[n] for n in order[:count]))
        assert layout is not None
        assert faults(layout.boxes) == ()
        assert len(layout.boxes) >= count - 1


@pytest.mark.parametrize(
    "thing", [", a cat on the left" * 12, "; a cat behind it" * 9, " and a cat above it" * 9]
)
def test_many_in_one_place_still_find_room(thing: str) -> None:
    layout = design("a dog" + thing)
    assert layout is not None
    assert faults(layout.boxes) == ()
    assert len(layout.boxes) == 10


# Boxes from sketches.


def sketch() -> Image.Image:
    image = Image.new("RGB", (400, 300), (250, 248, 240))
    draw = ImageDraw.Draw(image)
    draw.ellipse((240, 60, 360, 180), fill=(220, 40, 40))
    draw.rectangle((40, 120, 160, 270), fill=(40, 60, 220))
    draw.rectangle((200, 250, 202, 252), fill="black")
    return image


def test_a_sketch_is_its_patches_of_colour() -> None:
    left, right = blobs(sketch())
    assert left.color[2] > 200 > left.color[0]
    assert right.color[0] > 200
    assert (left.left, left.top, left.width, left.height) == pytest.approx((0.1, 0.4, 0.3, 0.5), abs=0.03)
    assert (right.left, right.top, right.width, right.height) == pytest.approx((0.6, 0.2, 0.3, 0.4), abs=0.03)


def test_two_patches_of_one_colour_are_two() -> None:
    image = Image.new("RGB", (100, 100), "white")
    for x in (10, 60):
        image.paste("green", (x, 20, x + 25, 80))
    assert [round(blob.left, 1) for blob in blobs(image)] == [0.1, 0.6]


def test_an_empty_sketch_has_none() -> None:
    assert blobs(Image.new("RGB", (64, 64), "white")) == ()
    assert blobs(Image.new("RGB", (1, 1))) == ()


def test_patches_and_names_make_a_layout() -> None:
    layout = from_sketch(blobs(sketch()), ["a robot", "a sun"])
    assert [one.description for one in layout.boxes] == ["a robot", "a sun"]
    with pytest.raises(ValueError, match="the sketch has 2 patches, and 1 are named; name each one"):
        from_sketch(blobs(sketch()), ["a robot"])
