"""
Which addresses are asked: those of the services, and nothing that an answer points at elsewhere.

A redirect or a link to the next page is text of a stranger. Followed anywhere, it would bring rows of
another into the figures, and let whoever wrote it ask addresses inside the network of the municipality.
"""

from __future__ import annotations

import ipaddress
from typing import Final, Literal
from urllib.parse import unquote, urljoin, urlsplit

from analysis.sources import http_errors

PORTS: Final = {"http": 80, "https": 443}
Pointer = Literal["doorverwijzing", "volgende pagina"]


def is_loopback(host: str) -> bool:
    """Whether a host is this computer by its name or address; no name is looked up."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _origin_of(url: str) -> tuple[str, str, int]:
    """
    Return who would be asked: scheme, host and port.

    Raises ValueError for no address of http or https, or one that programs read in different ways: with a name before
    an @, a backslash, a space or a sign that does not print.
    """
    # Imported here: a batch on several machines asks only whether a host is this computer.
    import requests

    _check_signs(url)
    try:
        written = urlsplit(url)
        # What is really sent: requests turns a name such as é.nl into xn--9ca.nl.
        sent = urlsplit(requests.Request("GET", url).prepare().url or "")
        scheme, host, port = sent.scheme.lower(), (sent.hostname or "").lower(), sent.port
    except (ValueError, requests.exceptions.RequestException):
        raise ValueError("een adres dat niet kan bestaan") from None
    if "@" in written.netloc:
        raise ValueError("een naam of wachtwoord in het adres")
    if scheme not in PORTS or not host:
        raise ValueError("geen adres van https")
    return scheme, host, port or PORTS[scheme]


def check_service(url: str, place: str) -> None:
    """
    Refuse, with F245, the address of a service that others on the way can read or change: only TLS, or this computer.

    `place` is where the address was written, such as the name of an environment variable.
    """
    try:
        scheme, host, _ = _origin_of(url)
    except ValueError as error:
        raise http_errors.down("F245", place, f'"{shown(url)}": {error}') from None
    if scheme != "https" and not is_loopback(host):
        raise http_errors.down("F245", place, f'"{shown(url)}", zonder versleuteling')


def followed(asked: str, link: object, kind: Pointer) -> str:
    """
    Return the full address that an answer points at; a next page also lies in the folder of the page before it.

    Raises F244 for another host, port or protocol, another folder, or no address at all.
    """
    if not isinstance(link, str) or not link.strip():
        raise http_errors.down("F244", asked, f"een {kind}: een verwijzing die geen adres is")
    try:
        _check_signs(link)  # joining would drop some of them
        target = urljoin(asked, link)
        same = _origin_of(target) == _origin_of(asked)
    except ValueError as error:
        raise http_errors.down("F244", asked, f'een {kind}: "{shown(link)}": {error}') from None
    if not same or (kind == "volgende pagina" and _folder(target) != _folder(asked)):
        raise http_errors.down("F244", asked, f'een {kind}: "{shown(target)}"')
    return target


def shown(url: str) -> str:
    """Write an address without its question or password, and so that a letter that looks like another is seen."""
    before, slashes, after = url.partition("?")[0].partition("#")[0].partition("//")
    host, slash, path = after.partition("/")
    name, at, host = host.rpartition("@")
    host = host.encode("ascii", "backslashreplace").decode("ascii")
    return http_errors.shown(f"{before}{slashes}{'…' if name else ''}{at}{host}{slash}{path}", 150)


def _check_signs(url: str) -> None:
    place = url.partition("?")[0].partition("#")[0]
    if not url.isprintable() or "\\" in place or " " in place:
        raise ValueError("tekens die niet in een adres horen")


def _folder(url: str) -> str:
    """Return the folder of an address, without dots in it; services differ in capitals (`odata`, `OData`)."""
    path = unquote(urlsplit(url).path)
    if ".." in path.split("/") or "\\" in path:
        return ""
    return path.rpartition("/")[0].casefold()
