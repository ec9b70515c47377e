"""What another version of the rules made of each unit, on the same data and points."""

from dataclasses import replace

import pandas as pd

from config.settings import Settings
from data_access.recognition.rules_store import rules_of, versions
from data_access.recognition.scoring import score_category
from data_access.recognition.standings import standings
from data_access.recognition.store import RecognitionRecord

SHOWN = ("score", "place", "band", "tier", "eligible")


def compare_scores(
    settings: Settings, record: RecognitionRecord, category: str, before: int, after: int
) -> pd.DataFrame:
    """By unit, name and uf, and each of SHOWN ``_before`` and ``_after``, of the units of which any
    differs; the largest change of score first. A new unit has none before.

    Raises UnknownRecognitionError for a version that is not there, or lacks the category.
    """
    sums = {item.version: item.sha256 for item in versions(settings, record.slug)}
    frames = []
    for version in (before, after):
        rules = rules_of(settings, record.slug, version)
        asked = replace(record, rules=rules, rules_version=version, rules_sha256=sums[version])
        frame = standings(score_category(settings, asked, category)).set_index("unit")
        frames.append(frame[["name", "uf", *SHOWN]])
    named = pd.concat([frame[["name", "uf"]] for frame in reversed(frames)])
    named = named[~named.index.duplicated()]
    one, other = (frame[list(SHOWN)].reindex(named.index) for frame in frames)
    differ = ~(one.eq(other) | (one.isna() & other.isna())).all(axis=1)
    table = named.join(one.add_suffix("_before")).join(other.add_suffix("_after"))[differ]
    moved = (table["score_after"] - table["score_before"]).abs().fillna(float("inf"))
    return table.loc[moved.sort_values(ascending=False, kind="stable").index].reset_index()
