"""The US policy, as the file that one would write: `cablegram access policy` prints it.

Which captions restrict who may see follows the table of captions (`vocabulary/data/captions.csv`):
what it ranks 1 to 6 asks something, what it ranks 7 to 9 is a word for the people who handle the
message. A test keeps the two the same.
"""

from typing import Final

US: Final = '''\
# The marks of United States telegrams, and what they ask of a reader.

name = "us"
source = """
Levels: 32 CFR 2001.23. Captions: 5 FAH-2 H-441 to H-443. Controls: CAPCO register, unconfirmed."""

# Lowest first. RESTRICTED is foreign, and was American until 1953.
levels = ["unclassified", "restricted", "confidential", "secret", "top_secret"]
# Nothing is kept from its nationals for their nationality.
home = "USA"

# What a word beside the level, or a caption, asks. A word that is not here asks to be held.
[words]
# The home nationality.
home = ["NOFORN", "REL", "REL TO", "RELIDO"]
# Nothing: words for those who send, route and file the message.
free = [
    "EFTO", "SIPDIS", "NIACT", "NOTAL", "TERREP", "INFORM ALL STATE EMPLOYEES", "INFORM CONSULS",
    "PASS TO", "CORRECTED COPY", "PROTECT SOURCE", "STRICTLY PROTECT", "JOINT MESSAGE",
    "AGRICULTURE", "AIDAC", "CUSTOMS", "USDOC",
    "DELTO", "TODEL", "SECTO", "TOSEC", "PARTO", "DEPTO",
]
# To be held.
controls = [
    "SBU", "LOU", "FOUO", "LES", "SSI", "ORCON", "ORCON-USGOV", "PROPIN", "IMCON", "RSEN", "FISA",
    "DSEN", "FGI", "WNINTEL", "NOCONTRACT", "RD", "FRD", "CNWDI", "SI", "TK", "HCS",
    "NATO RESTRICTED", "NATO CONFIDENTIAL", "NATO SECRET", "COSMIC TOP SECRET", "ATOMAL",
]
# To be known to need it: in a reader's file under `need_to_know`.
need_to_know = [
    "NODIS", "NODIS PADLOCK", "CHEROKEE", "EXDIS", "LIMDIS", "STADIS", "ONLY", "CONDIS", "NESCO",
    "SPECAT", "SPECAT EXCLUSIVE", "EYES ONLY", "EXCLUSIVE FOR", "AMB", "DCM", "CRITIC",
    "ROGER CHANNEL", "DS CHANNEL", "DISSENT CHANNEL", "AGREMENT CHANNEL", "DIRGEN CHANNEL",
    "MED CHANNEL", "PERSONNEL CHANNEL", "TM CHANNEL", "IG CHANNEL", "OIG CHANNEL", "HR CHANNEL",
    "GRIEVANCE CHANNEL", "CODEL", "STAFFDEL", "OFFICIAL INFORMAL", "VISAS", "VISAS VIPER",
    "VISAS CONDOR", "VISAS MANTIS", "VISAS DONKEY", "VISAS BEAR", "VISAS EAGLE",
]

# Other spellings, and the words that they stand for.
[names]
NF = ["NOFORN"]
"NO FOREIGN DISSEM" = ["NOFORN"]
"NO FOREIGN DISSEMINATION" = ["NOFORN"]
SENSITIVE = ["SBU"]
"SENSITIVE BUT UNCLASSIFIED" = ["SBU"]
"SBU/NOFORN" = ["SBU", "NOFORN"]
"LIMITED OFFICIAL USE" = ["LOU"]
"FOR OFFICIAL USE ONLY" = ["FOUO"]
"LAW ENFORCEMENT SENSITIVE" = ["LES"]
"LES-NF" = ["LES", "NOFORN"]
"DEA SENSITIVE" = ["DSEN"]
"RISK SENSITIVE" = ["RSEN"]
"RESTRICTED DATA" = ["RD"]
"FORMERLY RESTRICTED DATA" = ["FRD"]
"FOREIGN GOVERNMENT INFORMATION" = ["FGI"]
ND = ["NODIS"]
XD = ["EXDIS"]
"LIMIT DISTRIBUTION" = ["LIMDIS"]
"O-I" = ["OFFICIAL INFORMAL"]
ROGER = ["ROGER CHANNEL"]
ROG = ["ROGER CHANNEL"]
"SY CHANNEL" = ["DS CHANNEL"]

# Names on release lists that are no trigraphs of one nation.
[nations]
UK = ["GBR"]
ACGU = ["AUS", "CAN", "GBR", "USA"]
FVEY = ["AUS", "CAN", "GBR", "NZL", "USA"]

# The order lets a classification end on the day that the cable names; reviewers may have decided
# otherwise since, so this is off. Controls and captions stay in force.
[declassification]
on_date = false
'''
