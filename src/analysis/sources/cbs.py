"""
Tables of CBS and RIVM: fetch once, keep as it came, read what is needed.

`fetch_table` asks the service and puts the answer in the store; the functions that
read look only at a snapshot, so that they give the same with and without a network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd
import pyarrow as pa

from analysis.sources import observations, odata3, odata4, topics
from analysis.sources.http import Client
from analysis.sources.request import ASKED, Request
from analysis.sources.store import Snapshot, Store

__all__ = ["Request", "fetch_table", "read_areas_of", "read_observations", "read_topics"]


def _silent(_: int) -> None:
    pass


def fetch_table(
    client: Client,
    request: Request,
    store: Store,
    *,
    today: dt.date,
    progress: Callable[[int], None] = _silent,
) -> tuple[Snapshot, bool]:
    """
    Fetch a table and keep it; nothing is kept when it is what the store already has.

    Parameters
    ----------
    client : Client
    request : Request
    store : Store
    today : date
        The day that is written with it.
    progress : callable
        Told the number of rows of each page.

    Returns
    -------
    tuple of Snapshot and bool
        The snapshot, with its warnings in `notes`, and whether it is new.

    Raises
    ------
    SourceDown
        The service gave no complete answer, or (F243) does not have a code that was asked; the
        store is untouched.
    """
    client.begin()
    protocol = odata4 if request.service == "cbs_v4" else odata3
    with store.workspace() as folder:
        result = protocol.fetch(client, request, folder, progress)
        result.keep_json(folder, ASKED, observations.about(request))
        snapshot, new = store.add(
            request.source,
            request.part,
            result.files,
            url=result.url,
            rows=result.rows,
            version=result.version,
            licence=result.licence,
            today=today,
            asked=result.asked,
        )
    return replace(snapshot, notes=(*snapshot.notes, *result.notes)), new


def read_topics(snapshot: Snapshot) -> pd.DataFrame:
    """
    Return the columns of a table.

    Returns
    -------
    DataFrame
        `onderwerp` (the key without its number, which changes every year; for OData 4 the
        code of the measure), `sleutel` (as sent), `titel`, `groep` (titles from the outside
        in, with " > " between), `eenheid`, `decimalen` (Int64).
    """
    return topics.read(snapshot)


def read_observations(
    snapshot: Snapshot, *, areas: Sequence[str] | None, topics: Sequence[str]
) -> pd.DataFrame:
    """
    Return numbers in the long form.

    Parameters
    ----------
    snapshot : Snapshot
    areas : sequence of str, optional
        A code of a gemeente takes its wijken and buurten along; other codes are exact.
        None takes everything.
    topics : sequence of str
        Values of `onderwerp`; where one occurs twice in a table, `groep/onderwerp`.

    Returns
    -------
    DataFrame
        `gebied`, `periode` (as the source writes it, "" when the table has none), the other
        dimensions by their own names, `onderwerp` (as asked), `waarde` (float64), `reden`
        ("" for a number, else why there is none) and `voorlopig` (bool).

    Raises
    ------
    InputError
        F142: a topic that is not in the table, or twice; F201: cells that are no number and no mark.
    """
    return observations.read(snapshot, areas, topics).to_pandas()


def read_areas_of(snapshot: Snapshot) -> pd.DataFrame:
    """
    Return the areas of a table.

    Returns
    -------
    DataFrame
        `gebied`, `naam`, `gemeente` (code, "" above the gemeente), `indelingswijziging` ("1" the
        same as last year, "2" another code, "3" another boundary, "" when the table does not say).
    """
    table: pa.Table = observations.areas_of(snapshot)
    return table.to_pandas()
