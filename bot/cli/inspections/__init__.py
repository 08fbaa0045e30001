"""The inspections of `heat2 check`: of this installation, and of running bots."""
