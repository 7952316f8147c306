"""The figures, measured: `python -m bench`."""

import os

# As in `bot.__main__`; here, because numpy reads it when it is imported first. All peers get one thread.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
