"""Task files as they are read: what is refused, on which line, and that nothing ever crashes."""

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image
from triptych.agent.script.format import Call, Say
from triptych.agent.script.load import Script, load_script
from triptych.agent.script.reading import MOST_BYTES, ScriptError, read_text

WHOLE = """
title: Two animals
seed: 7
limits: {drafts: 2}
variables: {animal: cat, color: "dark ${hue}", hue: blue, n: 3}
out: results/animals
turns:
  - say: a ${color} ${animal} for $${n}
    name: hero
    save: hero.png
    seed: ${n}
    expect:
      pictures: 1
      size: 256x256
      questions: ["Is there a ${animal}?", {ask: "Is it a dog?", at_most: 0.2}]
  - tool: recolor
    with: {image: "${hero}", what: "${animal}", color: green}
  - do: undo
  - go_to: hero
"""


def load(folder: Path, text: str, name: str = "task.yaml", **variables: Any) -> Script:
    (folder / name).write_text(text, encoding="utf-8")
    return load_script(folder / name, variables)


def test_variables_are_filled_in_and_references_stay(tmp_path: Path) -> None:
    said, called, *_ = [one.turn for one in load(tmp_path, WHOLE, animal="dog").turns]
    assert isinstance(said, Say)
    assert (said.say, said.seed) == ("a dark blue dog for $${n}", 3)
    assert isinstance(called, Call)
    assert called.arguments == {"image": "${hero}", "what": "dog", "color": "green"}


def test_json_is_read_as_well(tmp_path: Path) -> None:
    whole = {"turns": [{"say": 'a 🦊 / \t"x"', "expect": {"pictures": {"at_least": 1}}}]}
    text = json.dumps(whole, indent="\t").replace("/", "\\/")
    assert load(tmp_path, text, "task.json").turns[0].turn.say == whole["turns"][0]["say"]  # type: ignore[union-attr]


def test_words_stay_words(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("[yes, no, on, 2026-11-29, 010, 0x1f, 1:30, 1_000, 'true', \"7\", =]")
    value = read_text(tmp_path / "x.yaml").value
    assert value == ["yes", "no", "on", "2026-11-29", "010", "0x1f", "1:30", "1_000", "true", "7", "="]


def test_turns_of_another_file_come_in(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    Image.new("RGB", (32, 32)).save(tmp_path / "parts" / "a.png")
    part = "variables: {who: cat}\nturns:\n- {say: 'a ${who}', images: [a.png], name: first}\n"
    (tmp_path / "parts" / "part.yaml").write_text(part)
    text = "turns:\n- include: parts/part.yaml\n  variables: {who: dog}\n- say: like ${first}\n"
    turns = load(tmp_path, text).turns
    assert [one.turn.say for one in turns] == ["a dog", "like ${first}"]  # type: ignore[union-attr]
    assert turns[0].images == (tmp_path / "parts" / "a.png",)


def test_what_decides_pictures_decides_the_hash(tmp_path: Path) -> None:
    first = load(tmp_path, WHOLE).sha256
    assert (
        load(
            tmp_path, WHOLE.replace("title: Two", "title: Other").replace("at_most: 0.2", "at_most: 0.1")
        ).sha256
        == first
    )
    assert load(tmp_path, WHOLE, hue="red").sha256 != first


WRONG = [
    ("turns:\n- sya: x\n", 2, "a turn has one of say"),
    ("turns:\n- say: x\n  nmae: y\n", 3, "no key 'nmae'"),
    ("turns:\n- say: x\n  expect:\n    pictures: two\n", 4, "pictures is \"two\""),
    ("turns:\n- say: x\n  expect: {pictures: {at_leats: 2}}\n", 3, "no key 'at_leats'"),
    ("turns:\n- say: x\n  expect:\n    questions:\n    - ask: x\n      at_most: 1.5\n", 6, "at_most is 1.5"),
    ("a: 1\nturns: [{say: x}]\n", 1, "no key 'a'"),
    ("seed: 1\nseed: 2\n", 2, "'seed' is there twice"),
    ("seed: .nan\n", 1, ".nan is no number"),
    ("seed: NaN\n", 1, "NaN is no number"),
    ("seed: -.inf\n", 1, "-.inf is no number"),
    ("seed: 99999999999999999999999999\n", 1, "is too large"),
    ("seed: 1e999\n", 1, "is too large"),
    ("seed: -1\nturns: [{say: x}]\n", 1, "greater than or equal to 0"),
    ("limits:\n  drafts: 1000000\nturns: [{say: x}]\n", 2, "drafts is 1000000"),
    ("a: &a [1]\nb: *a\n", 2, "*a repeats a part"),
    ("turns: !!python/object/apply:os.system ['x']\n", 1, "is not allowed"),
    ("turns:\n- !include x\n", 2, "is not allowed"),
    ("turns: [{say: x}]\n---\nturns: []\n", 2, "a second document"),
    ("turns: [\n", 2, "is no YAML here"),
    ("x: \x01\n", 1, "special characters"),
    ("- say: x\n", 1, "holds no keys"),
    ("", None, "holds no keys"),
    ("turns: []\n", 1, "at least 1 item"),
    ("title: x\n", 1, "turns is missing"),
    ("out: /etc\nturns: [{say: x}]\n", 1, "absolute path"),
    ("out: C:\\x\nturns: [{say: x}]\n", 1, "absolute path"),
    ("out: ~/x\nturns: [{say: x}]\n", 1, "absolute path"),
    ("out: a/../../b\nturns: [{say: x}]\n", 1, "leaves its folder"),
    ("turns:\n- say: x\n  save: ../x.png\n", 3, "leaves its folder"),
    ("turns:\n- say: x\n  save: x.jpg\n", 3, "end it with .png"),
    ("turns:\n- {say: x, save: a}\n- {say: x, save: A.png}\n", 3, "two turns save"),
    ("variables: {a: '${b}', b: 'x ${c}', c: '${a}'}\nturns: [{say: x}]\n", 1, "a → b → c → a"),
    ("variables: {a: '${a}'}\nturns: [{say: x}]\n", 1, "speaks of itself"),
    ("variables: {Bad-name: 1}\nturns: [{say: x}]\n", 1, "Bad-name"),
    ("turns:\n- say: a\n  name: hero\n- say: make ${heor} blue\n", 4, "did you mean hero?"),
    ("turns:\n- say: ${later}\n- say: x\n  name: later\n", 2, "no variable or earlier turn 'later'"),
    ("turns:\n- say: ${hero.zwei}\n", 2, "is no reference"),
    ("turns:\n- {say: x, name: a}\n- {say: x, name: a}\n", 3, "two turns are called a"),
    ("turns:\n- tool: fly\n", 2, "there is no tool 'fly'"),
    ("turns:\n- tool: recolor\n  with:\n    image: i1\n", 3, "recolor lacks what"),
    ("turns:\n- tool: generate\n  with: {prompts: [x], seed: much}\n", 3, "seed = 'much'"),
    ("turns:\n- say: x\n  images: [missing.png]\n", 3, "there is no file"),
    ("turns:\n- say: x\n  images: [task.yaml]\n", 3, "is no picture"),
    ("turns:\n- include: task.yaml\n", 2, "includes itself"),
    ("turns:\n- include: missing.yaml\n", 2, "there is no file 'missing.yaml'"),
    ("turns:\n- go_to: nowhere\n", 2, "no earlier turn 'nowhere'"),
    ("turns:\n- do: dance\n", 2, "do is \"dance\""),
    ("turns:\n- say: x\n  understood: {brief: {task: fly}}\n", 3, "task"),
    ("turns:\n- say: x\n  seed: 3.5\n", 3, "seed is 3.5"),
    (f"turns:\n- say: {'x' * 4001}\n", 2, "at most 4000"),
    ("[" * 3000, 1, "nested more than"),
    (f"turns: [{', '.join(['{say: x}'] * 300)}]\n", 1, "at most 200"),
    ("variables: {a: " + "x" * 3000 + "}\nturns:\n- say: " + "${a}" * 50 + "\n", 3, "20,000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), WRONG, ids=[words for _, _, words in WRONG])
def test_what_is_wrong_is_one_sentence_with_file_and_line(
    tmp_path: Path, text: str, line: int | None, words: str
) -> None:
    with pytest.raises(ScriptError) as error:
        load(tmp_path, text)
    told = str(error.value)
    assert words in told
    assert told.startswith(f"task.yaml, line {line}: " if line else "task.yaml")
    assert len(told.splitlines()) == 1


def test_files_that_include_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("turns:\n- include: task.yaml\n")
    with pytest.raises(ScriptError, match=r"b.yaml, line 2: 'task.yaml' includes itself"):
        load(tmp_path, "turns:\n- include: b.yaml\n")
    (tmp_path / "b.yaml").write_text("model: pocket\nturns:\n- say: x\n")
    with pytest.raises(ScriptError, match=r"b.yaml, line 1: model cannot stand in an included file"):
        load(tmp_path, "turns:\n- include: b.yaml\n")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"turns:\n- say: \xff\n", b" " * (MOST_BYTES + 1)])
def test_what_is_no_text_or_too_much_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "task.yaml").write_bytes(content)
    with pytest.raises(ScriptError):
        load_script(tmp_path / "task.yaml")
    with pytest.raises(ScriptError, match="there is no file"):
        load_script(tmp_path)


def test_an_unknown_variable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"no variable 'animla'; it has animal, color, hue, n"):
        load(tmp_path, WHOLE, animla="dog")


Break = Callable[[random.Random, str], str]


def _cut(rng: random.Random, text: str) -> str:
    return text[: rng.randrange(len(text))]


def _swapped(rng: random.Random, text: str) -> str:
    a, b = sorted(rng.randrange(len(text)) for _ in range(2))
    return text[:a] + text[a:b][::-1] + text[b:]


def _with_junk(rng: random.Random, text: str) -> str:
    junk: str = rng.choice(
        [
            *"{}[]:,#&*!|>'\"%@`-?\t\n\r\0$\u2028\ufeff\ud800",
            "${",
            "$${",
            "!!int ",
            "&a ",
            "*a",
            "---\n",
            "<<: ",
            ".nan",
            "1e999",
            "\x85",
            "é",
            "🦊",
            "? ",
        ]
    )
    at = rng.randrange(len(text))
    return text[:at] + junk * rng.randrange(1, 4) + text[at:]


def _without_a_line(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    del lines[rng.randrange(len(lines))]
    return "\n".join(lines)


def _with_other_values(rng: random.Random, text: str) -> str:
    whole = yaml.safe_load(text)
    strange = [
        None,
        [],
        {},
        -1,
        2**70,
        1.5,
        True,
        "",
        "x" * 5000,
        ["x"],
        {"a": {"b": [1]}},
        "${x}",
        "../x",
        "/x",
        "i1",
    ]

    def changed(value: Any) -> Any:
        if rng.random() < 0.08:
            return rng.choice(strange)
        if isinstance(value, dict):
            return {(key if rng.random() > 0.03 else f"{key}s"): changed(part) for key, part in value.items()}
        return [changed(part) for part in value] if isinstance(value, list) else value

    return str(yaml.safe_dump(changed(whole))) if rng.random() < 0.5 else json.dumps(changed(whole))


BREAKS: list[Break] = [_cut, _swapped, _with_junk, _without_a_line, _with_other_values]


def test_no_file_whatever_it_holds_crashes(tmp_path: Path) -> None:
    rng, told = random.Random(7), list[str]()
    for number in range(1100):
        text = rng.choice(BREAKS)(rng, WHOLE)
        if rng.random() < 0.3:
            text = _with_junk(rng, text or "x")
        path = tmp_path / f"task.{'json' if number % 5 == 0 else 'yaml'}"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            load_script(path)
        except ScriptError as error:
            told.append(str(error))
    assert [one for one in told if not re.fullmatch(r"task\.(yaml|json)(, line \d+)?: .+", one)] == []
    assert 600 < len(told) < 1100
