"""Programs run by hand or by make: the sample's typesetter, the score, the benchmark, the kills."""
