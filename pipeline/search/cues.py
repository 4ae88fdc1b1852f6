"""The small words of a question that say what is asked: which plans, who, in which role, and what only asks.

All patterns are for folded text (lower case, no diacritics), so that a question typed in haste is understood.
Vietnamese and English stand side by side because people mix them: `kế hoạch nào assign Thanh tra`.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


def _words(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns, as whole words."""
    return re.compile(rf"(?<!\w){_any(*patterns)}(?!\w)")


def _before(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns at the end of what stands before something."""
    article = _any(" the", " cac", " nhung", " nganh", " luc luong")
    return re.compile(rf"(?<!\w){_any(*patterns)}{article}?\s*\(?$")


def _after(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns at the beginning of what stands after something."""
    return re.compile(rf"^\)?\s*{_any(*patterns)}(?!\w)")


_PLAN = _any("ke hoach", "van ban", "cong van", "chi thi", "cong dien")
_GIVE = _any("giao", "phan cong") + _any(" nhiem vu", " viec") + "?"
_OFFICE = _any("don vi", "co quan", "so", "nganh", "cap")
_DUTY = _any("viec", "nhiem vu", "cong viec")
_ENGLISH_GIVE = _any("assign", "ask", "requir", "task", "order", "instruct", "giv", "oblig") + r"\w*"

#: The question asks for plans: "kế hoạch nào …", "which plans …".
PLANS = _words(
    rf"(?:(?:o|trong|tai|co) )?(?:(?:nhung|cac|bao nhieu) )?{_PLAN} nao",
    r"(?:in )?(?:which|what) (?:of the )?(?:plans?|documents?)",
)

_ANSWER_FOR = _any(
    "phai", "chu tri", "phu trach", "co trach nhiem", "chiu trach nhiem", "duoc giao", "lo", "lam", "quan"
)
#: The question asks who: "ai phải …", "giao cho ai", "đơn vị nào chủ trì …", "who must …". In "thưởng cho ai làm
#: tốt" and "ứng dụng AI" nobody is asked for.
WHO = _words(
    rf"(?<!.)ai(?: (?:la )?(?:nguoi )?{_ANSWER_FOR})?",
    rf"(?:giao cho|do|cua) ai(?: {_ANSWER_FOR})?",
    r"ai (?:phai|chu tri|phu trach|chiu trach nhiem)",
    rf"(?:giao cho )?{_OFFICE} nao(?: {_ANSWER_FOR})?",
    r"who (?:must|has to|should|is responsible(?: for)?|is in charge of|leads?|is (?:supposed )?to)",
    r"who(?= (?:handles|deals with|takes care of|oversees|manages|organi[sz]es|carries out|pays)\b)",
    r"(?:which|what) (?:agenc(?:y|ies)|departments?|offices?|ministr(?:y|ies))"
    r"(?: (?:is|are) (?:responsible for|in charge of|to)| must| should)?",
)

#: What stands before an agency that is asked for as the one who answers for the task …
LEAD_BEFORE = _before(
    rf"{_GIVE}(?: cho)?",
    rf"{_GIVE}\b.{{1,60}}\bcho",
    "yeu cau|de nghi|chi dao",
    _any("nhiem vu", "viec", "trach nhiem") + " cua",
    "do",
    r"assign\w*\b.{0,80}\b(?:to|for)",
    _ENGLISH_GIVE,
    "gave",
    _any("duties", "duty", "tasks?", "work", "responsibilit(?:y|ies)", "role", "jobs?") + " (?:of|for)",
    "does|must|should|will|is|are",
    "(?:led )?by",
)
#: … and what stands after it.
LEAD_AFTER = _after(
    "phai",
    "duoc (?:giao|phan cong|yeu cau)",
    "co (?:nhiem vu|trach nhiem|viec)",
    "chiu trach nhiem|chu tri|phu trach|can lam",
    "(?:cung )?lam (?:gi|nhung|viec)",
    "must|has to|have to|should|leads?|a role|what",
    "(?:is|are) (?:to|responsible|asked|assigned|required|in charge)",
)

_TOGETHER = _any("phoi hop", "cung", r"cooperat\w*", r"coordinat\w*", "together", "jointly", "partners?")
#: Before or after an agency asked for as one that takes part.
PARTNER_BEFORE = _before(rf"{_TOGETHER}(?: chat che)?(?: voi| with| include)?")
PARTNER_AFTER = _after(
    "phoi hop(?! (?:chat che )?voi)|la co quan phoi hop|tham gia",
    r"take part|participat\w*|cooperat\w*|as (?:a )?partner",
)

#: Between two agencies that share a role: "Sở Y tế, Bộ Y tế", "(Sở Y tế".
LISTED = re.compile(r"^[\s,;/&()]*(?:(?:va|hoac|hay|and|or)\b)?[\s(]*(?:the )?$")

#: Words that only ask; nothing is looked up for them.
ASKING = _words(
    "(?:nhung|cac|cung|cung lam) gi|viec nay|nhung viec nao|(?:voi|cho) (?:nhung )?ai",
    "cho (?:toi |minh )?biet|hay (?:tim|liet ke)|liet ke|tim (?:cac|nhung)|xin hoi",
    "nhu the nao|the nao|ra sao|o dau|khi nao|bao gio|la gi",
    rf"(?:cac|nhung) {_DUTY}(?: can| phai)?(?: lam)?(?: theo| ve| cua)?",
    rf"(?:(?:phai|can|duoc (?:giao|yeu cau|phan cong)) )?(?:lam )?(?:(?:nhung |cac )?{_DUTY} )?(?:gi|nao)(?: ve)?",
    rf"(?<!.){_DUTY}(?: phai| can)?(?: lam)?(?: ve| theo| cua)?",
)

#: The words with which a role was asked for; they go with the agency.
ROLE_BEFORE = _before(
    rf"{_GIVE}(?: cho)?",
    "yeu cau|de nghi|chi dao|cung voi",
    _any("nhiem vu", "(?:phan )?viec", "trach nhiem") + " cua",
    "phoi hop(?: voi)?",
    r"assign\w*(?: to)?",
    r"(?:ask|requir|giv)\w*",
)
ROLE_AFTER = _after(
    "duoc (?:giao|phan cong|yeu cau)",
    "phai|co (?:trach nhiem|nhiem vu)|chiu trach nhiem|chu tri",
    "phoi hop(?: voi)?",
)

#: How often something is to be done.
RHYTHMS = {
    "daily": _words("hang ngay", "moi ngay", "daily", "every day", "each day"),
    "weekly": _words("hang tuan", "moi tuan", "weekly", "every week", "each week"),
    "monthly": _words("hang thang", "moi thang", "monthly", "every month", "each month"),
    "quarterly": _words("hang quy", "moi quy", "quarterly", "every quarter", "each quarter"),
    "half-yearly": _words("6 thang mot lan", "hang 6 thang", "half-yearly", "every (?:six|6) months", "twice a year"),
    "yearly": _words("hang nam", "moi nam", "yearly", "annually", "every year", "each year"),
}

#: What stands before the name of a theme that is asked for as such.
THEME = re.compile(r"(?<!\w)(?:(?:thuoc|theo|trong) )?(?:chu de|themes?)(?: ve| of)?:? ")

#: The kind of document named before a code: "Nghị quyết số".
CODE_KIND = re.compile(
    r"\b(?:(?:theo|thuc hien|trien khai|vien dan|can cu|under|citing|cites?|of) )?(?:cac )?"
    r"(?:nghi quyet|quyet dinh|chi thi|ket luan|nghi dinh|thong tu|cong van|cong dien|ke hoach|huong dan"
    r"|quy dinh|luat|chuong trinh|thong bao|van ban|resolution|decision|directive|decree|conclusion|circular)?"
    r"(?: so| no\.?| number)?\s*$"
)
