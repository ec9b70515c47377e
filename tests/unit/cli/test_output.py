"""What the command line prints, and where."""

import json
import math
import warnings

import numpy as np
import pandas as pd
import pytest

from cli import main as main_module
from cli import output, query


def test_progress_is_one_line_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with output.progress_bar("Carga") as progress:
        progress(0.1, "Leitura")
        progress(None, "Espera")
        progress(1.0, "Fim")
    assert capsys.readouterr() == ("", "Carga…\n")


def test_sentences_keep_their_brackets_and_go_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.complain("esperava [bold]isto[/bold] e :smile:")
    output.tell("[red]aviso[/red]")
    assert capsys.readouterr() == ("", "esperava [bold]isto[/bold] e :smile:\n[red]aviso[/red]\n")


def _table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": ["3106200", None],
            "name": ["=Belo Horizonte", 'Sem "divisão", definida'],
            "numerator": pd.array([2, None], dtype="Int64"),
            "denominator": pd.array([20, 0], dtype="Int64"),
            "value": [0.1, math.nan],
            "lower": [0.0278, np.nan],
            "upper": [0.301, np.nan],
            "n": pd.array([20, 0], dtype="Int64"),
            "method": ["variacao_esperada", "variacao_esperada"],
            "status": ["medido", "denominador_zero"],
        }
    )


def test_json_has_whole_counts_and_null_for_what_is_missing() -> None:
    text = query._as_json(_table())
    assert "NaN" not in text
    first, second = json.loads(text)
    assert (first["numerator"], first["denominator"], first["value"]) == (2, 20, 0.1)
    assert (second["code"], second["numerator"], second["denominator"], second["value"]) == (
        None,
        None,
        0,
        None,
    )


def test_a_value_that_json_cannot_hold_fails_instead_of_being_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        query._as_json(_table().assign(value=[math.inf, 0.0]))


def test_csv_has_decimal_points_and_is_empty_where_nothing_was_measured() -> None:
    header, first, second = query._as_csv(_table()).splitlines()
    assert header == "code,name,numerator,denominator,value,lower,upper,n,method,status"
    # No formula for a spreadsheet.
    assert first == "3106200,'=Belo Horizonte,2,20,0.1,0.0278,0.301,20,variacao_esperada,medido"
    assert second == ',"Sem ""divisão"", definida",,0,,,,0,variacao_esperada,denominador_zero'


@pytest.mark.parametrize(
    ("texts", "portes"),
    [
        ((), ()),
        (("",), ()),
        (("me, epp",), ("ME", "EPP")),
        (("ME", "EPP,"), ("ME", "EPP")),
        ((" mei ",), ("MEI",)),
    ],
)
def test_portes_are_read_as_people_write_them(
    texts: tuple[str, ...], portes: tuple[str, ...]
) -> None:
    assert query._portes(texts) == portes


def test_warnings_of_libraries_do_not_reach_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main_module, "app", lambda **_: warnings.warn("of a library", stacklevel=1))
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with pytest.raises(SystemExit):
            main_module.main()
    assert seen == []
