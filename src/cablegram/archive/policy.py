"""The policy of an archive: a file in its folder, or the one that holds where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.access import InvalidPolicy, read_policy, us_policy
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Policy

POLICY_NAME: Final = "policy.toml"


def policy_of(folder: Path) -> Policy:
    """Return the policy of the archive in a folder; the US policy if it has no file.

    Raises:
        ArchiveError: If there is a file and it cannot be used: then nobody but who sees all may
            look, until it is mended.
    """
    path = folder / POLICY_NAME
    try:
        return read_policy(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return us_policy()
    except InvalidPolicy as error:
        raise ArchiveError(str(folder), f"{POLICY_NAME}: {error}") from error
    except UnicodeDecodeError as error:
        raise ArchiveError(str(folder), f"{POLICY_NAME}: it is not UTF-8") from error
    except OSError as error:
        reason = f"{POLICY_NAME} cannot be read: {error.strerror}"
        raise ArchiveError(str(folder), reason) from error
