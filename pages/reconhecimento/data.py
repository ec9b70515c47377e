"""What the page knows of an edition of recognition: who may see it, its results, kept while nothing
changes in it.
"""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from config.settings import get_settings
from data_access.operational.actor import PANEL
from data_access.recognition.committee import Committee, committee
from data_access.recognition.reading import Readings
from data_access.recognition.scoring import Scored
from data_access.recognition.store import RecognitionRecord
from data_access.recognition.unit_trends import UnitTrends
from indicators.recognition.result import Result
from indicators.recognition_rules.model import Category
from indicators.scope import Access
from reports.recognition.facts import Facts
from reports.recognition.trends import trends_of

KEPT = 4  # results at once: the draws of a large category take tens of megabytes


@dataclass(frozen=True)
class Standing:
    """A category with its result, and the rows that whoever asks may see."""

    record: RecognitionRecord
    scored: Scored
    rows: pd.DataFrame

    @property
    def category(self) -> Category:
        return self.scored.category

    @property
    def result(self) -> Result:
        return self.scored.result

    @property
    def competing(self) -> pd.DataFrame:
        return self.rows[self.rows["eligible"].astype(bool)]


def readings(access: Access) -> Readings:
    return Readings(get_settings(), access, PANEL)


def office(access: Access, member: str | None) -> Committee:
    """The committee's door, under the name of a member. Raises AccessDeniedError."""
    return committee(get_settings(), access, PANEL, member)


def standing(access: Access, record: RecognitionRecord, category: str) -> Standing:
    """Raises UserError where it may not be seen, or cannot be scored."""
    seen = replace(access, subject="", account="", authenticated_at=None)
    return _standing(record.slug, category, record.revision, repr(seen), seen)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _standing(slug: str, category: str, revision: int, asker: str, _access: Access) -> Standing:
    """`revision` and `asker` are of the key: what changed, and what others may not see, is not
    given. Nobody changes what is kept.
    """
    del revision, asker
    known = readings(_access)
    scored = known.score(slug, category)
    return Standing(known.require_edition(slug), scored, known.table_of(slug, scored))


def trends(access: Access, facts: Facts, unit: str) -> UnitTrends | None:
    """`trends_of` a unit, kept while nothing changes in the edition."""
    seen = replace(access, subject="", account="", authenticated_at=None)
    return _trends(
        facts.record.slug, facts.category.id, facts.record.revision, unit, repr(seen), seen, facts
    )


@st.cache_resource(max_entries=50, show_spinner=False)
def _trends(
    slug: str,
    category: str,
    revision: int,
    unit: str,
    asker: str,
    _access: Access,
    _facts: Facts,
) -> UnitTrends | None:
    del slug, category, revision, asker
    return trends_of(readings(_access), _facts, unit)
