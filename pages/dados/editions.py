"""Editions: which there are, building one, serving another, going back."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from config.formatting import file_size, moment, number, plural
from data_access.editions.info import EditionInfo
from data_access.stewardship.desk import Desk
from indicators.scope import Month
from pages.components import html, messages
from pages.components.controls import choice
from pages.dados import background_work
from pages.dados.background_work import Work
from pages.state import gateway, session
from pages.state.view import View

BUILD, PUBLISH, ROLLBACK = "construir", "publicar", "voltar"
SHOWN = 30


def outcome() -> None:
    """What the work on editions that this session began came to. Its place is always there."""
    with st.container(key="edition_outcome"):
        ended = background_work.finished_work(BUILD, PUBLISH, ROLLBACK)
        if ended is not None:
            _tell(ended)


def _tell(ended: Work) -> None:
    info: EditionInfo | None = ended.result
    if info is None:
        messages.refusal_note(ended.problem)
    elif ended.kind != BUILD and session.first_time("followed", ended.id):
        session.unpin_edition()  # who changed what is served goes on with it
        st.rerun()
    elif ended.kind == BUILD:
        messages.success(_built_sentence(info))
        for warning in info.manifest.warnings if info.manifest else ():
            messages.note(warning)
    else:
        verb = "está publicada" if ended.kind == PUBLISH else "voltou a ser a publicada"
        messages.success(
            f"A edição {info.id} {verb}. As sessões abertas terminam na edição em que começaram."
        )


def _built_sentence(info: EditionInfo) -> str:
    manifest = info.manifest
    told = (
        f" em {number(manifest.build_seconds, 1)} s, com"
        f" {plural(len(manifest.sources), 'importação', 'importações')}"
        if manifest
        else ""
    )
    return f"A edição {info.id} foi construída{told}. Ninguém a vê até que seja publicada."


def shelf(view: View, steward: Desk) -> None:
    """The editions, the newest first, and what can be done with them."""
    known = steward.editions()[::-1]
    if known:
        _table(view, known)
        html.source(_space_words(steward.space_of_editions(), steward.space_of_builds()))
    else:
        messages.empty("Ainda não há edições.", "Construa uma com o que foi importado.")
    with st.container(horizontal=True, vertical_alignment="bottom", key="edition_actions"):
        _build(steward)
        _publish(steward, known)
        earlier = steward.earlier()
        if earlier:
            _rollback(steward, earlier)


def _space_words(taken: int, building: int) -> str:
    """How much room they take, and what of it is of no edition of the list."""
    told = f"A pasta das edições ocupa {file_size(taken)} nesta máquina"
    if building:
        told += f", {file_size(building)} disso por uma construção em andamento ou interrompida"
    return f"{told}; `t360 editions prune`, no servidor, mostra o que pode ser apagado."


def _table(view: View, known: list[EditionInfo]) -> None:
    cells = [
        (
            html.cell(item.id) + (" <b>◂ esta tela</b>" if item.id == view.edition_id else ""),
            html.cell(_when(item)),
            html.cell(_months(item)),
            number(len(item.manifest.sources)) if item.manifest else "—",
            file_size(item.manifest.size) if item.manifest else "—",
            html.cell(_situation(item)),
        )
        for item in known[:SHOWN]
    ]
    head = ("edição", "construída em", "meses", "importações", "tamanho", "situação")
    markup = html.table(head, cells, numeric=frozenset({3, 4}), label="Edições", stacked=True)
    html.show(html.scroll(markup))


def _when(item: EditionInfo) -> str:
    return moment(item.manifest.built_at) if item.manifest else "—"


def _months(item: EditionInfo) -> str:
    if item.manifest is None:
        return "—"
    return f"{Month(item.manifest.first_month).label} a {Month(item.manifest.last_month).label}"


def _situation(item: EditionInfo) -> str:
    states = (
        ("publicada", item.published),
        ("selada", item.seal is not None),
        ("demonstração", item.demonstration),
    )
    words = ", ".join(word for word, holds in states if holds)
    return (
        f"{words} — {item.problem}"
        if words and item.problem
        else words or item.problem or "guardada"
    )


def _build(steward: Desk) -> None:
    with _popover("Construir edição", "construction", key="build"):
        st.write(
            "Junta todas as importações ativas numa edição nova. Ela fica guardada ao lado das"
            " outras, e só é servida depois de publicada."
        )
        _confirm("Sim, construir", partial(_begin_build, steward), key="build_yes")


def _begin_build(steward: Desk) -> None:
    action = partial(steward.build, gateway.territory())
    background_work.begin(BUILD, "Construção de uma edição", steward.who, action)


def _publish(steward: Desk, known: list[EditionInfo]) -> None:
    others = [item for item in known if item.manifest and not item.published]
    if not others:
        return
    with _popover("Publicar", "publish", key="publish"):
        names = {item.id: f"{_when(item)} · {item.id[-8:]} · {_situation(item)}" for item in others}
        chosen = choice("Edição a publicar", names, param="publicar", labelled=True)
        st.write(
            "Todos os que abrirem o painel a partir de agora verão esta edição. Ela é verificada"
            " antes."
        )
        _confirm("Sim, publicar", partial(_begin_publish, steward, chosen), key="publish_yes")


def _begin_publish(steward: Desk, edition_id: str) -> None:
    background_work.begin(
        PUBLISH,
        f"Publicação da edição {edition_id}",
        steward.who,
        partial(steward.publish, edition_id),
    )


def _rollback(steward: Desk, earlier: str) -> None:
    with _popover("Voltar à anterior", "undo", key="rollback"):
        st.write(
            f"O painel volta a servir a edição {earlier}, publicada antes desta. A atual continua"
            " guardada."
        )
        _confirm("Sim, voltar", partial(_begin_rollback, steward), key="rollback_yes")


def _begin_rollback(steward: Desk) -> None:
    background_work.begin(
        ROLLBACK, "Volta à edição anterior", steward.who, lambda _progress: steward.rollback()
    )


def _popover(label: str, icon: str, *, key: str) -> DeltaGenerator:
    """Closed again once what it asks was confirmed."""
    return st.popover(
        label,
        icon=f":material/{icon}:",
        key=f"{key}_{session.round_of(background_work.CONFIRMATIONS)}",
    )


def _confirm(label: str, action: partial[None], *, key: str) -> None:
    busy = background_work.running_work() is not None
    why = "Espere o trabalho em andamento terminar" if busy else None
    st.button(
        label,
        type="primary",
        on_click=partial(background_work.attempt, action),
        key=key,
        disabled=busy,
        help=why,
    )
