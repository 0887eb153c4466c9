"""Release by paragraph: what goes out of a cable, what is withheld, and on what ground."""

from cablegram.archive.reviewing import Action, Ruling, digest_of
from cablegram.release.as_html import as_html
from cablegram.release.as_pdf import as_pdf
from cablegram.release.as_text import as_text
from cablegram.release.audience import Audience, audience_for, audience_of
from cablegram.release.deciding import Piece, Share, shares_of
from cablegram.release.document import Document, Part, Stamp, document_of
from cablegram.release.formats import FORMATS
from cablegram.release.making import NothingReleased, decided_shares, released
from cablegram.release.portions import Kind, Portion, portions_of

__all__ = [
    "FORMATS",
    "Action",
    "Audience",
    "Document",
    "Kind",
    "NothingReleased",
    "Part",
    "Piece",
    "Portion",
    "Ruling",
    "Share",
    "Stamp",
    "as_html",
    "as_pdf",
    "as_text",
    "audience_for",
    "audience_of",
    "decided_shares",
    "digest_of",
    "document_of",
    "portions_of",
    "released",
    "shares_of",
]
