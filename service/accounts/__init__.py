"""Who may ask: staff, firms' API keys, sessions, single sign-on."""
