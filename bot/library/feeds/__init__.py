"""Feeds of servers and of everyone: which there are, how they are polled, and the articles that they propose."""
