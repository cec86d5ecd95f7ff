"""Hold what is declared beside what CAISO holds and publishes and what was metered."""
