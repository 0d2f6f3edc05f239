"""What a critic saw, told in the user's language: every question of our own critic, in all of them."""

import pytest
from phrasebook_fakes import SETTINGS
from triptych.agent.approval import reasons
from triptych.agent.languages.table import CODES
from triptych.agent.limits import Limits
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.situation import Situation
from triptych.agent.state import Check, Critique, Estimate, Plan, Step, Verdict
from triptych.agent.wrong import critique_line, finding
from triptych.models import questions
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.models.vocabulary import Vocabulary

HAT = questions.wears("cat", "hat", "blue")


def told(question: str, language: str) -> str:
    return finding(Verdict(check=Check(question=question), p=0.12, passed=False), language)


def all_questions(words: Vocabulary) -> set[str]:
    """What is asked about every kind, garment, thing, colour, place and style that can be drawn."""
    kinds, clothes, things = list(words.kinds), list(words.clothes), list(words.things)
    colors = list(words.colors)
    planner = Phrasebook(words)
    texts = [
        f"a {color} {kinds[n % len(kinds)]} wearing a {color} {clothes[n % len(clothes)]}"
        for n, color in enumerate(colors)
    ]
    texts += [f"a {kind} without a hat looking to the left" for kind in kinds]
    texts += [
        f"{number} red {words.plural(thing)} above a cat" for thing in things for number in ("two", "three")
    ]
    texts += [
        f"a {thing} left of a cat {words.places[place][0]}" for thing in things for place in words.places
    ]
    texts += [f"a red cat and a blue cat, {words.styles[style][0]}" for style in words.styles]
    briefs = (planner.brief(text, Situation(SETTINGS, 2)) for text in texts)
    asked = {check.question for brief in briefs for output in brief.outputs for check in output.checks}
    return asked | {questions.SAME_CHARACTER, questions.SAME_STYLE}


@pytest.mark.parametrize("language", CODES)
def test_every_question_of_the_critic_is_told_in_every_language(language: str) -> None:
    asked = all_questions(VOCABULARY)
    assert len(asked) > 80
    assert [question for question in asked if told(question, language) == told(question, "en")] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "the cat should be wearing a blue hat: 0.12"),
        ("de", "Katze sollte tragen: Hut (blau): 0.12"),
        ("es", "gato: debería llevar sombrero (azul): 0.12"),
        ("fr", "chat : devrait porter chapeau (bleu): 0.12"),
        ("zh", "猫应该穿戴帽子 (蓝色): 0.12"),
        ("ja", "猫は帽子 (青)を身につけているはずです: 0.12"),
        ("fi", "the cat should be wearing a blue hat: 0.12"),
    ],
)
def test_a_finding_is_in_the_users_language(language: str, words: str) -> None:
    assert told(HAT, language) == words


def test_numbers_sides_and_twins_are_told() -> None:
    assert told("Are there three stars?", "zh") == "应该有三个星星: 0.12"
    assert told("Is the star above the cat?", "de") == "Stern sollte oben sein, Katze darunter: 0.12"
    assert (
        told("Is the cat on the left red?", "fr") == "chat (à gauche) : la couleur devrait être rouge: 0.12"
    )


@pytest.mark.parametrize(
    "question", ["Is the knight brave?", "Is the moon smiling?", "Are all {noun} happy?"]
)
def test_what_a_language_does_not_list_is_told_in_english(question: str) -> None:
    assert told(question, "de") == told(question, "en")


def test_a_critique_has_its_score_in_the_users_language() -> None:
    verdict = Verdict(check=Check(question="Is the hat blue?"), p=0.12, passed=False)
    critique = Critique(image="i1", verdicts=(verdict,), score=0.12, where="hat")
    assert critique_line(critique) == "score 0.12; the hat should be blue: 0.12 (hat)"
    assert critique_line(critique, "es") == "puntuación 0.12; sombrero: el color debería ser azul: 0.12"
    assert critique_line(Critique(image="i1", score=1), "zh") == "得分 1.00; 一切都对"


def test_why_a_plan_waits_is_told_in_the_users_language() -> None:
    step = Step(tool="generate", arguments={"prompts": ["a"]}, outputs=("picture:1",))
    plan = Plan(steps=(step,), estimate=Estimate(pictures=60, seconds=1200.0))
    assert reasons(plan, Limits(), "de") == (
        "60 Bilder sind geplant, ein Auftrag darf 48 kosten",
        "etwa 1,200 Sekunden sind geplant, ein Auftrag darf 600 dauern",
    )
    assert reasons(plan.model_copy(update={"estimate": Estimate()}), Limits(approve="always"), "ja") == (
        "どの計画も先に確認します",
    )
