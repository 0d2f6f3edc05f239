"""Reflection: what is judged, corrected, accepted and told, with a painter and eyes that have a script."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import FakeEyes, FakePlanner, NumberedPainter, book, change, checked, pictures
from triptych.agent.critic import summed_up
from triptych.agent.estimate import TOKENS_A_CALL
from triptych.agent.events import ApprovalAsked, Judged, PictureReady, Replied
from triptych.agent.limits import Limits
from triptych.agent.plan_edits import with_text
from triptych.agent.refine import better_way, flawed, fresh_seed
from triptych.agent.session import Project
from triptych.agent.state import Brief, Check, Critique, Draft, Verdict
from triptych.models.questions import SAME_CHARACTER
from triptych.models.vision_model import Usage, VisionError

RED = checked("Is the fox red?", "make the fox red")
HAT = checked("Is the fox wearing a blue hat?", "make the hat blue")
Script = Callable[[str, tuple[int, ...]], float]


class Told:
    """What one turn told, and what was painted for it."""

    def __init__(
        self,
        folder: Path,
        brief: Brief,
        p: Script | None,
        *,
        painter: NumberedPainter | None = None,
        **limits: Any,
    ) -> None:
        self.painter = painter or NumberedPainter()
        self.eyes = FakeEyes(p) if p else None
        planner = FakePlanner({"go": brief})
        with Project(
            folder, self.painter, planner=planner, eyes=self.eyes, limits=Limits(**limits)
        ) as project:
            self.events = list(project.session().say("go", seed=3))
            self.turn = project.session().turns()[-1]
            self.payoff = dict(project.session()._turns.state["payoff"])
            self.records = project.store.records()

    @property
    def reply(self) -> Replied:
        assert isinstance(self.events[-1], Replied)
        return self.events[-1]

    @property
    def judged(self) -> list[tuple[str, bool]]:
        return [(event.critique.image, event.best) for event in self.events if isinstance(event, Judged)]

    @property
    def tools(self) -> list[str]:
        return [(record.call or {})["tool"] for record in self.records]


def by_picture(*p: float) -> Script:
    """The n-th picture that was painted passes each check with the n-th P(yes)."""
    return lambda _, numbers: p[numbers[-1] - 1]


def test_a_picture_that_passes_is_delivered_as_it_is(tmp_path: Path) -> None:
    told = Told(tmp_path, pictures("a red fox", checks=[RED, HAT]), by_picture(0.99))
    assert (told.reply.images, len(told.records)) == (("i1",), 1)
    assert told.judged == [("i1", True)]
    assert told.reply.text == "Here is your picture: i1."


def test_what_passes_but_not_surely_is_drafted_again(tmp_path: Path) -> None:
    told = Told(tmp_path, pictures("a red fox", checks=[RED, HAT]), by_picture(0.85, 0.99))
    assert told.reply.images == ("i2",)
    unsure = Told(tmp_path / "again", pictures("a red fox", checks=[RED, HAT]), by_picture(0.9, 0.85, 0.85))
    assert unsure.reply.images == ("i1",)


def test_a_flawed_picture_becomes_a_reference_with_the_advice(tmp_path: Path) -> None:
    told = Told(tmp_path, pictures("a red fox", checks=[RED]), by_picture(0.1, 0.99))
    assert (told.reply.images, told.judged) == (("i2",), [("i1", True), ("i2", True)])
    assert told.tools == ["generate", "refine"]
    assert told.records[1].parents == ("i1",)
    assert told.painter.requests[1].prompt == "make the fox red", "an instruction of the small world"
    assert [event.draft for event in told.events if isinstance(event, PictureReady)] == [1, 2]
    assert told.payoff == {"refine": [1, 1]}


def test_what_is_no_better_is_not_delivered_and_two_in_a_row_end_it(tmp_path: Path) -> None:
    told = Told(tmp_path, pictures("a red fox", checks=[RED]), by_picture(0.4, 0.4, 0.3), drafts=9)
    assert told.reply.images == ("i1",)
    assert told.judged == [("i1", True), ("i2", False), ("i3", False)]
    assert told.tools == ["generate", "refine", "generate"], "refining gained nothing, so a new draft"
    assert told.payoff == {"refine": [1, 0], "redraft": [1, 0]}
    assert told.reply.text.endswith("Not right yet in i1: the fox should be red: 0.40.")


def test_a_gain_begins_the_count_anew(tmp_path: Path) -> None:
    told = Told(tmp_path, pictures("a", checks=[RED]), by_picture(0.1, 0.05, 0.2, 0.1, 0.99), drafts=9)
    assert told.reply.images == ("i5",)


def test_a_redraft_is_the_same_call_with_a_seed_that_follows_from_the_first(tmp_path: Path) -> None:
    silent = checked("Is the fox red?")  # nobody says what would mend it
    told = Told(tmp_path, pictures("a red fox", checks=[silent]), by_picture(0.1, 0.99))
    first, second = told.painter.requests
    assert second == first.model_copy(update={"seed": fresh_seed(3, 2)})
    assert first.seed == 3


def test_the_drafts_of_one_output_are_bounded(tmp_path: Path) -> None:
    worse = Told(tmp_path / "a", pictures("a", checks=[RED]), lambda _, n: 0.4 - 0.01 * (9 - n[-1]), drafts=4)
    assert len(worse.records) == 4
    assert len(Told(tmp_path / "b", pictures("a", checks=[RED]), by_picture(0.1), drafts=1).records) == 1


def test_the_pictures_of_a_turn_are_bounded_and_first_drafts_come_first(tmp_path: Path) -> None:
    told = Told(tmp_path, pictures("a", "b", "c", checks=[RED]), lambda *_: 0.1, pictures=4)
    assert len(told.records) == 4
    assert len(told.reply.images) == 3


def test_the_seconds_of_a_turn_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "costs.json").write_text('{"fake@1": [5, 0.01]}')  # measured when it was quicker
    slow = NumberedPainter(pause=0.06)
    told = Told(tmp_path, pictures("a", checks=[RED]), by_picture(0.1), seconds=0.15, painter=slow)
    assert told.reply.images == ("i1",)
    assert len(told.records) == 1


def test_the_calls_of_the_critic_are_bounded(tmp_path: Path) -> None:
    told = Told(tmp_path, pictures("a", checks=[RED, HAT]), lambda _, n: 0.1 * n[-1], calls=5, drafts=9)
    assert told.eyes is not None
    assert len(told.eyes.asked) == 4
    assert len(told.records) == 2


def test_what_the_planner_asked_leaves_less_to_the_critic(tmp_path: Path) -> None:
    brief = pictures("a", checks=[RED, HAT], spent=Usage(calls=2, tokens=5000))
    told = Told(tmp_path, brief, lambda _, n: 0.1 * n[-1], calls=5, drafts=9)
    assert told.eyes is not None
    assert len(told.eyes.asked) == 2
    cost = told.turn.plan.estimate
    assert (cost.calls, cost.tokens) == (5, 5000 + 3 * TOKENS_A_CALL)


def test_a_planner_that_asked_too_often_is_asked_about(tmp_path: Path) -> None:
    brief = pictures("a", checks=[RED, HAT], spent=Usage(calls=4, tokens=5000))
    planner = FakePlanner({"go": brief})
    eyes = FakeEyes(by_picture(0.99))
    with Project(
        tmp_path, NumberedPainter(), planner=planner, eyes=eyes, limits=Limits(calls=5, tokens=4000)
    ) as project:
        *_, asked = project.session().say("go")
        assert isinstance(asked, ApprovalAsked)
        assert asked.reasons == (
            "6 calls of language models are planned, and a turn may take 5",
            "about 5,600 tokens are planned, and a turn may take 4,000",
        )
        *_, replied = project.session().approve()
        assert isinstance(replied, Replied)
        assert len(eyes.asked) == 2, "what was approved is done"


def test_without_eyes_or_checks_nothing_is_judged(tmp_path: Path) -> None:
    assert Told(tmp_path / "a", pictures("a", checks=[RED]), None).judged == []
    told = Told(tmp_path / "b", pictures("a"), by_picture(0.1))
    assert (told.judged, told.reply.images) == ([], ("i1",))


def test_eyes_that_fail_leave_the_picture_unjudged_and_say_so(tmp_path: Path) -> None:
    def blind(*_: object) -> float:
        raise VisionError("the server is down; start it")

    told = Told(tmp_path, pictures("a", checks=[RED]), blind)
    assert (told.reply.images, told.reply.outcome) == (("i1",), "done")
    assert told.reply.text == (
        "Here is your picture: i1. I could not look at i1: the server is down; start it."
    )


def test_a_correction_that_is_refused_leaves_the_first_draft(tmp_path: Path) -> None:
    class Fussy(NumberedPainter):
        def paint(self, request: Any) -> Any:
            if request.references:
                self.settings.check(1, 1)
            yield from super().paint(request)

    told = Told(tmp_path, pictures("a", checks=[RED]), by_picture(0.1, 0.2), painter=Fussy(), drafts=2)
    assert (told.reply.images, told.reply.outcome) == (("i1",), "done")
    assert "Picture 1 could not be corrected: 1×1 cannot be painted" in told.reply.text


def test_a_set_is_compared_with_both_pictures_shown(tmp_path: Path) -> None:
    same = checked(SAME_CHARACTER, aspect="identity", of="picture:1")
    story = book(3)
    pages = tuple(
        page.model_copy(update={"checks": (same,) if n else (RED,)}) for n, page in enumerate(story.outputs)
    )
    told = Told(tmp_path, story.model_copy(update={"outputs": pages}), lambda *_: 0.99)
    assert told.eyes is not None
    assert told.eyes.asked[0] == (RED.question, (1,))
    assert {(question, numbers[0]) for question, numbers in told.eyes.asked[1:]} == {(SAME_CHARACTER, 1)}


def test_dependants_get_the_best_picture(tmp_path: Path) -> None:
    told = Told(tmp_path, book(2, checks=[RED]), lambda _, n: 0.1 if n[-1] == 1 else 0.99)
    assert told.turn.images == ("i2", "i3")
    assert told.records[2].parents == ("i2",)


def test_an_edit_is_judged_and_corrected_too(tmp_path: Path) -> None:
    planner = FakePlanner({"fox": pictures("a fox"), "red": change("i1", "make it red", checks=[RED])})
    eyes = FakeEyes(by_picture(0.1, 0.1, 0.99))
    with Project(tmp_path, NumberedPainter(), planner=planner, eyes=eyes) as project:
        session = project.session()
        list(session.say("fox"))
        *_, replied = session.say("red")
    assert isinstance(replied, Replied)
    assert replied.text.startswith("Changed: i3, made from i1.")


def verdict(check: Check, p: float) -> Verdict:
    return Verdict(check=check, p=p, passed=p >= 0.5)


def test_the_score_is_the_geometric_mean_and_the_advice_mends_the_worst() -> None:
    critique = summed_up("i1", (verdict(RED, 0.9), verdict(HAT, 0.1), verdict(RED, 0.4)))
    assert critique.score == pytest.approx((0.9 * 0.1 * 0.4) ** (1 / 3))
    assert (critique.passed, critique.advice, critique.where) == (False, "make the hat blue", "fox")
    assert summed_up("i1", (verdict(RED, 0.0),)).score == pytest.approx(0.001)
    assert summed_up("i1", (verdict(RED, 0.5),)).passed


def test_the_way_that_paid_off_more_goes_on() -> None:
    assert better_way({}) == "refine"
    assert better_way({"refine": [1, 0]}) == "redraft"
    assert better_way({"refine": [4, 0], "redraft": [4, 4]}) == "refine"  # too few tries to tell
    assert better_way({"refine": [9, 6], "redraft": [8, 1]}) == "refine"
    assert better_way({"refine": [9, 5], "redraft": [9, 6]}) == "redraft"


def test_at_most_three_earlier_pictures_with_distinct_advice_go_back_to_the_painter() -> None:
    seen = [("i1", 0.1, "a"), ("i2", 0.4, "b"), ("i3", 0.3, "b"), ("i4", 0.2, "c"), ("i5", 0.05, "d")]
    tries = tuple(
        Draft(way="first", critique=Critique(image=image, score=score, advice=advice))
        for image, score, advice in seen
    )
    assert flawed(tries, tries[1].critique) == [
        {"image": "i2", "advice": "b"},
        {"image": "i4", "advice": "c"},
        {"image": "i1", "advice": "a"},
    ]


def test_what_the_user_told_the_painter_otherwise_is_not_judged_by_what_was_said_before(
    tmp_path: Path,
) -> None:
    brief = pictures("a red fox", "a red fox in the snow", checks=[RED])
    eyes, planner = FakeEyes(lambda *_: 0.1), FakePlanner({"go": brief})
    limits = Limits(approve="always", drafts=2)
    with Project(tmp_path, NumberedPainter(), planner=planner, eyes=eyes, limits=limits) as project:
        session = project.session()
        *_, asked = session.say("go", seed=3)
        assert isinstance(asked, ApprovalAsked)
        events = list(session.approve(with_text(asked.plan, 1, "a blue cat")))
        assert {event.picture for event in events if isinstance(event, Judged)} == {2}
        assert project.store.get(session.turns()[0].images[0]).request["prompt"] == "a blue cat"  # type: ignore[index]
        assert session.turns()[0].brief.outputs[0].shows == "a blue cat"
