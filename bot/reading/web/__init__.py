"""Read articles at web addresses, without reaching anything that is not public."""
