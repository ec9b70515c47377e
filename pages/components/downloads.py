"""“Baixar”: any table of a page as CSV or XLSX. The file is made only when it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from config.formatting import moment
from indicators.catalogue.definitions import Indicator
from pages.components.export import Export, file_name, to_csv, to_xlsx
from pages.components.export_columns import Kind, Told, tell_columns
from pages.state.view import View

FORMATS = (
    ("CSV", "csv", "text/csv", to_csv),
    ("XLSX", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
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
        f"Malha: {manifest.territory.mesh_source} ({manifest.territory.mesh_vintage}).",
        *demonstration,
    )


def downloads(
    view: View,
    title: str,
    frame: pd.DataFrame,
    columns: dict[str, str],
    *,
    key: str,
    definition: Indicator | None = None,
    units: Mapping[str, Kind] | None = None,
) -> None:
    """Buttons that take `frame` away, in its order; `columns` maps its columns to headings, and
    `definition` is the indicator that all of it is about (see `tell_columns`).
    """
    _buttons(
        title,
        lambda: _export(title, provenance(view), tell_columns(frame, columns, definition, units)),
        file_name((title, view.place, view.scope.period.label)),
        key,
    )


def plain_downloads(
    title: str,
    frame: pd.DataFrame,
    columns: dict[str, str],
    *,
    key: str,
    units: Mapping[str, Kind] | None = None,
) -> None:
    """The same for what is not of an edition."""
    origin = ("Território 360 — programa Cliente 360",)
    _buttons(
        title,
        lambda: _export(title, origin, tell_columns(frame, columns, None, units)),
        file_name((title,)),
        key,
    )


def _export(title: str, origin: Sequence[str], told: Told) -> Export:
    notes = (title, *origin, *([told.words] if told.words else []))
    return Export(title, told.frame, told.columns, notes, told.units)


def _buttons(title: str, export: Callable[[], Export], name: str, key: str) -> None:
    with st.container(
        horizontal=True, key=f"download_{key}", horizontal_alignment="right", gap="small"
    ):
        for label, extension, mime, make in FORMATS:
            st.download_button(
                label,
                data=partial(_file, make, export),
                file_name=f"{name}.{extension}",
                mime=mime,
                key=f"download_{key}_{extension}",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
                help=f"Baixar “{title}” em {label}",
            )


def _file(make: Callable[[Export], bytes], export: Callable[[], Export]) -> bytes:
    """Most tables are never taken: what they say of themselves is worked out for those that are."""
    return make(export())
