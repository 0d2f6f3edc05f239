"""The pictures that a draft asks for → Outputs that stand for themselves, with their checks.

Knows ids and words; asks no model.
"""

from pydantic import ValidationError

from ..prompts.plain_text import plain, plain_line
from ..tools.boxes import Box, Boxes
from .drafts import BoxDraft, BriefDraft, CheckDraft, OutputDraft, Unusable
from .layout_designer import design, from_sketch, reason_of
from .phrasebook.landing import landed_in_own_words
from .self_contained import leans_elsewhere, leans_on_pronoun
from .situation import Situation
from .state import Check, ImageUse, Operation, Output, output_name

PAINTING: tuple[Operation, ...] = ("generate", "reuse_character", "edit", "book")


def outputs_of(draft: BriefDraft, images: tuple[ImageUse, ...], situation: Situation) -> tuple[Output, ...]:
    """The outputs, each with a prompt that stands for itself; raises `Unusable`."""
    if draft.operation not in PAINTING:
        if draft.outputs:
            raise Unusable(
                f"{draft.operation} makes no pictures, but outputs were given; leave outputs empty"
            )
        return ()
    if not draft.outputs:
        raise Unusable(
            f"{draft.operation} needs at least one output; give outputs, or use clarify to ask back"
        )
    outputs = tuple(
        _output(number, output, draft, images, situation) for number, output in enumerate(draft.outputs, 1)
    )
    if draft.operation == "book" and len({bool(output.text) for output in outputs}) > 1:
        raise Unusable(
            "some pages of the book have a text and some have none; give each page a text, or none"
        )
    return outputs


def _output(
    number: int, draft: OutputDraft, brief: BriefDraft, images: tuple[ImageUse, ...], situation: Situation
) -> Output:
    prompt, shows = plain_line(draft.prompt), plain_line(draft.shows)
    if not prompt:
        raise Unusable(f"the prompt of output {number} is empty; write what the picture shows")
    edits = brief.operation == "edit"
    for text in filter(None, (prompt, shows)):
        _check_self_contained(number, text, references=bool(images) and not edits)
    if pronoun := leans_on_pronoun(shows if edits else prompt):
        raise Unusable(f"output {number} begins with {pronoun!r}; name who is seen, with their looks")
    names = {output_name(n) for n in range(1, len(brief.outputs) + 1)} - {output_name(number)}
    known = names | {seen.id for seen in (*situation.seen, *situation.uploads)}
    boxes = _laid_out(number, draft, brief, images, situation)
    checks = [_check(check, known) for check in draft.checks if plain_line(check.question)]
    asked = {check.question: check for check in (*checks, *landed_in_own_words(boxes))}
    return Output(
        prompt=prompt,
        shows=shows or ("" if edits else prompt),
        text=plain(draft.text),
        source=_source(number, draft, images),
        checks=tuple(asked.values()),
        boxes=boxes,
    )


def _source(number: int, draft: OutputDraft, images: tuple[ImageUse, ...]) -> str:
    """The one picture that an output is made from, where the brief's are not taken together."""
    source, given = plain_line(draft.source), [use.id for use in images if use.role != "sketch"]
    if source and source not in given:
        named = ", ".join(given) or "none"
        raise Unusable(
            f"the source of output {number} is {source!r}, but the images are {named}; name one of them"
        )
    return source if len(given) > 1 else ""


def _laid_out(
    number: int, draft: OutputDraft, brief: BriefDraft, images: tuple[ImageUse, ...], situation: Situation
) -> tuple[Box, ...]:
    """The boxes of a new picture: a sketch's, those given, or where the words of a layout put things."""
    if brief.operation != "generate":
        return ()
    if images:
        return _sketched(draft, images[0].id, situation)
    if not draft.boxes and brief.kind == "layout":
        layout = design(plain_line(draft.prompt))
        return layout.boxes if layout else ()
    return _boxes(draft.boxes, number)


def _sketched(draft: OutputDraft, sketch: str, situation: Situation) -> tuple[Box, ...]:
    """What each patch of a sketch is, from left to right; where it is, the sketch knows best."""
    described = [plain_line(box.description) for box in draft.boxes]
    try:
        return from_sketch(situation.sketch(sketch), described).boxes
    except ValueError as error:
        raise Unusable(f"the sketch {sketch} cannot be laid out: {reason_of(error)}") from error


def _boxes(drafts: tuple[BoxDraft, ...], number: int) -> tuple[Box, ...]:
    """Boxes that a layout can have: inside the picture, with room for what is in them, not hiding another."""
    described = [{**draft.model_dump(), "description": plain_line(draft.description)} for draft in drafts]
    try:
        return Boxes.model_validate({"boxes": described}).boxes if described else ()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise Unusable(
            f"the boxes of output {number} cannot be painted: {where} {first['msg']}; left, top, width and "
            "height are fractions of the picture's sides"
        ) from error


def _check_self_contained(number: int, text: str, *, references: bool) -> None:
    if words := leans_elsewhere(text, references=references):
        raise Unusable(
            f"output {number} says {words!r}, but the painter knows no other picture; "
            "spell out everything that is to be seen"
        )


def _check(draft: CheckDraft, known: set[str]) -> Check:
    """A check that compares must name a picture that exists or will be made; else it looks at one picture."""
    question = plain_line(draft.question).rstrip("?.! ") + "?"
    compared = plain_line(draft.of)
    if draft.aspect == "picture":
        return Check(question=question, fix=plain_line(draft.fix))
    if compared not in known:
        raise Unusable(
            f"a check of {draft.aspect} compares with {compared!r}, which is no picture; "
            "name an id or another output such as picture:1"
        )
    return Check(question=question, fix=plain_line(draft.fix), aspect=draft.aspect, of=compared)


def check_known(ids: tuple[str, ...], situation: Situation) -> None:
    """Raise `Unusable` for an id that is no picture of the thread."""
    known = [seen.id for seen in (*situation.seen, *situation.uploads)]
    if unknown := [id for id in ids if id not in known]:
        named = ", ".join(known[-12:]) or "none"
        raise Unusable(f"there is no picture {unknown[0]!r}; the pictures are {named}")
