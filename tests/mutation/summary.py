"""Progress while mutants are tried, and the table at the end."""

from collections import Counter
from collections.abc import Callable, Sequence

from tests.mutation.check import Verdict
from tests.mutation.mutants import Mutant

EVERY = 50
KINDS = ("sign", "threshold", "update")


class Summary:
    """Verdicts, and what they come to."""

    def __init__(self, mutants: Sequence[Mutant], clock: Callable[[], float]) -> None:
        """Of these ``mutants``; time left is told by the ``clock``, in seconds."""
        self.mutants, self.clock = mutants, clock
        self.verdicts: list[Verdict] = []
        self.started: float | None = None

    @property
    def survivors(self) -> list[Mutant]:
        """Mutants that no test noticed."""
        return [verdict.mutant for verdict in self.verdicts if verdict.noticed_by is None]

    def add(self, verdict: Verdict) -> None:
        """Take a verdict in; tell of a mutant that only the second engine noticed, or nobody, and how far it went."""
        self.verdicts.append(verdict)
        self.started = self.started or self.clock()
        if verdict.noticed_by is None:
            print(f"survives: line {verdict.mutant.line}, {verdict.mutant.name}", flush=True)
        elif not verdict.by_theory:
            print(f"noticed by docking alone: line {verdict.mutant.line}, {verdict.mutant.name}", flush=True)
        done, all_of_them = len(self.verdicts), len(self.mutants)
        if done % EVERY == 0:
            left = (self.clock() - self.started) / (done - 1) * (all_of_them - done)
            print(f"{done} of {all_of_them} mutants, {left / 60.0:.0f} minutes left", flush=True)

    def table(self) -> str:
        """A row a kind: mutants, those noticed by theory and properties alone, and with docking."""
        rows = ["kind       mutants  theory and properties      with docking"]
        for name, kinds in (*((kind, (kind,)) for kind in KINDS), ("all", KINDS)):
            own = [verdict for verdict in self.verdicts if verdict.mutant.kind in kinds]
            counts = Counter(theory=sum(v.by_theory for v in own), both=sum(v.noticed_by is not None for v in own))
            if own:
                shares = (f"{counts[key]:>8} ({100.0 * counts[key] / len(own):5.1f} %)" for key in ("theory", "both"))
                rows.append(f"{name:9} {len(own):8}       {'  '.join(shares)}")
        return "\n".join(rows)
