"""Trains the painter: flow matching on lessons, text encoder and transformer together.

Two data-parallel processes of one thread (gloo). Muon for the matrices of the blocks, each owned and
stepped by one process; AdamW for the rest. An auxiliary head reads from the middle of the transformer
what each token will show (in the spirit of REPA, Yu et al. 2024, with the scene itself as teacher), and
is thrown away afterwards; what it gains was not measured. The step number seeds
everything, so a resumed run goes on exactly. Knows no VAE.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel
from transformers import Qwen2TokenizerFast

from .architecture import TEXT_LAYERS, build_text_encoder, build_transformer
from .lessons import LABELS, SHARE, Batch, Lessons
from .parallel import Team, write

AUXILIARY_BLOCK = 2
AUXILIARY_WEIGHT = 0.5
BLOCKS = (
    "transformer.transformer_blocks",
    "transformer.single_transformer",
    "text_encoder.model.layers",
)


@dataclass(frozen=True)
class Plan:
    """How long and how fast: constant rates after 100 steps, linear to zero in the last `decay` steps."""

    steps: int
    decay: int = 0
    muon: float = 2e-3
    adamw: float = 1e-3

    def scale(self, step: int) -> float:
        """The factor of the learning rates at `step`."""
        return min(1.0, (step + 1) / 100, (self.steps - step) / max(1, self.decay) if self.decay else 1.0)


class Student(nn.Module):
    """Text encoder, transformer and the auxiliary head."""

    def __init__(self, tokenizer: Qwen2TokenizerFast) -> None:
        super().__init__()
        self.transformer = build_transformer()
        self.text_encoder = build_text_encoder(tokenizer)
        self.head = nn.Linear(256, LABELS)
        self._middle: list[Tensor] = []
        # On a CPU the backward pass of flash attention is far slower than plain products at this length.
        self.transformer.set_attention_backend("_native_math")
        for block in (*self.transformer.transformer_blocks, *self.transformer.single_transformer_blocks):
            block.forward = torch.compile(block.forward, dynamic=False)
        self.transformer.single_transformer_blocks[AUXILIARY_BLOCK].register_forward_hook(
            lambda *hook: self._middle.append(hook[-1])
        )

    def loss(self, batch: Batch, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Weighted mean squared error of the velocity, and the auxiliary cross-entropy."""
        noise = torch.randn(batch.target.shape, generator=generator)
        sigma = _sigmas(len(noise), generator)
        noisy = torch.lerp(batch.target, noise, sigma[:, None, None])
        with torch.autocast("cpu", torch.bfloat16), sdpa_kernel(SDPBackend.MATH):
            velocity = self._velocity(noisy, sigma, batch)
            middle = self._middle.pop()[:, -noisy.shape[1] :]
            guess = self.head(middle)
        auxiliary = F.binary_cross_entropy_with_logits(guess.float(), batch.labels)
        error = (velocity.float() - (noise - batch.target)).square().mean(-1)
        return (error * batch.weights).mean() / batch.weights.mean(), auxiliary

    def _velocity(self, noisy: Tensor, sigma: Tensor, batch: Batch) -> Tensor:
        text = self.text_encoder.model(
            input_ids=batch.input_ids,
            attention_mask=batch.attention_mask,
            output_hidden_states=True,
            use_cache=False,
        ).hidden_states
        embeds = torch.cat([text[k] for k in TEXT_LAYERS], dim=-1)
        ids = torch.zeros(embeds.shape[1], 4, dtype=torch.long)
        ids[:, 3] = torch.arange(embeds.shape[1])
        count = batch.references.shape[1]
        mode = {"kv_cache_mode": "extract", "num_ref_tokens": count} if count else {}
        velocity: Tensor = self.transformer(
            hidden_states=torch.cat([batch.references, noisy], dim=1),
            encoder_hidden_states=embeds,
            timestep=sigma,
            img_ids=batch.image_ids,
            txt_ids=ids,
            return_dict=False,
            **mode,
        )[0]
        return velocity


def _sigmas(n: int, generator: torch.Generator) -> Tensor:
    """Logit-normal about 0.3 (a little towards noise), one in seven uniform."""
    normal = torch.sigmoid(torch.randn(n, generator=generator) + 0.3)
    uniform = torch.rand(n, generator=generator)
    return torch.where(torch.rand(n, generator=generator) < 0.15, uniform, normal)


class Optimizers:
    """Muon on this process's share of the block matrices, AdamW on everything else."""

    def __init__(self, student: nn.Module, plan: Plan, team: Team, blocks: tuple[str, ...] = BLOCKS) -> None:
        named = list(student.named_parameters())
        self.matrices = [p for name, p in named if name.startswith(blocks) and p.ndim == 2]
        chosen = {id(p) for p in self.matrices}
        self.rest = [p for _, p in named if id(p) not in chosen]
        self.owners = _owners([p.numel() for p in self.matrices], team.size)
        self.team, self.plan = team, plan
        mine = [p for p, owner in zip(self.matrices, self.owners, strict=True) if owner == team.rank]
        self.muon = torch.optim.Muon(mine, lr=plan.muon, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
        self.adamw = torch.optim.AdamW(self.rest, lr=plan.adamw, betas=(0.9, 0.98), weight_decay=0.0)

    def step(self, step: int) -> None:
        """Average gradients, clip, step, share the matrices."""
        parameters = self.matrices + self.rest
        self.team.average_gradients(parameters)
        nn.utils.clip_grad_norm_(parameters, 1.0)
        scale = self.plan.scale(step)
        for optimizer, rate in ((self.muon, self.plan.muon), (self.adamw, self.plan.adamw)):
            for group in optimizer.param_groups:
                group["lr"] = rate * scale
            optimizer.step()  # type: ignore[no-untyped-call]
        self.team.share(self.matrices, self.owners)


def _owners(sizes: list[int], world: int) -> list[int]:
    """Each matrix to the process that has least to do so far."""
    load, owners = [0] * world, []
    for size in sizes:
        owner = load.index(min(load))
        load[owner] += size
        owners.append(owner)
    return owners


def train(folder: Path, plan: Plan, tokenizer: Qwen2TokenizerFast, team: Team) -> None:
    """Run or resume up to `plan.steps`; `folder` has `shards/`; writes `painter.pt` and `muon-RANK.pt`."""
    torch.manual_seed(0)
    torch._dynamo.config.recompile_limit = 64
    student = Student(tokenizer)
    optimizers = Optimizers(student, plan, team)
    average = {name: p.detach().clone() for name, p in student.named_parameters()}
    first = _resume(folder, student, optimizers, average)
    lessons = Lessons(folder / "shards", tokenizer)
    report = Report(first, plan.steps, quiet=team.rank != 0)
    for step in range(first, plan.steps):
        rng = Random(f"painter {team.rank} {step}")
        task = rng.choices(list(SHARE), list(SHARE.values()))[0]
        batch = lessons.batch(task, rng)
        flow, auxiliary = student.loss(batch, torch.Generator().manual_seed(step * 64 + team.rank))
        student.zero_grad(set_to_none=True)
        (flow + AUXILIARY_WEIGHT * auxiliary).backward()
        optimizers.step(step)
        _follow(average, student, step)
        report.add(step, flow.item(), auxiliary.item())
        if (step + 1) % 20 == 0:
            lessons.refresh()
        if (step + 1) % 100 == 0 or step + 1 == plan.steps:
            _save(folder, student, optimizers, average, step + 1)


class Report:
    """Prints the mean losses of every twenty steps."""

    def __init__(self, first: int, steps: int, quiet: bool) -> None:
        self.first, self.steps, self.quiet = first, steps, quiet
        self.start = time.time()
        self.losses: list[tuple[float, float]] = []

    def add(self, step: int, flow: float, auxiliary: float) -> None:
        """One step is done."""
        self.losses.append((flow, auxiliary))
        if len(self.losses) < 20:
            return
        flow, auxiliary = (sum(values) / len(values) for values in zip(*self.losses, strict=True))
        self.losses.clear()
        pace = (time.time() - self.start) / (step + 1 - self.first)
        if not self.quiet:
            print(
                f"{step + 1}/{self.steps} flow {flow:.4f} labels {auxiliary:.4f} {pace:.2f} s/step",
                flush=True,
            )


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
        write({"model": model, "average": average, "adamw": adamw, "step": step}, folder / "painter.pt")
    write({"muon": optimizers.muon.state_dict(), "step": step}, folder / f"muon-{optimizers.team.rank}.pt")


def _resume(folder: Path, student: Student, optimizers: Optimizers, average: dict[str, Tensor]) -> int:
    path = folder / "painter.pt"
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
            f"{folder}: painter.pt is at step {state['step']}, muon at {muon['step']}; use one pair"
        )
    optimizers.muon.load_state_dict(muon["muon"])
    return int(state["step"])
