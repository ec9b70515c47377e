"""Reading a scope from an address."""

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.scope import Comparison, Month, Period, Scope, TerritoryRef
from pages.state.url import Choices, join_values, link, query, read_scope, split_values

CHOICES = Choices(
    first=Month.of(2023, 1),
    last=Month.of(2026, 11),
    whole=Month.of(2026, 10),
    channels={"Portal", "Presencial"},
    partners={"SALA-1"},
    territories={"uf:31", "municipio:3106200"},
)


def test_an_empty_address_is_the_year_to_date_of_the_country() -> None:
    assert read_scope({}, CHOICES).scope == Scope(Period.parse("2026-01", "2026-10"))


def test_an_unfinished_month_is_shown_only_where_it_is_asked_for() -> None:
    for text in ("", "ano"):
        assert read_scope({"periodo": text}, CHOICES).scope.period.end == Month.of(2026, 10)
    assert read_scope({"periodo": "12m"}, CHOICES).scope.period.end == Month.of(2026, 10)
    asked = read_scope({"periodo": "2026-01..2026-11"}, CHOICES)
    assert (asked.scope.period.end, asked.refused) == (Month.of(2026, 11), {})


def test_every_filter_is_read() -> None:
    read = read_scope(
        {
            "periodo": "2025-11..2026-02",
            "territorio": "uf:31",
            "porte": "EPP,ME",
            "canal": "Portal",
            "parceiro": "SALA-1",
            "comparar": "meta",
        },
        CHOICES,
    )
    assert read.refused == {}
    assert read.scope == Scope(
        Period.parse("2025-11", "2026-02"),
        TerritoryRef("uf", "31"),
        porte=("ME", "EPP"),
        channel=("Portal",),
        partner=("SALA-1",),
        comparison=Comparison.TARGET,
    )


def test_last_twelve_months_and_single_months_are_periods() -> None:
    assert read_scope({"periodo": "12m"}, CHOICES).scope.period == Period.parse(
        "2025-11", "2026-10"
    )
    assert read_scope({"periodo": "2026-03"}, CHOICES).scope.period == Period.parse(
        "2026-03", "2026-03"
    )


def test_each_part_that_cannot_be_used_is_said_and_left_at_its_default() -> None:
    wrong = {
        "periodo": "2026-13",
        "territorio": "uf:99",
        "porte": "MEGA",
        "canal": "Fax",
        "comparar": "tudo",
    }
    read = read_scope(wrong, CHOICES)
    assert read.scope == CHOICES.default()
    assert list(read.refused) == list(wrong)
    for name, value in wrong.items():
        assert f"“{name}”" in read.refused[name]
        assert value in read.refused[name]


def test_a_period_outside_the_edition_or_backwards_is_refused() -> None:
    for text in ("2022-12..2023-02", "2026-01..2026-12", "2026-05..2026-04"):
        read = read_scope({"periodo": text}, CHOICES)
        assert read.scope == CHOICES.default()
        assert list(read.refused) == ["periodo"]


def test_a_link_changes_and_removes_parameters() -> None:
    changed = link({"porte": "ME", "canal": "Portal"}, canal="", territorio="uf:31")
    assert changed == {"porte": "ME", "territorio": "uf:31"}


def test_an_address_stays_readable() -> None:
    assert query({"territorio": "uf:31", "porte": "ME,EPP"}) == "porte=ME,EPP&territorio=uf:31"
    assert query({"canal": "a&b=c"}) == "canal=a%26b%3Dc"


@given(st.lists(st.text(alphabet="ab,\\ %&+“é", min_size=1).filter(str.strip), max_size=4))
def test_any_text_is_a_value_of_an_address(values: list[str]) -> None:
    address = query(link({}, canal=join_values(values)))
    written = parse_qs(address).get("canal", [""])[0]
    assert split_values(written, set(values)) == tuple(values)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Telefone, 0800", ("Telefone, 0800",)),  # as people write it, without the mark
        ("Portal,Telefone, 0800,Fax", ("Portal", "Telefone, 0800", "Fax")),
        ("Fax, Portal", ("Fax", "Portal")),
        ("Fax,,Portal,", ("Fax", "Portal")),
        ("Telefone,Portal", ("Telefone", "Portal")),  # one of them is of nobody, and is named
    ],
)
def test_a_comma_of_a_name_does_not_divide_it(written: str, expected: tuple[str, ...]) -> None:
    assert split_values(written, {"Portal", "Fax", "Telefone, 0800"}) == expected


def test_a_notice_repeats_only_the_beginning_of_what_was_asked() -> None:
    for name in ("periodo", "territorio", "porte", "canal", "comparar"):
        (notice,) = read_scope({name: "9" * 3000}, CHOICES).refused.values()
        assert len(notice) < 400, name
        assert "9" * 40 + "…" in notice, name
