"""What a project holds and what a turn tells, as JSON for programs. Pictures are ids and addresses."""

from typing import Any

from ..agent.events import ApprovalAsked, Event, Judged, PictureReady, Progress, Replied, Understood
from ..agent.session import Session
from ..agent.state import Plan, Turn
from ..tools.assets import Store
from ..tools.records import ImageRecord
from ..tools.tool import toolbox
from .addresses import export_url, image_url

Json = dict[str, Any]


def event_json(event: Event, store: Store) -> Json:
    """An event of a turn; `event` is its kind."""
    return {"event": kind_of(event), "turn": event.turn, **_told(event, store)}


def kind_of(event: Event) -> str:
    """Such as "picture_ready"."""
    return KINDS[type(event)]


KINDS: dict[type[Event], str] = {
    Understood: "understood",
    ApprovalAsked: "approval_asked",
    Progress: "progress",
    PictureReady: "picture_ready",
    Judged: "judged",
    Replied: "replied",
}


def _told(event: Event, store: Store) -> Json:
    match event:
        case Understood(notes=notes, plan=plan):
            return {"notes": list(notes), "plan": plan_json(plan)}
        case ApprovalAsked(plan=plan, reasons=reasons):
            return {"reasons": list(reasons), "plan": plan_json(plan)}
        case Progress():
            return {"picture": event.picture, "of": event.of, "step": event.step, "steps": event.steps}
        case PictureReady():
            image = image_json(event.record)
            return {"picture": event.picture, "of": event.of, "draft": event.draft, "image": image}
        case Judged(critique=critique, best=best):
            verdicts = [{"question": one.check.question, "p": one.p} for one in critique.verdicts]
            told = {"image": critique.image, "score": critique.score, "passed": critique.passed}
            return {"picture": event.picture, "best": best, **told, "checks": verdicts}
        case Replied():
            images = [image_json(store.get(id)) for id in event.images]
            files = [export_url(path.relative_to(store.exports)) for path in event.files]
            return {"reply": event.text, "outcome": event.outcome, "images": images, "files": files}


def plan_json(plan: Plan) -> Json:
    """The tool calls of a plan, and what they will cost at most."""
    steps = [{"tool": one.tool, "arguments": one.arguments, "outputs": one.outputs} for one in plan.steps]
    return {"steps": steps, "estimate": plan.estimate.model_dump(mode="json")}


def image_json(record: ImageRecord) -> Json:
    """What is known of a picture, and where its pixels are served."""
    kept = record.model_dump(mode="json", include=IMAGE_FIELDS)
    prompt = (record.request or {}).get("prompt")
    return {**kept, "prompt": prompt, "url": image_url(record.id)}


IMAGE_FIELDS = {"id", "sha256", "width", "height", "parents", "seed", "model", "revision", "turn"}


def session_json(session: Session) -> Json:
    """A thread: its finished turns, the version tree, and the plan that waits."""
    history, waiting = session.history(), session.waiting
    return {
        "thread": session.thread,
        "turns": [_turn_json(turn) for turn in session.turns()],
        "tree": [{"turn": one.turn, "parent": one.parent, "images": one.images} for one in history.moments],
        "head": history.head,
        "waiting": {"reasons": waiting.reasons, "plan": plan_json(waiting.plan)} if waiting else None,
        "unfinished": session.unfinished,
    }


def _turn_json(turn: Turn) -> Json:
    kept = turn.model_dump(mode="json", include={"id", "text", "uploads", "reply", "outcome", "files"})
    return {**kept, "images": list(turn.images)}


def tools_json() -> list[Json]:
    """Every tool: its name, what it does, and the JSON schema of its arguments."""
    return [
        {"name": name, "description": tool.about(), "parameters": tool.model_json_schema()}
        for name, tool in toolbox().items()
    ]
