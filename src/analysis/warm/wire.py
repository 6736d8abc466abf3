"""What the zygote and its clients say to each other: lines of JSON over a Unix socket, with open files beside them."""

from __future__ import annotations

import array
import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any

STREAMS = 3  # stdin, stdout and stderr of a kernel
_CHUNK = 65_536


def send(connection: socket.socket, message: Mapping[str, Any], files: Sequence[int] = ()) -> None:
    """Send one message, with copies of open files."""
    data = json.dumps(message).encode() + b"\n"
    if files:
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
        sent = connection.sendmsg([data], rights)
        data = data[sent:]
    connection.sendall(data)


class Reader:
    """The messages that arrive on a connection, and the files that came with them."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.files: list[int] = []
        self.ended = False
        self._data = b""

    def next(self) -> dict[str, Any] | None:
        """
        Return the next message, or None when the other side is gone.

        Raises
        ------
        TimeoutError, BlockingIOError
            There is none yet, as the connection says how long to wait.
        """
        while b"\n" not in self._data:
            room = socket.CMSG_LEN(STREAMS * array.array("i").itemsize)
            data, extra, _, _ = self.connection.recvmsg(_CHUNK, room)
            for level, kind, content in extra:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    files = array.array("i")
                    files.frombytes(content[: len(content) - len(content) % files.itemsize])
                    self.files.extend(files)
            if not data:
                self.ended = True
                return None
            self._data += data
        line, _, self._data = self._data.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message
