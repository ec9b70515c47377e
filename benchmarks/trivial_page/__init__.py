"""A program of its own, in a folder of its own:
Streamlit looks for modules beside the script that it runs.
"""
