"""What holds for every test."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)  # how long a machine takes is no property of the code
settings.load_profile("patient")
