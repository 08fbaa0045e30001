"""Search: from a question to an answer of verbatim excerpts. `engine` is the way in."""
