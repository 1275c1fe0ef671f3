"""The papers: what is kept with agreements and partners, where, and who may read it."""
