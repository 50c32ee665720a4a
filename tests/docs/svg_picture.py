# SPDX-License-Identifier: MIT
"""The few shapes that the pictures of docs/ are made of, written as SVG."""
from xml.sax.saxutils import escape

# The background is white in light and in dark mode; the fonts are the reader's.
STYLE = """\
text { font-family: sans-serif; font-size: 13px; fill: #1b1f24; }
.title { font-size: 18px; font-weight: bold; }
.strong { font-weight: bold; }
.head { fill: #57606a; }
.number { font-family: monospace; }
.shape { stroke: #57606a; stroke-width: 1; }
.line { stroke: #57606a; stroke-width: 2; fill: none; }
.tip { fill: #57606a; }"""


class Picture:
    def __init__(self, width, height, title):
        self.lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{STYLE}\n</style>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        ]

    def text(self, x, y, text, kind=""):
        kind = f' class="{kind}"' if kind else ""
        self.lines.append(f'<text x="{x:g}" y="{y:g}"{kind}>{escape(text)}</text>')

    def box(self, x, y, width, height, color):
        self.lines.append(f'<rect class="shape" x="{x:g}" y="{y:g}" width="{width:g}"'
                          f' height="{height:g}" fill="{color}"/>')

    def bar(self, x, top, bottom):
        self.lines.append(f'<path class="line" d="M{x - 5:g} {top:g}h5V{bottom:g}h-5"/>')

    def arrow(self, x, top, bottom):
        self.lines.append(f'<path class="line" d="M{x:g} {top:g}V{bottom - 6:g}"/>')
        self.lines.append(f'<path class="tip" d="M{x - 5:g} {bottom - 8:g}h10l-5 8z"/>')

    def branch(self, x, way, top, bottom):
        """Leaves a box whose left side is x, goes down at way and ends at another such box."""
        self.lines.append(f'<path class="line" d="M{x:g} {top:g}H{way:g}V{bottom:g}H{x - 6:g}"/>')
        self.lines.append(f'<path class="tip" d="M{x - 8:g} {bottom - 5:g}v10l8-5z"/>')

    def content(self):
        return "\n".join(self.lines + ["</svg>", ""])
