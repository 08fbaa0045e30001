"""How a question finds its passages: analysis, concepts, the BM25 index, ranking, the quote."""
