"""What a declared text may try to be in what is made of it: one list for all tests."""

__all__ = ["COMMANDS", "CONTROLS", "TEXTS"]

TEXTS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\uff1dHYPERLINK(1)",
    "a | b || c",
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "</title><svg onload=alert(1)>",
    "</name><evil/>",
    "]]> & -->",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;b&gt; &#60;",
    "{{ run.profile }}",
    "{% include 'x' %}",
    "`code` **bold** _em_ [link](http://x) ![i](y)",
    "[x](javascript:alert(1)) <http://x> http://x/@user",
    "# heading",
    "1. list",
    "~~gone~~ $math$",
    "quote \" and ' and \\ end\\",
    '", "injected": "yes',
    "comma, semicolon; tab\there",
    "leading and trailing ",
    "two\nlines",
    "END:VALARM\nBEGIN:VEVENT",
    "\u65e5\u672c \u00e9\u00fc \U0001f600",
)
"""Texts that are declared, and come out as they are in every document."""

COMMANDS = (
    "::error::owned",
    "\n::set-output name=x::owned",
    "x\n::add-mask::owned",
    "x%0A::warning::owned",
    "##[error]owned",
    "x ##[group]owned",
    "x\r\n::stop-commands::owned",
)
"""Commands to the runner of GitHub Actions, which reads what a step prints."""

CONTROLS = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://x\x1b\\link",
    "back\x08\x08\x08\x08",
    "over\rwritten",
    "\x9b31m",
    "right\u202eto left",
    "\u2066isolated",
    "zero\u200bwidth",
    "line\u2028separator",
    "\x7f",
)
"""What a terminal or a page would act on, or hide."""
