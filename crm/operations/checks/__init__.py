"""What `crm check` looks at: a file for each thing that can be wrong by itself."""
