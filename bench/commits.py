"""How long this disk takes for one small durable commit, which is the measure of every figure beside it."""

import sqlite3
import statistics
import time
from pathlib import Path


def commit_times(folder: Path, count: int = 300) -> dict[str, float]:
    """Return the milliseconds."""
    connection = sqlite3.connect(folder / "commits.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (x)")
    times = []
    for _ in range(count):
        begun = time.perf_counter()
        connection.execute("INSERT INTO t VALUES ('x')")
        times.append(1000 * (time.perf_counter() - begun))
    connection.close()
    return {"p50": statistics.median(times), "p99": sorted(times)[int(count * 0.99)]}
