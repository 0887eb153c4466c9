"""The seats of embassies, for names such as "Embassy in Lebanon" that have no place.

Source: names of countries and posts as *Foreign Relations* prints them.
"""

from __future__ import annotations

import re
from typing import Final

#: Country as in "Embassy in ..." -> seat of the embassy, for heads that stand without a place.
SEATS: Final[dict[str, str]] = dict(
    pair.split("=")
    for pair in """afghanistan=KABUL|algeria=ALGIERS|argentina=BUENOS AIRES|australia=CANBERRA
|austria=VIENNA|bahrain=MANAMA|bangladesh=DACCA|belgium=BRUSSELS|bolivia=LA PAZ|brazil=BRASILIA
|bulgaria=SOFIA|burma=RANGOON|burundi=BUJUMBURA|cambodia=PHNOM PENH|cameroon=YAOUNDE
|canada=OTTAWA|central african republic=BANGUI|ceylon=COLOMBO|chad=NDJAMENA|chile=SANTIAGO
|china=BEIJING|colombia=BOGOTA|congo=KINSHASA|costa rica=SAN JOSE|cuba=HAVANA|cyprus=NICOSIA
|czechoslovakia=PRAGUE|dahomey=COTONOU|denmark=COPENHAGEN|dominican republic=SANTO DOMINGO
|ecuador=QUITO|egypt=CAIRO|el salvador=SAN SALVADOR|ethiopia=ADDIS ABABA|finland=HELSINKI
|france=PARIS|gabon=LIBREVILLE|german democratic republic=BERLIN|germany=BONN|ghana=ACCRA
|great britain=LONDON|greece=ATHENS|guatemala=GUATEMALA|guinea=CONAKRY|guyana=GEORGETOWN
|haiti=PORT AU PRINCE|honduras=TEGUCIGALPA|hungary=BUDAPEST|iceland=REYKJAVIK|india=NEW DELHI
|indonesia=JAKARTA|iran=TEHRAN|iraq=BAGHDAD|ireland=DUBLIN|israel=TEL AVIV|italy=ROME
|ivory coast=ABIDJAN|jamaica=KINGSTON|japan=TOKYO|jordan=AMMAN|kenya=NAIROBI
|khmer republic=PHNOM PENH|ivory=ABIDJAN|syrian arab republic=DAMASCUS|korea=SEOUL
|kuwait=KUWAIT|laos=VIENTIANE|lebanon=BEIRUT|liberia=MONROVIA|libya=TRIPOLI
|luxembourg=LUXEMBOURG|madagascar=ANTANANARIVO|malawi=LILONGWE|malaysia=KUALA LUMPUR|mali=BAMAKO
|mexico=MEXICO|morocco=RABAT|mozambique=MAPUTO|nepal=KATHMANDU|netherlands=THE HAGUE
|new zealand=WELLINGTON|nicaragua=MANAGUA|niger=NIAMEY|nigeria=LAGOS|norway=OSLO|oman=MUSCAT
|pakistan=ISLAMABAD|panama=PANAMA|paraguay=ASUNCION|people's republic of china=BEIJING|peru=LIMA
|philippines=MANILA|poland=WARSAW|portugal=LISBON|qatar=DOHA|republic of china=TAIPEI
|republic of korea=SEOUL|republic of vietnam=SAIGON|romania=BUCHAREST|rwanda=KIGALI
|saudi arabia=JEDDAH|senegal=DAKAR|sierra leone=FREETOWN|singapore=SINGAPORE|somalia=MOGADISHU
|south africa=PRETORIA|south vietnam=SAIGON|soviet union=MOSCOW|spain=MADRID|sri lanka=COLOMBO
|sudan=KHARTOUM|sweden=STOCKHOLM|switzerland=BERN|syria=DAMASCUS|tanzania=DAR ES SALAAM
|thailand=BANGKOK|togo=LOME|trinidad and tobago=PORT OF SPAIN|tunisia=TUNIS|turkey=ANKARA
|uganda=KAMPALA|union of soviet socialist republics=MOSCOW|united arab emirates=ABU DHABI
|united arab republic=CAIRO|united kingdom=LONDON|upper volta=OUAGADOUGOU|uruguay=MONTEVIDEO
|venezuela=CARACAS|vietnam=SAIGON|yemen=SANAA|yemen arab republic=SANAA|yugoslavia=BELGRADE
|zaire=KINSHASA|zambia=LUSAKA|zimbabwe=HARARE""".replace("\n", "").split("|")
)
#: Where embassies were before: country -> the last whole year there, and the place, earliest first.
EARLIER_SEATS: Final[dict[str, tuple[tuple[int, str], ...]]] = {
    "brazil": ((1971, "RIO DE JANEIRO"),),
    "china": ((1936, "PEKING"), (1945, "CHUNGKING"), (1949, "NANKING"), (1978, "TAIPEI")),
    "germany": ((1941, "BERLIN"),),
    "pakistan": ((1965, "KARACHI"),),
}
#: Older spellings of places that the table of stations has under a later name.
EARLIER_PLACES: Final[dict[str, str]] = {
    "djakarta": "JAKARTA",
    "teheran": "TEHRAN",
    "san clemente": "STATE",
    "usun": "USUN NEW YORK",
    "west berlin": "BERLIN",
}
#: Embassies that had their seat in more than one place while the series was printed: without a
#: place it is not known which one is meant.
_MOVED: Final = frozenset(
    {
        "brazil", "burundi", "china", "germany", "libya", "malawi", "pakistan", "vietnam", "yemen",
        "yemen arab republic",
    }
)  # fmt: skip
#: What editions write out, and addresses never do.
_WRITTEN_OUT: Final = {
    "DEPARTMENT OF STATE": "STATE",
    "SECRETARY OF STATE": "STATE",
    "ACTING SECRETARY OF STATE": "STATE",
    "MISSION TO THE UNITED NATIONS": "USUN NEW YORK",
    "MISSION TO NATO": "USNATO",
    "MISSION TO THE NORTH ATLANTIC TREATY ORGANIZATION": "USNATO",
}
_POST: Final = re.compile(
    r"(?:AMERICAN |U\.S\. )?"
    r"(?:(?P<embassy>EMBASSY|LEGATION)|CONSULATE(?: GENERAL)?|MISSION|INTERESTS SECTION"
    r"|LIAISON OFFICE) (?:IN|AT) (?:THE )?(?P<place>[A-Z][A-Z'\u2019. -]{1,50})"
)


def seat_of(country: str, year: int | None = None) -> str:
    """Return the seat of the embassy in a country, or the word itself for one without a row.

    >>> seat_of("brazil", 1934), seat_of("brazil", 1975), seat_of("strelsau")
    ('RIO DE JANEIRO', 'BRASILIA', 'strelsau')
    """
    if year is not None:
        for last, place in EARLIER_SEATS.get(country, ()):
            if year <= last:
                return place
    return SEATS.get(country, EARLIER_PLACES.get(country, country))


def place_of_post(name: str) -> str | None:
    """Return the place of a post that is named as editions name it; `None` if none is.

    Args:
        name: In capital letters.

    >>> place_of_post("EMBASSY IN THE UNITED KINGDOM"), place_of_post("CONSULATE IN ZAGREB")
    ('LONDON', 'ZAGREB')
    >>> place_of_post("EMBASSY IN PAKISTAN") is None  # Karachi, Rawalpindi, Islamabad
    True
    """
    bare = name.strip().removeprefix("THE ")
    if bare in _WRITTEN_OUT:
        return _WRITTEN_OUT[bare]
    found = _POST.fullmatch(bare)
    if found is None:
        return EARLIER_PLACES.get(bare.lower())
    place = found["place"].replace("\u2019", "'").lower()
    place = EARLIER_PLACES.get(place, place)
    if found["embassy"]:
        return None if place in _MOVED else SEATS.get(place, place).upper()
    return None if place in SEATS else place.upper()
