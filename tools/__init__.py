"""What maintainers run beside the product: a bill of materials, and a look at published advisories."""
