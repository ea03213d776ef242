"""All measurements, one after the other: `make bench`."""

import subprocess
import sys

PARTS = (
    "bench.seal",
    "bench.start",
    "bench.rest",
    "bench.signed",
    "bench.restart",
    "bench.recording",
    "bench.live",
)

for part in PARTS:
    print(f"== {part}", flush=True)
    subprocess.run([sys.executable, "-m", part], check=True)
