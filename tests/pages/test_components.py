"""Components that need no browser: exports, numbers, sparklines, lists and markup."""

from copy import copy
from dataclasses import fields
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from config.palette import load_palette
from indicators.catalogue.definitions import Indicator, indicator
from indicators.comparison import NOTHING_TO_COMPARE, Change, Verdict
from indicators.measure import Status
from indicators.scope import Access, Comparison, Period, Scope, TerritoryRef
from pages.cobertura.portrait import place_in_queue
from pages.cobertura.vacancies import vacancies
from pages.components import html, numbers
from pages.components.bivariate import bivariate_shading
from pages.components.charts.spark import sparkline
from pages.components.export import Export, file_name, to_csv, to_xlsx
from pages.components.export_columns import Kind, tell_columns
from pages.components.html import prose, table
from pages.components.kept import Kept
from pages.components.maps.shading import shade, shade_judgements, shade_smoothed, whole_labels
from pages.components.messages import reason
from pages.frame.scope_bar import _css_text
from pages.rede.lists import at_work, everywhere_words, without_sala
from pages.state.view import View

NAN = float("nan")
COVERAGE = indicator("cobertura_me_epp")
COMPLAINTS = indicator("reclamacoes_mil")
COUNT = indicator("pequenos_negocios_atendidos")
LIGHT = load_palette("light")


def export() -> Export:
    frame = pd.DataFrame(
        {"name": ["=1+1", "Poá"], "value": [0.125, NAN], "seal": [True, False], "hidden": [1, 2]}
    )
    columns = {"name": "município", "value": "valor", "seal": "selo"}
    return Export("Teste", frame, columns, ("Título", "Escopo\nem duas linhas"))


def test_a_csv_has_its_notes_no_formula_and_no_zero_for_what_is_missing() -> None:
    lines = to_csv(export()).decode("utf-8-sig").split("\r\n")
    assert lines == [
        "# Título",
        "# Escopo em duas linhas",
        "município;valor;selo",
        "'=1+1;0,125;sim",
        "Poá;;não",
        "",
    ]


def test_a_workbook_has_text_for_formulas_and_a_sheet_about_itself() -> None:
    book = openpyxl.load_workbook(BytesIO(to_xlsx(export())))
    assert [[cell.value for cell in row] for row in book["Dados"].iter_rows()] == [
        ["município", "valor", "selo"],
        ["=1+1", 0.125, "sim"],
        ["Poá", None, "não"],
    ]
    assert book["Sobre"]["A1"].value == "Título"


def test_a_workbook_keeps_percentages_dates_and_text_for_what_they_are() -> None:
    frame = pd.DataFrame(
        {
            "code": ["3550308", "3100104"],
            "value": [0.18412, NAN],
            "score": [0.817, -0.2],
            "month": ["2026-01", "2025-12"],
            "at": [datetime.fromisoformat("2026-01-31 12:05"), None],
            "day": ["2026-02-28", "2026-02-31"],
            "count": [12345, 2.5],
        }
    )
    units: dict[str, Kind] = {"value": "%", "score": "pontos", "month": "mês"}
    told = Export("Teste", frame, {name: name for name in frame}, ("Título",), units)
    sheet = openpyxl.load_workbook(BytesIO(to_xlsx(told)))["Dados"]
    assert [str(cell.value) for cell in sheet[2]] == [
        *("3550308", "0.18412", "81.7", "2026-01-01 00:00:00", "2026-01-31 12:05:00"),
        *("2026-02-28 00:00:00", "12345"),
    ]
    assert [str(cell.value) for cell in sheet[3]] == [
        *("3100104", "None", "-20", "2025-12-01 00:00:00", "None", "2026-02-31", "2.5")
    ]
    assert [cell.number_format for cell in sheet[2]] == [
        *("General", "0.0%", "0.0", "mmm/yyyy", "dd/mm/yyyy hh:mm", "dd/mm/yyyy", "#,##0")
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:G3")
    lines = to_csv(told).decode("utf-8-sig").split("\r\n")
    assert lines[2] == "3550308;18,412%;81,7;2026-01;2026-01-31 12:05;2026-02-28;12345"
    assert lines[3] == "3100104;;-20;2025-12;;2026-02-31;2,5"


def test_a_table_about_an_indicator_says_what_is_counted_and_in_which_unit() -> None:
    columns = {"name": "território", "numerator": "numerador", "denominator": "denominador"}
    columns |= {"value": "valor", "gap": "faltam"}
    told = tell_columns(pd.DataFrame(columns=list(columns)), columns, COVERAGE)
    assert list(told.columns.values()) == [
        "território",
        "ME e EPP distintas com ao menos um atendimento válido",
        "ME e EPP ativas",
        "Cobertura ME e EPP",
        "faltam para a meta (empresas)",
    ]
    assert told.words == "Unidades: “Cobertura ME e EPP”, em %."
    assert "denominator" not in tell_columns(told.frame, columns, COUNT).columns


def test_a_table_of_several_indicators_says_the_unit_of_each_row() -> None:
    frame = pd.DataFrame({"indicator": ["nps", "cobertura_mei"], "value": [0.817, 0.184]})
    told = tell_columns(frame, {"indicator": "indicador", "value": "valor"})
    kept = Export("Teste", told.frame, told.columns, (), told.units)
    assert to_csv(kept).decode("utf-8-sig").split("\r\n")[1:3] == [
        "Net Promoter Score;81,7;pontos",
        "Cobertura de microempreendedores individuais;18,4%;%",
    ]


def test_a_file_says_in_words_why_a_cell_is_empty_and_how_an_interval_is_made() -> None:
    frame = pd.DataFrame(
        {"value": [NAN], "status": [Status.SUPPRESSED], "method": ["wald_ajustado"]}
    )
    lines = to_csv(
        Export("Teste", frame, {"value": "valor", "status": "situação", "method": "método"}, ())
    )
    assert lines.decode("utf-8-sig").split("\r\n")[1] == (
        ";Suprimido: o número diria de quem se trata, ou revelaria o de um grupo pequeno."
        ";intervalo de Wald ajustado, 95 %"
    )


def test_a_stacked_table_names_every_cell_but_the_first_for_a_phone() -> None:
    shown = table(
        ("lugar", "a & b", ""),
        [("Poá", "1", "bar")],
        numeric=frozenset({1}),
        label="Teste",
        stacked=True,
    )
    assert '<td>Poá</td><td class="n" data-of="a &amp; b">1</td><td>bar</td>' in shown
    assert "t-stack" in shown
    assert "t-stack" not in table(("lugar",), [("Poá",)], numeric=frozenset(), label="Teste")


def test_every_class_of_a_smoothed_map_has_its_colour_and_its_count() -> None:
    for error, labels in ((0.001, 6), (0.15, 3), (0.5, 1)):
        value = pd.Series([i / 40 for i in range(20)] + [NAN])
        rows = pd.DataFrame({"value": value, "lower": value - error, "upper": value + error})
        shading, legend = shade_smoothed(COVERAGE, rows.assign(status=Status.MEASURED), LIGHT)
        assert len(shading.colours) == len(set(shading.colours)) == labels
        assert [colour for colour, _, _ in legend.items[:-1]] == shading.colours
        assert sum(count for _, _, count in legend.items) == len(rows)
        assert legend.items[-1][1:] == ("sem dado", 1)
        assert ("uma só cor" in legend.sentence) == (labels == 1)


def test_a_command_in_a_sentence_is_set_as_one_wherever_it_stands() -> None:
    def script() -> None:
        from pages.components import html, messages

        html.source("Veja `t360 audit list`.")
        html.method("Veja `t360 audit list`.")
        html.title("Trilha", "Veja `t360 audit list`.")
        messages.user_error("Veja `t360 audit list`.")

    app = AppTest.from_function(script).run()
    shown = " ".join(str(block.proto.body) for block in app.get("html"))
    assert shown.count("<code>t360 audit list</code>") == 4
    assert "`" not in shown


def test_nobody_is_sent_to_a_page_that_is_not_theirs() -> None:
    score = indicator("nps")
    assert "em Satisfação, “Ver pelo" in reason(Status.NOT_APPLICABLE, score)
    assert "Satisfação" not in reason(Status.NOT_APPLICABLE, score, of_territories_alone=True)


def test_a_file_name_is_plain() -> None:
    assert (
        file_name(("Fila de vazios", "São Paulo", "jan–out/2026"))
        == "fila-de-vazios-sao-paulo-jan-a-out-2026"
    )


@pytest.mark.parametrize(
    ("definition", "change", "comparison", "shown", "tone"),
    [
        (
            COVERAGE,
            Change(Verdict.HIGHER, 0.012),
            "ano_anterior",
            "▲ 1,2 p.p. maior (melhor)",
            "t-good",
        ),
        (
            COVERAGE,
            Change(Verdict.LOWER, -0.012),
            "ano_anterior",
            "▼ 1,2 p.p. menor (pior)",
            "t-bad",
        ),
        (
            COVERAGE,
            Change(Verdict.LOWER, -0.012),
            "meta",
            "▼ 1,2 p.p. menor que a meta (pior)",
            "t-bad",
        ),
        (
            COVERAGE,
            Change(Verdict.HIGHER, 0.012),
            "pares",
            "▲ 1,2 p.p. maior que os pares (melhor)",
            "t-good",
        ),
        (
            COVERAGE,
            Change(Verdict.NO_DIFFERENCE, 0.012),
            "ano_anterior",
            "= igual ao ano passado (a diferença cabe no acaso)",
            "t-quiet",
        ),
        (COUNT, Change(Verdict.HIGHER, 0.06), "ano_anterior", "▲ 6,0 % maior", "t-quiet"),
        (
            COUNT,
            Change(Verdict.NO_DIFFERENCE, 0.06),
            "ano_anterior",
            "= igual ao ano passado (a diferença cabe no acaso)",
            "t-quiet",
        ),
        (
            COUNT,
            Change(Verdict.HIGHER, 0.0004),
            "ano_anterior",
            "= igual ao ano passado",
            "t-quiet",
        ),
        (COUNT, NOTHING_TO_COMPARE, "ano_anterior", "sem comparação", "t-quiet"),
        (COUNT, NOTHING_TO_COMPARE, "meta", "sem meta para comparar", "t-quiet"),
        (
            COVERAGE,
            Change(Verdict.LOWER, -0.0002),
            "ano_anterior",
            "= igual ao ano passado",
            "t-quiet",
        ),
        (COVERAGE, Change(Verdict.LOWER, -0.0002), "pares", "= igual aos pares", "t-quiet"),
        (
            COMPLAINTS,
            Change(Verdict.HIGHER, 0.0004),
            "ano_anterior",
            "▲ 0,40 maior (pior)",
            "t-bad",
        ),
    ],
)
def test_a_change_has_an_arrow_and_a_word(
    definition: Indicator, change: Change, comparison: str, shown: str, tone: str
) -> None:
    assert numbers.show_change(definition, change, Comparison(comparison)) == shown
    assert numbers.tone(definition, change) == tone


def test_the_distance_to_a_target_is_in_what_people_count() -> None:
    assert numbers.distance_to_target(COVERAGE, 0.2, 1842) == "meta 20,0 % · faltam 1.842 empresas"
    assert numbers.distance_to_target(COVERAGE, 0.2, 1) == "meta 20,0 % · falta 1 empresa"
    assert numbers.distance_to_target(COVERAGE, 0.2, 0) == "meta 20,0 % · atingida"
    assert numbers.distance_to_target(COVERAGE, NAN, NAN) == ""
    assert numbers.distance_to_target(COVERAGE, 0.2, 0, "uf") == "meta 20,0 % · atingida"
    assert (
        numbers.distance_to_target(COVERAGE, 0.2, 0, "programa")
        == "meta do programa 20,0 % · atingida"
    )


def test_a_sparkline_breaks_where_nothing_was_measured() -> None:
    assert sparkline([NAN, 1.0], LIGHT) == ""
    drawn = sparkline([1.0, 2.0, NAN, 3.0, 4.0], LIGHT)
    assert drawn.count("<polyline") == 2


def rows(**columns: list[object]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    base = {
        "code": [f"{i:07d}" for i in range(size)],
        "name": ["x"] * size,
        "uf": ["SP"] * size,
        "status": ["medido"] * size,
        "lower": [NAN] * size,
        "upper": [NAN] * size,
    }
    return pd.DataFrame({**base, **columns})


def test_what_was_not_measured_is_a_class_of_its_own_and_counted() -> None:
    table = rows(value=[0.1, NAN, 0.3, 0.2], target=[0.2, 0.2, 0.2, NAN])
    shading, legend = shade(COVERAGE, table, "quantis", LIGHT)
    assert shading.index[1] == -1
    assert sum(count for _, _, count in legend.items) == 4
    withheld = table.assign(status=["medido", "suprimido", "medido", "medido"])
    assert shade(COVERAGE, withheld, "quantis", LIGHT)[1].items[-1] == (
        LIGHT.no_data,
        "suprimido ou sem dado",
        1,
    )


@pytest.mark.parametrize(
    ("breaks", "labels"),
    [
        ((1, 83, 133.4, 133.8 + 47, 300), ("até 83", "84–133", "134–180", "acima de 180")),
        ((0, 0, 1, 2000, 9000), ("0", "1", "2–2.000", "acima de 2.000")),
        ((7, 7), ("7",)),
        ((7, 90), ("7–90",)),
        ((), ()),
    ],
)
def test_classes_of_whole_numbers_do_not_share_their_edges(
    breaks: tuple[float, ...], labels: tuple[str, ...]
) -> None:
    assert whole_labels(breaks) == labels


def test_a_map_of_counts_has_classes_of_whole_numbers() -> None:
    attended = indicator("pequenos_negocios_atendidos")
    table = rows(value=[float(value) for value in range(1, 12)])
    found = [label for _, label, _ in shade(attended, table, "quantis", LIGHT)[1].items]
    assert found == ["até 3", "4–5", "6–7", "8–9", "acima de 9", "sem dado"]


def test_values_closer_than_they_are_known_are_one_colour_and_a_sentence() -> None:
    near = rows(value=[0.80, 0.81, 0.82, 0.83], lower=[0.7] * 4, upper=[0.9] * 4)
    shading, legend = shade(COVERAGE, near, "quantis", LIGHT)
    assert set(shading.index) == {0}
    assert "uma só cor" in legend.sentence
    far = near.assign(value=[0.1, 0.4, 0.7, 0.99])
    assert len(set(shade(COVERAGE, far, "quantis", LIGHT)[0].index)) > 1


def test_what_is_said_of_territories_has_its_words_counts_and_colours() -> None:
    judged = pd.Series(["pior", "sem diferença", "poucos casos", "suprimido", "sem dado"])
    shading, legend = shade_judgements(judged, "Comparado com a meta:", LIGHT, neutral=False)
    assert [(label, count) for _, label, count in legend.items] == [
        ("pior", 1),
        ("o acaso explica a diferença", 1),
        ("melhor", 0),
        ("poucos casos", 1),
        ("suprimido ou sem dado", 2),
    ]
    assert list(shading.index) == [0, 1, 3, -1, -1]
    assert len({colour for colour, _, _ in legend.items}) == 5


def test_the_queue_multiplies_the_three_and_keeps_who_lacks_one_at_the_end() -> None:
    table = rows(numerator=[10.0, 0.0, 5.0], denominator=[110.0, 50.0, NAN], value=[0.1, 0.0, NAN])
    register = table[["code"]].assign(nearest_sala_km=[2.0, 30.0, 9.0], active_salas=0)
    vulnerability = table[["code"]].assign(value=[0.5, 0.4, 0.9])
    queue = vacancies(table, register, vulnerability)
    assert list(queue["code"]) == ["0000001", "0000000", "0000002"]
    assert list(queue["priority"])[:2] == [50 * 0.4 * 30, 100 * 0.5 * 2]
    assert pd.isna(queue["priority"].iloc[2])


@pytest.mark.parametrize(
    ("salas", "reached", "vulnerability", "told"),
    [
        (1, 0, 0.5, "fora: tem Sala ativa"),
        (0, 10, 0.5, "fora: já alcança todas as empresas"),
        (0, 0, 0.0, "fora: a vulnerabilidade é zero"),
        (0, 0, 0.5, "1º de 1"),
        (0, 0, NAN, "—"),
    ],
)
def test_who_is_out_of_the_queue_is_told_why(
    salas: int, reached: int, vulnerability: float, told: str
) -> None:
    town = rows(numerator=[reached], denominator=[10], value=[reached / 10])
    register = pd.DataFrame(
        {"code": town["code"], "active_salas": salas, "nearest_sala_km": 0.0 if salas else 9.0}
    )
    known = pd.DataFrame({"code": town["code"], "value": [vulnerability]})
    assert place_in_queue(vacancies(town, register, known), 0) == told


def test_nine_classes_need_both_variables() -> None:
    coverage = pd.Series([0.1, 0.2, 0.3, NAN])
    vulnerability = pd.Series([0.9, 0.5, 0.1, 0.2])
    assert list(bivariate_shading(coverage, vulnerability, LIGHT).index) == [6, 4, 2, -1]


def test_no_partner_is_lost_with_or_without_attendances_or_registration() -> None:
    everybody = pd.DataFrame({"partner_id": ["a", "b", "c", "d"], "name": ["A", "B", "C", "D"]})
    inside = everybody[everybody["partner_id"].isin(["a", "b"])]
    attended = pd.DataFrame(
        {"partner_id": ["b", "c", "x"], "clients": [3, 2, 1], "attendances": [4, 2, 1]}
    )
    known = at_work(inside, everybody, attended)
    assert list(zip(known["name"], known["clients"], strict=True)) == [
        ("B", 3),
        ("C", 2),
        ("x", 1),
        ("A", 0),
    ]
    assert known["share"].sum() == pytest.approx(1)


def test_municipalities_without_a_sala_come_by_their_companies() -> None:
    register = pd.DataFrame({"code": ["1", "2", "3"], "active_salas": [0, 1, 0]})
    companies = pd.DataFrame({"code": ["1", "3"], "companies": [5.0, 9.0]})
    assert list(without_sala(register, companies)["code"]) == ["3", "1"]


def test_a_territory_with_an_unlisted_uf_is_not_said_to_have_a_sala_everywhere() -> None:
    assert everywhere_words(single=False, all_known=True).startswith("Todos os municípios deste")
    told = everywhere_words(single=False, all_known=False)
    assert told == "Todos os municípios conhecidos têm Sala ativa."


def test_a_command_in_a_sentence_is_set_as_one() -> None:
    assert prose("Use `t360 demo` <b>") == "Use <code>t360 demo</code> &lt;b&gt;"


def test_text_cannot_leave_its_place() -> None:
    assert html.cell("<b>&") == "&lt;b&gt;&amp;"
    assert "<" not in html.json_text({"a": "</script>"})
    assert _css_text('x"}</style>') == '"x\\22 \\7d \\3c /style\\3e "'
    link = html.anchor("<i>", {"territorio": "uf:31", "canal": '"'})
    assert link.startswith('<a href="?canal=%22&amp;territorio=uf:31"')
    assert link.endswith("&lt;i&gt;</a>")


MARCH = Period.parse("2026-03", "2026-03")
PARTS = (
    MARCH,
    TerritoryRef("uf", "35"),
    Scope(MARCH, porte=("ME",)),
    Access("ana", frozenset({"BA"})),
)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_key_with_another_field_is_another_key(
    part: Period | TerritoryRef | Scope | Access,
) -> None:
    kept = Kept(1_000_000)
    assert kept.answer(part, lambda: "itself") == "itself"
    assert kept.answer(copy(part), lambda: "made again") == "itself"
    for field in fields(part):
        other = copy(part)
        object.__setattr__(other, field.name, "another")
        assert kept.answer(other, lambda name=field.name: name) == field.name


def test_before_any_edition_the_month_is_that_of_brasilia(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.state.view.today", lambda: date(2026, 12, 31))
    period = View.without_edition(Access.everything(), {}, "light").scope.period
    assert period == Period.parse("2026-12", "2026-12")
