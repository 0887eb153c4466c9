"""Release by paragraph: what goes out of a cable, what is withheld, and on what ground."""

from cablegram.archive.reviewing import Action, Ruling, digest_of
from cablegram.release.as_html import as_html
from cablegram.release.as_pdf import as_pdf
from cablegram.release.as_text import as_text
from cablegram.release.audience import AnotherLevel, Audience, audience_for, audience_of, level_of
from cablegram.release.bulk import AnotherRelease, Report, release_all
from cablegram.release.bulk import Desk as BulkDesk
from cablegram.release.deciding import Piece, Share, shares_of
from cablegram.release.document import Document, Part, Stamp, document_of
from cablegram.release.folder import Fault, Folder, faults, read_folder, standing_in
from cablegram.release.formats import FORMATS
from cablegram.release.going_out import Made, Rule, UnderReview, make, send_out
from cablegram.release.making import NothingReleased, decided_shares, released
from cablegram.release.portions import Kind, Portion, portions_of
from cablegram.release.proposals import Proposal, proposals_of
from cablegram.release.reviewing import (
    Case,
    Looked,
    NotSeenWhole,
    Subject,
    case_of,
    look,
    ruled,
    rulings_for,
    subject_of,
    subjects_of,
    taken,
)
from cablegram.release.standing import Looking, Place, Where, standing

__all__ = [
    "FORMATS",
    "Action",
    "AnotherLevel",
    "AnotherRelease",
    "Audience",
    "BulkDesk",
    "Case",
    "Document",
    "Fault",
    "Folder",
    "Kind",
    "Looked",
    "Looking",
    "Made",
    "NotSeenWhole",
    "NothingReleased",
    "Part",
    "Piece",
    "Place",
    "Portion",
    "Proposal",
    "Report",
    "Rule",
    "Ruling",
    "Share",
    "Stamp",
    "Subject",
    "UnderReview",
    "Where",
    "as_html",
    "as_pdf",
    "as_text",
    "audience_for",
    "audience_of",
    "case_of",
    "decided_shares",
    "digest_of",
    "document_of",
    "faults",
    "level_of",
    "look",
    "make",
    "portions_of",
    "proposals_of",
    "read_folder",
    "release_all",
    "released",
    "ruled",
    "rulings_for",
    "send_out",
    "shares_of",
    "standing",
    "standing_in",
    "subject_of",
    "subjects_of",
    "taken",
]
