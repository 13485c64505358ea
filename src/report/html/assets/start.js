
// Starts what is seen first at once, and the drawings when they come near the screen.
function near(element, start) {
  element.hidden = false;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    start();
  }, { rootMargin: "600px" });
  observer.observe(element);
  return () => { observer.disconnect(); if (!element.childElementCount) start(); };
}

startFilter();
const drawings = [near(matrix, startMatrix), near(map, startMap)];
addEventListener("beforeprint", () => { for (const draw of drawings) draw(); });
const asked = taskOf(location.hash);
if (asked !== undefined) showTask(asked);
