"""Weights come from the hub: only what is loaded, checked, and with a way out where something fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fake_hub import COMMIT, FakeHub, serving
from tiny_gguf import write_gguf
from tiny_pipelines import save_flux
from triptych.models import catalog, licences
from triptych.models.image_model import ModelError
from triptych.models.needed_files import RemoteFile, is_here, wanted

NAME = "somebody/some-model"
PARTS = {
    "_class_name": "FluxPipeline",
    "transformer": ["diffusers", "FluxTransformer2DModel"],
    "vae": [None, None],
}
WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"
FILES = {
    "model_index.json": json.dumps(PARTS).encode(),
    "transformer/config.json": b"{}",
    "transformer/diffusion_pytorch_model.safetensors": b"0123456789" * 1000,
    "transformer/diffusion_pytorch_model.fp16.safetensors": b"half",
    "flux1.safetensors": b"all of it again",
    "README.md": b"hello",
}
GGUF_NAME, GGUF_FILE = "somebody/some-gguf", "flux1-schnell-Q4_K_S.gguf"
PLAIN = f"""
from triptych.models import catalog, machine
from triptych.models.card import Gguf
changes = {{"source": "{NAME}", "revision": "{COMMIT}"}}
card = catalog.card("flux.2-klein-4b").model_copy(update=changes)
here = machine.Machine("cpu", "a large one", 99, 99, 99, 99, 4, frozenset({{"gguf"}}))
precision = "bf16"
"""
SHRUNK = f"""{PLAIN}
gguf = Gguf(source="{GGUF_NAME}", file="{GGUF_FILE}")
card = catalog.card("flux.1-schnell").model_copy(update={{**changes, "gguf": gguf}})
here = machine.Machine("cpu", "a laptop", 22, 22, 22, 22, 4, frozenset({{"gguf"}}))
precision = "gguf"
"""
FETCH = """
from triptych.models import fetching
from triptych.models.image_model import ModelError
from triptych.models.needed_files import is_here
print(is_here(card, precision))
try:
    fetching.fetch(card, here, print)
except ModelError as error:
    print(error)
print(is_here(card, precision))
"""
PAINT = """
from triptych.models.pipelines import DiffusersPainter
painter = DiffusersPainter(card.model_copy(update={"threads": 1}), here)
request = painter.settings.request("a red cat", width=64, height=64)
*_, last = painter.paint(request.model_copy(update={"num_inference_steps": 2}))
print(last.image.size, last.record["precision"])
"""


def fetched(cache: Path, url: str, card: str = PLAIN, then: str = FETCH, **environment: str) -> list[str]:
    """What a fresh process says: whether it is here, what happens, whether it is here."""
    known = {
        "HF_ENDPOINT": url,
        "HF_HUB_CACHE": str(cache),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_ETAG_TIMEOUT": "2",
    }
    done = subprocess.run(
        [sys.executable, "-c", card + then],
        env={**os.environ, **known, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def in_cache(cache: Path, repository: str = NAME) -> set[str]:
    folder = cache / f"models--{repository.replace('/', '--')}" / "snapshots" / COMMIT
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_is_loaded_is_fetched_checked_and_kept(tmp_path: Path) -> None:
    hub = FakeHub(NAME, FILES)
    with serving(hub) as url:
        before, how, says, checks, after = fetched(tmp_path, url)
        assert (before, after) == ("False", "True")
        assert how.startswith("flux.2-klein-4b fits here with 16-bit weights: about ")
        assert says == f"{NAME}: 3 files, 0.0 GB to fetch"
        assert checks == "checking transformer/diffusion_pytorch_model.safetensors"
        assert in_cache(tmp_path) == set(list(FILES)[:3])
        hub.asked.clear()
        assert fetched(tmp_path, url)[0] == "True"
        assert not [path for _, path, _ in hub.asked if "resolve" in path], "nothing is fetched twice"


def test_a_connection_that_breaks_off_is_taken_up_again(tmp_path: Path) -> None:
    with serving(FakeHub(NAME, FILES, broken=1)) as url:
        assert fetched(tmp_path, url)[-1] == "True"


def test_damaged_weights_are_removed(tmp_path: Path) -> None:
    with serving(FakeHub(NAME, FILES, lies=True)) as url:
        *_, told, after = fetched(tmp_path, url)
    assert told.startswith(
        "transformer/diffusion_pytorch_model.safetensors of flux.2-klein-4b arrived damaged"
    )
    assert told.endswith("and was removed; run `triptych fetch flux.2-klein-4b` again")
    assert after == "False"


def test_a_disk_that_is_too_small_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    hub = FakeHub(NAME, FILES, claimed=10**18)
    with serving(hub) as url:
        *_, told, after = fetched(tmp_path, url)
    assert told.startswith("flux.2-klein-4b needs 1000000000.0 GB, but only ")
    assert "set HF_HOME to a folder on a larger disk" in told
    assert after == "False"
    assert not [path for command, path, _ in hub.asked if command == "GET" and path.endswith(".safetensors")]


def test_what_needs_a_licence_on_the_hub_says_where_to_accept_it(tmp_path: Path) -> None:
    with serving(FakeHub(NAME, FILES, gated=True)) as url:
        *_, told, _ = fetched(tmp_path, url)
    assert told.startswith(
        f"{NAME} is given only to those who accepted its licence there; do so at https://hug"
    )


@pytest.mark.parametrize("offline", ["0", "1"])
def test_offline_says_what_to_do(tmp_path: Path, offline: str) -> None:
    *_, told, _ = fetched(tmp_path, "http://127.0.0.1:9", HF_HUB_OFFLINE=offline)
    assert told.startswith(f"{NAME} cannot be fetched, for the hub cannot be reached (")
    assert "connect and run `triptych fetch flux.2-klein-4b` again" in told
    assert (
        f"or copy the folder models--somebody--some-model into {tmp_path} from a machine that has it" in told
    )


def test_a_model_with_its_weights_in_shards_is_whole_with_all_of_them(tmp_path: Path) -> None:
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    files = {"config.json": b"{}", "model-1.safetensors": b"1", "model-2.safetensors": b"2"}
    hub = FakeHub(NAME, {**files, "model.safetensors.index.json": json.dumps(index).encode()})
    with serving(hub) as url:
        assert fetched(tmp_path, url)[-1] == "True"
        (tmp_path / "models--somebody--some-model/snapshots" / COMMIT / "model-2.safetensors").unlink()
        assert fetched(tmp_path, url)[0] == "False"


def test_a_repository_that_is_one_model_keeps_its_weights_at_the_top() -> None:
    files = [
        RemoteFile(path, 1, None) for path in ("config.json", "model.safetensors", "tokenizer.model", "a.bin")
    ]
    assert [file.path for file in wanted(files)] == ["config.json", "model.safetensors", "tokenizer.model"]


def test_what_ships_with_the_package_is_here() -> None:
    assert is_here(catalog.card("pocket"))


# --- A transformer in GGUF ---


@pytest.fixture(scope="module")
def flux(tmp_path_factory: pytest.TempPathFactory) -> tuple[FakeHub, FakeHub]:
    """A tiny FLUX.1 and its transformer as a GGUF file, each in a repository."""
    folder = tmp_path_factory.mktemp("flux")
    save_flux(folder, guidance_embeds=False)
    file = write_gguf(folder / WEIGHTS, tmp_path_factory.mktemp("gguf") / GGUF_FILE)
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    others = {"flux1-schnell-Q8_0.gguf": b"more bits", "README.md": b"hello"}
    return FakeHub(NAME, files), FakeHub(GGUF_NAME, {GGUF_FILE: file.read_bytes(), **others}, broken=1)


def test_where_a_gguf_file_is_what_fits_it_is_fetched_instead_of_the_transformer(
    tmp_path: Path, flux: tuple[FakeHub, FakeHub]
) -> None:
    with serving(*flux) as url:
        before, how, *_, check, after = fetched(tmp_path, url, SHRUNK)
    assert (before, after, check) == ("False", "True", f"checking {GGUF_FILE}")
    assert how.startswith("flux.1-schnell fits here with a 4-bit transformer (GGUF), the VAE in tiles: about")
    assert in_cache(tmp_path, GGUF_NAME) == {GGUF_FILE}
    assert "transformer/config.json" in in_cache(tmp_path)
    assert WEIGHTS not in in_cache(tmp_path)
    told = fetched(tmp_path, "http://127.0.0.1:9", SHRUNK, PAINT, HF_HUB_OFFLINE="1")
    assert told == ["(64, 64) gguf"]


def test_a_gguf_file_that_is_missing_or_damaged_is_told(
    tmp_path: Path, flux: tuple[FakeHub, FakeHub]
) -> None:
    hub, gguf = flux
    with serving(hub, FakeHub(GGUF_NAME, {"other.gguf": b"1"})) as url:
        *_, told, after = fetched(tmp_path, url, SHRUNK)
    assert told == f"{GGUF_NAME} has no {GGUF_FILE}; correct the card flux.1-schnell.toml"
    assert after == "False"
    with serving(hub, FakeHub(GGUF_NAME, gguf.files, lies=True)) as url:
        *_, told, after = fetched(tmp_path, url, SHRUNK)
    assert told.startswith(f"{GGUF_FILE} of flux.1-schnell arrived damaged")
    assert after == "False"


# --- Licences ---


def test_a_licence_that_restricts_is_accepted_once() -> None:
    card = catalog.card("flux.1-kontext-dev")
    with pytest.raises(
        ModelError, match=r"which restricts what you may do; read https://.*, then accept it with"
    ):
        catalog.load("flux.1-kontext-dev")
    licences.accept(card)
    licences.check_accepted(card)
    other = card.model_copy(update={"licence": "another one"})
    assert not licences.accepted(other), "a new licence is another question"
    assert licences.accepted(catalog.card("flux.1-schnell")), "Apache-2.0 asks for nothing"


def test_each_restricted_licence_has_a_page() -> None:
    free = ("Apache-2.0", "MIT", "CreativeML", "openrail")
    for card in catalog.cards():
        if not card.source.startswith("package:") and not card.licence.startswith(free):
            assert card.terms, card.name
