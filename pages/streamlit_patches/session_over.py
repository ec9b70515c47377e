"""A script of the host page by which a page whose session has ended, or whose rights have changed,
is loaded anew: Streamlit would only say that the connection was lost, and go on showing it.
"""

OVER = 4401  # the code with which the server closes such a connection
_SCRIPT = """(() => {
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...told) {
      super(...told);
      this.addEventListener("close", event => { if (event.code === %d) location.reload(); });
    }
  };
})()"""


def script() -> str:
    return f"<script>{_SCRIPT % OVER}</script>"
