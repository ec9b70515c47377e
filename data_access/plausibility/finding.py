"""What a plausibility check found: a doubt about data that came in by the rules.
It imports nothing of the project.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

# For points [latitude, longitude] and codes of municipalities: the frame ``found_code``,
# ``outside_km``.
Locate = Callable[[pd.DataFrame, pd.Series], pd.DataFrame]
Severity = Literal["aviso", "informação"]


@dataclass(frozen=True)
class Finding:
    """One doubt: `check` is the id of the check (see `config/plausibility.toml`), `sentence` is for
    the reader.

    `rows` counts the rows behind it; `file`, where there is one, lists them (or the first of them,
    told in the sentence) without any raw personal identifier.
    """

    check: str
    table: str
    severity: Severity
    sentence: str
    rows: int
    file: Path | None = None

    def __str__(self) -> str:
        return self.sentence
