"""The figures, measured: `python -m bench`."""
