"""What returns are decided against: original lists, sites, firms and offices, and how they change."""
