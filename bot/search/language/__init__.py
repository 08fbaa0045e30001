"""Analysis of articles and questions: passages, sentences, words, concepts, names, times and amounts."""
