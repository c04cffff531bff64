"""What officers may wish for, and the words that a wish is made of."""
