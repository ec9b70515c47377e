"""Whatever is asked of an edition, DuckDB and PostgreSQL answer the same, to the last bit."""

import importlib
import inspect
import pkgutil
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from itertools import product
from random import Random

import duckdb
import pandas as pd
import pytest

from config.errors import UserError
from config.settings import Settings
from data_access import quality, queries
from data_access.quality import content
from data_access.queries.base import question
from data_access.queries.indicators import (
    addable,
    comparison,
    indicator,
    matrix_lines,
    pace,
    query_options,
    sizes,
    statement_text,
)
from data_access.queries.tables import (
    accounts,
    comments,
    detractors,
    expected_clients,
    findings,
    inclusion,
    mesh,
    municipalities,
    municipality,
    partner_clients,
    programme,
    recurrence,
    reference,
    reputation,
    satisfaction_drivers,
    satisfaction_scores,
    unit_history,
    unit_measures,
    units,
    vintages,
    waiting,
    week_actions,
    week_secrecy,
    workload,
)
from indicators.catalogue.definitions import catalogue
from indicators.recognition_rules.measurable import COUNTED_KINDS, MEASURABLE, UnitKind
from indicators.scope import (
    PORTES,
    Access,
    Attribution,
    Comparison,
    Month,
    Period,
    Scope,
    TerritoryRef,
)
from tests.support import engines, small_country
from tests.support.small_country import CODES, pseudonym
from tests.support.tiers import few, some

ALL, MINAS, NOBODY = (
    Access.everything(),
    Access("ana", frozenset({"MG"})),
    Access("ninguém", frozenset()),
)
SEEN = (ALL, MINAS)
# Words that Portuguese orders otherwise than their bytes do.
WORDS = ["Telefone", "telefone", "Ágil", "agil", "Zap", "a-b", "ab", " a", "Z", "é", "e", None]
PERIODS = [
    Period.parse("2025-07", "2026-06"),
    Period.parse("2024-01", "2026-06"),
    Period.parse("2026-02", "2026-02"),
]
SCOPES = [
    Scope(PERIODS[0]),
    Scope(PERIODS[1], TerritoryRef("uf", "31"), comparison=Comparison.PEERS),
    Scope(PERIODS[0], channel=("Telefone",)),
    Scope(PERIODS[1], partner=("Ágil",), porte=("ME", "EPP")),
    Scope(
        PERIODS[0],
        TerritoryRef("regiao", "3"),
        porte=("MEI",),
        channel=("Telefone", "ab"),
        partner=("é", "Zap"),
    ),
    Scope(PERIODS[2], TerritoryRef("municipio", CODES[0])),
    Scope(Period.parse("2019-01", "2019-12")),
    Scope(PERIODS[0], attribution=Attribution.EXECUTING_UNIT),
]
LEVELS = [
    "brasil",
    "regiao",
    "uf",
    "mesorregiao",
    "microrregiao",
    "regiao_intermediaria",
    "regiao_imediata",
    "municipio",
]
NAMES = list(catalogue())
FIGURES = ["numerator", "denominator", "value", "lower", "upper", "n", "method", "status"]
TOGETHER = ("paridade_cadunico", "cobertura_cadunico", "permanencia_12m")
MEASURES = [(name, word) for name, words in query_options.OPTIONS.items() for word in words]
PARITIES = ("paridade_idosos", "paridade_mulheres")
WAITS = ["tempo_resolucao", "tma"]
COLUMNS = {
    "atendimentos": (
        "id_atendimento tipo_cliente id_cliente data_fim porte municipio uf_executora valido"
        " situacao canal parceiro tema usa_solucao portfolio_gestao sincrono minutos"
        " equipe atendente iniciativa"
    ),
    "empresas": "municipio porte competencia quantidade",
    "socioeconomico": "municipio indicador ano valor fonte",
    "parceiros": "id_parceiro nome tipo municipio latitude longitude situacao inaugurado_em",
    "metas": "indicador nivel territorio ano valor",
    "pesquisas": (
        "id_pesquisa data id_atendimento municipio uf_executora canal parceiro equipe nps csat ces"
        " comentario"
    ),
    "equipes": "id_equipe nome uf tipo parceiro",
    "atendentes": "id_atendente nome uf equipe divulgar",
    "iniciativas": (
        "id_iniciativa nome uf estrategia tema_indutor indicadores tags setorial vulneraveis"
        " csn ano"
    ),
    "contatos": (
        "id_contato aberto_em canal primeira_resposta_em resolvido_em resolvido_primeiro_contato"
        " robo reclamacao nota voltaria municipio uf_executora equipe"
    ),
}


def _answer(function, edition, arguments):
    """What comes of it, be it a refusal."""
    try:
        return _exactly(function(edition, **arguments))
    except UserError as error:
        return type(error).__name__, str(error)


def _exactly(answer):
    """What an answer holds, so that equal means equal: types, order, the kind of nothing, every
    digit.
    """
    if isinstance(answer, tuple):
        return [_exactly(part) for part in answer]
    if isinstance(answer, pd.Series):
        answer = answer.to_frame()
    if isinstance(answer, pd.DataFrame):
        cells = [[repr(cell) for cell in answer[name]] for name in answer.columns]
        return (
            list(answer.columns),
            [str(kind) for kind in answer.dtypes],
            answer.index.tolist(),
            cells,
        )
    if is_dataclass(answer):
        return {part.name: _exactly(getattr(answer, part.name)) for part in fields(answer)}
    return repr(answer)


def _scopes(names):
    """Every scope with one of the indicators, seen whole and in part by turns."""
    for place, scope in enumerate(SCOPES):
        yield {
            "indicator_id": names[place % len(names)],
            "scope": scope,
            "access": (ALL, MINAS)[place % 2],
        }


def _tables():
    """Every level and scope with one of the indicators; the whole product would say no more."""
    for place, (level, scope) in enumerate(product(LEVELS, SCOPES)):
        access = MINAS if place % 3 == 0 else ALL
        yield {
            "indicator_id": NAMES[place % len(NAMES)],
            "scope": scope,
            "access": access,
            "level": level,
        }


def _tables_by_rule():
    return (case for case in _tables() if case["scope"].attribution is None)


def _measures():
    """Every level and scope with one of the other measures."""
    return (
        case | dict(zip(("indicator_id", "measure"), MEASURES[place % len(MEASURES)], strict=True))
        for place, case in enumerate(_tables())
    )


def _without_name(case):
    return {name: value for name, value in case.items() if name != "indicator_id"}


def _asked():
    """Every scope, seen whole and in part by turns."""
    return (
        {"scope": scope, "access": (ALL, MINAS)[place % 2]} for place, scope in enumerate(SCOPES)
    )


def _towns():
    return (
        {"code": code, "access": access} for code in (CODES[0], CODES[3]) for access in (ALL, MINAS)
    )


def _judged():
    """Counts and rates beside the target of a year that is running, and of one that is over."""
    return [
        {"indicator_id": name, "scope": scope, "access": access, "level": "uf"}
        for name in ("cobertura_me_epp", "recorrencia", "atendimentos_realizados", "nps")
        for scope, access in zip(SCOPES[:2], (ALL, MINAS), strict=True)
    ]


CASES = {
    indicator.indicator_table: _tables,
    pace.judged_table: _judged,
    municipalities.socioeconomic_sources: lambda: ({"access": a} for a in (ALL, MINAS)),
    mesh.divisions_of: lambda: ({"level": level} for level in ("uf", "microrregiao")),
    query_options.measure_table: _measures,
    indicator.indicator_total: lambda: _scopes(NAMES),
    indicator.indicator_series: lambda: _scopes(NAMES[::-1]),
    indicator.indicator_headline: lambda: _scopes(NAMES[1:] + NAMES[:1]),
    pace.judged_headline: lambda: _scopes(NAMES[2:] + NAMES[:2]),
    indicator.indicator_windows: lambda: (
        case | {"periods": PERIODS[1:]} for case in _scopes(NAMES)
    ),
    comparison.compared_value: lambda: _scopes(["cobertura_me_epp", "pequenos_negocios_atendidos"]),
    comparison.peers_value: lambda: _scopes(["recorrencia", "atendimentos_realizados"]),
    satisfaction_scores.score_distribution: lambda: (
        {"scope": s, "access": a} for s in SCOPES for a in (ALL, MINAS)
    ),
    satisfaction_scores.both_views: lambda: (
        {"scope": s, "access": a} for s in SCOPES for a in (ALL, MINAS)
    ),
    satisfaction_scores.scores_by: lambda: (
        {
            "dimension": d,
            "scope": replace(s, attribution=Attribution(v)),
            "access": (ALL, MINAS)[n % 2],
        }
        for n, (s, v) in enumerate(product(SCOPES, Attribution))
        for d in ("uf", "canal", "parceiro", "equipe")
    ),
    comments.comment_themes: lambda: (
        {"scope": s, "access": a} for s in SCOPES for a in (ALL, MINAS)
    ),
    comments.comment_words: lambda: (
        {"theme": t, "scope": s, "access": ALL} for s in SCOPES for t in ("", "digital")
    ),
    detractors.detractors_waiting: lambda: (
        case | {"unit": unit} for case in _asked() for unit in ("territorio", "equipe")
    ),
    satisfaction_drivers.opinion_drivers: _asked,
    addable.addable_rows: _tables,
    addable.special_rows: lambda: (
        {**_without_name(case), "indicator_ids": TOGETHER} for case in _tables_by_rule()
    ),
    inclusion.group_figures: lambda: (
        {**_without_name(case), "indicator_ids": PARITIES} for case in _tables_by_rule()
    ),
    inclusion.vulnerable_towns: _asked,
    inclusion.income_by_initiative: _asked,
    inclusion.groups_with_children: lambda: ({"access": access} for access in (ALL, NOBODY)),
    vintages.coverage_by_stock: lambda: _scopes(["cobertura_me_epp", "cobertura_mei"]),
    accounts.two_accounts: lambda: _scopes(
        ["cobertura_me_epp", "recorrencia", "pequenos_negocios_atendidos"]
    ),
    sizes.small_businesses: lambda: map(_without_name, _tables()),
    municipality.neighbours_of: _towns,
    municipality.neighbour_features: _towns,
    municipality.socioeconomic_of: _towns,
    municipalities.municipalities: lambda: ({"access": access} for access in (ALL, MINAS, NOBODY)),
    municipalities.socioeconomic: lambda: (
        {"indicator": name, "access": ALL} for name in ("idhm", "nada")
    ),
    partner_clients.attended_by_partner: lambda: (
        {"scope": s, "access": a} for s in SCOPES for a in (ALL, MINAS, NOBODY)
    ),
    expected_clients.partners_beside_expected: lambda: (
        {"scope": s, "access": a} for s in SCOPES for a in (ALL, MINAS, NOBODY)
    ),
    unit_history.unit_months: lambda: (
        {"kind": k, "unit": word, "access": a}
        for k in (UnitKind.TEAM, UnitKind.PARTNER)
        for word in ("Ágil", "ab", "ninguém")
        for a in SEEN
    ),
    unit_history.unit_measures_by_month: lambda: (
        {"kind": UnitKind.TEAM, "unit": word, "period": p, "access": a}
        for word in ("Ágil", "ninguém")
        for p in PERIODS
        for a in SEEN
    ),
    unit_history.last_attendances: lambda: (
        {"kind": k, "access": a} for k in COUNTED_KINDS for a in SEEN
    ),
    partner_clients.places_of_clients: lambda: (
        {"partner": word, "scope": s, "access": a}
        for word in ("Ágil", "é")
        for s in SCOPES[:3]
        for a in (*SEEN, NOBODY)
    ),
    recurrence.return_durations: lambda: (
        case | {"by": by} for case in _asked() for by in recurrence.GROUPS
    ),
    recurrence.cohorts: _asked,
    recurrence.segment_moves: _asked,
    recurrence.at_risk: lambda: (
        case | {"level": "uf", "quarter": 2026 * 12 + 2} for case in _asked()
    ),
    recurrence.at_risk_by_team: _asked,
    recurrence.channel_flow: _asked,
    reputation.reputation_parts: _asked,
    week_actions.teams_of_week: lambda: (
        {"territory": s.territory, "access": a} for s in SCOPES[:6] for a in (ALL, MINAS)
    ),
    week_actions.week_actions: lambda: (
        {"scope": s, "access": a} for s in SCOPES[:6] for a in (ALL, MINAS)
    ),
    week_actions.team_scores: lambda: (
        {"scope": s, "access": a} for s in SCOPES[:6] for a in (ALL, MINAS)
    ),
    week_actions.waiting_now: lambda: (
        {"unit": "equipe", "scope": s, "access": a} for s in SCOPES[:6] for a in (ALL, MINAS)
    ),
    week_secrecy.untold_of_week: lambda: (
        {"scope": s, "access": a} for s in SCOPES[:6] for a in (ALL, MINAS)
    ),
    waiting.waits: lambda: (case | {"indicator_id": n} for case in _asked() for n in WAITS),
    workload.attendances_by: lambda: (
        case | {"dimension": d} for case in _asked() for d in ("canal", "tema")
    ),
    workload.contacts_by_hour: _asked,
    workload.shares_by_channel: lambda: (
        case | {"indicator_ids": ("nivel_servico", "reclamacoes_mil")} for case in _asked()
    ),
    programme.programme_board: _asked,
    programme.programme_years: lambda: ({"access": access} for access in (ALL, MINAS, NOBODY)),
    findings.edition_findings: lambda: ({"access": access} for access in (ALL, MINAS, NOBODY)),
    findings.finding_rows: lambda: (
        {"position": p, "access": a} for p in (0, 1, 9) for a in (ALL, MINAS)
    ),
    content.completeness: lambda: ({"access": access} for access in (ALL, MINAS, NOBODY)),
    content.freshness_by_uf: lambda: ({"access": access} for access in (ALL, MINAS, NOBODY)),
    mesh.mesh_layer: lambda: ({"level": "municipio"},),
    units.unit_register: lambda: ({"kind": k, "access": a} for k in COUNTED_KINDS for a in SEEN),
    units.unit_counts: lambda: (
        {"kind": k, "period": p, "access": a} for k in COUNTED_KINDS for p in PERIODS for a in SEEN
    ),
    units.unit_signals: lambda: (
        {"kind": k, "period": p, "access": a} for k in COUNTED_KINDS for p in PERIODS for a in SEEN
    ),
    units.counted_signals: lambda: ({"kind": k, "access": a} for k in COUNTED_KINDS for a in SEEN),
    units.unit_mix_rows: lambda: (
        {"kind": k, "measures": ["promotores", "respostas_nps"], "period": PERIODS[1], "access": a}
        for k in COUNTED_KINDS
        for a in SEEN
    ),
    units.unit_sums: lambda: (
        {"kind": k, "measures": ["promotores", "atendimentos"], "period": PERIODS[1], "access": a}
        for k in COUNTED_KINDS
        for a in SEEN
    ),
    units.attendant_names: lambda: (
        {"access": a} for a in (*SEEN, NOBODY, Access("eva", None, frozenset()))
    ),
    unit_measures.unit_indicator: lambda: (
        {"indicator_id": name, "kind": k, "scope": s, "access": (ALL, MINAS)[place % 2]}
        for place, (name, k, s) in enumerate(product(MEASURABLE, COUNTED_KINDS, SCOPES[:2]))
    ),
    reference.territories: lambda: (
        {"level": level, "access": a} for level in LEVELS for a in (ALL, MINAS)
    ),
    reference.channels: lambda: ({"access": access} for access in (ALL, MINAS, NOBODY)),
    reference.partners: lambda: ({"access": access} for access in (ALL, MINAS, NOBODY)),
    reference.resolve_territory: lambda: (
        {"text": text, "access": access}
        for text in ("BR", "mg", "3", "5104", "3107", CODES[0], "99", "uf:35", "XX")
        for access in (ALL, MINAS)
    ),
    reference.require_channels: lambda: (
        {"names": [word], "access": ALL} for word in WORDS if word
    ),
    reference.require_partners: lambda: (
        {"codes": [word], "access": MINAS} for word in WORDS if word
    ),
}
# The statement itself, which each engine writes in its own words, what reads the manifest alone,
# and what sets beside each other rows that `indicator_table` gives.
NOT_COMPARED = {
    matrix_lines.matrix_lines,
    matrix_lines.indicator_line,
    statement_text.statement_text,
    units.has_units,
    units.require_units,
    question.recorded_period,
    question.closed_period,
    query_options.require_answerable,
    week_actions.of_whole_states,
}


def _public_queries():
    packages = (queries, quality)
    names = [
        module.name
        for each in packages
        for module in pkgutil.walk_packages(each.__path__, f"{each.__name__}.")
    ]
    for module in map(importlib.import_module, names):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters), "")
            if (
                not name.startswith("_")
                and first == "edition"
                and function.__module__ == module.__name__
            ):
                yield function


def test_every_query_is_compared():
    assert set(_public_queries()) - NOT_COMPARED == set(CASES)


def _country(pick):
    """Rows of every table, with words, numbers and gaps that engines might take differently."""
    words = [word for word in WORDS if word]

    def day():
        return date(2025, 1, 1) + timedelta(days=pick.randrange(545))

    attendances = [
        (
            *(
                f"A{place:03d}",
                pick.choice(["PJ", "PJ", "PF"]),
                pseudonym(pick.randrange(12)),
                day(),
            ),
            *(
                pick.choice([*PORTES, None]),
                pick.choice(CODES),
                pick.choice(["MG", "SP"]),
                True,
                "Concluído",
            ),
            *(pick.choice(WORDS), pick.choice(WORDS)),
            *(
                pick.choice(WORDS),
                *(pick.choice([None, True, False]) for _ in range(3)),
                pick.choice([None, 0.5, 7]),
            ),
            *(
                pick.choice([None, "a-b", "ab"]),
                pick.choice([None, *map(pseudonym, range(90, 94))]),
                pick.choice([None, "é0", "Z1"]),
            ),
        )
        for place in range(80)
    ]
    stock = [
        (code, porte, month, pick.choice([0, 7, 2**40, 10**15 + 1]))
        for code, porte, month in product(CODES, PORTES, ["2025-06", "2026-01"])
        if pick.random() < 0.8
    ]
    values = [
        (
            code,
            "idhm",
            year,
            pick.choice([pick.random(), -1 / 3, 5e-324, 1.7976931348623157e308, 0.1 + 0.2]),
            None,
        )
        for code, year in product(CODES, [2000, 2010])
        if pick.random() < 0.8
    ]
    network = [
        (
            *(word, pick.choice(words), "Sala do Empreendedor", pick.choice(CODES)),
            *pick.choice([(None, None), (-23.1 / 3, -46.5)]),
            *(pick.choice([None, "Ativa", "Inativa"]), pick.choice([None, day()])),
        )
        for word in words
    ]
    places = [("brasil", "BR"), ("uf", "MG"), ("municipio", CODES[0])]
    aims = [
        (name, *place, 2026, 100 * pick.random())
        for name in ("cobertura_me_epp", "recorrencia")
        for place in places
    ]
    surveys = [
        (
            *(
                f"P{place}",
                day(),
                pick.choice([None, f"A{pick.randrange(99):03d}"]),
                pick.choice([*CODES, None]),
            ),
            *(
                pick.choice(["MG", "SP", None]),
                pick.choice(WORDS),
                pick.choice(WORDS),
                pick.choice(WORDS),
            ),
            *(pick.choice([None, *range(11)]), pick.choice([None, 5]), pick.choice([None, 1, 4])),
            pick.choice([None, "O site é bom", "Não é ruim", "Chat lento"]),
        )
        for place in range(200)
    ]
    contacts = [_contact(pick, place, words) for place in range(200)]
    teams = [
        (word, pick.choice(words), "MG", pick.choice([None, "Central"]), None)
        for word in words[::2]
    ]
    people = [
        (pseudonym(90 + place), f"Nome é {place}", ("MG", "SP")[place % 2], None, place > 1)
        for place in range(3)
    ]
    rows = {
        "iniciativas": _initiatives(pick, words),
        "atendimentos": attendances,
        "empresas": stock,
        "socioeconomico": values,
        "parceiros": network,
        "metas": aims,
        "pesquisas": surveys,
        "equipes": teams,
        "contatos": contacts,
        "atendentes": people,
    }
    return {table: pd.DataFrame(rows[table], columns=COLUMNS[table].split()) for table in rows}


def _contact(pick, place, words):
    opened = datetime(2025, 1, 1) + timedelta(minutes=pick.randrange(545 * 24 * 60))  # noqa: DTZ001 - as files write it
    later = [opened + timedelta(minutes=minutes) for minutes in (1, 7, 90)]
    return (
        *(
            f"C{place}",
            opened,
            pick.choice(words),
            pick.choice([None, *later]),
            pick.choice([None, *later]),
        ),
        *(*(pick.choice([None, True, False]) for _ in range(3)), pick.choice([None, 1, 2, 4, 5])),
        *(
            pick.choice([None, True, False]),
            pick.choice([*CODES, None]),
            pick.choice(["MG", "SP", None]),
            pick.choice([None, *words[::2]]),
        ),
    )


def _initiatives(pick, words):
    plan = ["Mobilizações", "MOBILIZACOES", "Estratégia de CRM", *words[:3], None]
    return [
        (
            *(
                f"{word}{place}",
                word,
                pick.choice(["MG", "SP", "MT"]),
                pick.choice(plan),
                pick.choice(WORDS),
            ),
            *(
                pick.choice([None, "NPS;CSAT"]),
                pick.choice([None, "#a;é", "#inclusãosocioprodutiva"]),
            ),
            *(pick.choice([None, True, False]) for _ in range(2)),
            *(pick.choice([None, 0.1 + 0.2, 1e9, 10**15 + 0.25]), pick.choice([2025, 2026, None])),
        )
        for place, word in enumerate(words * 5)
    ]


QUALITY = """
    INSERT INTO finding VALUES (0, 'a', 'atendimentos', 'aviso', 'Há “dúvidas”.', 3),
        (1, 'b', 'empresas', 'aviso', '', 0);
    INSERT INTO finding_row VALUES (0, 0, 'MG', '{"ação": "é"}'), (0, 1, 'SP', '{"ação": 0.1}'),
        (0, 2, NULL, '{}');
    INSERT INTO source_content VALUES
        ('empresas', '', 'MG', 9, 9, '2026-01-01'), ('empresas', '', '', 1, 1, NULL),
        ('empresas', 'quantidade', 'MG', 9, 3, NULL), ('empresas', 'porte', 'MG', 9, 7, NULL)
"""


@pytest.mark.parametrize("seed", some([1, 2], 1))
def test_both_engines_answer_to_the_last_bit(tmp_path, editions_url, seed):
    first = small_country.edition_of(
        tmp_path,
        territory=small_country.WithBorders(),
        **_country(Random(seed)),  # noqa: S311
    )
    first.close()
    database = tmp_path / "edition.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(QUALITY)
    there = engines.copied(
        database, first.manifest, Settings(home=tmp_path, editions_url=editions_url)
    )
    here = small_country.opened(database, first.manifest)
    try:
        for place, (function, cases) in enumerate(CASES.items()):
            # Of each query every third question, beginning elsewhere each time: all scopes occur.
            for case in [*cases()][few(place % 3, 0) :: few(3, 1)] or cases():
                found, expected = (_answer(function, edition, case) for edition in (there, here))
                assert found == expected, (function.__name__, case)
    finally:
        here.close()
        there.close()


def judged_alone(edition, indicator_id, *, scope, access):
    """The row of the territory of the scope in a list of that territory alone."""
    level = scope.territory.level
    return pace.judged_table(edition, indicator_id, scope=scope, access=access, level=level).iloc[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_headline_is_the_total_and_the_series(random_country, name):
    """One reading for several windows gives what each question alone does, to the last bit."""
    parts = {
        "total": indicator.indicator_total,
        "judged": judged_alone,
        "series": indicator.indicator_series,
    }
    # Of each indicator every third scope, beginning elsewhere each time: all occur.
    for asked in [*_scopes([name])][few(NAMES.index(name) % 3, 0) :: few(3, 1)]:
        alone = {part: _answer(each, random_country, asked) for part, each in parts.items()}
        together = _answer(pace.judged_headline, random_country, asked)
        # One refusal, or all answers.
        refused = alone["total"] if alone["total"] == alone["series"] else None
        assert together == (refused or alone), asked


@pytest.mark.parametrize("name", ["cobertura_me_epp", "cobertura_mei", "alcance_salas"])
@pytest.mark.parametrize(
    "scope", [SCOPES[0], SCOPES[1], replace(SCOPES[0], stock=Month.parse("2025-06"))]
)
def test_each_window_is_measured_against_its_own_stock(random_country, name, scope):
    series = indicator.indicator_series(random_country, name, scope=scope, access=ALL).set_index(
        "end"
    )
    assert series["denominator"].nunique() == (1 if scope.stock else 2)
    for back in range(13):
        asked = scope.with_period(scope.period.shifted(-back))
        alone = indicator.indicator_total(random_country, name, scope=asked, access=ALL)
        assert _cells(series.loc[str(asked.period.end)]) == _cells(alone), asked


def _cells(row):
    return [repr(row[name]) for name in FIGURES]


@pytest.fixture(scope="module")
def random_country(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    edition = small_country.edition_of(
        folder,
        territory=small_country.WithBorders(),
        **_country(Random(3)),  # noqa: S311
    )
    yield edition
    edition.close()
