"""What to do about a picture that is not right: refine it, or draft anew, whichever has paid off more so far.

Only decides; `act` paints and `critique` judges what comes of it. An output is left as it is once it surely
passes, gained nothing twice in a row, or the turn's limits are reached.
"""

import hashlib
import time
from collections.abc import Mapping
from typing import Any

from .context import Context
from .critique import best, calls_left
from .ready import work_on
from .state import Brief, Critique, Draft, State, Step, Way, Work, output_of

NO_GAIN = 2
SURE = 0.98
"""What passes is not told as wrong; below this, another draft may still be the better one."""
ENOUGH = 8
"""Tries of either way before one is preferred: after two hard pictures a way looks worse than it is."""
EARLIER = 3
"""Flawed pictures in context at most, each with another advice, as in Reflect-DiT."""


def corrections(state: State, context: Context) -> list[Work]:
    """A next try for each output that needs one and may have one."""
    works: list[Work] = []
    budget = _budget(state, context)
    for step in state["plan"].steps:
        for name in step.outputs:
            if len(works) < budget and _wants_more(state["drafts"].get(name, ()), context):
                works.append(_next_try(step, name, state, context))
    return works


def _wants_more(drafts: tuple[Draft, ...], context: Context) -> bool:
    kept = best(drafts)
    if kept is None or not kept.verdicts or _is_sure(kept) or len(drafts) >= context.limits.drafts:
        return False
    since = [draft.critique for draft in drafts]
    return len(drafts) - 1 - since.index(kept) < NO_GAIN


def _is_sure(critique: Critique) -> bool:
    return all(verdict.p >= SURE for verdict in critique.verdicts)


def _budget(state: State, context: Context) -> int:
    """How many more tries the turn's limits allow, first drafts that are still to come left out."""
    if time.monotonic() - context.began >= context.limits.seconds:
        return 0
    names, drafts = state["plan"].outputs, state["drafts"]
    made = sum(len(tries) for tries in drafts.values())
    most = max(context.limits.pictures, state["plan"].estimate.pictures)
    to_come = [name for name in names if name not in drafts]
    left = most - made - len(to_come)
    looks = max((len(output_of(state["brief"], name).checks) for name in names), default=0)
    looks_to_come = sum(len(output_of(state["brief"], name).checks) for name in to_come)
    return min(left, (calls_left(state, context) - looks_to_come) // max(1, looks))


def _next_try(step: Step, name: str, state: State, context: Context) -> Work:
    drafts = state["drafts"][name]
    kept = best(drafts)
    assert kept is not None
    can_refine = bool(kept.advice) and _keeps_its_size(kept, context)
    way = better_way(state.get("payoff", {})) if can_refine else "redraft"
    seed = fresh_seed(int(step.arguments["seed"]) + step.outputs.index(name), len(drafts) + 1)
    if way == "redraft":
        again = step if len(step.outputs) == 1 else _alone(step, name, kept.image, state, context)
        again = again.model_copy(update={"arguments": {**again.arguments, "seed": seed}})
    else:
        output = output_of(state["brief"], name)
        arguments = {
            "prompt": output.shows or output.prompt,
            "drafts": flawed(drafts, kept),
            "seed": seed,
            **_adapters(step),
        }
        again = Step(tool="refine", arguments=arguments, outputs=(name,))
    return work_on(again, state, way)


def _alone(step: Step, name: str, image: str, state: State, context: Context) -> Step:
    """The step that makes only this picture of a set, `image` so far, with the looks of the others."""
    record = context.store.get(image)
    more = {"width": record.width, "height": record.height, **_adapters(step)}
    prompt = step.arguments["prompts"][step.outputs.index(name)]
    if like := _like(name, step, state["brief"]):
        arguments = {"prompt": prompt, "references": [like], **more}
        return Step(tool="compose", arguments=arguments, outputs=(name,))
    return Step(tool="generate", arguments={"prompts": [prompt], **more}, outputs=(name,))


def _adapters(step: Step) -> dict[str, Any]:
    """The LoRAs that a step paints with, for the next try at its pictures."""
    return {"adapters": step.arguments["adapters"]} if step.arguments.get("adapters") else {}


def _like(name: str, step: Step, brief: Brief) -> str:
    """The picture that one of a set is compared with, or one that is compared with it; "" where none is."""
    compared = {
        other: next((c.of for c in output_of(brief, other).checks if c.aspect == "identity"), "")
        for other in step.outputs
    }
    return compared[name] or next((other for other, of in compared.items() if of == name), "")


def better_way(payoff: Mapping[str, list[int]]) -> Way:
    """The way with the higher share of gains, once both were tried often enough; before, the one tried less.

    Refining where they are even.
    """
    tries = {way: payoff.get(way, (0, 0))[0] for way in ("refine", "redraft")}
    if min(tries.values()) < ENOUGH:
        return "refine" if tries["refine"] <= tries["redraft"] else "redraft"
    share = {way: payoff[way][1] / tries[way] for way in tries}
    return "refine" if share["refine"] >= share["redraft"] else "redraft"


def flawed(drafts: tuple[Draft, ...], kept: Critique) -> list[dict[str, str]]:
    """The best flawed picture and the next ones with another advice each, best first."""
    others = sorted((draft.critique for draft in drafts), key=lambda critique: -critique.score)
    advised = {c.advice: c.image for c in reversed([kept, *others]) if c.advice and c.image}
    order = dict.fromkeys(c.advice for c in [kept, *others] if c.advice in advised)
    return [{"image": advised[advice], "advice": advice} for advice in order][:EARLIER]


def fresh_seed(seed: int, draft: int) -> int:
    """The seed of a later draft, decided by that of the first: a turn that goes on asks for the same."""
    return int(hashlib.sha256(f"{seed}:{draft}".encode()).hexdigest()[:8], 16) >> 1


def _keeps_its_size(kept: Critique, context: Context) -> bool:
    """A small world refines at the size it edits at, and a picture of another size would come out smaller."""
    if context.painter.vocabulary is None:
        return True
    record = context.store.get(kept.image)
    size = (record.width, record.height)
    return context.painter.settings.fit(*size) == size
