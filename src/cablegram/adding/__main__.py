"""`python -m cablegram.adding ARCHIVE JOB`: the process that files a job.

It ends after the batch that it is at when its standard input is closed, so that it never outlives
the program that started it. What it has done stands in the folder of the job.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path


def main() -> int:
    """File the job whose archive and name were given."""
    from cablegram.adding.job_folder import JOBS_FOLDER, JobFolder  # noqa: PLC0415 (heavy, and
    from cablegram.adding.process import run  # noqa: PLC0415  not for the processes that read)

    archive, job = Path(sys.argv[1]), sys.argv[2]
    stop = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(stop,), daemon=True).start()
    with suppress(AttributeError, OSError):
        os.nice(5)  # the pages of the room come first
    return run(archive, JobFolder(archive / JOBS_FOLDER / job), os.cpu_count() or 1, stop)


def _wait_for_the_end(stop: threading.Event) -> None:
    """Set `stop` when nobody holds the other end of standard input any more."""
    with suppress(OSError):
        while os.read(0, 64):
            pass
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
