"""Tables, charts and alternative text: data in, object out."""
