"""A percent sign beside a target that is no percentage."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from config.settings import Settings
from data_access.importing.preview import preview
from data_access.importing.report import ImportReport

Bring = Callable[..., ImportReport]
METAS = "indicador;nivel;territorio;ano;valor\n"
ROWS = (
    "tma;uf;SP;2026;20 %\n"
    "cobertura_me_epp;uf;SP;2026;20 %\n"
    "pequenos_negocios_atendidos;uf;SP;2026;12%\n"
    "tma;uf;RJ;2026;20\n"
)


def test_a_percent_sign_of_what_is_counted_in_minutes_is_told_with_its_line(bring: Bring) -> None:
    report = bring("metas", f"{METAS}{ROWS}tma;uf;XX;2026;5\n", tolerant=True)
    (found,) = [item for item in report.warnings if item.check == "porcentagem_de_outra_unidade"]
    assert (report.accepted, report.rejected_rows, found.rows) == (4, 1, 2)
    assert "tma, contado em minutos, com “20 %” (linha 2)" in found.sentence
    assert "pequenos_negocios_atendidos, contado em número, com “12%” (linha 4)" in found.sentence
    assert found.file is not None
    assert len(found.file.read_text(encoding="utf-8-sig").splitlines()) == 3


def test_the_preview_tells_it_before(
    settings: Settings, tmp_path: Path, municipalities: pd.DataFrame
) -> None:
    (tmp_path / "m.csv").write_text(METAS + ROWS, "utf-8")
    seen = preview(settings, "metas", tmp_path / "m.csv", "padrao", municipalities)
    assert "sinal de porcentagem" in seen.report.notices[0]
