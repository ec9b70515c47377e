"""Which sources changed from one edition to another, and which indicators they feed."""

from collections.abc import Iterable
from dataclasses import dataclass

from config.formatting import enumerate_words
from data_access.editions.manifest import Manifest, SourceFile
from data_access.queries.measures.measure import Measure

# What is no source and moves a measure as well.
RULE, TERRITORY, PRODUCT = "regra do atendimento válido", "território", "versão do produto"
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
            parts.append(
                f"{'entrou' if len(self.added) == 1 else 'entraram'} {_names_of_files(self.added)}"
            )
        if self.removed:
            parts.append(
                f"{'saiu' if len(self.removed) == 1 else 'saíram'} {_names_of_files(self.removed)}"
            )
        same = " (o mesmo conteúdo)" if self.same_content else ""
        return f"{self.table}: {' e '.join(parts)}{same}"


def _names_of_files(files: Iterable[SourceFile]) -> str:
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
    measures: Iterable[Measure], sources: Iterable[SourceChange], others: Iterable[str]
) -> tuple[str, ...]:
    """What changed among all that feeds `measures`: tables and other changes; several cannot be
    told apart.
    """
    measures, others = tuple(measures), tuple(others)
    tables = {item.table for item in sources if not item.same_content}
    found = [
        table for table in sorted(tables) if any(table in measure.tables for measure in measures)
    ]
    if RULE in others and any(measure.by_rule for measure in measures):
        found.append(RULE)
    found += [name for name in others if name != RULE]
    return tuple(found) or (UNKNOWN,)
