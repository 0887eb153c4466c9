"""Fill one engine, watched from outside: `python -m bench.peers NAME ARCHIVE FOLDER DOCUMENTS`."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.peers.engines import load

if __name__ == "__main__":
    print(load(sys.argv[1], *map(Path, sys.argv[2:])))
