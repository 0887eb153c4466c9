"""Telling people of new cables: all that they follow matched together, each as he may see it."""

from cablegram.alerts.board import Board
from cablegram.alerts.following import follow
from cablegram.alerts.running import Matched, match_new
from cablegram.alerts.shown import Told, told
from cablegram.alerts.values import (
    Alert,
    Kind,
    NoSubscription,
    NotFollowed,
    Owner,
    Rhythm,
    Subscription,
    Ways,
)

__all__ = [
    "Alert",
    "Board",
    "Kind",
    "Matched",
    "NoSubscription",
    "NotFollowed",
    "Owner",
    "Rhythm",
    "Subscription",
    "Told",
    "Ways",
    "follow",
    "match_new",
    "told",
]
