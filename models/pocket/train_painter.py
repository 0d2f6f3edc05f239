"""Trains the painter: flow matching on lessons, text encoder and transformer together.

Two data-parallel processes of one thread (gloo). Muon for the matrices of the blocks, each owned and
stepped by one process; AdamW for the rest. An auxiliary head reads from the middle of the transformer
what each token will show (in the spirit of REPA, Yu et al. 2024, with the scene itself as teacher), and
is thrown away afterwards; what it gains was not measured. The step number seeds
everything, so a resumed run goes on exactly. Knows no VAE.
"""

import time
from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel
from transformers import Qwen2TokenizerFast

from .architecture import TEXT_LAYERS, build_text_encoder, build_transformer
from .coverage import LABELS
from .lessons import Batch, Lessons
from .optimizers import Optimizers, Plan
from .parallel import Team
from .training_run import TrainingRun

AUXILIARY_BLOCK = 2
AUXILIARY_WEIGHT = 0.5
BLOCKS = (
    "transformer.transformer_blocks",
    "transformer.single_transformer",
    "text_encoder.model.layers",
)


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


def train(folder: Path, plan: Plan, tokenizer: Qwen2TokenizerFast, team: Team) -> None:
    """Run or resume up to `plan.steps`; `folder` has `shards/`; writes `painter.pt` and `muon-RANK.pt`."""
    torch.manual_seed(0)
    torch._dynamo.config.recompile_limit = 64
    student = Student(tokenizer)
    optimizers = Optimizers(student, plan, team, BLOCKS)
    run = TrainingRun(folder, "painter", student, optimizers)
    lessons = Lessons(folder / "shards", tokenizer)
    shares = lessons.shares()
    report = Report(run.step, plan.steps, quiet=team.rank != 0)
    for step in range(run.step, plan.steps):
        rng = Random(f"painter {team.rank} {step}")
        task = rng.choices(list(shares), list(shares.values()))[0]
        batch = lessons.batch(task, rng)
        flow, auxiliary = student.loss(batch, torch.Generator().manual_seed(step * 64 + team.rank))
        student.zero_grad(set_to_none=True)
        (flow + AUXILIARY_WEIGHT * auxiliary).backward()
        optimizers.step(step)
        run.follow(step)
        report.add(step, flow.item(), auxiliary.item())
        if (step + 1) % 20 == 0:
            lessons.refresh()
            shares = lessons.shares()
        if (step + 1) % 100 == 0 or step + 1 == plan.steps:
            run.save(step + 1)


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
