"""The inventory of labels, roles and areas. The guideline (docs/annotation.md) says what each holds."""

from __future__ import annotations

from typing import NamedTuple


class Label(NamedTuple):
    """A category: its name in data, its Chinese name, what it is, and the colour it is shown in."""

    name: str
    chinese: str
    meaning: str
    colour: str


ENTITIES = (
    Label("DOC_NO", "发文字号", "the identifier an organ gives a document it issues", "#7c3aed"),
    Label("LAW", "文件名称", "the title of a legal or policy instrument", "#2563eb"),
    Label("AGENCY", "机关", "a specific organ of state, Party, congress, CPPCC, court or procuratorate", "#059669"),
    Label("QUANTITY", "数量", "a numeral with its unit", "#d97706"),
)
ROLES = (
    Label("meta", "页面信息", "page furniture: navigation, index table, publisher, footer", "#6b7280"),
    Label("title", "标题", "the report's title, addressee line", "#111827"),
    Label("heading", "小标题", "a line that is only a heading", "#374151"),
    Label("overview", "总述", "opening paragraphs", "#0891b2"),
    Label("progress", "工作情况", "what was done, and results", "#16a34a"),
    Label("problem", "存在问题", "shortcomings and difficulties", "#dc2626"),
    Label("plan", "下步打算", "next steps", "#4f46e5"),
    Label("closing", "落款", "signature, date, closing formula", "#9ca3af"),
)
AREAS = (
    Label("functions", "依法全面履行政府职能", "approvals, services, business environment, regulation", "#0d9488"),
    Label("institutions", "依法行政制度体系", "legislation and normative documents", "#2563eb"),
    Label("decisions", "行政决策科学化民主化法治化", "major decisions, legal advisers", "#7c3aed"),
    Label("enforcement", "严格规范公正文明执法", "administrative enforcement and its reform", "#ea580c"),
    Label("emergency", "突发事件依法处置", "emergency plans and response", "#dc2626"),
    Label("disputes", "依法有效化解社会矛盾纠纷", "review, litigation, mediation, petitions", "#ca8a04"),
    Label("supervision", "行政权力制约和监督", "supervision, openness, credit of government", "#0891b2"),
    Label("technology", "科技保障/数字法治政府", "platforms and data as the subject", "#4f46e5"),
    Label("capacity", "法治思维和依法行政能力", "training, examinations, publicity", "#65a30d"),
    Label("leadership", "组织领导/推进机制", "Party leadership, assessment, 第一责任人", "#be185d"),
)

ENTITY_LABELS = tuple(label.name for label in ENTITIES)
ROLE_NAMES = tuple(label.name for label in ROLES)
AREA_NAMES = tuple(label.name for label in AREAS)
ROLES_WITH_AREAS = frozenset({"heading", "progress", "problem", "plan"})
