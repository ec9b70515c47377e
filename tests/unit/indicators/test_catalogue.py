"""The catalogue is strict: it loads whole or says all that is wrong."""

import pytest

from indicators.catalogue.definitions import (
    FOLDER,
    REWRITTEN,
    CatalogueError,
    UnknownIndicatorError,
    catalogue,
    indicator,
    load_catalogue,
)
from indicators.scope import Period, Scope

SCOPE = Scope(Period.parse("2026-01", "2026-10"))


def test_every_file_is_an_indicator_in_the_order_of_the_pages():
    assert set(catalogue()) == {path.stem for path in FOLDER.glob("*.toml")}
    positions = [item.position for item in catalogue().values()]
    assert positions == sorted(set(positions))


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    good = (FOLDER / "recorrencia.toml").read_text(encoding="utf-8")
    (tmp_path / "a.toml").write_text('colour = "red"\n' + good, encoding="utf-8")
    (tmp_path / "b.toml").write_text(
        good.replace('unit = "%"', 'unit = "contagem"'), encoding="utf-8"
    )
    (tmp_path / "c.toml").write_text("title = ", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path)
    message = str(caught.value)
    assert "a.toml: colour" in message
    assert "b.toml" in message
    assert "c.toml" in message


def test_an_unknown_indicator_is_refused_with_those_that_exist():
    with pytest.raises(UnknownIndicatorError, match="cobertura_me_epp"):
        indicator("cobertura")


@pytest.mark.parametrize(
    ("indicator_id", "porte", "expected"),
    [
        ("cobertura_me_epp", (), ("ME", "EPP")),
        ("cobertura_me_epp", ("ME",), ("ME",)),
        ("cobertura_me_epp", ("MEI",), None),
        ("atendimentos_realizados", (), ()),
        ("atendimentos_realizados", ("DEMAIS",), ("DEMAIS",)),
        ("capilaridade_salas", ("MEI",), ()),
    ],
)
def test_the_scope_narrows_the_portes_of_an_indicator(indicator_id, porte, expected):
    definition = indicator(indicator_id)
    scope = Scope(SCOPE.period, porte=porte)
    assert definition.portes(definition.numerator, scope) == expected


def test_what_counts_clients_as_they_are_now_says_so():
    rewritten = {name for name, item in catalogue().items() if item.clients_as_of_now}
    assert rewritten == {
        "cobertura_me_epp",
        "cobertura_mei",
        "recorrencia",
        "pequenos_negocios_atendidos",
        "desigualdade_cobertura",
        "permanencia_12m",
    }
    for name, item in catalogue().items():
        assert (REWRITTEN in item.told_notes) == (name in rewritten)


def test_words_of_the_catalogue_have_one_ending():
    """Not “conhecido(a)”: who writes them knows the noun."""
    said = [
        path.name for path in FOLDER.glob("*.toml") if "(a)" in path.read_text(encoding="utf-8")
    ]
    assert said == []


def test_words_name_the_portes_that_are_counted():
    whole = catalogue()["cobertura_me_epp"]
    year = Period.parse("2026-01", "2026-06")
    only = whole.under(Scope(year, porte=("ME",)))
    assert (only.short_title, only.denominator.description) == ("Cobertura ME", "ME ativas")
    assert only.numerator.description.startswith("ME distintas")
    assert only.numerator.portes == whole.numerator.portes
    assert whole.under(Scope(year, porte=("ME", "MEI"))).short_title == "Cobertura ME"
    for porte in ((), ("MEI",), ("ME", "EPP")):
        assert whole.under(Scope(year, porte=porte)).short_title == "Cobertura ME e EPP"
