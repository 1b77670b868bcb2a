"""What a page owes to those who do not see it as it was drawn (WCAG 2.2, levels A and AA, as far as it can be counted)."""

# Text whose contrast with what is behind it is below 4.5:1 (3:1 for large text), section 1.4.3.
CONTRAST = """
const luminance = (colour) => {
  const parts = colour.match(/[\\d.]+/g).map(Number);
  const [r, g, b] = parts.slice(0, 3).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return { value: 0.2126 * r + 0.7152 * g + 0.0722 * b, alpha: parts.length > 3 ? parts[3] : 1 };
};
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = luminance(getComputedStyle(at).backgroundColor);
    if (colour.alpha > 0.5) return colour.value;
  }
  return 1;
};
const faults = new Set();
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let seen = 0; texts.nextNode() && seen < 4000; seen += 1) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest('style, script, .vh')) continue;
  const style = getComputedStyle(element);
  const pair = [luminance(style.color).value, ground(element)].sort((a, b) => b - a);
  const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
  const isLarge = parseFloat(style.fontSize) >= 24;
  if (contrast < (isLarge ? 3 : 4.5)) {
    faults.add(`${element.tagName}.${element.className} has a contrast of ${contrast.toFixed(1)}`);
  }
}
return [...faults];
"""

NAMED_ROLES = {"button", "link", "searchbox", "combobox", "radio", "textbox", "image", "img", "region", "progressbar", "table"}


def accessibility_faults(browser):
    """Sentences, one for each fault."""
    faults = list(browser.run(CONTRAST))
    nodes = [node for node in browser.devtools("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]

    def role(node):
        return node.get("role", {}).get("value")

    def name(node):
        return node.get("name", {}).get("value", "").strip()

    levels = [
        next(item["value"]["value"] for item in node["properties"] if item["name"] == "level")
        for node in nodes
        if role(node) == "heading"
    ]
    if levels.count(1) != 1 or levels[0] != 1:
        faults.append(f"one heading of level 1 comes first, not {levels[:5]}")
    if any(after > before + 1 for before, after in zip(levels, levels[1:])):
        faults.append("no level of headings is skipped")
    for node in nodes:
        if role(node) in NAMED_ROLES - {"table"} and not name(node):
            faults.append(f"a {role(node)} has no name")
    roles = [role(node) for node in nodes]
    for landmark in "main", "banner":
        if roles.count(landmark) != 1:
            faults.append(f"there is one {landmark}, not {roles.count(landmark)}")
    if "table" in roles and not ("columnheader" in roles and "rowheader" in roles):
        faults.append("a table has headers for its columns and rows")
    if not browser.run("return document.documentElement.lang && document.title"):
        faults.append("language and title are given")
    doubled = browser.run(
        "const ids = [...document.querySelectorAll('[id]')].map(x => x.id); return ids.length - new Set(ids).size"
    )
    if doubled:
        faults.append("no id is given twice")
    return faults
