"""The studio for programs over HTTP: turns as events, pictures by id, each user their own."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from agent_fakes import WordyPainter
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from PIL import Image
from schemathesis.core.result import Ok
from served import served, studio
from triptych.ui.rest import rest

EXAMPLES = 8


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with studio(tmp_path_factory.mktemp("project"), WordyPainter(), pictures=3) as projects:
        yield TestClient(rest(projects, lambda _: None))


def events(response: Any) -> list[dict[str, Any]]:
    assert response.headers["content-type"].startswith("text/event-stream"), response.text
    return [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: ")]


def say(api: TestClient, thread: str, text: str, **more: Any) -> list[dict[str, Any]]:
    return events(api.post(f"/threads/{thread}/turns", json={"text": text, **more}))


def png(color: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), color).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_turn_is_told_event_by_event_and_stored(api: TestClient) -> None:
    told = say(api, "one", "two pictures of a red fox", seed=5)
    assert [told[0]["event"], told[-1]["event"]] == ["understood", "replied"]
    assert {"progress", "picture_ready"} <= {event["event"] for event in told}
    images = told[-1]["images"]
    assert [image["seed"] for image in images] == [5, 6]
    assert api.get(f"/images/{images[0]['id']}").json() == images[0]
    picture = Image.open(io.BytesIO(api.get(f"/images/{images[1]['id']}/file").content))
    assert picture.size == (images[1]["width"], images[1]["height"])
    thread = api.get("/threads/one").json()
    assert [turn["images"] for turn in thread["turns"]] == [[image["id"] for image in images]]
    assert {"thread": "one", "title": "two pictures of a red fox"} in api.get("/threads").json()


def test_tools_are_called_with_the_schemas_that_are_served(api: TestClient) -> None:
    schemas = {tool["name"]: tool["parameters"] for tool in api.get("/tools").json()}
    assert "instruction" in schemas["edit"]["properties"]
    made = say(api, "two", "a red fox")[-1]["images"][0]["id"]
    call = {"tool": "edit", "arguments": {"image": made, "instruction": "make the fox blue"}}
    edited = events(api.post("/threads/two/calls", json=call))[-1]
    assert edited["images"][0]["parents"] == [made]
    assert events(api.post("/threads/two/undo"))[-1]["outcome"] == "done"
    assert api.get("/threads/two").json()["head"] == api.get("/threads/two").json()["turns"][0]["id"]


def test_uploads_are_taken_in_and_spoken_of(api: TestClient) -> None:
    files = [("images", ("../a name.png", png("red"), "image/png")), ("images", ("b", png("blue"), ""))]
    stored = api.post("/images", files=files).json()
    assert [(image["width"], image["height"]) for image in stored] == [(64, 64), (64, 64)]
    said = say(api, "three", "put these two on the beach", images=[image["id"] for image in stored])
    assert said[-1]["outcome"] == "done"
    assert len(said[-1]["images"][0]["parents"]) == 2


def test_a_plan_over_the_budget_is_answered(api: TestClient) -> None:
    asked = say(api, "four", "four pictures of a red fox")[-1]
    assert asked["event"] == "approval_asked"
    assert api.get("/threads/four").json()["waiting"]["plan"] == asked["plan"]
    assert len(events(api.post("/threads/four/answer", json={"yes": True}))[-1]["images"]) == 4
    assert api.post("/threads/four/answer", json={"yes": True}).status_code == 409


@pytest.mark.parametrize(
    ("path", "body", "status", "told"),
    [
        ("/threads/bad/calls", {"tool": "draw"}, 422, "no tool 'draw'"),
        ("/threads/bad/calls", {"tool": "edit", "arguments": {"image": 3}}, 422, "image"),
        ("/threads/bad/turns", {"text": "a fox", "images": ["i999"]}, 404, "i999"),
        ("/threads/bad/turns", {"text": "a fox", "images": ["/etc/passwd"]}, 422, "images"),
        ("/threads/bad/turns", {"text": "a fox", "what": 1}, 422, "what"),
        ("/threads/b%20d/turns", {"text": "a fox"}, 422, "thread"),
    ],
)
def test_what_cannot_be_done_is_said(api: TestClient, path: str, body: Any, status: int, told: str) -> None:
    answer = api.post(path, json=body)
    assert (answer.status_code, told in answer.text) == (status, True), answer.text


def test_what_is_no_picture_is_not_taken_in(api: TestClient) -> None:
    answer = api.post("/images", files=[("images", ("notes.png", b"not a picture", "image/png"))])
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("'notes.png'")


def test_over_http_each_user_has_their_own(tmp_path: Path) -> None:
    with served(tmp_path, {"ann": "one", "bob": "two"}) as url:

        def as_user(token: str) -> httpx2.Client:
            return httpx2.Client(
                base_url=f"{url}api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60
            )

        with as_user("one") as ann, as_user("two") as bob, as_user("three") as nobody:
            assert events(ann.post("/threads/main/turns", json={"text": "a red fox"}))[-1]["images"]
            assert (ann.get("/images/i1").status_code, bob.get("/images/i1").status_code) == (200, 404)
            assert (nobody.get("/images/i1").status_code, nobody.get("/threads").status_code) == (401, 401)
            assert bob.get("/threads").json() == []


def test_no_request_of_any_kind_breaks_the_server(tmp_path: Path) -> None:
    with studio(tmp_path, WordyPainter(), pictures=3) as projects:
        schema = schemathesis.openapi.from_asgi("/openapi.json", rest(projects, lambda _: None))
        operations = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
        assert len(operations) == 11
        for operation in operations:
            ask(operation)


def ask(operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def asked(case: Any) -> None:
        assert case.call().status_code < 500, operation.label

    asked()
