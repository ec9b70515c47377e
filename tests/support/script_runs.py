"""Scripts that tell whether a page of Streamlit rests: every run that was asked for has been
answered, and what it sent is drawn.
"""

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

RERUN = BackMsg.DESCRIPTOR.fields_by_name["rerun_script"].number
BY_TIMER = ClientState.DESCRIPTOR.fields_by_name["is_auto_rerun"].number
BEGUN = ForwardMsg.DESCRIPTOR.fields_by_name["new_session"].number
ENDED = ForwardMsg.DESCRIPTOR.fields_by_name["script_finished"].number
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN

# Listens to the socket between Streamlit's two halves. A run is asked for, begins and ends; one
# that ends early is followed by another (`st.rerun`). A run that a timer asks for counts from its
# beginning: the server does not answer for a part that is no longer there.
WATCH_RUNS = f"""
(() => {{
  const fields = (bytes) => {{
    const found = new Map();
    let at = 0;
    const varint = () => {{
      let value = 0, scale = 1, byte;
      do {{ byte = bytes[at++]; value += (byte & 127) * scale; scale *= 128; }} while (byte > 127);
      return value;
    }};
    const sized = (size) => bytes.subarray(at, at += size);
    const read = {{ 0: varint, 1: () => sized(8), 2: () => sized(varint()), 5: () => sized(4) }};
    while (at < bytes.length) {{
      const tag = varint();
      found.set(Math.floor(tag / 8), read[tag % 8]());
    }}
    return found;
  }};
  const runs = window.scriptRuns = {{ asked: true, running: false }};
  const sent = (message) => {{
    const rerun = fields(message).get({RERUN});
    if (rerun && !fields(rerun).get({BY_TIMER})) runs.asked = true;
  }};
  const received = (message) => {{
    if (message.has({BEGUN})) Object.assign(runs, {{ asked: false, running: true }});
    if (message.has({ENDED})) runs.running = message.get({ENDED}) === {EARLY};
  }};
  window.WebSocket = class extends WebSocket {{
    constructor(...options) {{
      super(...options);
      this.addEventListener('message', ({{data}}) => received(fields(new Uint8Array(data))));
    }}
    send(data) {{
      sent(data);
      super.send(data);
    }}
  }};
}})();
"""

# Streamlit tells that its script rests before the browser has drawn what it sent: a part whose code
# is still being read is a grey skeleton, one that a run has not reached again is stale, what opens
# or changes its colour is on its way, and a chart follows the width of its room later. All that may
# begin a frame or two after what causes it: it must still be so when they are drawn and the browser
# has nothing left to do.
RESTED = """async () => {
  const fits = (chart) => [...chart.querySelectorAll('.main-svg')]
    .every((drawn) => Math.abs(drawn.clientWidth - chart.clientWidth) <= 1);
  const rests = () => !scriptRuns.asked && !scriptRuns.running
    && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
    && document.getAnimations().every((moving) => moving.playState !== 'running')
    && [...document.querySelectorAll('.stPlotlyChart')].every(fits);
  for (let frame = 0; frame < 2; frame += 1) {
    if (!rests()) return false;
    await new Promise(requestAnimationFrame);
    await new Promise((idle) => requestIdleCallback(idle, { timeout: 1000 }));
  }
  return rests();
}"""
