"""What a page of a fixed layout shows → grids and lines, by rulings, tags, the order of drawing or alignment."""
