"""The process that has the parsers loaded and forks a child for each file: starting one so takes milliseconds.

Place in the flow: started by ``sandbox_start``, by its path and with ``-I -S``, once for many files; ``sandbox_child``
is what its children do. It never looks at a file, so no file can spoil the reading of a later one.

Protocol: standard input is a socket. A request is the length of the job (4 bytes) with four open files (channel,
standard input, output and error of the child), then the job as JSON. On the channel the exit status follows when the
child has ended, or the error number of a fork that failed (``ANSWER``). When the other side closes its end before that,
the child is killed; when it closes the socket, this process ends after its last child.
"""

import contextlib
import gc
import json
import os
import resource
import selectors
import signal
import socket
import struct
import sys
from typing import Any, NoReturn

# What follows, and the number itself.
ANSWER = struct.Struct("!ci")
ENDED, FAILED = b"x", b"e"
LENGTH = struct.Struct("!I")
FILES = 4
# Channels of children at work, and what comes and goes in between.
MAX_FILES = 256


class Server:
    """The loop: requests, children that end, and channels that are closed."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._channels: dict[int, socket.socket] = {}
        # Signals wake the loop up by a byte in a pipe.
        self._woken, wakes = socket.socketpair()
        self._woken.settimeout(0)
        wakes.settimeout(0)
        self._wakes = wakes
        self._selector.register(self._woken, selectors.EVENT_READ)
        signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._open = True
        self._process = os.getpid()

    def run(self) -> None:
        """Serve until the other side is gone and no child is left."""
        while self._open or self._channels:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    self._request()
                elif key.fileobj is self._woken:
                    with contextlib.suppress(BlockingIOError):
                        self._woken.recv(4096)
                else:
                    # Nothing is ever sent to us here: it was closed.
                    self._kill(key.data)
            self._reap()

    def _request(self) -> None:
        header, files, _, _ = socket.recv_fds(self._control, LENGTH.size, FILES)
        if not header:
            self._selector.unregister(self._control)
            self._open = False
            return
        job = json.loads(_exactly(self._control, LENGTH.unpack(header)[0]))
        if len(files) < FILES:
            # As many children as we can hold files of: closing what came says that there is none.
            for file in files:
                os.close(file)
            return
        channel = socket.socket(fileno=files[0])
        _load(job["kind"])
        try:
            process = os.fork()
        except OSError as error:
            _tell(channel, FAILED, error.errno or 0)
            channel.close()
        else:
            if process == 0:
                _become_child(job, files, self._process)
            self._channels[process] = channel
            self._selector.register(channel, selectors.EVENT_READ, process)
        for file in files[1:]:
            os.close(file)

    def _kill(self, process: int) -> None:
        """End a child and what it started. It is there until we ask for its status, so its number is no one else's."""
        # It may not have its own group yet.
        os.kill(process, signal.SIGKILL)
        _kill_group(process)
        # Closed on the other side, it would wake us until the child is gone.
        self._selector.unregister(self._channels[process])

    def _reap(self) -> None:
        for process in list(self._channels):
            ended, status = os.waitpid(process, os.WNOHANG)
            if not ended:
                continue
            # What it started ends with it; while any of that is left, no other group has its number.
            _kill_group(process)
            channel = self._channels.pop(process)
            if channel in self._selector.get_map():
                self._selector.unregister(channel)
            _tell(channel, ENDED, os.waitstatus_to_exitcode(status))
            channel.close()


def _kill_group(process: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)


def _exactly(control: socket.socket, size: int) -> bytes:
    """So many bytes.

    :raises EOFError: when the other side is gone before.
    """
    received = bytearray()
    while len(received) < size:
        chunk = control.recv(size - len(received))
        if not chunk:
            raise EOFError
        received += chunk
    return bytes(received)


def _tell(channel: socket.socket, what: bytes, number: int) -> None:
    with contextlib.suppress(OSError):
        channel.sendall(ANSWER.pack(what, number))


def _load(kind: str) -> None:
    """Import the reader of a medium, so that no child has to. Where that fails, the child will say so."""
    with contextlib.suppress(Exception):
        from parsers import media  # noqa: PLC0415 - after the path is set

        media.load(kind)
        # What is imported stays: no child looks for garbage in it, and it is shared by all.
        gc.freeze()


def _become_child(job: dict[str, Any], files: list[int], parent: int) -> NoReturn:
    """Go on as the child: with its own standard files and no others."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for number, file in enumerate(files[1:]):
            os.dup2(file, number)
        os.closerange(3, MAX_FILES)
        from workers import sandbox_child  # noqa: PLC0415 - after the path is set

        sandbox_child.run(job, parent)
    except BaseException:  # noqa: BLE001 - a child that returned would serve as well
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(1)


def main() -> None:
    """Entry: ``python -I -S sandbox_server.py PATH``, the modules' path as JSON."""
    # Whoever stops a service signals all of its processes; those that read a file must finish it.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.path[:0] = json.loads(sys.argv[1])
    ceiling = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = MAX_FILES if ceiling == resource.RLIM_INFINITY else min(MAX_FILES, ceiling)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    gc.disable()
    with contextlib.suppress(Exception):
        from parsers import bundle, warm_up  # noqa: F401, PLC0415 - after the path is set
        from workers import sandbox_child  # noqa: F401, PLC0415 - for the children

        warm_up()
    Server(socket.socket(fileno=0)).run()


if __name__ == "__main__":
    main()
