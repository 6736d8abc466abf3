"""
A place that a batch and its workers can both reach, for machines that share no disk: `--exchange s3://bucket/map`.

Only transport, over any storage that fsspec knows. What lies there is a parcel: a folder as one object, under
a name that is used once. Who fetches it knows its sha256 from somewhere else, the scheduler, so a parcel is
whole or it is refused. Nothing is ever moved there: the batch moves folders in on its own disk, as always.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
import uuid
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError, InputError, Problem
from analysis.runner import lines

OPTION = "--exchange"
EXAMPLE = "s3://bucket/map"
INSTALL = 'python -m pip install "s3fs>=2025.7"'
PREFIX = "kernmonitor-"
_TRIAL = "proef"
_LONGEST = 300  # characters of a library's message that are passed on


class ExchangeError(AnalysisError):
    """The exchange place did not do what it should; what was asked did not happen."""


class UnencryptedError(ExchangeError):
    """The exchange is on another computer, and what goes there could be read on the way."""


@dataclass(frozen=True)
class Parcel:
    """A folder in the exchange: the name of its object and the sha256 of that."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Exchange:
    """
    The part of an exchange place that is of one batch.

    Attributes
    ----------
    url : str
        Where it lies. Credentials are never part of it: each machine has its own, where its library looks for them.
    """

    url: str

    def put(self, folder: Path, name: str, *, without: Collection[str] = ()) -> Parcel:
        """
        Put a folder there under a name that nobody used before; files named in `without` stay here.

        Raises
        ------
        ExchangeError
            It is not there.
        """
        data = packed(folder, without=without)
        parcel = Parcel(f"{name}.zip", hashlib.sha256(data).hexdigest())
        with self._asked(f"zetten van {parcel.name}") as (store, base):
            store.pipe_file(f"{base}/{parcel.name}", data)
        return parcel

    def fetch(self, parcel: Parcel, target: Path) -> None:
        """
        Make a folder from a parcel; it is not begun before all of the parcel is known to be good.

        Raises
        ------
        ExchangeError
            The parcel is not there, or is not what was put there.
        """
        with self._asked(f"halen van {parcel.name}") as (store, base):
            data: bytes = store.cat_file(f"{base}/{parcel.name}")
        if hashlib.sha256(data).hexdigest() != parcel.sha256:
            raise ExchangeError(
                f"{parcel.name} op {self.url} is niet wat er is neergezet. Draai dezelfde opdracht nog eens."
            )
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            file.extractall(target)

    def drop(self, parcel: Parcel) -> None:
        """Throw a parcel away that was fetched; one that stays is swept with the rest."""
        with contextlib.suppress(ExchangeError), self._asked("weghalen") as (store, base):
            store.rm_file(f"{base}/{parcel.name}")

    def sweep(self) -> None:
        """
        Throw away all that this batch and its workers left here.

        Raises
        ------
        ExchangeError
            Something may still lie there.
        """
        with self._asked("opruimen") as (store, base):
            store.invalidate_cache()
            with contextlib.suppress(FileNotFoundError):
                store.rm(base, recursive=True)

    def try_out(self) -> None:
        """
        Write, read back and throw away; leave a trial for the workers to find.

        Raises
        ------
        ExchangeError
            One of these did not go.
        """
        with self._asked("proefbestand schrijven") as (store, base):
            store.pipe_file(f"{base}/{_TRIAL}", self.url.encode())
        self.find_trial()

    def find_trial(self) -> None:
        """
        Read the trial of the batch; write, read and throw away one of our own.

        Raises
        ------
        ExchangeError
            One of these did not go, or this is another place than that of the batch.
        """
        own = f"{_TRIAL}-{uuid.uuid4().hex[:8]}"
        with self._asked("proefbestand lezen") as (store, base):
            seen = store.cat_file(f"{base}/{_TRIAL}")
        with self._asked("proefbestand schrijven en weghalen") as (store, base):
            store.pipe_file(f"{base}/{own}", seen)
            back = store.cat_file(f"{base}/{own}")
            store.rm_file(f"{base}/{own}")
        if seen != self.url.encode() or back != seen:
            raise ExchangeError(f"{self.url} geeft iets anders terug dan er is neergezet")

    @contextmanager
    def _asked(self, what: str) -> Iterator[tuple[Any, str]]:
        """Give the storage and the path in it; whatever it raises becomes a message of ours."""
        try:
            yield _storage(self.url)
        except Exception as error:  # botocore, aiohttp and the others have no error in common
            text = f"{type(error).__name__}: {error}".partition("\n")[0][:_LONGEST]
            raise ExchangeError(f"{self.url}: {what} is niet gelukt ({text})") from error


def _storage(url: str) -> tuple[Any, str]:
    # Imported here: it comes with distributed, and only batches with an exchange need it.
    from fsspec.core import url_to_fs

    local = url.startswith(("file:", "local:"))
    storage, path = url_to_fs(url, **({"auto_mkdir": True} if local else {}))
    if wrong := lines.check_storage(url, storage):
        raise UnencryptedError(wrong)
    return storage, str(path).rstrip("/")


def opened(url: str) -> Exchange:
    """
    Return a place of its own for a batch, which was tried out.

    Parameters
    ----------
    url : str
        As given on the command line.

    Raises
    ------
    InputError
        No address, a library that is not there, a place that cannot be written and read, or (F723) one
        that is reached without encryption.
    """
    exchange = Exchange(f"{url.rstrip('/')}/{PREFIX}{uuid.uuid4().hex[:12]}")
    found = f'"{url}"'
    if "://" not in url:
        raise _refused(found, f"een adres zoals {EXAMPLE}", "Zet er voor wat voor opslag het is.")
    try:
        _storage(exchange.url)
    except ImportError as error:
        raise _refused(
            f"{found}: {error}", "het pakket voor deze opslag, op elke machine", _how(url)
        ) from None
    except ValueError as error:
        raise _refused(f"{found}: {error}", f"een adres zoals {EXAMPLE}", "Verbeter het adres.") from None
    except UnencryptedError as error:
        action = "Gebruik opslag met https of sftp; http mag alleen op deze computer zelf."
        raise _refused(f"{found}: {error}", "een versleutelde verbinding", action, "F723") from None
    except Exception:  # noqa: S110  said below, with what was tried
        pass
    try:
        exchange.try_out()
    except ExchangeError as error:
        with contextlib.suppress(ExchangeError):
            exchange.sweep()
        action = (
            "Controleer adres, sleutels en rechten (lezen, schrijven, weghalen, lijst); zie docs/schalen.md."
        )
        raise _refused(str(error), "een plaats waar de batch kan schrijven", action) from error
    return exchange


def _how(url: str) -> str:
    return f"Draai: {INSTALL}" if url.startswith("s3:") else "Installeer het; de naam staat in de melding."


def _refused(found: str, expected: str, action: str, code: str = "") -> InputError:
    problem = Problem(OPTION, "", found, expected, action, code)
    return InputError("De uitwisselplaats is niet te gebruiken; er is niets gemaakt.", [problem])


def packed(folder: Path, *, without: Collection[str] = ()) -> bytes:
    """Return a folder as a zip: the same bytes for the same names and contents."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if name in without:
                continue
            # Without a time of its own: that of the oldest zip.
            entry = zipfile.ZipInfo(f"{name}/" if path.is_dir() else name)
            content = b"" if path.is_dir() else path.read_bytes()
            # Tables and SVG become a third; what does not shrink costs little at this level.
            file.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return buffer.getvalue()
