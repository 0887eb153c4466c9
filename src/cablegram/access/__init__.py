"""Who may see what: a decision is a pure function of reader, cable, policy and day."""

from cablegram.access.clearance import NOTHING, Clearance
from cablegram.access.decide import Decided, Decision, decide
from cablegram.access.policy import Policy, asked
from cablegram.access.policy_file import InvalidPolicy, read_policy, us_policy
from cablegram.access.portions import reduced, visible
from cablegram.access.reader import (
    SEES_ALL,
    InvalidReader,
    Reader,
    clearance_class,
    held,
    read_reader,
    sees,
)
from cablegram.access.rules import Kind, Rule
from cablegram.access.us import US
from cablegram.access.written import may_change, may_read, written_under

__all__ = [
    "NOTHING",
    "SEES_ALL",
    "US",
    "Clearance",
    "Decided",
    "Decision",
    "InvalidPolicy",
    "InvalidReader",
    "Kind",
    "Policy",
    "Reader",
    "Rule",
    "asked",
    "clearance_class",
    "decide",
    "held",
    "may_change",
    "may_read",
    "read_policy",
    "read_reader",
    "reduced",
    "sees",
    "us_policy",
    "visible",
    "written_under",
]
