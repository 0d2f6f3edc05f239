"""Trains the eyes: describing first, then ever more yes/no questions.

Two data-parallel processes of one thread (gloo), Muon for the matrices of the blocks and AdamW for the
rest, an average of the weights. The step number seeds everything, so a resumed run goes on exactly.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from random import Random

import torch
from transformers import Qwen2TokenizerFast

from .eyes_lessons import ROWS, SHARE, EyesLessons, Task
from .eyes_pool import Pool
from .eyes_student import AUXILIARY_WEIGHT, BLOCKS, Student
from .optimizers import Optimizers, Plan
from .parallel import Team
from .training_run import TrainingRun


def train(
    folder: Path,
    plan: Plan,
    tokenizer: Qwen2TokenizerFast,
    team: Team,
    rows: Mapping[Task, int] = ROWS,
) -> None:
    """Run or resume up to `plan.steps`; `folder` has `pool/`; writes `eyes.pt` and `muon-RANK.pt`."""
    torch.manual_seed(0)
    torch._dynamo.config.recompile_limit = 64
    student = Student(tokenizer)
    optimizers = Optimizers(student, plan, team, BLOCKS)
    run = TrainingRun(folder, "eyes", student, optimizers)
    lessons = EyesLessons(Pool(folder / "pool"), tokenizer, rows)
    report = Report(run.step, plan.steps, quiet=team.rank != 0)
    for step in range(run.step, plan.steps):
        # All processes do the same task, so that none waits for another's longer rows.
        task = Random(f"eyes task {step}").choices(list(SHARE), list(SHARE.values()))[0]
        batch = lessons.batch(task, step, Random(f"eyes {team.rank} {step}"))
        answers, auxiliary, right = student.loss(batch)
        student.zero_grad(set_to_none=True)
        (answers + AUXILIARY_WEIGHT * auxiliary).backward()
        optimizers.step(step)
        run.follow(step)
        report.add(step, task, answers.item(), auxiliary.item(), right.item())
        if (step + 1) % 20 == 0:
            lessons.pool.refresh()
        if (step + 1) % 100 == 0 or step + 1 == plan.steps:
            run.save(step + 1)


class Report:
    """Prints the mean losses and the share of right yes/no answers of every twenty steps."""

    def __init__(self, first: int, steps: int, quiet: bool) -> None:
        self.first, self.steps, self.quiet = first, steps, quiet
        self.start = time.time()
        self.values: dict[str, list[float]] = {}

    def add(self, step: int, task: str, answers: float, auxiliary: float, right: float) -> None:
        """One step is done."""
        for name, value in ((f"{task} loss", answers), (f"{task} yes/no", right), ("labels", auxiliary)):
            self.values.setdefault(name, []).append(value)
        if (step + 1) % 20:
            return
        means = " ".join(f"{name} {sum(v) / len(v):.4f}" for name, v in sorted(self.values.items()))
        self.values.clear()
        pace = (time.time() - self.start) / (step + 1 - self.first)
        if not self.quiet:
            print(f"{step + 1}/{self.steps} {means} {pace:.2f} s/step", flush=True)
