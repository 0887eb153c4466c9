"""Telling people of new cables: all that they follow matched together, each as he may see it."""

from cablegram.alerts.board import Board
from cablegram.alerts.following import follow
from cablegram.alerts.keeper import AlertKeeper
from cablegram.alerts.people import active_accounts
from cablegram.alerts.running import Matched, match_new
from cablegram.alerts.sending import Departures, Sent, send_due
from cablegram.alerts.settings import Settings, read_settings
from cablegram.alerts.shown import Told, told
from cablegram.alerts.values import (
    Alert,
    Kind,
    MailShows,
    NoSubscription,
    NotFollowed,
    Owner,
    Rhythm,
    Subscription,
    Ways,
)

__all__ = [
    "Alert",
    "AlertKeeper",
    "Board",
    "Departures",
    "Kind",
    "MailShows",
    "Matched",
    "NoSubscription",
    "NotFollowed",
    "Owner",
    "Rhythm",
    "Sent",
    "Settings",
    "Subscription",
    "Told",
    "Ways",
    "active_accounts",
    "follow",
    "match_new",
    "read_settings",
    "send_due",
    "told",
]
