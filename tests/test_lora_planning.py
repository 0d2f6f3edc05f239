"""LoRAs in conversation: named, wished for, refused by name, carried through every step; and lessons."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import FakeEyes, NumberedPainter, checked, pictures
from fakes import SETTINGS
from planner_fakes import OneFox, ScriptedModel, white
from triptych.agent.events import ApprovalAsked, Replied
from triptych.agent.language_planner import LanguagePlanner
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.session import Project
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Lesson, Moment, Seen
from triptych.agent.steps import steps_for
from triptych.models.image_model import Ability
from triptych.models.lora_recipe import Recipe
from triptych.models.pocket.vocabulary import VOCABULARY

ABLE: frozenset[Ability] = frozenset({"regions", "adapters"})
LORAS = ("ink", "sketchy", "storyboard")


def ask(text: str, *, loras: Sequence[str] = LORAS, knows_all: bool = False, **more: Any) -> Brief:
    situation = Situation(SETTINGS, 2, abilities=ABLE, adapters=tuple(loras), **more)
    return Phrasebook(None if knows_all else VOCABULARY).brief(text, situation)


# Named


@pytest.mark.parametrize(
    ("text", "loras", "prompt"),
    [
        ("a fox in the snow in my storyboard style", ("storyboard",), "an orange fox in the snow"),
        ("a fox with the LoRA ink:0.5 in the snow", ("ink:0.5",), "an orange fox in the snow"),
        ("with the LoRAs ink and sketchy:0.2, a fox", ("ink", "sketchy:0.2"), "an orange fox in a meadow"),
        ("a fox, using sketchy:0.3", ("sketchy:0.3",), "an orange fox in a meadow"),
        ("a fox in my ink style", ("ink",), "an orange fox in a meadow"),
        ("a fox in the ink style", (), "an orange fox in a meadow, ink drawing"),
        ("a fox in ink", (), "an orange fox in a meadow, ink drawing"),
        (
            "a cat with the LoRA ink and a dog",
            ("ink",),
            "an orange cat and a brown dog together in a meadow",
        ),
    ],
)
def test_a_lora_is_taken_out_of_the_text(text: str, loras: tuple[str, ...], prompt: str) -> None:
    brief = ask(text)
    assert brief.adapters == loras
    assert [output.prompt for output in brief.outputs] == [prompt]


def test_a_painter_of_all_words_does_not_read_the_name_either() -> None:
    brief = ask("a knight in my storyboard style fights a dragon", knows_all=True)
    assert (brief.adapters, brief.outputs[0].prompt) == (("storyboard",), "a knight fights a dragon")


@pytest.mark.parametrize(
    "text", ["a fox with the LoRA comic", "a fox in my comic style", "a fox, with comic:0.5"]
)
def test_an_unknown_name_is_answered_with_those_there_are(text: str) -> None:
    brief = ask(text)
    assert brief.operation == "clarify"
    assert brief.answer == "There is no LoRA “comic” in this project. Its LoRAs are ink, sketchy, storyboard."


def test_without_any_it_is_said_how_one_is_taught() -> None:
    brief = ask("a fox with the LoRA comic", loras=())
    assert "nor any other" in brief.answer
    assert ask(brief.answer.split("“")[-1].split("”")[0], loras=()).operation == "teach"


# Wished for


def test_a_lora_that_is_wished_for_stands_and_is_no_word_for_a_picture() -> None:
    wished = ask("from now on in my ink style")
    assert wished.wishes == ("with the LoRA ink",)
    later = ask("a fox", wishes=wished.wishes)
    assert (later.adapters, later.outputs[0].prompt) == (("ink",), "an orange fox in a meadow")
    assert ask("a fox", wishes=wished.wishes, knows_all=True).outputs[0].prompt == "a fox"


def test_a_lora_and_a_style_can_be_wished_for_at_once() -> None:
    brief = ask("from now on in pastel with the LoRA ink: draw a fox")
    assert (brief.adapters, brief.outputs[0].prompt) == (
        ("ink",),
        "an orange fox in a meadow, in pastel colours",
    )


def test_now_comes_before_from_now_on() -> None:
    standing = ("with the LoRA ink",)
    assert ask("a fox with the LoRA sketchy", wishes=standing).adapters == ("sketchy",)
    assert ask("a fox without the LoRA", wishes=standing).adapters == ()
    assert ask("a fox without the LoRA", wishes=standing).wishes == standing


def test_a_later_wish_takes_the_place_and_stop_ends_it() -> None:
    standing = ("in pastel", "with the LoRA ink")
    assert ask("from now on with the LoRA sketchy", wishes=standing).wishes == (
        "in pastel",
        "with the LoRA sketchy",
    )
    assert ask("stop using the LoRA ink", wishes=standing).wishes == ("in pastel",)


def test_trying_again_keeps_the_loras() -> None:
    last = ask("a fox with the LoRA ink")
    seen = (Seen(id="i1", shows=last.outputs[0].shows, turn="t1"),)
    moments = (Moment(turn="t1", images=("i1",), made=("i1",)),)
    assert ask("try again", seen=seen, moments=moments, head="t1", last=last).adapters == ("ink",)


# In every step


@pytest.mark.parametrize(
    "text",
    [
        "four pictures of a fox with the LoRA ink",
        "two pictures: a cat on the beach and a dog in the city, with the LoRA ink",
        "a picture book about a fox with the LoRA ink",
        "a fox at the top left and a cat at the bottom right, with the LoRA ink",
    ],
)
def test_every_painting_step_gets_them(text: str) -> None:
    steps = steps_for(ask(text), 1, ABLE)
    painting = [step for step in steps if step.outputs]
    assert painting
    assert all(step.arguments["adapters"] == ["ink"] for step in painting)
    assert all("adapters" not in step.arguments for step in steps if step.tool == "book")


def test_an_edit_gets_them() -> None:
    seen = (Seen(id="i1", shows="a cat wearing a blue hat in the snow"),)
    brief = ask("make the hat red with the LoRA ink", seen=seen)
    assert [(step.tool, step.arguments["adapters"]) for step in steps_for(brief, 1)] == [("edit", ["ink"])]


def test_a_correction_is_painted_with_them(tmp_path: Path) -> None:
    brief = pictures("a fox", checks=[checked("Is there a fox?", "add a fox")], adapters=("ink",))
    eyes = FakeEyes(lambda _, numbers: 0.1 if numbers == (1,) else 0.99)
    painter = NumberedPainter(abilities=frozenset({"adapters"}))

    class Planned:
        def brief(self, text: str, situation: Situation) -> Brief:
            assert text
            assert situation.adapters == ("ink",)
            return brief

        def plan(self, brief: Brief, situation: Situation, seed: int | None) -> Any:
            return Phrasebook(VOCABULARY).plan(brief, situation, seed)

    with Project(tmp_path, painter, planner=Planned(), eyes=eyes) as project:
        (tmp_path / "adapters").mkdir()
        (tmp_path / "adapters" / "ink.safetensors").write_bytes(b"any")
        list(project.session().say("a fox"))
        calls = [record.call for record in project.store.records()]
    assert [call["tool"] for call in calls if call] == ["generate", "refine"]
    assert all(call["arguments"]["adapters"] == ["ink"] for call in calls if call)
    assert all(request.adapters[0].name == "ink" for request in painter.requests)


# Language models


def planned(
    draft: dict[str, Any], *more: dict[str, Any], wishes: tuple[str, ...] = ()
) -> tuple[Brief, ScriptedModel]:
    model = ScriptedModel([draft, *more])
    situation = Situation(
        SETTINGS,
        2,
        abilities=ABLE,
        adapters=LORAS,
        wishes=wishes,
        seen=tuple(Seen(id=f"i{n}") for n in range(1, 11)),
    )
    return LanguagePlanner(model, OneFox(), white).brief("…", situation), model


FOX: dict[str, Any] = {"operation": "generate", "outputs": [{"prompt": "a red fox"}]}


def test_a_language_model_reads_the_names_and_chooses_among_them() -> None:
    brief, model = planned({**FOX, "adapters": ["ink:0.5"]})
    assert brief.adapters == ("ink:0.5",)
    assert "ink, sketchy, storyboard" in model.prompts[0]


def test_a_name_that_a_model_made_up_goes_back_to_it() -> None:
    brief, model = planned({**FOX, "adapters": ["comic"]}, FOX)
    assert "there is no LoRA 'comic'; the project's LoRAs are ink, sketchy, storyboard" in model.prompts[1]
    assert brief.adapters == ()


def test_what_is_wished_for_holds_with_a_language_model_too() -> None:
    assert planned(FOX, wishes=("with the LoRA ink:0.5",))[0].adapters == ("ink:0.5",)
    wished = {**FOX, "new_wishes": ["with the LoRA sketchy"]}
    assert planned(wished, wishes=("with the LoRA ink:0.5",))[0].adapters == ("sketchy",)


def test_a_language_model_plans_a_lesson() -> None:
    sets = [[f"i{n}", f"i{n + 1}"] for n in range(1, 11, 2)]
    brief, _ = planned({"operation": "teach", "lesson": {"adapter": "pale", "sets": sets}})
    assert (brief.task, brief.lesson) == ("teach", Lesson(adapter="pale", sets=tuple(map(tuple, sets))))


@pytest.mark.parametrize(
    ("lesson", "words"),
    [
        (None, "teach needs a lesson"),
        ({"adapter": "ink", "folder": "sets/"}, "cannot be called 'ink'"),
        ({"adapter": "pale", "sets": [["i1", "i2"]]}, "1 sets cannot be learnt from; give 5 to 100"),
        ({"adapter": "pale", "sets": [["i1", "i99"]] * 5}, "there is no picture 'i99'"),
        ({"adapter": "pale"}, "with either sets or a folder"),
    ],
)
def test_a_lesson_that_cannot_be_given_goes_back_to_the_model(lesson: Any, words: str) -> None:
    _, model = planned({"operation": "teach", "lesson": lesson}, FOX)
    assert words in model.prompts[1]


# Lessons

SEEN = tuple(Seen(id=f"i{n}", shows="an orange fox", turn=f"t{n}") for n in range(1, 15))
PAIRS = tuple((f"i{n}", f"i{n + 1}") for n in range(3, 12, 2))


@pytest.mark.parametrize(
    ("text", "lesson"),
    [
        ("learn a style called watery from the folder sets/", Lesson(adapter="watery", folder="sets/")),
        ("Please learn the relation twins from my/sets.", Lesson(adapter="twins", folder="my/sets")),
        ("train a LoRA called “fine” from the folder “my sets”", Lesson(adapter="fine", folder="my sets")),
        ("teach yourself a style called rough from pictures 3 to 12", Lesson(adapter="rough", sets=PAIRS)),
        ("learn a look named rough from i3-i12 in pairs", Lesson(adapter="rough", sets=PAIRS)),
    ],
)
def test_a_lesson_is_planned(text: str, lesson: Lesson) -> None:
    brief = ask(text, seen=SEEN)
    assert (brief.task, brief.operation, brief.lesson) == ("teach", "teach", lesson)
    (step,) = steps_for(brief, 1, ABLE)
    assert (step.tool, step.outputs) == ("teach", ())
    assert step.call({}).name == "teach"


def test_pictures_that_were_made_together_are_a_set() -> None:
    threes = tuple(tuple(f"i{n + m}" for m in range(3)) for n in range(1, 14, 3))
    moments = tuple(Moment(turn=f"t{n}", made=made) for n, made in enumerate(threes))
    seen = tuple(Seen(id=f"i{n}", shows="a fox") for n in range(1, 16))
    brief = ask("learn a style called rough from all the pictures", seen=seen, moments=moments)
    assert brief.lesson == Lesson(adapter="rough", sets=threes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("learn a style from the folder sets/", "What shall it be called?"),
        ("learn a style called pale", "What shall I learn it from?"),
        ("learn a style called ink from sets/", "There is a LoRA “ink” in this project already"),
        ("learn a style called pale from pictures 1 to 40", "There is no picture i15 here"),
        ("learn a style called pale from pictures 1 to 6", "6 pictures in sets of 2 are 3"),
        ("learn a style called pale from pictures 1 to 11", "11 pictures do not make whole sets of 2"),
    ],
)
def test_a_lesson_that_cannot_be_given_is_asked_about(text: str, words: str) -> None:
    brief = ask(text, seen=SEEN)
    assert brief.operation == "clarify"
    assert words in brief.answer


def test_learning_to_draw_is_no_lesson() -> None:
    assert ask("learn to draw a cat").operation == "generate"


def test_a_lesson_waits_for_the_user_with_its_price(tmp_path: Path) -> None:
    painter = NumberedPainter(abilities=frozenset({"adapters"}))
    with Project(tmp_path, painter, eyes=FakeEyes(lambda *_: 1.0)) as project:
        session = project.session()
        *_, asked = session.say("learn a style called pale from the folder sets/")
        assert isinstance(asked, ApprovalAsked)
        pictures_worth = Recipe.for_world(small=True).in_pictures(4, SETTINGS)
        each = asked.plan.estimate.seconds / pictures_worth
        assert each == pytest.approx(0.6, abs=0.01)  # what a picture is taken to cost before the first
        assert asked.reasons == (f"teaching takes about {round(0.6 * pictures_worth / 60):,} min",)
        *_, replied = session.approve()
    assert isinstance(replied, Replied)
    assert "there is no folder 'sets/' in the project or where Triptych was started" in replied.text
    assert not painter.requests


def test_the_price_is_that_of_the_passes() -> None:
    recipe = Recipe(steps=100, batch=4)
    assert recipe.in_pictures(2, SETTINGS.model_copy(update={"num_inference_steps": 4})) == 600
    guided = SETTINGS.model_copy(update={"num_inference_steps": 20, "guidance_scale": 3.0})
    assert recipe.in_pictures(2, guided) == 60
