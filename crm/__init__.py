"""The partnership register. `crm.factory` makes the app; nothing lives here."""
