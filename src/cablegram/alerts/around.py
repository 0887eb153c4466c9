"""What a query asks of the archive around new cables, as one class sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablegram.model.codec import mrn_from_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.access import Policy
    from cablegram.alerts.forms import ReaderClass
    from cablegram.search import Archive


class Around:
    """Answers out of the archive of a class; it is opened when it is first asked."""

    cables = 0

    def __init__(
        self,
        whole: Archive,
        of: ReaderClass,
        policy: Policy,
        seen: dict[int, dict[str, Any]],
    ) -> None:
        """Take the forms that the class sees, by their places."""
        self._whole = whole
        self._policy = policy
        self._of = of
        self._seen = seen

    @property
    def _archive(self) -> Archive:
        return self._whole.seen_by(self._of.reader, policy=self._policy)

    def cited_by(self, number: str) -> Sequence[str]:
        """Return the numbers that the cables with a number cite."""
        archive = self._archive
        found = [each.cable_id for each in archive.find(mrn_from_text(number))]
        cited = (one.mrn for each in archive.citations_in(found).values() for one in each)
        return tuple(dict.fromkeys(str(mrn) for mrn in cited if mrn is not None))

    def unresolved(self) -> Sequence[int]:
        """Return the places of the forms that cite a number which is not held."""
        found = []
        for place, record in self._seen.items():
            cited = [
                mrn_from_text(each["mrn"]) for each in record["references"] or () if each["mrn"]
            ]
            if set(cited) - set(self._archive.holding(cited)):
                found.append(place)
        return found

    def copied(self) -> Sequence[int]:
        """Return the places of the forms of which there are several copies."""
        archive = self._archive
        return [
            place
            for place, record in self._seen.items()
            if record["mrn"] is not None
            and any(
                len(archive.witnesses(each.cable_id)) > 1
                for each in archive.find(mrn_from_text(record["mrn"]))
            )
        ]

    def frequency(self, field: str, term: str) -> int:
        """Return 0: a small index has no frequent runs."""
        del field, term
        return 0
