"""Alerts in words for mail, and as JSON for programs: marks, which rule fired, where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.alerts.digest import MOST_COUNTED
from cablegram.alerts.values import MailShows
from cablegram.model.codec import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cablegram.accounts import Account
    from cablegram.alerts.settings import Settings
    from cablegram.alerts.shown import Told
    from cablegram.alerts.values import Subscription
    from cablegram.archive import Summary

    PlaceOf = Callable[[Summary], str]
    Shown = Sequence[tuple[Subscription, Sequence[Told]]]

SCHEMA: Final = "cablegram.alert/1"
UNMARKED: Final = "NO CLASSIFICATION MARKED"


def marks_of(cable: Summary) -> str:
    """Return the marks of a cable as they stand in a line."""
    level = [] if cable.level is None else [cable.level.value.replace("_", " ").upper()]
    return " ".join(dict.fromkeys([*level, *cable.controls, *cable.captions])) or UNMARKED


def mail_subject(shown: Shown, others: int, shows: MailShows) -> str:
    """Return the subject of a mail: how many, and what is followed if more than numbers is said."""
    count = len(_by_cable(shown)) + others
    many = f"more than {MOST_COUNTED:,}" if others > MOST_COUNTED else f"{count:,}"
    said = f"{many} new {'cable' if count == 1 else 'cables'}"
    if shows is MailShows.NUMBERS:
        return said
    what = f"{shown[0][0].name}" if len(shown) == 1 else f"{len(shown)} subscriptions"
    return f"{said}: {what}"


def mail_text(
    shown: Shown,
    others: int,
    settings: Settings,
    place_of: PlaceOf,
    account: Account | None,
    shows: MailShows,
) -> str:
    """Return the text of a mail: each cable once, with all rules that fired for it.

    The highest marks of what is in it stand first and last. With numbers alone there is nothing of
    the cables but these and links: what is followed, too, would tell what stands in them.
    """
    cables = _by_cable(shown)
    is_bare = shows is MailShows.NUMBERS
    highest = [] if is_bare else [f"Marks up to {_highest(cable for cable, _ in cables)}.", ""]
    lines = [*highest]
    if account is not None:
        lines += [f"For {_plain(account.full_name or account.name)}.", ""]
    for cable, whys in cables:
        number = str(cable.mrn) if cable.mrn is not None else "no number"
        if is_bare:
            lines += [number, f"  {settings.address}{place_of(cable)}", ""]
            continue
        day = f", {cable.date}" if cable.date is not None else ""
        lines += [
            f"({marks_of(cable)}) {_plain(cable.subject or 'no subject')}",
            f"  {number}{day}",
            *(f"  {_plain(name)}: {_plain(why)}" for name, why in whys),
            f"  {settings.address}{place_of(cable)}",
            "",
        ]
    where = f"{settings.address}/alerts" if settings.address else "the reading room under Alerts"
    if others:
        more = f"more than {MOST_COUNTED:,}" if others > MOST_COUNTED else f"{others:,}"
        lines += [f"And {more} {'other' if others == 1 else 'others'}: {where}", ""]
    lines += [f"To change or end this: {where}", "", *highest]
    return "\n".join(lines)


def _by_cable(shown: Shown) -> list[tuple[Summary, list[tuple[str, str]]]]:
    """Return each cable once, with the names of subscriptions and the rules that fired."""
    found: dict[int, tuple[Summary, list[tuple[str, str]]]] = {}
    for of, alerts in shown:
        for one in alerts:
            whys = found.setdefault(one.cable.cable_id, (one.cable, []))[1]
            whys.append((of.name, one.why))
    return list(found.values())


def hook_body(
    of: Subscription, shown: Iterable[Told], settings: Settings, place_of: PlaceOf
) -> bytes:
    """Return what a webhook says."""
    import msgspec  # noqa: PLC0415 - few send webhooks

    said = {
        "schema": SCHEMA,
        "subscription": {"id": of.subscription_id, "name": of.name, "kind": of.kind.value},
        "alerts": [alert_document(one, settings.address, place_of) for one in shown],
    }
    return msgspec.json.encode(to_json(said))


def alert_document(one: Told, address: str, place_of: PlaceOf) -> dict[str, Any]:
    """Return an alert as what JSON is made of, with values of ours in it."""
    cable = one.cable
    return {
        "id": one.alert.key,
        "found": one.alert.found,
        "why": one.why,
        "mrn": cable.mrn,
        "date": cable.date,
        "origin": cable.origin,
        "level": cable.level,
        "controls": cable.controls,
        "captions": cable.captions,
        "subject": cable.subject,
        "href": f"{address}{place_of(cable)}",
    }


def _highest(cables: Iterable[Summary]) -> str:
    found = list(cables)
    if any(each.level is None for each in found):
        return UNMARKED
    level = max((each.level for each in found if each.level), key=lambda each: each.rank)
    words = sorted({word for each in found for word in (*each.controls, *each.captions)})
    return " ".join((level.value.replace("_", " ").upper(), *words))


def _plain(text: str) -> str:
    """Return a text in one line, without what would take hold of a terminal."""
    return "".join(each if each.isprintable() else " " for each in " ".join(text.split()))
