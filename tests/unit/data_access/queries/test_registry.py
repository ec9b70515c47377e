"""One registry says all that is known of a measure, and it and the catalogue name the same ones."""

from dataclasses import replace

import pytest

from data_access.queries.measures.registry import MEASURES, by_name, measures_of
from indicators.catalogue.definitions import CatalogueError, catalogue, indicator


def test_the_catalogue_and_the_registry_name_the_same_measures() -> None:
    named = {
        part.measure
        for item in catalogue().values()
        for part in (item.numerator, item.denominator, item.subtracted)
        if part
    }
    assert named == set(MEASURES)


@pytest.mark.parametrize("name", list(catalogue()))
def test_an_indicator_is_measured_whole_or_added_up_whole(name: str) -> None:
    """A numerator that comes measured brings its base; one that is added up needs sums below it."""
    numerator, *others = measures_of(indicator(name)).values()
    assert (numerator.special is None) == (numerator.select is not None)
    if numerator.select:
        assert all(measure.select for measure in others)


@pytest.mark.parametrize("name", list(MEASURES))
def test_what_a_measure_says_of_itself_fits_together(name: str) -> None:
    measure = MEASURES[name]
    assert not (measure.select and measure.special)
    assert not (measure.monthly and measure.standing)
    assert measure.select or not (measure.monthly or measure.standing or measure.by_case)
    assert measure.source or not measure.two_sources
    assert bool(measure.after_query) == (measure.special is not None)


def test_a_measure_that_nobody_counts_is_refused_by_its_file_and_name() -> None:
    coverage = indicator("cobertura_mei")
    odd = coverage.model_copy(
        update={"numerator": coverage.numerator.model_copy(update={"measure": "clientez"})}
    )
    with pytest.raises(CatalogueError, match=r"cobertura_mei\.toml.*clientez"):
        measures_of(odd)


def test_two_measures_of_one_name_are_refused() -> None:
    one = MEASURES["clientes"]
    with pytest.raises(CatalogueError, match="clientes"):
        by_name([one, replace(one, cumulative=False)])


def test_a_measure_that_comes_measured_has_no_rows_to_add_up() -> None:
    with pytest.raises(TypeError, match="indice_reputacao"):
        MEASURES["indice_reputacao"].rows(None, None, ())  # type: ignore[arg-type]


def test_no_measure_of_answers_is_told_without_asking_which_sums_are() -> None:
    asked = {"atendimentos_pesquisados"}  # the attendances that answers are set against
    for name, measure in MEASURES.items():
        if "pesquisas" in measure.tables and name not in asked:
            assert measure.told_as, name
