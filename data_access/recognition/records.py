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
