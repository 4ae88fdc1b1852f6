"""Questions answered: understanding, ranking, reasons.

`Searcher(corpus, generation, encoder).search("kế hoạch nào giao Thanh tra …")` gives an `Answer`;
`answer_json` is its form outside the program.
"""

from pipeline.search.query import parse_query
from pipeline.search.ranking import Searcher
from pipeline.search.wire import answer_json

__all__ = ["Searcher", "answer_json", "parse_query"]
