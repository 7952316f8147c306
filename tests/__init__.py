"""One file per story."""

import os

# As in `bot.__main__`; here, because numpy reads it when it is imported first.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
