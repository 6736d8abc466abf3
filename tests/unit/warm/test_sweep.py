"""Folders of zygotes that were killed with who would have cleaned up are gone at the next start; others stay."""

from __future__ import annotations

import os
import socket
import sys
import time

import pytest

from analysis.warm import client

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there are zygotes on Linux only")


def test_only_old_folders_with_a_socket_at_which_nobody_listens_go(tmp_path):
    listening = []
    for name in ("km-dood", "km-levend", "km-nieuw", "km-leeg", "anders"):
        folder = tmp_path / name
        folder.mkdir()
        if name != "km-leeg":
            one = socket.socket(socket.AF_UNIX)
            one.bind(str(folder / "z"))
            if name == "km-levend":
                one.listen()
                listening.append(one)
            else:
                one.close()
        if name != "km-nieuw":
            old = time.time() - 2 * client._STARTS_SECONDS
            os.utime(folder, (old, old))
    (tmp_path / "km-link").symlink_to(tmp_path / "anders")
    client._sweep(tmp_path)
    assert {one.name for one in tmp_path.iterdir()} == {
        "km-levend",
        "km-nieuw",
        "km-leeg",
        "anders",
        "km-link",
    }
    listening[0].close()
