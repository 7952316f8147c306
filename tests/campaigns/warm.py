"""What helpdesks are forked from: to import it reads what is the same for each of them, once for all."""

from pathlib import Path

import numpy.ma  # noqa: F401  # numpy imports it only when it is first needed

import locales
from core.language import Languages
from knowledge.whole_messages import Phrases
from tests.campaigns import build  # noqa: F401  # what they run

Languages.load(Path(locales.__file__).parent)
Phrases.load()
