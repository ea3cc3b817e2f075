"""Why nothing that a firm can change touches some facts: never the past, never the original list, never the truth."""

from typing import Final

from schemas.base import LocalizedText

PAST: Final = LocalizedText(
    zh="这取决于已经过去的日期（放行、进境），不能更改",
    en="it rests on days that are past (release, arrival), which nothing changes",
)
ORIGINAL_LIST: Final = LocalizedText(
    zh="这由原出口清单确定，退货时不能更改", en="the original list settles it, and a return cannot change that"
)
LIST_NO: Final = LocalizedText(
    zh="清单号指明原出口清单；正确的号码须由企业按放行回执填写",
    en="the number says which original list it is; the firm alone has the right one, on the receipt of release",
)
TRUTH: Final = LocalizedText(
    zh="这是须如实申报的事实，不是可以选择的", en="it is a fact to be told truly, not one to choose"
)
