"""The touch screen: sizes and colours, words, what stands where, and how it is drawn."""
