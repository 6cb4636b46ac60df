"""Run a command and say what it took: seconds, seconds of processors, bytes of peak memory, exit status.

A process of its own, for a child counts the memory that its parent had before it was started.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time


def main() -> None:
    start = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen(sys.argv[1:], stdin=nowhere, stdout=nowhere, stderr=nowhere)
        _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    print(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit, child.returncode)


if __name__ == "__main__":
    main()
