"""How long a verification takes from Python: over ctypes, and over a child process."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import microcred

badge = Path(sys.argv[1]).read_bytes()


def report(name, work):
    best = float("inf")
    for _ in range(500):
        began = time.perf_counter()
        for _ in range(5):
            work()
        best = min(best, (time.perf_counter() - began) / 5)
    print(f"{name:<44} {best * 1e6:8.1f} us")


engine = microcred.Engine()
report("Python: ctypes", lambda: engine._ask(engine._lib.verify, badge, b"{}"))
report("Python: ctypes, the report decoded", lambda: engine.verify(badge))

child = subprocess.Popen(
    [os.environ["MICROCRED_PROGRAM"], "serve", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
)
child.stdout.readline()
line = json.dumps({"id": 1, "operation": "verify", "request": {"document": badge.decode()}}).encode() + b"\n"


def ask():
    child.stdin.write(line)
    child.stdin.flush()
    return child.stdout.readline()


report("stdio: a line there, a line back", ask)
child.stdin.close()
child.wait()
