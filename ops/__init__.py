"""What is run beside the program: lists of what it is made of, and checks of them."""
