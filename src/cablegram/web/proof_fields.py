"""The fields of a form by which somebody shows again who he is."""

from __future__ import annotations

from typing import Final

from cablegram.web.path_rows import Parameter
from cablegram.web.proving import ANSWER, BY, PASSWORD, SECRET, WAYS

#: What somebody shows who signed in a while ago.
PROOF: Final = (
    Parameter(name=PASSWORD, says="Of whoever sends it, if he signed in a while ago."),
    Parameter(name=BY, says="How he shows who he is.", kind="choice", choices=WAYS),
    Parameter(name=SECRET, says="Of the question for a passkey; without an answer, one is given."),
    Parameter(name=ANSWER, says="What his device answered, as JSON."),
)
