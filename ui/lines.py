"""Lines from a person at a terminal or from a pipe, whatever bytes they hold. Knows no meaning of them."""

import contextlib
import io
from typing import TextIO

from rich.console import Console


class Lines:
    """Reads standard input, None where it is closed; each line that no terminal showed is shown again."""

    def __init__(self, console: Console, stream: TextIO | None) -> None:
        self._console = console
        self._stream = stream
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
        self._person = stream is not None and stream.isatty()
        if self._person:
            with contextlib.suppress(ImportError):  # not on every system
                import readline  # noqa: F401, PLC0415

    def __call__(self, prompt: str) -> str | None:
        """The next line without its end; None where there is no more."""
        if self._person:
            try:
                return input(prompt)
            except EOFError:
                return None
        line = self._stream.readline() if self._stream else ""
        if not line:
            return None
        self._console.print(f"{prompt}{line.rstrip()}", style="dim", markup=False)
        return line
