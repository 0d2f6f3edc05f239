"""Gets a model's files from the hub: only those that are loaded, resumed where they broke off, checked after.

Knows repositories and disks; loads no weights.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from httpx2 import HTTPError
from huggingface_hub import HfApi, constants, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)

from .card import DiffusersCard, Weights
from .image_model import ModelError
from .licences import check_accepted
from .machine import GB, free_disk_gb

_PLAIN = (".json", ".txt", ".model", ".jinja", ".tiktoken")
_WEIGHTS = ".safetensors"


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository; `sha256` is known of large ones."""

    path: str
    size: int
    sha256: str | None


def fetch(card: Weights, say: Callable[[str], None]) -> None:
    """Everything a card loads from the hub, into the hub's own cache. Raises `ModelError` with what to do."""
    if not is_remote(card):
        return
    check_accepted(card)
    for source, revision in _sources(card):
        _fetch_one(card, source, revision, say)


def is_remote(card: Weights) -> bool:
    """Whether its files come from the hub."""
    return not card.source.startswith("package:") and not Path(card.source).is_absolute()


def installed(card: Weights) -> bool:
    """Whether all is here, without asking anyone."""
    return not is_remote(card) or all(
        _is_whole(_cached(source, revision)) for source, revision in _sources(card)
    )


def wanted(files: Iterable[RemoteFile]) -> tuple[RemoteFile, ...]:
    """Of a repository the files that are loaded: configurations, tokenizers and safetensors.

    A pipeline's parts lie in folders; the whole model that some repositories have beside them in one file,
    half-precision copies and other formats stay where they are.
    """
    every = tuple(files)
    pipeline = any(file.path == "model_index.json" for file in every)
    chosen = []
    for file in every:
        name = file.path.rpartition("/")[2]
        weights = name.endswith(_WEIGHTS) and ".fp16." not in name and ".non_ema." not in name
        at_home = "/" in file.path if pipeline and weights else True
        if at_home and (weights or name.endswith(_PLAIN)):
            chosen.append(file)
    return tuple(chosen)


def _sources(card: Weights) -> list[tuple[str, str]]:
    """(repository, revision) of the card and of what it borrows."""
    borrowed = sorted(set(card.borrowed.values())) if isinstance(card, DiffusersCard) else []
    return [(card.source, card.revision), *((one, "main") for one in borrowed)]


def _fetch_one(card: Weights, source: str, revision: str, say: Callable[[str], None]) -> None:
    try:
        found = HfApi().model_info(source, revision=revision, files_metadata=True)
        files = wanted(
            RemoteFile(one.rfilename, one.size or 0, one.lfs.sha256 if one.lfs else None)
            for one in found.siblings or []
        )
        paths = [file.path for file in files]
        left = snapshot_download(source, revision=found.sha, allow_patterns=paths, dry_run=True)
        missing = sum(one.file_size or 0 for one in left if one.will_download) / GB
        _check_disk(card, missing)
        say(f"{source}: {len(files)} files, {missing:.1f} GB to fetch")
        folder = Path(snapshot_download(source, revision=revision, allow_patterns=paths))
    except ModelError:
        raise
    except (OSError, HTTPError, HfHubHTTPError, ValueError) as error:
        raise ModelError(_what_to_do(card, source, error)) from error
    _check_sums(card, folder, files, say)


def _check_disk(card: Weights, missing: float) -> None:
    cache = Path(constants.HF_HUB_CACHE)
    if missing > (free := free_disk_gb(cache)):
        raise ModelError(
            f"{card.name} needs {missing:.1f} GB, but only {free:.1f} GB are free at {cache}; free "
            "some, or set HF_HOME to a folder on a larger disk"
        )


def _check_sums(card: Weights, folder: Path, files: Iterable[RemoteFile], say: Callable[[str], None]) -> None:
    """Remove a file that is not what the hub says, so that the next try gets it anew."""
    for file in files:
        if file.sha256 is None:
            continue
        say(f"checking {file.path}")
        with (folder / file.path).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if digest != file.sha256:
            (folder / file.path).resolve().unlink()
            (folder / file.path).unlink(missing_ok=True)
            raise ModelError(
                f"{file.path} of {card.name} arrived damaged (its sha256 is {digest[:12]}…, not "
                f"{file.sha256[:12]}…) and was removed; run `triptych fetch {card.name}` again"
            )


def _what_to_do(card: Weights, source: str, error: Exception) -> str:
    if isinstance(error, GatedRepoError):
        return (
            f"{source} is given only to those who accepted its licence there; do so at "
            f"https://huggingface.co/{source}, run `hf auth login`, then `triptych fetch {card.name}` again"
        )
    if isinstance(error, RepositoryNotFoundError):
        return f"the hub has no {source}, or you are not let in; correct the card {card.name}.toml, or log in"
    if isinstance(error, HfHubHTTPError) and not isinstance(error, LocalEntryNotFoundError):
        return f"the hub refused {source} ({str(error).splitlines()[0][:120]}); try again later"
    return (
        f"{source} cannot be fetched, for the hub cannot be reached ({type(error).__name__}); connect and "
        f"run `triptych fetch {card.name}` again, which goes on where it stopped, or copy the folder "
        f"{_repo_folder(source).name} into {constants.HF_HUB_CACHE} from a machine that has it"
    )


def _repo_folder(source: str) -> Path:
    return Path(constants.HF_HUB_CACHE) / f"models--{source.replace('/', '--')}"


def _cached(source: str, revision: str) -> Path | None:
    """The folder of a snapshot; None where there is none."""
    repository = _repo_folder(source)
    try:
        commit = (repository / "refs" / revision).read_text().strip()
    except OSError:
        commit = revision
    folder = repository / "snapshots" / commit
    return folder if folder.is_dir() else None


def _is_whole(folder: Path | None) -> bool:
    """Whether there are weights, every shard of an index, and a folder for each part of a pipeline."""
    if folder is None or not any(folder.rglob(f"*{_WEIGHTS}")):
        return False
    shards = (
        index.parent / shard
        for index in folder.rglob(f"*{_WEIGHTS}.index.json")
        for shard in set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    )
    index = folder / "model_index.json"
    parts = json.loads(index.read_text(encoding="utf-8")) if index.exists() else {}
    named = (folder / part for part, kind in parts.items() if isinstance(kind, list) and kind[0])
    return all(path.exists() for path in (*shards, *named))
