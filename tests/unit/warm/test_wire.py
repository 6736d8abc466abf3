from __future__ import annotations

import os
import socket
import sys

import pytest

from analysis.warm import wire

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


def test_messages_arrive_in_order_whole_and_with_their_files(tmp_path):
    here, there = socket.socketpair()
    here.settimeout(10)
    there.settimeout(10)
    with here, there, (tmp_path / "log").open("wb") as log:
        wire.send(here, {"argv": ["ë" * 5000]}, [log.fileno()])
        wire.send(here, {"exit": 0})
        reader = wire.Reader(there)
        assert reader.next() == {"argv": ["ë" * 5000]}
        [file] = reader.files
        assert os.path.sameopenfile(file, log.fileno())
        os.close(file)
        assert reader.next() == {"exit": 0}
        here.close()
        assert reader.next() is None


def test_no_message_yet_is_something_else_than_the_end():
    here, there = socket.socketpair()
    with here, there:
        there.setblocking(False)
        with pytest.raises(BlockingIOError):
            wire.Reader(there).next()
