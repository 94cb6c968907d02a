"""extracted/ → people: loaders for notebooks."""
