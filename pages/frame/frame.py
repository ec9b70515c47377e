"""What surrounds every page: identity, menu, edition, notes and the scope bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from config.errors import UserError
from config.formatting import enumerate_words, moment, percent
from config.navigation import PageEntry, sections
from config.settings import get_settings
from data_access.editions.manifest import Manifest
from data_access.editions.reading import NOTHING_PUBLISHED
from data_access.identity.accounts import KnownAccount
from data_access.identity.asking import put_on_record
from data_access.operational.actor import PANEL
from data_access.queries.tables.reference import channels
from indicators.scope import OWN, Access, AccessDeniedError, Month, ScopeError, TerritoryRef
from indicators.unfinished import SHARE
from pages.components import html, messages
from pages.components.caching import (
    ask_edition,
    district_names,
    partner_names,
    territory_labels,
    territory_options,
)
from pages.frame import scope_filters as filters
from pages.frame.heading import breadcrumb, heading
from pages.frame.help import help_of
from pages.frame.scope_bar import scope_bar
from pages.frame.scope_filters import BarContent
from pages.frame.seek import Searched, search_box
from pages.frame.style import current_mode
from pages.state import gateway, session, url
from pages.state.view import View, ends_seen
from pages.streamlit_patches.base_path import base_path

SOURCES = {
    "empresas": "estoque de empresas (sem ele não há cobertura)",
    "parceiros": "parceiros e Salas",
    "metas": "metas",
    "socioeconomico": "dados socioeconômicos",
}
UNFILTERED = "Os filtros de período, território e clientes não mudam esta página."

ASKS_NOBODY = (
    "Este painel atende a rede sem perguntar quem o abre (T360_AUTH=none): quem chega a ele vê"
    " todos os estados e pode importar, desfazer e publicar."
)
NOTHING_SHOWN = (
    "Nenhum número é mostrado até você decidir: troque o filtro na barra acima ou veja sem ele."
)
STANDS_IN = (
    "A edição publicada está danificada: esta tela mostra a que foi publicada antes dela. Quem"
    " cuida dos dados a confere com `t360 doctor` e publica outra em Importação e qualidade."
)


@dataclass
class Frame:
    """Filled while the frame is drawn; pages find the view here.
    None where there is nothing to show.
    """

    access: Access
    entry: PageEntry
    account: KnownAccount | None = None  # None where nobody was asked for a name
    view: View | None = None


def draw(setting: Frame, entries: Sequence[PageEntry], pages: Mapping[str, Page]) -> None:
    """Everything around the page. Raises UserError where the page needs an edition
    and there is none to show.
    """
    with st.sidebar:
        html.show('<div class="t-brand">Território 360<small>Programa Cliente 360</small></div>')
        seek = st.container(key="seek")
        _menu(entries, pages)
        if setting.account is not None:
            who_is_here(setting.account)
    with st.container(key="head"):
        top = st.container()
        with st.container(key="help"):
            help_of(setting.entry)
    if get_settings().asks_nobody:
        messages.note(ASKS_NOBODY)
    try:
        served = gateway.served()
        edition_id = session.pinned_edition(served.id)
        manifest = gateway.edition(edition_id).manifest
    except UserError as error:
        with top:
            heading(setting.entry, None)
        told = messages.NOTHING_YET if str(error) == NOTHING_PUBLISHED else str(error)
        if setting.entry.edition:
            raise UserError(told) from error
        messages.note(told)
        setting.view = View.without_edition(
            setting.access, st.query_params.to_dict(), current_mode()
        )
        return
    if served.stands_in:
        messages.note(STANDS_IN)
    with st.sidebar:
        _stamp(manifest)
    with seek:
        search_box(Searched(edition_id, setting.access, setting.entry.path, pages))
    _draw_edition_frame(setting, edition_id, manifest, top)


def _draw_edition_frame(
    setting: Frame, edition_id: str, manifest: Manifest, top: DeltaGenerator
) -> None:
    """Heading, notes and scope bar of an edition, and the view that they make."""
    _notes(edition_id, manifest)
    _unknown_address()
    params = {name: value for name, value in st.query_params.items() if name != url.UNKNOWN_PAGE}
    bar = content(edition_id, manifest, setting.access)
    read = url.read_scope(params if setting.entry.scope else {}, _choices(bar, setting.access))
    ref = str(read.scope.territory)
    place = bar.labels[ref]
    crumbs = breadcrumb(ref, bar.territories, params) if setting.entry.scope else ""
    with top:
        heading(setting.entry, manifest, crumbs, place)
    if setting.entry.scope:
        scope_bar(read, place, bar)
    if read.refused:
        if url.TERRITORY in read.refused:
            _note_place_of_others(edition_id, setting.access, params[url.TERRITORY].strip())
        _ask_reader(read)
        return
    view = View(
        edition_id=edition_id,
        access=setting.access,
        scope=read.scope,
        place=place,
        params=params,
        mode=current_mode(),
        partners=tuple(bar.partners[partner] for partner in read.scope.partner),
        phone="Mobi" in (st.context.headers.get("User-Agent") or ""),
    )
    paper = f'<p class="t-paper">Território 360 · {escape(_edition_words(manifest))}</p>'
    if setting.entry.scope and view.until:
        messages.note(
            f"O período tem mês incompleto ({view.until}): o que nele se conta aparece, mas não é"
            " comparado, julgado nem projetado onde essas UFs são mais de"
            f" {percent(SHARE, 0)} dos casos."
        )
    sentence = view.sentence if setting.entry.scope else UNFILTERED
    html.show(f'<p class="t-sentence">{escape(sentence)}</p>{paper}')
    setting.view = view


def _note_place_of_others(edition_id: str, access: Access, asked: str) -> None:
    """Put on record who asks by an address for a territory that there is, and that is not theirs;
    the page says the same of one that there is not.
    """
    if asked in ask_edition(edition_id, Access.everything(), territory_labels):
        refused = AccessDeniedError("", asked)
        put_on_record(get_settings(), access, PANEL, refused, act="territorio")


def _ask_reader(read: url.ReadScope) -> None:
    """In the place of a page whose address asks for what cannot be shown: numbers of anything else
    would be taken for those that were asked.
    """
    html.show(f'<p class="t-sentence">{escape(NOTHING_SHOWN)}</p>')
    with st.container(key="card_refused"):
        html.title("Este endereço pede o que esta edição não pode mostrar")
        for reason in read.refused.values():
            html.show(f'<p class="t-verdict">{escape(reason)}</p>')
        one, many = "Ver sem este filtro", "Ver sem estes filtros"
        st.button(
            one if len(read.refused) == 1 else many,
            key="drop_refused",
            on_click=filters.drop,
            args=(tuple(read.refused),),
        )


def _menu(entries: Sequence[PageEntry], pages: Mapping[str, Page]) -> None:
    """Links that carry the scope: another page, or another tab,
    shows the same territory and period.
    """
    kept = {name: value for name, value in st.query_params.items() if name in url.SCOPE_PARAMS}
    for section, members in sections(tuple(entries)).items():
        html.show(f'<div class="t-section">{escape(section)}</div>')
        for entry in members:
            st.page_link(
                pages[entry.path],
                label=entry.title,
                help=entry.question,
                query_params=kept,
                width="stretch",
            )


def who_is_here(account: KnownAccount) -> None:
    """The account that is in, and the way out."""
    name = escape(account.name or "sem nome no provedor")
    html.show(
        f'<div class="t-stamp">{name}<br>conta {escape(account.code)} ·'
        f' <a href="{base_path()}sair" target="_self">Sair</a></div>'
    )


def _stamp(manifest: Manifest) -> None:
    badge = (
        '<span class="t-badge">dados de demonstração</span><br>' if manifest.demonstration else ""
    )
    html.show(f'<div class="t-stamp">{badge}{escape(_edition_words(manifest))}</div>')


def _edition_words(manifest: Manifest) -> str:
    # With the hour: two editions may be of one day.
    stock = (
        f" · empresas de {Month(manifest.company_months[-1]).label}"
        if manifest.company_months
        else ""
    )
    return f"Edição de {moment(manifest.built_at)}{stock}"


def _notes(edition_id: str, manifest: Manifest) -> None:
    age = (datetime.now(UTC) - manifest.built_at).days
    if age > get_settings().stale_after_days:
        messages.note(
            f"Esta edição foi construída há {age} dias; os números podem estar desatualizados."
        )
    present = {source.table for source in manifest.sources}
    missing = [words for table, words in SOURCES.items() if table not in present]
    if missing:
        messages.note(f"Faltam nesta edição: {enumerate_words(missing)}.")
    if gateway.published_id() != edition_id:
        newer, button = st.columns([5, 1], vertical_alignment="center")
        with newer:
            messages.note(
                "Há uma edição mais nova. Esta tela continua na edição em que você começou."
            )
        button.button("Abrir a mais nova", on_click=session.unpin_edition)


def content(edition_id: str, manifest: Manifest, access: Access) -> BarContent:
    """What the scope bar offers."""
    partners = ask_edition(edition_id, access, partner_names)
    return BarContent(
        first=Month(manifest.first_month),
        last=Month(manifest.last_month),
        whole=Month(manifest.end),
        ends=ends_seen(manifest, access),
        channels=[name for name in ask_edition(edition_id, access, channels) if name],
        partners=partners,
        territories=ask_edition(edition_id, access, territory_options),
        labels=ask_edition(edition_id, access, territory_labels),
        districts=district_names(),
    )


def _unknown_address() -> None:
    """Who asked for a page that does not exist was led to the first one, and is told so."""
    asked = st.query_params.get(url.UNKNOWN_PAGE, "")
    if asked:
        messages.note(
            f"Não há página “{asked[: url.REPEATED]}” neste painel; mostramos a primeira."
            " Escolha outra no menu."
        )


def _choices(content: BarContent, access: Access) -> url.Choices:
    return url.Choices(
        first=content.first,
        last=content.last,
        whole=content.whole,
        channels=frozenset(content.channels),
        partners=content.partners.keys(),
        territories=content.labels.keys(),
        home=_home(content, access),
    )


def _home(content: BarContent, access: Access) -> TerritoryRef:
    """The country; of whoever sees one UF, that UF; of whoever sees own territories alone, the
    first of them. Raises ScopeError where this edition has none of these.
    """
    if not access.of_territories_alone:
        largest = ("brasil", *(ref for ref in content.labels if ref.startswith("uf:")))
        return TerritoryRef.parse(next(ref for ref in largest if ref in content.labels))
    own = [TerritoryRef.parse(ref) for ref in content.labels if ref.startswith(f"{OWN}:")]
    if not own:
        raise ScopeError(
            f"O seu acesso é a {enumerate_words(sorted(access.territories))}, e esta edição não tem"
            " território próprio com este código. Peça a quem administra o painel que confira o"
            " código no seu acesso, ou a tabela territorios_proprios."
        )
    return own[0]
