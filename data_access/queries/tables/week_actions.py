"""Where somebody should act in a UF, or a smaller territory: places, partners and teams that a test
or a silence says something of, each with the figures of it.

Nobody is named but places, partners and teams; what is said of answers is what may be told of them
(docs/adr/0040), and counts of people are of `SMALLEST_GROUP` or more.
"""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import municipalities_inside, require_visible
from data_access.queries.base.question import closed_period
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.indicators.indicator import DEFAULT_REACH_KM
from data_access.queries.indicators.matrix_lines import indicator_line
from data_access.queries.indicators.pace import judged_table
from data_access.queries.tables.detractors import (
    BANDS,
    OTHERS,
    TOTAL,
    Unit,
    detractors_waiting,
)
from data_access.queries.tables.expected_clients import partners_beside_expected
from data_access.queries.tables.municipalities import municipalities
from data_access.queries.tables.reference import partners
from data_access.queries.tables.satisfaction_scores import scores_by
from data_access.queries.tables.unit_history import last_attendances
from data_access.queries.tables.units import has_units, unit_register
from data_access.schema import tables as schema
from indicators.catalogue.definitions import indicator
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.disclosure.windows import told_instead
from indicators.nps import score
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import Access, Attribution, Scope, TerritoryRef
from indicators.score_funnel import Place, places, score_funnel
from indicators.territories.expected_clients import Reach
from indicators.territories.judgement import FOR_THE_WORSE, Judgement
from indicators.territories.map_judgement import judge_map, judge_targets
from indicators.territories.matrix import WHOLE

COLUMNS = ["kind", "id", "name", "uf", "reason", "value", "reference", "cases", "since"]
TOWN, PARTNER, TEAM = "municipio", "parceiro", "equipe"
COVERAGE, NPS = "cobertura_me_epp", "nps"
SILENT_MONTHS = 3  # whole months without anybody attended: longer than any holiday
m = schema.municipality.c
WORSE = {str(word) for word in (*FOR_THE_WORSE, Judgement.NOBODY)}


class Reason(StrEnum):
    """Why something is in the list."""

    BEHIND = "ritmo"  # of its own target for the year
    LESS_COVERED = "cobertura"  # than the rest of the territory
    SILENT = "sem_atendimento"
    FEWER = "menos_clientes"
    SCORE = "nps_abaixo"
    WAITING = "detratores"


def week_actions(
    edition: Edition,
    scope: Scope,
    access: Access,
    reach_km: float = DEFAULT_REACH_KM,
) -> pd.DataFrame:
    """COLUMNS, one row per place, partner or team and reason, by reason and urgency.

    ``value`` beside ``reference`` is a coverage and what it is compared with, clients and those
    expected, or a score and that of all; ``cases`` the companies, answers or detractors it is made
    of; ``since`` the last month (its index) of who is silent. NaN where a reason has none.

    Teams are known by UF, and so are the figures told of one. Below the UF those of the partners
    that stand in the territory are listed, by the same figures, and detractors that wait are told
    by the municipality of the client besides.
    """
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
    whole = replace(scope, channel=(), partner=(), porte=(), attribution=None)
    found = [
        _behind(edition, whole, access, reach_km),
        _silent_towns(edition, whole, access),
    ]
    if has_units(edition):
        teams = teams_of_week(edition, whole.territory, access)
        found += list(_partners(edition, whole, access))
        found += [
            _scores(edition, whole, access, teams),
            _waiting_for_teams(edition, whole, access, teams),
        ]
    if scope.territory.level not in EXECUTING_LEVELS:
        found.append(_waiting_in_towns(edition, whole, access))
    known = [part.reindex(columns=COLUMNS) for part in found if len(part)]
    return pd.concat(known, ignore_index=True) if known else pd.DataFrame(columns=COLUMNS)


def teams_of_week(edition: Edition, territory: TerritoryRef, access: Access) -> pd.DataFrame:
    """The teams of a territory (`unit_register`, by ``unit``): those of its UFs and, below the UF,
    of them those of the partners that stand in it.
    """
    register = unit_register(edition, UnitKind.TEAM, access).set_index("unit")
    if territory.level in EXECUTING_LEVELS:
        return register[register["uf"].isin(_states(edition, territory, access, m.uf))]
    here = partners(edition, access, territory)["partner_id"]
    return register[register["partner"].isin(here)]


def _behind(edition: Edition, scope: Scope, access: Access, reach_km: float) -> pd.DataFrame:
    """Municipalities behind their own target, or, where none has one, with less coverage than the
    rest of the territory.
    """
    definition = indicator(COVERAGE)
    asked = {"scope": scope, "access": access, "level": TOWN, "reach_km": reach_km}
    rows = judged_table(edition, COVERAGE, **asked)  # type: ignore[arg-type]
    if rows["target"].notna().any():
        words, reason = judge_targets(definition, rows), Reason.BEHIND
        rows = rows.assign(reference=rows["expected"].fillna(rows["target"]))
    else:
        line = indicator_line(edition, COVERAGE, **asked)  # type: ignore[arg-type]
        if line is None or len(line.now) < 2:
            return pd.DataFrame(columns=COLUMNS)
        rows, reason = line.now.reset_index(drop=True), Reason.LESS_COVERED
        words = judge_map(line, WHOLE)
        rows = rows.assign(reference=line.whole.value)
    worse = rows["code"].astype(str).map(words).isin(WORSE)
    rows = rows[worse].assign(kind=TOWN, reason=str(reason))
    missing = (rows["reference"] - rows["value"]) * rows["denominator"]
    rows = rows.assign(id=rows["code"], cases=rows["denominator"], missing=missing)
    return rows.sort_values(["missing", "code"], ascending=[False, True])


def _silent_towns(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """Municipalities in which nobody was attended for SILENT_MONTHS, or ever."""
    c = schema.cell_active["all"].c
    last = sa.select(c.municipality_id, sa.func.max(c.month).label("month")).group_by(
        c.municipality_id
    )
    known = last.subquery("known")
    statement = (
        sa.select(m.code.label("id"), m.name, m.uf, known.c.month.label("since"))
        .select_from(schema.municipality.outerjoin(known, known.c.municipality_id == m.id))
        .where(municipalities_inside(scope.territory, access))
        .order_by(m.code)
    )
    attended = sa.select(m.uf).join_from(
        schema.municipality, known, known.c.municipality_id == m.id
    )
    with edition.reading(access) as connection:
        rows = read_frame(connection, statement)
        states = set(connection.scalars(attended.distinct()))  # of others nothing was recorded
    rows = rows.assign(since=rows["since"].astype(float))
    silent = rows[rows["uf"].isin(states) & _is_silent(edition, rows["since"])]
    return silent.assign(kind=TOWN, reason=str(Reason.SILENT)).sort_values(
        ["since", "id"], na_position="first"
    )


def _is_silent(edition: Edition, last: pd.Series) -> pd.Series:
    return last.isna() | (last <= edition.manifest.end - SILENT_MONTHS)


def _partners(edition: Edition, scope: Scope, access: Access) -> Iterator[pd.DataFrame]:
    """Active partners that attended nobody for SILENT_MONTHS, and those with fewer clients than
    expected; who is among the first is not told again.
    """
    inside = partners(edition, access, scope.territory)
    inside = inside[inside["active"].astype(bool)].assign(kind=PARTNER, id=inside["partner_id"])
    last = last_attendances(edition, UnitKind.PARTNER, access)
    opened = pd.to_datetime(inside["opened_on"].astype(object), errors="coerce")
    age = edition.manifest.end - (opened.dt.year * 12 + opened.dt.month - 1)
    inside = inside.assign(since=inside["partner_id"].map(last).astype(float))
    silent = _is_silent(edition, inside["since"]) & (age.isna() | (age >= SILENT_MONTHS))
    if len(last):
        rows = inside[silent].assign(reason=str(Reason.SILENT))
        yield rows.sort_values(["since", "id"], na_position="first")
    judged = partners_beside_expected(edition, scope, access).set_index("partner_id")
    rows = inside[~silent].drop(columns="since").join(judged, on="partner_id")
    rows = rows[rows["reach"] == str(Reach.FEWER)].assign(reason=str(Reason.FEWER))
    yield rows.assign(value=rows["clients"], reference=rows["expected"]).sort_values(["z", "id"])


def team_scores(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """`scores_by` of all teams of the country, of a period in which they may be told."""
    period = told_instead(scope.period, closed_period(edition))
    asked = replace(scope, territory=TerritoryRef(), period=period)
    rows = scores_by(edition, "equipe", asked, access)
    return rows[rows["key"] != ""].reset_index(drop=True)


def _scores(edition: Edition, scope: Scope, access: Access, teams: pd.DataFrame) -> pd.DataFrame:
    """Those of the teams whose score is under the funnel of all teams of the country."""
    rows = team_scores(edition, scope, access)
    counts = [rows[name].to_numpy(float) for name in ("promoters", "detractors", "answers")]
    found = score_funnel(*counts, minimum=indicator(NPS).minimum)
    below = places(found, rows["withheld"].to_numpy(bool)) == Place.BELOW
    if found is None:
        return pd.DataFrame(columns=COLUMNS)
    rows = _of_teams(rows, teams, Reason.SCORE).assign(
        value=score(*counts), reference=found.centre, cases=rows["answers"], z=found.z
    )
    listed: pd.DataFrame = rows[below & rows["id"].isin(teams.index)]
    return listed.sort_values(["z", "id"])


def _waiting_for_teams(
    edition: Edition, scope: Scope, access: Access, teams: pd.DataFrame
) -> pd.DataFrame:
    """Those of the teams of which SMALLEST_GROUP detractors or more wait longer than every term;
    all of a team, which is of one UF.
    """
    rows = _overdue(edition, "equipe", of_whole_states(edition, scope, access), access)
    return _of_teams(rows[rows["key"].isin(teams.index)], teams, Reason.WAITING)


def _waiting_in_towns(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """Municipalities of whose clients SMALLEST_GROUP detractors or more wait as long."""
    wider = of_whole_states(edition, scope, access)
    by_client = replace(wider, attribution=Attribution.ESTABLISHMENT)
    inside = municipalities(edition, access, scope.territory).set_index("code")
    rows = _overdue(edition, "territorio", by_client, access)
    rows = rows[rows["key"].isin(inside.index)]
    uf = rows["key"].map(inside["uf"])
    return rows.assign(kind=TOWN, id=rows["key"], uf=uf, reason=str(Reason.WAITING))


def of_whole_states(edition: Edition, scope: Scope, access: Access) -> Scope:
    """The scope, or that of the UF that it is a part of: what may be told of a part of a UF is what
    is told of it beside the rest.
    """
    if scope.territory.level in EXECUTING_LEVELS:
        return scope
    states = _states(edition, scope.territory, access, m.uf_code)
    return replace(scope, territory=TerritoryRef("uf", states[0]))  # nothing smaller is in two


def waiting_now(edition: Edition, unit: Unit, scope: Scope, access: Access) -> pd.DataFrame:
    """`detractors_waiting` of all units, of a period in which they may be told."""
    asked = replace(scope, period=told_instead(scope.period, closed_period(edition)))
    return detractors_waiting(edition, unit, asked, access, listed=None)


def _overdue(edition: Edition, unit: Unit, scope: Scope, access: Access) -> pd.DataFrame:
    rows = waiting_now(edition, unit, scope, access)
    rows = rows[~rows["key"].isin([OTHERS, TOTAL]) & (rows[BANDS[-1]] >= SMALLEST_GROUP)]
    return rows.assign(cases=rows[BANDS[-1]]).sort_values(["cases", "key"], ascending=[False, True])


def _of_teams(rows: pd.DataFrame, teams: pd.DataFrame, reason: Reason) -> pd.DataFrame:
    uf = rows["key"].map(teams["uf"])
    return rows.assign(kind=TEAM, id=rows["key"], uf=uf, reason=str(reason))


def _states(
    edition: Edition, territory: TerritoryRef, access: Access, column: sa.ColumnElement[str]
) -> list[str]:
    """The UFs that a territory has municipalities in, by a column of theirs."""
    statement = sa.select(column).where(municipalities_inside(territory, access)).distinct()
    with edition.reading(access) as connection:
        return list(connection.scalars(statement))
