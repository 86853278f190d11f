"""Customer care: rules make tasks, tasks are done or greetings sent, gifts are handed out (CAR-01 to CAR-10)."""
