"""The Discord side: client, replies and commands; the only folder that imports discord."""
