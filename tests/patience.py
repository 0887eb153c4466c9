"""How long tests wait for what another thread or process does.

It is no promise about speed: a machine that does much else may take long, and only what never comes
is a fault.
"""

from __future__ import annotations

from typing import Final

SECONDS: Final = 180
