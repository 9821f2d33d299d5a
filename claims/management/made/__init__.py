"""Made-up claims in any number, for tests and benchmarks."""
