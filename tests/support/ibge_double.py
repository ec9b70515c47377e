"""A small HTTP server that speaks like IBGE's services of meshes (v3) and localities (v1)."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from config.ibge import UFS, check_digit

YOUNG = "5101837"
MESH = "/api/v3/malhas/estados/"
LOCALITIES = "/api/v1/localidades/municipios"


def codes_of(uf: str) -> list[str]:
    """Two made-up municipalities per UF, with good check digits."""
    return [uf + n + check_digit(uf + n) for n in ("9001", "9002")]


def mesh_of(uf: str) -> dict:
    """Two neighbouring squares in a row of their own for each UF."""
    south = -30.0 + int(uf) / 2
    features = [
        {
            "type": "Feature",
            "properties": {"codarea": code, "centroide": [0, 0]},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [w, south],
                        [w + 0.5, south],
                        [w + 0.5, south + 0.4],
                        [w, south + 0.4],
                        [w, south],
                    ]
                ],
            },
        }
        for code, w in zip(codes_of(uf), (-50.0, -49.5), strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def localities() -> list[dict]:
    """Every made-up municipality, and a young one with neither polygon nor microrregião, as in the
    real list.
    """
    rows = [_locality(code, uf.code) for uf in UFS for code in codes_of(uf.code)]
    young = _locality(YOUNG, "51") | {"nome": "Boa Esperança do Norte", "microrregiao": None}
    return [*rows, young]


def _locality(code: str, uf: str) -> dict:
    state = {
        "id": int(uf),
        "sigla": "XX",
        "nome": "X",
        "regiao": {"id": int(uf[0]), "sigla": "X", "nome": "X"},
    }
    return {
        "id": int(code),
        "nome": f"Lugar {code}",
        "microrregiao": {
            "id": int(uf + "001"),
            "nome": f"Micro {uf}",
            "mesorregiao": {"id": int(uf + "01"), "nome": f"Meso {uf}", "UF": state},
        },
        "regiao-imediata": {
            "id": int(uf + "0001"),
            "nome": f"Imediata {uf}",
            "regiao-intermediaria": {
                "id": int(uf + "01"),
                "nome": f"Intermediária {uf}",
                "UF": state,
            },
        },
    }


@dataclass
class Double:
    """The running server: its address, what was asked, and how a path is made to misbehave.

    `faults` maps a path to functions used one after the other, each for one request; then it
    answers well.
    """

    url: str = ""
    asked: list[tuple[str, dict]] = field(default_factory=list)
    faults: dict[str, list[Callable[[BaseHTTPRequestHandler], None]]] = field(
        default_factory=lambda: defaultdict(list)
    )


def status(code: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def body(
    content: bytes, *, promised: int | None = None
) -> Callable[[BaseHTTPRequestHandler], None]:
    """`content` with status 200; `promised` more bytes than are sent is a truncated answer."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(promised or len(content)))
        # Said, so that the client does not send its next request down a connection that is about to
        # end.
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(content)
        handler.close_connection = True

    return answer


def silence(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        threading.Event().wait(seconds)
        handler.close_connection = True

    return answer


@contextmanager
def ibge_double() -> Iterator[Double]:
    """Serve on a free port of this machine until the block ends."""
    double = Double()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            double.asked.append((address.path, parse_qs(address.query)))
            if double.faults[address.path]:
                double.faults[address.path].pop(0)(self)
            elif address.path == LOCALITIES:
                body(json.dumps(localities()).encode())(self)
            elif address.path.startswith(MESH):
                body(json.dumps(mesh_of(address.path.removeprefix(MESH))).encode())(self)
            else:
                status(404)(self)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    double.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
