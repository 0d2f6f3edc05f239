"""Tools for other assistants, with the official client: in memory, over HTTP, and as a program."""

import asyncio
import base64
import io
import json
import random
import sys
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from agent_fakes import SlowPainter, WordyPainter
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, ImageContent, ResourceLink, TextContent
from PIL import Image
from served import PROGRAM, served, studio
from triptych.tools.tool import toolbox
from triptych.ui.mcp import mcp_server
from triptych.ui.projects import Projects

SMALL = 40_000
Talk = Callable[[Client], Awaitable[None]]


@pytest.fixture
def projects(tmp_path: Path) -> Iterator[Projects]:
    with studio(tmp_path, WordyPainter()) as opened:
        yield opened


def talk(projects: Projects, with_it: Talk) -> None:
    async def all_of_it() -> None:
        async with Client(mcp_server(lambda _: projects.jobs(None), "1")) as client:
            await with_it(client)

    asyncio.run(all_of_it())


def text_of(result: CallToolResult) -> str:
    return next(part.text for part in result.content if isinstance(part, TextContent))


def values_of(result: CallToolResult) -> dict[str, Any]:
    assert result.structured_content is not None, text_of(result)
    return dict(result.structured_content)


def size_of(image: ImageContent) -> tuple[int, int]:
    return Image.open(io.BytesIO(base64.b64decode(image.data))).size


def test_every_tool_is_there_with_its_own_schema(projects: Projects) -> None:
    async def with_it(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert {*toolbox(), "say", "history", "get_image"} <= set(tools)
        recolor = tools["recolor"].input_schema
        assert set(toolbox()["recolor"].model_fields) < set(recolor["properties"])
        assert all(tool.description for tool in tools.values())

    talk(projects, with_it)


def test_a_conversation_gives_previews_links_and_values(projects: Projects) -> None:
    async def with_it(client: Client) -> None:
        said = await client.call_tool("say", {"text": "three pictures of a red fox", "seed": 4})
        assert text_of(said).startswith("Here are")
        assert [image["id"] for image in values_of(said)["images"]] == ["i1", "i2", "i3"]
        previews = [part for part in said.content if isinstance(part, ImageContent)]
        assert len(previews) == 3
        assert all(len(part.data) < SMALL for part in previews)
        links = [part for part in said.content if isinstance(part, ResourceLink)]
        full = (await client.read_resource(str(links[1].uri))).contents[0]
        path = projects.store(None).path("i2")
        assert base64.b64decode(full.blob) == path.read_bytes()  # type: ignore[union-attr]
        history = values_of(await client.call_tool("history", {}))
        assert [turn["text"] for turn in history["turns"]] == ["three pictures of a red fox"]

    talk(projects, with_it)


def test_a_tool_call_is_a_turn_that_can_be_undone(projects: Projects) -> None:
    async def with_it(client: Client) -> None:
        await client.call_tool("say", {"text": "a red fox"})
        edited = await client.call_tool("edit", {"image": "i1", "instruction": "make the fox blue"})
        assert values_of(edited)["images"][0]["parents"] == ["i1"]
        await client.call_tool("undo", {})
        history = values_of(await client.call_tool("history", {}))
        assert history["head"] == history["turns"][0]["id"]
        other = values_of(await client.call_tool("history", {"thread": "other"}))
        assert other["turns"] == []

    talk(projects, with_it)


def test_a_picture_is_seen_as_large_as_asked(projects: Projects) -> None:
    async def with_it(client: Client) -> None:
        await client.call_tool("generate", {"prompts": ["a red fox"], "width": 512, "height": 256})
        seen = await client.call_tool("get_image", {"id": "i1", "size": 128})
        assert [size_of(part) for part in seen.content if isinstance(part, ImageContent)] == [(128, 64)]
        assert values_of(seen)["seed"] is not None

    talk(projects, with_it)


def test_a_plan_over_the_budget_waits_for_an_answer(tmp_path: Path) -> None:
    async def with_it(client: Client) -> None:
        asked = values_of(await client.call_tool("say", {"text": "four pictures of a red fox"}))
        assert (asked["event"], asked["plan"]["estimate"]["pictures"] >= 4) == ("approval_asked", True)
        assert len(values_of(await client.call_tool("answer", {"yes": True}))["images"]) == 4
        nothing = await client.call_tool("answer", {"yes": True})
        assert (nothing.is_error, "nothing waits" in text_of(nothing)) == (True, True)

    with studio(tmp_path, WordyPainter(), pictures=2) as projects:
        talk(projects, with_it)


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("edit", {"image": "i9", "instruction": "make it blue"}, "i9"),
        ("edit", {"instruction": "make it blue"}, "lacks image"),
        ("say", {"text": 3}, "text"),
        ("say", {"text": "a fox", "images": ["/etc/passwd"]}, "/etc/passwd"),
        ("history", {"thread": "../other"}, "thread"),
        ("get_image", {"id": "../../x"}, "x"),
        ("draw", {}, "no tool 'draw'"),
    ],
)
def test_what_cannot_be_done_is_said(projects: Projects, tool: str, arguments: Any, told: str) -> None:
    async def with_it(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert told in text_of(result)

    talk(projects, with_it)


def test_progress_is_told_and_a_cancelled_call_stops_its_turn(tmp_path: Path) -> None:
    steps: list[tuple[float, float | None]] = []

    async def with_it(client: Client, projects: Projects) -> None:
        begun = asyncio.Event()

        async def told(progress: float, total: float | None, message: str | None) -> None:
            assert message
            steps.append((progress, total))
            begun.set()

        call = asyncio.create_task(
            client.call_tool("say", {"text": "eight pictures of a red fox"}, progress_callback=told)
        )
        await begun.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        while projects.jobs(None).running("main"):
            await asyncio.sleep(0.02)
        after = await client.call_tool("say", {"text": "a red fox"}, progress_callback=told)
        assert len(values_of(after)["images"]) == 1

    with studio(tmp_path, SlowPainter(pause=0.05)) as projects:
        talk(projects, partial(with_it, projects=projects))
        cut = projects.jobs(None).project.session().turns()[0]
        assert (cut.outcome, len(cut.images) < 8) == ("stopped", True)
    assert steps == sorted(steps[: len(steps) - 40]) + steps[len(steps) - 40 :]
    assert steps[-1] == (1, 1)


def test_over_http_only_whoever_has_the_token_gets_their_own(tmp_path: Path) -> None:
    async def with_token(url: str, token: str) -> str:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            made = values_of(await client.call_tool("say", {"text": "a red fox"}))
            return json.dumps(made["images"])

    with served(tmp_path, {"ann": "one", "bob": "two"}) as url:
        assert '"i1"' in asyncio.run(with_token(f"{url}mcp", "one"))
        assert '"i1"' in asyncio.run(with_token(f"{url}mcp", "two"))
        assert httpx2.post(f"{url}mcp", json={}).status_code == 401
        assert httpx2.post(f"{url}mcp", headers={"Authorization": "Bearer three"}).status_code == 401
    assert len(list((tmp_path / "bob" / "images").glob("*.png"))) == 1


def test_as_a_program_on_standard_input_and_output(tmp_path: Path) -> None:
    words = [str(PROGRAM), "wordy", "mcp", "--project", str(tmp_path / "p"), "--eyes", "none"]

    async def all_of_it() -> None:
        async with Client(StdioServerParameters(command=sys.executable, args=words)) as client:
            made = await client.call_tool("say", {"text": "a red fox"})
            assert values_of(made)["images"][0]["id"] == "i1"

    asyncio.run(all_of_it())


def test_a_thousand_calls_of_any_kind_leave_it_answering(projects: Projects) -> None:
    rng = random.Random(7)

    def anything(depth: int = 0) -> Any:
        plain = ["i1", "", "../x", "a red fox", -1, 0, 2**40, 1e308, None, True, "\u202e\x00", "x" * 5000]
        if depth < 2 and rng.random() < 0.3:
            return rng.choice([[anything(depth + 1)], {"a": anything(depth + 1)}])
        return rng.choice(plain)

    async def with_it(client: Client) -> None:
        tools = {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}
        for _ in range(1000):
            name = rng.choice([*tools, "nothing"])
            known = list(tools.get(name, {}).get("properties", {}))
            given = {key: anything() for key in known if rng.random() < 0.6}
            given |= {"what": 1} if rng.random() < 0.1 else {}
            result = await client.call_tool(name, given)
            assert result.content
        assert text_of(await client.call_tool("say", {"text": "a red fox"})).startswith("Here is")

    talk(projects, with_it)
