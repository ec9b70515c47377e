"""The few words that Streamlit writes in English and gives no option for,
put in Portuguese in the browser.
"""

import json

# Names of controls, read by screen readers and shown as tips.
NAMES = {
    "Sidebar": "Menu",
    "Collapse sidebar": "Fechar o menu",
    "Expand sidebar": "Abrir o menu",
    "Copy to clipboard": "Copiar",
    "Copied": "Copiado",
    "Clear value": "Limpar a escolha",
    "Clear all": "Limpar as escolhas",
    "Open": "Abrir",
    "Close": "Fechar",
    "Dismiss": "Fechar",
    "Selectbox options": "Opções",
    "Selected values": "Escolhidos",
    "Add files": "Escolher outro arquivo",
    "file upload": "Arquivo",
}
# Whole texts of a single element.
TEXTS = {
    "No results": "Nada encontrado",
    "Skip to main content": "Ir para o conteúdo",
    "Copy to clipboard": "Copiar",
    "Copied": "Copiado",
    "Upload": "Escolher arquivo",
    "Drag and drop a file here": "Solte o arquivo aqui",
    # Dialogs: an address that is of no page, and a server that went away
    "Page not found": "Página não encontrada",
    "The page that you have requested does not seem to exist. Running the app's main page.": (
        "O endereço pedido não é de nenhuma página deste painel. Mostramos o Panorama."
    ),
    "Connection error": "Sem conexão com o painel",
    "Streamlit server is not responding. Are you connected to the internet?": (
        "O painel não responde. Confira a sua conexão; a tela volta sozinha quando ele responder."
    ),
}
_SCRIPT = """(() => {
  const names = %s, texts = %s;
  const put = e => {
    for (const kind of ["aria-label", "title"]) {
      const now = e.getAttribute(kind);
      const seen = now && now.split("\\u2003")[0].replace(/^Remove /, "Remover ");
      const word = Object.hasOwn(names, seen) ? names[seen] : seen;
      if (now && word !== now) e.setAttribute(kind, word);
    }
    const text = e.childNodes.length === 1 && e.firstChild.nodeType === 3 ? e.firstChild : null;
    if (text && Object.hasOwn(texts, text.data)) text.data = texts[text.data];
  };
  const look = e => {
    if (e.nodeType !== 1 || e.ownerSVGElement) return;
    put(e);
    e.querySelectorAll("*").forEach(put);
  };
  new MutationObserver(changes => changes.forEach(change =>
    change.type === "attributes" ? put(change.target) : change.addedNodes.forEach(look)
  )).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "title"],
  });
})()"""


def script() -> str:
    """An inline script that watches the page; a word that is already in Portuguese is left alone.

    Names of controls also lose what `places.searchable` puts out of sight.
    """
    return f"<script>{_SCRIPT % (json.dumps(NAMES), json.dumps(TEXTS))}</script>"
