"""What the server answers besides the pages:
mesh, Leaflet, health and the headers of every response.
"""
