"""The public pages: what readers, feed readers and search engines get of what is published."""
