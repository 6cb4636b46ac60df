"""Processes of the gate that start quickly: each is a fork of one that has imported everything and has run nothing.

What runs is ``python -m gate`` with its own arguments, directory, environment and standard streams, to the very end of
the interpreter. Only the start is shared. ``tests/project/test_forks.py`` compares the two ways on many commands.
"""

from __future__ import annotations

import array
import json
import os
import selectors
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO, TextIOWrapper
from pathlib import Path
from threading import Lock

# what the interpreter, the C library or the loader look at when a process starts, and not again
_AT_START = ("LANG", "LC_", "LD_", "PYTHON", "TZ", "MALLOC_", "GLIBC_")


def at_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_AT_START)}


class Forks:
    """The process that is forked, started with the first command; ``close`` ends it, and counts what its forks used."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[bytes] | None = None
        self._environment = at_start(os.environ)
        self._lock = Lock()

    def serves(self, environment: Mapping[str, str]) -> bool:
        """Whether a process with this environment would start as the one that is forked did."""
        return sys.platform == "linux" and at_start(environment) == self._environment

    def run(self, args: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """The finished command; as `subprocess.run` gives it, with its output as text."""
        with self._lock:
            return self._run(args, cwd, environment)

    def _run(self, args: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        if self._server is None:
            self._server = self._start()
        request = json.dumps([[*args], os.fspath(cwd), dict(environment)]).encode()
        pipes = [os.pipe() for _ in range(3)]  # of standard output, of standard error, and of the exit status
        theirs = [0, *(writing for _, writing in pipes)]
        self._socket.sendmsg(
            [len(request).to_bytes(4, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", theirs))]
        )
        self._socket.sendall(request)
        for _, writing in pipes:
            os.close(writing)
        output, error, status = _read([reading for reading, _ in pipes])
        assert status, f"no process could be forked for {args}: {self._server.communicate()}"
        return subprocess.CompletedProcess([*args], int(status), _text(output), _text(error))

    def _start(self) -> subprocess.Popen[bytes]:
        self._socket, theirs = socket.socketpair()
        with theirs:
            return subprocess.Popen(
                [sys.executable, "-I", __file__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,  # as the forks have it: what a stream can do is known when it is opened
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
            )

    def close(self) -> None:
        if self._server is not None:
            self._socket.close()
            self._server.communicate()
            self._server = None


def _read(files: Sequence[int]) -> list[bytes]:
    """All that is written to each of the files, which are closed then."""
    found = {file: bytearray() for file in files}
    with selectors.DefaultSelector() as selector:
        for file in files:
            selector.register(file, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                data = os.read(key.fd, 1 << 16)
                found[key.fd] += data
                if not data:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    return [bytes(found[file]) for file in files]


def _text(data: bytes) -> str:
    return TextIOWrapper(BytesIO(data), encoding="utf-8").read()


# -- in the process that is forked


def serve(connection: socket.socket) -> tuple[list[str], str, dict[str, str]] | None:
    """Fork for each request. Returns it in the fork, and None in the process itself when there is none any more."""
    while True:
        head, controls, _, _ = connection.recvmsg(4, socket.CMSG_SPACE(4 * 4))
        if not head:
            return None
        files = array.array("i")
        for _, _, data in controls:
            files.frombytes(data)
        length, request = int.from_bytes(head, "big"), b""
        while len(request) < length:
            request += connection.recv(length - len(request))
        child = os.fork()
        if child == 0:
            for place, file in enumerate(files[:3]):
                os.dup2(file, place)
            for file in (connection.fileno(), *files):
                os.close(file)
            args, cwd, environment = json.loads(request)
            return args, cwd, environment
        for file in files[:3]:
            os.close(file)
        _, status = os.waitpid(child, 0)
        os.write(files[3], str(os.waitstatus_to_exitcode(status)).encode())
        os.close(files[3])


def main() -> None:
    import gc
    import runpy
    from importlib import import_module
    from pkgutil import walk_packages

    import gate

    names = [module.name for module in walk_packages(gate.__path__, "gate.")]
    for name in [*names, "jsonschema", "referencing.jsonschema", "regorus", "requests"]:
        if name != "gate.__main__":
            import_module(name)
    gc.collect()
    gc.freeze()
    request = serve(socket.socket(fileno=int(sys.argv[1])))
    if request is not None:
        args, cwd, environment = request
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["", *args]
        runpy.run_module("gate", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
