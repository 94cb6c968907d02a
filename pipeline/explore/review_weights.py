"""How much hangs on each cell of the forms: what the queue of review is ordered by."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa

from pipeline import forms


def weights() -> pa.Table:
    """Each cell of each form: whether it is a total, in how many of the form's sums it stands."""
    rows: list[dict[str, object]] = []
    for form in forms.FORMS:
        sums = forms.identities(form)
        uses = Counter(key for item in sums for key in item.keys)
        totals = {item.keys[0] for item in sums}
        rows.extend(
            {"form": form, "key": cell.key, "total": cell.key in totals, "dependents": uses[cell.key]}
            for cell in forms.cells(form)
        )
    return pa.Table.from_pylist(rows)
