"""History by the million: checked, screened, weighed against a draft, exported (the extra `bulk`)."""
