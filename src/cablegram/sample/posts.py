"""The posts that the made-up traffic runs between: real ones, with a plausible yearly volume."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from cablegram.vocabulary import station_info

__all__ = ["DEPARTMENT", "Post", "post", "posts"]

DEPARTMENT: Final = "STATE"

#: station, TAG of the country, country, nationality, cables a year in the 1970s and in the 2000s
_ROWS: Final = """\
ABIDJAN IV Ivory_Coast Ivorian 5200 1900
ABUDHABI AE United_Arab_Emirates Emirati 3300 4900
ACCRA GH Ghana Ghanaian 7600 2700
ADDISABABA ET Ethiopia Ethiopian 12300 3700
AMMAN JO Jordan Jordanian 7400 5200
ANKARA TU Turkey Turkish 9400 7300
ASUNCION PA Paraguay Paraguayan 5600 1400
ATHENS GR Greece Greek 10800 3600
BANGKOK TH Thailand Thai 24700 7900
BOGOTA CO Colombia Colombian 12100 11800
BRASILIA BR Brazil Brazilian 9900 2700
BUCHAREST RO Romania Romanian 7800 1700
BUDAPEST HU Hungary Hungarian 4700 2100
BUENOSAIRES AR Argentina Argentine 9800 3000
CAIRO EG Egypt Egyptian 21700 7700
CANBERRA AS Australia Australian 8900 2000
CARACAS VE Venezuela Venezuelan 12000 3700
COLOMBO CE Sri_Lanka Sri_Lankan 5000 2100
COPENHAGEN DA Denmark Danish 3900 1900
DAKAR SG Senegal Senegalese 7300 3000
DUBLIN EI Ireland Irish 3100 1300
GABORONE BC Botswana Botswana 3000 1700
GENEVA SZ Switzerland Swiss 19800 3300
GUATEMALA GT Guatemala Guatemalan 7200 2600
GUAYAQUIL EC Ecuador Ecuadorian 1900 1600
HELSINKI FI Finland Finnish 3200 1300
HONGKONG HK Hong_Kong Hong_Kong 14800 4900
ISTANBUL TU Turkey Turkish 4100 1900
JAKARTA ID Indonesia Indonesian 17200 14500
KINGSTON JM Jamaica Jamaican 6600 2000
KUALALUMPUR MY Malaysia Malaysian 9800 1900
LAPAZ BL Bolivia Bolivian 9600 3300
LIMA PE Peru Peruvian 11600 5000
LISBON PO Portugal Portuguese 8300 2700
LONDON UK United_Kingdom British 24100 8600
MADRID SP Spain Spanish 17100 4900
MANILA RP Philippines Philippine 24100 7800
MARSEILLE FR France French 950 420
MEXICO MX Mexico Mexican 20700 6500
MILAN IT Italy Italian 2600 900
MONTEVIDEO UY Uruguay Uruguayan 4800 1500
NAIROBI KE Kenya Kenyan 15300 5100
NEWDELHI IN India Indian 22500 9100
NICOSIA CY Cyprus Cypriot 4100 2000
OSLO NO Norway Norwegian 6900 1900
OTTAWA CA Canada Canadian 6400 3700
PANAMA PN Panama Panamanian 10800 3500
PARIS FR France French 39600 8400
QUITO EC Ecuador Ecuadorian 9300 2900
RABAT MO Morocco Moroccan 8200 2200
REYKJAVIK IC Iceland Icelandic 1900 480
ROME IT Italy Italian 34400 3800
SANJOSE CS Costa_Rica Costa_Rican 6100 3000
SANTIAGO CI Chile Chilean 9400 2600
SEOUL KS Korea Korean 19300 4700
SINGAPORE SN Singapore Singaporean 6400 3500
STOCKHOLM SW Sweden Swedish 5300 1700
STATE US United_States American 307000 201000
THEHAGUE NL Netherlands Netherlands 6700 2900
TOKYO JA Japan Japanese 22600 6900
TUNIS TS Tunisia Tunisian 9400 3100
VALLETTA MT Malta Maltese 1900 2300
VIENNA AU Austria Austrian 12600 3500
WELLINGTON NZ New_Zealand New_Zealand 5400 1000
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post: how it is written in each place, its country, and how much it sends.

    `early` and `late` are cables a year in the 1970s and in the 2000s.
    """

    station: str
    display_name: str
    city: str
    pla: str
    routing_indicator: str
    sas_code: str
    geo_tag: str
    country: str
    nationality: str
    early: int
    late: int

    def volume(self, year: int) -> int:
        """Return how many cables the post sends in a year."""
        if year <= 1979:  # before the 1960s traffic was a fraction of what it became
            return max(200, int(self.early * min(1.0, 0.12 + (year - 1935) / 40)))
        if year >= 2005:
            return self.late
        return self.early + (self.late - self.early) * (year - 1979) // 26

    @property
    def is_department(self) -> bool:
        """Whether this is Washington."""
        return self.station == DEPARTMENT

    def number_width(self, year: int) -> int:
        """Return how many digits a page line or a document number of 1973-79 gives a number."""
        return 6 if self.is_department or year >= 1990 else 5


def _post(row: str) -> Post:
    station, geo_tag, country, nationality, early, late = row.split()
    info = station_info(station)
    if info is None or not info.routing_indicators:
        raise LookupError(f"{station} is not in the vocabulary with a routing indicator")
    return Post(
        station=station,
        display_name=info.display_name,
        city=info.city,
        pla=info.pla,
        routing_indicator=info.routing_indicators[0],
        sas_code=info.sas_code or station[:6],
        geo_tag=geo_tag,
        country=country.replace("_", " "),
        nationality=nationality.replace("_", " "),
        early=int(early),
        late=int(late),
    )


@cache
def posts() -> tuple[Post, ...]:
    """Return all posts, the Department included, by name."""
    return tuple(_post(row) for row in _ROWS.splitlines())


@cache
def post(station: str) -> Post:
    """Return one post by its station name.

    Raises:
        LookupError: If the made-up traffic has no such post.
    """
    for found in posts():
        if found.station == station:
            return found
    raise LookupError(f"no post {station}")
