/* A page of React that shows what its reader chose in the graph. The address of the graph's page
   is given by the page around it. The component is that of docs/embedding.md. */
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { useEffect, useRef } from "react";

function ResearchGraph({ onSelect, ...attributes }) {
  const graph = useRef(null);
  useEffect(() => {
    const element = graph.current;
    const choose = (event) => onSelect?.(event.detail.node);
    element.addEventListener("select", choose);
    return () => element.removeEventListener("select", choose);
  }, [onSelect]);
  return (
    <research-graph ref={graph} {...attributes}>
      <a href={attributes.src}>Research graph</a>
    </research-graph>
  );
}

function App({ src }) {
  const [theme, setTheme] = useState("light");
  const [chosen, setChosen] = useState(null);
  return (
    <main>
      <button id="dark" onClick={() => setTheme("dark")}>Dark</button>
      <ResearchGraph src={src} theme={theme} title="In React" onSelect={setChosen} />
      <p id="chosen">{chosen?.label}</p>
    </main>
  );
}

const app = document.getElementById("app");
createRoot(app).render(<App src={app.dataset.src} />);
