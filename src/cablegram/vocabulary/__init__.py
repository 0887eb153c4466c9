"""The words of the field as look-ups: stations, TAGS, captions, offices, orders, signals.

Importing the package reads nothing; the first look-up of a table reads that table, once. Look-ups
whose answer depends on the time take the date of the message. What the tables call unconfirmed is
given with `confirmed=False`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.lazy import lazily

if TYPE_CHECKING:
    from cablegram.vocabulary.captions import Caption, caption, caption_words, split_captions
    from cablegram.vocabulary.collectives import Collective, collective, is_collective
    from cablegram.vocabulary.exemptions import Exemption, all_exemptions, exemption
    from cablegram.vocabulary.offices import Office, is_office, office, office_symbols
    from cablegram.vocabulary.orders import (
        ClassificationReason,
        ExecutiveOrder,
        all_orders,
        all_reasons,
        order,
        order_in_force,
        reason,
        repair_order,
    )
    from cablegram.vocabulary.precedence import PrecedenceLevel, precedence_level, precedence_levels
    from cablegram.vocabulary.routing import RoutingIndicator, longest_prefix, routing_indicator
    from cablegram.vocabulary.signals import Signal, is_signal, signal
    from cablegram.vocabulary.stations import (
        Station,
        StationMatch,
        all_names,
        all_stations,
        candidates,
        canonical_station,
        fold_station_name,
        match_station,
        other_names,
        sas_code_of,
        series_names,
        station_endings,
        station_info,
        station_of_address,
        station_of_indicator,
        stations_beginning,
    )
    from cablegram.vocabulary.tags import (
        TagMeaning,
        changed_codes,
        codes_beginning,
        codes_for,
        country_name,
        family_of,
        is_known,
        meanings_named,
        near_tags,
        split_fused,
        tag_meaning,
        tag_meanings,
    )

__all__ = [
    "Caption",
    "ClassificationReason",
    "Collective",
    "ExecutiveOrder",
    "Exemption",
    "Office",
    "PrecedenceLevel",
    "RoutingIndicator",
    "Signal",
    "Station",
    "StationMatch",
    "TagMeaning",
    "all_exemptions",
    "all_names",
    "all_orders",
    "all_reasons",
    "all_stations",
    "candidates",
    "canonical_station",
    "caption",
    "caption_words",
    "changed_codes",
    "codes_beginning",
    "codes_for",
    "collective",
    "country_name",
    "exemption",
    "family_of",
    "fold_station_name",
    "is_collective",
    "is_known",
    "is_office",
    "is_signal",
    "longest_prefix",
    "match_station",
    "meanings_named",
    "near_tags",
    "office",
    "office_symbols",
    "order",
    "order_in_force",
    "other_names",
    "precedence_level",
    "precedence_levels",
    "reason",
    "repair_order",
    "routing_indicator",
    "sas_code_of",
    "series_names",
    "signal",
    "split_captions",
    "split_fused",
    "station_endings",
    "station_info",
    "station_of_address",
    "station_of_indicator",
    "stations_beginning",
    "tag_meaning",
    "tag_meanings",
]

# What comes out of which module; a module is loaded when something of it is asked for.
__getattr__ = lazily(
    __name__,
    {
        "captions": "Caption caption caption_words split_captions",
        "collectives": "Collective collective is_collective",
        "exemptions": "Exemption all_exemptions exemption",
        "offices": "Office is_office office office_symbols",
        "orders": (
            "ClassificationReason ExecutiveOrder all_orders all_reasons order "
            "order_in_force reason repair_order"
        ),
        "precedence": "PrecedenceLevel precedence_level precedence_levels",
        "routing": "RoutingIndicator longest_prefix routing_indicator",
        "signals": "Signal is_signal signal",
        "stations": (
            "Station StationMatch all_names all_stations candidates canonical_station "
            "fold_station_name match_station other_names sas_code_of series_names station_endings "
            "station_info station_of_address station_of_indicator stations_beginning"
        ),
        "tags": (
            "TagMeaning changed_codes codes_beginning codes_for country_name family_of is_known "
            "meanings_named near_tags split_fused tag_meaning tag_meanings"
        ),
    },
)
