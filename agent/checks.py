"""What a picture must show, as yes/no questions in the words of every critic, and what mends it.

Only what was said is asked for. A fix is an instruction the painter was taught, "" where it learned none.
Knows scenes and a vocabulary; looks at no picture.
"""

from collections.abc import Iterator, Sequence

from ..models import questions
from ..models.vocabulary import Vocabulary, Words
from .phrasebook.numbers import say_number
from .phrasebook.scene import NOBODY_KNOWN, Figure, Scene, Speaker, Thing
from .state import Check, Output, output_name


def checks_for(scene: Scene, vocabulary: Vocabulary) -> tuple[Check, ...]:
    """The checks of one picture: who and what, their looks, where, and in which style."""
    asked = _Asked(scene, vocabulary)
    return (*asked.of_figures(), *asked.of_things(), *asked.of_setting())


def identity_check(of: str) -> Check:
    """The same character as in another picture; no instruction mends that."""
    return Check(question=questions.SAME_CHARACTER, aspect="identity", of=of)


def style_check(of: str, style: str | None, vocabulary: Vocabulary) -> Check:
    """The style of another picture; `style` None is the one that goes without saying."""
    name = style or next(iter(vocabulary.styles))
    fix = f"change the style: {Speaker(vocabulary).style(name)}"
    return Check(question=questions.SAME_STYLE, fix=fix, aspect="style", of=of)


def with_set_checks(
    outputs: Sequence[Output], scenes: Sequence[Scene], vocabulary: Vocabulary, hero: str = ""
) -> tuple[Output, ...]:
    """Pages that go together: the hero is that of the first page, or of the picture `hero`; so is the style.

    Only pages with the hero alone are compared: with a friend in it, "the same character" would be unclear.
    """
    first = output_name(1)
    checked = []
    for n, (output, scene) in enumerate(zip(outputs, scenes, strict=True), start=1):
        of = hero or ("" if n == 1 else first)
        alone = len(scene.figures) * scene.count == 1
        checks = [identity_check(of)] if of and alone else []
        if n > 1:
            checks.append(style_check(first, scene.style, vocabulary))
        checked.append(output.model_copy(update={"checks": (*output.checks, *checks)}))
    return tuple(checked)


class _Asked:
    def __init__(self, scene: Scene, vocabulary: Vocabulary) -> None:
        self._scene = scene
        self._words = vocabulary
        self._speaker = Speaker(vocabulary)
        self._figures = [figure for figure in scene.figures if figure.kind not in NOBODY_KNOWN]
        self._edits = bool(scene.figures) and scene.count == 1  # several alike cannot be changed
        self._alone = self._edits and len(scene.figures) == 1  # and things only beside one figure

    def of_figures(self) -> Iterator[Check]:
        """How many there are of whom, then the looks of each."""
        kinds = [figure.kind for figure in self._figures]
        for kind in dict.fromkeys(kinds):
            noun = _first(self._words.kinds, kind)
            number = kinds.count(kind) * self._scene.count
            yield Check(question=_existence(noun, number, self._words))
        for at, figure in enumerate(self._figures):
            yield from self._looks(figure, self._named(at, kinds))

    def _named(self, at: int, kinds: list[str]) -> str:
        """ "cat", or "cat on the left" where there are two."""
        noun = _first(self._words.kinds, kinds[at])
        twins = len(kinds) == 2 and kinds[0] == kinds[1]
        return f"{noun} on the {('left', 'right')[at]}" if twins else noun

    def _looks(self, figure: Figure, noun: str) -> Iterator[Check]:
        if figure.color:
            color = _first(self._words.colors, figure.color)
            several = self._scene.count > 1
            who = self._words.plural(noun) if several else noun
            yield Check(
                question=questions.colored(who, color, several=several),
                fix=self._fix(f"make the {noun} {color}"),
            )
        if figure.clothing:
            dyed = _first(self._words.colors, figure.clothing_color) if figure.clothing_color else None
            yield Check(
                question=questions.wears(noun, _first(self._words.clothes, figure.clothing), dyed),
                fix=self._fix(f"give the {noun} {self._speaker.garment(figure)}"),
            )
        elif figure.without:
            whose = "" if len(self._figures) == 1 else f" of the {noun}"
            garment = _first(self._words.clothes, figure.without)
            yield Check(question=questions.bare(noun), fix=self._fix(f"remove the {garment}{whose}"))
        if figure.facing:
            yield Check(question=questions.faces(noun, "left" if figure.facing == "left" else "right"))

    def of_things(self) -> Iterator[Check]:
        """How many, in which colour, on which side."""
        thing = self._scene.thing
        if thing is None:
            return
        noun, several = _first(self._words.things, thing.kind), thing.count > 1
        said = self._words.plural(noun) if several else noun
        yield Check(question=_existence(noun, thing.count, self._words), fix=self._appearing(thing))
        if thing.color:
            color = _first(self._words.colors, thing.color)
            yield Check(
                question=questions.colored(said, color, several=several),
                fix=f"make the {said} {color}" if self._alone else "",
            )
        side = self._scene.side
        if side and len(self._figures) == 1:
            who = _first(self._words.kinds, self._figures[0].kind)
            where = "above" if side == "above" else f"to the {side}"
            yield Check(
                question=questions.beside(said, side, who, several=several),
                fix=f"move the {said} {where}" if self._alone else "",
            )

    def _appearing(self, thing: Thing) -> str:
        if not self._alone:
            return ""
        if thing.count > 1:
            return f"{self._speaker.thing(thing)} now"
        side = {"left": " on the left", "right": " on the right", "above": " above it", None: ""}
        return f"add {self._speaker.thing(thing)}{side[self._scene.side]}"

    def of_setting(self) -> Iterator[Check]:
        """The place and the style."""
        scene = self._scene
        who = "it" if len(scene.figures) * scene.count == 1 else "them"
        if scene.place:
            phrase = self._speaker.place(scene.place)
            yield Check(question=questions.placed(phrase), fix=f"put {who} {phrase}")
        if scene.style:
            fix = f"change the style: {self._speaker.style(scene.style)}"
            yield Check(question=questions.styled(scene.style), fix=fix)

    def _fix(self, instruction: str) -> str:
        return instruction if self._edits else ""


def _existence(noun: str, number: int, words: Vocabulary) -> str:
    if number == 1:
        return questions.exists(noun)
    return questions.exists(words.plural(noun), say_number(number))


def _first(words: Words, name: str) -> str:
    return words[name][0] if name in words else name
