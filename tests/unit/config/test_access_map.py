"""Which groups of a provider give which rights: to the letter, or nothing."""

from pathlib import Path
from typing import Any

import pytest

from config.access_map import AccessMap, load_access_map, values_of
from config.settings import Settings, SettingsError
from data_access.identity.accounts import required_access_map, vouched
from indicators.rights import Right

MAP = """
[[grant]]
claim = "groups"
value = "cliente360-mg"
role = "coordenacao"
places = ["MG"]

[[grant]]
claim = "realm_access.roles"
value = "dados"
role = "gestor_dados"
places = ["BR"]
"""
MINAS = Right("coordenacao", frozenset({"MG"}))
STEWARD = Right("gestor_dados", frozenset({"BR"}))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "acessos.toml"
    file.write_text(MAP, encoding="utf-8")
    return file


def rights(file: Path, **claims: Any) -> set[Right]:
    return set(vouched({"sub": "a", **claims}, "https://a", load_access_map(file)).rights)


@pytest.mark.parametrize(
    ("claims", "given"),
    [
        ({"groups": ["cliente360-mg"]}, {MINAS}),
        ({"groups": "cliente360-mg"}, {MINAS}),
        (
            {"groups": ["x", "cliente360-mg"], "realm_access": {"roles": ["dados"]}},
            {MINAS, STEWARD},
        ),
        ({"realm_access.roles": ["dados"]}, {STEWARD}),
        ({"groups": ["Cliente360-MG"]}, set()),
        ({"groups": ["cliente360-mg "]}, set()),
        ({"groups": ["*"]}, set()),
        ({"groups": []}, set()),
        ({"groups": None}, set()),
        ({"groups": {"cliente360-mg": True}}, set()),
        ({"groups": [["cliente360-mg"]]}, set()),
        ({"groups": [1, True]}, set()),
        ({"realm_access": ["dados"]}, set()),
        ({"realm_access": "roles"}, set()),
        ({}, set()),
    ],
)
def test_a_claim_gives_what_the_file_says_and_nothing_else(
    file: Path, claims: dict[str, Any], given: set[Right]
) -> None:
    assert rights(file, **claims) == given


def test_without_a_file_groups_give_nothing() -> None:
    assert load_access_map(None) == AccessMap()
    assert vouched({"sub": "a", "groups": ["x"]}, "https://a", AccessMap()).rights == frozenset()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("grant = [", "não é um TOML"),
        ('[[grant]]\nclaim = "groups"\n', "grant.0.value"),
        ("segredo = 1\n", "segredo"),
    ],
)
def test_a_file_that_is_none_is_refused(file: Path, text: str, told: str) -> None:
    other = file.with_name("outro.toml")
    other.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=told):
        load_access_map(other)
    with pytest.raises(SettingsError, match="Não consegui ler"):
        load_access_map(file.with_name("nenhum.toml"))


@pytest.mark.parametrize(("role", "places"), [("chefe", '["BR"]'), ("coordenacao", '["mg"]')])
def test_a_right_that_does_not_exist_is_said_before_anybody_enters(
    file: Path, role: str, places: str
) -> None:
    other = file.with_name("errado.toml")
    entry = f'\n[[grant]]\nclaim = "g"\nvalue = "v"\nrole = "{role}"\nplaces = {places}\n'
    other.write_text(MAP + entry, encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"3 \({role}"):
        required_access_map(Settings(access_map=other, _env_file=None))


@pytest.mark.parametrize(
    ("claims", "when"),
    [
        ({"auth_time": 1_760_000_000}, True),
        ({"auth_time": True}, False),
        ({"auth_time": "1760000000"}, False),
        ({}, False),
    ],
)
def test_when_somebody_proved_who_they_are_is_a_number_or_not_known(claims, when: bool) -> None:
    told = vouched({"sub": "a", **claims}, "https://a", AccessMap())
    assert (told.authenticated_at is not None) == when


def test_a_name_of_several_is_none() -> None:
    assert values_of({"name": ["a", "b"]}, "name") == {"a", "b"}
    assert vouched({"sub": "a", "name": ["a", "b"]}, "https://a", AccessMap()).name == ""
