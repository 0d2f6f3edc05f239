"""Which files a model is loaded from, in a number format, and whether they are in the hub's cache.

Knows cards and folders; asks nobody and loads nothing.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import constants

from .card import DiffusersCard, Weights
from .tiers import Precision

_PLAIN = (".json", ".txt", ".model", ".jinja", ".tiktoken")
_WEIGHTS = ".safetensors"
_GGUF_PART = "transformer"


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository; `sha256` is known of large ones."""

    path: str
    size: int
    sha256: str | None


@dataclass(frozen=True)
class Needed:
    """What is loaded of a repository, or of an absolute folder.

    That is one `file`, or all that `wanted` chooses but the weights of the part `without`, which come from
    elsewhere.
    """

    source: str
    revision: str = "main"
    file: str | None = None
    without: str | None = None

    @property
    def remote(self) -> bool:
        """Whether it comes from the hub."""
        return not Path(self.source).is_absolute()

    def of(self, files: Iterable[RemoteFile]) -> tuple[RemoteFile, ...]:
        """Those of a repository's files that are loaded."""
        if self.file:
            return tuple(file for file in files if file.path == self.file)
        return tuple(file for file in wanted(files) if not self._left_out(file.path))

    def is_here(self) -> bool:
        """Whether all of it is on this machine."""
        folder = cached(self.source, self.revision) if self.remote else Path(self.source)
        if self.file or folder is None:
            return folder is not None and (folder / str(self.file)).exists()
        return not self.remote or _is_whole(folder, self.without)

    def _left_out(self, path: str) -> bool:
        part, _, name = path.rpartition("/")
        return part == self.without and _WEIGHTS in name


def needed(card: Weights, precision: Precision | None = None) -> tuple[Needed, ...]:
    """What of the card's own repository, of those it borrows from, and of its GGUF file."""
    if card.source.startswith("package:"):
        return ()
    own = Needed(card.source, card.revision)
    if not isinstance(card, DiffusersCard):
        return (own,)
    borrowed = tuple(Needed(source) for source in sorted(set(card.borrowed.values())))
    if precision != "gguf" or card.gguf is None:
        return (own, *borrowed)
    file = Needed(card.gguf.source, card.gguf.revision, file=card.gguf.file)
    return (Needed(card.source, card.revision, without=_GGUF_PART), *borrowed, file)


def is_here(card: Weights, precision: Precision | None = None) -> bool:
    """Whether all that is loaded in a number format is on this machine."""
    return all(one.is_here() for one in needed(card, precision))


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


def repository_folder(source: str) -> Path:
    """Where the hub's cache keeps a repository."""
    return Path(constants.HF_HUB_CACHE) / f"models--{source.replace('/', '--')}"


def cached(source: str, revision: str) -> Path | None:
    """The folder of a snapshot; None where there is none."""
    repository = repository_folder(source)
    try:
        commit = (repository / "refs" / revision).read_text().strip()
    except OSError:
        commit = revision
    folder = repository / "snapshots" / commit
    return folder if folder.is_dir() else None


def _is_whole(folder: Path, without: str | None) -> bool:
    """Whether there are weights, every shard of an index, and a folder for each part of a pipeline."""
    if not any(folder.rglob(f"*{_WEIGHTS}")):
        return False
    shards = (
        index.parent / shard
        for index in folder.rglob(f"*{_WEIGHTS}.index.json")
        for shard in set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        if index.parent.name != without
    )
    index = folder / "model_index.json"
    parts = json.loads(index.read_text(encoding="utf-8")) if index.exists() else {}
    named = [folder / part for part, kind in parts.items() if isinstance(kind, list) and kind[0]]
    # A transformer's folder may have come without its weights, for a GGUF file.
    bare = [
        part for part in named if part.name == _GGUF_PART != without and not any(part.glob(f"*{_WEIGHTS}"))
    ]
    return not bare and all(path.exists() for path in (*shards, *named))
