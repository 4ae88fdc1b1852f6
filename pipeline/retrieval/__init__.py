"""Finding what a question means: words, vectors, and how they are put together."""
