"""The many ways English says a scene: synonyms, word orders, things left unsaid.

What is left unsaid has a meaning: no style is flat, no place is a meadow, no clothes are none. A
colour may be left unsaid only where a reference picture or chance decides it.
"""

from random import Random

from .words import (
    ADJECTIVES,
    COLOR_WORDS,
    NOUNS,
    NUMBERS,
    PLACE_PHRASES,
    STYLE_PHRASES,
    Color,
    Place,
    Style,
    plural,
)
from .world import Character, Scene, Thing


def caption(
    scene: Scene,
    rng: Random,
    name_looks: bool = True,
    unsaid_style: Style = "flat",
    facing_said: float = 0.2,
) -> str:
    """One way to say `scene`. Without `name_looks`, characters keep colour and clothes unsaid: a
    reference shows them. `unsaid_style` is the style that goes without saying; `facing_said` how often it
    is said where a lone character looks."""
    subject = _subject(scene, rng, name_looks, facing_said)
    place = say_place(scene.place, rng)
    if scene.place == "meadow" and rng.random() < 0.25:
        sentence = subject
    elif rng.random() < 0.3:
        sentence = f"{place}{rng.choice((', ', ' '))}{subject}"
    else:
        sentence = f"{subject} {place}"
    return _finish(_with_style(sentence, scene.style, unsaid_style, rng), rng)


def say_character(person: Character, rng: Random, name_looks: bool = True) -> str:
    """A noun phrase such as "a red cat wearing a blue hat", or "the same cat" without the looks."""
    noun = rng.choice(NOUNS[person.kind])
    phrase = _colored(noun, person.color if name_looks else None, rng, adjective=rng.random() < 0.2)
    phrase = _article(phrase, "a" if name_looks else rng.choice(("the", "the", "the same", "this")))
    return f"{phrase} {say_clothes(person, rng)}".strip() if name_looks else phrase


def say_clothes(person: Character, rng: Random) -> str:
    """ "wearing a blue hat", or rarely "without a hat" where there is none."""
    if person.clothing == "none" or person.clothing_color is None:
        return rng.choice(("without clothes", "with no hat and no scarf")) if rng.random() < 0.06 else ""
    verb = rng.choice(("wearing", "with", "in", "wearing", "who wears"))
    return f"{verb} {say_garment(person, rng)}"


def say_garment(person: Character, rng: Random) -> str:
    """What a dressed character wears, such as "a blue hat"."""
    return _article(_colored(rng.choice(NOUNS[person.clothing]), person.clothing_color, rng), "a")


def say_thing(thing: Thing, rng: Random) -> str:
    """A noun phrase such as "three yellow stars"."""
    noun = rng.choice(NOUNS[thing.kind])
    if thing.count == 1:
        return _article(_colored(noun, thing.color, rng), rng.choice(("a", "a", "a", "one")))
    number = rng.choice((NUMBERS[thing.count], NUMBERS[thing.count], str(thing.count)))
    return f"{number} {_colored(plural(noun), thing.color, rng)}"


def say_place(place: Place, rng: Random) -> str:
    """A phrase such as "in the snow"."""
    return rng.choice(PLACE_PHRASES[place])


def say_color(color: Color, rng: Random) -> str:
    """The colour's name, or rarely a synonym."""
    return COLOR_WORDS[color][0] if rng.random() < 0.85 else rng.choice(COLOR_WORDS[color])


def _subject(scene: Scene, rng: Random, name_looks: bool, facing_said: float) -> str:
    if not scene.characters:
        assert scene.thing is not None
        return say_thing(scene.thing, rng)
    if scene.count > 1:
        return _several(scene.characters[0], scene.count, rng)
    if len(scene.characters) == 2:
        subject = _pair(scene.characters[0], scene.characters[1], rng, name_looks)
        return (
            subject if scene.thing is None else f"{subject} with {say_thing(scene.thing, rng)} between them"
        )
    person = scene.characters[0]
    who = say_character(person, rng, name_looks)
    if scene.thing is None and rng.random() < facing_said:
        who += rng.choice((" looking to the ", " facing ")) + person.facing
    return who if scene.thing is None else _related(who, scene.thing, scene.relation, rng)


def _several(person: Character, count: int, rng: Random) -> str:
    noun = plural(rng.choice(NOUNS[person.kind]))
    number = rng.choice((NUMBERS[count], NUMBERS[count], str(count)))
    clothes = ""
    if person.clothing != "none" and person.clothing_color is not None:
        verb, color = rng.choice(("wearing", "with", "in")), say_color(person.clothing_color, rng)
        clothes = f" {verb} {color} {plural(person.clothing)}"
    return f"{number} {_colored(noun, person.color, rng)}{clothes}"


def _pair(left: Character, right: Character, rng: Random, name_looks: bool) -> str:
    one, two = say_character(left, rng, name_looks), say_character(right, rng, name_looks)
    return rng.choice(
        (
            f"{one} and {two}",
            f"{one} and {two} together",
            f"{one} next to {two}",
            f"{one} on the left and {two} on the right",
            f"{one} to the left of {two}",
            f"{two} to the right of {one}",
        )
    )


def _related(who: str, thing: Thing, relation: str, rng: Random) -> str:
    what = say_thing(thing, rng)
    if relation == "above":
        return rng.choice(
            (
                f"{what} above {who}",
                f"{who} with {what} above",
                f"{who} below {what}",
                f"{who}, {what} over its head",
            )
        )
    if relation in ("left", "right"):
        other = "right" if relation == "left" else "left"
        return rng.choice(
            (
                f"{what} to the {relation} of {who}",
                f"{what} {relation} of {who}",
                f"{who} with {what} on the {relation}",
                f"{who} to the {other} of {what}",
                f"{who} and {what} to the {relation} of it",
                f"on the {relation} {what}, on the {other} {who}",
            )
        )
    return rng.choice(
        (f"{who} and {what}", f"{who} with {what}", f"{who} next to {what}", f"{who} beside {what}")
    )


def _colored(noun: str, color: Color | None, rng: Random, adjective: bool = False) -> str:
    if adjective:
        extra = rng.choice(ADJECTIVES)
        return f"{extra} {noun}" if color is None else f"{extra} {say_color(color, rng)} {noun}"
    return noun if color is None else f"{say_color(color, rng)} {noun}"


def _article(phrase: str, article: str) -> str:
    if article == "a" and phrase[0] in "aeio":
        article = "an"
    return f"{article} {phrase}"


def _with_style(sentence: str, style: Style, unsaid: Style, rng: Random) -> str:
    if style == unsaid and rng.random() < 0.8:
        return sentence
    phrase = rng.choice(STYLE_PHRASES[style])
    if phrase.startswith(("with", "drawn", "in ")):
        return f"{sentence}, {phrase}"
    return rng.choice((f"{sentence}, {phrase}", f"{phrase}, {sentence}", f"{phrase}: {sentence}"))


def _finish(sentence: str, rng: Random) -> str:
    if rng.random() < 0.12:
        opening = rng.choice(("a picture of", "an illustration of", "draw", "paint", "a drawing of"))
        sentence = f"{opening} {sentence}"
    if rng.random() < 0.35:
        sentence = sentence[0].upper() + sentence[1:]
    return sentence + ("." if rng.random() < 0.3 else "")
