"""HTML in pieces, each under a key: the page exchanges only the pieces that differ from before.

So a piece that stays keeps its focus, its open details, its scrolling and its selected text, however often
the others change. What the user does in a piece comes back as one event. Knows nothing of what is shown.
"""

from dataclasses import dataclass
from typing import Any

import gradio as gr

Piece = tuple[str, str]
"""Key and HTML."""

ON_LOAD = "triptych.keyed(element, props, watch, trigger);"


def keyed(classes: str = "") -> gr.HTML:
    """Shows a list of pieces. In them, `data-act` makes an element speak.

    A click on `<button data-act="use" data-value="i7">` is `Done("use", "i7", {})` to each listener of
    `click`. What the form around it holds (name → value, of a checkbox "on" or nothing) is its third part.
    """
    # No subclass: Gradio writes a file beside the module of each.
    return gr.HTML(
        [],
        html_template='<div class="tri-pieces"></div>',
        js_on_load=ON_LOAD,
        apply_default_css=False,
        elem_classes=classes,
    )


@dataclass(frozen=True)
class Done:
    """What the user did in a piece."""

    act: str
    value: str
    form: dict[str, str]


def done(event: gr.EventData) -> Done:
    """What a listener of `click` is told; whatever else the browser sends counts as nothing done."""
    sent: dict[str, Any] = event._data if isinstance(event._data, dict) else {}
    form = sent["form"] if isinstance(sent.get("form"), dict) else {}
    told = {str(name): str(value) for name, value in form.items()}
    return Done(str(sent.get("act", "")), str(sent.get("value", "")), told)
