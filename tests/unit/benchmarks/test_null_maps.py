"""The count of maps that paint chance runs over every reference of a map."""

from pathlib import Path

import pytest

from benchmarks import null_maps
from benchmarks.options import Options
from indicators.territories.matrix import TARGET, WHOLE


def test_each_reference_is_counted_with_the_chance_of_the_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, few in (("MAPS", 2), ("MUNICIPALITIES", 60), ("UF", 20)):
        monkeypatch.setattr(null_maps, name, few)
    options = Options(attendances=0, cache=tmp_path, output=tmp_path)
    figures = list(null_maps.run(options))
    for reference in (WHOLE, TARGET):
        assert sum(figure.name.endswith(reference) for figure in figures) == 4
    shares, limits = figures[::2], figures[1::2]
    assert all(
        share.value < limit.value <= 100 for share, limit in zip(shares, limits, strict=True)
    )
    assert {type(figure.value) for figure in figures} == {float}  # or JSON will not have them
