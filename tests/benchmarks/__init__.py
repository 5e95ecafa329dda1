"""What things cost on this machine: ``python -m tests.benchmarks`` prints a line ``name value unit`` for each."""
