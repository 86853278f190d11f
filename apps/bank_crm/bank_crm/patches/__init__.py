"""What an update does once to a site that is there already."""
