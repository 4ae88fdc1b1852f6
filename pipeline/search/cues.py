"""The small words of a question that say what is asked: which plans, who, in which role, and what is only asking.

All patterns are for folded text (lower case, no diacritics), so that a question typed in haste is understood.
Vietnamese and English stand side by side because people mix them: `kế hoạch nào assign Thanh tra`.
"""

from __future__ import annotations

import re

#: The question asks for plans: "kế hoạch nào …", "which plans …".
PLANS = re.compile(
    r"\b(?:(?:o|trong|tai|co) )?(?:(?:nhung|cac|bao nhieu) )?(?:ke hoach|van ban|cong van|chi thi|cong dien) nao\b"
    r"|\b(?:in )?(?:which|what) (?:of the )?(?:plans?|documents?)\b"
)

#: The question asks who: "ai phải …", "đơn vị nào chủ trì …", "who must …".
WHO = re.compile(
    r"\b(?:giao cho )?(?:ai|(?:don vi|co quan|so|nganh|cap) nao)(?: (?:phai|chu tri|co trach nhiem|chiu trach nhiem|lo|lam))?\b"
    r"|\bwho (?:must|has to|should|is responsible(?: for)?|is in charge of|leads?|is to)\b"
    r"|\b(?:which|what) (?:agenc(?:y|ies)|departments?)\b"
)

_THE = r"(?: the| cac| nhung| nganh| luc luong)?"
#: What stands before an agency that is asked for as the one who answers for the task …
LEAD_BEFORE = re.compile(
    rf"(?:\b(?:giao|phan cong)(?: nhiem vu| viec)?(?: cho)?|\b(?:yeu cau|de nghi|chi dao)|\b(?:nhiem vu|viec|trach nhiem) cua"
    r"|\bdo|\b(?:giao|phan cong)\b.{1,60}\bcho|\bassign\w*\b.{0,80}\b(?:to|for)|\b(?:assign|ask|requir|task|order|instruct|giv|oblig)\w*"
    r"|\bgave|\b(?:duties|duty|tasks?|work|responsibilit(?:y|ies)|role|jobs?) (?:of|for)|\b(?:does|do|must|should|will|is|are)|\bled by|\bby)"
    rf"{_THE}\s*\(?$"
)
#: … and what stands after it.
LEAD_AFTER = re.compile(
    r"^\)?\s*(?:phai|duoc (?:giao|phan cong|yeu cau)|co (?:nhiem vu|trach nhiem|viec)|chiu trach nhiem|chu tri|lam (?:gi|nhung|viec)"
    r"|phu trach|can lam|must|has to|have to|should|is (?:to|responsible|asked|assigned|required|in charge)"
    r"|are (?:to|responsible|asked|assigned|required)|leads?\b|a role|what)\b"
)
#: Before or after an agency asked for as one that takes part.
PARTNER_BEFORE = re.compile(
    rf"\b(?:phoi hop|cung|cooperat\w*|coordinat\w*|together|jointly|partners?)(?: chat che)?(?: voi| with| include)?{_THE}\s*$"
)
PARTNER_AFTER = re.compile(
    r"^\)?\s*(?:phoi hop|la co quan phoi hop|tham gia|take part|participat\w*|cooperat\w*|as partner)\b"
)

#: Between two agencies that share a role: "Sở Y tế, Bộ Y tế", "(Sở Y tế".
TOGETHER = re.compile(r"^[\s,;/&()]*(?:(?:va|hoac|hay|cung|and|or)\b)?[\s(]*(?:the )?$")

#: Words that only ask; nothing is looked up for them.
ASKING = re.compile(
    r"\b(?:cho (?:toi |minh )?biet|hay (?:tim|liet ke)|liet ke|tim (?:cac|nhung)|xin hoi|nhu the nao|the nao|ra sao|o dau"
    r"|khi nao|bao gio|la gi|(?:cac|nhung) (?:viec|nhiem vu|cong viec)(?: can| phai)?(?: lam)?(?: theo| ve| cua)?"
    r"|(?:(?:phai|can|duoc giao|duoc yeu cau|duoc phan cong) )?(?:lam )?(?:(?:nhung |cac )?(?:viec|nhiem vu|cong viec) )?(?:gi|nao)"
    r"(?: ve)?)(?!\w)"
    r"|^\s*(?:viec|nhiem vu|cong viec)(?: phai| can)?(?: lam)?(?: ve| theo| cua)?(?!\w)"
)
#: The words with which a role was asked for; they go with the agency.
ROLE_BEFORE = re.compile(
    r"\b(?:(?:giao|phan cong)(?: nhiem vu| viec)?(?: cho)?|yeu cau|de nghi|chi dao|(?:nhiem vu|viec|trach nhiem) cua|phoi hop(?: voi)?|cung voi"
    r"|assign\w*(?: to)?(?: the)?|(?:ask|requir|giv)\w*(?: the)?)\s*\(?$"
)
ROLE_AFTER = re.compile(
    r"^\)?\s*(?:duoc (?:giao|phan cong|yeu cau)|phai|co (?:trach nhiem|nhiem vu)|chiu trach nhiem|chu tri|phoi hop(?: voi)?)\b"
)
#: The kind of document named before a code: "Nghị quyết số".
CODE_KIND = re.compile(
    r"\b(?:(?:theo|thuc hien|trien khai|vien dan|can cu|under|citing|cites?|of) )?(?:cac )?(?:nghi quyet|quyet dinh|chi thi|ket luan|nghi dinh|"
    r"thong tu|cong van|cong dien|ke hoach|huong dan|quy dinh|luat|chuong trinh|thong bao|van ban|resolution|decision|directive|decree|"
    r"conclusion|circular)?(?: so| no\.?| number)?\s*$"
)
