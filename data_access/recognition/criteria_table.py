"""Criteria of the imported table `criterios`, put into the rules of an edition."""

from dataclasses import dataclass

import duckdb
import pandas as pd

from config.formatting import enumerate_words
from config.settings import Settings
from data_access.operational.imports import active_imports
from data_access.recognition.errors import RecognitionError
from data_access.staging.files import active_rows_sql
from indicators.catalogue.definitions import Polarity, catalogue
from indicators.recognition.rules import Normalisation
from indicators.recognition_rules.checks import cross_problems
from indicators.recognition_rules.measurable import indicators_of
from indicators.recognition_rules.model import TOTAL, Better, Category, Criterion, Rules
from indicators.recognition_rules.problems import Problem, RulesError
from indicators.recognition_rules.slugs import slug_of

TABLE = "criterios"


@dataclass(frozen=True)
class _Row:
    name: str
    indicator: str
    weight: float
    minimum: float


def imported_criteria(settings: Settings, rules: Rules) -> tuple[Rules, list[str]]:
    """The rules with the criteria of the table, and a sentence for each row that was not taken.

    Rows belong to an edition by its id or its year, and to a category by its id or name. Weights
    are shares of 1 or points of 100, and are brought to 100. A criterion that is there keeps what
    the table does not say. Raises RecognitionError where the table has nothing for the edition.
    """
    rows = _rows(settings)
    own = rows[rows["edicao"].map(str.strip).isin([rules.id, str(rules.year)])]
    if own.empty:
        known = enumerate_words(sorted(rows["edicao"].unique())) or "nenhuma"
        raise RecognitionError(
            f"A tabela criterios não tem a edição {rules.id} nem o ano {rules.year}; as que tem:"
            f" {known}. Importe-a com `t360 import criterios ARQUIVO`."
        )
    told: list[str] = []
    for name, part in own.groupby("categoria", sort=True):
        category = _category(rules, str(name))
        if category is None:
            told.append(f"A edição {rules.id} não tem a categoria “{name}”: ficou de fora.")
            continue
        rules = rules.with_category(_with_rows(category, part, told))
    problems = [Problem(sentence, " › ".join(map(str, path)))
                for path, sentence in cross_problems(rules)]  # fmt: skip
    if problems:
        raise RulesError("A tabela criterios", problems)
    return rules, told


def _rows(settings: Settings) -> pd.DataFrame:
    files = active_imports(settings, TABLE)
    with duckdb.connect() as engine:
        frame: pd.DataFrame = engine.execute(
            f"SELECT * FROM ({active_rows_sql(files, TABLE)}) ORDER BY edicao, categoria, criterio"
        ).df()
    return frame.astype(dict.fromkeys(("edicao", "categoria", "criterio", "indicador"), object))


def _category(rules: Rules, name: str) -> Category | None:
    wanted = slug_of(name)
    for category in rules.category:
        if wanted in (category.id, slug_of(category.name)):
            return category
    return None


def _with_rows(category: Category, part: pd.DataFrame, told: list[str]) -> Category:
    taken = []
    for row in part.itertuples():
        name = str(row.indicador)
        if name not in indicators_of(category.unit):
            told.append(
                f"{row.criterio} ({name}) não se mede de {category.unit}: ficou de fora de"
                f" {category.name}."
            )
            continue
        minimum = 0.0 if pd.isna(row.minimo) else float(row.minimo)  # type: ignore[arg-type]
        taken.append(_Row(str(row.criterio), name, float(row.peso), minimum))  # type: ignore[arg-type]
    if not taken:
        return category
    total = sum(row.weight for row in taken)
    if total <= 0:
        raise RecognitionError(
            f"Os pesos de {category.name} na tabela criterios somam zero. Escreva ao menos um."
        )
    criteria = tuple(_criterion(category, row, total) for row in taken)
    return category.model_copy(update={"criterion": criteria, "pillar": ()})


def _criterion(category: Category, row: _Row, total: float) -> Criterion:
    weight = round(row.weight / total * TOTAL, 4)
    known = next(
        (item for item in category.criterion
         if item.id == slug_of(row.name) or item.indicator == row.indicator),
        None,
    )  # fmt: skip
    update = {"name": row.name, "weight": weight, "minimum": row.minimum, "pillar": None}
    if known is not None:
        return known.model_copy(update={**update, "indicator": row.indicator})
    lower = catalogue()[row.indicator].polarity is Polarity.LOWER_IS_BETTER
    return Criterion(
        id=slug_of(row.name),
        name=row.name,
        indicator=row.indicator,
        weight=weight,
        minimum=row.minimum,
        better=Better.LOWER if lower else Better.HIGHER,
        normalisation=Normalisation.PERCENTILE,
    )
