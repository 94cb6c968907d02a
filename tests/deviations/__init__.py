"""Reports made to deviate in every way that agencies deviate, with gold: the adversary of the parser."""
