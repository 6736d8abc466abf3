"""
The connections of a build on several machines: encrypted, or within this computer.

Whoever reaches a scheduler of dask can run anything on its workers, and whoever listens in sees numbers
from before publication. So a scheduler on another computer is spoken to with TLS alone, in which both
sides show a certificate of one authority.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from analysis.ground.errors import InputError, Problem
from analysis.sources.origin import is_loopback

if TYPE_CHECKING:
    from distributed.security import Security

SCHEDULER: Final = "--scheduler"
# Field of `Tls`, option of the command line, setting of dask.
FILES: Final = (
    ("ca", "--tls-ca", "distributed.comm.tls.ca-file"),
    ("cert", "--tls-cert", "distributed.comm.tls.client.cert"),
    ("key", "--tls-key", "distributed.comm.tls.client.key"),
)
HOW: Final = (
    "Start dask scheduler en dask worker met --tls-ca-file, --tls-cert en --tls-key, en geef hier tls://… met "
    "--tls-ca, --tls-cert en --tls-key; zie docs/schalen.md."
)
NOT_SAFE: Final = "De verbinding met de rekencomputers is niet veilig; er is niets gemaakt."


@dataclass(frozen=True)
class Tls:
    """Files of PEM with which a batch shows who it is; what is not given comes from the settings of dask."""

    ca: Path | None = None  # of the authority that signed for the scheduler and the workers
    cert: Path | None = None
    key: Path | None = None


def security_for(address: str | None, tls: Tls) -> Security | None:
    """
    Return what the connection with a scheduler needs; nothing for one on this computer without TLS.

    Raises `InputError`: certificates without a scheduler. F721: another computer without TLS, or TLS for an
    address that does not use it. F722: files that are not given, cannot be read, or do not belong together.
    """
    given = tls != Tls()
    if address is None:
        if given:
            expected = "ook --scheduler: op één computer gaat er niets over een netwerk"
            action = "Zet er --scheduler tls://… bij, of laat --tls-ca, --tls-cert en --tls-key weg."
            raise InputError.of("Dit past niet samen.", "--tls-ca", "", "een certificaat", expected, action)
        return None
    if not address.startswith("tls://"):
        found, expected, action = f'"{address}"', "een adres met tls://", "Zet tls:// voor het adres."
        if not given:
            found, expected, action = f"{found}, zonder versleuteling", "tls://", HOW
        if given or not is_within(address):
            raise InputError.of(NOT_SAFE, SCHEDULER, "", found, expected, action, "F721")
        return None
    from distributed.security import Security

    ca, cert, key = _files(tls)
    security = Security(require_encryption=True, tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key)
    try:
        security.get_connection_args("client")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        options, expected = " ".join(option for _, option, _ in FILES), "certificaten die bij elkaar horen"
        action = "Controleer de drie bestanden: PEM, leesbaar, en de sleutel die bij het certificaat hoort."
        raise InputError.of(NOT_SAFE, options, "", _reason(error), expected, action, "F722") from None
    return security


def is_within(address: str) -> bool:
    """Whether an address of dask is on this computer."""
    _, slashes, rest = address.partition("://")
    return is_loopback(urlsplit(f"//{rest if slashes else address}").hostname or "")


def check_places(found: dict[str, Any], *, secure: bool) -> None:
    """
    Refuse a cluster of which a part listens to the network without TLS, by what the scheduler says of itself.

    A scheduler that this connection has TLS with (`secure`) has workers with TLS alone.

    Raises `InputError` F721, with each address: a scheduler that was started without a host listens to
    everybody.
    """
    if secure:
        return
    places = [str(found.get("address", "")), *map(str, found.get("workers", {}))]
    expected = "tls://, of een adres op deze computer"
    action = f"Op één computer: start dask scheduler met --host 127.0.0.1 en verbind de werkers daarmee. Anders: {HOW}"
    problems = [
        Problem(SCHEDULER, "", f'"{place}", zonder versleuteling', expected, action, "F721")
        for place in places
        if place and not place.startswith(("inproc://", "tls://")) and not is_within(place)
    ]
    if problems:
        raise InputError("De rekencomputers zijn niet afgeschermd; er is niets gemaakt.", problems)


def _files(tls: Tls) -> list[str]:
    """Return the files of authority, certificate and key."""
    import dask

    files, problems = [], []
    for name, option, setting in FILES:
        given = getattr(tls, name) or dask.config.get(setting, None)
        if not given:
            expected = f"een bestand van PEM, hier of in {setting} van dask"
            problems.append(Problem(option, "", "niets", expected, HOW, "F722"))
        elif not Path(str(given)).is_file():
            action = "Controleer de naam en de map."
            problems.append(Problem(option, "", f'"{given}"', "een bestand dat er is", action, "F722"))
        files.append(str(given))
    if problems:
        summary = "Voor een scheduler met tls:// zijn certificaten nodig; er is niets gemaakt."
        raise InputError(summary, problems)
    return files


def _reason(error: Exception) -> str:
    if not isinstance(error, ssl.SSLError):
        return f"een bestand dat niet te lezen is ({getattr(error, 'strerror', '') or type(error).__name__})"
    if "MISMATCH" in str(error.reason or ""):
        return "een sleutel die niet bij het certificaat hoort"
    return "een bestand dat geen certificaat of sleutel van PEM is"
