"""A skill's scores beside what they are to be compared with, as rows and as text.

Chance is a painter that ignores the prompt; "renders" are the right pictures as the examiner reads
them, "decoded" the same after the painter's VAE.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from diffusers import AutoencoderKLFlux2
from PIL import Image

from benchmarks.cases import Skill
from benchmarks.examiner.examiner import Examiner
from benchmarks.painting import rendered, round_trip
from benchmarks.scoring import Scores, chance, score


@dataclass(frozen=True)
class Result:
    """A skill's scores: the model's, and what they are to be compared with."""

    skill: Skill
    model: Scores
    chance: Scores
    renders: Scores
    decoded: Scores | None

    def rows(self) -> dict[str, dict[str, Any]]:
        """Attribute → numbers, the whole picture first."""
        return {name: self._row(name) for name in self.model.shares}

    def _row(self, name: str) -> dict[str, Any]:
        share = self.model[name]
        low, high = share.interval()
        return {
            "right": share.hits,
            "of": share.n,
            "share": round(share.value, 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "chance": round(self.chance[name].value, 4),
            "renders": round(self.renders[name].value, 4),
            "decoded": round(self.decoded[name].value, 4) if self.decoded else None,
        }


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


def table(result: Result) -> str:
    """The result as text."""
    passes = " and ".join(result.skill.passes)
    lines = [
        f"\n{result.skill.name}, n = {len(result.skill.cases)}" + (f", right = {passes}" if passes else ""),
        f"{'':18}{'right':>7}  {'95% interval':<13}{'n':>5}{'chance':>8}{'renders':>9}{'decoded':>9}",
    ]
    for name, row in result.rows().items():
        interval = f"{row['low']:.3f}–{row['high']:.3f}"
        bounds = "".join(f"{'–':>9}" if row[k] is None else f"{row[k]:9.3f}" for k in ("renders", "decoded"))
        lines.append(f"{name:18}{row['share']:7.3f}  {interval:13}{row['of']:5}{row['chance']:8.3f}{bounds}")
    return "\n".join(lines)
