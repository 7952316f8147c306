"""What a peer is told on its command line."""

import argparse
import json
from pathlib import Path


def asked() -> argparse.Namespace:
    """Return the Bot API's address, the token, the port and secret of the webhook, and the answer to each question."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--answers", type=Path, required=True)
    parser.add_argument("--concurrent", action="store_true")
    given = parser.parse_args()
    given.answers = json.loads(given.answers.read_text("utf-8"))
    return given
