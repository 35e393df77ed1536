"""Why a file could not be read, in Chinese, by its code.

Place in the flow: for ``page``; programs read the code itself. A code without words of its own has those of its kind.
"""

from __future__ import annotations

_WORDS = {
    "not-found": "没有这个文件",
    "is-a-directory": "这是文件夹，请指定其中的文件",
    "not-a-file": "这不是普通文件",
    "permission-denied": "没有读取权限",
    "empty-file": "文件是空的",
    "empty-pdf": "PDF中没有页面",
    "empty-archive": "压缩包或邮件中没有文件",
    "unreadable": "文件损坏或无法打开",
    "unsupported-media-type": "不支持这种文件类型",
    "unsupported-archive": "不支持这种压缩格式，请改用ZIP",
    "unsupported-compression": "不支持这种压缩方式，请重新压缩为普通ZIP",
    "password-protected": "文件有密码，请提供不带密码的文件",
    "needs-libreoffice": "读取DOC、WPS、RTF需要安装LibreOffice",
    "needs-conversion": "需要先转换为DOCX",
    "needs-ocr": "这是扫描件或图片，读取需要安装文字识别组件（nianbao[ocr]）",
    "image-only-pdf": "PDF中只有图片，没有文字",
    "cropped-pdf": "PDF页面被裁切，表格显示不完整",
    "damaged-utf8": "文字编码损坏",
    "cut-off-page": "网页不完整，结尾缺失",
    "page-too-large": "网页过大",
    "foreign-content": "文档中嵌有其他文件，请用Word打开后另存",
    "dtd-forbidden": "文件内含文档类型声明，疑为恶意文件",
    "missing-member": "文件缺少必要的组成部分",
    "archive-without-page": "网页存档中没有网页",
    "archive-too-large": "压缩包太大",
    "unread": "没有读取",
    "unreadable-text": "PDF中的文字无法辨认，请提供原文件或重新打印",
    "undecodable-text": "无法识别文字编码",
    "too-large": "文件太大",
    "too-many-lines": "行数过多",
    "too-many-pages": "页数过多",
    "too-many-members": "压缩包或邮件中的文件过多",
    "member-too-large": "压缩包中有文件解压后过大",
    "package-too-large": "解压后过大",
    "zip-bomb": "压缩比异常，疑为恶意文件",
    "archive-too-deep": "压缩包层层嵌套过深",
    "unsafe-member-name": "压缩包内文件名不安全，请重新压缩",
    "duplicate-member": "压缩包内有重名文件，请重新压缩",
    "unreadable-members": "其中的文件均无法读取",
    "not-an-annual-report": "不是政府信息公开工作年度报告",
    "several-reports": "一个文件内有多份年度报告，请分开",
    "invalid-hints": "随文件提供的信息有误",
    "timeout": "读取超时",
    "out-of-memory": "读取所需内存超出限制",
    "crashed": "读取程序出错，请将此文件报告给维护人员",
    "rule-failed": "核查程序出错，请将此文件报告给维护人员",
}
_KINDS = (
    ("damaged-", "文件损坏，无法打开"),
    ("unsupported-", "不支持这种文件"),
    ("too-", "文件过大或过于复杂"),
)


def words_for(code: str) -> str | None:
    """What a code means, in Chinese; None when there are no words for it."""
    return _WORDS.get(code) or next((words for start, words in _KINDS if code.startswith(start)), None)
