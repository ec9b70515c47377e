"""The English that Streamlit writes and gives no option for, put in Portuguese in the browser.

`tests/pages/test_words.py` reads Streamlit's programs: what a version says anew is found there.
"""

import json

# Names of controls, read by screen readers and shown as tips or in empty fields.
NAMES = {
    "Sidebar": "Menu",
    "Collapse sidebar": "Fechar o menu",
    "Expand sidebar": "Abrir o menu",
    "Copy to clipboard": "Copiar",
    "Copied": "Copiado",
    "Clear value": "Limpar a escolha",
    "Clear all": "Limpar as escolhas",
    "Clear entry": "Limpar o texto",
    "Open": "Abrir",
    "Close": "Fechar",
    "Dismiss": "Fechar",
    "Fullscreen": "Tela cheia",
    "Close fullscreen": "Sair da tela cheia",
    "Help": "Ajuda",
    "App pages": "Páginas",
    "Notifications": "Avisos",
    "Selectbox": "Escolha",
    "Selectbox options": "Opções",
    "Multiselect": "Escolhas",
    "Multiselect options": "Opções",
    "Selected values": "Escolhidos",
    "Choose an option": "Escolha",
    "Choose options": "Escolha",
    "No options to select": "Não há o que escolher",
    "Add files": "Escolher outro arquivo",
    "Dropzone": "Solte o arquivo aqui",
    "file upload": "Arquivo",
    "Click to retry upload": "Enviar de novo",
    "Upload failed": "O envio falhou",
    "Connecting to Streamlit server": "Procurando o painel",
    "Unable to connect to Streamlit server": "O painel não responde",
    # A field of a day, and its calendar
    "Choose date": "Escolher no calendário",
    "Clear date": "Limpar o dia",
    "Empty": "vazio",
    "Previous month": "Mês anterior",
    "Next month": "Mês seguinte",
}
# Whole texts.
TEXTS = {
    "yyyy": "aaaa",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": (
        "As setas andam pelos dias. Enter escolhe. Esc fecha."
    ),
    "No results": "Nada encontrado",
    "No options to select.": "Não há o que escolher.",
    "Select all": "Escolher todos",
    "Invalid input.": "Valor inválido.",
    "Skip to main content": "Ir para o conteúdo",
    "Copy to clipboard": "Copiar",
    "Copied": "Copiado",
    "View less": "Ver menos",
    # The state of the page, at its corner
    "Running...": "Preparando a página…",
    "Stop": "Parar",
    "Stopping...": "Parando…",
    "Please wait...": "Aguarde…",
    "Rerun": "Atualizar",
    "Always rerun": "Atualizar sempre",
    "File change.": "O programa mudou.",
    "Connecting": "Conectando",
    "Connecting to Streamlit server": "Procurando o painel",
    "Unable to connect to Streamlit server": "O painel não responde",
    "Error": "Erro",
    # A file that is sent
    "Upload": "Escolher arquivo",
    "Drag and drop a file here": "Solte o arquivo aqui",
    "Click to retry upload": "Enviar de novo",
    "Upload failed": "O envio falhou",
    "Download failed": "O arquivo não pôde ser baixado. Tente de novo.",
    "Error: ": "Erro: ",
    "Only one file is allowed.": "Envie um arquivo só.",
    "Too many files": "Envie um arquivo só.",
    "File size is too small.": "O arquivo está vazio.",
    "Unexpected error. Please try again.": "Algo falhou no envio. Tente de novo.",
    "Connection lost. Please wait for the app to reconnect, then try again.": (
        "A conexão caiu. Espere o painel voltar e tente de novo."
    ),
    "Connection timed out": "O painel demorou demais a responder.",
    "Network error": "Sem conexão com o painel.",
    "Failed to fetch": "Sem conexão com o painel.",
    "Request Timeout": "O painel demorou demais a responder.",
    "Request timed out": "O painel demorou demais a responder.",
    "Unknown error": "Algo falhou.",
    "Unknown Error": "Algo falhou.",
    # Dialogs: an address that is of no page, and a server that went away
    "Page not found": "Página não encontrada",
    "The page that you have requested does not seem to exist. Running the app's main page.": (
        "O endereço pedido não é de nenhuma página deste painel. Mostramos o Panorama."
    ),
    "Bad message format": "O painel mandou algo que esta página não entende",
    "Connection error": "Sem conexão com o painel",
    "Connection timed out.": "O painel demorou demais a responder.",
    "Streamlit server is not responding. Are you connected to the internet?": (
        "O painel não responde. Confira a sua conexão; a tela volta sozinha quando ele responder."
    ),
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your"
    " terminal:": (
        "O painel não responde. Se ele foi encerrado neste computador, abra-o de novo com t360"
        " serve; a tela volta sozinha quando ele responder."
    ),
}
# What has something of its own in it: an expression of the browser, and what takes its place.
PATTERNS = (
    (r"Choose date, (.+)", "Escolher no calendário, $1"),
    (r"day, (.+)", "dia, $1"),
    (r"month, (.+)", "mês, $1"),
    (r"year, (.+)", "ano, $1"),
    (r"Remove (.+)", "Remover $1"),
    (r"Cancel upload of (.+)", "Parar o envio de $1"),
    (r"(\d+) options? available\.", "Opções: $1"),
    (r"Help for (.+)", "Ajuda: $1"),
    (r"View (\d+) more", "Ver mais $1"),
    (r"Select (\d+) matches", "Escolher os $1 encontrados"),
    (r"You can only select up to (\d+) .+\. Remove an option first\.", "Escolha no máximo $1."),
    (r"Press (?:Ctrl\+|⌘\+)?Enter to (?:apply|submit form|submit)", "Enter confirma"),
    (r"(\d+)(?:\.\d+)?([KMG]?B) per file", "Até $1 $2"),
    (
        r"File (?:must be|is larger than) (\d+)(?:\.\d+)?([KMG]?B)(?: or smaller\.)?",
        "O arquivo passa de $1 $2.",
    ),
    (r".*files are not allowed\.", "Este tipo de arquivo não é aceito."),
    (r"Request failed with status (\d+).*", "O envio falhou (código $1). Tente de novo."),
    (
        r"Connection failed with status (\d+).*",
        "O painel não responde (código $1). A tela volta sozinha quando ele responder.",
    ),
    (
        r"Cannot connect to Streamlit \(HTTP status: 403\)[^]*",
        "O servidor recusou a conexão (código 403). Quem o instalou deve conferir o proxy e ",
    ),
    (r" settings\.", "."),  # the end of that sentence, after a link
)
# What a server that went away leaves beside its message: a command that is not ours, or the page of
# a proxy.
_STYLE = '[role="dialog"] [data-testid="stErrorCodeBlock"]{display:none}'
_SCRIPT = """(() => {
  const names = %s, texts = %s, kinds = ["aria-label", "aria-valuetext", "title", "placeholder"];
  const patterns = %s.map(([seen, word]) => [new RegExp(`^${seen}$`), word]);
  const ours = "[data-testid=stHtml]";  // what the product writes is in Portuguese already
  const said = (words, text) => {
    if (Object.hasOwn(words, text)) return words[text];
    const found = text.length < 300 && patterns.find(([seen]) => seen.test(text));
    return found ? text.replace(...found) : text;
  };
  const name = e => kinds.forEach(kind => {
    const now = e.getAttribute(kind), word = now && said(names, now.split("\\u2003")[0]);
    if (now && word !== now) e.setAttribute(kind, word);
  });
  const text = node => {
    const word = said(texts, node.data);
    if (word !== node.data) node.data = word;
  };
  const put = e => {
    if (e.ownerSVGElement || e.closest(ours)) return;
    name(e);
    for (const node of e.childNodes) if (node.nodeType === 3) text(node);
  };
  const look = node => {
    if (node.nodeType === 3) { if (node.parentElement) put(node.parentElement); return; }
    if (node.nodeType === 1) { put(node); node.querySelectorAll("*").forEach(put); }
  };
  new MutationObserver(changes => changes.forEach(({type, target, addedNodes}) =>
    type === "attributes" ? put(target)
    : type === "characterData" ? target.parentElement && put(target.parentElement)
    : addedNodes.forEach(look)
  )).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: kinds
  });
})()"""


def script() -> str:
    """An inline script that watches the page; a word that is already in Portuguese is left alone.

    Names of controls also lose what `places.searchable` puts out of sight.
    """
    words = (NAMES, TEXTS, PATTERNS)
    filled = _SCRIPT % tuple(json.dumps(item, ensure_ascii=False) for item in words)
    return f"<style>{_STYLE}</style><script>{filled}</script>"
