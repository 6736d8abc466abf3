"""Raw tables to tables of the contract; corrections of known source errors happen here and nowhere else."""
