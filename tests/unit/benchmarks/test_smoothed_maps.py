"""The count of what a smoothed map paints by mistake, beside what it painted before."""

from pathlib import Path

import pytest

from benchmarks import smoothed_maps
from benchmarks.options import Options


def test_every_country_is_counted_and_no_colour_is_often_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(smoothed_maps, "MAPS", 1)
    options = Options(attendances=0, cache=tmp_path, output=tmp_path)
    figures = list(smoothed_maps.run(options))
    assert len(figures) == 2 * len(smoothed_maps.COUNTRIES) * len(smoothed_maps.RATES) * 5
    wrong, before = figures[::5], figures[1::5]
    assert all(figure.met for figure in wrong)
    assert all(now.value <= then.value for now, then in zip(wrong, before, strict=True))
    assert any(figure.value > 50 for figure in figures[3::5])
