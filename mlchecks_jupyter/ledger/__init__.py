"""The ledger: evidence kept in a file, only ever added to. Keep (`keeper`) and read (`reader`)."""
