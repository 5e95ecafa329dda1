"""Run every benchmark, one after another, and print what each measured as soon as it is known."""

from tests.benchmarks import bench_draws, bench_runs, bench_store

BENCHMARKS = [bench_draws.measure, bench_runs.measure, bench_store.measure]

for measure in BENCHMARKS:
    for name, value, unit in measure():
        print(f"{name} {value:.4g} {unit}", flush=True)
