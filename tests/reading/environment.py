"""A process that tells the names of what stands in its environment."""

from __future__ import annotations

import json
import os
import sys

if __name__ == "__main__":
    json.dump(dict.fromkeys(os.environ, ""), sys.stdout)
