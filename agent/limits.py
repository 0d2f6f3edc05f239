"""What a turn may cost and when the user is asked first: from the environment or a project's own file.

Knows no plan and no model.
"""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Limits(BaseSettings):
    """A turn's hard bounds; `TRIPTYCH_PICTURES=12` and the like set them.

    `calls` and `tokens` bound the questions to models: the planner's as they were asked, the critic's as
    planned and as asked. The caps of a chat client, `TRIPTYCH_VLM_CALLS` and `TRIPTYCH_VLM_TOKENS`, bound
    each request to a server before it is sent. `drafts` is how many pictures may be spent on one output, the
    first included; 1 turns reflection off.
    """

    model_config = SettingsConfigDict(env_prefix="TRIPTYCH_", frozen=True, extra="forbid")

    pictures: int = Field(default=48, ge=1, le=1000)
    seconds: float = Field(default=600, gt=0)
    calls: int = Field(default=200, ge=0, description="0 turns the critic off")
    tokens: int = Field(default=400_000, ge=0)
    drafts: int = Field(default=3, ge=1, le=20)
    approve: Literal["over_budget", "always"] = "over_budget"
