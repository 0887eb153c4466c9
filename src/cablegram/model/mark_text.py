"""What the words of a mark mean: `S//REL TO USA, GBR` (reference sections 3.1 to 3.3)."""

from __future__ import annotations

import re
from functools import lru_cache

from cablegram.model.ordered import Level

_LETTERS = {
    "U": (Level.UNCLASSIFIED, None),
    "R": (Level.RESTRICTED, None),
    "C": (Level.CONFIDENTIAL, None),
    "S": (Level.SECRET, None),
    "TS": (Level.TOP_SECRET, None),
    "SBU": (Level.UNCLASSIFIED, "SBU"),
    "LOU": (Level.UNCLASSIFIED, "LOU"),
    "FOUO": (Level.UNCLASSIFIED, "FOUO"),
    "UNCLASSIFIED": (Level.UNCLASSIFIED, None),
    "UNCLAS": (Level.UNCLASSIFIED, None),
    "RESTRICTED": (Level.RESTRICTED, None),
    "CONFIDENTIAL": (Level.CONFIDENTIAL, None),
    "SECRET": (Level.SECRET, None),
    "TOPSECRET": (Level.TOP_SECRET, None),
    "LIMITEDOFFICIALUSE": (Level.UNCLASSIFIED, "LOU"),
    "SENSITIVEBUTUNCLASSIFIED": (Level.UNCLASSIFIED, "SBU"),
}
# CAPCO register family, portion form to banner form (reference section 3.3).
_CONTROLS = {
    "N": "NOFORN",
    "NF": "NOFORN",
    "NOFORN": "NOFORN",
    "OC": "ORCON",
    "ORCON": "ORCON",
    "OC-USGOV": "ORCON-USGOV",
    "ORCON-USGOV": "ORCON-USGOV",
    "IMC": "IMCON",
    "IMCON": "IMCON",
    "PR": "PROPIN",
    "PROPIN": "PROPIN",
    "RELIDO": "RELIDO",
    "FISA": "FISA",
    "RS": "RSEN",
    "RSEN": "RSEN",
    "DSEN": "DSEN",
    "FOUO": "FOUO",
    "SBU": "SBU",
    "SBU-NF": "SBU",
    "LES": "LES",
    "LES-NF": "LES",
    "SSI": "SSI",
    "DS": "LIMDIS",
    "XD": "EXDIS",
    "ND": "NODIS",
    "LIMDIS": "LIMDIS",
    "EXDIS": "EXDIS",
    "NODIS": "NODIS",
    "LOU": "LOU",
    "EFTO": "EFTO",
    "SI": "SI",
    "TK": "TK",
    "HCS": "HCS",
    "COMINT": "SI",
    "RD": "RD",
    "FRD": "FRD",
    "CNWDI": "CNWDI",
    "STADIS": "STADIS",
}
_PARTS = re.compile(r"\s*(?://|/|,(?!\s?[A-Z]{3,4}\b(?:,|\Z))|-(?!NF|USGOV))\s*")
_FOREIGN = re.compile(r"//(?P<country>[A-Z]{3,4})\s(?P<level>TS|S|C|R|U)")
_RELEASE = re.compile(r"REL(?:\s+TO)?\s+(?P<to>[A-Z]{2,4}(?:[,\s]+(?:AND\s+)?[A-Z]{2,4})*)")


@lru_cache(maxsize=4096)
def parse_mark(text: str) -> tuple[Level | None, frozenset[str], frozenset[str] | None]:
    """Return level, controls and release list of a mark such as `S/NF` or `S//REL TO USA, GBR`.

    Both State's single slash and the register's double slash are taken. Words that are no known
    control are kept as controls, since a control that is not understood must still restrict.
    """
    body = text.upper().replace("- ENTIRE TEXT", "").replace("ENTIRE TEXT", "").strip(" -(){}[]")
    foreign = _FOREIGN.fullmatch(body)
    if foreign is not None:
        return _LETTERS[foreign["level"]][0], frozenset({f"FGI {foreign['country']}"}), None
    release: frozenset[str] | None = None
    found = _RELEASE.search(body)
    if found is not None:
        release = frozenset(re.findall(r"[A-Z]{2,4}", found["to"].replace("AND ", " ")))
        body = (body[: found.start()] + body[found.end() :]).rstrip("/, -")
    words = [part.strip() for part in _PARTS.split(body)]
    level_word, dash, rest = words[0].partition("-")
    if dash and level_word in _LETTERS:  # S-NF
        words[:1] = [level_word, rest]
    level, control = _LETTERS.get(words[0].replace(" ", ""), (None, None))
    controls = {control} if control else set()
    for word in words[1:]:
        if word.strip(" ."):
            controls.add(_CONTROLS.get(word, word))
            if word.endswith("-NF"):
                controls.add("NOFORN")
    return level, frozenset(controls), release


_KNOWN = frozenset(_CONTROLS.values())
_KNOWN_BEGINNINGS = ("FGI ", "SIGMA", "DISPLAY ONLY", "REL")


@lru_cache(maxsize=1024)
def unknown_controls(controls: frozenset[str]) -> tuple[str, ...]:
    """Return the controls of a mark that no table has, in order."""
    return tuple(sorted(c for c in controls - _KNOWN if not c.startswith(_KNOWN_BEGINNINGS)))
