"""The words and the code of a shell script, read as POSIX sh and bash read them.

``Lexer.code`` is the script without comments and layout, ``comments`` says where those are; everything else stays as it
is written. What other shells, or shells with other options, read in another way sets ``unclear``: then comments cannot
be told from code.

Source of the rules: POSIX.1-2024, Shell Command Language, 2.2 to 2.4 and 2.7.4; the Bash Reference Manual, chapter 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.documents.node import MAX_NODES, DocumentError
from gate.documents.shell_words import Word, literal
from gate.values.regex import regex

MAX_NESTING = 50
_PLAIN = regex(r"[^ \t\n\\'\"$`;&|()<>]+")
_BLANK = regex(r"(?:[ \t]|\\\n)+")
_ANSI_C = regex(r"(?:[^'\\]|\\.)*+'", re.DOTALL)
_BACKTICKS = regex(r"`(?:[^`\\]|\\.)*+`", re.DOTALL)
_ARITHMETIC = regex(r"(?:[\w \t+\-*/%=!<>&|^~?:,.$@\[\]]|(?<=[0-9${])#|[{}])*+")
_KNOWN_SHELL = regex(r"#![ \t]*(?:/\S*/)?(?:env[ \t]+(?:-S[ \t]*)?)?(?:ba|da|k|a)?sh(?:[ \t].*)?")
_FUNCTION = regex(r"\([ \t]*\)")
_NAME_AND_BRACKET = regex(r"\w++\[")
_SUBSCRIPT = regex(r"""\w++\[(?:[^\[\]'"\\`]|"[^"\[\]\\]*+"|'[^'\[\]]*+')*+\]""")
_QUOTED = regex(r'[^"\\$`]+')
_SIMPLE = regex(r'"[^"\'\\$`!]*+"')


class Lexer:
    """Reads a script, or from ``at`` on what stands in ``$(...)``.

    ``words`` gives the words, and None where a command ends; ``code`` and ``unclear`` are complete when it ends.
    """

    def __init__(self, text: str, at: int = 0, line: int = 1, depth: int = 0) -> None:
        if depth > MAX_NESTING:
            raise DocumentError(f"nested deeper than {MAX_NESTING} levels", line, "Flatten the script.")
        self.text = text
        self.at = at
        self.line = line
        self.depth = depth
        self.count = 0
        self.parts: list[str] = []
        self.unclear = False
        self.ended = False
        self.comments: list[tuple[int, int]] = []  # (start, end), those inside of words not counted
        self.waiting: list[tuple[str, bool, bool]] = []  # here-documents that start on the next line

    @property
    def code(self) -> str:
        end = len(self.parts)
        while end and self.parts[end - 1] in ("\n", " "):
            end -= 1
        return "".join(self.parts[:end])

    def words(self) -> Iterator[Word | None]:
        text = self.text
        brackets: list[bool] = []  # of each open one, whether it is an array's
        if self.depth == 0 and text.startswith("#!"):
            interpreter = text.partition("\n")[0]
            self.unclear |= not _KNOWN_SHELL.fullmatch(interpreter[:256])
            self.parts += [interpreter, "\n"]
        while self.at < len(text):
            char = text[self.at]
            if char in " \t" or text.startswith("\\\n", self.at):
                self.blank()
            elif char == "\n":
                self.newline()
                if self.waiting:
                    yield from self.bodies()
                if not (brackets and brackets[-1]):
                    yield None
            elif char == "#":
                self.comment()
            elif char == "(" and text.startswith("((", self.at):
                yield self.arithmetic()
            elif char == "<" and text.startswith("<<", self.at) and not text.startswith("<<<", self.at):
                self.heredoc()
            elif char in ";&|()<>":
                if char == ")" and not brackets and self.depth:
                    self.ended = True
                    return
                self.operator(char, brackets)
                if char in ";&|" and not (brackets and brackets[-1]):
                    yield None
            else:
                yield self.word()
        if self.waiting:
            self.unclear = True

    def operator(self, char: str, brackets: list[bool]) -> None:
        if char == "(":
            before = self.text[self.at - 1] if self.at else "\n"
            # blanks, signs and '#' in a pattern are part of it
            pattern = before not in " \t\n;&|()<>=" and not _FUNCTION.match(self.text, self.at)
            joined = self.text.startswith("\\\n", max(0, self.at - 2))
            self.unclear |= pattern or joined or self.text.startswith("(#", self.at)
            brackets.append(before == "=")
        elif char == ")" and brackets:
            brackets.pop()
        self.parts.append(char)
        self.at += 1

    def blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        end = match.end() if match else self.at + 1
        spaces = self.text[self.at : end]
        self.skip_to(end)
        # a sign of several characters on two lines
        self.unclear |= spaces[0] == "\\" and bool(self.parts) and self.parts[-1] in ";&|()<>"
        if self.parts and self.parts[-1] not in ("\n", " ") and (" " in spaces or "\t" in spaces):
            self.parts.append(" ")

    def newline(self) -> None:
        self.at += 1
        self.line += 1
        if self.parts and self.parts[-1] == " ":
            self.parts.pop()
        if self.parts and self.parts[-1] != "\n":
            self.parts.append("\n")

    def comment(self) -> None:
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        self.unclear |= self.at > 0 and self.text[self.at - 1] == ")"  # behind an array it is a part of it
        self.comments.append((self.at, end))
        self.at = end

    def heredoc(self) -> None:
        start = self.at
        self.at += 2
        cut = self.text.startswith("-", self.at)
        self.at += cut
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1
        if self.text[self.at : self.at + 1] in ("", *" \t\n;&|()<>#"):
            self.unclear = True
            self.parts.append(self.text[start : self.at])
            return
        word = self.word(keep=False)
        plain = word.text == word.form
        self.unclear |= "$" in word.form or "`" in word.form or "\n" in word.text or self.text[self.at - 1] == "\n"
        self.parts.append(self.text[start : self.at])
        self.waiting.append((word.text, cut, plain))

    def bodies(self) -> Iterator[Word]:
        """Here-documents are opaque: one word each."""
        for end, cut, expanded in self.waiting:
            first, start = self.line, self.at
            joined = False
            while self.at < len(self.text):
                stop = self.text.find("\n", self.at)
                stop = len(self.text) if stop < 0 else stop
                line = self.text[self.at : stop]
                self.at = min(stop + 1, len(self.text))
                self.line += 1
                line = line.lstrip("\t") if cut else line
                if not joined and line == end:
                    break
                self.unclear |= self.depth > 0 and line.startswith(end)  # the end, for some versions
                joined = expanded and (len(line) - len(line.rstrip("\\"))) % 2 == 1
            else:
                self.unclear = True
            body = self.text[start : self.at]
            self.parts.append(body)
            if not body.endswith("\n"):
                self.parts.append("\n")
            yield Word("<<" + end, "<<" + body, first, max(first, self.line - 1))
        self.waiting = []
        self.parts.append("\n")

    def arithmetic(self) -> Word:
        """``((...))``, as it is written."""
        first, start = self.line, self.at
        self.sums(2)
        form = self.text[start : self.at]
        self.parts.append(form)
        return Word(form, form, first, self.line)

    def sums(self, opening: int) -> None:
        """Step over an arithmetic expression that starts with so many characters, the last two of them ``((``."""
        start = index = self.at + opening
        open_ = 2
        while open_:
            match = _ARITHMETIC.match(self.text, index)
            index = match.end() if match else index
            char = self.text[index : index + 1]
            open_ += (char == "(") - (char == ")")
            closing = open_ != 1 or self.text.startswith("))", index)
            if char not in ("(", ")") or not closing or open_ > MAX_NESTING:
                self.unclear = True  # quotes, lines, or two subshells
                self.at += opening - 2
                self.balanced("(", ")", self.line)
                return
            index += 1
        self.unclear |= "<<" in self.text[start:index]
        self.skip_to(index)

    def word(self, *, keep: bool = True) -> Word:
        self.count += 1
        if self.count > MAX_NODES:
            raise DocumentError(f"more than {MAX_NODES:,} words", self.line, "Split the script.")
        first = self.line
        text: list[str] = []
        form: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in " \t\n;&|()<>":
                break
            start = self.at
            self.piece(char, text)
            piece = self.text[start : self.at]
            if piece != "\\\n":
                literal = _SIMPLE.fullmatch(piece) and form[-1:] != ["$"]  # behind the sign it is another kind of quote
                form.append(f"'{piece[1:-1]}'" if literal else piece)
        found = Word("".join(text), "".join(form), first, self.line)
        # in a pattern and in a subscript blanks count; with 'case' a bracket closes nothing
        self.unclear |= found.form in ("=~", "alias") or (self.depth > 0 and found.form == "case")
        self.unclear |= bool(_NAME_AND_BRACKET.match(found.form)) and not _SUBSCRIPT.match(found.form)
        if keep:
            self.parts.append(found.form)
        return found

    def piece(self, char: str, text: list[str]) -> None:
        source = self.text
        if char == "'":
            end = source.find("'", self.at + 1)
            if end < 0:
                raise self.open("single quote")
            text.append(literal(source[self.at + 1 : end]))
            self.skip_to(end + 1)
        elif char == '"':
            self.double(text)
        elif char == "\\":
            following = source[self.at + 1 : self.at + 2]
            self.skip_to(min(self.at + 2, len(source)))
            if following != "\n":
                text.append(literal(following, source[self.at : self.at + 1]))
        elif char == "$" and source.startswith("$'", self.at):
            quoted = _ANSI_C.match(source, self.at + 2)
            if not quoted:
                raise self.open("single quote")
            self.unclear |= "\\'" in quoted[0]  # not every sh has this kind of quote
            text.append(literal(quoted[0][:-1]))
            self.skip_to(quoted.end())
        elif char in "$`":
            self.expansion(char, text, quoted=False)
        else:
            run = _PLAIN.match(source, self.at)
            part = run[0] if run else char
            self.at += len(part)
            text.append(part)

    def double(self, text: list[str]) -> None:
        start = self.line
        self.at += 1
        source = self.text
        while self.at < len(source):
            char = source[self.at]
            if char == '"':
                self.at += 1
                return
            if char == "\\" and self.at + 1 < len(source):
                following = source[self.at + 1]
                if following == "\n":
                    self.skip_to(self.at + 2)
                    continue
                kept = following if following in '$`"\\' else char + following
                self.at += 2
                text.append(literal(kept, source[self.at : self.at + 1]))
            elif char in "$`":
                self.expansion(char, text, quoted=True)
            elif match := _QUOTED.match(source, self.at):
                self.skip_to(match.end())
                text.append(match[0])
            else:
                self.at += 1  # a backslash at the end of the text
        raise DocumentError("a double quote is not closed", start, "Close the quote.")

    def expansion(self, char: str, text: list[str], *, quoted: bool) -> None:
        """``$NAME``, ``${...}``, ``$(...)`` or backticks, kept as they are written."""
        source = self.text
        start, opened = self.at, self.line
        if char == "`":
            match = _BACKTICKS.match(source, self.at)
            if not match:
                raise self.open("backtick")
            self.skip_to(match.end())
        elif source.startswith("$((", self.at):
            self.sums(3)
        elif source.startswith("$(", self.at):
            self.at += 1
            self.balanced("(", ")", opened)
        elif source.startswith("${", self.at):
            self.braces(opened, quoted=quoted)
        else:
            self.at += 1
        if text:  # a backslash in front of it is one
            text.append("\\" * (len(text[-1]) - len(text[-1].rstrip("\\"))))
        text.append(source[start : self.at])

    def balanced(self, opening: str, close: str, opened: int) -> None:
        """Step over ``(...)``: commands of their own."""
        inner = Lexer(self.text, self.at + 1, self.line, self.depth + 1)
        for _ in inner.words():
            self.count += 1
        if not inner.ended:
            raise DocumentError(f"'${opening}' is not closed", opened, f"Close it with '{close}'.")
        self.unclear |= inner.unclear or bool(inner.waiting)
        self.skip_to(inner.at + 1)

    def braces(self, opened: int, *, quoted: bool) -> None:
        """Step over ``${...}``."""
        inside = Lexer(self.text, self.at + 2, self.line, self.depth + 1)
        ignored: list[str] = []
        while inside.at < len(self.text):
            char = self.text[inside.at]
            if char == "}":
                self.unclear |= inside.unclear
                self.skip_to(inside.at + 1)
                return
            # where a brace or a single quote counts differs between shells and between operators
            inside.unclear |= char == "{" or (char in "'\"" and quoted)
            if char == "'" and quoted:
                inside.at += 1
            elif char in "$`":
                inside.expansion(char, ignored, quoted=quoted)
            elif char in "'\"\\":
                inside.piece(char, ignored)
            else:
                inside.skip_to(inside.at + 1)
        raise DocumentError("'${' is not closed", opened, "Close it with '}'.")

    def skip_to(self, index: int) -> None:
        self.line += self.text.count("\n", self.at, index)
        self.at = index

    def open(self, what: str) -> DocumentError:
        return DocumentError(f"a {what} is not closed", self.line, "Close the quote.")
