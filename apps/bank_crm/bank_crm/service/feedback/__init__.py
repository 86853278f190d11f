"""What people say about the system itself: sent from any screen, answered, turned into measures (UX-06, UX-07)."""
