"""Heat 2 bot: answers about the film Heat 2 in the articles' own words, with their dates."""
