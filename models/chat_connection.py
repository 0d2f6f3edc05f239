"""The way to a chat server through langchain: one model object, made once, that all turns share.

The libraries' own retries are off: tries are counted in one place. Knows no question.
"""

import weakref
from typing import TYPE_CHECKING, Any

from .bounded_http import bounded_client
from .endpoint_failure import one_line
from .endpoint_settings import EndpointSettings
from .vision_model import VisionError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

REPLY_BYTES = 1 << 20


class ChatConnection:
    """A connected server, and whether it gives logprobs as far as is known.

    Only OpenAI's protocol has logprobs that langchain hands on in one form; and only there can the reply be
    bounded: a provider's own library brings its own HTTP client.
    """

    def __init__(self, settings: EndpointSettings) -> None:
        self.provider, _, name = settings.model.partition(":")
        if not self.provider or not name:
            raise VisionError(
                f"{settings.model!r} names no chat model: set TRIPTYCH_VLM_MODEL to provider:name, "
                "such as openai:gpt-5-mini"
            )
        self.gives_logprobs = self.provider == "openai"
        self.model = self._connected(name, settings)

    def _connected(self, name: str, settings: EndpointSettings) -> "BaseChatModel":
        from langchain.chat_models import init_chat_model  # noqa: PLC0415 - slow to import

        try:
            model: BaseChatModel = init_chat_model(
                name, model_provider=self.provider, **self._options(settings)
            )
            return model
        except Exception as error:  # a missing package or key, an unknown provider: each its own exception
            secret = settings.api_key.get_secret_value() if settings.api_key else ""
            raise VisionError(f"{settings.model!r} cannot be used: {one_line(str(error), secret)}") from None

    def _options(self, settings: EndpointSettings) -> dict[str, Any]:
        options: dict[str, Any] = {"timeout": settings.timeout_seconds, "max_retries": 0}
        if settings.base_url:
            options["base_url"] = str(settings.base_url)
            # Else langchain would send the key in the provider's own variable to a server it is not for.
            options["api_key"] = settings.api_key or "none"
        elif settings.api_key:
            options["api_key"] = settings.api_key
        if self.provider == "openai":
            client = options["http_client"] = bounded_client(settings.timeout_seconds, REPLY_BYTES)
            weakref.finalize(self, client.close)
        if self.provider == "ollama":
            # Its class knows no time-out of its own.
            options["client_kwargs"] = {"timeout": settings.timeout_seconds, "follow_redirects": False}
        return options
