"""What is used to work on the product and is not shipped with it."""
