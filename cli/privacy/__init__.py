"""Commands about personal data: what is kept, for how long, and what people may ask for."""
