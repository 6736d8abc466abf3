"""What words mean: the catalogue, params, protection, the table contract, areas, boundaries and maps."""
