"""What `Store` answers by functions that stand in modules of their own."""

from __future__ import annotations

from cablegram.archive import around, graph_rows, numbers


class Answers:
    """The part of `Store` that reads who cites whom, and which numbers there are."""

    holding = numbers.holding
    other_numbers = numbers.other_numbers
    citations_in = numbers.citations_in
    citations_of = numbers.citations_of
    citations_of_nodes = numbers.citations_of_nodes
    numbers_held = numbers.numbers_held
    numbers_near = numbers.numbers_near
    numbers_cited = numbers.numbers_cited
    numbers_around = around.numbers_around
    cited_by = numbers.cited_by
    count_citing = numbers.count_citing
    numbers_missing = numbers.numbers_missing
    citing_missing = numbers.citing_missing
    most_cited = numbers.most_cited
    copied_ids = graph_rows.copied_ids
    cable_rows = graph_rows.cable_rows
    alias_rows = graph_rows.alias_rows
    edge_rows = graph_rows.edge_rows
