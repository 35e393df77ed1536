"""What stands around a report on a web page: navigation, counters, hidden copies, links to other years."""

from __future__ import annotations

import random

_HEAD = '<!DOCTYPE html>\n<html lang="zh-CN"><head><!--charset--><title>{title}</title>{more}</head><body>'


def bare(_: random.Random, title: str, body: str) -> str:
    return f"{_HEAD.format(title=title, more='')}\n{body}\n</body></html>"


def article(rng: random.Random, title: str, body: str) -> str:
    """A portal of today: scripts, a path, counters, shares, links to neighbours."""
    more = (
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2024-01-12 09:30">'
        "<style>td{border:1px solid #000}</style><script>var n = 3; if (n<5) document.write('<td>9</td>');</script>"
    )
    return (
        f"{_HEAD.format(title=title, more=more)}"
        "<ul class=nav><li><a href=/>首页</a></li><li><a href=/zwgk/>政务公开</a></li><li>政府信息公开年报</li></ul>"
        "<div class=path>当前位置：<a href=/>首页</a> &gt; 政府信息公开年报</div>"
        f"<div class=article><div class=info>来源：本站　浏览次数：<span id=hits>{rng.randint(1, 999)}</span></div>"
        f"{body}</div><div>扫一扫在手机打开当前页</div>"
        "<div class=near>上一篇：<a href=1.html>关于春节放假的通知</a> 下一篇：没有了</div>"
        "<div class=foot>主办：云溪县人民政府　网站标识码：4306030001　湘公网安备 43060302000012号</div></body></html>"
    )


def layout_tables(rng: random.Random, title: str, body: str) -> str:
    """A portal of long ago: everything in tables in tables."""
    links = "".join(f"<td><a href=/{i}>{text}</a></td>" for i, text in enumerate(("首页", "机构", "公告", "年报")))
    return (
        f"{_HEAD.format(title=title, more='')}<table width=1000 align=center><tr>{links}</tr></table>"
        "<table width=1000><tr><td width=200 valign=top><table><tr><td>栏目导航</td></tr>"
        "<tr><td>规章</td></tr><tr><td>行政许可</td><td>12</td></tr></table></td>"
        f"<td><table><tr><td align=center>{title}</td></tr><tr><td>浏览：{rng.randint(1, 999)}</td></tr>"
        f"<tr><td><div>{body}</div></td></tr></table></td></tr></table>"
        "<table><tr><td>版权所有</td><td>电话：0730-8412345</td></tr></table></body></html>"
    )


def one_cell(_: random.Random, title: str, body: str) -> str:
    """The whole report in the only cell of a table, as Word's "single cell" templates do."""
    return f"{_HEAD.format(title=title, more='')}<table><tbody><tr><td>{body}</td></tr></tbody></table></body></html>"


def xhtml(_: random.Random, title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><!--charset--><title>{title}</title></head>'
        f"<body>{body.replace('<br>', '<br/>')}</body></html>"
    )


def fragment(_: random.Random, title: str, body: str) -> str:
    """What an editor saves: no html, no body."""
    return f"<html><head><!--charset--></head>{body}"


def hidden_copy(_: random.Random, title: str, body: str) -> str:
    """A template for phones that no visitor sees, with a table of zeros, and a message for old browsers."""
    zeros = "<tr><td>行政许可</td><td>0</td></tr><tr><td>行政处罚</td><td>0</td></tr>"
    return (
        f"{_HEAD.format(title=title, more='')}<div style='display: none'><table>{zeros}</table></div>"
        f"<template><table>{zeros}</table></template><noscript><p>请启用脚本</p></noscript>"
        f"<script type='text/html'><table>{zeros}</table></script>{body}</body></html>"
    )
