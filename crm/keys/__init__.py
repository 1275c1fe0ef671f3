"""The sheet of keys; what they do is in `static/js/keys.js`."""
