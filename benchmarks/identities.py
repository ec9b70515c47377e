"""What identities cost: every page asked of two servers of the same edition, one of which knows who
asks and checks it, in turn, so that the machine is the same for both.

Whoever asks may see the country, which is the largest; each page is asked for with two periods, of
servers that have drawn it before.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from statistics import median

from benchmarks.browsing import serving, warm
from benchmarks.homes import edition_home, settings_of
from benchmarks.options import Options
from benchmarks.report import Figure
from benchmarks.streamlit_client import Session
from config.navigation import PageEntry, load_navigation
from config.roles import EXECUTIVE
from config.settings import Settings
from data_access.identity.accounts import Vouched, list_accounts
from data_access.identity.granted import grant
from data_access.identity.sessions import begin_session
from data_access.operational.actor import COMMAND_LINE, Actor
from indicators.rights import Right
from pages.server.identity.cookies import SESSION

ISSUER, WHO = "https://contas.exemplo", "medidor"
PROVIDER = {
    "T360_OIDC_ISSUER": ISSUER,
    "T360_OIDC_CLIENT_ID": "t360",
    "T360_OIDC_CLIENT_SECRET": "segredo de medição, não de uso",
    "T360_PUBLIC_URL": "http://localhost",
}
QUERIES = ("periodo=12m", "periodo=ano")
TURNS, MOST = 20, 1.05  # times each page is asked; how many times as long with identities


def run(options: Options) -> Iterator[Figure]:
    home = edition_home(options, options.attendances)
    token = _log_in(settings_of(home))
    with serving(home) as (without, _, _), serving(home, environment=PROVIDER) as (with_them, _, _):
        addresses = [at.replace("127.0.0.1", "localhost") for at in (without, with_them)]
        for address in addresses:
            warm(address)
        ratios = []
        for entry in load_navigation():
            if EXECUTIVE in entry.roles and entry.scope:
                plain, known = asyncio.run(_seconds(addresses, entry, token))
                ratios.append(known / plain)
                yield Figure(f"{entry.title}: sem contas, mediana", 1000 * plain, "ms")
                yield Figure(f"{entry.title}: com contas, em vezes", known / plain, "×")
    yield Figure(
        "com contas em vezes de sem contas, mediana das páginas", median(ratios), "×", MOST
    )


def _log_in(settings: Settings) -> str:
    """The token of a session that sees the country."""
    who = Vouched(ISSUER, WHO, "Quem mede", authenticated_at=datetime.now(UTC))
    token = begin_session(settings, who, "medição", None)
    (code,) = (
        item.account.code for item in list_accounts(settings) if item.account.name == who.name
    )
    right = Right(EXECUTIVE, frozenset({"BR"}))
    grant(settings, code, right, Actor(WHO, COMMAND_LINE))
    return token


async def _seconds(addresses: list[str], entry: PageEntry, token: str) -> tuple[float, float]:
    """Without and with identities: the median of many answers, taken in turn."""
    first = load_navigation()[0] is entry
    path = "/" if first else f"/{entry.path}"
    taken: tuple[list[float], list[float]] = ([], [])
    async with AsyncExitStack() as stack:
        sessions = [
            await stack.enter_async_context(Session(address, path, f"{SESSION}={token}"))
            for address in addresses
        ]
        for query in QUERIES:
            plain, known = [await session.ask(query) for session in sessions]
            more = set(known.texts) - set(plain.texts)
            # Who is in, and the menu's words of what that role opens; everything else is the same.
            if known.problems or not plain.texts or plain.charts != known.charts or len(more) > 2:
                raise RuntimeError(f"{entry.title}: {known.problems or more}")
        for turn in range(TURNS):
            for place in (0, 1) if turn % 2 else (1, 0):
                answer = await sessions[place].ask(QUERIES[turn // 2 % 2])
                taken[place].append(answer.seconds)
    return median(taken[0]), median(taken[1])
