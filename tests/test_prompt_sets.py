"""Public prompt sets: what is asked about each prompt, what counts as right, what a small world paints."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from agent_fakes import FakeEyes, NumberedPainter
from fakes import FakePainter
from triptych.models.pocket.vocabulary import VOCABULARY

from benchmarks import compbench, dpg, geneval
from benchmarks.prompt_set import PromptSet
from benchmarks.prompted import Prompted, PromptFileError, Question, SmallWorld, answered

GENEVAL = [
    {"tag": "single_object", "include": [{"class": "bench", "count": 1}], "prompt": "a photo of a bench"},
    {
        "tag": "counting",
        "include": [{"class": "knife", "count": 2}],
        "exclude": [{"class": "knife", "count": 3}],
        "prompt": "a photo of two knives",
    },
    {
        "tag": "position",
        "include": [{"class": "cat", "count": 1}, {"class": "car", "count": 1, "position": ["below", 0]}],
        "prompt": "a photo of a car below a cat",
    },
    {
        "tag": "color_attr",
        "include": [
            {"class": "dog", "count": 1, "color": "red"},
            {"class": "boat", "count": 1, "color": "blue"},
        ],
        "prompt": "a photo of a red dog and a blue boat",
    },
]
DPG_HEAD = (
    "item_id,text,keywords,proposition_id,dependency,category_broad,category_detailed,"
    "tuple,question_natural_language"
)
DPG = f"""{DPG_HEAD}
0,a field,,1,0,entity,whole,entity - whole (cabbages),Are there cabbages?
0,a field,,2,1,attribute,color,"attribute - color (cabbages, green)","Are the cabbages green, all of them?"
0,a field,,3,"1,2",relation,spatial,relation,Are they in rows?
7,a dog,,1,0,entity,whole,entity,Is there a dog?
"""


def written(folder: Path, name: str, text: str) -> Path:
    """A file of a set."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def lines(*rows: object) -> str:
    """JSONL."""
    return "".join(json.dumps(row) + "\n" for row in rows)


def asked(one: Prompted) -> list[tuple[str, bool]]:
    """Questions and the right answers."""
    return [(question.text, question.expected) for question in one.questions]


def test_genevals_metadata_become_questions(tmp_path: Path) -> None:
    bench, knives, below, colors = geneval.read(written(tmp_path, "g.jsonl", lines(*GENEVAL)))
    assert asked(bench) == [("Is there a bench?", True)]
    assert asked(knives) == [("Are there two knives?", True), ("Are there three knives?", False)]
    assert asked(below)[-1] == ("Is the cat above the car?", True)
    assert asked(colors)[2:] == [("Is the dog red?", True), ("Is the boat blue?", True)]
    assert (below.category, below.nouns) == ("position", ("cat", "car"))
    assert [question.after for question in below.questions] == [(), (), (1, 0)]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"tag": "colors"}',
        '{"tag": "x", "prompt": "a", "include": [{"count": 1}]}',
        "[" * 9999,
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, "g.jsonl", lines(GENEVAL[0]) + line)
    with pytest.raises(PromptFileError, match="line 2"):
        geneval.read(path)


@pytest.mark.parametrize(
    ("file", "prompt", "questions", "nouns"),
    [
        (
            "color_val",
            "a green bench and a blue bowl",
            ["Is there a bench?", "Is the bench green?", "Is there a bowl?", "Is the bowl blue?"],
            ("bench", "bowl"),
        ),
        (
            "texture_val_seen",
            "a plastic toy and rubber boots",
            ["Is there a plastic toy?", "Are there rubber boots?"],
            ("toy", "boots"),
        ),
        ("numeracy_val", "two boys", ["Are there two boys?"], ("boys",)),
        (
            "spatial_val",
            "a girl on the left of a frog",
            ["Is there a girl?", "Is there a frog?", "Is the girl to the left of the frog?"],
            ("girl", "frog"),
        ),
        (
            "3d_spatial_val",
            "a dog in front of a desk",
            ["Is there a dog?", "Is there a desk?", "Is the dog in front of the desk?"],
            ("dog", "desk"),
        ),
        (
            "shape_val",
            "A small vase was placed on a round table.",
            ["Does the picture show this: A small vase was placed on a round table?"],
            (),
        ),
        ("non_spatial_val", "A man reads.", ["Does the picture show this: A man reads?"], ()),
    ],
)
def test_compbenchs_lines_become_questions(
    tmp_path: Path, file: str, prompt: str, questions: list[str], nouns: tuple[str, ...]
) -> None:
    (one,) = compbench.read(written(tmp_path, f"{file}.txt", f"{prompt}\n\n"))
    assert [question.text for question in one.questions] == questions
    assert one.nouns == nouns
    assert one.category == file.partition("_val")[0]


def test_a_folder_is_read_without_what_it_has_twice(tmp_path: Path) -> None:
    for name in ("color_val", "color_val_seen", "spatial_val", "complex_val", "complex_val_spatial"):
        written(tmp_path, f"{name}.txt", "a red dog\n")
    assert [one.category for one in compbench.read(tmp_path)] == ["color", "complex", "spatial"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(PromptFileError, match=r"color_val\.txt"):
        compbench.read(tmp_path / "empty")


def test_dpg_has_its_own_questions(tmp_path: Path) -> None:
    prompts = written(
        tmp_path,
        "p.jsonl",
        lines({"file": "0.txt", "prompt": "a field"}, {"file": "1.txt", "prompt": "unasked"}),
    )
    (field,) = dpg.read(prompts, written(tmp_path, "q.csv", DPG))
    assert [question.text for question in field.questions][1] == "Are the cabbages green, all of them?"
    assert [question.after for question in field.questions] == [(), (0,), (0, 1)]
    assert [len(one.questions) for one in dpg.read(prompts)] == [1, 1]


def test_dpg_prompts_may_be_a_folder(tmp_path: Path) -> None:
    written(tmp_path, "7.txt", "a dog\n")
    (dog,) = dpg.read(tmp_path, written(tmp_path, "q.csv", DPG))
    assert (dog.id, dog.prompt) == ("7", "a dog")


@pytest.mark.parametrize(
    ("prompts", "questions", "match"),
    [
        ('{"file": "0.txt"}', DPG, "line 1"),
        (lines({"file": "9.txt", "prompt": "x"}), DPG, "one set"),
        (lines({"file": "0.txt", "prompt": "x"}), "item_id,text\n0,x\n", "question_natural_language"),
        (lines({"file": "0.txt", "prompt": "x"}), f"{DPG_HEAD}\n0,x,,one,0,e,w,t,Is it?\n", "item 0"),
    ],
)
def test_wrong_dpg_files_are_refused(tmp_path: Path, prompts: str, questions: str, match: str) -> None:
    with pytest.raises(PromptFileError, match=match):
        dpg.read(written(tmp_path, "p.jsonl", prompts), written(tmp_path, "q.csv", questions))


def test_what_is_not_there_has_no_colour() -> None:
    one = Prompted(
        "1", "a red dog", "colors", (Question("Is there a dog?"), Question("Is it red?", after=(0,)))
    )
    assert answered(one, [0.9, 0.8]) == [True, True]
    assert answered(one, [0.1, 0.8]) == [False, False]
    assert answered(one, [0.9, 0.2]) == [True, False]


def test_scores_are_those_of_the_sets() -> None:
    one = Prompted("1", "", "", (Question("a"), Question("b", expected=False)))
    for probabilities, right in (([0.9, 0.2], [True, True]), ([0.9, 0.6], [True, False])):
        assert answered(one, probabilities) == right
        assert geneval.score(one, probabilities, right) == float(all(right))
        assert dpg.score(one, probabilities, right) == sum(right) / 2
    assert compbench.score(one, [0.9, 0.2], [True, True]) == pytest.approx(0.72)


@pytest.mark.parametrize(
    ("prompt", "nouns", "said"),
    [
        ("a photo of a red car", ("car",), "a red car in a meadow"),
        ("a photo of two bears", ("bear",), "two brown bears in a meadow"),
        ("a photo of a bench", ("bench",), None),
        ("a photo of a red car and a blue boat", ("car", "boat"), None),
        ("a photo of four dogs", ("dog",), None),
        ("a photo of a white cat", ("cat",), None),
        ("a brown dog and a red orange", ("dog", "orange"), None),
        ("a painting behind a balloon", ("painting", "balloon"), None),
        ("A man reads a map.", (), None),
    ],
)
def test_a_small_world_paints_what_is_in_it(prompt: str, nouns: tuple[str, ...], said: str | None) -> None:
    world = SmallWorld(VOCABULARY, FakePainter().settings)
    assert world.in_its_words(Prompted("1", prompt, "", (), nouns)) == said


def a_set(folder: Path, **options: object) -> PromptSet:
    """GenEval's four lines."""
    path = written(folder, "g.jsonl", lines(*GENEVAL))
    return PromptSet.model_validate({"kind": "geneval", "prompts": path, **options})


def of(answer: Callable[[str, int], bool]) -> FakeEyes:
    """A judge that is sure of itself; pictures have the numbers in which they were painted."""
    return FakeEyes(lambda question, numbers: 0.9 if answer(question, numbers[0]) else 0.1)


def test_a_set_is_painted_asked_and_counted(tmp_path: Path) -> None:
    painter, judge = NumberedPainter(vocabulary=None), of(lambda question, _: "three" not in question)
    table = a_set(tmp_path).measure(painter, judge)
    rows = {row.name: (row.value, row.n) for row in table.rows}
    assert rows["all prompts"] == (1.0, 4)
    assert rows["counting"] == (1.0, 1)
    assert rows["prompts in its world"] == (1.0, 4)
    assert table.about["eyes"] == "fake eyes"
    assert {row.judge for row in table.rows} == {"fake eyes", "its vocabulary"}
    assert len(table.details) == 4


def test_chance_is_the_picture_of_another_prompt(tmp_path: Path) -> None:
    painter = NumberedPainter(vocabulary=None)
    only_first = of(lambda question, picture: picture == 1 and "bench" in question)
    table = a_set(tmp_path).measure(painter, only_first)
    row = next(row for row in table.rows if row.name == "all prompts")
    assert (row.value, row.chance) == (0.25, 0.0)
    alone = a_set(tmp_path, n=1).measure(NumberedPainter(vocabulary=None), only_first)
    assert alone.rows[0].chance is None


def test_prompts_outside_of_a_small_world_are_counted_not_painted(tmp_path: Path) -> None:
    painter = NumberedPainter(vocabulary=VOCABULARY)
    table = a_set(tmp_path).measure(painter, of(lambda *_: True))
    assert [request.prompt for request in painter.requests] == [
        "a blue boat to the right of a red dog in a meadow"
    ]
    assert next(row.value for row in table.rows if row.name == "prompts in its world") == 0.25
    assert "3 of 4 prompts are not in its world and were not painted." in table.notes


def test_several_pictures_a_prompt_have_seeds_of_their_own(tmp_path: Path) -> None:
    painter = NumberedPainter(vocabulary=None)
    a_set(tmp_path, n=2, images=2).measure(painter, of(lambda *_: True))
    assert [(request.prompt[-9:], request.seed) for request in painter.requests] == [
        ("f a bench", 0),
        ("blue boat", 0),
        ("f a bench", 1),
        ("blue boat", 1),
    ]


def test_pictures_that_are_there_are_not_painted_again(tmp_path: Path) -> None:
    first, again = FakePainter(), FakePainter()
    judge = of(lambda *_: True)
    one = a_set(tmp_path, pictures=tmp_path / "pictures").measure(first, judge)
    other = a_set(tmp_path, pictures=tmp_path / "pictures").measure(again, judge)
    assert (len(first.requests), len(again.requests)) == (4, 0)
    assert one == other
    newer = FakePainter(revision="2")
    a_set(tmp_path, pictures=tmp_path / "pictures").measure(newer, judge)
    assert len(newer.requests) == 4


def test_dpg_without_its_questions_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, "p.jsonl", lines({"file": "0.txt", "prompt": "a field"}))
    table = PromptSet(kind="dpg", prompts=path).measure(FakePainter(), of(lambda *_: True))
    assert "no DPG scores" in table.notes[0]
    with pytest.raises(PromptFileError, match="does not exist"):
        PromptSet(kind="dpg", prompts=tmp_path / "none").measure(FakePainter(), of(lambda *_: True))


def test_kinds_of_questions_are_counted_where_a_set_has_them(tmp_path: Path) -> None:
    prompts = written(tmp_path, "p.jsonl", lines({"file": "0.txt", "prompt": "a field"}))
    one = PromptSet(kind="dpg", prompts=prompts, questions=written(tmp_path, "q.csv", DPG))
    table = one.measure(FakePainter(), of(lambda question, _: "green" not in question))
    rows = {row.name: row.value for row in table.rows}
    assert rows["all prompts"] == pytest.approx(1 / 3, abs=1e-4)
    assert (rows["questions of entity"], rows["questions of attribute"], rows["questions of relation"]) == (
        1,
        0,
        0,
    )
