"""Talking to IBGE's data service, which is slow at times and answers with errors at others."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import httpx
import pandas as pd
from tenacity import RetryCallState

from config.ibge import UFS
from config.progress import Progress, silent
from config.retries import Patience, reason
from geo.errors import TerritoryError
from geo.files import SIRGAS_2000, SourceMesh, municipal_mesh
from geo.localities import parse

TIMEOUT = httpx.Timeout(60.0, connect=15.0)  # the mesh of Minas Gerais takes its time
MESH_FORMAT = "application/vnd.geo+json"
QUALITY = "intermediaria"  # finer than what simplification keeps


class IbgeService:
    """Client of ``/api/v1/localidades`` and ``/api/v3/malhas``; a context manager.

    Timeouts, broken answers and the statuses 429 and 5xx are tried again `attempts` times, with
    growing pauses. Everything else that goes wrong is a TerritoryError.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: httpx.Timeout = TIMEOUT,
        attempts: int = Patience.attempts,
        wait: Callable[[RetryCallState], float] = Patience.wait,
    ) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=timeout, follow_redirects=True)
        self._host = urlsplit(base_url).netloc or base_url
        self._patience = Patience(attempts, wait)

    def __enter__(self) -> "IbgeService":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def localities(self) -> pd.DataFrame:
        """The hierarchy of every municipality, as of today: the service keeps no former ones."""
        path = "/api/v1/localidades/municipios"
        return parse(self._json(path, {}), f"{self._host}{path}")

    def mesh(self, year: int | None, progress: Progress = silent) -> SourceMesh:
        """The municipal mesh, one request per UF; `year` None asks for the newest."""
        frames = []
        for position, uf in enumerate(UFS):
            progress(position / len(UFS), f"Baixando a malha: {uf.name}")
            frames.append(self._uf_mesh(uf.code, year))
        raw = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=SIRGAS_2000)
        return municipal_mesh(raw, self._host)

    def _uf_mesh(self, uf: str, year: int | None) -> gpd.GeoDataFrame:
        path = f"/api/v3/malhas/estados/{uf}"
        params = {"intrarregiao": "municipio", "formato": MESH_FORMAT, "qualidade": QUALITY}
        content = self._json(path, params if year is None else params | {"periodo": str(year)})
        features = content.get("features") if isinstance(content, dict) else None
        if not features:
            raise self._unexpected(path)
        try:
            return gpd.GeoDataFrame.from_features(features, crs=SIRGAS_2000)
        except (KeyError, TypeError, ValueError) as error:
            raise self._unexpected(path) from error

    def _json(self, path: str, params: dict[str, str]) -> Any:
        try:
            return self._patience.call(self._once, path, params)
        except httpx.HTTPStatusError as error:
            raise self._refused(error, params) from error
        except httpx.HTTPError as error:
            raise TerritoryError(
                f"Não foi possível falar com {self._host} ({reason(error)}); verifique a rede, "
                "ou baixe o arquivo e use t360 geo update --file."
            ) from error
        except json.JSONDecodeError as error:
            raise self._unexpected(path) from error

    def _once(self, path: str, params: dict[str, str]) -> Any:
        response = self._client.get(path, params=params)
        response.raise_for_status()
        return response.json()

    def _refused(self, error: httpx.HTTPStatusError, params: dict[str, str]) -> TerritoryError:
        status = error.response.status_code
        if "periodo" in params and status < 500 and status != 429:
            return TerritoryError(
                f"{self._host} não tem a malha de {params['periodo']} (resposta {status}); tente"
                " outro ano, ou baixe o arquivo e use t360 geo update --file."
            )
        return TerritoryError(
            f"{self._host} respondeu com erro {status} em todas as tentativas; tente mais tarde, "
            "ou baixe o arquivo e use t360 geo update --file."
        )

    def _unexpected(self, path: str) -> TerritoryError:
        return TerritoryError(
            f"A resposta de {self._host}{path} não é o que se esperava do serviço do IBGE; tente"
            " mais tarde, ou baixe o arquivo e use t360 geo update --file."
        )
