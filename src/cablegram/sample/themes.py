"""What the made-up cables are about: harmless business, with its words, offices and TAGS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["THEMES", "Theme"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One kind of business.

    `subjects` are patterns with {nat}, {country}, {place}, {firm}, {ship}, {year}; `early_tags` and
    `late_tags` are subject TAGS of the 1970s and from the 1980s on, `programs` program TAGS of the
    2000s; `office` is the action office of the Department.
    """

    name: str
    office: str
    early_tags: tuple[str, ...]
    late_tags: tuple[str, ...]
    programs: tuple[str, ...]
    subjects: tuple[str, ...]
    bodies: tuple[str, ...]
    issues: tuple[str, ...]
    things: tuple[str, ...]
    units: tuple[str, ...]
    acts: tuple[str, ...]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", " ").split(";"))


def _theme(  # noqa: PLR0913 (one row of the table below)
    name: str,
    office: str,
    tags: tuple[str, str, str],
    *,
    subjects: str,
    bodies: str,
    issues: str,
    things: str,
    units: str,
    acts: str,
) -> Theme:
    early, late, programs = tags
    return Theme(
        name=name,
        office=office,
        early_tags=tuple(early.split()),
        late_tags=tuple(late.split()),
        programs=tuple(programs.split()),
        subjects=_split(subjects),
        bodies=_split(bodies),
        issues=_split(issues),
        things=_split(things),
        units=_split(units),
        acts=_split(acts),
    )


THEMES: Final = (
    _theme(
        "fisheries", "OES", ("EFIS PBOR PFOR", "EFIS PBTS PREL SENV", ""),
        subjects="""{nat} fisheries talks: second round; Tuna licensing: {nat} views; Fishing vessel
            {ship} detained off {place}; Draft fisheries agreement with {country}; {nat} request for
            quota data; Shrimp grounds off {place}: joint survey; Fisheries commission meets at
            {place}; Catch reporting by {nat} fleet""",
        bodies="""Ministry of Fisheries; Marine Resources Institute; National Fisheries Council;
            Coastal Inspectorate; Shipowners Federation; Directorate of Ports""",
        issues="""catch quotas; license fees; mesh size; the closed season; observer coverage;
            transshipment at sea; boundary of the coastal zone; stock assessment; joint patrols;
            by-catch of turtles; landing rights; the tuna convention; vessel marking; fines""",
        things="""purse seiners; long-line vessels; licenses; landing certificates; trawlers;
            research cruises; fish meal; canned tuna; frozen shrimp; nets; log books""",
        units="metric tons; vessels; boxes; percent of the catch; fishing days",
        acts="""extend the closed season; lower the license fee; exchange catch data every quarter;
            admit two observers; release the vessel on bond; postpone the next round; accept
            the mesh size proposed by the institute; publish the stock survey""",
    ),
    _theme(
        "overflight", "PM", ("MOPS EAIR PFOR", "EAIR MOPS PREL", ""),
        subjects="""Overflight clearance: survey aircraft over {country}; {nat} overflight procedures;
            Blanket clearance for {year}; Diplomatic clearance for transport flight to {place};
            Late request for overflight of {country}; New {nat} form for aircraft clearances""",
        bodies="""Civil Aviation Directorate; Air Staff; Protocol Department; Flight Information
            Center; Ministry of Defense; Airport Authority""",
        issues="""diplomatic clearance; tail numbers; block clearances; the notice period; landing
            fees; route changes; flight plans; refueling; radio frequencies; night landings;
            the airway over {place}; weather diversions""",
        things="""transport aircraft; clearance requests; survey flights; flight plans; call signs;
            spare engines; pallets; crew lists; aerial photographs""",
        units="flights; hours; nautical miles; requests; passengers",
        acts="""grant clearance for the flight; require seventy-two hours notice; accept a corrected
            flight plan; waive the landing fee; open the eastern airway; number each request;
            route the aircraft over {place}; confirm by diplomatic note""",
    ),
    _theme(
        "port call", "PM", ("MOPS MARR PFOR", "MOPS MARR PREL OPRC", "KPAO"),
        subjects="""Port call at {place}; Ship visit to {country}: arrangements; Request for port
            clearance: survey ship {ship}; Naval visit: program ashore; Port visit {ship}: after
            action report; Harbor facilities at {place}""",
        bodies="""Harbor Master; Naval Staff; Port Captain; Municipal Council; Pilots Association;
            Customs House""",
        issues="""berthing; fuel and water; the program ashore; press arrangements; gangway guards;
            tugs and pilots; visiting hours; garbage removal; courtesy calls; the wreath laying;
            shore patrol; harbor dues""",
        things="""berths; tugs; buses; invitations; boats; sailors; visitors; crates of books;
            medical supplies; band concerts""",
        units="meters; berths; visitors; days; gallons",
        acts="""offer the outer berth; open the ship to visitors on Sunday; arrange calls on the
            mayor; send a liaison officer; supply two tugs; repaint the orphanage; hold a
            reception on board; shorten the visit by a day""",
    ),
    _theme(
        "trade fair", "EB", ("BEXP ETRD BTIO", "BEXP ETRD BTIO ECON", "KIPR"),
        subjects="""{place} trade fair {year}: US pavilion; Industrial fair: {nat} participation;
            Catalog show at {place}; Trade mission to {country}; {firm}: trade complaint;
            Market survey: food processing equipment; Results of {place} fair""",
        bodies="""Chamber of Commerce; Fair Corporation; Ministry of Commerce; Customs
            Administration; Importers Association; Development Bank""",
        issues="""pavilion space; duty on samples; catalog shows; agents and distributors; letters of
            credit; import licensing; freight rates; voltage standards; buyers missions; spare
            parts; the exhibitors' deadline; insurance""",
        things="""exhibitors; irrigation pumps; machine tools; laboratory instruments; catalogs;
            booths; sample cases; tractors; cold rooms; sewing machines; inquiries""",
        units="exhibitors; square meters; thousand dollars; visitors; orders",
        acts="""reserve the north hall; waive duty on samples; send a buyers mission; extend the
            deadline for exhibitors; appoint an agent; quote prices in dollars; translate the
            catalog; settle the complaint out of court""",
    ),
    _theme(
        "visa statistics", "CA", ("CVIS CGEN", "CVIS CMGT SMIG", "KFRD"),
        subjects="""Visa statistics for {month} {year}; Student visa workload at {place};
            Nonimmigrant visa appointment system; Consular district: summer workload; Visa
            reciprocity with {country}; Fee schedule: {nat} reply""",
        bodies="""Consular Section; Ministry of Foreign Affairs; Passport Office; Immigration Service;
            University Registrar; Travel Agents Association""",
        issues="""waiting times; reciprocity fees; student cases; validity of visas; local staff
            positions; appointment slots; passport formats; crew lists; refusals; the courier
            service; opening hours; the new waiting room""",
        things="""applications; student visas; crew visas; passports; interview slots; form letters;
            photographs; transfer cases; inquiries by telephone""",
        units="applications; cases; minutes; percent; dollars",
        acts="""extend validity to four years; open a third window; drop the fee for students; print
            a new leaflet; hire two clerks for the summer; accept passports of the new format;
            move interviews to the morning; report each month""",
    ),
    _theme(
        "water sharing", "OES", ("EAGR ENRG PBOR PFOR", "SENV EAGR ENRG PREL PBTS", "KSCA"),
        subjects="""River commission: water sharing; Gauging stations on the upper {place}; {nat} note
            on irrigation canal; Dry season flow: data exchange; Reservoir at {place}: feasibility
            study; Water talks: {nat} position""",
        bodies="""River Commission; Ministry of Irrigation; Hydrological Service; Regional Development
            Authority; Power Board; Farmers Union""",
        issues="""dry season flow; gauging stations; silt; the upper canal; flood warning; minimum
            release; seepage; pumping rights; data exchange; the joint survey; reservoir levels;
            irrigation dues""",
        things="""gauges; cubic meters; pumps; canals; survey teams; flow tables; villages; sluice
            gates; wells; hydrologists""",
        units="cubic meters a second; hectares; kilometers; million dollars; gauges",
        acts="""exchange flow data each week; build three gauges; accept the engineers' table; share
            the cost of the survey; hold back the dry season release; line the upper canal; invite
            an outside chairman; meet again at {place}""",
    ),
    _theme(
        "exhibition", "ECA", ("SCUL OEXC", "SCUL OEXC OIIP", "KPAO"),
        subjects="""Exhibition tour: arrangements at {place}; Loan of paintings to {nat} museum;
            Orchestra tour of {country}; Photography exhibit: {nat} venue; Museum exchange:
            insurance; Lecture program at {place} university; Cultural agreement: {nat} draft""",
        bodies="""National Museum; Ministry of Culture; Conservatory; Cultural Institute; Binational
            Center; Academy of Fine Arts""",
        issues="""insurance; crate sizes; humidity in the hall; the opening night; loan of paintings;
            lighting; ticket prices; catalog texts; musicians' lodging; piano tuning; the rehearsal
            hall; customs bond""",
        things="""paintings; crates; musicians; catalogs; photographs; tickets; lectures; posters;
            instruments; drawings; students""",
        units="visitors; paintings; concerts; crates; tickets",
        acts="""lend forty drawings; open the exhibition a week later; insure the crates from door to
            door; add a concert at {place}; print the catalog in two languages; lodge the musicians
            with families; waive the customs bond""",
    ),
    _theme(
        "civil aviation", "EB", ("EAIR ETRN EWWT", "EAIR ECON ETRD EINV", ""),
        subjects="""Civil aviation talks with {country}; Air services agreement: {nat} draft; Charter
            flights to {place}; Landing fees at {place} airport; {firm}: request for route; Airport
            navigation aids""",
        bodies="""Civil Aviation Board; Ministry of Transport; National Airline; Airport Authority;
            Tourism Office; Air Carriers Association""",
        issues="""frequencies; fifth freedom rights; charter rules; landing fees; ticket discounts;
            capacity; the second runway; computer reservations; cargo handling; noise; tariffs;
            the beyond points""",
        things="""weekly flights; charters; seats; landing slots; tickets; cargo pallets; navigation
            beacons; aircraft; route maps""",
        units="flights a week; seats; percent; thousand passengers; tons of cargo",
        acts="""add two weekly flights; name a second airline; drop the discount rule; consult before
            the summer season; approve the charter program; install a beacon at {place}; sign the
            memorandum; lower the landing fee""",
    ),
    _theme(
        "seismology", "OES", ("TPHY TGEN SENV", "TPHY TSPL SENV TRGY", "KSCI"),
        subjects="""Seismic station at {place}; Loan of seismographs to {country}; Joint survey of the
            {place} fault; Geological mapping project; Tide gauges: {nat} reply; Weather station at
            {place}: spare parts""",
        bodies="""Geological Survey; Meteorological Service; Polytechnic School; Hydrographic Office;
            Academy of Sciences; Observatory""",
        issues="""spare parts; calibration; data exchange; site access; paper rolls; training of
            observers; time signals; power supply; the access road; publication of results;
            lightning damage""",
        things="""seismographs; tide gauges; batteries; recorders; maps; observers; weather balloons;
            chart sheets; antennas; drums""",
        units="stations; kilometers; readings; months; kilograms",
        acts="""lend six seismographs; train four observers; send readings by telegram; move the
            station to {place}; replace the batteries; publish the map; renew the agreement for
            three years; exempt instruments from duty""",
    ),
    _theme(
        "textiles", "EB", ("ETRD EIND", "ETRD ECON EIND KTEX", ""),
        subjects="""Textile quota: {nat} proposal; Consultations on cotton cloth; Handicraft imports
            from {country}; Tariff on footwear: {nat} concern; Origin certificates; Carpet exporters
            visit""",
        bodies="""Textile Board; Ministry of Industry; Cotton Exchange; Exporters Association; Planning
            Commission; Spinners Union""",
        issues="""carry-forward; category limits; origin certificates; growth rates; handloom cloth;
            visa stamps on invoices; yarn prices; swing; the consultation clause; unit values;
            mill capacity; export licenses""",
        things="""cotton shirts; knit gloves; square yards; carpets; quota categories; invoices; looms;
            bales; certificates; towels""",
        units="million square yards; dozens; bales; percent; dollars a dozen",
        acts="""raise the limit by six percent; carry forward the unused quota; exempt handloom cloth;
            hold consultations in May; publish the license list; stamp each invoice; withdraw the
            request; accept the new category""",
    ),
    _theme(
        "locusts", "IO", ("EAGR EAID SHUM", "EAGR EAID SENV", "KHUM"),
        subjects="""Desert locust control: {nat} request; Locust survey near {place}; Grain storage at
            {place}; Crop forecast: {country}; Seed distribution program; Cattle vaccination
            campaign; Spray aircraft for {country}""",
        bodies="""Ministry of Agriculture; Plant Protection Service; Grain Board; Regional Locust
            Commission; Veterinary Service; Cooperative Bank""",
        issues="""spray aircraft; swarm reports; seed stocks; grain storage; vaccination teams; rainfall;
            fuel for vehicles; rail wagons; port congestion; pesticide labels; price support;
            early warning""",
        things="""spray aircraft; bags of seed; drums; vehicles; swarms; hectares; storage bins;
            vaccines; wagons; radio sets""",
        units="hectares; metric tons; liters; vehicles; heads of cattle",
        acts="""charter two spray aircraft; survey the northern valley; store grain at {place}; send
            daily swarm reports; vaccinate herds along the road; release fuel to the teams; ask for
            a regional meeting; count the stocks""",
    ),
    _theme(
        "telecommunications", "EB", ("ETEL TSPA", "ECPS ETRD TSPA ECON", "KIPR"),
        subjects="""Earth station at {place}; Telephone cable to {country}; Postal money orders: {nat}
            view; Radio frequency coordination; {firm}: telephone tender; Satellite circuits for
            {country}""",
        bodies="""Post and Telegraph Administration; Telephone Company; Frequency Board; Ministry of
            Communications; Space Committee; Broadcasting Corporation""",
        issues="""circuit charges; tender documents; frequencies; the landing point; postal tariffs;
            exchange capacity; earth station site; training; bid bonds; subscriber lines; time
            zones; maintenance""",
        things="""circuits; antennas; telephone lines; bids; exchanges; engineers; mail bags; repeaters;
            receivers; stamps""",
        units="circuits; lines; million dollars; kilometers; bids",
        acts="""open the tender in public; move the landing point to {place}; lease twelve circuits;
            lower the charge; train engineers abroad; extend the bid date; coordinate the
            frequency; replace the exchange""",
    ),
    _theme(
        "student exchange", "ECA", ("OEXC SCUL", "OEXC SCUL OIIP", "KPAO"),
        subjects="""Student exchange with {country}; Scholarship panel at {place}; Visiting professors:
            {nat} request; English teaching at {place}; Library books for {country}; Youth
            orchestra: travel""",
        bodies="""Ministry of Education; Scholarship Board; Teachers College; University Council;
            Library Association; Rectors Conference""",
        issues="""stipends; selection panels; language tests; air fares; recognition of degrees; host
            families; orientation; book shipments; teaching loads; health insurance; the closing
            date; alumni""",
        things="""students; scholarships; books; professors; test forms; air tickets; libraries;
            candidates; teachers; language tapes""",
        units="students; volumes; semesters; candidates; dollars a month",
        acts="""nominate ten candidates; recognize the degree; pay the air fare; hold the test at
            {place}; send a professor of statistics; ship four hundred books; raise the stipend;
            extend the closing date""",
    ),
    _theme(
        "nature parks", "OES", ("SENV TGEN", "SENV EAGR ECON TBIO", "KGHG"),
        subjects="""National park at {place}; Wetlands survey: {nat} interest; Park rangers: training;
            Sea turtle project; Forest inventory of {country}; Bird counts on Lake {place}; Tourism
            and reefs at {place}""",
        bodies="""Park Service; Forestry Department; Ministry of Environment; Wildlife Society; Tourism
            Board; Botanical Garden""",
        issues="""ranger training; park boundaries; bird counts; visitor fees; fire lookouts; reef
            damage; tree nurseries; grazing rights; poaching; maps from satellites; boat traffic;
            research permits""",
        things="""rangers; seedlings; maps; boats; bird counts; trails; visitors; vehicles; cameras;
            permits; nests""",
        units="hectares; rangers; nests; visitors; seedlings",
        acts="""enlarge the park; train twelve rangers; limit boat traffic; plant seedlings at {place};
            share satellite maps; raise the visitor fee; count nests each spring; hold a workshop
            for park managers""",
    ),
)  # fmt: skip
