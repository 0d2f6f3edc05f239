"""The reflection benchmark asks what the assistant would ask, and counts what came of it."""

from fakes import SETTINGS
from triptych.agent.situation import Situation
from triptych.models.pocket.vocabulary import VOCABULARY

from benchmarks.cases import mixed
from benchmarks.reflection import OnePicture, Outcome, checks, rows

CASES = mixed(40).cases


def outcome(*, first: bool, best: bool, reflection: bool, spent: int, scores: tuple[float, float]) -> Outcome:
    """One prompt's outcome."""
    return Outcome(first, best, reflection, spent, *scores, refined=0)


def test_a_planner_gives_the_prompt_as_it_stands_with_what_it_says_as_checks() -> None:
    planner, situation = OnePicture(CASES), Situation(SETTINGS, 2)
    for case in CASES:
        brief = planner.brief(case.prompt, situation)
        (step,) = planner.plan(brief, situation, 7).steps
        assert step.arguments["prompts"] == [case.prompt]
        assert brief.outputs[0].checks


def test_checks_name_what_the_scene_shows_and_leave_open_what_the_prompt_does() -> None:
    for case in CASES:
        asked = [check.question for check in checks(case)]
        place = VOCABULARY.places[case.scene.place][0]
        assert f"Is it {place}?" in asked
        assert any("looking to" in question for question in asked) == (
            bool({"facing", "facing_2"} & set(case.asked))
        )


def test_each_way_is_counted_and_what_was_spent() -> None:
    found = rows(
        [
            outcome(first=True, best=True, reflection=True, spent=1, scores=(0.9, 0.9)),
            outcome(first=False, best=True, reflection=True, spent=3, scores=(0.2, 0.8)),
            outcome(first=False, best=False, reflection=False, spent=4, scores=(0.4, 0.3)),
        ]
    )
    assert {row.name: (round(row.value, 2), row.n) for row in found} == {
        "right, one shot": (0.33, 3),
        "right, best of four": (0.67, 3),
        "right, reflection": (0.67, 3),
        "pictures spent by reflection": (2.67, 3),
        "delivered worse than the first draft": (0.33, 3),
    }
