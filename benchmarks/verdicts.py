"""What a judge says of the pictures of a prompt set, and the figures of it. Knows no painter."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PIL import Image
from triptych.models.vision_model import VisionModel

from benchmarks import compbench, dpg, geneval
from benchmarks.prompted import Prompted, answered
from benchmarks.table import Row, mean_row, share_row
from benchmarks.wilson import Share

Kind = Literal["geneval", "t2i-compbench", "dpg"]
Score = Callable[[Prompted, list[float], list[bool]], float]
SCORES: dict[Kind, Score] = {"geneval": geneval.score, "t2i-compbench": compbench.score, "dpg": dpg.score}


@dataclass(frozen=True)
class Verdict:
    """What the judge said of the picture of one prompt, and of that of another prompt."""

    prompted: Prompted
    probabilities: list[float]
    by_chance: list[float] | None


def judged(painted: Iterable[tuple[Prompted, Image.Image]], judge: VisionModel) -> list[Verdict]:
    """All questions of each prompt, about its own picture and the next one's; holds two at a time."""
    own: list[tuple[Prompted, list[float]]] = []
    lucky: list[list[float]] = []
    first = None
    for one, picture in painted:
        if own:
            lucky.append(_asked(judge, own[-1][0], picture))
        first = first or picture
        own.append((one, _asked(judge, one, picture)))
    if first and len(own) > 1:
        lucky.append(_asked(judge, own[-1][0], first))
    return [Verdict(*found, lucky[n] if lucky else None) for n, found in enumerate(own)]


def figures(kind: Kind, verdicts: Sequence[Verdict], judge: str) -> list[Row]:
    """The whole set, then each category of prompts, then of questions."""
    score = SCORES[kind]
    categories = sorted({one.prompted.category for one in verdicts})
    groups = {"all prompts": list(verdicts)}
    if len(categories) > 1:
        groups |= {name: [one for one in verdicts if one.prompted.category == name] for name in categories}
    rows = [_row(kind, name, some, score, judge) for name, some in groups.items() if some]
    return rows + _by_question(kind, verdicts, judge)


def _asked(judge: VisionModel, one: Prompted, picture: Image.Image) -> list[float]:
    return [judge.probability(question.text, [picture]) for question in one.questions]


def _row(kind: Kind, name: str, some: Sequence[Verdict], score: Score, judge: str) -> Row:
    scored = [
        score(one.prompted, one.probabilities, answered(one.prompted, one.probabilities)) for one in some
    ]
    lucky = [
        score(one.prompted, one.by_chance, answered(one.prompted, one.by_chance))
        for one in some
        if one.by_chance
    ]
    more: dict[str, Any] = {"part": kind, "judge": judge, "main": name == "all prompts"}
    more["chance"] = round(sum(lucky) / len(lucky), 4) if lucky else None
    if kind == "geneval":
        return share_row(name, Share(round(sum(scored)), len(scored)), **more)
    return mean_row(name, scored, **more)


def _by_question(kind: Kind, verdicts: Sequence[Verdict], judge: str) -> list[Row]:
    """Of sets that sort their questions."""
    answers: dict[str, list[bool]] = {}
    for one in verdicts:
        for question, right in zip(
            one.prompted.questions, answered(one.prompted, one.probabilities), strict=True
        ):
            if question.category:
                answers.setdefault(question.category, []).append(right)
    return [
        share_row(f"questions of {name}", Share(sum(right), len(right)), part=kind, judge=judge)
        for name, right in sorted(answers.items())
    ]


def details(verdicts: Sequence[Verdict]) -> list[Any]:
    """Each answer, for those who want to look."""
    return [
        {
            "id": one.prompted.id,
            "prompt": one.prompted.prompt,
            "answers": {
                q.text: round(p, 3) for q, p in zip(one.prompted.questions, one.probabilities, strict=True)
            },
        }
        for one in verdicts
    ]
