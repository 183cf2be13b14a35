"""The forms in which work comes back: how the words stand, and what each means (`deadline_rule_meanings`)."""

from __future__ import annotations

import re
from collections.abc import Callable

from kehoach_parser.resolve import deadline_rule_meanings as means
from kehoach_parser.resolve.deadline_rule_meanings import Rules
from kehoach_parser.resolve.deadline_words import Words

_MOD = r"k?,?(?P<mod>[xiIBUFA]*)T?(?:w,?)?"
_OFTEN = r"k,?(?P<mod>[xiIBUFA]*)T?"  # “định kỳ” before days or months of a year
_QUOTA = r"k?(?:Nl[/I]?h?J|h?N?J[,/]?Nl)[,:(]*(?P<mod>[xiIBUFA]*)T?"  # “mỗi năm 02 lần (” before them
_DATE = r"(?:(?<!l)D?N/N(?!/)|(?<!l)D?NMN)"
_NEXT_OF_LIST = r"(?:[,;v]+(?:f|lN[,:(]?)?[UBI]*|[-U])"  # before the next day of a list: “15/6, đợt 2 trước 15/12”
ITEM = r"(?:N[DWMQJ](?![,/]?N?l)|(?<=h)[DWMQJ](?=N)|[DWMQJ](?![NR]))(?![Yecgry])"

# tried in order where a phrase may begin: letters without which a form is not tried nor compiled, form, what it means; `(?P<mod>` holds the modal words before the day
FORMS: tuple[tuple[str, str, Callable[[re.Match[str], Words], Rules]], ...] = (
    ("N", rf"{_MOD}(?P<days>D?N(?:[,v]+D?N|[-U]D?N)*)(?P<unit>hM|hQ|M[ecg]I?h*Qp?(?![RN])|MhQ|MAQ(?![RN])|M[Ap]M(?=b))", means.month_days),
    ("DNM", rf"{_MOD}(?P<days>DN(?:[,v]+D?N|[-U]D?N)*)(?P<unit>M(?:p(?![DNMQJYLat])|A(?![DNMQJYLat_])|(?=$|[,;)])))", means.month_days),
    ("DN", rf"{_MOD}(?P<days>DN)(?P<since>A|C)[Ux]*(?P<unit>[MQJ])(?=$|[,;)b])", means.days_after),
    ("DMQ", rf"{_MOD}D(?P<day>[ec])M(?P<side>[ec])h?(?P<unit>Q)[pA]?(?![RNYJrpyAD])", means.edge_of_edge_month),
    ("DN", rf"{_MOD}(?P<days>N)D(?P<side>[ec])h?(?P<unit>[MQ])(?![NRYJ])", means.first_days),
    ("MQ", rf"{_MOD}M(?P<side>[ecg])h?(?P<unit>Q)(?![RNYJrpyA])", means.edge_month),
    ("wQ", rf"{_MOD}(?:(?P<days>DN))?M(?P<month>w)h*Q(?![RNYJrpyA])", means.month_of_quarter),
    ("DL", rf"{_MOD}DL(?P<side>[ec])h?(?P<unit>[MQ])(?![NRYJrpy])", means.working_edge),
    ("hDN", r"k?h(?P<unit>[MQ])[,:(kb_]*(?P<mod>[xiIBUFA]*)T?(?P<days>DN(?:[,v]+D?N|[-U]D?N)*)(?:hM|M[pA](?![DNMQJYLat_])|M(?P<side>[ecg])h*Qp?|M(?=$|[,;)]))?\)?(?![NM/])", means.month_days),
    ("lDN", r"k?(?:Nl[/I]?h?(?P<every>N?)M|h?(?P<every2>N?)M[,/]?N?l)[,:(]+(?P<mod>[xiIBUFA]*)T?(?P<days>DN(?:[,v]+D?N|[-U]D?N)*)(?P<unit>hM|M[ec]I?h*Qp?(?![RN])|(?=[,;)]|$))\)?(?![NM/])", means.counted_days),
    ("wM", r"k?(?P<mod>[xiIBUFA]*)T?(?P<days>w),?W?(?P<side>[ec])h?M(?![NRYJrpyA])", means.edge_weekday),
    ("h", rf"{_MOD}D?(?P<side>(?<=D)[ec]|(?<!D)[egc])h(?P<unit>[MQJ])", means.last_days),
    ("D", rf"{_MOD}(?<!N)D(?P<side>[ec])(?P<unit>[MQ])(?![NRYJrpy])", means.last_days),
    ("h", rf"{_MOD}(?P<side>[egc])(?P<unit>[MQJ])h(?P=unit)", means.last_days),
    ("h", r"k?h(?P<unit>[MQJ])[,:(kb_]*(?P<mod>[xiIUFA]*)(?P<side>[egc])(?P=unit)\)?(?![NRYJyrp/])", means.last_days),
    ("hD", rf"k?h(?P<unit>[MQ])[,:(kb_]*{_MOD}D(?P<side>[ec])(?P=unit)?\)?(?![NRYJ])", means.last_days),
    ("wWM", r"k?(?P<mod>[xiIBUFA]*)T?(?P<days>wW[Nw](?:[,v]+(?:wW)?[Nw])*)hM(?![NRYJrpyA])", means.weekdays_of_weeks),
    ("DLM", rf"{_MOD}(?:DL(?P<nth>[Nw])|(?P<first>N)DLe)h?M(?![NRYJrpyA])", means.working_day),
    ("DNMclb", rf"{_MOD}(?P<days>DN)Mclb(?P<items>{ITEM}(?:[,v]+{ITEM})*)?", means.last_month),
    ("WM", rf"{_MOD}W(?P<side>[ec])h?M(?:hM)?(?![NRYJrpyA])", means.edge_week),
    ("hMW", r"k?hM[,:(kb_]*(?P<mod>[xiIBUFA]*)W(?P<side>[ec])M?\)?(?![NMQJRYprA])", means.edge_week),
    ("WM", rf"{_MOD}(?<!w)W(?P<week>[Nw])(?P<unit>hM|M[ec]h*Q(?![RN]))", means.week_of_each),
    ("NMhJ", rf"{_MOD}(?P<day>D?N)(?P<months>MN(?:[,v]+M?N)+)hJ", means.year_day_of_months),
    ("hJDNM", r"k?hJ[,:(kb_]*(?P<mod>[xiIBUFA]*)T?(?P<day>DN)(?P<months>MN(?:[,v]+M?N)+)(?![/NMJY])\)?(?![/JY])", means.year_day_of_months),
    ("N", rf"(?:k|(?={ITEM}[,;v]+{ITEM}))h?{ITEM}(?:[,;v]+h?{ITEM})*[,:(]*[kb]*(?P<mod>[xiIBUFA]*)T?(?P<dates>{_DATE}(?:[,;v]+[UBI]*{_DATE})+)\)?(?![/JY])", means.year_days),
    ("NhJ", rf"k?[xiIBUFA]*(?:Q[RN]|MN)(?:[,v-]+[QM]?[RN])*hJ[,:(]+(?P<mod>[xiIBUFA]*)T?(?P<dates>{_DATE}(?:(?:[,;v]+[UBI]*|[-U]){_DATE})*)\)?(?![/JY])", means.year_days),
    ("NhJ", rf"{_MOD}(?P<dates>{_DATE}(?:{_NEXT_OF_LIST}{_DATE})*)y?hJ", means.year_days),
    ("hJN", rf"k?hJ[,:(kb_]*(?:lN[,:(]?)?(?P<mod>[xiIBUFA]*)T?(?P<dates>{_DATE}(?:{_NEXT_OF_LIST}{_DATE})*)\)?(?!/|J?Y)", means.year_days),
    ("hJ", rf"{_MOD}(?:(?P<count>N)M|n)(?P<side>[ec])J?hJ", means.year_half),
    ("hJM", r"k?hJ[,:(kb_]*(?P<mod>[xiIUF]*)(?P<count>N)M(?P<side>[ec])J?\)?(?=$|[;)])", means.year_half),
    ("hJn", r"k?hJ[,:(kb_]*(?P<mod>[xiIUF]*)(?P<count>(?!))?n(?P<side>[ec])J?\)?(?=$|[;)])", means.year_half),
    ("MNhJ", rf"{_MOD}(?P<months>MN(?:(?:[,;v-]+(?:f|lN[,:(]?(?=M))?|U)M?N)*)y?hJ", means.year_months),
    ("hJMN", r"k?hJ[,:(kb_]*(?:lN[,:(]?)?(?P<mod>[xiIBUFA]*)(?P<months>MN(?:[,;v-]+(?:lN[,:(]?(?=M))?M?N)*)\)?(?![/JY])", means.year_months),
    ("QhJ", rf"{_MOD}(?P<quarters>Q[RN](?:[,v-]+Q?[RN])*)y?hJ", means.year_quarters),
    ("kQ", r"k,?(?P<mod>[xiIBUFA]*)h?(?P<quarters>Q[RN](?:[,v-]+Q?[RN])*)\)?(?![/JYyl])", means.year_quarters),
    ("hQR", r"(?P<mod>[xiIBUFA]*)h(?P<quarters>QR(?:[,v-]+Q?R)*)\)?(?![/JYyl])", means.year_quarters),
    ("hJQ", r"k?hJ[,:(kb_]*(?P<mod>[xiIBUFA]*)(?P<quarters>Q[RN](?:[,v-]+Q?[RN])*)\)?(?![/JY])", means.year_quarters),
    ("kN", rf"{_OFTEN}(?P<dates>{_DATE}(?:(?:[,;v]+[UBI]*|[-U]){_DATE})*)\)?(?![/JYl])", means.year_days),
    ("kbN", rf"k[b_P,v]+(?P<mod>[xi]*[BU]+)T?(?P<dates>{_DATE}(?:[,;v]+[UBI]*{_DATE})*)\)?(?![/JYl])", means.year_days),
    ("NlN", rf"k?(?:h?N[MQ][,/]?N?l|Nl[/I]?h?N[MQ])[,:(]+(?P<mod>[xiIBUFA]*)T?(?P<dates>{_DATE}(?:[,;v]+[UBI]*{_DATE})*)\)?(?![/JY])", means.year_days),
    ("NlJ", rf"{_QUOTA}(?P<dates>{_DATE}(?:(?:[,;v]+[UBI]*|[-U]){_DATE})*)\)?(?![/JYl])", means.year_days),
    ("kN", rf"{_OFTEN}(?P<months>MN(?:[,v-]+M?N)*)\)?(?![/JY])", means.year_months),
    ("NlJ", rf"{_QUOTA}(?P<months>MN(?:[,v-]+M?N)*)\)?(?![/JY])", means.year_months),
    ("NlJQ", rf"{_QUOTA}(?P<quarters>Q[RN](?:[,v-]+Q?[RN])*)\)?(?![/JYl])", means.year_quarters),
    ("whW", r"k?(?P<mod>[xiIBUFA]*)T?,?D?(?P<days>w(?:(?:[,v]+[wN])*|[-U][wN]))[,_]?hW", means.week_days),
    ("wW", r"k?(?P<mod>[xiIBUFA]*)T?,?D?(?P<days>w)[ec]W(?![NRMprA])", means.week_days),
    ("Dw", r"k?(?P<mod>[xiIBUFA]*)T?,?D(?P<days>w(?:[,v]+w)*)(?![-UWecN(/]|,?D?N)", means.week_days),
    ("Ww", r"(?:k?[hb]W(?:Nl?)?|Nl?/W)[,:(kb_]*(?P<mod>[xiIBUFA]*)T?,?D?(?P<days>w(?:(?:[,v]+[wN])*|[-U][wN]))\)?", means.week_days),
    ("NlDT", r"k?Nl[/I]?h?D[,:(]*(?P<mod>[xiIBUFA]*)T(?:[,v]+[BU]*T)*\)?(?!D)", means.daily),
    ("ThD", r"k?(?P<mod>[xiIBUFA]*)T(?:[,v]+T)*hD", means.daily),
    ("Nl", r"k?(?P<count>N)l[/I]?h?(?P<every>N?)(?P<unit>[DWMQJ])(?![NRY])", means.times),
    ("Nl", r"k?h?(?P<every>N?)(?P<unit>[DWMQJ])[,/]?(?P<count>N)l", means.times),
    ("l", r"k?h?(?P<every>N?)(?P<unit>[DWMQJ])[,/]?l", means.interval),
    ("f", rf"f(?P<items>c?{ITEM}(?:[,;v]+f?c?{ITEM})*)", means.review),
)  # fmt: skip
