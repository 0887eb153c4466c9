"""What a query asks of the archive around new cables, as one class sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablegram.alerts.numbers import named_in
from cablegram.model.codec import mrn_from_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.access import Policy
    from cablegram.alerts.forms import ReaderClass
    from cablegram.model import MRN
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
        """Return the places of the forms that cite a number which is not held.

        The years of numbers are those that the archive has by now.
        """
        archive = self._archive
        cited = {place: self._cited(archive, record) for place, record in self._seen.items()}
        all_cited = {mrn for each in cited.values() for mrn in each}
        held = set(archive.holding([mrn for mrn in all_cited if mrn.year is not None]))
        # A number without a year may be of any.
        held |= {mrn for mrn in all_cited if mrn.year is None and archive.find(mrn)}
        return [place for place, each in cited.items() if not each <= held]

    def copied(self) -> Sequence[int]:
        """Return the places of the forms of which there are several copies."""
        archive = self._archive
        return [
            place
            for place, record in self._seen.items()
            if any(len(archive.witnesses(each)) > 1 for each in self._held(archive, record))
        ]

    @staticmethod
    def _held(archive: Archive, record: dict[str, Any]) -> list[int]:
        """Return the cables of the archive that a form can be a copy of; none without a number."""
        if record["mrn"] is None:
            return []
        found = archive.find(mrn_from_text(record["mrn"]))
        alike = [each.cable_id for each in found if each.subject == record["subject"]]
        return alike or [each.cable_id for each in found]

    def _cited(self, archive: Archive, record: dict[str, Any]) -> set[MRN]:
        ids = self._held(archive, record)
        if not ids:
            return {mrn for mrn, _ in named_in(record).cited}
        found = archive.citations_in(ids).values()
        return {one.mrn for each in found for one in each if one.mrn is not None}

    def frequency(self, field: str, term: str) -> int:
        """Return 0: a small index has no frequent runs."""
        del field, term
        return 0
