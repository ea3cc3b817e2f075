"""How fast and how large: ratios within one run, printed as tables; speed is measured nowhere else."""
