"""Entering and leaving by a provider of identities, against a double of one."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
import streamlit as st
from joserfc.jwk import OctKey, RSAKey
from streamlit import config

from config.settings import SettingsError, get_settings
from data_access.identity.sessions import token_hash
from data_access.operational.engine import operational_engine
from pages.server.identity import cookies
from tests.support.oidc_double import Provider
from tests.support.panel_double import PAGE, URL, browser, log_in, way_back
from tests.support.trail import trail


def acts() -> list[tuple[str, str]]:
    return [(entry.who, entry.action) for entry in trail(get_settings().home)]


@pytest.mark.asvs("7.2.1", "7.6.2")
def test_whoever_has_no_session_is_shown_the_entrance_and_nothing_else(provider: Provider) -> None:
    visit = browser()
    page = visit.get("/panorama?territorio=uf:31", headers=PAGE)
    assert page.status_code == 401
    assert 'href="/entrar?para=%2Fpanorama%3Fterritorio%3Duf%3A31"' in page.text
    assert page.headers["cache-control"] == "no-store"
    for path in ("/media/x.csv", "/malha/y"):
        refused = visit.get(path)
        assert (refused.status_code, "Recarregue" in refused.text) == (401, True), path


@pytest.mark.asvs("16.3.1")
def test_entering_leads_to_where_one_was_going_and_leaves_a_trail(provider: Provider) -> None:
    visit = browser()
    back = log_in(visit, para="/panorama?territorio=uf:31")
    assert (back.status_code, back.headers["location"]) == (303, "/panorama?territorio=uf:31")
    who = visit.get("/").text
    assert who.startswith("Maria (")
    assert acts() == [(who, "entrada")]
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid profile"
    assert len(asked["nonce"]) >= 20
    assert asked["redirect_uri"] == f"{URL}/volta"


@pytest.mark.asvs("7.2.2", "7.2.3")
def test_the_cookie_is_a_reference_and_only_its_hash_is_kept(provider: Provider) -> None:
    visit = browser()
    told = log_in(visit).headers.get_list("set-cookie")
    own = next(cookie for cookie in told if cookie.startswith("t360="))
    assert "HttpOnly" in own
    assert "SameSite=lax" in own
    assert "Domain" not in own
    token = visit.cookies["t360"]
    assert len(token) == 22  # 128 bits, in base 64
    with operational_engine(get_settings()).connect() as connection:
        kept = connection.execute(sa.text("SELECT * FROM user_sessions")).mappings().one()
        account = connection.execute(sa.text("SELECT * FROM accounts")).mappings().one()
    assert kept["token_hash"] == token_hash(token)
    assert token not in str(dict(kept))
    assert "maria-1" not in str(dict(account))  # for it may be a CPF


def test_behind_tls_the_cookies_are_of_this_host_alone(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("T360_PUBLIC_URL", "https://painel.exemplo")
    get_settings.cache_clear()
    visit = browser("https://painel.exemplo")
    (cookie,) = visit.get("/entrar").headers.get_list("set-cookie")
    assert cookie.startswith("__Host-t360-entrada=")
    assert "Secure" in cookie
    assert "Path=/;" in cookie


@pytest.mark.parametrize(
    "place",
    [
        "//ataque.exemplo",
        "/\\ataque.exemplo",
        "https://ataque.exemplo",
        "javascript:alert(1)",
        "",
        "/a\r\nSet-Cookie: x=1",
        "/" + "a" * 2000,
    ],
)
def test_nobody_is_led_elsewhere_after_entering(provider: Provider, place: str) -> None:
    assert log_in(browser(), para=place).headers["location"] == "/"


def test_what_another_browser_began_is_not_finished_here(provider: Provider) -> None:
    victim = browser()
    stolen = way_back(browser())
    assert victim.get(stolen).status_code == 400
    way_back(victim)  # with an attempt of its own the state is still another's
    assert victim.get(stolen).status_code == 403
    assert victim.get("/", headers=PAGE).status_code == 401


def test_a_way_back_serves_once(provider: Provider) -> None:
    visit = browser()
    back = way_back(visit)
    kept = visit.cookies["t360-entrada"]
    assert visit.get(back).status_code == 303
    visit.cookies.set("t360-entrada", kept)
    assert visit.get(back).status_code == 403


def test_an_attempt_is_good_for_ten_minutes(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = browser()
    back = way_back(visit)
    monkeypatch.setattr(cookies, "ATTEMPT_SECONDS", -1)
    assert visit.get(back).status_code == 400


SPOILT = {
    "another issuer": {"iss": "https://outro.exemplo"},
    "for another panel": {"aud": "outro"},
    "for another panel, by this one": {"aud": ["outro"], "azp": "painel"},
    "another login": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "old": {"exp": 1},
    "of tomorrow": {"iat": int(time.time()) + 86_400},
    "of nobody": {"sub": None},
    "of a list": {"sub": ["maria-1"]},
    "empty": {"sub": ""},
    "very long": {"sub": "a" * 300},
}


@pytest.mark.asvs("6.8.2", "16.3.1")
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_token_that_says_otherwise_lets_nobody_in(provider: Provider, spoil: dict) -> None:
    provider.spoil = spoil
    visit = browser()
    refused = log_in(visit)
    assert refused.status_code == 403
    assert "t360" not in visit.cookies
    assert acts() == [("desconhecido", "entrada_recusada")]


@pytest.fixture
def below_a_path() -> Iterator[None]:
    before = st.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", "painel")
    yield
    config.set_option("server.baseUrlPath", before)


@pytest.mark.usefixtures("below_a_path")
def test_who_left_a_panel_below_a_path_enters_it_again(provider: Provider) -> None:
    visit = browser()
    left = visit.get("/sair", headers={"sec-fetch-site": "same-origin"})
    assert 'href="/painel/entrar?para=%2Fpainel%2F"' in left.text


@pytest.mark.asvs("6.8.2")
def test_a_token_is_signed_by_the_provider_s_own_key(provider: Provider) -> None:
    provider.published = RSAKey.generate_key(2048, {"kid": "1"})
    assert log_in(browser()).status_code == 403


@pytest.mark.asvs("6.8.2")
def test_a_shared_secret_signs_nothing(provider: Provider) -> None:
    provider.published = provider.key
    provider.key = OctKey.import_key("segredo-do-painel-no-provedor", {"kid": "1"})
    provider.algorithm = "HS256"
    assert log_in(browser()).status_code == 403


def test_a_refusal_of_the_provider_is_one_sentence_and_no_entry(provider: Provider) -> None:
    visit = browser()
    state = way_back(visit).split("state=")[1]
    refused = visit.get(f"/volta?error=access_denied&error_description=<script>&state={state}")
    assert refused.status_code == 403
    assert "<script>" not in refused.text
    assert acts() == []


def test_a_provider_that_is_another_or_away_is_said(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("T360_OIDC_ISSUER", f"{provider.issuer}/outro")
    get_settings.cache_clear()
    away = browser().get("/entrar")
    assert (away.status_code, "não respondeu" in away.text) == (403, True)


@pytest.mark.asvs("7.4.1")
def test_leaving_ends_the_session_for_every_copy_of_the_cookie(provider: Provider) -> None:
    visit, copy = browser(), browser()
    log_in(visit)
    copy.cookies.set("t360", visit.cookies["t360"])
    assert copy.get("/").status_code == 200
    left = visit.get("/sair", headers={"Sec-Fetch-Site": "same-origin"})
    assert "Você saiu" in left.text
    assert f"{provider.issuer}/end" not in left.text  # not https: nobody is sent there
    assert copy.get("/").status_code == 401
    assert visit.get("/panorama", headers=PAGE).status_code == 401
    assert [act for _, act in acts()] == ["entrada", "saida"]


def test_the_page_of_another_site_only_offers_to_leave(provider: Provider) -> None:
    visit = browser()
    log_in(visit)
    assert "Sair?" in visit.get("/sair", headers={"Sec-Fetch-Site": "cross-site"}).text
    assert visit.get("/").status_code == 200


@pytest.mark.asvs("7.2.4")
def test_entering_again_ends_the_session_of_before(provider: Provider) -> None:
    visit, copy = browser(), browser()
    log_in(visit)
    copy.cookies.set("t360", visit.cookies["t360"])
    log_in(visit)
    assert copy.get("/").status_code == 401
    assert visit.get("/").status_code == 200


@pytest.mark.asvs("7.2.4")
def test_a_token_that_somebody_chose_is_nobody_s(provider: Provider) -> None:
    visit, chosen = browser(), "A" * 22
    visit.cookies.set("t360", chosen)
    assert visit.get("/").status_code == 401
    assert not any(chosen in cookie for cookie in log_in(visit).headers.get_list("set-cookie"))


@pytest.mark.asvs("6.8.1")
def test_accounts_are_known_by_the_provider_s_name_for_them_alone(provider: Provider) -> None:
    """An e-mail that is unverified, written otherwise or another's makes nobody of somebody."""
    seen = set()
    for subject, name in [("maria-1", "Maria"), ("maria-2", "Maria"), ("MARIA-1", "Maria")]:
        provider.claims = {"sub": subject, "name": name, "email": "maria@exemplo.br"}
        visit = browser()
        log_in(visit)
        seen.add(visit.get("/").text)
    assert len(seen) == 3
    provider.claims = {"sub": "maria-1", "name": "Maria de Souza\u202e\n<b>"}
    visit = browser()
    log_in(visit)
    code = visit.get("/").text.split("(")[1]
    assert any(code in who for who in seen)
    assert visit.get("/").text.startswith("Maria de Souza <b> (")


def end(visit: object, token: str) -> httpx.Response:
    return visit.post("/fim-de-sessao", data={"logout_token": token})


@pytest.mark.asvs("7.6.1")
def test_the_provider_ends_one_login_or_all_of_an_account(provider: Provider) -> None:
    provider.claims |= {"sid": "a"}
    one, other = browser(), browser()
    log_in(one)
    provider.claims |= {"sid": "b"}
    log_in(other)
    assert end(browser(), provider.logout_token(sid="a")).status_code == 200
    assert (one.get("/").status_code, other.get("/").status_code) == (401, 200)
    assert end(browser(), provider.logout_token(sub="maria-1")).status_code == 200
    assert other.get("/").status_code == 401


def test_a_forged_end_of_login_ends_nothing(provider: Provider) -> None:
    visit = browser()
    log_in(visit)
    good = {"sub": "maria-1"}
    for changes in (
        {"aud": "outro"},
        {"iss": "https://outro.exemplo"},
        {"events": {}},
        {"events": None},
        {"nonce": "x"},
        {"sub": None},
        {"iat": None},
        {"exp": 1},
    ):
        assert end(visit, provider.logout_token(**(good | changes))).status_code == 400, changes
    assert end(visit, "x.y.z").status_code == 400
    provider.published, provider.key = provider.key, RSAKey.generate_key(2048, {"kid": "1"})
    assert end(visit, provider.logout_token(**good)).status_code == 400
    assert visit.get("/").status_code == 200


def test_without_a_provider_there_is_nothing_to_enter(tmp_path: Path) -> None:
    get_settings.cache_clear()
    for path in ("/entrar", "/volta", "/sair"):
        assert browser().get(path).status_code == 404


@pytest.mark.asvs("13.3.1")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"T360_OIDC_CLIENT_SECRET": "curto"}, "16 caracteres"),
        ({"T360_PUBLIC_URL": "http://painel.exemplo"}, "T360_PUBLIC_URL"),
        ({"T360_PUBLIC_URL": "https://painel.exemplo/painel"}, "veio um caminho depois dele"),
        ({"T360_ACCESS_MAP": "nao-existe.toml"}, "T360_ACCESS_MAP"),
        ({"T360_OIDC_ISSUER": "http://login.exemplo"}, "T360_OIDC_ISSUER"),
        ({"T360_OIDC_CLIENT_ID": ""}, "T360_OIDC_CLIENT_ID"),
    ],
)
def test_a_provider_that_is_half_set_serves_nobody(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], told: str
) -> None:
    from data_access.identity.accounts import required_identities

    for name, value in change.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    with pytest.raises(SettingsError, match=told):
        required_identities(get_settings())
