"""Trains the eyes: describing first, then ever more yes/no questions.

Two data-parallel processes of one thread (gloo), Muon for the matrices of the blocks and AdamW for the
rest, an average of the weights. The step number seeds everything, so a resumed run goes on exactly.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from random import Random

import torch
from torch import Tensor
from transformers import Qwen2TokenizerFast

from .eyes_lessons import ROWS, SHARE, EyesLessons, Task
from .eyes_pool import Pool
from .eyes_student import AUXILIARY_WEIGHT, BLOCKS, Student
from .parallel import Team, write
from .train_painter import Optimizers, Plan


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
    average = {name: p.detach().clone() for name, p in student.named_parameters()}
    first = _resume(folder, student, optimizers, average)
    lessons = EyesLessons(Pool(folder / "pool"), tokenizer, rows)
    report = Report(first, plan.steps, quiet=team.rank != 0)
    for step in range(first, plan.steps):
        # All processes do the same task, so that none waits for another's longer rows.
        task = Random(f"eyes task {step}").choices(list(SHARE), list(SHARE.values()))[0]
        batch = lessons.batch(task, step, Random(f"eyes {team.rank} {step}"))
        answers, auxiliary, right = student.loss(batch)
        student.zero_grad(set_to_none=True)
        (answers + AUXILIARY_WEIGHT * auxiliary).backward()
        optimizers.step(step)
        _follow(average, student, step)
        report.add(step, task, answers.item(), auxiliary.item(), right.item())
        if (step + 1) % 20 == 0:
            lessons.pool.refresh()
        if (step + 1) % 100 == 0 or step + 1 == plan.steps:
            _save(folder, student, optimizers, average, step + 1)


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


@torch.no_grad()
def _follow(average: dict[str, Tensor], student: Student, step: int) -> None:
    """Exponential moving average, faster in the beginning."""
    share = max(1 / 500, 9 / (10 + step))
    for name, p in student.named_parameters():
        average[name].lerp_(p, share)


def _save(
    folder: Path, student: Student, optimizers: Optimizers, average: dict[str, Tensor], step: int
) -> None:
    if optimizers.team.rank == 0:
        model, adamw = student.state_dict(), optimizers.adamw.state_dict()
        write({"model": model, "average": average, "adamw": adamw, "step": step}, folder / "eyes.pt")
    write({"muon": optimizers.muon.state_dict(), "step": step}, folder / f"muon-{optimizers.team.rank}.pt")


def _resume(folder: Path, student: Student, optimizers: Optimizers, average: dict[str, Tensor]) -> int:
    path = folder / "eyes.pt"
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    student.load_state_dict(state["model"])
    optimizers.adamw.load_state_dict(state["adamw"])
    for name, value in state["average"].items():
        average[name].copy_(value)
    muon = torch.load(folder / f"muon-{optimizers.team.rank}.pt", weights_only=True)
    if muon["step"] != state["step"]:
        raise ValueError(
            f"{folder}: eyes.pt is at step {state['step']}, muon at {muon['step']}; use one pair"
        )
    optimizers.muon.load_state_dict(muon["muon"])
    return int(state["step"])
