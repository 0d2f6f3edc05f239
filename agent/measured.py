"""What edits changed, and how large pictures are, as the tools recorded it, in the words of a reply.

Measures nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from ..models.fidelity import Fidelity
from ..tools.records import ImageRecord
from ..tools.upscale import in_print

NOTHING = 0.002
"""Of the picture: less than that nobody sees."""
_ABOUT_ONE = re.compile(r"i[1-9]\d*: ")


def measured(images: Sequence[ImageRecord], said: Callable[..., str]) -> Iterator[str]:
    """A sentence for each picture that was edited or enlarged; with its id where there are several."""
    for record in images:
        if told := _told(record, said):
            yield f"{record.id}: {told}" if len(images) > 1 else told


def is_about_one(remark: str) -> bool:
    """Whether a tool's remark tells what the record of one picture holds, too.

    `measured` says it, or the picture was a draft that another one was preferred to.
    """
    return _ABOUT_ONE.match(remark) is not None


def _told(record: ImageRecord, said: Callable[..., str]) -> str:
    """What its report has measured; "" where it has none."""
    report = record.report or {}
    if found := report.get("fidelity"):
        return _changed(Fidelity.model_validate(found), record, said)
    if "upscaler" in report:
        size = f"{record.width}×{record.height}"
        return said("enlarged", size=size, cm=in_print(record.width))
    return ""


def _changed(found: Fidelity, record: ImageRecord, said: Callable[..., str]) -> str:
    share = f"{found.changed:.0%}" if found.changed >= 0.01 else f"{found.changed:.1%}"
    name = (record.report or {}).get("target", "")
    if found.outside is not None:
        return said("measured_named" if name else "measured_mask", share=share, name=name)
    if found.whole:
        return said("measured_all", share=share)
    return said("measured_nothing" if found.changed < NOTHING else "measured_part", share=share)
