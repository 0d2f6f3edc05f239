"""A script talked through in a real session with fake painters, and rehearsed: what went otherwise."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent_fakes import FakeEyes, PanelPainter, WordyPainter
from fakes import OF_FEW_WORDS
from golden_sessions import Expected, Script, Turn, spread, steps_planned, steps_written
from PIL import Image
from triptych.agent import state
from triptych.agent.events import ApprovalAsked, Event, Replied
from triptych.agent.languages.polyglot import Polyglot
from triptych.agent.limits import Limits
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.planner import Planner
from triptych.agent.rehearsal import Rehearsal
from triptych.agent.session import Project, Session, SessionError
from triptych.agent.state import Brief, Estimate, Moment, Plan
from triptych.models.image_model import Branching
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.tools.in_context import most_references
from triptych.tools.members import Members
from triptych.tools.records import ImageRecord

PLANNER = Polyglot(Phrasebook(VOCABULARY))
ID = re.compile(r"\bi\d+\b")


@dataclass
class Conversation:
    """One script in a project of its own, with what it was rehearsed to do; `turns` are ids by number."""

    script: Script
    folder: Path
    planner: Planner = PLANNER
    turns: dict[int, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    table: tuple[str, ...] = ()

    def __enter__(self) -> "Conversation":
        p = self.script.eyes
        able = self.script.abilities
        painter = (WordyPainter if p is None else PanelPainter)(
            abilities=able,
            max_references=self.script.references,
            settings=OF_FEW_WORDS.model_copy(
                update={"branching": Branching(preferred=self.script.preferred)}
            ),
        )
        self.project = Project(
            self.folder / "project",
            painter,
            planner=self.planner,
            eyes=None if p is None else FakeEyes(lambda _, numbers: p[numbers[0]]),
            limits=Limits(**self.script.limits),
        )
        self.session = self.project.session()
        most = most_references(painter.max_references, able)
        self.rehearsal = Rehearsal(self.planner, painter.settings, most, _free, able)
        return self

    def __exit__(self, *_: object) -> None:
        self.project.close()

    def say(self, number: int, turn: Turn) -> list[str]:
        """What went otherwise than the script has it."""
        uploads = [self._upload(f"{number}-{n}", shows) for n, shows in enumerate(turn.uploads)]
        try:
            event = _last(self.session.say(turn.say, uploads))
            if isinstance(event, ApprovalAsked):
                event = _answered(self.session, event, turn)
        except SessionError as error:
            return _differences(
                {"error": str(error)}, {"error": turn.expect.error or "none"}, within=["error"]
            )
        assert isinstance(event, Replied), f"{event} is no reply; say what to do `then`"
        return self._compared(number, turn, event)

    def _compared(self, number: int, turn: Turn, reply: Replied) -> list[str]:
        done, expect = self.session.turns()[-1], turn.expect
        self.turns[number] = done.id
        moment = next((m for m in self.session.history().moments if m.turn == done.id), None)
        seen = {**_in_brief(done.brief, self.turns), **self._outcome(reply, moment)}
        seen["plan"] = steps_planned(done.plan)
        wrong = _differences(seen, self._wanted(expect))
        wrong += _differences_where_given(expect, done.brief, self._on_table(), reply)
        wrong += self._differences_in_cast(expect)
        wrong += self._differences_in_tools(expect, reply)
        self.table = self.session.history().table
        return wrong + self._rehearsed(turn, done)

    def _outcome(self, reply: Replied, moment: Moment | None) -> dict[str, object]:
        parent = next((n for n, id in self.turns.items() if moment and id == moment.parent), 0)
        return {
            "outcome": reply.outcome,
            "ids": list(reply.images),
            "table": list(self.session.history().table),
            "parent": parent,
        }

    def _wanted(self, expect: Expected) -> dict[str, object]:
        """What must be just so; a table that is not written is what was made, or as it was."""
        wanted: dict[str, object] = {
            "operation": expect.operation,
            "task": expect.task,
            "language": expect.language or self.script.language,
            "outputs": expect.outputs if expect.outputs is not None else len(expect.prompts or ()),
            "images": list(expect.images.items()),
            "keeps": spread(expect.keeps),
            "target": expect.target,
            "again": expect.again,
            "size": expect.size,
            "plan": steps_written(expect.plan),
            "outcome": expect.outcome,
            "ids": spread(expect.ids),
            "table": spread(expect.ids or self.table if expect.table is None else expect.table),
        }
        given = {"prompts": expect.prompts, "parent": expect.parent}
        return wanted | {name: value for name, value in given.items() if value is not None}

    def _differences_in_cast(self, expect: Expected) -> list[str]:
        if expect.cast is None:
            return []
        listed = Members(self.project.store.folder).listed()
        names = [f"{one.name} (locked)" if one.locked else one.name for one in listed]
        return _differences({"cast": names}, {"cast": expect.cast})

    def _differences_in_tools(self, expect: Expected, reply: Replied) -> list[str]:
        if expect.made_by is None:
            return []
        calls = [self.project.store.get(id).call or {} for id in reply.images]
        return _differences({"made_by": [call.get("tool") for call in calls]}, {"made_by": expect.made_by})

    def _on_table(self) -> Moment:
        history = self.session.history()
        return next((m for m in history.moments if m.turn == history.head), Moment(turn=""))

    def _upload(self, name: str, shows: str) -> Path:
        """A picture as somebody has it: a photo, one that was painted here, or a file that is none."""
        path = self.folder / f"{name}.png"
        if shows == "broken":
            path.write_bytes(b"no picture")
            return path
        record = ImageRecord(
            id="i1", sha256="", width=64, height=64, call={"tool": "generate"}, request={"prompt": shows}
        )
        image = Image.new("RGB", (64, 64), (len(self.names), len(name), 99))
        image.save(path, pnginfo=record.png_info() if shows else None)
        return path

    def _rehearsed(self, turn: Turn, done: state.Turn) -> list[str]:
        """How the same message was planned without painting; not where the user changed or left a plan."""
        if any(turn.then not in (None, "approve") for turn in self.script.turns):
            return []
        text = ID.sub(lambda match: self.names.get(match[0], match[0]), turn.say)
        brief, plan = self.rehearsal.say(text, len(turn.uploads), shows=turn.uploads)
        uploads = [f"u{n}" for n in range(self._uploads + 1, self._uploads + 1 + len(done.uploads))]
        self.names |= dict(zip(done.uploads, uploads, strict=True))
        self.names |= dict(zip(done.images, plan.outputs, strict=False))
        return [
            f"rehearsed: {line}"
            for line in _differences(_outline(brief, {}), _outline(done.brief, self.names))
        ]

    @property
    def _uploads(self) -> int:
        return sum(name.startswith("u") for name in self.names.values())


def _free(plan: Plan, brief: Brief) -> Estimate:  # noqa: ARG001
    return Estimate()


def _last(events: Iterable[Event]) -> Event:
    *_, event = events
    return event


def _answered(session: Session, asked: ApprovalAsked, turn: Turn) -> Event:
    if turn.then == "refuse":
        return _last(session.refuse())
    plan = asked.plan
    if isinstance(turn.then, dict):
        steps = [_prompted(step, turn.then.get(n)) for n, step in enumerate(plan.steps, start=1)]
        plan = plan.model_copy(update={"steps": tuple(steps)})
    return _last(session.approve(plan)) if turn.then else asked


def _prompted(step: state.Step, prompt: str | None) -> state.Step:
    if prompt is None:
        return step
    key: dict[str, object] = {"prompts": [prompt]} if step.tool == "generate" else {"prompt": prompt}
    return step.model_copy(update={"arguments": step.arguments | key})


def _in_brief(brief: Brief, turns: Mapping[int, str]) -> dict[str, object]:
    target = next((number for number, id in turns.items() if id == brief.target), 0)
    return {
        "operation": brief.operation,
        "task": brief.task,
        "language": brief.language,
        "outputs": len(brief.outputs),
        "prompts": [output.prompt for output in brief.outputs],
        "images": [(use.id, use.role) for use in brief.images],
        "keeps": list(brief.keeps),
        "target": target,
        "again": brief.again,
        "size": list(brief.size) if brief.size else None,
    }


def _outline(brief: Brief, names: Mapping[str, str]) -> dict[str, object]:
    """What a rehearsal and a session have in common."""
    return {
        "operation": brief.operation,
        "task": brief.task,
        "outputs": len(brief.outputs),
        "prompts": [output.prompt for output in brief.outputs],
        "images": [(names.get(use.id, use.id), use.role) for use in brief.images],
        "keeps": [names.get(id, id) for id in brief.keeps],
    }


def _boxes(brief: Brief) -> list[list[float]]:
    return [
        [round(side, 3) for side in (box.left, box.top, box.width, box.height)]
        for output in brief.outputs
        for box in output.boxes
    ]


def _differences(seen: Mapping[str, Any], wanted: Mapping[str, Any], within: Iterable[str] = ()) -> list[str]:
    return [
        f"{name}: expected {want!r}, but it was {seen[name]!r}"
        for name, want in wanted.items()
        if not (str(want) in seen[name] if name in within else seen[name] == want)
    ]


def _differences_where_given(expect: Expected, brief: Brief, table: Moment, reply: Replied) -> list[str]:
    """What a script says in parts or not at all."""
    wrong = [
        f"note {part!r} is not among {brief.notes}"
        for part in expect.notes
        if part not in "\n".join(brief.notes)
    ]
    wrong += [f"reply {part!r} is not in {reply.text!r}" for part in expect.reply if part not in reply.text]
    wrong += [
        f"{part!r} is not in the prompt {output.prompt!r}"
        for output in brief.outputs
        for part in expect.in_every_prompt
        if part not in output.prompt
    ]
    if expect.shared is not None:
        wrong += _differences({"shared": brief.shared}, {"shared": expect.shared})
    if expect.boxes is not None:
        wrong += _differences({"boxes": _boxes(brief)}, {"boxes": expect.boxes})
    texts = dict(enumerate(table.texts, start=1))
    wrong += _differences(
        {"texts": {page: texts.get(page) for page in expect.texts}}, {"texts": expect.texts}
    )
    if expect.locked is not None:
        wrong += _differences({"locked": list(table.locked)}, {"locked": spread(expect.locked)})
    if expect.binding is not None:
        bound = table.binding.model_dump(mode="json", exclude_defaults=True)
        wrong += _differences({"binding": bound}, {"binding": expect.binding})
    if expect.wishes is not None:
        wrong += _differences({"wishes": list(brief.wishes)}, {"wishes": expect.wishes})
    return wrong + (_differences({"title": table.title}, {"title": expect.title}) if expect.title else [])
