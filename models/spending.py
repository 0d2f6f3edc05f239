"""What may be asked of a paid model, and what was: calls and tokens, counted across threads."""

import threading

from .vision_model import Usage, VisionError


class Spending:
    """A counter with two caps. A call is counted before it is made, with a guess at its tokens."""

    def __init__(self, calls: int, tokens: int) -> None:
        self._most = Usage(calls, tokens)
        self._spent = Usage()
        self._lock = threading.Lock()

    @property
    def usage(self) -> Usage:
        """What was spent so far; calls that are under way count with their guess."""
        return self._spent

    def reserve(self, tokens: int) -> None:
        """Count a call that will read about `tokens`, or raise `VisionError` where a cap forbids it."""
        with self._lock:
            spent, most = self._spent, self._most
            if spent.calls >= most.calls:
                raise VisionError(
                    f"this turn's {most.calls} calls of the vision model are spent; "
                    "raise TRIPTYCH_VLM_CALLS or ask for less"
                )
            if spent.tokens + tokens > most.tokens:
                raise VisionError(
                    f"a call of about {tokens} tokens is over this turn's cap: {spent.tokens} of "
                    f"{most.tokens} are spent; raise TRIPTYCH_VLM_TOKENS or ask for less"
                )
            self._spent = Usage(spent.calls + 1, spent.tokens + tokens)

    def settle(self, reserved: int, tokens: int) -> None:
        """Replace the guess by what the call took."""
        with self._lock:
            self._spent = Usage(self._spent.calls, self._spent.tokens - reserved + tokens)
