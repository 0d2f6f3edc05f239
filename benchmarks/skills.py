"""How often a painter does what it is asked: `python -m benchmarks skills --n 500 --sheets DIR`.

Held-out scenes and their sentences go to the model, the examiner reads the pictures, and each attribute
that was asked is counted. Knows models only by their name in the catalog.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image
from pydantic import Field
from triptych.models import catalog
from triptych.models.image_model import ImageModel, Settings

from benchmarks.benchmark import Benchmark
from benchmarks.cases import Skill, mixed, recolor, same_character, solo
from benchmarks.examiner.examiner import Examiner
from benchmarks.painting import contact_sheet, load_vae, painted
from benchmarks.results import measure
from benchmarks.scoring import PASSED, SKILLS
from benchmarks.table import Row, Table

SHEET = 24
VAE = Path(__file__).resolve().parents[1] / "models/pocket/weights/painter/vae"


class Skills(Benchmark):
    """How often a painter does what it is asked: held-out scenes of the small world in words."""

    quick: ClassVar[Mapping[str, Any]] = {"n": 48, "solo": 0, "references": 8, "edits": 8}

    n: int = Field(default=500, ge=0, description="prompts for mixed scenes")
    solo: int = Field(default=200, ge=0, description="prompts for one character in a place")
    references: int = Field(default=100, ge=0, description="references shown in a new scene")
    edits: int = Field(default=100, ge=0, description="colour edits by instruction")
    model: str = Field(default="pocket", description="a painter of the catalog")
    steps: int | None = Field(default=None, description="denoising steps, if not the model's own")
    guidance: float | None = Field(
        default=None, description="guidance scale, if not the model's own; 1 is none"
    )
    vae: Path = Field(default=VAE, description="the painter's VAE, for the column “decoded”")
    sheets: Path | None = Field(default=None, description="a folder for each skill's first pictures")

    def run(self) -> Table:
        """Paint and read every skill."""
        model, examiner = catalog.load(self.model), Examiner.load()
        vae = load_vae(self.vae) if self.vae.exists() else None
        settings, rows = self._settings(model), list[Row]()
        for skill, main in self._skills():
            pictures = list(painted(model, skill, settings))
            rows += measure(skill, pictures, examiner, vae).rows(main)
            if self.sheets:
                _write_sheet(self.sheets, skill, pictures)
        about = {
            "model": model.name,
            "revision": model.revision,
            "steps": settings.num_inference_steps,
            "guidance": settings.guidance_scale,
        }
        return Table(about=about, rows=tuple(rows))

    def _skills(self) -> list[tuple[Skill, tuple[str, ...]]]:
        """What is measured, and what of it stands in the table of all."""
        chosen = [
            (mixed(self.n), (PASSED, *SKILLS)),
            (solo(self.solo), (PASSED,)),
            (same_character(self.references), (PASSED,)),
            (recolor(self.edits), (PASSED,)),
        ]
        return [(skill, main) for skill, main in chosen if skill.cases]

    def _settings(self, model: ImageModel) -> Settings:
        wished = {"num_inference_steps": self.steps, "guidance_scale": self.guidance}
        return model.settings.model_copy(
            update={name: value for name, value in wished.items() if value is not None}
        )


def _write_sheet(folder: Path, skill: Skill, pictures: list[Image.Image]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    prompts = [case.prompt for case in skill.cases[:SHEET]]
    contact_sheet(pictures[:SHEET], prompts).save(folder / f"{skill.name.replace(' ', '-')}.png")
