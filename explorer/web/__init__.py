"""The web site: one Flask app, server-rendered pages, a JSON API, and the panel inside."""
