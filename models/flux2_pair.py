"""Denoises source and target of a request with a branch in lock-step, by a FLUX.2-klein model.

Reads both prompts, and makes one pass a step for the rows of both. Knows no store and no user.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from .branch_rules import RULES, Ground, Layers, RuleSet
from .branch_source import Painted, Source, finer, inverted, noised
from .branches import in_lockstep
from .conditions import Branch
from .directions import sides, stepped_along
from .flux2_condition import Condition, ConditionReader, text_positions
from .guidance import guided
from .image_model import ImageRequest, ModelError
from .layer_roles import read_roles
from .lora import sharing_weights
from .picture import Picture
from .shared_attention import Sharing

Forward = Callable[[Tensor, Tensor, Condition], Tensor]
"""(tokens (B, N, C), timesteps (B,), condition) → velocity (B, N, C)."""


@dataclass(frozen=True)
class Pair:
    """A request with a branch, ready to be denoised; `both` has the source's rows, then the target's."""

    both: Condition
    noise: Tensor
    source: Source
    rule: RuleSet
    until: int
    bias: Tensor | None
    pinned: bool
    sigmas: Tensor
    guidance_scale: float

    def denoised(self, forward: Forward) -> Generator[tuple[Tensor, Tensor], None, None]:
        """The target's tokens (1, N, C) after each step, and the clean ones.

        The transformer is a twin with the same weights, so that other pictures are painted as ever.
        """
        tokens = self._start()
        twin = replace(self.both, transformer=sharing_weights(self.both.transformer))
        with in_lockstep(twin.transformer, self._attention, twin.text.shape[1]) as lockstep:
            for step, (sigma, following) in enumerate(zip(self.sigmas, self.sigmas[1:], strict=False)):
                lockstep.step = step
                velocity = self._velocity(step, tokens, lambda rows, levels: forward(rows, levels, twin))
                clean = tokens - sigma * velocity
                tokens = self._pinned(step, tokens + (following - sigma) * velocity)
                yield tokens, clean

    def _start(self) -> Tensor:
        if not self.rule.renewed:
            return self.source.start
        source = self.source.start[:, self.rule.places.clamp(min=0)]
        return torch.where((self.rule.places < 0)[:, None], self.noise, source)

    def _velocity(self, step: int, tokens: Tensor, forward: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
        half = len(self.both.text) // 2
        rows = torch.cat([self.source.at(step).expand(half, -1, -1), tokens.expand(half, -1, -1)])
        levels = torch.stack([self.source.sigmas[step], self.sigmas[step]]).repeat_interleave(half)
        source, target = forward(rows, levels).chunk(2)
        self.source.moved(step, guided(source, self.source.guidance_scale))
        return guided(target, self.guidance_scale)

    def _pinned(self, step: int, tokens: Tensor) -> Tensor:
        if not self.pinned or step >= self.until:
            return tokens
        source = self.source.at(step + 1)[:, self.rule.places.clamp(min=0)]
        return torch.where((self.rule.places < 0)[:, None], tokens, source)

    def _attention(self, layer: int, step: int) -> Sharing | None:
        shared = self.rule.shared(layer) if step < self.until else None
        if self.bias is None:
            return shared
        return replace(shared or Sharing(), bias=self.bias)


@dataclass(frozen=True)
class PairReader:
    """Reads a request with a branch; `noise` (1, N, C) is the target's, `sigmas` (steps + 1,) its levels."""

    reader: ConditionReader
    forward: Forward
    noise: Tensor
    sigmas: Tensor

    def read(self, request: ImageRequest, branch: Branch, condition: Condition) -> Pair:
        """Both prompts in one batch, the source on its way, and who shares what."""
        prompts = [branch.prompt, request.prompt]
        if request.guidance_scale != 1:
            prompts = ["", branch.prompt, "", request.prompt]
        steps = sides(request.prompt, request.direction)
        text = stepped_along(self.reader.embed([*prompts, *steps]), request.direction)
        ids = text_positions(text.shape[1]).to(condition.text_ids)
        both = replace(condition, text=text, text_ids=ids)
        return Pair(
            both=both,
            noise=self.noise,
            source=self._source(request, branch, both),
            rule=self._rule(request, branch, condition),
            until=round(branch.strength * request.num_inference_steps),
            bias=self._bias(request, branch, text),
            pinned=branch.pinned,
            sigmas=self.sigmas,
            guidance_scale=request.guidance_scale,
        )

    def _source(self, request: ImageRequest, branch: Branch, both: Condition) -> Source:
        if branch.picture is None:
            return Painted(self.noise, self.sigmas, request.guidance_scale)
        clean = self.reader.tokens(branch.picture, (request.width, request.height))
        if branch.rule == "subject":
            shift = self.reader.parts.scheduler.config.shift
            return noised(clean, self.noise, finer(self.sigmas, shift))
        last = len(both.text) // 2
        alone = replace(both, text=both.text[last - 1 : last])
        return inverted(clean, self.sigmas, lambda tokens, sigma: self.forward(tokens, sigma[None], alone))

    def _rule(self, request: ImageRequest, branch: Branch, condition: Condition) -> RuleSet:
        token = self.reader.card.settings.multiple_of
        grid = self.reader.grid(request.width, request.height)
        right, down = (round(pixels / token) for pixels in branch.shift)
        layers = Layers(len(condition.transformer.transformer_blocks), partial(read_roles, self.reader.card))
        share = _share(branch.mask, grid).to(condition.text.device)
        return RULES[branch.rule](layers, Ground(share, (down, right), branch.gain, branch.every_layer))

    def _bias(self, request: ImageRequest, branch: Branch, text: Tensor) -> Tensor | None:
        """(B, T) on the scores of the target's rows; the row without the prompt has no words."""
        if not branch.words or not branch.word_strength:
            return None
        bias = text.new_zeros(len(text) // 2, text.shape[1])
        bias[-1, self.reader.word_tokens(request.prompt, branch.words)] = branch.word_strength
        return bias


def check_branch(request: ImageRequest) -> None:
    """Raise `ModelError` where the branch does not fit the request."""
    branch = request.branch
    if branch is None:
        return
    for name in ("regional", "canvas"):
        if getattr(request, name):
            raise ModelError(
                f"a branch cannot be painted together with a {name} part; ask for one, then for the other"
            )
    for name, picture in (("picture", branch.picture), ("mask", branch.mask)):
        if picture and picture.image.size != (request.width, request.height):
            raise ModelError(
                f"the branch's {name} has {picture.image.width}×{picture.image.height} pixels, but "
                f"{request.width}×{request.height} are asked for; resize it, or ask for its size"
            )


def _share(mask: Picture | None, grid: tuple[int, int]) -> Tensor:
    """(rows, columns) float: how much of each token is white; all of it without a mask."""
    if mask is None:
        return torch.ones(grid)
    white = np.asarray(mask.image.convert("L")) > 127
    (rows, columns), (height, width) = grid, white.shape
    shares = white.reshape(rows, height // rows, columns, width // columns).mean((1, 3))
    return torch.from_numpy(shares)
