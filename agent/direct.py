"""A tool call in the place of words: the brief and the plan of a turn that a program asks for.

What the call does to the table is read from its fields: a tool with a prompt makes new pictures, one without
changes the picture it is given. Knows no tool but `book` by name, and runs nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ..tools.tool import Tool
from .pages import Pages
from .plan_edits import text_of
from .prepare import makes_pictures
from .state import Brief, ImageUse, Output, Plan, Role, State, Step, Task, output_name
from .versions import at

DIRECT = "a direct call"
MOST_SHOWN = 200
SHOWS_THE_SAME: Mapping[str, Task] = {"restore": "restore", "upscale": "upscale"}
"""Tools after which a picture shows what it showed before → their task."""
TELLS: Mapping[str, Literal["teach", "cast", "explain"]] = {"teach": "teach", "cast": "cast"}
"""Tools that make no picture of the table → their task."""


def brief_of(call: Tool, state: State) -> Brief:
    """What a call asks for in a thread; nobody judges pictures that were asked for so exactly."""
    arguments = call.model_dump(mode="json")
    told: dict[str, Any] = {
        "wishes": tuple(state.get("wishes", ())),
        "language": state["brief"].language if "brief" in state else "en",
        "made_by": DIRECT,
    }
    if call.name == "book":
        pages = arguments["pages"]
        told |= {"keeps": tuple(page["image"] for page in pages), "title": arguments["title"]}
        told |= {"texts": tuple(page["text"] for page in pages)}
        return Brief(task="picture_book", operation="edit", **told)
    if not makes_pictures(call.name):
        kind = TELLS.get(call.name, "explain")
        return Brief(task=kind, operation=kind, **told)
    if "prompt" in arguments or "prompts" in arguments:
        return _new(arguments, told)
    return _changed(call.name, arguments, state, told)


def plan_of(call: Tool, brief: Brief) -> Plan:
    """The one step; what is left out stays out, so that the tool's own defaults hold."""
    arguments = call.model_dump(mode="json", exclude_unset=True)
    outputs = tuple(output_name(n) for n in range(1, len(brief.outputs) + 1))
    return Plan(steps=(Step(tool=call.name, arguments=arguments, outputs=outputs),), made_by=DIRECT)


def words_of(call: Tool) -> str:
    """The call as one line, for those who read the thread: “recolor: image i3, what cat, color green”."""
    given = call.model_dump(mode="json", exclude_unset=True)
    told = ", ".join(f"{name} {value}" for name, value in given.items())[:MOST_SHOWN]
    return f"{call.name}: {told}"


def _new(arguments: dict[str, Any], told: dict[str, Any]) -> Brief:
    prompts = arguments.get("prompts") or [arguments["prompt"]]
    references = arguments.get("references") or [id for id in [arguments.get("image")] if id]
    many = len(prompts) > 1
    return Brief(
        task="text_to_images" if many else "images_to_image" if references else "text_to_image",
        operation="reuse_character" if references else "generate",
        outputs=tuple(Output(prompt=prompt, shows=prompt) for prompt in prompts),
        images=_uses(references, "reference"),
        shared=arguments["prompt"] if many and "prompt" in arguments else "",
        **told,
    )


def _changed(tool: str, arguments: dict[str, Any], state: State, told: dict[str, Any]) -> Brief:
    """A page that changes keeps its place; what a picture shows afterwards nobody has said."""
    image = arguments["image"]
    words = text_of(Step(tool=tool, arguments=arguments)) or f"{tool} {arguments.get('what', '')}".strip()
    shown = {one.id: one.shows for one in state.get("seen", ())}
    table = at(state.get("moments", ()), state.get("head", ""))
    shows = shown.get(image, "") if tool in SHOWS_THE_SAME else ""
    if image in table.images and len(table.images) > 1:
        told |= {"title": table.title, **Pages.of(table).in_brief}
    return Brief(
        task=SHOWS_THE_SAME.get(tool, "edit"),
        operation="edit",
        outputs=(Output(prompt=words, shows=shows),),
        images=_uses([image], "source"),
        **told,
    )


def _uses(ids: Sequence[str], role: Role) -> tuple[ImageUse, ...]:
    return tuple(ImageUse(id=id, role=role) for id in dict.fromkeys(ids))
