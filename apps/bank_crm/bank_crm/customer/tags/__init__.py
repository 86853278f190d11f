"""Tags on customers: put on by hand, in batches and by rules; every change is kept (SEG-08, SEG-20)."""
