"""`t360 query`: any indicator, level, territory and slice, as CSV or JSON."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.output import complain, results
from data_access.base.safe_export import neutralise
from indicators.scope import Access, Attribution, Month, Period, Scope, ScopeError

if TYPE_CHECKING:
    import pandas as pd

    from data_access.editions.reading import Edition

COLUMNS = [
    "code",
    "name",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "n",
    "method",
    "status",
]
# Added by `--meta`, after them.
TARGET_COLUMNS = [
    "target",
    "target_from",
    "target_parts",
    "gap",
    "per_week",
    "expected",
    "expected_lower",
    "expected_upper",
    "judged_until",
    "standing",
]
ATTRIBUTIONS = {"cliente": Attribution.ESTABLISHMENT, "executora": Attribution.EXECUTING_UNIT}
Level = Literal[
    "brasil",
    "regiao",
    "uf",
    "mesorregiao",
    "microrregiao",
    "regiao_intermediaria",
    "regiao_imediata",
    "territorio_proprio",
    "municipio",
]
Unit = Literal["equipe", "parceiro", "iniciativa", "atendente"]


def query(  # noqa: PLR0913, PLR0917 - each parameter is an option of the stable contract of the command
    indicator: Annotated[
        str, typer.Argument(metavar="INDICADOR", help="Identificador no catálogo")
    ],
    start: Annotated[str, typer.Option("--from", help="Primeiro mês, AAAA-MM")],
    end: Annotated[str, typer.Option("--to", help="Último mês, AAAA-MM")],
    level: Annotated[
        Level | None, typer.Option(help="Uma linha por território deste nível")
    ] = None,
    unit: Annotated[
        Unit | None, typer.Option(help="Uma linha por unidade deste tipo, em vez de --level")
    ] = None,
    territory: Annotated[
        str, typer.Option(help="Código do território, sigla da UF ou nível:código")
    ] = "BR",
    porte: Annotated[
        list[str] | None,
        typer.Option(help="Portes separados por vírgula, como ME,EPP; pode repetir"),
    ] = None,
    canal: Annotated[list[str] | None, typer.Option(help="Canal; pode repetir")] = None,
    parceiro: Annotated[list[str] | None, typer.Option(help="Parceiro; pode repetir")] = None,
    atribuicao: Annotated[
        Literal["cliente", "executora"] | None,
        typer.Option(help="De quem são os atendimentos (padrão: a regra do indicador)"),
    ] = None,
    estoque: Annotated[
        str | None,
        typer.Option(help="Competência do estoque de empresas, AAAA-MM (padrão: a regra)"),
    ] = None,
    medida: Annotated[
        str | None, typer.Option(help="Outra medida do indicador, como p90 (padrão: a do catálogo)")
    ] = None,
    meta: Annotated[
        bool, typer.Option("--meta", help="Traz a meta e como cada território está diante dela")
    ] = False,
    output: Annotated[
        Literal["csv", "json"], typer.Option("--format", help="Forma da saída")
    ] = "csv",
) -> None:
    """Consulta um indicador da edição publicada, por território ou por unidade."""
    import pandas as pd

    from config.settings import get_settings
    from data_access.editions.served import ask_served
    from data_access.queries.indicators.pace import judged_table
    from data_access.queries.indicators.query_options import measure_table
    from data_access.queries.tables.reference import (
        require_channels,
        require_partners,
        resolve_territory,
    )
    from data_access.queries.tables.unit_measures import unit_indicator
    from indicators.recognition_rules.measurable import UnitKind

    _require_one(level, unit)
    _require_catalogue_number(medida, unit, meta=meta)
    settings = get_settings()
    access = Access.everything()
    reach = settings.sala_reach_km

    def ask(edition: "Edition") -> tuple[pd.DataFrame, pd.DataFrame | None]:
        scope = Scope(
            period=Period.parse(start, end),
            territory=resolve_territory(edition, territory, access),
            porte=_portes(porte or ()),
            channel=require_channels(edition, canal or (), access),
            partner=require_partners(edition, parceiro or (), access),
            attribution=ATTRIBUTIONS[atribuicao] if atribuicao else None,
            stock=Month.parse(estoque) if estoque is not None else None,
        )
        if unit is not None:
            _require_plain(scope, medida)
            return unit_indicator(edition, indicator, UnitKind(unit), scope, access), None
        wanted = str(level)
        rows = measure_table(
            edition, indicator, medida, scope=scope, access=access, level=wanted, reach_km=reach
        )
        if not meta:
            return rows, None
        return rows, judged_table(
            edition, indicator, scope=scope, access=access, level=wanted, reach_km=reach
        )

    (rows, judged), instead = ask_served(settings, ask)
    if instead:
        complain(instead)
    table = _contract_columns(rows, level)
    if judged is not None:
        table = pd.concat([table, _targets(judged)], axis=1)
    results.out(_as_json(table) if output == "json" else _as_csv(table), end="")


def _require_one(level: str | None, unit: str | None) -> None:
    if (level is None) == (unit is None):
        raise ScopeError(
            "Diga de que são as linhas: com --level, de territórios (uf, município…); com --unit,"
            " de unidades (equipe, parceiro, iniciativa, atendente). Escolha uma das duas."
        )


def _require_plain(scope: Scope, medida: str | None) -> None:
    """A unit is counted over a period, and nothing else."""
    asked = (scope.porte, scope.channel, scope.partner, scope.attribution, scope.stock, medida)
    if any(asked):
        raise ScopeError(
            "Com --unit, um indicador só se recorta por período e por território (Brasil, região ou"
            " UF). Tire --porte, --canal, --parceiro, --atribuicao, --estoque e --medida."
        )


def _portes(texts: Iterable[str]) -> tuple[str, ...]:
    """``["me, epp", "MEI"]`` → ``("ME", "EPP", "MEI")``."""
    return tuple(item.strip().upper() for text in texts for item in text.split(",") if item.strip())


def _contract_columns(table: "pd.DataFrame", level: str | None) -> "pd.DataFrame":
    """The columns of the contract, of a level that the edition has."""
    if level is not None and table["code"].isna().all():
        raise ScopeError(
            f"A edição publicada não tem {level}. Traga a hierarquia com `t360 geo update`,"
            " construa outra edição e publique-a."
        )
    counts = {name: table[name].astype("Int64") for name in ("numerator", "denominator", "n")}
    return table.assign(**counts)[COLUMNS]


def _require_catalogue_number(medida: str | None, unit: str | None, *, meta: bool) -> None:
    """Targets are of territories, and of the number of the catalogue."""
    if meta and medida is not None:
        raise ScopeError("As metas são da medida do catálogo: tire --medida ou --meta.")
    if meta and unit is not None:
        raise ScopeError("As metas são de territórios: peça --level, ou tire --meta.")


def _targets(judged: "pd.DataFrame") -> "pd.DataFrame":
    """The columns of `--meta`, of the same rows in the same order."""
    counts = {name: judged[name].astype("Int64") for name in ("target_parts", "gap", "per_week")}
    return judged.assign(**counts)[TARGET_COLUMNS]


def _as_csv(table: "pd.DataFrame") -> str:
    """For programs: comma, decimal point, empty where nothing was measured."""
    safe = table.assign(name=table["name"].map(neutralise))
    return safe.to_csv(index=False, lineterminator="\n")


def _as_json(table: "pd.DataFrame") -> str:
    records = table.astype(object).where(table.notna(), None).to_dict("records")
    return json.dumps(records, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
