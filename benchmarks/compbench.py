"""T2I-CompBench's prompts (Huang et al. 2023, github.com/Karine-Huang/T2I-CompBench) as yes/no questions.

A file is a category with one prompt a line; a folder holds several. Attributes are asked phrase by phrase, as
BLIP-VQA does there, relations and numbers as what they say, the rest in one question. A prompt's score is
the product of the probabilities. There detectors judge relations and numbers, so that figures are comparable
among themselves, not with published ones.
"""

import re
from collections.abc import Callable, Iterator
from math import prod
from pathlib import Path

from triptych.models import questions

from benchmarks.prompted import Prompted, PromptFileError, Question, agreed

ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
NUMBER = re.compile(r"^(one|two|three|four|five|six|seven|eight|nine|ten) (.+)$")
RELATION = re.compile(
    r"^(?P<one>.+?) (?P<where>on the (?:left|right|top|bottom) of|on side of|next to|near|in front of|behind|"
    r"hidden by) (?P<other>.+)$"
)
SENTENCE = re.compile(r"\b(?:is|are|was|were|sat|lay|stood|hung|rested|flowed)\b")
SUBSETS = ("_seen", "_unseen", "_action", "_spatial", "_spatialaction")
"""Ends of files whose prompts a whole file has, too."""


def read(path: Path) -> list[Prompted]:
    """The prompts of a file, or of all whole files of a folder. Raises `PromptFileError`."""
    files = sorted(path.glob("*_val*.txt")) if path.is_dir() else [path]
    whole = [
        file
        for file in files
        if not file.stem.endswith(SUBSETS) or file == path or file.stem == "spatial_val"
    ]
    if not whole:
        raise PromptFileError(
            f"{path} has no lists such as color_val.txt; give T2I-CompBench's examples/dataset"
        )
    return [one for file in whole for one in _of_file(file)]


def _of_file(file: Path) -> Iterator[Prompted]:
    category = file.stem.partition("_val")[0]
    ask = ASKS.get(category, _whole)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if prompt := line.strip():
            asked, nouns = ask(prompt.rstrip("."))
            yield Prompted(f"{file.stem}-{number}", prompt, category, tuple(asked), tuple(nouns))


Asked = tuple[list[Question], list[str]]


def _colors(prompt: str) -> Asked:
    """ "a green bench and a blue bowl": each thing, and its colour."""
    parts = [_bare(part).rpartition(" ") for part in prompt.split(" and ")]
    asked = []
    for color, _, noun in parts:
        asked.append(Question(questions.exists(noun)))
        if color:
            asked.append(Question(questions.colored(noun, color)))
    return asked, [noun for _, _, noun in parts]


def _phrases(prompt: str) -> Asked:
    """ "a plastic toy and rubber boots": each phrase."""
    if SENTENCE.search(prompt):
        return _whole(prompt)
    parts = prompt.split(" and ")
    return [Question(_exists(part)) for part in parts], [_bare(part).split(" ")[-1] for part in parts]


def _numbers(prompt: str) -> Asked:
    """ "three apples and four cups": each number."""
    asked, nouns = [], []
    for part in re.split(r" and |, ", prompt):
        match = NUMBER.match(part)
        asked.append(Question(questions.exists(match[2], match[1]) if match else _exists(part)))
        nouns.append(match[2] if match else _bare(part))
    return asked, nouns


def _relation(prompt: str) -> Asked:
    """ "a girl on the top of a frog": both, and how they stand to each other."""
    match = RELATION.match(prompt)
    if not match:
        return _whole(prompt)
    one, other = _bare(match["one"]), _bare(match["other"])
    side = {"on the left of": "to the left of", "on the right of": "to the right of"}
    where = side.get(match["where"], match["where"])
    asked = [_exists(match["one"]), _exists(match["other"]), f"Is the {one} {where} the {other}?"]
    return [Question(text) for text in asked], [one, other]


def _whole(prompt: str) -> Asked:
    return [Question(f"Does the picture show this: {prompt}?")], []


ASKS: dict[str, Callable[[str], Asked]] = {
    "color": _colors,
    "shape": _phrases,
    "texture": _phrases,
    "numeracy": _numbers,
    "spatial": _relation,
    "3d_spatial": _relation,
}


def _bare(phrase: str) -> str:
    return ARTICLE.sub("", phrase.strip())


def _exists(phrase: str) -> str:
    return f"Is there {phrase}?" if ARTICLE.match(phrase) else f"Are there {phrase}?"


def score(prompted: Prompted, probabilities: list[float], right: list[bool]) -> float:  # noqa: ARG001
    """The product of the probabilities of the expected answers."""
    return prod(agreed(prompted, probabilities))
