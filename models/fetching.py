"""Gets a model's files from the hub: only those that are loaded, resumed where they broke off, checked after.

Knows repositories and disks; loads no weights.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from httpx2 import HTTPError
from huggingface_hub import HfApi, constants, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)

from .card import Weights
from .image_model import ModelError
from .licences import check_accepted
from .machine import GB, Machine, free_disk_gb
from .needed_files import Needed, RemoteFile, needed, repository_folder
from .tiers import tiers


def fetch(card: Weights, machine: Machine, say: Callable[[str], None]) -> None:
    """What this machine loads of a card, into the hub's own cache; `ModelError` says what to do."""
    tier = next(iter(tiers(card, machine)), None)
    remote = [part for part in needed(card, tier.precision if tier else None) if part.remote]
    if not remote:
        return
    check_accepted(card)
    if tier:
        say(f"{card.name} fits here with {tier}; what that needs is fetched")
    else:
        say(f"{card.name} is too large for this machine; all of it is fetched, for another one")
    for part in remote:
        _fetch_one(card, part, say)


def _fetch_one(card: Weights, part: Needed, say: Callable[[str], None]) -> None:
    source, revision = part.source, part.revision
    try:
        found = HfApi().model_info(source, revision=revision, files_metadata=True)
        files = part.of(
            RemoteFile(one.rfilename, one.size or 0, one.lfs.sha256 if one.lfs else None)
            for one in found.siblings or []
        )
        paths = [file.path for file in files]
        _check_there(card, part, paths)
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


def _check_there(card: Weights, part: Needed, paths: list[str]) -> None:
    if not paths:
        raise ModelError(
            f"{part.source} has no {part.file or 'weights that can be loaded'}; correct the card "
            f"{card.name}.toml"
        )


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
        f"{repository_folder(source).name} into {constants.HF_HUB_CACHE} from a machine that has it"
    )
