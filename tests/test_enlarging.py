"""What asks for a larger picture, in six languages, and what does not."""

import pytest
from triptych.agent.languages.polyglot import Polyglot
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Moment, Seen
from triptych.agent.steps import steps_for
from triptych.models.image_model import Settings
from triptych.models.pocket.vocabulary import VOCABULARY

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=768, max_area=512 * 512, num_inference_steps=20, guidance_scale=3
)
PLANNER = Polyglot(Phrasebook(VOCABULARY))
FOX = "a red fox in the snow"


def situation(pictures: int = 2, uploads: int = 0, title: str = "") -> Situation:
    seen = tuple(Seen(id=f"i{n}", shows=FOX, turn="t1") for n in range(1, pictures + 1))
    ids = tuple(picture.id for picture in seen)
    texts = ("It snowed.",) * pictures if title else ()
    moments = (Moment(turn="t1", images=ids, made=ids, title=title, texts=texts),) if seen else ()
    came = tuple(Seen(id=f"i{pictures + n}", turn="t2") for n in range(1, uploads + 1))
    head = "t1" if seen else ""
    return Situation(SETTINGS, 2, seen=seen, uploads=came, moments=moments, head=head)


def asked(text: str, situation: Situation) -> Brief:
    return PLANNER.brief(text, situation)


@pytest.mark.parametrize(
    ("text", "factor", "ids"),
    [
        ("make it bigger", 2, ["i2"]),
        ("Can you make the picture twice as large, please?", 2, ["i2"]),
        ("enlarge the first one four times", 4, ["i1"]),
        ("i1 4x", 4, ["i1"]),
        ("make it 4×", 4, ["i2"]),
        ("upscale this image", 2, ["i2"]),
        ("scale it up 2x", 2, ["i2"]),
        ("double the resolution", 2, ["i2"]),
        ("I want it at print quality", 4, ["i2"]),
        ("for printing at 300 dpi", 4, ["i2"]),
        ("a high-res version of it", 4, ["i2"]),
        ("make them twice as large", 2, ["i1", "i2"]),
        ("mach das Bild doppelt so groß", 2, ["i2"]),
        ("vergrößere es", 2, ["i2"]),
        ("bitte in Druckqualität", 4, ["i2"]),
        ("hazla el doble de grande", 2, ["i2"]),
        ("amplía la primera imagen", 2, ["i1"]),
        ("en calidad de impresión", 4, ["i2"]),
        ("rends-la deux fois plus grande", 2, ["i2"]),
        ("agrandis l'image", 2, ["i2"]),
        ("en qualité d’impression", 4, ["i2"]),
        ("把图片放大", 2, ["i2"]),
        ("第一张图放大四倍", 4, ["i1"]),
        ("打印质量", 4, ["i2"]),
        ("この絵を4倍に拡大してください", 4, ["i2"]),
        ("もっと大きくして", 2, ["i2"]),
        ("印刷品質で", 4, ["i2"]),
    ],
)
def test_a_larger_picture_of_the_same(text: str, factor: int, ids: list[str]) -> None:
    brief = asked(text, situation())
    assert (brief.task, brief.operation, brief.factor) == ("upscale", "edit", factor)
    assert [use.id for use in brief.images] == ids
    assert [output.shows for output in brief.outputs] == [FOX] * len(ids)
    calls = [(step.tool, step.arguments) for step in steps_for(brief, seed=3)]
    assert calls == [("upscale", {"image": id, "factor": factor}) for id in ids]


@pytest.mark.parametrize(
    "text",
    [
        "make the fox bigger",
        "draw a big house",
        "a fox twice as large as a house",
        "two more pictures of it",
        "make it four pages",
        "a poster of a fox",
    ],
)
def test_what_is_larger_in_a_picture_is_another_matter(text: str) -> None:
    assert asked(text, situation()).task != "upscale"


def test_uploads_are_enlarged_each_by_itself() -> None:
    brief = asked("make these four times as large", situation(0, uploads=2))
    assert [output.source for output in brief.outputs] == ["i1", "i2"]
    assert [step.arguments["image"] for step in steps_for(brief, seed=None)] == ["i1", "i2"]


def test_a_page_of_a_book_is_enlarged_in_its_place_and_the_book_is_print_ready_already() -> None:
    book = situation(3, title="Snow")
    page = asked("page 2 at print quality", book)
    assert (page.title, page.keeps) == ("Snow", ("i1", "i2", "i3"))
    assert [step.tool for step in steps_for(page, seed=1)] == ["upscale", "book"]
    assert "300 dots an inch already" in asked("make the whole book print quality", book).answer


def test_nothing_can_be_enlarged_before_there_is_a_picture() -> None:
    assert "There is no picture yet" in asked("make it bigger", situation(0)).answer
