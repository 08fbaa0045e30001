"""Heat 2 bot: answers about the film Heat 2 in the articles' own words, with their dates."""

import os

# NumPy's OpenBLAS would start a thread for each processor, which doubles the processor time of a question: the arrays
# are small, and idle threads wait in a loop. It reads this when NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
