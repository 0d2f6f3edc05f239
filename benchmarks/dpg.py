"""DPG-Bench's prompts (Hu et al. 2024, github.com/TencentQQGYLab/ELLA) with its own questions.

The questions are the CSV of that repository, one a row, with the questions that each depends on. Without it
there is but one question a prompt, and scores are no DPG scores. The judge there is mPLUG; here it is any.
"""

import csv
import json
from collections import defaultdict
from pathlib import Path
from statistics import mean

from benchmarks.prompted import Prompted, PromptFileError, Question

WHOLE = "Does the picture show this: {prompt}"
COLUMNS = ("item_id", "proposition_id", "dependency", "category_broad", "question_natural_language")
Rows = list[dict[str, str]]


def read(path: Path, questions: Path | None = None) -> list[Prompted]:
    """Prompts from a folder of text files, or JSONL with `file` and `prompt`. Raises `PromptFileError`."""
    prompts = _folder(path) if path.is_dir() else _lines(path)
    asked = _asked(questions) if questions else {}
    if questions:
        prompts = {id: prompt for id, prompt in prompts.items() if id in asked}
        if not prompts:
            raise PromptFileError(
                f"{questions} has no questions for the prompts of {path}; give both of one set"
            )
    return [
        Prompted(id, prompt, "DPG", asked.get(id) or (Question(WHOLE.format(prompt=prompt)),))
        for id, prompt in prompts.items()
    ]


def _folder(path: Path) -> dict[str, str]:
    return {file.stem: file.read_text(encoding="utf-8").strip() for file in sorted(path.glob("*.txt"))}


def _lines(path: Path) -> dict[str, str]:
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            one = json.loads(line)
            found[Path(one["file"]).stem] = str(one["prompt"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise PromptFileError(
                f"{path}, line {number}: expected an object with file and prompt, but got {line[:60]!r}"
            ) from error
    return found


def _asked(path: Path) -> dict[str, tuple[Question, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
            raise PromptFileError(f"{path} has no column {', '.join(missing)}; give ELLA's dpg_bench.csv")
        items: dict[str, Rows] = defaultdict(list)
        for row in reader:
            items[row["item_id"]].append(row)
    return {id: _questions(path, rows) for id, rows in items.items()}


def _questions(path: Path, rows: Rows) -> tuple[Question, ...]:
    try:
        places = {int(row["proposition_id"]): n for n, row in enumerate(rows)}
        return tuple(
            Question(
                row["question_natural_language"],
                category=row["category_broad"],
                after=tuple(places[parent] for parent in _parents(row) if parent in places),
            )
            for row in rows
        )
    except ValueError as error:
        raise PromptFileError(
            f"{path}, item {rows[0]['item_id']}: {error}; proposition_id and dependency are numbers"
        ) from error


def _parents(row: dict[str, str]) -> list[int]:
    return [int(part) for part in row["dependency"].split(",") if part.strip()]


def score(prompted: Prompted, probabilities: list[float], right: list[bool]) -> float:  # noqa: ARG001
    """The share of questions answered right, after those that they depend on (DSG, Cho et al. 2024)."""
    return mean(right)
