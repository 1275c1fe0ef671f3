"""The steps of an agreement's life: from draft to signed, and to its end."""
