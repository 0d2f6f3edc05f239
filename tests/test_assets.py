"""The store: ids, records, files, several writers, refusals."""

import contextlib
import hashlib
import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image
from triptych.tools.assets import Store
from triptych.tools.records import StoreError, record_in_png

RED = Image.new("RGB", (40, 30), (200, 10, 10))


def test_ids_count_up_and_survive_reopening(tmp_path: Path) -> None:
    first = Store(tmp_path / "p")
    assert [first.add(RED).id, first.add(RED).id] == ["i1", "i2"]
    again = Store(tmp_path / "p")
    assert again.add(RED).id == "i3"
    assert [record.id for record in first.records()] == ["i1", "i2", "i3"]


def test_a_project_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    store = Store(tmp_path)
    old = store.add(RED)
    with contextlib.closing(sqlite3.connect(tmp_path / "project.db")) as database:
        database.executescript("DROP INDEX image_made_by; ALTER TABLE image DROP COLUMN made_by")
    store = Store(tmp_path)
    assert store.records() == [old]
    new = store.add(RED, request={"seed": 1}, model="m", revision="1", turn="t")
    assert store.painted({"seed": 1}, model="m", revision="1", turn="t") == new
    assert Store(tmp_path).has("i2")


def test_a_picture_is_found_by_what_made_it_in_its_turn(tmp_path: Path) -> None:
    store = Store(tmp_path)
    made = store.add(RED, request={"b": 1, "a": 2}, model="m", revision="1", turn="t")
    assert store.painted({"a": 2, "b": 1}, model="m", revision="1", turn="t") == made
    assert store.painted({"a": 2, "b": 1}, model="m", revision="2", turn="t") is None
    assert store.painted({"a": 2, "b": 1}, model="m", revision="1", turn="u") is None
    assert not store.has("i9")
    assert not store.has("x")


def test_the_record_comes_back_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    parent = store.add(RED)
    call = {"tool": "edit", "arguments": {"image": "i1"}}
    made = store.add(
        RED, parents=["i1"], call=call, request={"seed": 7}, seed=7, model="m", revision="r", turn="t2"
    )
    assert store.get("i2") == made
    assert (made.parents, made.call, made.seed, made.model) == (("i1",), call, 7, "m")
    assert (made.width, made.height, made.upload) == (40, 30, None)
    assert store.records(turn="t2") == [made]
    assert store.records() == [parent, made]


def test_the_file_is_named_by_its_sha256_and_carries_the_record(tmp_path: Path) -> None:
    store = Store(tmp_path)
    record = store.add(RED, seed=3, call={"tool": "generate"}, turn="t1")
    path = store.path("i1")
    assert path == tmp_path / "images" / f"{hashlib.sha256(path.read_bytes()).hexdigest()}.png"
    with Image.open(path) as png:
        written = record_in_png(png.info)
    assert written == json.loads(record.model_dump_json(exclude={"sha256"}, exclude_none=True))
    assert written is not None
    assert written["call"] == {"tool": "generate"}


@pytest.mark.parametrize("text", ["", "null", "[1]", "{", "[" * 99999, '{"id": "i1"}', '{"request": 3}', 7])
def test_foreign_text_in_a_png_is_no_record(text: object) -> None:
    assert record_in_png({"triptych": text}) is None
    assert record_in_png({}) is None


def test_pixels_come_back_unchanged(tmp_path: Path) -> None:
    noise = Image.effect_noise((64, 48), 80).convert("RGB")
    store = Store(tmp_path)
    store.add(noise)
    assert store.open("i1").tobytes() == noise.tobytes()


def test_threads_never_get_the_same_id(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: store.add(RED).id, range(24)))
    assert sorted(ids) == sorted(f"i{n}" for n in range(1, 25))


def test_processes_never_get_the_same_id(tmp_path: Path) -> None:
    code = (
        "import sys; from PIL import Image; from triptych.tools.assets import Store\n"
        "store = Store(sys.argv[1])\n"
        "for _ in range(6): print(store.add(Image.new('RGB', (20, 20))).id)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "p")]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    ids = [line for writer in writers for line in writer.communicate(timeout=60)[0].split()]
    assert sorted(ids) == sorted(f"i{n}" for n in range(1, 19))


def test_an_unknown_image_or_parent_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(StoreError, match=r"no image 'i1'.*it has none yet"):
        store.get("i1")
    store.add(RED)
    for wrong in ("i2", "i0", "i01", "1", "", "x1", "i" + "9" * 30, "i1; drop table image"):
        with pytest.raises(StoreError, match="there is no image"):
            store.get(wrong)
    with pytest.raises(StoreError, match=r"'i9'.*i1 … i1"):
        store.add(RED, parents=["i1", "i9"])
    assert len(store.records()) == 1


def test_a_lost_or_changed_file_is_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(RED)
    store.path("i1").write_bytes(b"something else")
    with pytest.raises(StoreError, match=r"i1 .* was changed"):
        store.open("i1")
    store.path("i1").unlink()
    with pytest.raises(StoreError, match="i1 is gone"):
        store.open("i1")


def test_a_failed_write_leaves_no_record_and_no_file(tmp_path: Path) -> None:
    store = Store(tmp_path)
    images = tmp_path / "images"
    images.rmdir()
    images.write_text("in the way")
    with pytest.raises(StoreError, match=r"can no longer be used .* space left"):
        store.add(RED)
    images.unlink()
    images.mkdir()
    assert store.records() == []
    assert store.add(RED).id == "i1"
    assert len(list(images.iterdir())) == 1


def test_a_project_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("hello")
    with pytest.raises(StoreError, match=r"note\.txt.*give a folder"):
        Store(file)
    with pytest.raises(StoreError, match="give a folder"):
        Store(file / "below")
    assert file.read_text() == "hello"


@pytest.mark.parametrize("folder", ["/proc/triptych", "/nul\0l", "/tmp/" + "x" * 300])
def test_a_folder_that_cannot_be_made_is_refused(folder: str) -> None:
    with pytest.raises(StoreError, match=r"cannot be used .*give a folder that you may write to"):
        Store(folder)


def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        (tmp_path / "probe").touch()
    except OSError:
        with pytest.raises(StoreError, match="cannot be used"):
            Store(tmp_path)
    else:
        pytest.skip("this user may write everywhere")
    finally:
        tmp_path.chmod(0o700)


def test_a_foreign_database_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "project.db").write_bytes(b"not a database, but someone's notes " * 40)
    with pytest.raises(StoreError, match="move that file away"):
        Store(tmp_path)
    assert (tmp_path / "project.db").read_bytes().startswith(b"not a database")


def test_exports_never_overwrite(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = store.export("The Fox & I", {"a.txt": b"one", "pages/1.txt": b"two"})
    second = store.export("The Fox & I", {"a.txt": b"three"})
    assert (first.name, second.name) == ("the-fox-i", "the-fox-i-2")
    assert (first / "a.txt").read_bytes() + (first / "pages/1.txt").read_bytes() == b"onetwo"
    assert store.export("../../etc/passwd", {}).parent == store.exports
    assert store.export("🦊", {}).name == "untitled"
    assert store.export("きつね", {}).name == "きつね"


def test_a_failed_export_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(StoreError, match=r"can no longer be used .* space left"):
        store.export("book", {"pages": b"a file", "pages/1.txt": b"below a file"})
    assert list(store.exports.iterdir()) == []


def test_a_project_that_went_away_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path / "p")
    store.add(RED)
    (tmp_path / "p").rename(tmp_path / "elsewhere")
    for use in (store.records, lambda: store.open("i1"), lambda: store.add(RED)):
        with pytest.raises(StoreError, match=r"/p' can no longer be used .*see that it is there"):
            use()
