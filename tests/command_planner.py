"""A planner that understands a few exact commands, for tests of what lies around planners."""

from dataclasses import dataclass, field

from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Check, ImageUse, Output, Plan
from triptych.agent.steps import steps_for

CHECK = Check(question="Is the hat blue?", fix="make the hat blue")


@dataclass
class CommandPlanner:
    """ "draw 2", "draw 2 like ID", "edit ID", "delete ID", "again", "undo", "redo", "revert TURN", "wish …"

    and "break"; anything else is chat.
    """

    situations: list[Situation] = field(default_factory=list)

    def brief(self, text: str, situation: Situation) -> Brief:
        """The brief of a command, with all wishes so far."""
        self.situations.append(situation)
        command, _, rest = text.partition(" ")
        wishes = (*situation.wishes, rest) if command == "wish" else situation.wishes
        return self._brief(command, rest, situation).model_copy(update={"wishes": wishes})

    def _brief(self, command: str, rest: str, situation: Situation) -> Brief:
        use = ImageUse(id=rest, role="source")
        match command:
            case "draw" | "again":
                number, _, other = (rest or "1").partition(" like ")
                check = CHECK.model_copy(update={"of": other})
                prompts = [f"cat {n}" for n in range(1, int(number) + 1)]
                made = tuple(Output(prompt=text, shows=text, checks=(check,)) for text in prompts)
                again = command == "again"
                return Brief(task="text_to_images", operation="generate", outputs=made, again=again)
            case "edit":
                made = (Output(prompt="make it blue", shows="a blue cat"),)
                keeps = situation.table.images if situation.table else ()
                return Brief(task="edit", operation="edit", outputs=made, images=(use,), keeps=keeps)
            case "delete":
                return Brief(task="edit", operation="delete", images=(use,))
            case "undo" | "redo":
                return Brief(task="edit", operation=command)
            case "revert":
                return Brief(task="edit", operation="revert_to", target=rest)
            case "break":
                raise KeyError("a bug")
        return Brief(task="chat", operation="chat", answer=rest or command)

    def plan(self, brief: Brief, situation: Situation, seed: int | None) -> Plan:  # noqa: ARG002
        """By rule."""
        return Plan(steps=steps_for(brief, seed))
