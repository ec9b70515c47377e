"""The register that the product has, with every crosswalk of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from data_access.places.coding import Coding
from geo.territory import load_territory
from tests.support.spellings import Spellings

Resolve = Callable[..., pd.DataFrame]
NOWHERE = Path("no folder")


@pytest.fixture(scope="session")
def register() -> pd.DataFrame:
    return load_territory(NOWHERE).municipalities


@pytest.fixture(scope="session")
def resolve(register: pd.DataFrame) -> Iterator[Resolve]:
    """Pairs (spelling, UF beside it) to what they lead to."""
    spellings = Spellings(register, NOWHERE)

    def resolve(*pairs: tuple[str, str | None], coding: Coding = "ibge") -> pd.DataFrame:
        return spellings.resolve(pairs, coding)

    yield resolve
    spellings.close()
