"""How often a painter does what it is asked: `python benchmarks/skills.py --n 500 --json skills.json`.

Held-out scenes and their sentences go to the model, the examiner reads the pictures, and each attribute
that was asked is counted. Knows models only by their name in the catalog.
"""

import argparse
import json
import sys
from pathlib import Path

if __package__ in (None, ""):
    # Run as a file: its folder is on the path, the repository's root is not.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from triptych.models import catalog
from triptych.models.image_model import ImageModel, Settings

from benchmarks.cases import Skill, mixed, recolor, same_character, solo
from benchmarks.examiner.examiner import Examiner
from benchmarks.painting import contact_sheet, load_vae, painted
from benchmarks.results import measure, table

SHEET = 24
VAE = Path(__file__).resolve().parents[1] / "models/pocket/weights/painter/vae"


def skills(arguments: argparse.Namespace) -> list[Skill]:
    """What is measured, in the order of the table."""
    chosen = [
        mixed(arguments.n),
        solo(arguments.solo),
        same_character(arguments.references),
        recolor(arguments.edits),
    ]
    return [skill for skill in chosen if skill.cases]


def main() -> None:
    """Paint and read every skill; each table is printed as soon as it is known."""
    arguments = _arguments()
    model, examiner = catalog.load(arguments.model), Examiner.load()
    vae = load_vae(arguments.vae) if arguments.vae.exists() else None
    settings, results = _settings(model, arguments), []
    for skill in skills(arguments):
        pictures = list(painted(model, skill, settings))
        results.append(measure(skill, pictures, examiner, vae))
        print(table(results[-1]), flush=True)
        if arguments.sheets:
            _write_sheet(arguments.sheets, skill, pictures)
    if arguments.json:
        report = {
            "model": model.name,
            "revision": model.revision,
            "steps": settings.num_inference_steps,
            "guidance": settings.guidance_scale,
            "skills": {result.skill.name: result.rows() for result in results},
        }
        arguments.json.write_text(json.dumps(report, indent=1) + "\n")


def _settings(model: ImageModel, arguments: argparse.Namespace) -> Settings:
    wished = {"num_inference_steps": arguments.steps, "guidance_scale": arguments.guidance}
    return model.settings.model_copy(
        update={name: value for name, value in wished.items() if value is not None}
    )


def _write_sheet(folder: Path, skill: Skill, pictures: list[Image.Image]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    prompts = [case.prompt for case in skill.cases[:SHEET]]
    contact_sheet(pictures[:SHEET], prompts).save(folder / f"{skill.name.replace(' ', '-')}.png")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How often a painter does what it is asked.")
    parser.add_argument("--n", type=int, default=500, help="prompts for mixed scenes")
    parser.add_argument("--solo", type=int, default=200, help="prompts for one character in a place")
    parser.add_argument("--references", type=int, default=100, help="references shown in a new scene")
    parser.add_argument("--edits", type=int, default=100, help="colour edits")
    parser.add_argument("--model", default="pocket", help="a name of the catalog")
    parser.add_argument("--steps", type=int, help="denoising steps, if not the model's own")
    parser.add_argument("--guidance", type=float, help="guidance scale, if not the model's own; 1 is none")
    parser.add_argument("--vae", type=Path, default=VAE, help="the painter's VAE, for the column “decoded”")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--sheets", type=Path, help="a folder for each skill's first pictures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
