"""What a customer may ask of the bank about his or her data, and how long data stay (SEC-17, RSK-08)."""
