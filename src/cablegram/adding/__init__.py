"""Adding to an archive in the background: what was handed in waits in the archive's own folder.

Each lot is a job with a folder of its own. It is received, waits for its turn, is read by a process
of its own that does what `cablegram ingest` does, and leaves a report. Whatever ends in between,
the browser, the process or the program that serves, a job is whole or can be taken up again.
"""

from cablegram.adding.job import Job, Kind, Run, State
from cablegram.adding.jobs import Jobs, NoSuchJob, NotNow
from cablegram.adding.lot import Limits, Lot, LotRefused, Refusal

__all__ = [
    "Job",
    "Jobs",
    "Kind",
    "Limits",
    "Lot",
    "LotRefused",
    "NoSuchJob",
    "NotNow",
    "Refusal",
    "Run",
    "State",
]
