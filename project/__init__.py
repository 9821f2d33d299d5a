"""What surrounds the application: settings, addresses, processes and the embedded server."""
