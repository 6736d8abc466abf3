"""
A stand-in for CBS, RIVM and PDOK, in a process of its own.

    python -m tests.recorded.server

Prints its address and ends when its input closes, or after ten minutes. Below the
address lie `/cbs`, `/rivm` and `/pdok`. Before them may stand how it
misbehaves: `/429-2/cbs/...` refuses twice and then answers. See README.md.
With `18000x120` behind it, it also has tables of a whole country, for the benchmark.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, urlsplit

from tests.recorded import areas, national, tables
from tests.recorded.filters import NotUnderstoodError, compile_filter

LIFE = 600  # seconds
DRIPPING = 20
ELSEWHERE = "https://statistiek.example"
# What is no rows, in place of them.
ODD = {
    "deep": b"[" * 5000 + b"]" * 5000,
    "norows": b'{"value":[1,"twee",null]}',
    "nan": b'{"value":[{"ID":0,"Identifier":NaN,"Key":NaN,"Title":"x"}]}',
    "twice": b'{"value":[{"ID":0,"Title":"x","Title":"y"}]}',
}
MOST = 10_000
MODE = re.compile(
    r"(slow|cut|half|429|500|503|html|error|gone|cap|padded|changed|degrees|nocount|page"
    r"|elsewhere|moved|endless|drip|deep|norows|nan|twice)(?:-(\d+))?(?:~\w+)?"
)
PAGE = b"<!DOCTYPE html>\n<html><head><title>Aanmelden bij het netwerk</title></head><body>Meld u aan.</body></html>"


@dataclass
class Asked:
    """A request, taken apart."""

    modes: dict[str, int]
    prefix: str
    path: list[str]
    options: dict[str, str]


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None


def as_json(content: Any) -> Reply:
    return Reply(body=json.dumps(content, ensure_ascii=False).encode())


def take_apart(url: str) -> Asked:
    parts = urlsplit(url)
    path = [part for part in parts.path.split("/") if part]
    modes: dict[str, int] = {}
    prefix = ""
    while path and (match := MODE.fullmatch(path[0])):
        modes[match[1]] = int(match[2] or 0)
        prefix += f"/{path.pop(0)}"
    options = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    return Asked(modes, prefix, path, options)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out apart: waiting for the one costs 40 ms an answer
    hits: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        asked = take_apart(self.path)
        Handler.hits[self.path] += 1
        reply = misbehave(asked, Handler.hits[self.path]) or answer(asked, self.headers.get("Host", ""))
        if "cut" in asked.modes and reply.status == 200:
            reply = Reply(reply.status, reply.body[: len(reply.body) // 2], promised=len(reply.body))
        if "half" in asked.modes:
            reply.body = reply.body[: len(reply.body) // 2]
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) if reply.promised is None else reply.promised))
        try:
            self.end_headers()
            if "drip" in asked.modes:
                self.drip(reply.body, asked.modes["drip"] / 1000)
            else:
                self.wfile.write(reply.body)
        except ConnectionError:  # who asked did not wait
            self.close_connection = True
        if reply.promised is not None:
            self.close_connection = True

    def drip(self, body: bytes, pause: float) -> None:
        """Write a byte now and then, for as long as somebody reads and no longer than `DRIPPING`."""
        ends = time.monotonic() + DRIPPING
        for byte in body:
            self.wfile.write(bytes([byte]))
            if time.monotonic() > ends:
                raise ConnectionError
            time.sleep(pause)

    def log_message(self, *arguments: object) -> None:
        """Stay silent: who reads the address reads only that."""


def misbehave(asked: Asked, hit: int) -> Reply | None:
    modes = asked.modes
    for name in ("429", "500", "503"):
        if name in modes and (not modes[name] or hit <= modes[name]):
            headers = {"Retry-After": "7"} if name == "429" else {}
            return Reply(int(name), b'{"error":"busy"}', headers=headers)
    if "slow" in modes:
        time.sleep(modes["slow"] or 3)
    if "html" in modes:
        return Reply(body=PAGE, content_type="text/html; charset=utf-8")
    if "error" in modes:
        text = "De tabel wordt op dit moment bijgewerkt."
        return as_json({"odata.error": {"code": "", "message": {"lang": "nl-NL", "value": text}}})
    if "moved" in modes:
        return Reply(302, headers={"Location": f"{ELSEWHERE}/{'/'.join(asked.path)}"})
    for name, body in ODD.items():
        if name in modes:
            return Reply(body=body)
    if "gone" in modes:
        return Reply(404, b"Not found", "text/plain")
    return None


def answer(asked: Asked, host: str) -> Reply:
    try:
        match asked.path:
            case [
                "cbs" | "rivm" as service,
                "ODataFeed",
                "odata" | "OData",
                table,
                *rest,
            ]:
                if table.startswith(national.PREFIX):
                    return Reply(*national.answer(asked.path, asked.options, host))
                return version3(asked, host, service, table, rest)
            case ["pdok", "cbs", collection, "ogc", "v1", "collections", level, "items"]:
                return items(asked, host, collection, level)
    except NotUnderstoodError as error:
        return Reply(500, json.dumps({"odata.error": {"message": {"value": str(error)}}}).encode())
    return Reply(404, b'{"odata.error":{"message":{"value":"Resource not found."}}}')


def version3(asked: Asked, host: str, service: str, table_id: str, rest: list[str]) -> Reply:
    table = tables.TABLES.get(table_id)
    if table is None or table.service != service or not rest:
        return Reply(404, b"Not found", "text/plain")
    names = {table.area, *table.members, *(["Perioden"] if table.periods else [])}
    if rest[0] == "TableInfos":
        rows = tables.info(table)
    elif rest[0] == "DataProperties":
        rows = tables.properties(table_id)
    elif rest[0] in names:
        rows, names = tables.members(table, rest[0]), {"Key"}
    elif rest[0] == "UntypedDataSet":
        rows = data_rows(asked, table)
    else:
        return Reply(404, b"Not found", "text/plain")
    rows = filtered(asked, rows, names)
    if rest[1:] == ["$count"]:
        return counted(asked, rows)
    if asked.options.get("$format") != "json":
        return Reply(body=b"<feed/>", content_type="application/atom+xml")  # ODataFeed's own default
    meta = f"http://{host}/{service}/ODataFeed/odata/{table_id}/$metadata#Cbs.OData.WebAPI.{rest[0]}"
    size = asked.modes.get("page", MOST)
    content = {"odata.metadata": meta, **page(asked, host, rows, size, "odata.nextLink", rest[0])}
    return as_json(content)


def data_rows(asked: Asked, table: tables.Table) -> list[dict[str, Any]]:
    rows = tables.rows(table.id)
    if "changed" in asked.modes:  # other numbers, the same Modified
        key = list(rows[0])[-1]
        rows = [{**row, key: "     777"} if number < 2 else row for number, row in enumerate(rows)]
    return rows


def filtered(asked: Asked, rows: list[dict[str, Any]], dimensions: set[str]) -> list[dict[str, Any]]:
    text = asked.options.get("$filter")
    if not text:
        return rows
    if "padded" in asked.modes and "startswith" in text:
        return []
    test = compile_filter(text, dimensions)
    return [row for row in rows if test(row)]


def counted(asked: Asked, rows: list[dict[str, Any]]) -> Reply:
    if "nocount" in asked.modes:
        return Reply(404, b"Not found", "text/plain")
    return Reply(body=str(len(rows)).encode(), content_type="text/plain")


def page(
    asked: Asked, host: str, rows: list[dict[str, Any]], size: int, link: str, endpoint: str
) -> Mapping[str, Any]:
    if "cap" in asked.modes and endpoint == "UntypedDataSet":
        return {"value": rows[:10]}
    start = int(asked.options.get("$skiptoken", "0"))
    content: dict[str, Any] = {"value": rows[start : start + size]}
    if "elsewhere" in asked.modes:
        return {**content, link: f"{ELSEWHERE}/{'/'.join(asked.path)}?$skiptoken=1"}
    if "endless" in asked.modes:
        here = f"http://{host}{asked.prefix}/{'/'.join(asked.path)}"
        return {"value": rows[:1] if start == 0 else [], link: f"{here}?$format=json&$skiptoken={start + 1}"}
    if start + size < len(rows):
        kept = {**asked.options, "$skiptoken": str(start + size)}
        query = "&".join(f"{quote(name, safe='$')}={quote(value)}" for name, value in kept.items())
        content[link] = f"http://{host}{asked.prefix}/{'/'.join(asked.path)}?{query}"
    return content


def items(asked: Asked, host: str, collection: str, level: str) -> Reply:
    match = re.fullmatch(r"wijken-en-buurten-(\d{4})", collection)
    if not match or int(match[1]) not in areas.YEARS or level not in ("buurten", "wijken", "gemeenten"):
        return Reply(404, b'{"status":404}')
    crs = asked.options.get("crs", "")
    if crs and not crs.startswith("http://www.opengis.net/def/crs/"):
        return Reply(400, b'{"detail":"crs must be a URI"}')
    features = list(areas.collection(level, int(match[1])))
    gemeente = asked.options.get("gemeentecode")
    if gemeente:
        features = [row for row in features if row["properties"]["gemeentecode"] == gemeente]
    size = min(int(asked.options.get("limit", "10")), asked.modes.get("page", 1000), 1000)
    start = int(asked.options.get("cursor", "0"))
    shown = areas.in_crs(features[start : start + size], "" if "degrees" in asked.modes else crs)
    here = f"http://{host}{asked.prefix}/{'/'.join(asked.path)}"
    links = [{"rel": "self", "type": "application/geo+json", "href": here}]
    if start + size < len(features) and "cap" not in asked.modes:
        kept = {**asked.options, "cursor": str(start + size)}
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in kept.items())
        links.append({"rel": "next", "type": "application/geo+json", "href": f"{here}?{query}"})
    content = {"type": "FeatureCollection", "numberReturned": len(shown), "links": links, "features": shown}
    if "cap" in asked.modes:
        content["numberMatched"] = len(features)
    reply = as_json(content)
    reply.content_type = "application/geo+json"
    return reply


def serve() -> None:
    if sys.argv[1:]:
        national.size(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    end = threading.Timer(LIFE, server.shutdown)
    end.daemon = True
    end.start()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        server.shutdown()

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    serve()
