# SPDX-License-Identifier: MIT
"""Reads the #defines of C headers that are numbers, or expressions of one argument and numbers."""
import re

TOKEN = re.compile(r"\s*(0[xX][0-9a-fA-F]+|\d+|\w+|<=|>=|==|!=|&&|\|\||<<|>>|[-+*/%&|^~!<>()?:])")
OPERATORS = {"&&": " and ", "||": " or ", "!": " not ", "/": "//"}


def tokens_of(text):
    text, position, tokens = re.sub(r"/\*.*", "", text).strip(), 0, []
    text = re.sub(r"\b(0[xX][0-9a-fA-F]+|\d+)[uU]\b", r"\1", text)
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"cannot read {text!r}")
        tokens.append(match[1])
        position = match.end()
    return tokens


class Expression:
    """Turns a C expression into one of Python: `a ? b : c` is `b if a else c` there."""

    def __init__(self, text, prefix):
        self.tokens = tokens_of(text) + [""]
        self.prefix = prefix

    def convert(self):
        text = ""
        while self.tokens[0] not in ("", ")", ":", "?"):
            text += self.operand(self.tokens.pop(0))
        if self.tokens[0] == "?":
            self.tokens.pop(0)
            then = self.convert()
            self.tokens.pop(0)
            text = f"(({then}) if ({text}) else ({self.convert()}))"
        return text

    def operand(self, token):
        if token == "(":
            inner = self.convert()
            self.tokens.pop(0)
            return f"({inner})"
        if token.startswith(self.prefix):
            return f"facts[{token[len(self.prefix):]!r}]"
        return OPERATORS.get(token, token)


def read(paths, prefix):
    """Names without the prefix to numbers, or to functions of one argument."""
    facts = {}
    for path in paths:
        text = path.read_text("utf-8").replace("\\\n", " ")
        for name, argument, value in re.findall(
                rf"^#define {prefix}(\w+)(?:\((\w+)\))? +(\S.*)$", text, re.M):
            converted = Expression(value, prefix).convert()
            lambda_text = f"lambda {argument}: {converted}" if argument else converted
            facts[name] = eval(lambda_text, {"facts": facts})
    return facts
