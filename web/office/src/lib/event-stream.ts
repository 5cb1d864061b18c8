// Reads Server-Sent Events from text chunks. A frame may be cut anywhere between two chunks.

export interface StreamFrame {
  id: string | undefined;
  event: string;
  data: string;
}

export function createFrameReader(onFrame: (frame: StreamFrame) => void) {
  let rest = "";
  let id: string | undefined;
  let told: string | undefined;
  let event = "message";
  let data: string[] = [];

  function field(line: string) {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "id") id = value;
    if (name === "event") event = value;
    if (name === "data") data.push(value);
  }

  function endFrame() {
    // A frame of an id alone tells where the stream stands before anything happened.
    if (data.length > 0 || id !== told) onFrame({ id, event, data: data.join("\n") });
    told = id;
    event = "message";
    data = [];
  }

  return (chunk: string) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") endFrame();
      else field(line);
    }
  };
}
