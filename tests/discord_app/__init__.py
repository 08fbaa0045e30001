"""The Discord side, driven through a Discord in this process."""
