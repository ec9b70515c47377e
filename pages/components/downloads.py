"""“Baixar”: any table of a page as CSV or XLSX. The file is made only when it is asked for."""

from functools import partial

import pandas as pd
import streamlit as st

from config.formatting import moment
from pages.components.export import Export, file_name, to_csv, to_xlsx
from pages.state.view import View

FORMATS = (
    ("CSV", "csv", "text/csv", to_csv),
    ("XLSX", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
)

# A file keeps the precision of what was measured, and so the unit in which it was.
UNITS = (
    "Unidades, onde a coluna não diz outra: taxas, NPS e “por mil” vão em fração de 1 (0,174 é 17,4"
    " %; um NPS de 0,817 é 81,7; 0,002 é 2 por mil); tempos em minutos."
)


def provenance(view: View) -> tuple[str, ...]:
    """What a table that leaves must say of itself."""
    manifest = view.manifest
    demonstration = (
        ("Dados de demonstração: não são resultados reais.",) if manifest.demonstration else ()
    )
    return (
        "Território 360 — programa Cliente 360",
        view.sentence,
        f"Edição {manifest.id}, construída em {moment(manifest.built_at)}.",
        UNITS,
        f"Malha: {manifest.territory.mesh_source} ({manifest.territory.mesh_vintage}).",
        *demonstration,
    )


def downloads(
    view: View, title: str, frame: pd.DataFrame, columns: dict[str, str], *, key: str
) -> None:
    """Buttons that take `frame` away; `columns` maps its columns to headings."""
    export = Export(title, frame, columns, (title, *provenance(view)))
    _buttons(export, file_name((title, view.place, view.scope.period.label)), key)


def plain_downloads(title: str, frame: pd.DataFrame, columns: dict[str, str], *, key: str) -> None:
    """The same for what is not of an edition."""
    export = Export(title, frame, columns, (title, "Território 360 — programa Cliente 360"))
    _buttons(export, file_name((title,)), key)


def _buttons(export: Export, name: str, key: str) -> None:
    with st.container(
        horizontal=True, key=f"download_{key}", horizontal_alignment="right", gap="small"
    ):
        for label, extension, mime, make in FORMATS:
            st.download_button(
                label,
                data=partial(make, export),
                file_name=f"{name}.{extension}",
                mime=mime,
                key=f"download_{key}_{extension}",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
                help=f"Baixar “{export.name}” em {label}",
            )
