"""A plain BM25 over the whole text, to hold the ranking of the search against."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from bench.report import Table
from cablegram.search.documents import analyzer

if TYPE_CHECKING:
    from cablegram.search import Archive

K1 = 1.2
B = 0.75
TOP = 10


def _texts(record: dict[str, Any]) -> str:
    """Return the text once: the subject and the paragraphs, each as often as it stands there."""
    parts = [record["subject"] or ""]
    for paragraph in record["paragraphs"]:
        parts += [paragraph["heading"] or "", paragraph["text"]]
    if not record["paragraphs"]:
        parts.append(record["source_text"])
    return "\n".join(parts)


def overlap(archive: Archive, count: int) -> Table:
    """Return how many of the first ten hits a plain BM25 has among its first ten too.

    The plain one sees each word once where it stands. Ours counts the subject twice, the beginning
    of the summary once more, and has references and signatures in the text besides.
    """
    cut = analyzer().analyze
    dice = random.Random(11)
    held = len(archive.ready().held(range(1, archive.highest_id() + 1)))
    terms = [
        term
        for term, found in archive.ready().terms()
        if term.isalpha() and len(term) > 3 and held / 500 < found < held / 5
    ]
    asked = [sorted(dice.sample(terms, dice.choice((1, 2, 3)))) for _ in range(count)]
    wanted = {word for words in asked for word in words}
    lengths: dict[int, int] = {}
    postings: dict[str, dict[int, int]] = {word: {} for word in wanted}
    in_subject: dict[int, set[str]] = {}
    for cable_id, record in archive.records_after(0):
        words = cut(_texts(record))
        lengths[cable_id] = len(words)
        in_subject[cable_id] = set(cut(record["subject"] or ""))
        for word, times in Counter(words).items():
            if word in wanted:
                postings[word][cable_id] = times
    mean = sum(lengths.values()) / len(lengths)
    same = subjects = plain_subjects = shown = 0
    for words in asked:
        scores: defaultdict[int, float] = defaultdict(float)
        for word in words:
            found = postings[word]
            idf = math.log(1 + (len(lengths) - len(found) + 0.5) / (len(found) + 0.5))
            for cable_id, times in found.items():
                norm = K1 * (1 - B + B * lengths[cable_id] / mean)
                scores[cable_id] += idf * times * (K1 + 1) / (times + norm)
        plain = [each for _, each in sorted((-score, each) for each, score in scores.items())[:TOP]]
        hits = archive.search(" OR ".join(words), limit=TOP, with_snippets=False).hits
        ours = [hit.cable.cable_id for hit in hits]
        same += len(set(plain) & set(ours))
        shown += len(ours)
        subjects += sum(bool(in_subject.get(each, set()) & set(words)) for each in ours)
        plain_subjects += sum(bool(in_subject.get(each, set()) & set(words)) for each in plain)
    row = (
        str(count), f"{TOP * same / shown:.1f}", f"{TOP * subjects / shown:.1f}",
        f"{TOP * plain_subjects / shown:.1f}",
    )  # fmt: skip
    return Table(
        title="The first ten hits against those of a plain BM25",
        columns=(
            "queries of 1 to 3 words, OR", "the same, of 10", "ours: word in the subject",
            "plain: word in the subject",
        ),
        rows=(row,),
        note="Means. The plain one counts subject and summary as often as they stand in the text.",
    )  # fmt: skip
