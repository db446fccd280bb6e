"""Says what each file is worth; the exit code is 1 if one is not valid."""

import sys
from pathlib import Path

import microcred

engine = microcred.Engine()
outcomes = {name: engine.verify(Path(name).read_bytes())["outcome"] for name in sys.argv[1:]}
print("\n".join(f"{name}: {outcome}" for name, outcome in outcomes.items()))
sys.exit(any(outcome != "valid" for outcome in outcomes.values()))
