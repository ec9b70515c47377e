"""Routes of our own: public borders, Leaflet, and the health of the service.
Nothing personal passes here.
"""

import re
from pathlib import Path

from anyio import fail_after, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from xstatic.pkg import leaflet

from config.errors import UserError
from data_access.editions.reading import NOTHING_PUBLISHED
from data_access.editions.server.connection import EditionServerError
from pages.components import plots
from pages.components.maps.network_script import MAP_SCRIPT, SCRIPT
from pages.server.health import ALL_WARM, WARM
from pages.server.identity import routes as identity
from pages.state import gateway
from pages.streamlit_patches.static_preload import FOREVER

HEALTH_SECONDS = 4.5  # for a disk or a database that does not answer
MESH_PATH = f"{gateway.MESH_FOLDER}/{{name}}.geojson"
WORLD_PATH = f"{plots.WORLD_FOLDER}{{name}}.json"
# The hash of a layer, and the UFs that are asked of it.
MESH_NAME = re.compile(r"([0-9a-f]{64})((?:-[0-9]{2}){0,27})")
LEAFLET_PATH = "/leaflet"
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32"'
    ' rx="7" fill="#0a4d8c"/><circle cx="16" cy="16" r="8.5" fill="none" stroke="#fff"'
    ' stroke-width="3.2" stroke-dasharray="40 13.4"/><circle cx="16" cy="16" r="3"'
    ' fill="#fff"/></svg>'
)


async def mesh(request: Request) -> Response:
    """A layer of borders, whole or of some UFs:
    its name is the hash of the content, so browsers keep it for ever.
    """
    asked = MESH_NAME.fullmatch(request.path_params["name"])
    if asked is None:
        return _not_found()
    etag = f'"{asked[0]}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": FOREVER})
    content = await to_thread.run_sync(
        gateway.mesh_content, asked[1], tuple(asked[2].split("-")[1:])
    )
    if content is None:
        return _not_found()
    headers = {
        "Content-Encoding": "gzip",
        "Cache-Control": FOREVER,
        "ETag": etag,
        "Vary": "Accept-Encoding",
    }
    return Response(content, media_type="application/geo+json", headers=headers)


async def world(_: Request) -> Response:
    """The map of the world that Plotly asks for before it draws any area,
    and that our maps do not show: nothing.
    """
    return JSONResponse(
        {"type": "Topology", "objects": {}, "arcs": []}, headers={"Cache-Control": FOREVER}
    )


async def health(_: Request) -> Response:
    """``/saude``: 200 when the published edition is whole and its opening page is warm; else 503.

    Whoever asks is told the state and nothing else: the reason, which may name folders and
    servers, is for the pages and `t360 doctor`. ``paginas_prontas`` says whether all the other
    pages are warm too.
    """
    if not WARM.is_set():
        return JSONResponse({"situacao": "preparando"}, 503)
    try:
        with fail_after(HEALTH_SECONDS):
            await to_thread.run_sync(gateway.require_sound_edition, abandon_on_cancel=True)
    except EditionServerError:
        return JSONResponse({"situacao": "sem resposta"}, status_code=503)
    except UserError as error:
        state = "sem edição" if str(error) == NOTHING_PUBLISHED else "com defeito"
        return JSONResponse({"situacao": state}, status_code=503)
    except TimeoutError:
        return JSONResponse({"situacao": "sem resposta"}, status_code=503)
    return JSONResponse({"situacao": "ok", "paginas_prontas": ALL_WARM.is_set()})


async def favicon(_: Request) -> Response:
    """Ours in the place of Streamlit's; its icon option would fetch from elsewhere."""
    return Response(
        FAVICON, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"}
    )


async def network_map(_: Request) -> Response:
    """The program of the map of the network, which its page names."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(SCRIPT, media_type="text/javascript", headers=headers)


def _not_found() -> Response:
    return PlainTextResponse("Não encontrado.", status_code=404)


def routes() -> list[BaseRoute]:
    return [
        Route(MESH_PATH, mesh, methods=["GET"]),
        Route(WORLD_PATH, world, methods=["GET"]),
        Route("/favicon.png", favicon, methods=["GET"]),
        Route(MAP_SCRIPT, network_map, methods=["GET"]),
        Route("/saude", health, methods=["GET"]),
        *identity.routes(),
        Mount(LEAFLET_PATH, StaticFiles(directory=Path(leaflet.BASE_DIR))),
    ]
