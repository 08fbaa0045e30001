"""Tests of the analysis of articles within limits."""
