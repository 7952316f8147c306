"""`python -m bench`: measures and prints one JSON."""

import argparse
import asyncio
import json

from bench import durable, sending


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="measure for a minute each")
    given = parser.parse_args()
    figures = {
        "durable": asyncio.run(durable.measure(seconds=60 if given.long else 10)),
        "sending": asyncio.run(sending.measure(10_000 if given.long else 600)),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
