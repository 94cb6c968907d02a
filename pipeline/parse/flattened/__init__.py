"""Tables that lost their grid: fields, a cell a line, layout by spaces, numbers in turn."""
