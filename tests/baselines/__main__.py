"""Keep today's outputs: ``python -m tests.baselines "why they change"``; the reason goes into the change log."""

import json
import sys

from tests.baselines import CHANGELOG, KEPT, MARK, current

if len(sys.argv) != 2 or len(sys.argv[1].split()) < 3:
    sys.exit(__doc__)
why = sys.argv[1].strip()
text = CHANGELOG.read_text(encoding="utf-8")
lines = [line for line in text.split("\n") if not line.startswith(MARK)]
head = lines.index("### Changed")
CHANGELOG.write_text("\n".join([*lines[: head + 2], MARK + why, *lines[head + 2 :]]), encoding="utf-8")
KEPT.write_text(json.dumps({"why": why, "outputs": current()}, indent=1) + "\n", encoding="utf-8")
