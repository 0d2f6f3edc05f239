"""Trains the painter: flow matching on lessons, text encoder and transformer together.

Two data-parallel processes of one thread (gloo). Muon for the matrices of the blocks, each owned and
stepped by one process; AdamW for the rest. An auxiliary head reads from the middle of the transformer
what each token will show (in the spirit of REPA, Yu et al. 2024, with the scene itself as teacher): it
halves the time until colours sit on the right things, and is thrown away. The step number seeds
everything, so a resumed run goes on exactly. Knows no VAE.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import Qwen2TokenizerFast

from .architecture import TEXT_LAYERS, build_text_encoder, build_transformer
from .lessons import LABELS, SHARE, Batch, Lessons

AUXILIARY_BLOCK = 2
AUXILIARY_WEIGHT = 0.5


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
        for block in (*self.transformer.transformer_blocks, *self.transformer.single_transformer_blocks):
            block.forward = torch.compile(block.forward, dynamic=False)
        self.transformer.single_transformer_blocks[AUXILIARY_BLOCK].register_forward_hook(
            lambda module, args, output: self._middle.append(output)
        )

    def loss(self, batch: Batch, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Mean squared error of the velocity, and the auxiliary cross-entropy."""
        noise = torch.randn(batch.target.shape, generator=generator)
        sigma = _sigmas(len(noise), generator)
        noisy = torch.lerp(batch.target, noise, sigma[:, None, None])
        with torch.autocast("cpu", torch.bfloat16):
            velocity = self._velocity(noisy, sigma, batch)
            middle = self._middle.pop()[:, -noisy.shape[1] :]
            guess = self.head(middle)
        auxiliary = F.binary_cross_entropy_with_logits(guess.float(), batch.labels)
        return F.mse_loss(velocity.float(), noise - batch.target), auxiliary

    def _velocity(self, noisy: Tensor, sigma: Tensor, batch: Batch) -> Tensor:
        text = self.text_encoder.model(
            input_ids=batch.input_ids, attention_mask=batch.attention_mask, output_hidden_states=True, use_cache=False
        ).hidden_states
        embeds = torch.cat([text[k] for k in TEXT_LAYERS], dim=-1)
        ids = torch.zeros(embeds.shape[1], 4, dtype=torch.long)
        ids[:, 3] = torch.arange(embeds.shape[1])
        count = batch.references.shape[1]
        mode = {"kv_cache_mode": "extract", "num_ref_tokens": count} if count else {}
        return self.transformer(
            hidden_states=torch.cat([batch.references, noisy], dim=1),
            encoder_hidden_states=embeds,
            timestep=sigma,
            img_ids=batch.image_ids,
            txt_ids=ids,
            return_dict=False,
            **mode,
        )[0]


def _sigmas(n: int, generator: torch.Generator) -> Tensor:
    """Logit-normal about 0.3 (a little towards noise), one in seven uniform."""
    normal = torch.sigmoid(torch.randn(n, generator=generator) + 0.3)
    uniform = torch.rand(n, generator=generator)
    return torch.where(torch.rand(n, generator=generator) < 0.15, uniform, normal)


class Optimizers:
    """Muon on this process's share of the block matrices, AdamW on everything else."""

    def __init__(self, student: Student, plan: Plan, rank: int, world: int) -> None:
        blocks = ("transformer.transformer_blocks", "transformer.single_transformer", "text_encoder.model.layers")
        named = list(student.named_parameters())
        self.matrices = [p for name, p in named if name.startswith(blocks) and p.ndim == 2]
        chosen = {id(p) for p in self.matrices}
        self.rest = [p for _, p in named if id(p) not in chosen]
        self.owners = _owners([p.numel() for p in self.matrices], world)
        self.rank, self.world, self.plan = rank, world, plan
        mine = [p for p, owner in zip(self.matrices, self.owners, strict=True) if owner == rank]
        self.muon = torch.optim.Muon(mine, lr=plan.muon, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
        self.adamw = torch.optim.AdamW(self.rest, lr=plan.adamw, betas=(0.9, 0.98), weight_decay=0.0)

    def step(self, step: int) -> None:
        """Average gradients, clip, step, share the matrices."""
        parameters = self.matrices + self.rest
        for p in parameters:
            if p.grad is None:
                p.grad = torch.zeros_like(p)
        if self.world > 1:
            flat = torch.cat([p.grad.flatten() for p in parameters]).div_(self.world)
            dist.all_reduce(flat)
            for p, g in zip(parameters, flat.split([p.numel() for p in parameters]), strict=True):
                p.grad.copy_(g.view_as(p))
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        scale = self.plan.scale(step)
        for optimizer, rate in ((self.muon, self.plan.muon), (self.adamw, self.plan.adamw)):
            for group in optimizer.param_groups:
                group["lr"] = rate * scale
            optimizer.step()
        self._share()

    @torch.no_grad()
    def _share(self) -> None:
        for rank in range(self.world if self.world > 1 else 0):
            owned = [p for p, owner in zip(self.matrices, self.owners, strict=True) if owner == rank]
            flat = torch.cat([p.flatten() for p in owned])
            dist.broadcast(flat, rank)
            for p, value in zip(owned, flat.split([p.numel() for p in owned]), strict=True):
                p.copy_(value.view_as(p))


def _owners(sizes: list[int], world: int) -> list[int]:
    """Each matrix to the process that has least to do so far."""
    load, owners = [0] * world, []
    for size in sizes:
        owner = load.index(min(load))
        load[owner] += size
        owners.append(owner)
    return owners


def train(folder: Path, plan: Plan, tokenizer: Qwen2TokenizerFast) -> None:
    """Run or resume up to `plan.steps`; `folder` has `shards/`; writes `painter.pt` and `muon-RANK.pt`."""
    torch.set_num_threads(1)
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if world > 1:
        dist.init_process_group("gloo")
    torch.manual_seed(0)
    torch._dynamo.config.recompile_limit = 64
    student = Student(tokenizer)
    optimizers = Optimizers(student, plan, rank, world)
    average = {name: p.detach().clone() for name, p in student.named_parameters()}
    first = _resume(folder, student, optimizers, average)
    lessons = Lessons(folder / "shards", tokenizer)
    start, seen = time.time(), [0.0, 0.0, 0.0]
    for step in range(first, plan.steps):
        rng = Random(f"painter {rank} {step}")
        task = rng.choices(list(SHARE), list(SHARE.values()))[0]
        batch = lessons.batch(task, rng)
        flow, auxiliary = student.loss(batch, torch.Generator().manual_seed(step * 64 + rank))
        student.zero_grad(set_to_none=True)
        (flow + AUXILIARY_WEIGHT * auxiliary).backward()
        optimizers.step(step)
        _follow(average, student, step)
        seen = [seen[0] + flow.item(), seen[1] + auxiliary.item(), seen[2] + 1]
        if (step + 1) % 20 == 0:
            lessons.refresh()
            if rank == 0:
                pace = (time.time() - start) / (step + 1 - first)
                print(
                    f"{step + 1}/{plan.steps} flow {seen[0] / seen[2]:.4f} labels {seen[1] / seen[2]:.4f} "
                    f"{pace:.2f} s/step {len(lessons.latents)} shards",
                    flush=True,
                )
            seen = [0.0, 0.0, 0.0]
        if (step + 1) % 100 == 0 or step + 1 == plan.steps:
            _save(folder, student, optimizers, average, step + 1)


@torch.no_grad()
def _follow(average: dict[str, Tensor], student: Student, step: int) -> None:
    """Exponential moving average, faster in the beginning."""
    share = max(1 / 500, 9 / (10 + step))
    for name, p in student.named_parameters():
        average[name].lerp_(p, share)


def _save(folder: Path, student: Student, optimizers: Optimizers, average: dict[str, Tensor], step: int) -> None:
    if optimizers.rank == 0:
        state = {
            "model": student.state_dict(),
            "average": average,
            "adamw": optimizers.adamw.state_dict(),
            "step": step,
        }
        _write(state, folder / "painter.pt")
    _write({"muon": optimizers.muon.state_dict(), "step": step}, folder / f"muon-{optimizers.rank}.pt")


def _write(state: dict[str, object], path: Path) -> None:
    temp = path.with_suffix(".tmp")
    torch.save(state, temp)
    temp.replace(path)


def _resume(folder: Path, student: Student, optimizers: Optimizers, average: dict[str, Tensor]) -> int:
    path = folder / "painter.pt"
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    student.load_state_dict(state["model"])
    optimizers.adamw.load_state_dict(state["adamw"])
    for name, value in state["average"].items():
        average[name].copy_(value)
    muon = torch.load(folder / f"muon-{optimizers.rank}.pt", weights_only=True)
    optimizers.muon.load_state_dict(muon["muon"])
    return int(state["step"])
