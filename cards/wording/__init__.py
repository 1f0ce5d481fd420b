"""Words for Apple's terms: states, languages, fields."""
