"""What a list of sessions calls a browser: enough for its owner to know it again."""

# In this order: most browsers also claim to be those that come later.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """“Firefox em Windows”; what is not known of it is said so."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "outro navegador")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "outro sistema")
    return f"{browser} em {system}"
