"""Which sources changed from one edition to another, and which indicators they feed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from config.formatting import enumerate_words
from data_access.editions.manifest import Manifest, SourceFile
from data_access.queries.measures import (
    attendances,
    contacts,
    durations,
    inclusion,
    inequality,
    satisfaction,
)

# The tables that each measure of the catalogue is counted from.
FEEDS: Mapping[str, frozenset[str]] = MappingProxyType({
    "clientes": frozenset({"atendimentos", "clientes"}),
    "clientes_recorrentes": frozenset({"atendimentos", "clientes"}),
    "atendimentos": frozenset({"atendimentos", "clientes"}),
    "atendimentos_pf_pj": frozenset({"atendimentos", "clientes"}),
    "empresas": frozenset({"empresas"}),
    "empresas_ao_alcance": frozenset({"empresas", "parceiros"}),
    "municipios": frozenset(),
    "municipios_com_sala": frozenset({"parceiros"}),
    **dict.fromkeys(contacts.MEASURES, frozenset({"contatos"})),
    **dict.fromkeys((*durations.CONTACT_KINDS, "indice_reputacao"), frozenset({"contatos"})),
    "atendimentos_da_unidade": frozenset({"atendimentos", "clientes"}),
    **dict.fromkeys((*attendances.MEASURES, "atendimentos_com_duracao"), frozenset({"atendimentos"})),
    **dict.fromkeys(satisfaction.MEASURES, frozenset({"pesquisas", "atendimentos"})),
    **dict.fromkeys((satisfaction.INCOME, "respostas_renda"), frozenset({"pesquisas", "atendimentos", "iniciativas"})),
    **dict.fromkeys(("voltas_em_12_meses", "primeiros_atendimentos"), frozenset({"atendimentos", "clientes"})),
    **dict.fromkeys((*inclusion.GROUPS, inclusion.KNOWN), frozenset({"atendimentos", "clientes", "socioeconomico"})),
    inclusion.REGISTERED: frozenset({"socioeconomico"}),
    inequality.INEQUALITY: frozenset({"atendimentos", "clientes", "socioeconomico"}),
    **dict.fromkeys(
        ("regras_cumpridas", "regras_aplicaveis"), frozenset({"iniciativas", "atendimentos", "clientes", "metas"})
    ),
})  # fmt: skip
RULE, TERRITORY, PRODUCT = "regra do atendimento válido", "território", "versão do produto"
# What is no source and moves a measure as well.
BY_RULE = frozenset({
    "clientes",
    "clientes_recorrentes",
    "atendimentos",
    "atendimentos_pf_pj",
    "atendimentos_pesquisados",
    "atendimentos_respondidos",
    "voltas_em_12_meses",
    "primeiros_atendimentos",
    "atendimentos_da_unidade",
    *attendances.MEASURES,
    *inclusion.GROUPS,
    inequality.INEQUALITY,
    "atendimentos_com_duracao",
    "regras_cumpridas",
    "regras_aplicaveis",
})  # fmt: skip
UNKNOWN = "causa não identificada"


@dataclass(frozen=True)
class SourceChange:
    """Imports of a table that only one of the editions holds."""

    table: str
    added: tuple[SourceFile, ...]
    removed: tuple[SourceFile, ...]

    @property
    def same_content(self) -> bool:
        """Whether the very same files were undone and imported again, read in the same way."""

        def content(files: Iterable[SourceFile]) -> list[tuple[str, str]]:
            return sorted((item.sha256, item.profile) for item in files)

        return content(self.added) == content(self.removed)

    def sentence(self) -> str:
        parts = []
        if self.added:
            parts.append(f"{'entrou' if len(self.added) == 1 else 'entraram'} {_named(self.added)}")
        if self.removed:
            parts.append(f"{'saiu' if len(self.removed) == 1 else 'saíram'} {_named(self.removed)}")
        same = " (o mesmo conteúdo)" if self.same_content else ""
        return f"{self.table}: {' e '.join(parts)}{same}"


def _named(files: Iterable[SourceFile]) -> str:
    return enumerate_words(f"“{item.name}” ({item.import_id})" for item in files)


def source_changes(before: Manifest, after: Manifest) -> tuple[SourceChange, ...]:
    """Tables whose imports differ, in alphabetical order."""
    old = {item.import_id: item for item in before.sources}
    new = {item.import_id: item for item in after.sources}
    added = [item for key, item in new.items() if key not in old]
    removed = [item for key, item in old.items() if key not in new]
    return tuple(
        SourceChange(
            table,
            tuple(item for item in added if item.table == table),
            tuple(item for item in removed if item.table == table),
        )
        for table in sorted({item.table for item in (*added, *removed)})
    )


def other_changes(before: Manifest, after: Manifest) -> tuple[str, ...]:
    """What else differs between the two and may move an indicator."""
    pairs = (
        (RULE, before.rules, after.rules),
        (TERRITORY, before.territory, after.territory),
        (PRODUCT, before.product_version, after.product_version),
    )
    return tuple(name for name, one, other in pairs if one != other)


def suspects(
    measures: Iterable[str], sources: Iterable[SourceChange], others: Iterable[str]
) -> tuple[str, ...]:
    """What changed among all that feeds `measures`: tables and other changes; several cannot be
    told apart.
    """
    measures, others = tuple(measures), tuple(others)
    tables = {item.table for item in sources if not item.same_content}
    found = [
        table for table in sorted(tables) if any(table in FEEDS[measure] for measure in measures)
    ]
    if RULE in others and any(measure in BY_RULE for measure in measures):
        found.append(RULE)
    found += [name for name in others if name != RULE]
    return tuple(found) or (UNKNOWN,)
