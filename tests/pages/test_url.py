"""Reading a scope from an address."""

from indicators.scope import Comparison, Month, Period, Scope, TerritoryRef
from pages.state.url import Choices, link, query, read_scope

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
    assert (asked.scope.period.end, asked.notices) == (Month.of(2026, 11), ())


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
    assert read.notices == ()
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
    assert len(read.notices) == 5
    for name, value in wrong.items():
        assert any(f"“{name}”" in notice and value in notice for notice in read.notices), name


def test_a_period_outside_the_edition_or_backwards_is_refused() -> None:
    for text in ("2022-12..2023-02", "2026-01..2026-12", "2026-05..2026-04"):
        read = read_scope({"periodo": text}, CHOICES)
        assert read.scope == CHOICES.default()
        assert len(read.notices) == 1


def test_a_link_changes_and_removes_parameters() -> None:
    changed = link({"porte": "ME", "canal": "Portal"}, canal="", territorio="uf:31")
    assert changed == {"porte": "ME", "territorio": "uf:31"}


def test_an_address_stays_readable() -> None:
    assert query({"territorio": "uf:31", "porte": "ME,EPP"}) == "porte=ME,EPP&territorio=uf:31"
    assert query({"canal": "a&b=c"}) == "canal=a%26b%3Dc"
