"""What models say while they load, on stderr: in which tier, and that they step down. Knows no model."""

import logging
import sys


def show_notes() -> None:
    """Print the notes of the package's models, one a line; once a process."""
    log = logging.getLogger("triptych.models")
    if not any(isinstance(handler, _Stderr) for handler in log.handlers):
        log.addHandler(_Stderr())
        log.setLevel(logging.INFO)


class _Stderr(logging.Handler):
    """Looks up stderr for each note, for it may have been replaced."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print it."""
        print(record.getMessage(), file=sys.stderr)
