"""Whom a group is set against: adults where the edition has them, people of all ages elsewhere."""

import pytest

from config.inclusion import inclusion_rule

WOMEN, ADULT_WOMEN = ("mulheres", "populacao"), ("mulheres_adultas", "populacao_adulta")


@pytest.mark.parametrize(
    ("known", "against"),
    [
        ({"mulheres": 9, "populacao": 9}, WOMEN),
        ({"mulheres": 9, "populacao": 9, "populacao_adulta": 9}, WOMEN),
        (dict.fromkeys([*WOMEN, *ADULT_WOMEN], 9), ADULT_WOMEN),
        ({"mulheres": 9, "populacao": 9, "mulheres_adultas": 8, "populacao_adulta": 9}, WOMEN),
        ({"mulheres_adultas": 4, "populacao_adulta": 4}, ADULT_WOMEN),
        ({}, WOMEN),
    ],
)
def test_adults_are_used_where_no_fewer_municipalities_have_them(known, against):
    group = inclusion_rule().named("mulheres")
    assert group.against(known) == against
    assert group.has_children(known) == (against == WOMEN)


def test_a_group_of_ages_has_adults_alone_on_both_sides():
    assert not inclusion_rule().named("jovens").has_children({"jovens": 9, "populacao_adulta": 9})
