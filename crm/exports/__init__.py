"""What the exports of a list carry."""
