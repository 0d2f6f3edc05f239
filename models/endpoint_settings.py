"""Which chat server is asked, and what it may cost: from the environment or by hand. Knows no server."""

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class EndpointSettings(BaseSettings):
    """`TRIPTYCH_VLM_MODEL=openai:gpt-5-mini` and the like set them; without a model there is no endpoint.

    `model` is "provider:name". Every server that speaks OpenAI's protocol (vLLM, Ollama, LM Studio,
    llama.cpp) is "openai:name" with its `base_url`. Without an `api_key`, the provider's own variable counts,
    but it is never sent to a `base_url`. `calls` and `tokens` are the client's own caps in one turn: every
    request counts, a retry, too, whatever the turn's `Limits` had planned.
    """

    model_config = SettingsConfigDict(
        env_prefix="TRIPTYCH_VLM_",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    model: str = ""
    base_url: HttpUrl | None = None
    api_key: SecretStr | None = None
    timeout_seconds: float = Field(default=60, gt=0, le=600, description="of one call")
    retries: int = Field(default=2, ge=0, le=5)
    calls: int = Field(default=200, ge=0)
    tokens: int = Field(default=400_000, ge=0)

    @field_validator("base_url")
    @classmethod
    def _without_password(cls, url: HttpUrl | None) -> HttpUrl | None:
        if url and (url.username or url.password):
            raise ValueError("base_url holds a user name or password: put the key into api_key instead")
        return url
