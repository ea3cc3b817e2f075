"""The dictionary as web pages: no script, nothing from elsewhere, Chinese before English."""

import re
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from schemas.base import Language
from service.error_catalog import ErrorEntry, groups

_HEADS: dict[Language, tuple[str, str, str, str]] = {
    "zh": ("所示", "含义", "原因", "处理"),
    "en": ("It says", "What it means", "Why it happens", "How to mend it"),
}
_NO_STATUS = "见于命令行或批量结果 · told by the command line or in the results of a batch"


def page_of(entry: ErrorEntry) -> str:
    """The page of one code."""
    status = f'<span class="status">HTTP {entry.status}</span>' if entry.status else _NO_STATUS
    see = ", ".join(_link(code) for code in entry.see)
    body = (
        '<p class="up"><a href="/errors">错误代码 · error codes</a></p>'
        f"<h1><code>{escape(entry.code)}</code></h1><p>{status}</p>"
        f'<div class="both">{_told(entry, "zh")}{_told(entry, "en")}</div>'
        f"<h2>示例 · Example</h2>{_example('wrong', '✗ 错误 · wrong', entry.example.wrong)}"
        f"{_example('right', '✓ 正确 · right', entry.example.right)}"
        f"{f'<p>参见 · see also: {see}</p>' if see else ''}"
    )
    return _page(f"{entry.code} {entry.zh.title} · {entry.en.title}", body)


@cache
def index() -> str:
    """The page that lists every code."""
    sections = "".join(
        f'<h2 id="{group.prefix}">{escape(group.title.zh)} · {escape(group.title.en)}</h2><dl>'
        + "".join(
            f'<dt>{_link(entry.code)}</dt><dd>{escape(entry.zh.title)} · <span lang="en">{escape(entry.en.title)}'
            "</span></dd>"
            for entry in group.errors
        )
        + "</dl>"
        for group in groups()
    )
    lead = (
        "<p>每个错误答复的 <code>type</code> 指向这里的一页。<br>"
        '<span lang="en">The <code>type</code> of every error answer leads to one of these pages.</span></p>'
    )
    return _page("错误代码 · error codes", f"<h1>错误代码 · Error codes</h1>{lead}{sections}")


def _told(entry: ErrorEntry, language: Language) -> str:
    words = entry.zh if language == "zh" else entry.en
    says = "<br>".join(escape(getattr(sentence, language)) for sentence in entry.says)
    parts = zip(_HEADS[language], (says, *map(_prose, (words.what, words.why, words.mend))), strict=True)
    sections = "".join(f"<h3>{head}</h3><p>{text}</p>" for head, text in parts if text)
    lang = "zh-CN" if language == "zh" else "en"
    return f'<section lang="{lang}"><h2>{escape(words.title)}</h2>{sections}</section>'


def _example(kind: str, head: str, text: str) -> str:
    return f'<figure class="{kind}"><figcaption>{head}</figcaption><pre>{escape(text.strip())}</pre></figure>'


def _prose(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _link(code: str) -> str:
    return f'<a href="/errors/{escape(code)}"><code>{escape(code)}</code></a>'


def _page(title: str, body: str) -> str:
    return _template().substitute(title=escape(title), body=body)


@cache
def _template() -> Template:
    return Template((files(__package__) / "page.html").read_text(encoding="utf-8"))
