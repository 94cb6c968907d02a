"""Whose report it is, of which year, published when: titles, the opening, fields, signatures."""
