"""Rows of strokes, as tools of databases print them, neither enter nor are rejected."""

from collections.abc import Callable

import pytest

from config.settings import Settings
from data_access.importing.report import ImportReport

Bring = Callable[..., ImportReport]
Active = Callable[[Settings, str, str], list[tuple[object, ...]]]
HEADER = "id_parceiro;nome;tipo;municipio\n"
ROWS = ("P1;Sala A;Sala do Empreendedor;3550308\n", "P2;Sala B;Sala do Empreendedor;3304557\n")


@pytest.mark.parametrize("ruler", ["-----------;----;----;---------\n", "=====\n", "+--+--+\n"])
def test_rulers_are_told_with_their_lines_and_no_row_is_rejected(
    settings: Settings, active: Active, bring: Bring, ruler: str
) -> None:
    report = bring("parceiros", HEADER + ruler + ROWS[0] + ruler + ROWS[1])
    assert (report.accepted, report.rejected_rows, report.read) == (2, 0, 4)
    assert dict(report.left_out) == {"linhas_de_tracos": 2}
    assert "2 linhas só de traços ficaram de fora (nas linhas 2 e 4)" in " ".join(report.notices)
    assert active(settings, "parceiros", "id_parceiro") == [("P1",), ("P2",)]
