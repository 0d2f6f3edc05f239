"""A skill's scores beside what they are to be compared with.

Chance is a painter that ignores the prompt; "renders" are the right pictures as the examiner reads
them, "decoded" the same after the painter's VAE.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from diffusers import AutoencoderKLFlux2
from PIL import Image

from benchmarks.cases import Skill
from benchmarks.examiner.examiner import Examiner
from benchmarks.painting import rendered, round_trip
from benchmarks.scoring import Scores, chance, score
from benchmarks.table import Row, share_row


@dataclass(frozen=True)
class Result:
    """A skill's scores: the model's, and what they are to be compared with."""

    skill: Skill
    model: Scores
    chance: Scores
    renders: Scores
    decoded: Scores | None

    def rows(self, main: tuple[str, ...] = ()) -> list[Row]:
        """Attribute by attribute, the whole picture first."""
        return [
            share_row(
                name,
                share,
                part=self.skill.name,
                judge="examiner",
                chance=self._chance(name),
                beside=self._bounds(name),
                main=name in main,
            )
            for name, share in self.model.shares.items()
        ]

    def _chance(self, name: str) -> float | None:
        share = self.chance.shares.get(name)
        return round(share.value, 4) if share else None

    def _bounds(self, name: str) -> dict[str, float]:
        scores = {"renders": self.renders, "decoded": self.decoded}
        return {of: round(score[name].value, 4) for of, score in scores.items() if score}


def measure(
    skill: Skill, pictures: Iterable[Image.Image], examiner: Examiner, vae: AutoencoderKLFlux2 | None = None
) -> Result:
    """Read the model's pictures, and the right ones for comparison."""
    return Result(
        skill,
        score(skill, examiner.read(pictures)),
        chance(skill),
        score(skill, examiner.read(rendered(skill))),
        score(skill, examiner.read(round_trip(vae, rendered(skill)))) if vae else None,
    )
