"""The analysis of articles: in worker processes, with a time limit for each article and a budget for each server."""
