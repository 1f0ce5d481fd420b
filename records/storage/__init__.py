"""How records are stored: documents, due times, migrations."""
