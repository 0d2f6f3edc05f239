"""What is said in English, in the user's language: tools' and planners' own sentences, all of them."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fakes import FakePainter
from triptych.agent import phrasebook, storyboard
from triptych.agent.languages.polyglot import Polyglot
from triptych.agent.languages.table import CODES
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.remarks import answers, in_language, sentences
from triptych.agent.situation import Situation
from triptych.agent.state import Moment, Seen
from triptych.models.image_model import Ability, Settings
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.tools import cast
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, ToolError, make_call
from triptych.tools.typesetting import _remark

JOINTS = {"between", "and", "or", "comma", "counted", "locked", "more", "quoted"}
"""What a language needs to put sentences and lists together."""


def refused(bench: Bench, **call: object) -> str:
    with pytest.raises(ToolError) as error:
        make_call("upscale", call).run(bench)
    return str(error.value)


def test_what_tools_refuse_is_told_in_the_language_of_the_turn(tmp_path: Path) -> None:
    bench = Bench(Store(tmp_path), FakePainter())
    missing = refused(bench, image="i9")
    assert in_language(missing, "de") == "Ein Bild i9 gibt es in diesem Projekt nicht."
    assert in_language(missing, "en") == missing
    make_call("generate", {"prompts": ["a cat"], "width": 1024, "height": 1024}).run(bench)
    make_call("upscale", {"image": "i1", "factor": 4}).run(bench)
    too_large = in_language(refused(bench, image="i2"), "zh")
    assert too_large == "i2是4096×4096，2倍就超过了每边最多4096像素。"


def test_a_remark_of_the_typesetter_is_told_too() -> None:
    remark = _remark("the text `ꦱ` could not be displayed with any font")
    assert "pas de lettres pour ꦱ" in in_language(remark, "fr")


def test_what_nobody_put_into_other_languages_stays_as_it_is() -> None:
    assert in_language("the disk is full; make room", "ja") == "the disk is full; make room"
    half = in_language("The brush broke. What shall I change instead?", "de")
    assert half == "The brush broke. Was soll ich stattdessen ändern?"


def slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", CODES)
def test_every_language_has_every_sentence_with_the_same_facts(language: str) -> None:
    english, own = answers("en"), answers(language)
    assert set(own) == {*english, *JOINTS}
    facts = {name: slots(sentence) - {"remedy"} for name, sentence in english.items()}
    assert {name: slots(own[name]) for name in english} == facts


# Every sentence of the planner that reads English is listed

COMPOSED = {
    "{who} {wears} {garment.name}. What shall I change instead?": (
        "Nobody in that picture wears a hat.",
        "The cat wears no hat.",
    ),
    "I extend it {side}; name another side if you like, such as “to the left”.": tuple(
        f"I extend it {side}; name another side if you like, such as “to the left”."
        for side in ("to the left", "to the right", "at the top", "at the bottom")
    ),
    "I have no {what} “{said}”; the nearest I have is {name}.": tuple(
        f"I have no {what} “gold”; the nearest I have is yellow." for what in ("colour", "style", "place")
    ),
    "I leave out the {_listed((noun.said for noun in nouns))}: {reason}.": (
        "I leave out the ball: a picture of mine holds one kind of thing, and I take the car.",
    ),
    "A picture of mine has one {what}: I take “{names[0]}” and leave out {_quoted(names[1:])}.": (
        "A picture of mine has one place: I take “snow” and leave out “beach”.",
        "A picture of mine has one style: I take “ink” and leave out “flat”.",
    ),
    "There {there} so far; which one do you mean?": (
        "There is one version so far; which one do you mean?",
        "There are two versions so far; which one do you mean?",
    ),
    "On the table: {counted(len(request.table.ids), 'picture')}{f' ({ids})' if ids else ''}.": (
        "On the table: two pictures (i1, i2).",
        "On the table: no pictures.",
    ),
    "{problem[:1].upper()}{problem[1:]}.": (
        "The sketch has 3 patches, and 2 are named; name each one, from left to right.",
    ),
}
"""Sentences put together from words that decide which one it is."""
SENTENCE = re.compile(r"(?:[A-Z]|\{)[^\\|]*[.?!]")
LONE = re.compile(r"^\{[^{}]*\} (?=[A-Z])|(?<=[.?!]) ?\{[^{}]*\}$")


def template(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def said_in(path: Path) -> Iterator[str]:
    """All strings of a module that are sentences; those of its docstrings and of its patterns are not."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    told_not = docstrings | pieces
    for node in ast.walk(tree):
        text = LONE.sub("", template(node)) if id(node) not in told_not else ""
        if " " in text and SENTENCE.fullmatch(text) and re.search(r"[a-z]{2}", re.sub(r"\{.*?\}", "", text)):
            yield text


@cache
def said_by_planners() -> tuple[str, ...]:
    folders = [Path(package.__file__ or "").parent for package in (phrasebook, storyboard)]
    paths = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    paths.append(Path(cast.__file__))
    return tuple(text for path in paths for text in said_in(path))


def filled(text: str) -> tuple[str, ...]:
    """As it may be said: an id fills any slot, and is quoted where that is."""
    if text in COMPOSED:
        return COMPOSED[text]
    quoted = re.sub(r"\{(?:quoted\(.*?\)|words)\}", "“i1”", text)
    return (re.sub(r"\{[^{}]*\}", "i1", quoted),)


def test_there_are_many_sentences_and_those_that_are_composed_are_among_them() -> None:
    assert len(said_by_planners()) > 100
    assert {text for text in COMPOSED if "problem" not in text} <= set(said_by_planners())


def test_every_sentence_of_the_planner_is_listed() -> None:
    unlisted = {
        sentence.text
        for text in said_by_planners()
        for one in filled(text)
        for sentence in sentences(one)
        if sentence.pattern is None
    }
    assert unlisted == set()


# The user's own words and the words of the small world

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=768, max_area=512 * 512, num_inference_steps=20, guidance_scale=3
)
CAT = "an orange cat wearing a blue hat and a red ball in a meadow"
PLANNER = Polyglot(Phrasebook(VOCABULARY))


def table(*shown: str, title: str = "", undone: bool = False) -> Situation:
    """What is shown lies on the table; or nothing, since that was undone."""
    ids = tuple(f"i{n}" for n, _ in enumerate(shown, start=1))
    seen = tuple(Seen(id=id, shows=shows, turn="t1") for id, shows in zip(ids, shown, strict=True))
    moment = Moment(turn="t1", images=ids, made=ids, title=title, texts=("",) * len(ids) if title else ())
    moments, head = ((moment,), "" if undone else "t1") if shown else ((), "")
    abilities = frozenset[Ability]({"canvas"})
    return Situation(SETTINGS, 4, seen=seen, moments=moments, head=head, abilities=abilities)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Mach es heller", "„Mach es heller“ verstehe ich nicht."),
        ("Hazlo más brillante", "no entiendo «Hazlo más brillante»."),
        ("Rends-le plus clair", "je ne comprends pas « Rends-le plus clair »."),
        ("让它亮一点", "没看懂“让它亮一点”。"),
        ("Zeichne einen Lieferwagen", "Ich weiß nicht, wie man „Lieferwagen“ malt"),
        ("バンを描いて", "「バン」は描けません。"),
    ],
)
def test_what_is_quoted_are_the_users_own_words(text: str, answer: str) -> None:
    said = PLANNER.brief(text, table(CAT)).answer
    assert answer in said


@pytest.mark.parametrize("code", CODES)
def test_what_i_can_is_told_in_words_of_the_language(code: str) -> None:
    greeting = {"de": "Hilfe", "es": "Ayuda", "fr": "Aide", "zh": "帮助", "ja": "助けて"}[code]
    answer = PLANNER.brief(greeting, table()).answer
    alike = {"robot", "orange", "rose", "ball", "pastel", "violet"}
    english = {name for names in VOCABULARY.groups().values() for name in names} - alike
    assert not english & set(re.findall(r"[a-z]+", answer.lower()))


def test_several_are_counted_as_the_language_does() -> None:
    assert in_language("i1 shows three orange cats on the beach.", "zh") == "i1画的是：猫（橙色）×3、海滩。"
    assert in_language("i1 shows three orange cats on the beach.", "de") == (
        "i1 zeigt: 3 Katzen (orange), am Strand."
    )


def test_who_is_in_the_cast_is_told() -> None:
    told = "In the cast: Mia, an orange cat wearing a blue hat (i3, locked); Tom, a brown dog (i4)."
    assert in_language(told, "de") == (
        "In der Besetzung: Mia, Katze (orange), Hut (blau), i3, gesperrt; Tom, Hund (braun), i4."
    )


def test_what_a_picture_shows_is_told_part_by_part() -> None:
    answer = PLANNER.brief("Was ist auf dem Bild?", table(CAT)).answer
    assert answer == "i1 zeigt: Katze (orange), Hut (blau), Ball (rot), auf einer Wiese."


MARKS = {"de": "„([^“]+)“", "es": "«([^»]+)»", "fr": "« ([^»]+) »", "zh": "“([^”]+)”", "ja": "「([^」]+)」"}
POINTING = {"take_it_id"}
"""Sentences whose examples are words for a picture and not yet a wish."""
SITUATIONS = (
    table(),
    table(CAT),
    table("a cat in a meadow", "a dog in a meadow", "a fox in a meadow", title="The Cat"),
    table("a cat in a meadow", "a dog in a meadow", "a fox in a meadow"),
    table(CAT, undone=True),
)


def examples() -> list[tuple[str, str]]:
    return [
        (code, text)
        for code in CODES
        for name, sentence in answers(code).items()
        if name not in {*JOINTS, *POINTING}
        for text in re.findall(MARKS[code], sentence)
        if "{" not in text and "learn a style" not in text
    ]


@pytest.mark.parametrize(("code", "text"), dict.fromkeys(examples()))
def test_every_example_is_understood(code: str, text: str) -> None:
    """In a thread where it fits: it is read in its language, and no question comes back."""
    briefs = [PLANNER.brief(text, situation) for situation in SITUATIONS]
    assert any(brief.operation not in ("clarify", "chat") for brief in briefs)
    assert {brief.language for brief in briefs} == {code}
