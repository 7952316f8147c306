"""Slips of the finger: words that are nearly a button's label are taken for nothing else."""

from difflib import get_close_matches

from core.saying import Rows

LONGEST = 25  # characters; who writes more does not type a label


def is_slip(words: str, rows: Rows) -> bool:
    """Whether words are nearly, or the beginning of, the label of one of these buttons, such as sedn now."""
    typed = words.strip().casefold()
    labels = [button.label.casefold() for row in rows for button in row]
    labels += [label.split()[0] for label in labels]  # send, where the button says Send now
    swapped = any(sorted(typed) == sorted(label) for label in labels)  # in a short word two letters are half of it
    return 0 < len(typed) <= LONGEST and (swapped or bool(get_close_matches(typed, labels, n=1, cutoff=0.8)))
