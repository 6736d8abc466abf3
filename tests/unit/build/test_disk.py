"""What a disk that takes nothing more says to a reader, and when it is not about the disk at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from analysis.build.disk import advice, cause

OUTPUTS = Path("outputs")
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "reason",
    [
        FULL,
        "bewaren is niet gelukt: de schijf is vol",
        "cel 3: OSError: [Errno 28] No space left on device: 'kaart.png'",
        "[Errno 28] Error writing bytes to file. Detail: [errno 28] No space left on device",
    ],
)
def test_a_full_disk_is_named_with_the_place_and_what_to_do(reason):
    text = advice(OUTPUTS, ["een fout in een cel", reason])
    assert text.startswith("Schrijven in outputs lukt niet: de schijf is vol. Maak ruimte vrij")
    assert text.endswith("De volgende kernmonitor build gaat verder waar deze ophield.")


@pytest.mark.parametrize("reason", ["de teller is negatief", FileNotFoundError(errno.ENOENT, "No such file")])
def test_another_error_is_no_advice_about_the_disk(reason):
    assert advice(OUTPUTS, [reason]) == ""


def test_a_cause_that_is_not_known_is_said_as_the_system_does():
    assert cause(FULL) == "de schijf is vol"
    assert cause(OSError(errno.ENAMETOOLONG, "File name too long")) == "File name too long"
    assert cause(OSError("zomaar")) == "zomaar"
