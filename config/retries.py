"""How a service that is out of sorts is asked again."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import ParamSpec, TypeVar

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

ATTEMPTS = 5
LONGEST_PAUSE = 60.0  # seconds, whatever Retry-After asks for
_BACKOFF = wait_exponential_jitter(initial=1.0, max=30.0)
_P = ParamSpec("_P")
_R = TypeVar("_R")


class BrokenAnswerError(Exception):
    """An answer with a good status whose content is not what it says; the next one may be."""


@dataclass(frozen=True)
class Patience:
    """Timeouts, broken answers and the statuses 429 and 5xx are tried again, with growing pauses
    (in seconds).

    ``stop`` replaces the limit of attempts. What fails for good is raised as it came.
    """

    attempts: int = ATTEMPTS
    wait: Callable[[RetryCallState], float] = _BACKOFF

    def call(self, work: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        return self.until(stop_after_attempt(self.attempts), work, *args, **kwargs)

    def until(
        self,
        stop: Callable[[RetryCallState], bool],
        work: Callable[_P, _R],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _R:
        retrying = Retrying(
            retry=retry_if_exception(may_pass_on_retry), stop=stop, wait=self._pause, reraise=True
        )
        return retrying(work, *args, **kwargs)

    def _pause(self, state: RetryCallState) -> float:
        """What the server asks for in Retry-After, otherwise the growing pause."""
        asked = asked_pause(state.outcome.exception() if state.outcome else None)
        return self.wait(state) if asked is None else min(asked, LONGEST_PAUSE)


def may_pass_on_retry(error: BaseException) -> bool:
    """Whether trying again may help."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code == 429 or error.response.status_code >= 500
    return isinstance(error, httpx.TransportError | json.JSONDecodeError | BrokenAnswerError)


def asked_pause(error: BaseException | None) -> float | None:
    """Seconds of the Retry-After of a refusal, which is a number or a date (RFC 9110, 10.2.3)."""
    text = (
        error.response.headers.get("retry-after", "")
        if isinstance(error, httpx.HTTPStatusError)
        else ""
    )
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(
        0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    )


def reason(error: Exception) -> str:
    """In a few words of Portuguese, why no answer came."""
    if isinstance(error, httpx.TimeoutException):
        return "tempo esgotado"
    return (
        "sem conexão" if isinstance(error, httpx.ConnectError) else "a resposta chegou incompleta"
    )
