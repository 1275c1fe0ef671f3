"""The contacts: people at partners, with their positions."""
