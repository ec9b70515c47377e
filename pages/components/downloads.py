"""“Baixar”: any table of a page as CSV or XLSX. The file is made only when it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

import pandas as pd
import streamlit as st

from config.formatting import moment
from config.settings import get_settings
from data_access.operational.actor import PANEL
from data_access.stewardship.auditing import record_export
from indicators.catalogue.definitions import Indicator
from indicators.scope import Access
from pages.components.export import Export, file_name, to_csv, to_xlsx
from pages.components.export_columns import Kind, Told, tell_columns
from pages.state.view import View

PRODUCT = "Território 360 — programa Cliente 360"
FORMATS = (
    ("CSV", "csv", "text/csv", to_csv),
    ("XLSX", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
)


class _Leaving(NamedTuple):
    """Who takes a table away, and what the audit trail says of it."""

    access: Access
    title: str
    told: dict[str, str]


def provenance(view: View) -> tuple[str, ...]:
    """What a table that leaves must say of itself."""
    manifest = view.manifest
    demonstration = (
        ("Dados de demonstração: não são resultados reais.",) if manifest.demonstration else ()
    )
    return (
        PRODUCT,
        view.sentence,
        f"Edição {manifest.id}, construída em {moment(manifest.built_at)}, hora de Brasília.",
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

    # Most tables are never taken: what they say of themselves is worked out for those that are.
    def export() -> Export:
        told = tell_columns(frame, columns, definition, units)
        return _export(title, provenance(view), told, view.manifest.built_at)

    leaving = _Leaving(view.access, title, {"escopo": view.sentence, "edicao": view.edition_id})
    _buttons(export, leaving, file_name((title, view.place, view.scope.period.label)), key)


def plain_downloads(
    access: Access,
    title: str,
    frame: pd.DataFrame | Callable[[], pd.DataFrame],
    columns: dict[str, str],
    *,
    key: str,
    units: Mapping[str, Kind] | None = None,
) -> None:
    """The same for what is not of an edition; of what is dear, `frame` may be what makes it."""

    def export() -> Export:
        rows = frame() if callable(frame) else frame
        return _export(title, (PRODUCT,), tell_columns(rows, columns, None, units))

    _buttons(export, _Leaving(access, title, {}), file_name((title,)), key)


def _export(title: str, origin: Sequence[str], told: Told, made: datetime | None = None) -> Export:
    notes = (title, *origin, *([told.words] if told.words else []))
    return Export(title, told.frame, told.columns, notes, told.units, made)


def _buttons(export: Callable[[], Export], leaving: _Leaving, name: str, key: str) -> None:
    with st.container(
        horizontal=True, key=f"download_{key}", horizontal_alignment="right", gap="small"
    ):
        for label, extension, mime, make in FORMATS:
            st.download_button(
                label,
                data=partial(_record_and_make, leaving, export, extension, make),
                file_name=f"{name}.{extension}",
                mime=mime,
                key=f"download_{key}_{extension}",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
                help=f"Baixar “{leaving.title}” em {label}",
            )


def _record_and_make(
    leaving: _Leaving, export: Callable[[], Export], extension: str, make: Callable[[Export], bytes]
) -> bytes:
    """Run when the button is pressed: what cannot be recorded does not leave."""
    made = export()
    detail = {**leaving.told, "linhas": len(made.frame), "formato": extension}
    record_export(get_settings(), leaving.access, PANEL, leaving.title, detail)
    return make(made)
