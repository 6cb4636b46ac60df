"""Processes of the gate that start quickly: each is a fork of one that has imported everything and checked the example.

What runs is ``python -m gate`` with its own arguments, directory, environment and standard streams, to the very end of
the interpreter. Only the start is shared: modules, compiled patterns and policies, the gate's own schemas, half of what
a check takes, and what was read of the example's objects. ``tests/project/test_forks.py`` compares the two ways on many
commands.
"""

from __future__ import annotations

import array
import json
import os
import selectors
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
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


def _check_example() -> None:
    """Fill what a process keeps by content: patterns, schemas, policies, what is known of texts and of git's objects.

    Nothing of it is of a place.
    """
    import runpy
    from contextlib import suppress
    from tempfile import TemporaryDirectory

    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.command import EXAMPLE, NOW
    from tests.repo import Repo

    kept = [os.dup(stream) for stream in (1, 2)]
    silent = os.open(os.devnull, os.O_WRONLY)
    before = Path.cwd(), dict(os.environ), sys.argv
    with TemporaryDirectory() as folder:
        repo = Repo(Path(folder, "repo"))
        shutil.copytree(EXAMPLE, repo.path, dirs_exist_ok=True)
        repo.commit()
        prompt = next((repo.path / "prompts").iterdir())
        prompt.write_text(prompt.read_text() + "changed")
        repo.commit()
        for stream in (1, 2):
            os.dup2(silent, stream)
        os.chdir(repo.path)
        os.environ["TUNEGATE_CACHE"] = "off"
        try:
            for _ in range(2):  # policies are compiled for clones, and parsed bytes kept, when they are asked for again
                sys.argv = ["", "check", "--base", "HEAD~1", "--now", NOW]
                with suppress(SystemExit):
                    runpy.run_module("gate", run_name="__main__", alter_sys=True)
        finally:
            for stream, copy in zip((1, 2), kept, strict=True):
                (sys.stdout, sys.stderr)[stream - 1].flush()
                os.dup2(copy, stream)
                os.close(copy)
            os.close(silent)
            os.chdir(before[0])
            os.environ.clear()
            os.environ.update(before[1])
            sys.argv = before[2]


def main() -> None:
    import gc
    import runpy
    import signal
    import threading
    from importlib import import_module
    from pkgutil import walk_packages

    import gate
    from gate.policy import load_builtin
    from gate.process import cache
    from gate.surfaces.reader import Read, Reader

    names = [module.name for module in walk_packages(gate.__path__, "gate.")]
    for name in [*names, "jsonschema", "referencing.jsonschema", "regorus", "requests"]:
        if name != "gate.__main__":
            import_module(name)
    Reader.common = Read()  # whatever reads in a fork knows what this process has read
    load_builtin().rules()  # before the example, which the parser would forget for them
    _check_example()
    cache.folder.cache_clear()  # it goes by the environment, which a fork has of its own
    for timer in threading.enumerate():
        if isinstance(timer, threading.Timer):
            timer.cancel()  # the limit of that run would end this process
    signal.setitimer(signal.ITIMER_REAL, 0)
    gc.collect()
    gc.freeze()
    request = serve(socket.socket(fileno=int(sys.argv[1])))
    if request is not None:
        args, cwd, environment = request
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["", *args]
        end(lambda: runpy.run_module("gate", run_name="__main__", alter_sys=True))


def end(run: Callable[[], object]) -> None:
    """Run to the end as the interpreter does, but for taking apart the modules: that copies every page of memory."""
    import atexit
    import threading
    import traceback

    code: object = 0
    try:
        run()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = 1
    if code is not None and not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except OSError as error:
        print(f"Exception ignored in: {sys.stdout!r}\n{type(error).__name__}: {error}", file=sys.stderr)
        code = 120  # as the interpreter says that
    sys.stderr.flush()
    os._exit((code or 0) & 0xFF)


if __name__ == "__main__":
    main()
