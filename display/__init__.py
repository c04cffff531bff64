"""What people see: the touch screen, the slip, the pages; and the words on them."""
