"""Documents of a sealed result as PDF, made and put on record only when they are taken."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from config.errors import UserError
from config.settings import get_settings
from data_access.operational.actor import PANEL
from data_access.recognition.states import SEALED_STATES
from data_access.recognition.store import RecognitionRecord
from data_access.stewardship.auditing import record_export
from indicators.recognition_rules.measurable import UnitKind
from indicators.recognition_rules.slugs import slug_of
from pages.components import html
from pages.reconhecimento import data
from pages.reconhecimento.data import Standing
from pages.state.view import View
from reports.paper import Paper
from reports.recognition.certificate import certificate, require_decision
from reports.recognition.dossier import dossier
from reports.recognition.facts import Facts, facts_of
from reports.recognition.listing import listing
from reports.recognition.trends import trends_of


def unit_papers(view: View, standing: Standing, unit: str) -> None:
    """The certificate and the dossier of a unit that competes, once the result is sealed."""
    record, category = standing.record, standing.category
    if record.state not in SEALED_STATES or not data.readings(view.access).may_read(record.slug):
        return
    with st.container(horizontal=True, key="papers", horizontal_alignment="right", gap="small"):
        if category.unit is not UnitKind.ATTENDANT or _was_decided(_facts(view, standing), unit):
            _button(view, record, "Certificado", unit, partial(_certificate, view, standing, unit))
        _button(view, record, "Dossiê", unit, partial(_dossier, view, standing, unit))


def list_papers(view: View, record: RecognitionRecord) -> None:
    """The list of the results of each category."""
    for category in record.rules.category:
        made = partial(_listing, view, record.slug, category.id)
        label = "Lista de resultados" if len(record.rules.category) == 1 else category.name
        _button(view, record, label, category.id, made)


def _was_decided(facts: Facts, unit: str) -> bool:
    try:
        require_decision(facts, unit)
    except UserError as error:
        html.source(str(error))
        return False
    return True


def _button(
    view: View, record: RecognitionRecord, label: str, about: str, made: Callable[[], Paper]
) -> None:
    st.download_button(
        f"{label} (PDF)",
        data=partial(take, view, record, "pdf", f"{label}: {about}", lambda: made().content),
        file_name=f"{slug_of(label)}-{record.slug}-{slug_of(about)}.pdf",
        mime="application/pdf",
        key=f"paper_{slug_of(label)}_{slug_of(about)}",
        icon=":material/picture_as_pdf:",
        type="tertiary",
        on_click="ignore",
    )


def take(
    view: View, record: RecognitionRecord, form: str, what: str, made: Callable[[], bytes]
) -> bytes:
    """Run when a button is pressed: what cannot be recorded does not leave."""
    content = made()
    detail = {"formato": form, "edicao": record.data_edition or "", "documento": what}
    record_export(get_settings(), view.access, PANEL, record.name, detail)
    return content


def _facts(view: View, standing: Standing) -> Facts:
    return facts_of(data.readings(view.access), standing.record.slug, standing.category.id)


def _certificate(view: View, standing: Standing, unit: str) -> Paper:
    return certificate(_facts(view, standing), standing.scored, unit)


def _dossier(view: View, standing: Standing, unit: str) -> Paper:
    known, facts = data.readings(view.access), _facts(view, standing)
    earlier = known.sealed_before(standing.record.slug, standing.category.id)
    return dossier(facts, earlier, trends_of(known, facts, unit), unit)


def _listing(view: View, slug: str, category: str) -> Paper:
    return listing(facts_of(data.readings(view.access), slug, category))
