"""What stands in a text: words, sentences, names, times, amounts, and the passages of an article."""
