"""Editing in words, in six languages: a picture grows, somebody turns, who or what moves a little."""

import pytest
from fakes import OF_FEW_WORDS
from triptych.agent.languages.polyglot import Polyglot
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.rehearsal import Rehearsal
from triptych.agent.state import Brief, Estimate
from triptych.models.image_model import Ability
from triptych.models.pocket.vocabulary import VOCABULARY

CANVAS: frozenset[Ability] = frozenset({"canvas"})
PLANNER = Polyglot(Phrasebook(VOCABULARY))


def asked(text: str, abilities: frozenset[Ability] = CANVAS, uploads: int = 0) -> Brief:
    """What a message asks for after a picture of a cat with a ball, or with an upload."""
    talk = Rehearsal(PLANNER, OF_FEW_WORDS, 2, lambda plan, brief: Estimate(), abilities)  # noqa: ARG005
    if not uploads:
        talk.say("a blue cat with a red ball on the right in the snow")
    return talk.say(text, uploads)[0]


def instructions(text: str, **more: int) -> list[str]:
    brief = asked(text, **more)  # type: ignore[arg-type]
    return [output.prompt for output in brief.outputs] if brief.operation == "edit" else [brief.operation]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("make it wider", "extend it to the right"),
        ("make the picture a bit wider on the left", "extend it a bit to the left"),
        ("extend the picture by half to the left", "extend it by half to the left"),
        ("extend it by 30% at the bottom", "extend it by 30% at the bottom"),
        ("show more of the sky", "extend it at the top"),
        ("show more of the beach on the left, please", "extend it to the left"),
        ("draw more of the snow", "extend it to the right"),
        ("hazlo un poco más ancho", "extend it a bit to the right"),
        ("extiende la imagen hacia la izquierda", "extend it to the left"),
        ("erweitere das Bild nach links", "extend it to the left"),
        ("mach das Bild breiter", "extend it to the right"),
        ("élargis l'image à gauche", "extend it to the left"),
        ("montre plus de ciel", "extend it at the top"),
        ("把画面向左扩展", "extend it to the left"),
        ("多显示一点天空", "extend it at the top"),
        ("左に広げて", "extend it to the left"),
        ("もっと空を見せて", "extend it at the top"),
        ("turn the cat to the left", "make the cat look to the left"),
        ("the cat should look right", "make the cat look to the right"),
        ("let her face left", "make it look to the left"),
        ("gira el gato hacia la izquierda", "make the cat look to the left"),
        ("lass sie nach rechts schauen", "make it look to the right"),
        ("fais-le regarder à gauche", "make it look to the left"),
        ("让猫朝左", "make the cat look to the left"),
        ("猫を右に向かせて", "make the cat look to the right"),
        ("move the cat up a bit", "move the cat a bit up"),
        ("shift it to the right", "move it to the right"),
        ("move the ball to the left", "move the ball to the left"),
        ("mueve el gato un poco hacia arriba", "move the cat a bit up"),
        ("verschiebe die Katze ein bisschen nach oben", "move the cat a bit up"),
        ("déplace le chat un peu vers la droite", "move the cat a bit to the right"),
        ("把猫往上移一点", "move the cat a bit up"),
        ("猫を少し上に動かして", "move the cat a bit up"),
        ("the ball should disappear", "remove the ball"),
        ("turn the cat the other way", "mirror it"),
        ("make her look the other way", "mirror it"),
        ("flip it", "mirror it"),
        ("mirror the picture", "mirror it"),
        ("spiegle das Bild", "mirror it"),
        ("dreh die Katze in die andere Richtung", "mirror it"),
        ("gíralo hacia el otro lado", "mirror it"),
        ("voltea la imagen", "mirror it"),
        ("retourne-le", "mirror it"),
        ("fais-le regarder de l'autre côté", "mirror it"),
        ("把图片左右翻转", "mirror it"),
        ("让猫朝另一边", "mirror it"),
        ("左右反転して", "mirror it"),
        ("猫を反対に向けて", "mirror it"),
    ],
)
def test_the_instruction_is_plain_english(text: str, told: str) -> None:
    assert instructions(text) == [told]


def test_several_sides_are_extended_one_after_the_other_and_a_little() -> None:
    assert instructions("extend it on both sides") == [
        "extend it a bit to the left",
        "extend it a bit to the right",
    ]
    assert len(instructions("zoom out")) == 4


def test_a_side_that_was_chosen_is_told() -> None:
    assert "I extend it to the right" in asked("make it wider").notes[0]
    assert asked("make it wider on the left").notes == ()


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("a wide picture of a cat", "generate"),
        ("make it wide", "generate"),
        ("show more of the cat", "reuse_character"),
        ("make the cat wider", "clarify"),
        ("a cat looking left", "generate"),
    ],
)
def test_what_only_sounds_like_it_is_something_else(text: str, operation: str) -> None:
    assert asked(text).operation == operation


def test_an_upload_can_grow_and_get_a_thing_beside_it() -> None:
    assert instructions("make it wider", uploads=1) == ["extend it to the right"]
    assert instructions("put a tree on the right", uploads=1) == ["add a green tree on the right"]
    assert instructions("在猫旁边加一个红色的球", uploads=1) == ["add a red ball"]
    assert instructions("猫の隣に赤いボールを追加して", uploads=1) == ["add a red ball"]


def test_a_painter_without_a_canvas_promises_nothing() -> None:
    assert asked("make it wider", frozenset()).operation == "clarify"
