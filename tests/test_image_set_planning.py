"""Image sets as the agent plans and makes them: what is a set, one step for it, each picture judged alone."""

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import FakeEyes, FakePlanner, PanelPainter, WordyPainter, book, checked, pictures
from fakes import SETTINGS
from phrasebook_fakes import prompts
from planner_fakes import OneFox, ScriptedModel, white
from triptych.agent.checks import identity_check
from triptych.agent.estimate import at_most
from triptych.agent.events import Judged, PictureReady, Progress, Replied
from triptych.agent.language_planner import LanguagePlanner
from triptych.agent.limits import Limits
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.plan_check import problem_with
from triptych.agent.plan_edits import only, text_of, with_text
from triptych.agent.prepare import prepared
from triptych.agent.session import Project
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Moment, Output, Plan, Seen, Step
from triptych.agent.steps import MOST_IN_A_SET, steps_for
from triptych.models.image_model import Ability, ImageRequest, Painting
from triptych.models.image_model import Step as PaintStep
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.models.questions import SAME_CHARACTER
from triptych.tools.assets import Store

REGIONS: frozenset[Ability] = frozenset({"regions"})
RED = checked("Is the fox red?", "make the fox red")
THERE = checked("Is there a fox?")
Script = Callable[[str, tuple[int, ...]], float]


def a_set(*places: str, **more: Any) -> Brief:
    """A set of a red fox in these places, whose pictures are compared with the first."""
    brief = pictures(*(f"a red fox {place}" for place in places), shared="a red fox", **more)
    compared = (
        output.model_copy(update={"checks": (*output.checks, identity_check("picture:1"))})
        for output in brief.outputs[1:]
    )
    return brief.model_copy(update={"outputs": (brief.outputs[0], *compared)})


THREE = a_set("in the snow", "on the beach", "at night", checks=[THERE])


class Told:
    """What one turn told, and what was painted for it."""

    def __init__(self, folder: Path, brief: Brief, p: Script | None = None, **limits: Any) -> None:
        self.painter = PanelPainter()
        with Project(
            folder,
            self.painter,
            planner=FakePlanner({"go": brief}),
            eyes=FakeEyes(p) if p else None,
            limits=Limits(**limits),
        ) as project:
            self.events = list(project.session().say("go", seed=3))
            self.turn = project.session().turns()[-1]
            self.records = project.store.records()

    @property
    def reply(self) -> Replied:
        assert isinstance(self.events[-1], Replied)
        return self.events[-1]

    @property
    def calls(self) -> list[tuple[str, tuple[str, ...]]]:
        return [((record.call or {})["tool"], record.parents) for record in self.records]


# One step for all pictures that go together.


def test_pictures_that_share_something_are_one_step_for_a_painter_of_regions() -> None:
    brief = THREE.model_copy(update={"size": (256, 192)})
    (step,) = steps_for(brief, 7, REGIONS)
    assert step == Step(
        tool="image_set",
        arguments={
            "prompt": "a red fox",
            "prompts": ["a red fox in the snow", "a red fox on the beach", "a red fox at night"],
            "width": 256,
            "height": 192,
            "seed": 7,
        },
        outputs=("picture:1", "picture:2", "picture:3"),
    )


@pytest.mark.parametrize(
    ("brief", "abilities"),
    [
        (THREE, frozenset()),
        (THREE, frozenset({"canvas", "adapters"})),
        (pictures("a fox", "a cat"), REGIONS),
        (a_set("in the snow"), REGIONS),
        (a_set(*["in the snow"] * (MOST_IN_A_SET + 1)), REGIONS),
        (book(3), REGIONS),
    ],
    ids=["no regions", "other abilities", "nothing shared", "one picture", "too many", "a book"],
)
def test_all_others_are_planned_as_before(brief: Brief, abilities: frozenset[Ability]) -> None:
    steps = steps_for(brief, 7, abilities)
    assert "image_set" not in {step.tool for step in steps}
    assert steps == steps_for(brief.model_copy(update={"shared": ""}), 7)


def test_a_set_stays_one_step_with_a_seed_and_the_next_step_goes_on_counting() -> None:
    (step,) = steps_for(THREE, None, REGIONS)
    after = Step(tool="edit", arguments={"image": "picture:2", "instruction": "x"}, outputs=("picture:4",))
    plan = prepared(Plan(steps=(step, after)), 9)
    assert [one.arguments["seed"] for one in plan.steps] == [9, 12]
    assert plan.outputs == ("picture:1", "picture:2", "picture:3", "picture:4")


@pytest.mark.parametrize(
    ("outputs", "words"),
    [
        (("picture:1", "picture:2", "picture:3"), ""),
        (("picture:1", "picture:2"), "one picture for each prompt"),
        (("picture:1", "picture:2", "picture:2"), "one picture for each prompt"),
        (("picture:1", "picture:2", "picture:9"), "fills 'picture:9'"),
    ],
)
def test_a_set_fills_an_output_for_each_prompt(tmp_path: Path, outputs: tuple[str, ...], words: str) -> None:
    (step,) = prepared(Plan(steps=steps_for(THREE, 1, REGIONS)), 1).steps
    plan = Plan(steps=(step.model_copy(update={"outputs": outputs}),))
    problem = problem_with(plan, THREE, Store(tmp_path))
    assert words in problem
    assert bool(problem) == bool(words)


def test_the_estimate_counts_the_pictures_of_a_set() -> None:
    plan = Plan(steps=steps_for(THREE, 1, REGIONS))
    assert at_most(plan, THREE, Limits(), 2.0, judged=False).pictures == 3
    judged = at_most(plan, THREE, Limits(drafts=2), 2.0, judged=True)
    assert (judged.pictures, judged.seconds, judged.calls) == (6, 12.0, 10)


def test_each_picture_of_a_set_can_be_told_something_else() -> None:
    plan = Plan(steps=steps_for(THREE, 1, REGIONS))
    assert text_of(plan.steps[0]) == "a red fox in the snow; a red fox on the beach; a red fox at night"
    edited = with_text(plan, 1, "a red fox in the snow; a cat; a red fox in a room")
    assert edited.steps[0].arguments["prompts"] == ["a red fox in the snow", "a cat", "a red fox in a room"]
    assert only(plan, {1}) == plan


# The whole way through the graph.


def test_a_set_fills_all_its_pictures_and_tells_each(tmp_path: Path) -> None:
    told = Told(tmp_path, THREE)
    assert told.turn.filled == {"picture:1": "i1", "picture:2": "i2", "picture:3": "i3"}
    assert told.reply.images == ("i1", "i2", "i3")
    assert len(told.painter.finished) == 1, "one canvas"
    ready = [
        (event.picture, event.of, event.shows) for event in told.events if isinstance(event, PictureReady)
    ]
    assert ready == [(n, 3, output.shows) for n, output in enumerate(THREE.outputs, start=1)]
    assert {event.picture for event in told.events if isinstance(event, Progress)} == {1, 2, 3}


def test_what_a_picture_costs_is_learned_by_the_picture(tmp_path: Path) -> None:
    with Project(tmp_path, PanelPainter(pause=0.1), planner=FakePlanner({"go": THREE})) as project:
        list(project.session().say("go"))
    ((number, mean),) = json.loads((tmp_path / "costs.json").read_text()).values()
    assert number == 1
    assert 0.1 < mean < 0.3, "a third of the canvas"


def test_only_the_picture_that_failed_is_painted_again_with_the_looks_of_the_first(tmp_path: Path) -> None:
    told = Told(tmp_path, THREE, lambda _, numbers: 0.1 if numbers[-1] == 2 else 0.99)
    assert told.reply.images == ("i1", "i4", "i3")
    assert told.calls[3] == ("compose", ("i1",))
    assert told.painter.requests[-1].prompt == "a red fox on the beach"
    assert (told.records[3].width, told.records[3].height) == (told.records[1].width, told.records[1].height)
    judged = [(e.picture, e.critique.image) for e in told.events if isinstance(e, Judged)]
    assert judged == [(1, "i1"), (2, "i2"), (3, "i3"), (2, "i4")]


def test_the_first_picture_keeps_the_looks_of_the_others(tmp_path: Path) -> None:
    told = Told(tmp_path, THREE, lambda _, numbers: 0.1 if numbers == (1,) else 0.99)
    assert told.reply.images == ("i4", "i2", "i3")
    assert told.calls[3] == ("compose", ("i2",))


def test_a_set_that_nobody_compares_is_drafted_anew_from_words(tmp_path: Path) -> None:
    brief = pictures("a house in spring", "a house in winter", shared="a house", checks=[THERE])
    told = Told(tmp_path, brief, lambda _, numbers: 0.1 if numbers == (2,) else 0.99)
    assert told.calls == [("image_set", ()), ("image_set", ()), ("generate", ())]
    assert told.reply.images == ("i1", "i3")


def test_advice_refines_the_flawed_picture_of_a_set(tmp_path: Path) -> None:
    brief = a_set("in the snow", "on the beach", checks=[RED])
    told = Told(tmp_path, brief, lambda _, numbers: 0.1 if numbers[-1] == 2 else 0.99)
    assert told.calls[2] == ("refine", ("i2",))
    assert told.reply.images == ("i1", "i3")


def test_several_flawed_pictures_are_each_corrected_once_more_at_most(tmp_path: Path) -> None:
    told = Told(tmp_path, THREE, lambda _, numbers: 0.1 if len(numbers) == 1 else 0.99, drafts=2)
    assert [tool for tool, _ in told.calls] == ["image_set"] * 3 + ["compose"] * 3
    assert told.turn.filled.keys() == {"picture:1", "picture:2", "picture:3"}


@dataclass
class Breaking(PanelPainter):
    """Breaks once, when it begins its second canvas."""

    broken: bool = False

    def paint(self, request: ImageRequest) -> Generator[PaintStep | Painting, None, None]:
        if self.finished and not self.broken:
            self.broken = True
            raise RuntimeError("the brush broke")
        yield from super().paint(request)


def test_a_set_that_was_cut_off_paints_only_what_was_not_there(tmp_path: Path) -> None:
    brief = a_set("in the snow", "on the beach", "at night", "in a room", "in the city", "in the desert")
    painter = Breaking()
    with Project(tmp_path, painter, planner=FakePlanner({"go": brief})) as project:
        session = project.session()
        with pytest.raises(RuntimeError, match="brush"):
            list(session.say("go", seed=3))
        there = len(project.store.records())
        assert 0 < there < 6
        list(session.resume())
        assert len(session.turns()[-1].images) == len(project.store.records()) == 6
    assert len(painter.finished) == 2, "each canvas once"


def test_a_set_that_is_stopped_keeps_what_is_finished(tmp_path: Path) -> None:
    brief = a_set("in the snow", "on the beach", "at night", "in a room", "in the city", "in the desert")
    with Project(tmp_path, PanelPainter(), planner=FakePlanner({"go": brief})) as project:
        session = project.session()
        events = session.say("go", seed=3)
        for event in events:
            if isinstance(event, PictureReady):
                session.cancel()
        turn = session.turns()[-1]
    assert isinstance(event, Replied)
    assert event.outcome == "stopped"
    assert 0 < len(turn.images) < 6


# What the phrasebook takes for a set.


def ask(text: str, *, able: bool = True, knows_all: bool = False) -> Brief:
    planner = Phrasebook(None if knows_all else VOCABULARY)
    return planner.brief(text, Situation(SETTINGS, 2, abilities=REGIONS if able else frozenset()))


@pytest.mark.parametrize(
    ("text", "shared", "count"),
    [
        ("four seasons of the same house", "a red house", 4),
        (
            "a blue robot with a hat in the city, in the desert and at night",
            "a blue robot wearing a red hat",
            3,
        ),
        ("a red fox in the snow, and the same fox with a blue cat on the beach", "a red fox", 2),
        ("a cat in four styles", "an orange cat", 4),
        ("four panels of a dog finding a ball", "a brown dog", 4),
        ("a storyboard about a bear", "a brown bear", 4),
        ("growth stages of a pink flower", "a pink flower", 4),
        ("the same bear with a hat in the snow, and the bear with a scarf at night", "a brown bear", 2),
        ("three pictures of three stars", "three yellow stars", 3),
    ],
)
def test_who_or_what_is_in_all_pictures_is_shared(text: str, shared: str, count: int) -> None:
    brief = ask(text)
    assert (brief.shared, len(brief.outputs)) == (shared, count)
    assert all(output.prompt.strip() for output in brief.outputs)


@pytest.mark.parametrize(
    "text",
    [
        "a red cat in the snow and a blue dog on the beach",
        "a cat in three different colours",
        "two pictures of a fox in the snow",
        "a red fox in the snow",
        "a picture book in 4 pages about a fox",
    ],
    ids=["others", "other colours", "twice the same", "one", "a book"],
)
def test_what_is_no_set(text: str) -> None:
    brief = ask(text)
    assert brief.shared == ""
    assert "image_set" not in {step.tool for step in steps_for(brief, 1, REGIONS)}


def test_a_set_is_checked_for_its_hero_and_style_where_it_is_painted_together() -> None:
    together, apart = (
        ask("a red fox in the snow, on the beach and at night", able=able) for able in (True, False)
    )
    assert prompts(together) == prompts(apart)
    assert together.shared == apart.shared == "a red fox"
    compared = [[c.of for c in o.checks if c.question == SAME_CHARACTER] for o in together.outputs]
    assert compared == [[], ["picture:1"], ["picture:1"]]
    assert [{c.aspect for c in o.checks} for o in apart.outputs] == [{"picture"}] * 3


def test_only_pictures_of_the_hero_alone_are_compared() -> None:
    brief = ask(
        "[PANEL-1] a red fox and a cat in the snow [PANEL-2] the fox on the beach [PANEL-3] the fox in a room"
    )
    compared = [[c.of for c in o.checks if c.aspect == "identity"] for o in brief.outputs]
    assert compared == [[], [], ["picture:2"]]


@pytest.mark.parametrize(
    ("text", "told", "shared"),
    [
        (
            "four seasons of the same lighthouse keeper",
            [f"the same lighthouse keeper in {s}" for s in ("spring", "summer", "autumn", "winter")],
            "four seasons of the same lighthouse keeper",
        ),
        (
            "a character sheet of a chemist: front, side view, mixing potions",
            ["a chemist, front", "a chemist, side view", "a chemist, mixing potions"],
            "a character sheet of a chemist: front, side view, mixing potions",
        ),
        (
            "A logo and a poster for a coffee shop",
            ["A logo for a coffee shop", "a poster for a coffee shop"],
            "",
        ),
    ],
)
def test_a_painter_that_knows_all_words_gets_the_users_own(text: str, told: list[str], shared: str) -> None:
    brief = ask(text, knows_all=True)
    assert (prompts(brief), brief.shared) == (told, shared)


def of(*shows: str) -> Situation:
    """A table with these pictures."""
    seen = tuple(Seen(id=f"i{n}", shows=text, turn="t1") for n, text in enumerate(shows, start=1))
    ids = tuple(one.id for one in seen)
    moments = (Moment(turn="t1", images=ids, made=ids),)
    return Situation(SETTINGS, 2, seen=seen, moments=moments, head="t1", abilities=REGIONS)


def test_another_number_keeps_what_the_first_pictures_show() -> None:
    situation = of("a red fox in the snow", "a red fox at night")
    more = Phrasebook(VOCABULARY).brief("make it four pictures", situation)
    assert prompts(more)[:2] == ["a red fox in the snow", "a red fox at night"]
    assert len(set(prompts(more))) == 4
    assert (more.operation, more.shared) == ("generate", "a red fox")
    fewer = Phrasebook(VOCABULARY).brief("make it one", situation)
    assert (fewer.operation, [use.id for use in fewer.images], fewer.keeps) == ("delete", ["i2"], ("i1",))


@pytest.mark.parametrize(
    "text", ["make it blue", "make it two cats", "make it thirty pictures", "make the fox two"]
)
def test_what_is_no_other_number_of_pictures(text: str) -> None:
    brief = Phrasebook(VOCABULARY).brief(text, of("a red fox in the snow", "a red fox at night"))
    assert len(brief.outputs) < 3


# What a language model may plan.

SET: dict[str, Any] = {
    "operation": "generate",
    "shared": "a small red house",
    "outputs": [{"prompt": f"a small red house in {season}"} for season in ("spring", "winter")],
}
BOTH = {
    "tool": "image_set",
    "arguments": json.dumps({"prompt": "shared", "prompts": ["prompt:1", "prompt:2"]}),
    "outputs": ["picture:1", "picture:2"],
}


def planned(*replies: Any, abilities: frozenset[Ability] = REGIONS) -> tuple[Brief, Plan, ScriptedModel]:
    model = ScriptedModel(list(replies))
    situation = Situation(SETTINGS, 2, abilities=abilities)
    one = LanguagePlanner(model, OneFox(), white)
    brief = one.brief("two seasons of the same house", situation)
    return brief, one.plan(brief, situation, 5), model


def test_a_language_model_plans_a_set() -> None:
    brief, plan, model = planned(SET, {"steps": [BOTH]})
    assert brief.shared == "a small red house"
    assert plan.steps == steps_for(brief, 5, REGIONS)
    assert '"shared": "a small red house"' in model.prompts[1]
    assert '"tool": "image_set"' in model.prompts[1]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({**BOTH, "outputs": ["picture:1"]}, "each exactly once"),
        (
            {**BOTH, "arguments": json.dumps({"prompt": "shared", "prompts": ["prompt:1"] * 3})},
            "makes 3 pictures",
        ),
        ({**BOTH, "arguments": json.dumps({"prompts": ["prompt:1", "prompt:2"]})}, "image_set lacks prompt"),
        ({**BOTH, "tool": "generate"}, "generate got prompt"),
        ({**BOTH, "tool": "layout"}, "layout"),
    ],
)
def test_a_wrong_set_goes_back_to_the_model(step: dict[str, Any], words: str) -> None:
    brief, plan, model = planned(SET, {"steps": [step]}, {"steps": [BOTH]})
    assert words in model.prompts[2].split("⟦problem⟧")[1]
    assert plan.steps == steps_for(brief, 5, REGIONS)


def test_no_model_plans_sets_for_a_painter_that_paints_none() -> None:
    brief, plan, model = planned(SET, {"steps": [BOTH]}, {"steps": [BOTH]}, abilities=frozenset())
    assert '"tool": "image_set"' not in model.prompts[1]
    assert "no tool 'image_set'" in model.prompts[2]
    assert [step.tool for step in plan.steps] == ["generate", "generate"]
    assert plan.steps == steps_for(brief, 5)


def test_what_is_shared_stands_for_itself() -> None:
    wrong = {**SET, "shared": "the same house as before"}
    brief, _, model = planned(wrong, SET, {"steps": [BOTH]})
    assert "spell it out" in model.prompts[1]
    assert brief.shared == "a small red house"


def test_a_single_picture_shares_nothing(tmp_path: Path) -> None:
    draft = {"operation": "generate", "shared": "a fox", "outputs": [{"prompt": "a red fox"}]}
    brief, *_ = planned(draft, {"steps": []}, {"steps": []})
    assert brief.shared == ""
    with Project(tmp_path, WordyPainter(), planner=FakePlanner({"go": brief})) as project:
        list(project.session().say("go"))
        assert project.session().turns()[-1].brief.outputs == (Output(prompt="a red fox", shows="a red fox"),)
