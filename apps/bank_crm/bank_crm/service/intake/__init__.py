"""What comes in from outside – mails, forms, calls, partner systems – and becomes work orders (SVC-13)."""
