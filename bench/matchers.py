"""Our matcher and its peers, as their documentation recommends them; each imports what it needs when it is measured."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

Phrasings = Mapping[str, Sequence[str]]
Ranked = Sequence[tuple[str, float]]
"""The ids of the best entries, the best first, with a score; ours has the scope's in place of the first."""
Ranking = Callable[[str], Ranked]

LOOKED_AT = 30
"""Of the best phrasings, those of three different entries are taken."""


def ours(phrasings: Phrasings) -> Ranking:
    """Return the library as the helpdesk uses it, learned."""
    from bench.made import content_of  # noqa: PLC0415  each matcher's memory is its own
    from knowledge.library import Library  # noqa: PLC0415  each matcher's memory is its own

    return _asking(Library.prepared(content_of(phrasings)))


def plain(phrasings: Phrasings) -> Ranking:
    """Return the library as it serves while it learns."""
    from bench.made import content_of  # noqa: PLC0415  each matcher's memory is its own
    from knowledge.library import Library  # noqa: PLC0415  each matcher's memory is its own

    return _asking(Library(content_of(phrasings)))


def wratio(phrasings: Phrasings) -> Ranking:
    """Return RapidFuzz's general scorer over all phrasings, as its documentation shows."""
    from rapidfuzz import fuzz  # noqa: PLC0415  each matcher's memory is its own

    return _fuzzy(phrasings, fuzz.WRatio)


def token_set_ratio(phrasings: Phrasings) -> Ranking:
    """Return RapidFuzz's scorer for words in any order."""
    from rapidfuzz import fuzz  # noqa: PLC0415  each matcher's memory is its own

    return _fuzzy(phrasings, fuzz.token_set_ratio)


def bm25(phrasings: Phrasings) -> Ranking:
    """Return bm25s over all phrasings, with Snowball stems and English stop words."""
    import bm25s  # noqa: PLC0415  installed for the comparison only
    import Stemmer  # noqa: PLC0415  each matcher's memory is its own

    stemmer = Stemmer.Stemmer("english")
    texts, ids = _flat(phrasings)
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def rank(question: str) -> Ranked:
        asked = bm25s.tokenize(question, stopwords="en", stemmer=stemmer, show_progress=False)
        found, scores = retriever.retrieve(asked, k=min(LOOKED_AT, len(texts)), show_progress=False)
        return _entries(zip((ids[int(place)] for place in found[0]), map(float, scores[0]), strict=True))

    return rank


def logistic_regression(phrasings: Phrasings) -> Ranking:
    """Return scikit-learn's logistic regression over its TF-IDF of words and of letters."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  installed for the comparison only
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  installed for the comparison only
    from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415  installed for the comparison only

    texts, ids = _flat(phrasings)
    features = make_union(
        TfidfVectorizer(sublinear_tf=True), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    )
    model = make_pipeline(features, LogisticRegression(C=10, max_iter=1000)).fit(texts, ids)

    def rank(question: str) -> Ranked:
        chances = model.predict_proba([question])[0]
        return [(str(model.classes_[place]), float(chances[place])) for place in np.argsort(-chances)[:3]]

    return rank


MATCHERS: dict[str, tuple[Callable[[Phrasings], Ranking], str]] = {
    "ours": (ours, "Library.prepared, learned and calibrated from the phrasings alone"),
    "ours, unlearned": (plain, "Library, as it serves while it learns"),
    "WRatio": (wratio, "rapidfuzz: process.extract, fuzz.WRatio, utils.default_process"),
    "token_set_ratio": (token_set_ratio, "rapidfuzz: process.extract, fuzz.token_set_ratio, utils.default_process"),
    "BM25": (bm25, "bm25s: BM25() (Lucene's, k1 1.5, b 0.75), tokenize with English stop words and Snowball stems"),
    "logistic regression": (
        logistic_regression,
        "scikit-learn: TfidfVectorizer of words and of char_wb 2-4, both sublinear, LogisticRegression(C=10)",
    ),
}
"""Each matcher by its name, with how it is configured; of an entry the best phrasing counts."""


def _asking(library: Any) -> Ranking:
    def rank(question: str) -> Ranked:
        finding = library.find(question)
        scores = [finding.scope, *(match.score for match in finding.matches[1:])]
        return [(match.id, score) for match, score in zip(finding.matches, scores, strict=False)]

    return rank


def _fuzzy(phrasings: Phrasings, scorer: Any) -> Ranking:
    from rapidfuzz import process, utils  # noqa: PLC0415  each matcher's memory is its own

    texts, ids = _flat(phrasings)
    prepared = [utils.default_process(text) for text in texts]

    def rank(question: str) -> Ranked:
        found = process.extract(utils.default_process(question), prepared, scorer=scorer, limit=LOOKED_AT)
        return _entries((ids[place], score) for _, score, place in found)

    return rank


def _flat(phrasings: Phrasings) -> tuple[list[str], list[str]]:
    texts = [text for said in phrasings.values() for text in said]
    return texts, [id_ for id_, said in phrasings.items() for _ in said]


def _entries(found: Iterable[tuple[str, float]]) -> Ranked:
    """Return three entries from their phrasings, the best first."""
    best: dict[str, float] = {}
    for id_, score in found:
        best.setdefault(id_, score)
    return list(best.items())[:3]
