"""What tools say, in the user's language: each sentence here is one that they really say."""

from pathlib import Path

import pytest
from fakes import FakePainter
from triptych.agent.languages.table import CODES
from triptych.agent.remarks import SENTENCES, in_language
from triptych.agent.replies import sentences
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, ToolError, make_call
from triptych.tools.typesetting import _remark


def refused(bench: Bench, **call: object) -> str:
    with pytest.raises(ToolError) as error:
        make_call("upscale", call).run(bench)
    return str(error.value)


def test_what_tools_refuse_is_told_in_the_language_of_the_turn(tmp_path: Path) -> None:
    bench = Bench(Store(tmp_path), FakePainter())
    missing = refused(bench, image="i9")
    assert in_language(missing, "de") == "Ein Bild i9 gibt es in diesem Projekt nicht."
    assert in_language(missing, "en") == missing
    make_call("generate", {"prompts": ["a cat"], "width": 1024, "height": 1024}).run(bench)
    make_call("upscale", {"image": "i1", "factor": 4}).run(bench)
    too_large = in_language(refused(bench, image="i2"), "zh")
    assert too_large == "i2是4096×4096，2倍就超过了每边最多4096像素。"


def test_a_remark_of_the_typesetter_is_told_too() -> None:
    remark = _remark("the text `ꦱ` could not be displayed with any font")
    assert "pas de lettres pour ꦱ" in in_language(remark, "fr")


def test_what_nobody_put_into_other_languages_stays_as_it_is() -> None:
    assert in_language("the disk is full; make room", "ja") == "the disk is full; make room"


@pytest.mark.parametrize("language", ["en", *CODES])
def test_every_language_has_every_remark(language: str) -> None:
    assert {name for _, name in SENTENCES} <= set(sentences()[language])
