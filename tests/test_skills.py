"""The skills benchmark counts rightly: a painter that paints the truth is right, one that does not is not."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

import pytest
from PIL import Image
from triptych.models.image_model import Ability, ImageRequest, Painting, Settings, Step
from triptych.models.pocket.words import NOUNS
from triptych.models.pocket.world import Character, Scene
from triptych.models.vocabulary import Vocabulary

from benchmarks.cases import SIZE, Case, Skill, mixed, recolor, same_character, solo
from benchmarks.examiner.attributes import truth
from benchmarks.examiner.examiner import Examiner
from benchmarks.painting import contact_sheet, painted, rendered
from benchmarks.results import measure
from benchmarks.scoring import PASSED, SKILLS, chance, score, swap, verdict
from benchmarks.wilson import Share

CAT, ROBOT = Character(kind="cat", color="red"), Character(kind="robot", color="green")
SETTINGS = Settings(
    side=256, multiple_of=32, max_side=512, max_area=1 << 18, num_inference_steps=4, guidance_scale=1
)


@dataclass
class TruePainter:
    """Paints the right picture of each case, which it knows by prompt and seed."""

    cases: tuple[Case, ...]
    name: str = "true"
    revision: str = "1"
    max_references: int = 1
    vocabulary: Vocabulary | None = None
    abilities: frozenset[Ability] = frozenset()
    settings: Settings = SETTINGS
    requests: list[ImageRequest] = field(default_factory=list)

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        self.requests.append(request)
        case = next(c for c in self.cases if (c.prompt, c.seed) == (request.prompt, request.seed))
        picture = case.scene.picture(request.width, request.height)
        yield Step(1, 1, lambda: picture)
        yield Painting(picture, {})


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return Examiner.load()


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)]
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    assert Share(hits, n).interval() == pytest.approx((low, high), abs=1e-4)


def test_wilson_of_nothing_is_everything() -> None:
    assert Share(0, 0).interval() == (0.0, 1.0)


@pytest.mark.parametrize("make", [mixed, same_character])
def test_a_true_painter_reaches_the_upper_bound(examiner: Examiner, make: Callable[[int], Skill]) -> None:
    skill = make(24)
    painter = TruePainter(skill.cases)
    result = measure(skill, painted(painter, skill, SETTINGS), examiner)
    assert result.model == result.renders
    assert result.model[PASSED].value >= 0.8
    assert result.model["place"].value >= 0.95
    assert result.chance[PASSED].value < 0.1
    assert [request.num_inference_steps for request in painter.requests] == [4] * 24


def test_a_painter_of_other_pictures_fails(examiner: Examiner) -> None:
    skill = solo(20)
    pictures = list(rendered(skill))
    shares = score(skill, examiner.read(pictures[1:] + pictures[:1]))
    assert shares[PASSED].hits <= 1
    assert shares["color"].value < 0.5


def test_references_show_the_looks_and_prompts_do_not() -> None:
    for case in same_character(50).cases:
        assert case.reference is not None
        person = case.scene.characters[0]
        assert case.reference.characters[0].color == person.color
        assert case.reference.place != case.scene.place
        assert not any(f"{person.color} {noun}" in case.prompt.lower() for noun in NOUNS[person.kind])
        assert len(case.request(SETTINGS).references) == 1


def test_a_recolored_picture_differs_in_colour_only() -> None:
    for case in recolor(50).cases:
        assert case.reference is not None
        before, after = truth(case.reference), truth(case.scene)
        assert {name for name in before if before[name] != after[name]} == {"color"}


def test_cases_are_the_same_each_time_and_grow_at_the_end() -> None:
    assert mixed(20).cases == mixed(30).cases[:20]
    assert len({case.prompt for case in mixed(200).cases}) > 190


def test_sides_count_where_they_are_said() -> None:
    scene = Scene(place="room", characters=(CAT, ROBOT))
    mirrored = truth(scene.model_copy(update={"characters": (ROBOT, CAT)}))
    asked = {name: answer for name, answer in truth(scene).items() if not name.startswith("facing")}
    said = Case("a red cat to the left of a green robot in a room", scene, asked)
    unsaid = Case("a red cat and a green robot in a room", scene, asked, sides=False)
    assert not verdict(said, mirrored)["kind"]
    assert all(verdict(unsaid, mirrored).values())


def test_swap_swaps_the_characters_only() -> None:
    reading = truth(Scene(place="room", characters=(CAT, ROBOT)))
    swapped = swap(reading)
    assert (swapped["kind"], swapped["color_2"], swapped["place"]) == ("robot", "red", "room")
    assert swap(swapped) == reading


def test_what_is_not_seen_is_wrong() -> None:
    case = Case("a red cat", Scene(place="meadow", characters=(CAT,)), {"kind": "cat", "color": "red"})
    assert verdict(case, {"place": "meadow", "figures": "0"}) == {"kind": False, "color": False}


def test_chance_is_the_agreement_with_other_prompts() -> None:
    scene = Scene(place="meadow", characters=(CAT,))
    same = Skill("same", tuple(Case("a red cat", scene, {"kind": "cat"}) for _ in range(5)))
    assert chance(same)["kind"].value == 1.0
    assert 0.05 < chance(solo(200))["color"].value < 0.2


def test_rows_say_what_to_compare_with(examiner: Examiner) -> None:
    skill = solo(8)
    rows = {row.name: row for row in measure(skill, rendered(skill), examiner).rows(main=(PASSED,))}
    assert [name for name, row in rows.items() if row.main] == [PASSED]
    place = rows["place"]
    assert (place.part, place.n, place.judge) == ("one character in a place", 8, "examiner")
    assert place.low <= place.value <= place.high
    assert place.chance is not None
    assert set(place.beside) == {"renders"}


def test_a_skill_is_had_where_all_of_its_sort_is_right() -> None:
    asked = {"kind": "cat", "thing": "star", "color": "red"}
    case = Case("a red cat and a star", Scene(place="meadow", characters=(CAT,)), asked)
    scores = score(Skill("one", (case, case)), [asked, asked | {"thing": "ball"}])
    assert (scores["objects"], scores["looks"]) == (Share(1, 2), Share(2, 2))
    assert set(SKILLS) & set(scores.shares) == {"objects", "looks"}


def test_one_case_has_no_chance(examiner: Examiner) -> None:
    skill = solo(1)
    assert all(row.chance is None for row in measure(skill, rendered(skill), examiner).rows())


def test_contact_sheet_shows_every_picture() -> None:
    colors = ["red", "green", "blue", "white", "black", "gray", "teal"]
    sheet = contact_sheet([Image.new("RGB", (SIZE, SIZE), c) for c in colors], [f"a {c} cat" for c in colors])
    assert sheet.size == (6 * 192, 2 * (192 + 52))
    assert sheet.getpixel((96, 96)) == (255, 0, 0)
    assert sheet.getpixel((96, 192 + 52 + 96)) == (0, 128, 128)
