"""What the committee looks at one by one: cases that the radar found, and appeals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data_access.recognition.states import AppealState, CaseState, Outcome


@dataclass(frozen=True)
class CaseRecord:
    id: int
    category: str
    unit: str
    pattern: str
    description: str
    evidence: Mapping[str, Any]
    state: CaseState
    assignee: str | None
    outcome: Outcome | None
    reason: str | None
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class AppealRecord:
    id: int
    slug: str
    category: str
    unit: str
    author: str
    reason: str
    state: AppealState
    answer: str | None
    member: str | None
    filed_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class Proposal:
    """What waits for a second signature; ``own`` where whoever asks gave the first."""

    member: str
    reason: str
    at: datetime
    own: bool


@dataclass(frozen=True)
class Announced:
    """What the sealed result of an announced edition says of a unit.

    ``place`` is None where the committee ordered nobody, ``tier`` where it won none; ``reason`` is
    why it did not compete.
    """

    slug: str
    edition: str
    year: int
    category: str
    place: int | None
    band: int | None
    tier: str | None
    reason: str | None
