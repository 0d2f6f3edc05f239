"""Who may use the studio, and how much each may take: from the environment. Knows no page and no project."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _usable(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", name):
        raise ValueError(f"the user name {name[:40]!r} is no folder's name; take a-z, 0-9, - and _")
    return name


UserName = Annotated[str, AfterValidator(_usable)]


class StudioSettings(BaseSettings):
    """`TRIPTYCH_USERS='{"ann": "a password"}'` and the like; without users there is no login.

    `TRIPTYCH_API_TOKENS='{"ann": "a long word"}'` is what programs of a user send instead of a password.
    `upload_mb` bounds one uploaded file, in MiB, and `pictures_per_hour` what one user may have painted
    within an hour; 0 is no bound there.
    """

    model_config = SettingsConfigDict(env_prefix="TRIPTYCH_", frozen=True, extra="forbid")

    users: dict[UserName, SecretStr] = {}
    api_tokens: dict[UserName, SecretStr] = {}
    upload_mb: int = Field(default=64, ge=1, le=64)
    pictures_per_hour: int = Field(default=0, ge=0)
