"""How a web address becomes an article, without letting anybody reach what is not public."""
